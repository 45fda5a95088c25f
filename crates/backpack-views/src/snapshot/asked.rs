//! What the portals were asked, and what of it is missing.

use std::collections::BTreeSet;

use backpack_core::{ConnectionId, Timestamp};

use super::area::{Area, Covers, covers, is_open};

/// One question that a portal was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Asked {
    /// The connection.
    pub connection: ConnectionId,
    /// The query's stable name: a resource type of FHIR, and parameters behind `?`. What bears another name may bring
    /// anything; empty stands for everything there is.
    pub query: String,
    /// How it ended.
    pub ended: Ended,
    /// When it last ended with everything received.
    pub complete: Option<Timestamp>,
}

impl Asked {
    /// Returns a question and how it ended.
    #[must_use]
    pub fn new(connection: ConnectionId, query: impl Into<String>, ended: Ended) -> Self {
        Self { connection, query: query.into(), ended, complete: None }
    }

    /// Sets when it last ended with everything received.
    #[must_use]
    pub const fn complete(mut self, at: Option<Timestamp>) -> Self {
        self.complete = at;
        self
    }
}

/// How a question ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "either all of it is here, or a reason why not")]
pub enum Ended {
    /// All of it is here, or there is nothing.
    Complete,
    /// It is not, for this reason.
    Missing(Why),
}

/// Why something may be missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Why {
    /// The portal refused.
    Refused,
    /// The person's sign-in does not cover it.
    NotGranted,
    /// The portal does not offer it.
    NotSupported,
    /// Some of it is missing.
    Partial,
    /// It failed, and will be tried again.
    Failed,
    /// It is not done yet.
    Unfinished,
    /// The portal was asked for other things, and not for this.
    NotAsked,
}

impl Why {
    /// Every reason.
    pub const ALL: &[Self] = &[
        Self::Refused,
        Self::NotGranted,
        Self::NotSupported,
        Self::Partial,
        Self::Failed,
        Self::Unfinished,
        Self::NotAsked,
    ];

    /// Returns a stable word for it: lower case with hyphens.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::NotGranted => "not-granted",
            Self::NotSupported => "not-supported",
            Self::Partial => "partial",
            Self::Failed => "failed",
            Self::Unfinished => "unfinished",
            Self::NotAsked => "not-asked",
        }
    }
}

/// What may be missing from a section.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Gap {
    /// The connection that did not bring it.
    pub connection: ConnectionId,
    /// The query; empty if there was none.
    pub query: String,
    /// Why.
    pub why: Why,
    /// Up to when everything is here, if it ever was.
    pub complete: Option<Timestamp>,
}

/// Returns what may be missing from a section.
pub(super) fn gaps(asked: &[Asked], area: Area) -> Vec<Gap> {
    let mut gaps = Vec::new();
    for one in asked.iter().filter(|one| covers(&one.query, area) != Covers::No) {
        let Ended::Missing(why) = one.ended else { continue };
        // Older and newer names for the same stand side by side in a plan: one that is answered is enough.
        if why == Why::NotSupported && is_answered(asked, one.connection, area) {
            continue;
        }
        let Asked { connection, query, complete, .. } = one.clone();
        gaps.push(Gap { connection, query, why, complete });
    }
    let asks = |one: &&Asked| !is_open(&one.query);
    let connections: BTreeSet<ConnectionId> = asked.iter().filter(asks).map(|one| one.connection).collect();
    for connection in connections {
        let mut own = asked.iter().filter(|one| one.connection == connection);
        if own.all(|one| covers(&one.query, area) == Covers::No) {
            gaps.push(Gap { connection, query: String::new(), why: Why::NotAsked, complete: None });
        }
    }
    gaps
}

/// Says whether a portal was asked for exactly this and answered in full.
pub(super) fn was_asked(asked: &[Asked], area: Area) -> bool {
    asked.iter().any(|one| one.ended == Ended::Complete && covers(&one.query, area) == Covers::Yes)
}

fn is_answered(asked: &[Asked], connection: ConnectionId, area: Area) -> bool {
    let own: Vec<Asked> = asked.iter().filter(|one| one.connection == connection).cloned().collect();
    was_asked(&own, area)
}
