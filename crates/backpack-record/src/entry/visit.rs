//! Visits.

use super::json::Object;
use super::setters::{codes, setters};
use super::shape::{self, Concept};
use super::{Entry, EntryError};

/// A visit: FHIR `Encounter`.
///
/// R4 gives an `Encounter` no place for a note: note it through the overlay, as any other record.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Visit {
    what: Concept,
    status: Option<VisitStatus>,
    setting: Option<Setting>,
    start: Option<String>,
    end: Option<String>,
    reason: Option<String>,
    provider: Option<String>,
    organization: Option<String>,
    place: Option<String>,
}

codes! {
    /// How far a visit has come.
    VisitStatus {
        /// To come.
        Planned = "planned",
        /// Going on.
        InProgress = "in-progress",
        /// Over.
        Finished = "finished",
        /// Called off.
        Cancelled = "cancelled",
        /// Not known.
        Unknown = "unknown",
    }
}

codes! {
    /// Where care is given: HL7's `v3-ActCode`.
    Setting {
        /// At an office or clinic, home the same day.
        Ambulatory = "AMB",
        /// In an emergency department.
        Emergency = "EMER",
        /// In a hospital bed.
        Inpatient = "IMP",
        /// At the person's home.
        Home = "HH",
        /// By video, telephone or message.
        Virtual = "VR",
    }
}

impl Visit {
    /// Returns a visit: of unknown status, or finished once an end is set, unless said otherwise.
    pub fn new(what: impl Into<String>) -> Self {
        Self {
            what: Concept::new(what),
            status: None,
            setting: None,
            start: None,
            end: None,
            reason: None,
            provider: None,
            organization: None,
            place: None,
        }
    }

    setters! {
        /// Adds a code for the type of visit.
        what: code,
        /// Sets how far it has come.
        status: value(VisitStatus),
        /// Sets where care was given. Without it the entry says that this is unknown.
        setting: value(Setting),
        /// Sets when it began, as precisely as known.
        start: text,
        /// Sets when it ended, as precisely as known.
        end: text,
        /// Sets what it was for, in words.
        reason: text,
        /// Sets whom the person saw, by name.
        provider: text,
        /// Sets the practice or hospital, by name.
        organization: text,
        /// Sets the place, by name.
        place: text,
    }

    /// Returns the `Encounter` with this id, about the person that `subject` refers to.
    ///
    /// # Errors
    ///
    /// When a text, date or the id is not one that FHIR can hold, or the end is before the start.
    pub fn build(&self, id: &str, subject: Option<&str>) -> Result<Entry, EntryError> {
        let default = if self.end.is_some() { VisitStatus::Finished } else { VisitStatus::Unknown };
        let period = shape::period(("start", self.start.as_deref()), ("end", self.end.as_deref()))?;
        let provider = shape::named("provider", self.provider.as_deref())?;
        let provider = provider.map(|name| Object::new().with("individual", name).into());
        let place = shape::named("place", self.place.as_deref())?;
        let place = place.map(|name| Object::new().with("location", name).into());
        let body = shape::resource("Encounter", id)?
            .with("status", self.status.unwrap_or(default).as_str())
            .with("class", self.setting.map_or_else(shape::unknown, class))
            .with_list("type", vec![self.what.write("name")?.into()])
            .with("subject", shape::subject(subject)?)
            .with_list("participant", provider.into_iter().collect())
            .with_some("period", period)
            .with_list("reasonCode", shape::list_in_words("reason", self.reason.as_deref())?)
            .with_list("location", place.into_iter().collect())
            .with_some("serviceProvider", shape::named("organization", self.organization.as_deref())?);
        Entry::write("Encounter", &body)
    }
}

fn class(setting: Setting) -> Object {
    let display = match setting {
        Setting::Ambulatory => "ambulatory",
        Setting::Emergency => "emergency",
        Setting::Inpatient => "inpatient encounter",
        Setting::Home => "home health",
        Setting::Virtual => "virtual",
    };
    Object::new()
        .with("system", "http://terminology.hl7.org/CodeSystem/v3-ActCode")
        .with("code", setting.as_str())
        .with("display", display)
}
