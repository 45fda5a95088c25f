//! Procedures and treatments.

use super::json::Object;
use super::setters::{codes, setters};
use super::shape::{self, Concept};
use super::{Entry, EntryError};

/// A procedure or treatment: FHIR `Procedure`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Procedure {
    what: Concept,
    status: Option<ProcedureStatus>,
    date: Option<String>,
    end: Option<String>,
    performer: Option<String>,
    place: Option<String>,
    body_site: Option<String>,
    reason: Option<String>,
    outcome: Option<String>,
    note: Option<String>,
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

impl Procedure {
    /// Returns a procedure that was done, unless said otherwise.
    pub fn new(what: impl Into<String>) -> Self {
        Self {
            what: Concept::new(what),
            status: None,
            date: None,
            end: None,
            performer: None,
            place: None,
            body_site: None,
            reason: None,
            outcome: None,
            note: None,
        }
    }

    setters! {
        /// Adds a code for the procedure.
        what: code,
        /// Sets how far it has come.
        status: value(ProcedureStatus),
        /// Sets when it was done, or when it began, as precisely as known.
        date: text,
        /// Sets when it ended, as precisely as known.
        end: text,
        /// Sets who did it, by name.
        performer: text,
        /// Sets where it was done, by name.
        place: text,
        /// Sets where in the body it was done, in words.
        body_site: text,
        /// Sets what it was done for, in words.
        reason: text,
        /// Sets how it turned out, in words.
        outcome: text,
        /// Sets a note.
        note: text,
    }

    /// Returns the `Procedure` with this id, about the person that `subject` refers to.
    ///
    /// # Errors
    ///
    /// When a text, date or the id is not one that FHIR can hold, or the end is before the date.
    pub fn build(&self, id: &str, subject: Option<&str>) -> Result<Entry, EntryError> {
        let date = shape::optional_date("date", self.date.as_deref())?;
        let body = shape::resource("Procedure", id)?
            .with("status", self.status.unwrap_or(ProcedureStatus::Completed).as_str())
            .with("code", self.what.write("name")?)
            .with("subject", shape::subject(subject)?);
        let body = if self.end.is_some() {
            let period = shape::period(("date", self.date.as_deref()), ("end", self.end.as_deref()))?;
            body.with_some("performedPeriod", period)
        } else {
            body.with_some("performedDateTime", date)
        };
        let performer = shape::named("performer", self.performer.as_deref())?;
        let performer = performer.map(|actor| Object::new().with("actor", actor).into());
        let body = body
            .with_list("performer", performer.into_iter().collect())
            .with_some("location", shape::named("place", self.place.as_deref())?)
            .with_list("reasonCode", shape::list_in_words("reason", self.reason.as_deref())?)
            .with_list("bodySite", shape::list_in_words("body site", self.body_site.as_deref())?)
            .with_some("outcome", shape::in_words("outcome", self.outcome.as_deref())?)
            .with_list("note", shape::notes(self.note.as_deref())?);
        Entry::write("Procedure", &body)
    }
}
