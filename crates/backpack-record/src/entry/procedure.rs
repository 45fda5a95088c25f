//! Procedures and treatments.

use super::form::{Described, Form};
use super::json::Node;
use super::setters::{builder, codes};
use super::shape;
use super::{Concept, EntryError};

macro_rules! procedures {
    ($($(#[$meta:meta])* $name:ident: $category:expr;)*) => {$(
        builder! {
            $(#[$meta])*
            $name: "Procedure", named what = "what was done" {
                status: value(ProcedureStatus) = "how far it has come",
                status_reason: concept = "why it was not done, paused or stopped",
                date: text = "when it was done, or when it began, as precisely as known",
                end: text = "when it ended, as precisely as known",
                performer: text = "who did it, by name",
                place: text = "where it was done, by name",
                body_site: concept = "where in the body it was done",
                reason: concept = "what it was done for",
                outcome: concept = "how it turned out",
                complication: concept = "what went wrong",
                follow_up: concept = "what was to be done afterwards",
                note: text = "what else there is to say, as a note",
            }
        }

        impl Described for $name {
            const TYPE: &'static str = "Procedure";

            fn describe(&mut self, form: &mut Form<'_>) -> Result<(), EntryError> {
                let category: Option<(&'static str, &'static str)> = $category;
                let implied = self.implied();
                form.status("status", &mut self.status, implied);
                form.concept("statusReason", "status reason", &mut self.status_reason)?;
                if let Some((code, words)) = category {
                    form.fixed("category", shape::fixed(SNOMED, code, Some(words)));
                }
                form.named("code", "name", &mut self.what)?;
                form.subject("subject")?;
                performed(form, &mut self.date, &mut self.end)?;
                form.within_first("performer", |form| form.who("actor", "performer", &mut self.performer))?;
                form.who("location", "place", &mut self.place)?;
                form.concept_list("reasonCode", "reason", &mut self.reason)?;
                form.concept_list("bodySite", "body site", &mut self.body_site)?;
                form.concept("outcome", "outcome", &mut self.outcome)?;
                form.concept_list("complication", "complication", &mut self.complication)?;
                form.concept_list("followUp", "follow up", &mut self.follow_up)?;
                form.note(&mut self.note)?;
                let implied = self.implied();
                form.settle(&mut self.status, &implied);
                Ok(())
            }
        }
    )*};
}

procedures! {
    /// A procedure: FHIR `Procedure`. Done, unless said otherwise.
    Procedure: None;
    /// A treatment that goes on for a while, such as physiotherapy or dialysis: FHIR `Procedure` of the category
    /// therapeutic procedure. Going on once it has begun and not ended, else done, unless said otherwise.
    Treatment: Some((THERAPEUTIC, "Therapeutic procedure"));
}

codes! {
    /// How far a procedure has come.
    ProcedureStatus {
        /// Done.
        Completed = "completed",
        /// Being prepared.
        Preparation = "preparation",
        /// Going on.
        InProgress = "in-progress",
        /// Not done.
        NotDone = "not-done",
        /// Paused.
        OnHold = "on-hold",
        /// Stopped before its end.
        Stopped = "stopped",
        /// Not known.
        Unknown = "unknown",
    }
}

const SNOMED: &str = "http://snomed.info/sct";
const THERAPEUTIC: &str = "277132007";

impl Procedure {
    /// Returns a procedure that was done, unless said otherwise.
    pub fn new(what: impl Into<Concept>) -> Self {
        Self { what: what.into(), ..Self::default() }
    }

    #[expect(clippy::unused_self, reason = "a treatment looks at its dates")]
    const fn implied(&self) -> ProcedureStatus {
        ProcedureStatus::Completed
    }
}

impl Treatment {
    /// Returns a treatment.
    pub fn new(what: impl Into<Concept>) -> Self {
        Self { what: what.into(), ..Self::default() }
    }

    const fn implied(&self) -> ProcedureStatus {
        if self.date.is_some() && self.end.is_none() {
            ProcedureStatus::InProgress
        } else {
            ProcedureStatus::Completed
        }
    }

    /// Tells whether a `Procedure` is a treatment.
    pub(super) fn is_one(procedure: &super::json::Object) -> bool {
        let categories = procedure.each("category").iter().filter_map(Node::object);
        let mut codings = categories.flat_map(|category| category.each("coding")).filter_map(Node::object);
        codings
            .any(|coding| coding.text("system") == Some(SNOMED) && coding.text("code") == Some(THERAPEUTIC))
    }
}

/// A date alone is a point in time; with an end it is a period.
fn performed(
    form: &mut Form<'_>,
    date: &mut Option<String>,
    end: &mut Option<String>,
) -> Result<(), EntryError> {
    if form.writes() {
        return match end {
            Some(_) => form.period("performedPeriod", ("date", date), ("end", end)),
            None => form.date("performedDateTime", "date", date),
        };
    }
    form.period("performedPeriod", ("date", date), ("end", end))?;
    if date.is_none() && end.is_none() {
        form.date("performedDateTime", "date", date)?;
    }
    Ok(())
}
