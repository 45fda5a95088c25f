//! What became of a record at its source, and when.

use std::collections::BTreeMap;

use backpack_core::{RecordId, Timestamp};
use backpack_store::Key;
use bytes::Bytes;

use crate::catalog::Turn;
use crate::head::{self, Group};
use crate::keep::Inner;
use crate::{Error, Keep, table};

/// Something that became of a record at its source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Turned {
    /// When it was noticed here.
    pub at: Timestamp,
    /// The commit group that noticed it.
    pub commit: u64,
    /// What it was.
    pub turn: Turn,
}

impl Keep {
    /// Returns what became of a record at its source, oldest first: each version that came, each return to an earlier
    /// one, and when it was gone, vanished or came back. Of an entry, its versions.
    ///
    /// Reads the journal for the times of what is no version. Dropping the future changes nothing.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchRecord`], [`Error::Tampered`], the store's errors.
    pub async fn turns(&self, record: RecordId) -> Result<Vec<Turned>, Error> {
        self.0.check_open()?;
        let versions = self.versions(record)?;
        let mut turned: Vec<Turned> = versions
            .iter()
            .map(|known| Turned {
                at: known.received,
                commit: known.commit,
                turn: Turn::Came(u32::try_from(known.version).unwrap_or(u32::MAX)),
            })
            .collect();
        let noticed: Vec<(u64, Turn)> = self
            .catalog(|catalog| catalog.record(record).map(|record| record.turns().collect()))
            .ok_or(Error::NoSuchRecord)?;
        let mut times = BTreeMap::new();
        for (commit, turn) in noticed {
            let at = match times.get(&commit) {
                Some(at) => *at,
                None => self.0.time_of(commit).await?,
            };
            times.insert(commit, at);
            turned.push(Turned { at, commit, turn });
        }
        // Within one commit group what came is before what became of it.
        turned.sort_by_key(|turned| turned.commit);
        Ok(turned)
    }
}

impl Inner {
    /// Returns when a commit group was written.
    async fn time_of(&self, commit: u64) -> Result<Timestamp, Error> {
        let id = commit.to_be_bytes();
        let key = Key::new(self.parts.space(), table::JOURNAL, Bytes::copy_from_slice(&id));
        let value = self.parts.store.get(&key).await?.ok_or(Error::Tampered(head::JOURNAL.what))?;
        let group: Group = head::JOURNAL.open(&self.parts.keys, &id, &value.bytes)?;
        if group.sequence == commit { Ok(group.at) } else { Err(Error::Tampered(head::JOURNAL.what)) }
    }
}
