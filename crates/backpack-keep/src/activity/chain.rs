//! The chain: each act holds the hash of the one before, and the catalog's log knows the last.

use backpack_core::Timestamp;
use backpack_keys::Purpose;
use backpack_record::Actor;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::Act;
use crate::seal::Sort;
use crate::{Error, table};

/// How an act is kept.
pub(crate) const ACTIVITY: Sort =
    Sort { what: "activity", table: table::ACTIVITY, purpose: Purpose::Journal, format: 1 };

/// The most bytes that who did it and what was done take.
const MAX_BYTES: usize = 4 << 10;

/// One act of the activity journal: who did what, when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Activity {
    /// Its number, from 1; none is left out, and none used twice.
    pub number: u64,
    /// The commit group that it was written in, together with what it tells.
    pub commit: u64,
    /// When, by the host's clock. The number says what came after what.
    pub at: Timestamp,
    /// Who did it, as the host says.
    pub actor: Actor,
    /// What was done.
    pub act: Act,
    /// The hash of the act before; zeros for the first.
    pub previous: [u8; 32],
    /// Its own hash: SHA-256 over [`Activity::hashed_bytes`].
    pub hash: [u8; 32],
}

impl Activity {
    pub(crate) fn after(
        end: ChainEnd,
        commit: u64,
        at: Timestamp,
        actor: Actor,
        act: Act,
    ) -> Result<Self, Error> {
        let (number, previous) = (end.number + 1, end.hash);
        let mut activity = Self { number, commit, at, actor, act, previous, hash: [0; 32] };
        let bytes = activity.hashed_bytes();
        if bytes.len() > MAX_BYTES {
            return Err(Error::TooLarge(ACTIVITY.what));
        }
        activity.hash = Sha256::digest(bytes).into();
        Ok(activity)
    }

    /// Returns the bytes that its hash is over: number, commit group and time in 8 bytes each, big-endian, the hash of
    /// the act before, and actor and act as they are kept.
    ///
    /// Whoever has these bytes of every act can follow the chain with SHA-256 alone.
    #[must_use]
    pub fn hashed_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(128);
        bytes.extend_from_slice(&self.number.to_be_bytes());
        bytes.extend_from_slice(&self.commit.to_be_bytes());
        bytes.extend_from_slice(&self.at.as_millis().to_be_bytes());
        bytes.extend_from_slice(&self.previous);
        // Ids, counts and texts in memory can always be written.
        postcard::to_extend(&(&self.actor, &self.act), bytes).unwrap_or_default()
    }

    /// Says whether the hash is that of what stands here.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        <[u8; 32]>::from(Sha256::digest(self.hashed_bytes())) == self.hash
    }

    /// Says whether this act comes right after `before`.
    pub(crate) fn follows(&self, before: ChainEnd) -> bool {
        self.number == before.number + 1 && self.previous == before.hash
    }

    pub(crate) const fn end(&self) -> ChainEnd {
        ChainEnd { number: self.number, hash: self.hash }
    }
}

/// The last act of a chain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ChainEnd {
    /// Its number; 0 before the first.
    pub(crate) number: u64,
    pub(crate) hash: [u8; 32],
}
