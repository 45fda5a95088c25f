//! The packed form of a header: what the catalog keeps of a record, in memory and sealed on disk.

use crate::{Header, Text};

/// The format that is written.
const FORMAT: u8 = 1;

/// Why packed bytes are no header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UnpackError {
    /// Written by a newer version of this crate.
    #[error("unpack header: format {found} is newer than {known}, which is the newest known here")]
    NewerFormat {
        /// The format found.
        found: u8,
        /// The newest format known.
        known: u8,
    },
    /// Cut short or damaged.
    #[error("unpack header: damaged")]
    Damaged,
}

impl<'a> Header<'a> {
    /// Returns the header's packed form: a format byte, then the fields, the title first.
    #[must_use]
    pub fn pack(&self) -> Vec<u8> {
        let mut packed = vec![FORMAT];
        if let Ok(fields) = postcard::to_allocvec(self) {
            packed.extend_from_slice(&fields);
        }
        packed
    }

    /// Returns the header that was packed, its texts borrowed from the packed bytes.
    ///
    /// # Errors
    ///
    /// [`UnpackError`]: a newer format, or damage.
    pub fn unpack(packed: &'a [u8]) -> Result<Self, UnpackError> {
        postcard::from_bytes(fields(packed)?).map_err(|_| UnpackError::Damaged)
    }

    /// Returns the title alone, without reading the rest.
    ///
    /// # Errors
    ///
    /// As [`Header::unpack`].
    pub fn unpack_title(packed: &'a [u8]) -> Result<Text<'a>, UnpackError> {
        postcard::take_from_bytes(fields(packed)?).map(|(title, _)| title).map_err(|_| UnpackError::Damaged)
    }
}

fn fields(packed: &[u8]) -> Result<&[u8], UnpackError> {
    match packed.split_first() {
        Some((&FORMAT, fields)) => Ok(fields),
        Some((&found, _)) if found > FORMAT => Err(UnpackError::NewerFormat { found, known: FORMAT }),
        _ => Err(UnpackError::Damaged),
    }
}
