//! Links between records: what the person says one has to do with another.

use backpack_core::{EventId, RecordId, Timestamp};
use serde::{Deserialize, Serialize};

use super::Actor;

/// What one record has to do with another. New variants go at the end: the position is what is persisted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Relation {
    /// Something, which the person did not say or said in words of their own.
    #[default]
    Related,
    /// Both tell of the same event.
    SameEvent,
    /// The other is the cause of this one.
    CausedBy,
    /// This one follows up on the other.
    FollowUpOf,
    /// This one says what the other says.
    DuplicateOf,
}

impl Relation {
    /// Every relation.
    pub const ALL: &[Self] =
        &[Self::Related, Self::SameEvent, Self::CausedBy, Self::FollowUpOf, Self::DuplicateOf];

    /// Returns a word for it. The word is stable: exports use it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Related => "related",
            Self::SameEvent => "same_event",
            Self::CausedBy => "caused_by",
            Self::FollowUpOf => "follow_up_of",
            Self::DuplicateOf => "duplicate_of",
        }
    }

    /// Returns the relation with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|relation| relation.name() == name)
    }

    /// Says whether it reads the same from the other record.
    #[must_use]
    pub const fn is_mutual(self) -> bool {
        matches!(self, Self::Related | Self::SameEvent | Self::DuplicateOf)
    }
}

/// A link from one record to another.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OverlayLink {
    /// The other record. It need not be here any more.
    pub to: RecordId,
    /// What this record has to do with it.
    pub relation: Relation,
    /// The same in the person's words, if they gave any.
    pub words: Option<String>,
    /// The event that made the link.
    pub event: EventId,
    /// Who made it.
    pub actor: Actor,
    /// When.
    pub at: Timestamp,
}
