//! The head and the journal of commit groups: how far a Backpack has come, and by which way.
//!
//! The head holds the sequence and the hash of the last commit group; its version is a precondition of every commit.
//! The journal has one row for each group: its sequence, the hash of the group before, its own hash, and when.
//! A group's hash is SHA-256 over its sequence, the hash before it, its time, and every value it writes, as stored.

use backpack_core::Timestamp;
use backpack_keys::Purpose;
use backpack_store::Batch;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::seal::Sort;
use crate::table;

/// How the head is kept.
pub(crate) const HEAD: Sort = Sort { what: "head", table: table::HEAD, purpose: Purpose::Journal, format: 1 };

/// How a row of the journal is kept.
pub(crate) const JOURNAL: Sort =
    Sort { what: "journal", table: table::JOURNAL, purpose: Purpose::Journal, format: 1 };

/// How far a Backpack has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Head {
    pub(crate) sequence: u64,
    pub(crate) hash: [u8; 32],
}

impl Head {
    /// Before the first commit group.
    pub(crate) const START: Self = Self { sequence: 0, hash: [0; 32] };
}

/// One commit group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Group {
    pub(crate) sequence: u64,
    /// The hash of the group before it.
    pub(crate) previous: [u8; 32],
    pub(crate) hash: [u8; 32],
    pub(crate) at: Timestamp,
}

impl Group {
    /// Returns the group that writes what is in `batch`, after `head`.
    pub(crate) fn after(head: &Head, batch: &Batch, at: Timestamp) -> Self {
        let sequence = head.sequence + 1;
        let mut hash = Sha256::new();
        hash.update(sequence.to_be_bytes());
        hash.update(head.hash);
        hash.update(at.as_millis().to_be_bytes());
        for put in &batch.puts {
            push(&mut hash, 1, put.table.0, &put.id);
            hash.update((put.value.len() as u64).to_be_bytes());
            hash.update(&put.value);
        }
        for (table, id) in &batch.deletes {
            push(&mut hash, 2, table.0, id);
        }
        Self { sequence, previous: head.hash, hash: hash.finalize().into(), at }
    }

    /// Returns the head after this group.
    pub(crate) const fn head(&self) -> Head {
        Head { sequence: self.sequence, hash: self.hash }
    }
}

fn push(hash: &mut Sha256, sort: u8, table: u8, id: &[u8]) {
    hash.update([sort, table]);
    hash.update((id.len() as u64).to_be_bytes());
    hash.update(id);
}
