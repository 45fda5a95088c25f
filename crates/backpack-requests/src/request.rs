//! A request: what is asked, and what happened.

use backpack_core::RequestId;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::course::Course;
use crate::{Decision, Event, EventKind, Facts, Numbers, Refusal, Rules, Standing, State};

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
    /// Amendment of protected health information: 45 CFR 164.526.
    Amendment,
}

/// A request to a holder: for a copy of records, or to amend them.
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

impl LegalBasis {
    /// Returns where the right stands.
    #[must_use]
    pub const fn cite(self) -> &'static str {
        match self {
            Self::Access => "45 CFR 164.524",
            Self::Amendment => "45 CFR 164.526",
        }
    }
}

impl Request {
    /// Drafts a request under the newest rules, on a day of the holder's time zone.
    ///
    /// # Errors
    ///
    /// [`Refusal::NotShorter`].
    pub fn draft(id: RequestId, facts: Facts, date: Date) -> Result<Self, Refusal> {
        let rules = Rules::newest(Jurisdiction::UnitedStates, facts.basis());
        Self::draft_under(rules, id, facts, date)
    }

    /// Drafts a request under a version of the rules.
    ///
    /// # Errors
    ///
    /// As [`Request::draft`]; [`Refusal::OtherRules`] if they are those of another right.
    pub fn draft_under(rules: &Rules, id: RequestId, facts: Facts, date: Date) -> Result<Self, Refusal> {
        if rules.basis != facts.basis() {
            return Err(Refusal::OtherRules);
        }
        facts.check(&rules.numbers)?;
        Ok(Self {
            id,
            jurisdiction: rules.jurisdiction,
            basis: rules.basis,
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
    /// [`Refusal::NotADraft`] once it was sent; [`Refusal::OtherRules`] if it would use another right;
    /// [`Refusal::NotShorter`].
    pub fn edit(&mut self, facts: Facts) -> Result<(), Refusal> {
        if self.course().state() != State::Draft {
            return Err(Refusal::NotADraft);
        }
        if facts.basis() != self.basis {
            return Err(Refusal::OtherRules);
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
        // Not asked when events are followed again: what was kept before it was asked stays what happened.
        if event.is_delivered_before_it_was_sent() {
            return Err(Refusal::TooEarly);
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

    /// Returns the day on which it was sent, if it was.
    #[must_use]
    pub fn sent_on(&self) -> Option<Date> {
        self.course().sent.map(|(date, _)| date)
    }

    /// Returns how the holder decided on an amendment, if it did.
    #[must_use]
    pub fn decision(&self) -> Option<Decision> {
        self.course().decision
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
