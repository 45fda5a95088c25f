//! Medications.

use super::form::{Described, Form};
use super::json::{Node, Object};
use super::setters::{builder, codes};
use super::{Amount, Concept, EntryError, Frequency};

const PRESCRIPTION: &str = "prescription";

builder! {
    /// A medication that the person takes or took: FHIR `MedicationStatement`.
    ///
    /// Active, or completed once a stop is set, unless said otherwise. A statement has no place for the prescriber; it is
    /// based on a contained `MedicationRequest` that has one.
    Medication: "MedicationStatement", named name = "what is taken" {
        status: value(MedicationStatus) = "whether the person takes it",
        stop_reason: concept = "why it was stopped, paused or never taken",
        dose: text = "how much is taken, in words: `one tablet of 500 mg`",
        dose_amount: into(Amount) = "how much is taken, as a number with its unit",
        route: concept = "how it is taken: `by mouth`",
        frequency: into(Frequency) = "how often it is taken",
        as_needed: value(AsNeeded) = "whether it is taken only when needed",
        needed_for: concept = "what it is taken for when needed: `pain`",
        instructions: text = "what the person was told of it: `with meals`",
        start: text = "when the person began to take it, as precisely as known",
        stop: text = "when the person stopped taking it, as precisely as known",
        reason: concept = "what it is taken for",
        prescriber: text = "who prescribed it, by name",
        note: text = "what else there is to say, as a note",
    }
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
    /// Returns a medication named in the person's words or by a code, such as `RxNorm`'s.
    pub fn new(name: impl Into<Concept>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    fn implied(&self) -> MedicationStatus {
        if self.stop.is_some() { MedicationStatus::Completed } else { MedicationStatus::Active }
    }

    fn dosage(&mut self, form: &mut Form<'_>) -> Result<(), EntryError> {
        form.text("text", "dose", &mut self.dose)?;
        form.text("patientInstruction", "instructions", &mut self.instructions)?;
        let mut frequency = self.frequency.clone().unwrap_or_default();
        form.within("timing", |form| frequency.describe(form))?;
        self.frequency = (frequency != Frequency::default()).then_some(frequency);
        self.needed(form)?;
        form.concept("route", "route", &mut self.route)?;
        form.within_first("doseAndRate", |form| form.amount("doseQuantity", "dose", &mut self.dose_amount))
    }

    /// Of the two choices, a reason says that it is taken when needed.
    fn needed(&mut self, form: &mut Form<'_>) -> Result<(), EntryError> {
        if form.is_strict() && self.needed_for.is_some() && self.as_needed == Some(AsNeeded::OnSchedule) {
            return Err(EntryError::Contradiction { field: "needed for", other: "as needed" });
        }
        let mut flag = self.as_needed.map(|as_needed| as_needed == AsNeeded::WhenNeeded);
        if !form.writes() || self.needed_for.is_none() {
            form.flag("asNeededBoolean", &mut flag);
        }
        form.concept("asNeededCodeableConcept", "needed for", &mut self.needed_for)?;
        self.as_needed = flag.map(|needed| if needed { AsNeeded::WhenNeeded } else { AsNeeded::OnSchedule });
        Ok(())
    }

    fn prescription(&mut self, form: &mut Form<'_>) -> Result<(), EntryError> {
        if !form.writes() {
            let mut contained = form.object.each("contained").iter().filter_map(Node::object);
            let request = contained.find(|resource| resource.text("id") == Some(PRESCRIPTION));
            let requester = request.and_then(|request| request.get("requester")).and_then(Node::object);
            self.prescriber = requester.and_then(|requester| requester.text("display")).map(str::to_owned);
            return Ok(());
        }
        if self.prescriber.is_none() {
            return Ok(());
        }
        form.within_first("contained", |form| {
            form.fixed("resourceType", "MedicationRequest");
            form.fixed("id", PRESCRIPTION);
            form.fixed("status", "unknown");
            form.fixed("intent", "order");
            form.named("medicationCodeableConcept", "name", &mut self.name)?;
            form.subject("subject")?;
            form.who("requester", "prescriber", &mut self.prescriber)
        })?;
        let reference = Object::new().with("reference", format!("#{PRESCRIPTION}"));
        form.fixed("basedOn", vec![reference.into()]);
        Ok(())
    }
}

impl Described for Medication {
    const TYPE: &'static str = "MedicationStatement";

    fn describe(&mut self, form: &mut Form<'_>) -> Result<(), EntryError> {
        let implied = self.implied();
        self.prescription(form)?;
        form.status("status", &mut self.status, implied);
        form.concept_list("statusReason", "stop reason", &mut self.stop_reason)?;
        form.named("medicationCodeableConcept", "name", &mut self.name)?;
        form.subject("subject")?;
        form.period("effectivePeriod", ("start", &mut self.start), ("stop", &mut self.stop))?;
        form.concept_list("reasonCode", "reason", &mut self.reason)?;
        form.note(&mut self.note)?;
        form.within_first("dosage", |form| self.dosage(form))?;
        let implied = self.implied();
        form.settle(&mut self.status, &implied);
        Ok(())
    }
}
