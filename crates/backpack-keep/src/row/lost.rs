//! What was found to be lost, so that it is taken up again when it comes.

use backpack_core::{BlockId, FileId, Timestamp};
use backpack_store::Table;
use serde::{Deserialize, Serialize};

use super::Row;
use crate::table;

/// A block or a file whose bytes a repair found lost. The row lies under the block's or the file's own random id, so that
/// the catalog, which knows ids alone, knows it too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LostRow {
    pub(crate) what: LostThing,
    /// When it was found.
    pub(crate) found: Timestamp,
}

/// What was lost. New variants go at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum LostThing {
    /// The bodies of a block.
    Block(BlockId),
    /// The bytes of a file.
    File(FileId),
}

impl Row for LostRow {
    const TABLE: Table = table::LOST;
    const FORMAT: u8 = 1;
    const WHAT: &'static str = "note of a loss";

    fn name(&self) -> Vec<u8> {
        self.what.id().to_vec()
    }
}

impl LostThing {
    pub(crate) const fn id(&self) -> &[u8; 16] {
        match self {
            Self::Block(id) => id.as_bytes(),
            Self::File(id) => id.as_bytes(),
        }
    }
}
