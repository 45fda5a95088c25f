//! Vaccinations.

use super::form::{Described, Form};
use super::json::Object;
use super::setters::{builder, codes};
use super::{Amount, Concept, EntryError, shape};

builder! {
    /// A vaccination, given or refused: FHIR `Immunization`.
    ///
    /// Given, unless said otherwise. Without a date the entry says that it is unknown.
    Immunization: "Immunization", named vaccine = "which vaccine it is" {
        status: value(ImmunizationStatus) = "whether the vaccine was given",
        reason_not_given: concept = "why it was not given",
        date: text = "when it was given, as precisely as known",
        lot: text = "the lot number on the vial",
        expires: text = "until when the vial was good: a day, month or year",
        manufacturer: text = "who made the vaccine",
        dose_number: text = "which dose of its series it was, in words: `2` or `booster`",
        doses_in_series: text = "how many doses the series has, in words",
        series: text = "which series it belongs to",
        target_disease: concept = "what it protects from",
        dose: into(Amount) = "how much was given",
        site: concept = "where in the body it was given",
        route: concept = "how it was given",
        performer: text = "who gave it, by name",
        place: text = "where it was given, by name",
        note: text = "what else there is to say, as a note",
    }
}

codes! {
    /// Whether the vaccine was given.
    ImmunizationStatus {
        /// Given.
        Completed = "completed",
        /// Not given.
        NotDone = "not-done",
    }
}

impl Immunization {
    /// Returns a vaccination that was given, unless said otherwise.
    pub fn new(vaccine: impl Into<Concept>) -> Self {
        Self { vaccine: vaccine.into(), ..Self::default() }
    }

    /// Returns a vaccination that was refused: not given, by the person's own decision.
    pub fn refused(vaccine: impl Into<Concept>) -> Self {
        const SYSTEM: &str = "http://terminology.hl7.org/CodeSystem/v3-ActReason";
        let reason = crate::Code::new(SYSTEM, "PATOBJ").with_display("patient objection");
        Self::new(vaccine).status(ImmunizationStatus::NotDone).reason_not_given(reason)
    }

    /// FHIR demands an occurrence; a date that the person did not say is not invented.
    fn occurrence(&mut self, form: &mut Form<'_>) -> Result<(), EntryError> {
        if form.writes() && self.date.is_none() {
            form.fixed("occurrenceString", "unknown");
            return Ok(());
        }
        form.date("occurrenceDateTime", "date", &mut self.date)
    }

    fn protocol(&mut self, form: &mut Form<'_>) -> Result<(), EntryError> {
        form.text("series", "series", &mut self.series)?;
        form.concept_list("targetDisease", "target disease", &mut self.target_disease)?;
        form.text("doseNumberString", "dose number", &mut self.dose_number)?;
        if self.dose_number.is_none()
            && (self.series.is_some() || self.target_disease.is_some() || self.doses_in_series.is_some())
        {
            // FHIR demands a number of the dose.
            let unknown: Object = shape::unknown();
            form.fixed("_doseNumberString", unknown);
        }
        form.text("seriesDosesString", "doses in series", &mut self.doses_in_series)
    }
}

impl Described for Immunization {
    const TYPE: &'static str = "Immunization";

    fn describe(&mut self, form: &mut Form<'_>) -> Result<(), EntryError> {
        form.status("status", &mut self.status, ImmunizationStatus::Completed);
        form.concept("statusReason", "reason not given", &mut self.reason_not_given)?;
        form.named("vaccineCode", "vaccine", &mut self.vaccine)?;
        form.subject("patient")?;
        self.occurrence(form)?;
        form.fixed("primarySource", false);
        form.who("location", "place", &mut self.place)?;
        form.who("manufacturer", "manufacturer", &mut self.manufacturer)?;
        form.text("lotNumber", "lot", &mut self.lot)?;
        form.day("expirationDate", "expires", &mut self.expires)?;
        form.concept("site", "site", &mut self.site)?;
        form.concept("route", "route", &mut self.route)?;
        form.amount("doseQuantity", "dose", &mut self.dose)?;
        form.within_first("performer", |form| form.who("actor", "performer", &mut self.performer))?;
        form.note(&mut self.note)?;
        form.within_first("protocolApplied", |form| self.protocol(form))?;
        form.settle(&mut self.status, &ImmunizationStatus::Completed);
        Ok(())
    }
}
