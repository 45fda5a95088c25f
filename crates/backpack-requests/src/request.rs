//! A request: what is asked, and what happened.

use backpack_core::RequestId;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::course::Course;
use crate::{
    Delivery, Event, EventKind, Form, Holder, Missing, Numbers, Patient, Refusal, Requester, Rules, Scope,
    Standing, State, Zone,
};

/// The most events of one request.
pub const MAX_EVENTS: usize = 200;
/// The longest text of an event, in bytes.
pub const MAX_TEXT_BYTES: usize = 2_000;

/// Whose law a request rests on. New variants go at the end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Jurisdiction {
    /// The United States, federal law.
    #[default]
    UnitedStates,
}

/// The right that a request uses. New variants go at the end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum LegalBasis {
    /// Access of individuals to protected health information: 45 CFR 164.524.
    #[default]
    Access,
}

/// What a request says: editable until it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Facts {
    /// The person whose records are asked for.
    pub patient: Patient,
    /// Who asks.
    pub requester: Requester,
    /// Who holds the records.
    pub holder: Holder,
    /// The holder's time zone: the days of every event are days there.
    pub zone: Zone,
    /// What is asked for.
    pub scope: Scope,
    /// The forms of the copy, the most wanted first.
    pub forms: Vec<Form>,
    /// Where the copy should go.
    pub delivery: Delivery,
    /// A rule that gives the holder less time: a state's, or what its portal promises.
    pub shorter: Option<Shorter>,
    /// Days that post is taken to need, if not those of the rules table.
    pub mail_days: Option<u32>,
}

/// A rule that gives the holder less time than the table does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Shorter {
    /// Calendar days from receipt.
    pub response_days: u32,
    /// Calendar days of an extension; 0 if there is none.
    pub extension_days: u32,
    /// Where it comes from, as a letter cites it.
    pub source: String,
}

/// A request for a copy of records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Request {
    /// Its id.
    pub id: RequestId,
    /// Whose law it rests on.
    pub jurisdiction: Jurisdiction,
    /// The right that it uses.
    pub basis: LegalBasis,
    /// The version of the rules that it was drafted under.
    pub rule_version: u16,
    /// The numbers of that version. No later table alters them.
    pub numbers: Numbers,
    /// What it says.
    pub facts: Facts,
    events: Vec<Event>,
}

impl Facts {
    /// Returns a request to a holder for everything about a person, as PDF, in the holder's portal, in the zone of New York.
    #[must_use]
    pub fn new(patient: Patient, holder: Holder) -> Self {
        Self {
            patient,
            requester: Requester::Patient,
            holder,
            zone: Zone::default(),
            scope: Scope::everything(),
            forms: vec![Form::Pdf],
            delivery: Delivery::Portal,
            shorter: None,
            mail_days: None,
        }
    }

    /// Sets who asks.
    #[must_use]
    pub fn by(mut self, requester: Requester) -> Self {
        self.requester = requester;
        self
    }

    /// Sets the holder's time zone.
    #[must_use]
    pub fn in_zone(mut self, zone: Zone) -> Self {
        self.zone = zone;
        self
    }

    /// Sets what is asked for.
    #[must_use]
    pub fn for_scope(mut self, scope: Scope) -> Self {
        self.scope = scope;
        self
    }

    /// Sets the forms of the copy, the most wanted first.
    #[must_use]
    pub fn in_forms(mut self, forms: impl IntoIterator<Item = Form>) -> Self {
        self.forms = forms.into_iter().collect();
        self
    }

    /// Sets where the copy should go.
    #[must_use]
    pub fn delivered(mut self, delivery: Delivery) -> Self {
        self.delivery = delivery;
        self
    }

    /// Sets a rule that gives the holder less time.
    #[must_use]
    pub fn with_shorter(mut self, shorter: Shorter) -> Self {
        self.shorter = Some(shorter);
        self
    }

    /// Returns what must be filled in before it can be sent; empty if nothing.
    #[must_use]
    pub fn missing(&self) -> Vec<Missing> {
        let blank = |text: &str| text.trim().is_empty();
        let patient = &self.patient;
        let unreachable =
            patient.address.is_empty() && patient.telephone.is_none() && patient.email.is_none();
        let mut missing = Vec::new();
        let mut demand = |holds: bool, what: Missing| {
            if !holds {
                missing.push(what);
            }
        };
        demand(!blank(&patient.name), Missing::PatientName);
        demand(patient.birth_date.parse::<Date>().is_ok(), Missing::BirthDate);
        demand(!unreachable, Missing::Contact);
        demand(!blank(&self.holder.name), Missing::HolderName);
        demand(self.holder.is_reachable(), Missing::HolderAddress);
        if let Requester::Representative { name, relation, proof } = &self.requester {
            demand(!blank(name) && !blank(relation), Missing::Representative);
            demand(!blank(proof), Missing::RepresentativeProof);
        }
        demand(!self.forms.is_empty(), Missing::Form);
        match &self.delivery {
            Delivery::Email { address, warning_acknowledged } => {
                demand(!blank(address), Missing::DeliveryAddress);
                demand(*warning_acknowledged, Missing::EmailWarning);
            }
            Delivery::Post => demand(!patient.address.is_empty(), Missing::DeliveryAddress),
            Delivery::ThirdParty(third) => {
                demand(!blank(&third.name) && !third.address.is_empty(), Missing::DeliveryAddress);
                demand(third.signed.is_some(), Missing::ThirdPartySignature);
            }
            Delivery::Portal => {}
        }
        if let Some((Some(from), Some(to))) = self.scope.period.map(|period| (period.from, period.to)) {
            demand(from <= to, Missing::Period);
        }
        missing
    }

    fn check(&self, numbers: &Numbers) -> Result<(), Refusal> {
        match &self.shorter {
            Some(shorter)
                if shorter.response_days > numbers.response_days
                    || shorter.extension_days > numbers.extension_days =>
            {
                Err(Refusal::NotShorter)
            }
            _ => Ok(()),
        }
    }
}

impl Shorter {
    /// Returns a rule that gives the holder so many days, and none more, and where it comes from.
    #[must_use]
    pub fn new(response_days: u32, source: impl Into<String>) -> Self {
        Self { response_days, extension_days: 0, source: source.into() }
    }
}

impl Request {
    /// Drafts a request under the newest rules, on a day of the holder's time zone.
    ///
    /// # Errors
    ///
    /// [`Refusal::NotShorter`].
    pub fn draft(id: RequestId, facts: Facts, date: Date) -> Result<Self, Refusal> {
        Self::draft_under(Rules::newest(Jurisdiction::UnitedStates), id, facts, date)
    }

    /// Drafts a request under a version of the rules.
    ///
    /// # Errors
    ///
    /// As [`Request::draft`].
    pub fn draft_under(rules: &Rules, id: RequestId, facts: Facts, date: Date) -> Result<Self, Refusal> {
        facts.check(&rules.numbers)?;
        Ok(Self {
            id,
            jurisdiction: rules.jurisdiction,
            basis: LegalBasis::Access,
            rule_version: rules.version,
            numbers: rules.numbers,
            facts,
            events: vec![Event::new(date, EventKind::Drafted)],
        })
    }

    /// Replaces what a draft says.
    ///
    /// # Errors
    ///
    /// [`Refusal::NotADraft`] once it was sent; [`Refusal::NotShorter`].
    pub fn edit(&mut self, facts: Facts) -> Result<(), Refusal> {
        if self.course().state() != State::Draft {
            return Err(Refusal::NotADraft);
        }
        facts.check(&self.numbers)?;
        self.facts = facts;
        Ok(())
    }

    /// Adds what happened. Nothing that was added is ever changed or removed.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] that says why it cannot have happened; the request is then as it was.
    pub fn record(&mut self, event: Event) -> Result<(), Refusal> {
        if self.events.len() >= MAX_EVENTS {
            return Err(Refusal::TooMany);
        }
        if event.kind.texts().iter().any(|text| text.len() > MAX_TEXT_BYTES) {
            return Err(Refusal::TooLong);
        }
        self.course().follow(&self.facts, &event)?;
        self.events.push(event);
        Ok(())
    }

    /// Returns what happened, in the order in which it was written down.
    #[must_use]
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// Returns how it stands on a day of the holder's time zone.
    #[must_use]
    pub fn standing(&self, today: Date) -> Standing {
        Standing::of(self, &self.course(), today)
    }

    /// Returns where it stands on a day of the holder's time zone.
    #[must_use]
    pub fn state(&self, today: Date) -> State {
        self.standing(today).state
    }

    /// Follows every event from the first.
    pub(crate) fn course(&self) -> Course {
        let mut course = Course::new(&self.numbers, &self.facts);
        for event in &self.events {
            // An event that cannot follow was never added; of a request from elsewhere it counts for nothing.
            course.follow(&self.facts, event).unwrap_or_default();
        }
        course
    }
}
