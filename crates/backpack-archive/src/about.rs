//! The first and the last part of an archive: what it is, and what it holds.

use backpack_core::{SpaceId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::text::{At, Digest, Shown};

/// The format of archives that this version writes and reads.
pub(crate) const FORMAT: u32 = 1;
/// What stands in every archive, so that nothing else is taken for one.
pub(crate) const WHAT: &str = "backpack archive";

/// What an archive is: the part `about.json`, its first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct About {
    pub(crate) what: String,
    /// The format, 1.
    pub format: u32,
    pub(crate) id: Digest<16>,
    pub(crate) made: At,
    pub(crate) space: Shown<SpaceId>,
    /// The commit group that it shows.
    pub sequence: u64,
    pub(crate) head: Digest<32>,
    /// The archive whose changes it continues; `None` if it is whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Mark>,
    /// The set it belongs to, if a whole account was backed up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub set: Option<Set>,
}

/// A point that a backup reached, so that the next one may hold only what came after it. Holds no secret: a host keeps it
/// where it likes, as JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Mark {
    pub(crate) id: Digest<16>,
    pub(crate) manifest: Digest<32>,
    /// The commit group.
    pub sequence: u64,
    pub(crate) head: Digest<32>,
}

/// A set of backups: one for each Backpack of an account, taken one after the other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Set {
    pub(crate) id: Digest<16>,
    /// How many Backpacks the account had.
    pub of: u32,
}

/// What an archive holds: the part `manifest.json`, its last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub(crate) struct Manifest {
    pub(crate) what: String,
    pub(crate) format: u32,
    pub(crate) id: Digest<16>,
    pub(crate) counts: Counts,
    pub(crate) state: Digest<32>,
    pub(crate) parts: Vec<Part>,
}

/// One part of an archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Part {
    pub(crate) path: String,
    pub(crate) bytes: u64,
    pub(crate) sha256: Digest<32>,
}

/// How much an archive holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::exhaustive_structs, reason = "plain numbers, made with struct update from the default")]
pub struct Counts {
    /// Records: all of them, or those that changed.
    pub records: u64,
    /// Versions of records.
    pub versions: u64,
    /// Events of the overlay.
    pub events: u64,
    /// Items in quarantine.
    pub quarantined: u64,
    /// Files whose bytes are in it.
    pub files: u64,
    /// Connections.
    pub connections: u64,
}

impl About {
    /// Returns the Backpack's id, where the archive was made.
    #[must_use]
    pub const fn space(&self) -> SpaceId {
        self.space.0
    }

    /// Returns when it was made.
    #[must_use]
    pub const fn made(&self) -> Timestamp {
        self.made.0
    }

    /// Says whether it holds everything, and not only what changed.
    #[must_use]
    pub const fn is_whole(&self) -> bool {
        self.parent.is_none()
    }
}

impl Set {
    /// Returns the set's id: 32 hexadecimal digits.
    #[must_use]
    pub fn id(&self) -> String {
        self.id.to_string()
    }

    /// Returns a new set of so many backups.
    ///
    /// # Panics
    ///
    /// If the operating system has no randomness to give; nothing safe can be done then.
    #[must_use]
    pub fn new(of: u32) -> Self {
        Self { id: random_id(), of }
    }
}

pub(crate) fn random_id() -> Digest<16> {
    Digest(*backpack_core::EventId::random().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_host_keeps_and_what_names_a_set_is_written_the_same_for_ever() {
        let (id, sequence) = (Digest([1; 16]), 7);
        let mark = Mark { id, manifest: Digest([2; 32]), sequence, head: Digest([3; 32]) };
        let about = About {
            what: WHAT.to_owned(),
            format: FORMAT,
            id,
            made: At(Timestamp::from_millis(1)),
            space: Shown(SpaceId::from_bytes([4; 16])),
            sequence,
            head: Digest([3; 32]),
            parent: Some(mark.clone()),
            set: Some(Set { id, of: 2 }),
        };
        let id = "01".repeat(16);
        let written = format!(
            r#"{{"id":"{id}","manifest":"{}","sequence":7,"head":"{}"}}"#,
            "02".repeat(32),
            "03".repeat(32)
        );
        let text = format!(
            r#"{{"what":"backpack archive","format":1,"id":"{id}","made":"1970-01-01T00:00:00.001Z","space":"{}","sequence":7,"head":"{}","parent":{written},"set":{{"id":"{id}","of":2}}}}"#,
            "04".repeat(16),
            "03".repeat(32)
        );
        assert_eq!(serde_json::to_string(&mark).unwrap(), written);
        assert_eq!(serde_json::from_str::<Mark>(&written).unwrap(), mark);
        assert_eq!(serde_json::to_string(&about).unwrap(), text);
        assert_eq!(serde_json::from_str::<About>(&text).unwrap(), about);
    }
}
