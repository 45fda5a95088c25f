//! The course of a request: what its events come to, one after the other. No day of today is asked here.

use jiff::civil::Date;

use crate::due::{days_between, later};
use crate::{
    Basis, Channel, Due, Event, EventKind, Extension, Facts, FeeState, Flaw, Numbers, Refusal, State,
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
    /// The last day on which something gave a reason to complain.
    grievance: Option<Date>,
    /// Whether the person took note that the answer is overdue.
    pub(crate) noticed: bool,
    pub(crate) denied: Option<(Date, crate::DenialGround)>,
    pub(crate) missing: Vec<String>,
}

/// The terms of this request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Terms {
    response: u32,
    extension: u32,
    mail: u32,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Notice {
    date: Date,
    written: bool,
    reason: String,
    new_date: Option<Date>,
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
            noticed: false,
            denied: None,
            missing: Vec::new(),
        }
    }

    /// Takes one more event, or says why it cannot have happened; it is then as it was.
    pub(crate) fn follow(&mut self, facts: &Facts, event: &Event) -> Result<(), Refusal> {
        let next = self.next(facts, event)?;
        self.take(event);
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

    /// Returns every notice of an extension, and what it is worth.
    pub(crate) fn extensions(&self) -> Vec<Extension> {
        let first = self.clock_start().map(|(from, _)| later(from, self.terms.response));
        let mut extensions: Vec<Extension> = Vec::new();
        for notice in &self.notices {
            let mut flaws = Vec::new();
            let mut flaw = |holds: bool, what: Flaw| {
                if holds {
                    flaws.push(what);
                }
            };
            flaw(!notice.written, Flaw::NotWritten);
            flaw(notice.reason.trim().is_empty(), Flaw::NoReason);
            flaw(notice.new_date.is_none_or(|date| first.is_none_or(|first| date <= first)), Flaw::NoDate);
            flaw(first.is_none_or(|first| notice.date > first), Flaw::Late);
            let is_second = extensions.iter().any(Extension::is_valid) || self.terms.extension == 0;
            flaw(is_second, Flaw::Second);
            let (notified, reason, new_date) = (notice.date, notice.reason.clone(), notice.new_date);
            extensions.push(Extension { notified, reason, new_date, flaws });
        }
        extensions
    }

    /// Returns the day of the last reason to complain, with what is overdue on `today`.
    pub(crate) fn grievance(&self, today: Date) -> Option<Date> {
        let overdue = self.due().filter(|due| self.raw.is_awaited() && today > due.date);
        self.grievance.max(overdue.map(|due| later(due.date, 1)))
    }

    /// Says whether what is owed is overdue on `today`. Once the person took note of it, it stays so.
    pub(crate) fn is_overdue(&self, today: Date) -> bool {
        self.raw.is_awaited() && (self.noticed || self.overdue_days(today) > 0)
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

    /// Returns the state after an event, by 45 CFR 164.524.
    fn next(&self, facts: &Facts, event: &Event) -> Result<State, Refusal> {
        use EventKind as Kind;
        use State as S;
        let now = self.state();
        let refused = Refusal::NotNow { event: event.kind.name(), state: now };
        if self.began == matches!(event.kind, Kind::Drafted) {
            return Err(Refusal::NotFirst);
        }
        if matches!(event.kind, Kind::Drafted | Kind::Noted { .. }) {
            return Ok(self.raw);
        }
        if self.sent.is_some_and(|(sent, _)| event.date < sent) {
            return Err(Refusal::TooEarly);
        }
        let is_open = matches!(now, S::Sent | S::Received | S::Extended | S::Overdue);
        let may_answer = is_open || matches!(now, S::PartiallyFulfilled | S::Overturned | S::ComplaintFiled);
        let is_answered = matches!(
            now,
            S::Fulfilled
                | S::PartiallyFulfilled
                | S::DeniedUnreviewable
                | S::DeniedReviewable
                | S::Upheld
                | S::Overturned
        );
        let is_overdue = self.is_overdue(event.date);
        let when = |holds: bool, next: State| if holds { Ok(next) } else { Err(refused.clone()) };
        match &event.kind {
            Kind::Drafted | Kind::Noted { .. } => Ok(self.raw),
            Kind::Sent { .. } => {
                let next = when(now == S::Draft, S::Sent)?;
                let missing = facts.missing();
                if missing.is_empty() { Ok(next) } else { Err(Refusal::Incomplete(missing)) }
            }
            Kind::Received { .. } => match (is_open, self.received) {
                (true, Some(_)) => Err(Refusal::AlreadyReceived),
                (true, None) if self.raw == S::Overdue => Ok(S::Overdue),
                (is_open, _) => when(is_open, S::Received),
            },
            Kind::ExtensionNotified { .. } => when(is_open, self.raw),
            Kind::FeeQuoted(_) => when(may_answer, self.raw),
            Kind::FeeChallenged | Kind::FeePaid | Kind::FeeWaived => {
                let may = when(may_answer || now == S::Fulfilled, self.raw)?;
                if self.fee_stands(&event.kind) { Ok(may) } else { Err(Refusal::NoFee) }
            }
            Kind::Fulfilled { .. } => when(may_answer, S::Fulfilled),
            Kind::PartiallyFulfilled { .. } => when(may_answer, S::PartiallyFulfilled),
            Kind::Denied { ground } if ground.is_reviewable() => {
                when(is_open || now == S::PartiallyFulfilled, S::DeniedReviewable)
            }
            Kind::Denied { .. } => when(is_open || now == S::PartiallyFulfilled, S::DeniedUnreviewable),
            Kind::ReviewRequested if now == S::DeniedUnreviewable => Err(Refusal::NotReviewable),
            Kind::ReviewRequested => when(now == S::DeniedReviewable, S::ReviewRequested),
            Kind::Upheld => when(now == S::ReviewRequested, S::Upheld),
            Kind::Overturned => when(now == S::ReviewRequested, S::Overturned),
            Kind::OverdueNoticed if now.is_awaited() && !is_overdue => Err(Refusal::NotOverdue),
            // Of an answer in part the rest is overdue: it stays an answer in part.
            Kind::OverdueNoticed if now == S::PartiallyFulfilled => Ok(S::PartiallyFulfilled),
            Kind::OverdueNoticed => when(is_open, S::Overdue),
            Kind::ComplaintFiled { .. } => when(is_answered || is_overdue, S::ComplaintFiled),
            Kind::Closed => when(is_answered || now == S::Overdue || now == S::ComplaintFiled, S::Closed),
            Kind::Withdrawn => when(is_open || now == S::Draft || now == S::PartiallyFulfilled, S::Withdrawn),
        }
    }

    fn fee_stands(&self, kind: &EventKind) -> bool {
        match kind {
            EventKind::FeeChallenged => matches!(self.fee, FeeState::Quoted(_)),
            _ => matches!(self.fee, FeeState::Quoted(_) | FeeState::Challenged(_)),
        }
    }

    fn take(&mut self, event: &Event) {
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
            EventKind::Fulfilled { .. } => self.missing.clear(),
            EventKind::PartiallyFulfilled { missing, .. } => self.missing.clone_from(missing),
            EventKind::Denied { ground } => {
                self.denied = Some((date, *ground));
                self.grievance = self.grievance.max(Some(date));
            }
            EventKind::Upheld => self.grievance = self.grievance.max(Some(date)),
            EventKind::OverdueNoticed => {
                self.noticed = true;
                self.grievance = self.grievance.max(Some(date));
            }
            _ => {}
        }
    }

    fn turn_fee(&mut self, turned: fn(crate::Fee) -> FeeState) {
        if let Some(fee) = self.fee.fee() {
            self.fee = turned(fee.clone());
        }
    }
}
