//! Blobs that nothing names, from the day they were seen until none can name them any more.

use backpack_core::{BlobId, Timestamp};
use backpack_store::Table;
use serde::{Deserialize, Serialize};

use super::Row;
use crate::table;

/// A blob of a store that several processes have open, which nothing names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct UnnamedRow {
    pub(crate) blob: BlobId,
    pub(crate) fate: Fate,
    /// Since when it has this fate.
    pub(crate) since: Timestamp,
}

/// What becomes of a blob that nothing names. New variants go at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Fate {
    /// It stays for a while: somebody may be about to name it, or be reading what named it.
    Watched,
    /// It is being removed: whoever means to name it stores its bytes under another id.
    Condemned,
}

impl UnnamedRow {
    /// Returns the name of such a row: the fate is part of it, since the catalog knows names and not what stands in a row.
    pub(crate) fn name_of(blob: BlobId, fate: Fate) -> Vec<u8> {
        [&[fate as u8], blob.as_bytes().as_slice()].concat()
    }
}

impl Row for UnnamedRow {
    const TABLE: Table = table::UNNAMED;
    const FORMAT: u8 = 1;
    const WHAT: &'static str = "note of an unnamed blob";

    fn name(&self) -> Vec<u8> {
        Self::name_of(self.blob, self.fate)
    }
}
