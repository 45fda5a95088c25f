//! Conditions, symptoms and injuries: what is wrong, all three FHIR `Condition`.
//!
//! A symptom is a `Condition` too, not an `Observation`: people say of it when it began and ended, how bad it is, where
//! in the body, and whether it is over, and only `Condition` has a place for each. A tag tells it from a diagnosis.

use super::json::{Node, Object};
use super::setters::{codes, setters};
use super::shape::{self, Concept};
use super::{Entry, EntryError, check};

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
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[must_use]
        pub struct $name {
            what: Concept,
            status: Option<ProblemStatus>,
            onset: Option<String>,
            end: Option<String>,
            severity: Option<Severity>,
            body_site: Option<String>,
            cause: Option<String>,
            note: Option<String>,
        }

        impl $name {
            /// Returns one named in the person's words: active, or resolved once an end is set, unless said otherwise.
            pub fn new(what: impl Into<String>) -> Self {
                Self {
                    what: Concept::new(what),
                    status: None,
                    onset: None,
                    end: None,
                    severity: None,
                    body_site: None,
                    cause: None,
                    note: None,
                }
            }

            setters! {
                /// Adds a code for it.
                what: code,
                /// Sets where it stands.
                status: value(ProblemStatus),
                /// Sets when it began, as precisely as known.
                onset: text,
                /// Sets when it was over, as precisely as known.
                end: text,
                /// Sets how bad it is.
                severity: value(Severity),
                /// Sets where in the body it is, in words.
                body_site: text,
                /// Sets what it came from, in words.
                cause: text,
                /// Sets a note.
                note: text,
            }

            /// Returns the `Condition` with this id, about the person that `subject` refers to.
            ///
            /// # Errors
            ///
            /// When a text, date or the id is not one that FHIR can hold, the end is before the onset, or there is an
            /// end and the status says that it goes on (R4 invariant con-4).
            pub fn build(&self, id: &str, subject: Option<&str>) -> Result<Entry, EntryError> {
                let parts = Parts {
                    what: &self.what,
                    status: self.status,
                    onset: self.onset.as_deref(),
                    end: self.end.as_deref(),
                    severity: self.severity,
                    body_site: self.body_site.as_deref(),
                    cause: self.cause.as_deref(),
                    note: self.note.as_deref(),
                };
                parts.write(id, subject, $tag, $category)
            }
        }
    )*};
}

problems! {
    /// A condition, problem or diagnosis: FHIR `Condition` on the problem list.
    Condition: None, Some("problem-list-item");
    /// Something felt: FHIR `Condition` with the tag `symptom`.
    Symptom: Some("symptom"), None;
    /// An injury: FHIR `Condition` with the tag `injury`.
    Injury: Some("injury"), None;
}

struct Parts<'a> {
    what: &'a Concept,
    status: Option<ProblemStatus>,
    onset: Option<&'a str>,
    end: Option<&'a str>,
    severity: Option<Severity>,
    body_site: Option<&'a str>,
    cause: Option<&'a str>,
    note: Option<&'a str>,
}

impl Parts<'_> {
    fn write(
        &self,
        id: &str,
        subject: Option<&str>,
        tag: Option<&'static str>,
        category: Option<&'static str>,
    ) -> Result<Entry, EntryError> {
        let onset = shape::optional_date("onset", self.onset)?;
        let end = shape::optional_date("end", self.end)?;
        if let (Some(onset), Some(end)) = (&onset, &end) {
            check::in_order("end", onset, end)?;
        }
        let body = shape::resource("Condition", id)?
            .with_some("meta", tag.map(shape::kind_tag))
            .with_list("extension", self.cause()?)
            .with("clinicalStatus", clinical_status(self.status()?))
            .with_list("category", category.map(problem_category).into_iter().collect())
            .with_some("severity", self.severity.map(severity))
            .with("code", self.what.write("name")?)
            .with_list("bodySite", shape::list_in_words("body site", self.body_site)?)
            .with("subject", shape::subject(subject)?)
            .with_some("onsetDateTime", onset)
            .with_some("abatementDateTime", end)
            .with_list("note", shape::notes(self.note)?);
        Entry::write("Condition", &body)
    }

    fn status(&self) -> Result<ProblemStatus, EntryError> {
        use ProblemStatus::{Active, Inactive, Recurrence, Relapse, Remission, Resolved};
        match (self.status, self.end) {
            (Some(Active | Recurrence | Relapse), Some(_)) => {
                Err(EntryError::Contradiction { field: "end", other: "status" })
            }
            (Some(status @ (Active | Recurrence | Relapse | Inactive | Remission | Resolved)), _) => {
                Ok(status)
            }
            (None, Some(_)) => Ok(Resolved),
            (None, None) => Ok(Active),
        }
    }

    fn cause(&self) -> Result<Vec<Node>, EntryError> {
        const DUE_TO: &str = "http://hl7.org/fhir/StructureDefinition/condition-dueTo";
        let cause = shape::in_words("cause", self.cause)?;
        let extension = |cause| Object::new().with("url", DUE_TO).with("valueCodeableConcept", cause).into();
        Ok(cause.map(extension).into_iter().collect())
    }
}

fn clinical_status(status: ProblemStatus) -> Object {
    const SYSTEM: &str = "http://terminology.hl7.org/CodeSystem/condition-clinical";
    let coding = Object::new().with("system", SYSTEM).with("code", status.as_str());
    Object::new().with_list("coding", vec![coding.into()])
}

fn problem_category(code: &'static str) -> Node {
    const SYSTEM: &str = "http://terminology.hl7.org/CodeSystem/condition-category";
    shape::fixed(SYSTEM, code, "Problem List Item").into()
}

fn severity(severity: Severity) -> Object {
    let words = match severity {
        Severity::Mild => "Mild",
        Severity::Moderate => "Moderate",
        Severity::Severe => "Severe",
    };
    shape::fixed("http://snomed.info/sct", severity.as_str(), words)
}
