//! What was read out of a file, in pieces that the store can take. It can be read again, so nothing is lost with it.

use backpack_core::FileId;
use backpack_store::Table;
use serde::{Deserialize, Serialize};

use super::Row;
use crate::table;

/// One piece of what was read out of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FactsRow {
    pub(crate) file: FileId,
    pub(crate) part: FactsPart,
    /// The version of what read it. Pieces of two versions do not belong together.
    pub(crate) reader: u32,
    pub(crate) bytes: Vec<u8>,
}

/// Which piece it is. New variants go at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum FactsPart {
    /// The facts, and how many pieces of the others there are. It is written last.
    Head { pages: u32, picture: u32 },
    /// A piece of the text, page by page, compressed as a whole.
    Pages(u32),
    /// A piece of the small picture.
    Picture(u32),
}

impl FactsRow {
    /// Returns the name of a piece: what the head says is no part of it.
    pub(crate) fn name_of(file: FileId, part: FactsPart) -> Vec<u8> {
        let (sort, number) = match part {
            FactsPart::Head { .. } => (0, 0),
            FactsPart::Pages(number) => (1, number),
            FactsPart::Picture(number) => (2, number),
        };
        [file.as_bytes().as_slice(), &[sort], &number.to_be_bytes()].concat()
    }
}

impl Row for FactsRow {
    const TABLE: Table = table::FACTS;
    const FORMAT: u8 = 1;
    const WHAT: &'static str = "facts of a file";

    fn name(&self) -> Vec<u8> {
        Self::name_of(self.file, self.part)
    }
}
