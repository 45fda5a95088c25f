//! Medications.

use super::json::{Node, Object};
use super::setters::{codes, setters};
use super::shape::{self, Concept};
use super::{Entry, EntryError, check};

const PRESCRIPTION: &str = "prescription";

/// A medication that the person takes or took: FHIR `MedicationStatement`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Medication {
    name: Concept,
    status: Option<MedicationStatus>,
    dose: Option<String>,
    route: Option<String>,
    frequency: Option<String>,
    as_needed: Option<AsNeeded>,
    start: Option<String>,
    stop: Option<String>,
    reason: Option<String>,
    prescriber: Option<String>,
    note: Option<String>,
}

codes! {
    /// Whether the person takes it.
    MedicationStatus {
        /// Takes it.
        Active = "active",
        /// Took it to the end.
        Completed = "completed",
        /// Stopped early.
        Stopped = "stopped",
        /// Paused.
        OnHold = "on-hold",
        /// Will take it.
        Intended = "intended",
        /// Never took it.
        NotTaken = "not-taken",
        /// Not known.
        Unknown = "unknown",
    }
}

/// Whether it is taken only when needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "a medication is taken on schedule or when needed")]
pub enum AsNeeded {
    /// Only when needed.
    WhenNeeded,
    /// On schedule.
    OnSchedule,
}

impl Medication {
    /// Returns a medication: active, or completed once a stop is set, unless said otherwise.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: Concept::new(name),
            status: None,
            dose: None,
            route: None,
            frequency: None,
            as_needed: None,
            start: None,
            stop: None,
            reason: None,
            prescriber: None,
            note: None,
        }
    }

    setters! {
        /// Adds a code for the medication, such as RxNorm's.
        name: code,
        /// Sets whether the person takes it.
        status: value(MedicationStatus),
        /// Sets how much is taken, in words: `one tablet of 500 mg`.
        dose: text,
        /// Sets how it is taken, in words: `by mouth`.
        route: text,
        /// Sets how often it is taken, in words: `twice a day`.
        frequency: text,
        /// Sets whether it is taken only when needed.
        as_needed: value(AsNeeded),
        /// Sets when the person began to take it, as precisely as known.
        start: text,
        /// Sets when the person stopped taking it, as precisely as known.
        stop: text,
        /// Sets what it is taken for, in words.
        reason: text,
        /// Sets who prescribed it, by name.
        prescriber: text,
        /// Sets a note.
        note: text,
    }

    /// Returns the `MedicationStatement` with this id, about the person that `subject` refers to.
    ///
    /// A statement has no place for the prescriber; it is based on a contained `MedicationRequest` that has one.
    ///
    /// # Errors
    ///
    /// When a text, date or the id is not one that FHIR can hold, or the stop is before the start.
    pub fn build(&self, id: &str, subject: Option<&str>) -> Result<Entry, EntryError> {
        let default =
            if self.stop.is_some() { MedicationStatus::Completed } else { MedicationStatus::Active };
        let period = shape::period(("start", self.start.as_deref()), ("stop", self.stop.as_deref()))?;
        let prescription = self.prescription(subject)?;
        let based_on =
            prescription.is_some().then(|| Object::new().with("reference", format!("#{PRESCRIPTION}")));
        let body = shape::resource("MedicationStatement", id)?
            .with_list("contained", prescription.map(Into::into).into_iter().collect())
            .with_list("basedOn", based_on.map(Into::into).into_iter().collect())
            .with("status", self.status.unwrap_or(default).as_str())
            .with("medicationCodeableConcept", self.name.write("name")?)
            .with("subject", shape::subject(subject)?)
            .with_some("effectivePeriod", period)
            .with_list("reasonCode", shape::list_in_words("reason", self.reason.as_deref())?)
            .with_list("note", shape::notes(self.note.as_deref())?)
            .with_list("dosage", self.dosage()?);
        Entry::write("MedicationStatement", &body)
    }

    fn dosage(&self) -> Result<Vec<Node>, EntryError> {
        let dose = check::optional_text("dose", self.dose.as_deref())?;
        let frequency = shape::in_words("frequency", self.frequency.as_deref())?;
        let route = shape::in_words("route", self.route.as_deref())?;
        let as_needed = self.as_needed.map(|as_needed| as_needed == AsNeeded::WhenNeeded);
        if dose.is_none() && frequency.is_none() && route.is_none() && as_needed.is_none() {
            return Ok(Vec::new());
        }
        let dosage = Object::new()
            .with_some("text", dose)
            .with_some("timing", frequency.map(|frequency| Object::new().with("code", frequency)))
            .with_some("asNeededBoolean", as_needed)
            .with_some("route", route);
        Ok(vec![dosage.into()])
    }

    fn prescription(&self, subject: Option<&str>) -> Result<Option<Object>, EntryError> {
        let Some(prescriber) = shape::named("prescriber", self.prescriber.as_deref())? else {
            return Ok(None);
        };
        let request = shape::resource("MedicationRequest", PRESCRIPTION)?
            .with("status", "unknown")
            .with("intent", "order")
            .with("medicationCodeableConcept", self.name.write("name")?)
            .with("subject", shape::subject(subject)?)
            .with("requester", prescriber);
        Ok(Some(request))
    }
}
