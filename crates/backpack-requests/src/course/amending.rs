//! What may follow in a request for amendment, by 45 CFR 164.526.

use super::Course;
use crate::{Amendment, Decision, Event, EventKind as Kind, Facts, Refusal, State as S};

/// Returns the state after an event that is no first one and no note, or why it cannot have happened.
pub(super) fn next(course: &Course, facts: &Facts, event: &Event) -> Result<S, Refusal> {
    let (now, stands, raw) = (course.state(), course.stands(), course.raw);
    let is_unanswered = stands.is_open();
    let is_overdue = course.is_overdue(event.date);
    let when = |may: bool, next: S| course.when(event, may, next);
    match &event.kind {
        Kind::Sent { .. } => course.after_sent(facts, event),
        Kind::Received { .. } => course.after_received(event),
        Kind::ExtensionNotified { .. } => when(now.is_open(), raw),
        // A holder that denied may think better of it.
        Kind::Accepted => when(is_unanswered || is_disputed(stands), S::Accepted),
        Kind::AcceptedInPart { findings, .. } => {
            let next = when(is_unanswered, S::AcceptedInPart)?;
            let count = facts.amendment.as_ref().map_or(0, |amendment| amendment.findings.len());
            if is_part(findings, count) { Ok(next) } else { Err(Refusal::NotInPart) }
        }
        Kind::AmendmentDenied { .. } => when(is_unanswered, S::AmendmentDenied),
        Kind::OthersTold { .. } => when(!now.is_final() && course.accepted_any(), raw),
        Kind::StatementWorded { .. } => when(course.may_disagree(), raw),
        Kind::StatementSent => when(course.may_disagree(), S::Disagreed),
        Kind::Rebutted => when(stands == S::Disagreed, S::Rebutted),
        Kind::Appended => when(matches!(stands, S::Disagreed | S::Rebutted), S::Appended),
        Kind::InclusionAsked => when(course.may_ask_inclusion(), S::InclusionAsked),
        Kind::OverdueNoticed if now.is_open() && !is_overdue => Err(Refusal::NotOverdue),
        Kind::OverdueNoticed => when(now.is_open(), S::Overdue),
        Kind::ComplaintFiled { .. } => when(is_decided(now) || is_overdue, S::ComplaintFiled),
        Kind::Closed => when(is_decided(now) || matches!(now, S::Overdue | S::ComplaintFiled), S::Closed),
        Kind::Withdrawn => when(now.is_open() || now == S::Draft, S::Withdrawn),
        _ => Err(Refusal::OtherRight(event.kind.name())),
    }
}

/// Takes what an event says of an amendment.
pub(super) fn take(course: &mut Course, facts: &Facts, event: &Event) {
    let date = event.date;
    let places = || -> Vec<u16> { facts.amendment.iter().flat_map(Amendment::places).collect() };
    let decided = match &event.kind {
        Kind::Accepted => Decision { date, accepted: places(), denied: Vec::new(), ground: None },
        Kind::AcceptedInPart { findings, ground } => {
            let (accepted, denied) = places().into_iter().partition(|place| findings.contains(place));
            Decision { date, accepted, denied, ground: *ground }
        }
        Kind::AmendmentDenied { ground } => {
            Decision { date, accepted: Vec::new(), denied: places(), ground: *ground }
        }
        Kind::OthersTold { names } => return course.told.extend(names.iter().cloned()),
        Kind::StatementWorded { text } => return course.statement = Some(text.clone()),
        Kind::StatementSent => return course.disagreed = Some(date),
        _ => return,
    };
    course.answer(date);
    if !decided.denied.is_empty() {
        course.aggrieve(date);
    }
    course.decision = Some(decided);
}

/// Says whether something of it is denied.
const fn is_disputed(state: S) -> bool {
    matches!(
        state,
        S::AcceptedInPart | S::AmendmentDenied | S::Disagreed | S::Rebutted | S::Appended | S::InclusionAsked
    )
}

const fn is_decided(state: S) -> bool {
    matches!(state, S::Accepted) || is_disputed(state)
}

/// Says whether these places are some of so many findings, and not all.
fn is_part(places: &[u16], count: usize) -> bool {
    let distinct: std::collections::BTreeSet<_> = places.iter().collect();
    let are_there = places.iter().all(|place| usize::from(*place) < count);
    are_there && !distinct.is_empty() && distinct.len() < count
}

impl Course {
    /// Says whether a statement of disagreement can be handed in: once, against what was denied. Having asked for the
    /// inclusion of request and denial does not bar it.
    pub(crate) fn may_disagree(&self) -> bool {
        matches!(self.stands(), S::AcceptedInPart | S::AmendmentDenied | S::InclusionAsked)
    }

    /// Says whether the person can ask that request and denial go with what is disclosed later.
    pub(crate) fn may_ask_inclusion(&self) -> bool {
        matches!(self.stands(), S::AcceptedInPart | S::AmendmentDenied)
    }

    /// Says whether the holder accepted anything.
    pub(crate) fn accepted_any(&self) -> bool {
        self.decision.as_ref().is_some_and(|decision| !decision.accepted.is_empty())
    }
}
