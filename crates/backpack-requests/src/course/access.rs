//! What may follow in a request for a copy, by 45 CFR 164.524.

use super::Course;
use crate::{Event, EventKind as Kind, Facts, FeeState, Refusal, State as S};

/// Returns the state after an event that is no first one and no note, or why it cannot have happened.
pub(super) fn next(course: &Course, facts: &Facts, event: &Event) -> Result<S, Refusal> {
    let (now, stands, raw) = (course.state(), course.stands(), course.raw);
    let is_open = now.is_open();
    let is_owed = is_open || now == S::PartiallyFulfilled;
    let may_answer = is_owed || matches!(now, S::Overturned | S::ComplaintFiled);
    // A complaint about the delay does not keep the holder from denying what it owes.
    let may_deny = stands.is_open() || stands == S::PartiallyFulfilled;
    let is_answered = matches!(
        now,
        S::Fulfilled
            | S::PartiallyFulfilled
            | S::DeniedUnreviewable
            | S::DeniedReviewable
            | S::Upheld
            | S::Overturned
    );
    let is_overdue = course.is_overdue(event.date);
    let when = |may: bool, next: S| course.when(event, may, next);
    match &event.kind {
        Kind::Sent { .. } => course.after_sent(facts, event),
        Kind::Received { .. } => course.after_received(event),
        // Of an answer in part the rest may be put off.
        Kind::ExtensionNotified { .. } => when(is_owed, raw),
        Kind::FeeQuoted(_) => when(may_answer, raw),
        Kind::FeeChallenged | Kind::FeePaid | Kind::FeeWaived => {
            let may = when(may_answer || now == S::Fulfilled, raw)?;
            if fee_stands(course, &event.kind) { Ok(may) } else { Err(Refusal::NoFee) }
        }
        Kind::Fulfilled { .. } => when(may_answer, S::Fulfilled),
        Kind::PartiallyFulfilled { .. } => when(may_answer, S::PartiallyFulfilled),
        Kind::Denied { ground } if ground.is_reviewable() => when(may_deny, S::DeniedReviewable),
        Kind::Denied { .. } => when(may_deny, S::DeniedUnreviewable),
        Kind::ReviewRequested if stands == S::DeniedUnreviewable => Err(Refusal::NotReviewable),
        Kind::ReviewRequested => when(stands == S::DeniedReviewable, S::ReviewRequested),
        Kind::Upheld => when(stands == S::ReviewRequested, S::Upheld),
        Kind::Overturned => when(stands == S::ReviewRequested, S::Overturned),
        Kind::OverdueNoticed if now.is_awaited() && !is_overdue => Err(Refusal::NotOverdue),
        // Of an answer in part the rest is overdue: it stays an answer in part.
        Kind::OverdueNoticed if now == S::PartiallyFulfilled => Ok(S::PartiallyFulfilled),
        Kind::OverdueNoticed => when(is_open, S::Overdue),
        // A review may never come to an end: nobody has to wait for it.
        Kind::ComplaintFiled { .. } => {
            when(is_answered || is_overdue || now == S::ReviewRequested, S::ComplaintFiled)
        }
        Kind::Closed => {
            let may = is_answered || matches!(now, S::Overdue | S::ComplaintFiled | S::ReviewRequested);
            when(may, S::Closed)
        }
        Kind::Withdrawn => when(is_owed || now == S::Draft, S::Withdrawn),
        _ => Err(Refusal::OtherRight(event.kind.name())),
    }
}

fn fee_stands(course: &Course, kind: &Kind) -> bool {
    match kind {
        Kind::FeeChallenged => matches!(course.fee, FeeState::Quoted(_)),
        _ => matches!(course.fee, FeeState::Quoted(_) | FeeState::Challenged(_)),
    }
}

impl Course {
    /// Says whether a review of a denial can be asked for.
    pub(crate) fn may_ask_review(&self) -> bool {
        self.stands() == S::DeniedReviewable
    }
}
