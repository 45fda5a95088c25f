//! Conditions, symptoms and injuries: what is wrong, all three FHIR `Condition`.
//!
//! A symptom is a `Condition` too, not an `Observation`: people say of it when it began and ended, how bad it is, where
//! in the body, and whether it is over, and only `Condition` has a place for each. A tag tells it from a diagnosis.

use super::form::{Described, Form};
use super::json::{Node, Object};
use super::moment::Choice;
use super::setters::{builder, codes};
use super::shape::{self, wordless};
use super::{Concept, EntryError, Moment, check};

codes! {
    /// Where a condition, symptom or injury stands.
    ProblemStatus {
        /// There now.
        Active = "active",
        /// Back again.
        Recurrence = "recurrence",
        /// Worse again after getting better.
        Relapse = "relapse",
        /// No longer felt, may come back.
        Inactive = "inactive",
        /// Better, under watch.
        Remission = "remission",
        /// Over.
        Resolved = "resolved",
    }
}

codes! {
    /// How sure a condition is.
    Verification {
        /// Not confirmed.
        Unconfirmed = "unconfirmed",
        /// Likely, while other causes are still looked at.
        Provisional = "provisional",
        /// One of several that it could be.
        Differential = "differential",
        /// Confirmed.
        Confirmed = "confirmed",
        /// Ruled out.
        Refuted = "refuted",
    }
}

codes! {
    /// How bad it is. Written with the codes of FHIR's value set `condition-severity`.
    Severity {
        /// Mild.
        Mild = "255604002",
        /// Moderate.
        Moderate = "6736007",
        /// Severe.
        Severe = "24484000",
    }
}

macro_rules! problems {
    ($($(#[$meta:meta])* $name:ident: $tag:expr, $category:expr;)*) => {$(
        builder! {
            $(#[$meta])*
            ///
            /// Active, or resolved once an end is set, unless said otherwise. What has an end is not active (R4
            /// invariant con-4).
            $name: "Condition", named what = "what it is" {
                status: value(ProblemStatus) = "where it stands",
                verification: value(Verification) = "how sure it is",
                onset: into(Moment) = "when it began, as precisely as known",
                end: into(Moment) = "when it was over, as precisely as known",
                severity: value(Severity) = "how bad it is",
                body_site: concept = "where in the body it is",
                cause: concept = "what it came from",
                provider: text = "who found it, by name",
                note: text = "what else there is to say, as a note",
            }
        }

        impl $name {
            /// Returns one named in the person's words or by a code.
            pub fn new(what: impl Into<Concept>) -> Self {
                Self { what: what.into(), ..Self::default() }
            }
        }

        impl Described for $name {
            const TYPE: &'static str = "Condition";

            fn describe(&mut self, form: &mut Form<'_>) -> Result<(), EntryError> {
                let implied = implied(self.status, self.end.as_ref(), form)?;
                meta(form, $tag);
                cause(form, &mut self.cause)?;
                let mut status = self.status.or(form.writes().then_some(implied));
                form.coded("clinicalStatus", (CLINICAL, wordless), &mut status);
                self.status = status;
                form.coded("verificationStatus", (VERIFICATION, wordless), &mut self.verification);
                category(form, $category);
                form.coded("severity", ("http://snomed.info/sct", severity), &mut self.severity);
                form.named("code", "name", &mut self.what)?;
                form.concept_list("bodySite", "body site", &mut self.body_site)?;
                form.subject("subject")?;
                form.moment(&ONSET, "onset", &mut self.onset)?;
                form.moment(&END, "end", &mut self.end)?;
                form.who("asserter", "provider", &mut self.provider)?;
                form.note(&mut self.note)?;
                form.settle(&mut self.status, &status_after(self.end.as_ref()));
                in_order(form, self.onset.as_ref(), self.end.as_ref())
            }
        }
    )*};
}

problems! {
    /// A condition, problem or diagnosis, current or past: FHIR `Condition` on the problem list.
    Condition: None, Some("problem-list-item");
    /// Something felt: FHIR `Condition` with the tag `symptom`.
    Symptom: Some("symptom"), None;
    /// An injury: FHIR `Condition` with the tag `injury`.
    Injury: Some("injury"), None;
}

const CLINICAL: &str = "http://terminology.hl7.org/CodeSystem/condition-clinical";
const VERIFICATION: &str = "http://terminology.hl7.org/CodeSystem/condition-ver-status";
const DUE_TO: &str = "http://hl7.org/fhir/StructureDefinition/condition-dueTo";
const ONSET: Choice =
    Choice { date: "onsetDateTime", age: "onsetAge", period: "onsetPeriod", words: "onsetString" };
const END: Choice = Choice {
    date: "abatementDateTime",
    age: "abatementAge",
    period: "abatementPeriod",
    words: "abatementString",
};

fn status_after(end: Option<&Moment>) -> ProblemStatus {
    if end.is_some() { ProblemStatus::Resolved } else { ProblemStatus::Active }
}

fn implied(
    status: Option<ProblemStatus>,
    end: Option<&Moment>,
    form: &Form<'_>,
) -> Result<ProblemStatus, EntryError> {
    use ProblemStatus::{Active, Recurrence, Relapse};
    if form.is_strict() && end.is_some() && matches!(status, Some(Active | Recurrence | Relapse)) {
        return Err(EntryError::Contradiction { field: "end", other: "status" });
    }
    Ok(status_after(end))
}

fn in_order(form: &Form<'_>, onset: Option<&Moment>, end: Option<&Moment>) -> Result<(), EntryError> {
    match (onset, end) {
        (Some(Moment::Date(onset)), Some(Moment::Date(end))) if form.is_strict() => {
            check::in_order("end", onset, end)
        }
        _ => Ok(()),
    }
}

fn meta(form: &mut Form<'_>, tag: Option<&'static str>) {
    if let Some(tag) = tag {
        form.fixed("meta", shape::kind_tag(tag));
    }
}

fn category(form: &mut Form<'_>, code: Option<&'static str>) {
    const SYSTEM: &str = "http://terminology.hl7.org/CodeSystem/condition-category";
    let category = code.map(|code| shape::fixed(SYSTEM, code, Some("Problem List Item")).into());
    form.fixed_list("category", category.into_iter().collect());
}

fn cause(form: &mut Form<'_>, cause: &mut Option<Concept>) -> Result<(), EntryError> {
    if form.writes() {
        return form.within_first("extension", |form| {
            if cause.is_some() {
                form.fixed("url", DUE_TO);
            }
            form.concept("valueCodeableConcept", "cause", cause)
        });
    }
    let mut extensions = form.object.each("extension").iter().filter_map(Node::object);
    let due_to = extensions.find(|extension| extension.text("url") == Some(DUE_TO));
    let said = |due_to: &Object| due_to.get("valueCodeableConcept").and_then(Concept::read);
    *cause = due_to.and_then(said);
    Ok(())
}

#[expect(clippy::unnecessary_wraps, reason = "other codes are written without words")]
const fn severity(severity: Severity) -> Option<&'static str> {
    Some(match severity {
        Severity::Mild => "Mild",
        Severity::Moderate => "Moderate",
        Severity::Severe => "Severe",
    })
}
