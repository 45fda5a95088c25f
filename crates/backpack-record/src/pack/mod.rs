//! The packed form of a header: what the catalog keeps of a record, in memory and sealed on disk.

mod fields;
mod part;
mod text;
mod words;

use crate::{Header, Text};
use fields::Field as _;
pub use part::Extent;
use text::{Reader, Writer};

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
    ///
    /// Texts that repeat, words that most records use, uuids, numbers and dates take less room than as text.
    #[must_use]
    pub fn pack(&self) -> Vec<u8> {
        let mut writer = Writer::new(FORMAT);
        self.put(&mut writer);
        writer.finish()
    }

    /// Returns the header that was packed. Its texts borrow from the packed bytes where these hold them as text.
    ///
    /// # Errors
    ///
    /// [`UnpackError`]: a newer format, or damage.
    pub fn unpack(packed: &'a [u8]) -> Result<Self, UnpackError> {
        let mut reader = reader(packed)?;
        let header = Self::take(&mut reader).filter(|_| reader.is_at_end());
        header.ok_or(UnpackError::Damaged)
    }

    /// Returns the title alone, without reading the rest.
    ///
    /// # Errors
    ///
    /// As [`Header::unpack`].
    pub fn unpack_title(packed: &'a [u8]) -> Result<Text<'a>, UnpackError> {
        Text::take(&mut reader(packed)?).ok_or(UnpackError::Damaged)
    }
}

fn reader(packed: &[u8]) -> Result<Reader<'_>, UnpackError> {
    match packed.first() {
        Some(&FORMAT) => Ok(Reader::new(packed, 1)),
        Some(&found) if found > FORMAT => Err(UnpackError::NewerFormat { found, known: FORMAT }),
        _ => Err(UnpackError::Damaged),
    }
}
