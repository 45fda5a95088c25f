//! The course of a request: what its events come to, one after the other. No day of today is asked here.

mod access;
mod amending;
mod extensions;

use jiff::civil::Date;

use self::extensions::Notice;
use crate::due::{days_between, later};
use crate::{
    Basis, Channel, Decision, Due, Event, EventKind, Extension, Facts, FeeState, LegalBasis, Numbers,
    Refusal, State,
};

/// What the events come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Course {
    terms: Terms,
    /// As the events have it: an extension is looked at apart, since a receipt that is learned later may undo it.
    raw: State,
    began: bool,
    pub(crate) sent: Option<(Date, Channel)>,
    pub(crate) received: Option<Date>,
    delivered: Option<Date>,
    portal_day: Option<Date>,
    notices: Vec<Notice>,
    pub(crate) fee: FeeState,
    /// The last day on which something but a delay gave a reason to complain.
    grievance: Option<Date>,
    /// When the person took note that the answer is overdue.
    noticed: Option<Date>,
    /// When the holder first answered in full, in whatever way.
    answered: Option<Date>,
    /// The state before the complaint.
    before: State,
    pub(crate) denied: Option<(Date, crate::DenialGround)>,
    pub(crate) missing: Vec<String>,
    pub(crate) decision: Option<Decision>,
    /// Who was told of an amendment.
    pub(crate) told: Vec<String>,
    /// What a statement of disagreement says.
    pub(crate) statement: Option<String>,
    /// The day on which one was handed in.
    pub(crate) disagreed: Option<Date>,
}

/// The terms of this request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Terms {
    response: u32,
    extension: u32,
    mail: u32,
}

impl Course {
    pub(crate) fn new(numbers: &Numbers, facts: &Facts) -> Self {
        let (response, extension) = facts
            .shorter
            .as_ref()
            .map_or((numbers.response_days, numbers.extension_days), |s| (s.response_days, s.extension_days));
        let mail = facts.mail_days.unwrap_or(numbers.mail_days);
        Self {
            terms: Terms { response, extension, mail },
            raw: State::Draft,
            began: false,
            sent: None,
            received: None,
            delivered: None,
            portal_day: None,
            notices: Vec::new(),
            fee: FeeState::None,
            grievance: None,
            noticed: None,
            answered: None,
            before: State::Draft,
            denied: None,
            missing: Vec::new(),
            decision: None,
            told: Vec::new(),
            statement: None,
            disagreed: None,
        }
    }

    /// Takes one more event, or says why it cannot have happened; it is then as it was.
    pub(crate) fn follow(&mut self, facts: &Facts, event: &Event) -> Result<(), Refusal> {
        let next = self.next(facts, event)?;
        if next == State::ComplaintFiled && self.raw != next {
            self.before = self.state();
        }
        self.take(facts, event);
        self.raw = next;
        Ok(())
    }

    /// Returns the state, without regard to any day of today.
    pub(crate) fn state(&self) -> State {
        match self.raw {
            State::Sent | State::Received if self.due().is_some_and(|due| due.is_extended) => State::Extended,
            raw => raw,
        }
    }

    /// Returns when the holder must have acted; `None` before it was sent.
    pub(crate) fn due(&self) -> Option<Due> {
        let (from, basis) = self.clock_start()?;
        let first = later(from, self.terms.response);
        let due = Due { date: first, from, basis, is_extended: false };
        let valid = self.extensions().into_iter().find(Extension::is_valid);
        let Some(new_date) = valid.and_then(|extension| extension.new_date) else { return Some(due) };
        // A later day than the law knows is cut to it.
        let date = new_date.min(later(first, self.terms.extension));
        Some(Due { date, is_extended: true, ..due })
    }

    /// Returns the day of the last reason to complain, as it is known on `today`.
    ///
    /// A delay is one from the day after the due date on, whenever the person took note of it and also if an answer came
    /// later: the term runs from when they should have known (45 CFR 160.306(b)(3)).
    pub(crate) fn grievance(&self, today: Date) -> Option<Date> {
        let late_from = self.due().map(|due| later(due.date, 1));
        let owed_until = self.answered.or_else(|| self.raw.is_awaited().then_some(today));
        let late = late_from.filter(|from| owed_until.is_some_and(|day| day >= *from));
        let noticed = self.noticed.map(|day| late_from.map_or(day, |from| from.min(day)));
        self.grievance.max(late).max(noticed)
    }

    /// Returns by how many days the first full answer was late, and the day on which it was due; `None` if it was not, or
    /// none came.
    pub(crate) fn late_answer(&self) -> Option<(Date, u32)> {
        let (due, answered) = (self.due()?.date, self.answered?);
        (answered > due).then(|| (due, days_between(due, answered)))
    }

    /// Says whether what is owed is overdue on `today`. Once the person took note of it, it stays so.
    pub(crate) fn is_overdue(&self, today: Date) -> bool {
        self.raw.is_awaited() && (self.noticed.is_some() || self.overdue_days(today) > 0)
    }

    /// Returns for how many days the answer is overdue on `today`.
    pub(crate) fn overdue_days(&self, today: Date) -> u32 {
        let due = self.due().filter(|_| self.raw.is_awaited());
        due.map_or(0, |due| days_between(due.date, today))
    }

    fn clock_start(&self) -> Option<(Date, Basis)> {
        let (sent, channel) = self.sent?;
        let known = self.received.map(|date| (date, Basis::Receipt));
        let delivered = || self.delivered.map(|date| (date, Basis::ProofOfDelivery));
        let portal = || self.portal_day.map(|date| (date, Basis::PortalTime));
        let mail_days = if channel == Channel::Post { self.terms.mail } else { 0 };
        let guess = (later(sent, mail_days), Basis::Sent { mail_days });
        Some(known.or_else(delivered).or_else(portal).unwrap_or(guess))
    }

    /// Returns the state after an event, or why it cannot have happened.
    fn next(&self, facts: &Facts, event: &Event) -> Result<State, Refusal> {
        if self.began == matches!(event.kind, EventKind::Drafted) {
            return Err(Refusal::NotFirst);
        }
        let basis = facts.basis();
        if !event.kind.belongs_to(basis) {
            return Err(Refusal::OtherRight(event.kind.name()));
        }
        if matches!(event.kind, EventKind::Drafted | EventKind::Noted { .. }) {
            return Ok(self.raw);
        }
        if self.sent.is_some_and(|(sent, _)| event.date < sent) {
            return Err(Refusal::TooEarly);
        }
        match basis {
            LegalBasis::Access => access::next(self, facts, event),
            LegalBasis::Amendment => amending::next(self, facts, event),
        }
    }

    /// Returns where it would stand if no complaint had been filed: a complaint ends no right of the person.
    pub(crate) fn stands(&self) -> State {
        if self.raw == State::ComplaintFiled { self.before } else { self.state() }
    }

    /// Returns the state if that may be, else that the event cannot follow.
    fn when(&self, event: &Event, may: bool, next: State) -> Result<State, Refusal> {
        let refused = || Refusal::NotNow { event: event.kind.name(), state: self.state() };
        if may { Ok(next) } else { Err(refused()) }
    }

    /// The request goes out.
    fn after_sent(&self, facts: &Facts, event: &Event) -> Result<State, Refusal> {
        let next = self.when(event, self.state() == State::Draft, State::Sent)?;
        let missing = facts.missing();
        if missing.is_empty() { Ok(next) } else { Err(Refusal::Incomplete(missing)) }
    }

    /// It becomes known when the holder got it: also after some came, or after a complaint, since the due date rests on it.
    fn after_received(&self, event: &Event) -> Result<State, Refusal> {
        let stands = self.stands();
        let may = stands.is_open() || stands == State::PartiallyFulfilled;
        match (may, self.received, self.raw) {
            (true, Some(_), _) => Err(Refusal::AlreadyReceived),
            (true, None, State::Sent) => Ok(State::Received),
            (may, _, raw) => self.when(event, may, raw),
        }
    }

    fn take(&mut self, facts: &Facts, event: &Event) {
        let date = event.date;
        match &event.kind {
            EventKind::Drafted => self.began = true,
            EventKind::Sent { channel, proof } => {
                self.sent = Some((date, *channel));
                self.delivered = proof.as_ref().and_then(|proof| proof.delivered);
                self.portal_day = proof.as_ref().and_then(|proof| proof.portal_day);
            }
            EventKind::Received { .. } => self.received = Some(date),
            EventKind::ExtensionNotified { written, reason, new_date } => self.notices.push(Notice {
                date,
                written: *written,
                reason: reason.clone(),
                new_date: *new_date,
            }),
            EventKind::FeeQuoted(fee) => self.fee = FeeState::Quoted(fee.clone()),
            EventKind::FeeChallenged => self.turn_fee(FeeState::Challenged),
            EventKind::FeePaid => self.turn_fee(FeeState::Paid),
            EventKind::FeeWaived => self.turn_fee(FeeState::Waived),
            EventKind::Fulfilled { .. } => {
                self.missing.clear();
                self.answer(date);
            }
            EventKind::PartiallyFulfilled { missing, .. } => self.missing.clone_from(missing),
            EventKind::Denied { ground } => {
                self.denied = Some((date, *ground));
                self.answer(date);
                self.aggrieve(date);
            }
            EventKind::Upheld => self.aggrieve(date),
            EventKind::OverdueNoticed => self.noticed = self.noticed.or(Some(date)),
            _ => amending::take(self, facts, event),
        }
    }

    fn answer(&mut self, date: Date) {
        self.answered = self.answered.or(Some(date));
    }

    fn aggrieve(&mut self, date: Date) {
        self.grievance = self.grievance.max(Some(date));
    }

    fn turn_fee(&mut self, turned: fn(crate::Fee) -> FeeState) {
        if let Some(fee) = self.fee.fee() {
            self.fee = turned(fee.clone());
        }
    }
}
