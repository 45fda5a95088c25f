//! What happened between two ways in which a connection stood.

use std::time::Duration;

use backpack_keep::{AccessRow, Authorisation, PaceRow, Support, SyncState};

use super::event::{ConnectionEventKind as Kind, Leftover};
use super::{Ending, Standing};

/// What lies between the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Steps {
    /// One write.
    One,
    /// Any number of them, by another process.
    Many,
}

/// Returns what happened, in the order in which it can have happened.
pub(super) fn between(before: Option<&Standing>, after: Option<&Standing>, steps: Steps) -> Vec<Kind> {
    let gone = |standing: Option<&Standing>| {
        standing.is_none_or(|standing| standing.row.authorisation == Authorisation::Removed)
    };
    match (before, after) {
        (None, None) => Vec::new(),
        (Some(_), None) => vec![Kind::Disconnected { records: Leftover::Deleted }],
        (before, Some(_)) if gone(after) => {
            let was_there = !gone(before);
            was_there.then_some(Kind::Disconnected { records: Leftover::Kept }).into_iter().collect()
        }
        (None, Some(after)) => {
            let mut events = vec![Kind::Connected];
            events.extend(changes(&blank(after), after, steps));
            events
        }
        (Some(before), Some(after)) if gone(Some(before)) => {
            let mut renewed = before.clone();
            renewed.row.authorisation = after.row.authorisation;
            let mut events = vec![Kind::Connected];
            events.extend(changes(&renewed, after, steps));
            events
        }
        (Some(before), Some(after)) => changes(before, after, steps),
    }
}

/// Returns how a connection stood right after it was made.
fn blank(after: &Standing) -> Standing {
    let mut row = after.row.clone();
    (row.support, row.sync, row.person_confirmed) = (Support::Supported, SyncState::Never, false);
    Standing::new(after.backpack, row)
}

fn changes(before: &Standing, after: &Standing, steps: Steps) -> Vec<Kind> {
    let mut events = Vec::new();
    let (from, to) = (before.row.authorisation, after.row.authorisation);
    if from != to {
        events.push(Kind::AuthorisationChanged { from, to });
    }
    let (from, to) = (before.row.support, after.row.support);
    if from != to {
        events.push(Kind::SupportChanged { from, to });
    }
    if after.row.person_confirmed && !before.row.person_confirmed {
        events.push(Kind::PersonConfirmed);
    }
    events.extend(expiry(before, after));
    events.extend(syncs(before, after, steps));
    events
}

fn expiry(before: &Standing, after: &Standing) -> Vec<Kind> {
    let ends = |standing: &Standing| standing.access.as_ref().and_then(AccessRow::ends);
    let mut events = Vec::new();
    if ends(before) != ends(after) {
        events.push(Kind::ExpiryChanged { ends: ends(after) });
    }
    if let Some(warned) = after.pace.warned.filter(|warned| before.pace.warned != Some(*warned)) {
        let is_short = after.access.as_ref().is_some_and(AccessRow::is_short);
        events.push(Kind::ExpiryForeseen {
            ends: warned.ends,
            kind: if is_short { Ending::NotRenewable } else { Ending::HardEnd },
            ahead: Duration::from_secs(warned.ahead),
        });
    }
    events
}

/// Counters tell syncs apart: a sync may begin and end at the same time of a coarse clock, and leave the same state.
fn syncs(before: &Standing, after: &Standing, steps: Steps) -> Vec<Kind> {
    let (was, is): (&PaceRow, &PaceRow) = (&before.pace, &after.pace);
    let (began, ended) = (is.begun != was.begun, is.over != was.over);
    let runs = after.row.sync == SyncState::Running;
    let end = |state| Kind::SyncEnded { state };
    match (began, ended, steps) {
        // The one before was broken off, and nobody could say so until now.
        (true, true, Steps::One) => vec![end(SyncState::Cancelled), Kind::SyncBegan],
        (true, true, Steps::Many) if !runs => vec![Kind::SyncBegan, end(after.row.sync)],
        (true, _, _) => vec![Kind::SyncBegan],
        (false, true, _) => vec![end(after.row.sync)],
        (false, false, _) => Vec::new(),
    }
}
