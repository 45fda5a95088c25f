//! Appointments.

use super::form::{Described, Form};
use super::json::{Node, Object};
use super::setters::{builder, codes};
use super::{Concept, EntryError, check, shape};

builder! {
    /// An appointment: FHIR `Appointment`. Booked, unless said otherwise.
    ///
    /// R4 wants a start and an end to the second, with a zone. What is less precise, or has no end, is written as the
    /// period that was asked for, and the exact times as unknown.
    Appointment: "Appointment", named what = "what it is for" {
        status: value(AppointmentStatus) = "how far it has come",
        start: text = "when it begins, as precisely as known",
        end: text = "when it ends, as precisely as known",
        reason: concept = "why it is needed",
        provider: text = "whom the person sees, by name",
        place: text = "where it is, by name",
        instructions: text = "what the person was told: `fasting`",
        note: text = "what else there is to say, as a comment",
    }
}

codes! {
    /// How far an appointment has come.
    AppointmentStatus {
        /// Agreed on.
        Booked = "booked",
        /// Asked for.
        Proposed = "proposed",
        /// Agreed on by some, not by all.
        Pending = "pending",
        /// On a waiting list.
        Waitlist = "waitlist",
        /// Kept.
        Fulfilled = "fulfilled",
        /// Called off.
        Cancelled = "cancelled",
        /// Missed.
        NoShow = "noshow",
    }
}

impl Appointment {
    /// Returns an appointment for something: `Eye check`.
    pub fn new(what: impl Into<Concept>) -> Self {
        Self { what: what.into(), ..Self::default() }
    }

    fn is_exact(&self) -> bool {
        let exact =
            |time: &Option<String>| time.as_deref().is_some_and(|time| check::instant("start", time).is_ok());
        exact(&self.start) && exact(&self.end)
    }

    /// Start and end are there both or neither, and there at all unless proposed, called off or waited for (R4
    /// invariants app-2, app-3).
    fn times(&mut self, form: &mut Form<'_>) -> Result<(), EntryError> {
        if !form.writes() {
            self.start = form.object.text("start").map(str::to_owned);
            self.end = form.object.text("end").map(str::to_owned);
            return Ok(());
        }
        if !self.is_exact() {
            form.fixed("_start", shape::unknown());
            form.fixed("_end", shape::unknown());
            return Ok(());
        }
        if let (true, Some(start), Some(end)) = (form.is_strict(), &self.start, &self.end) {
            check::in_order("end", start, end)?;
        }
        form.date("start", "start", &mut self.start)?;
        form.date("end", "end", &mut self.end)
    }

    fn asked_for(&mut self, form: &mut Form<'_>) -> Result<(), EntryError> {
        if form.writes() && self.is_exact() || !form.writes() && self.start.is_some() {
            return Ok(());
        }
        let (start, end) = (&mut self.start, &mut self.end);
        if !form.writes() {
            let asked = form.object.each("requestedPeriod").iter().find_map(Node::object);
            *start = asked.and_then(|asked| asked.text("start")).map(str::to_owned);
            *end = asked.and_then(|asked| asked.text("end")).map(str::to_owned);
            return Ok(());
        }
        if let (true, Some(start), Some(end)) = (form.is_strict(), &start, &end) {
            check::in_order("end", start, end)?;
        }
        form.within_first("requestedPeriod", |form| {
            form.date("start", "start", start)?;
            form.date("end", "end", end)
        })
    }

    fn participants(&mut self, form: &mut Form<'_>) -> Result<(), EntryError> {
        if !form.writes() {
            self.provider = actor(&form.object, "Practitioner");
            self.place = actor(&form.object, "Location");
            return Ok(());
        }
        let mut all: Vec<Node> = Vec::new();
        if let Some(person) = form.person()? {
            all.push(participant(person));
        }
        for (field, sort, name) in
            [("provider", "Practitioner", &self.provider), ("place", "Location", &self.place)]
        {
            match check::optional_text(field, name.as_deref()) {
                Ok(Some(name)) => {
                    all.push(participant(Object::new().with("type", sort).with("display", name)));
                }
                Err(error) if form.is_strict() => return Err(error),
                Ok(None) | Err(_) => {}
            }
        }
        form.fixed_list("participant", all);
        Ok(())
    }
}

fn participant(actor: Object) -> Node {
    Object::new().with("actor", actor).with("status", "accepted").into()
}

fn actor(appointment: &Object, sort: &str) -> Option<String> {
    let participants = appointment.each("participant").iter().filter_map(Node::object);
    let mut actors = participants.filter_map(|participant| participant.get("actor")?.object());
    let named = actors.find(|actor| actor.text("type") == Some(sort))?;
    named.text("display").map(str::to_owned)
}

impl Described for Appointment {
    const TYPE: &'static str = "Appointment";

    fn describe(&mut self, form: &mut Form<'_>) -> Result<(), EntryError> {
        form.status("status", &mut self.status, AppointmentStatus::Booked);
        let mut what = form.writes().then(|| self.what.clone());
        form.concept_list("serviceType", "name", &mut what)?;
        self.what = what.unwrap_or_default();
        form.concept_list("reasonCode", "reason", &mut self.reason)?;
        self.times(form)?;
        form.text("comment", "note", &mut self.note)?;
        form.text("patientInstruction", "instructions", &mut self.instructions)?;
        self.participants(form)?;
        self.asked_for(form)?;
        form.settle(&mut self.status, &AppointmentStatus::Booked);
        Ok(())
    }
}
