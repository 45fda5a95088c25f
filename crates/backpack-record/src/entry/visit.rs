//! Visits.

use super::form::{Described, Form, Token as _};
use super::json::{Node, Object};
use super::setters::{builder, codes};
use super::{Concept, EntryError, shape};

builder! {
    /// A visit: FHIR `Encounter`. Of unknown status, or finished once an end is set, unless said otherwise.
    ///
    /// R4 gives an `Encounter` no place for a note: note it through the overlay, as any other record.
    Visit: "Encounter", named what = "what sort of visit it was" {
        status: value(VisitStatus) = "how far it has come",
        setting: value(Setting) = "where care was given; without it the entry says that this is unknown",
        start: text = "when it began, as precisely as known",
        end: text = "when it ended, as precisely as known",
        reason: concept = "what it was for",
        provider: text = "whom the person saw, by name",
        organization: text = "the practice or hospital, by name",
        place: text = "the place, by name",
    }
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
    /// Returns a visit: `Check-up`.
    pub fn new(what: impl Into<Concept>) -> Self {
        Self { what: what.into(), ..Self::default() }
    }

    const fn implied(&self) -> VisitStatus {
        if self.end.is_some() { VisitStatus::Finished } else { VisitStatus::Unknown }
    }
}

impl Described for Visit {
    const TYPE: &'static str = "Encounter";

    fn describe(&mut self, form: &mut Form<'_>) -> Result<(), EntryError> {
        let implied = self.implied();
        form.status("status", &mut self.status, implied);
        form.fixed("class", self.setting.map_or_else(shape::unknown, class));
        if !form.writes() {
            let code = form.object.get("class").and_then(Node::object).and_then(|class| class.text("code"));
            self.setting = code.and_then(Setting::parse);
        }
        let mut what = form.writes().then(|| self.what.clone());
        form.concept_list("type", "name", &mut what)?;
        self.what = what.unwrap_or_default();
        form.subject("subject")?;
        form.within_first("participant", |form| form.who("individual", "provider", &mut self.provider))?;
        form.period("period", ("start", &mut self.start), ("end", &mut self.end))?;
        form.concept_list("reasonCode", "reason", &mut self.reason)?;
        form.within_first("location", |form| form.who("location", "place", &mut self.place))?;
        form.who("serviceProvider", "organization", &mut self.organization)?;
        let implied = self.implied();
        form.settle(&mut self.status, &implied);
        Ok(())
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
