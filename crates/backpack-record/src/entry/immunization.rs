//! Vaccinations.

use super::json::Object;
use super::setters::{codes, setters};
use super::shape::{self, Concept};
use super::{Entry, EntryError, check};

/// A vaccination: FHIR `Immunization`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Immunization {
    vaccine: Concept,
    status: Option<ImmunizationStatus>,
    date: Option<String>,
    lot: Option<String>,
    manufacturer: Option<String>,
    dose_number: Option<String>,
    site: Option<String>,
    route: Option<String>,
    performer: Option<String>,
    place: Option<String>,
    note: Option<String>,
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
    pub fn new(vaccine: impl Into<String>) -> Self {
        Self {
            vaccine: Concept::new(vaccine),
            status: None,
            date: None,
            lot: None,
            manufacturer: None,
            dose_number: None,
            site: None,
            route: None,
            performer: None,
            place: None,
            note: None,
        }
    }

    setters! {
        /// Adds a code for the vaccine, such as CVX's.
        vaccine: code,
        /// Sets whether the vaccine was given.
        status: value(ImmunizationStatus),
        /// Sets when it was given, as precisely as known. Without it the entry says that the date is unknown.
        date: text,
        /// Sets the lot number on the vial.
        lot: text,
        /// Sets who made the vaccine.
        manufacturer: text,
        /// Sets which dose of its series it was, in words: `2` or `booster`.
        dose_number: text,
        /// Sets where in the body it was given, in words.
        site: text,
        /// Sets how it was given, in words.
        route: text,
        /// Sets who gave it, by name.
        performer: text,
        /// Sets where it was given, by name.
        place: text,
        /// Sets a note.
        note: text,
    }

    /// Returns the `Immunization` with this id, about the person that `subject` refers to.
    ///
    /// # Errors
    ///
    /// When a text, date or the id is not one that FHIR can hold.
    pub fn build(&self, id: &str, subject: Option<&str>) -> Result<Entry, EntryError> {
        let status = self.status.unwrap_or(ImmunizationStatus::Completed);
        let body = shape::resource("Immunization", id)?
            .with("status", status.as_str())
            .with("vaccineCode", self.vaccine.write("vaccine")?)
            .with("patient", shape::subject(subject)?);
        // FHIR demands an occurrence; a date that the person did not say is not invented.
        let body = match shape::optional_date("date", self.date.as_deref())? {
            Some(date) => body.with("occurrenceDateTime", date),
            None => body.with("occurrenceString", "unknown"),
        };
        let performer = shape::named("performer", self.performer.as_deref())?;
        let performer = performer.map(|actor| Object::new().with("actor", actor).into());
        let dose = check::optional_text("dose number", self.dose_number.as_deref())?;
        let dose = dose.map(|number| Object::new().with("doseNumberString", number).into());
        let body = body
            .with("primarySource", false)
            .with_some("location", shape::named("place", self.place.as_deref())?)
            .with_some("manufacturer", shape::named("manufacturer", self.manufacturer.as_deref())?)
            .with_some("lotNumber", check::optional_text("lot", self.lot.as_deref())?)
            .with_some("site", shape::in_words("site", self.site.as_deref())?)
            .with_some("route", shape::in_words("route", self.route.as_deref())?)
            .with_list("performer", performer.into_iter().collect())
            .with_list("note", shape::notes(self.note.as_deref())?)
            .with_list("protocolApplied", dose.into_iter().collect());
        Entry::write("Immunization", &body)
    }
}
