//! The beginning of a packed header alone, for whoever looks at many.

use super::fields::Field;
use super::text::Reader;
use super::{UnpackError, reader};
use crate::Header;

/// How far a packed header is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "whoever asks for a part says for which")]
pub enum Extent {
    /// What it is and says: its title, type, kind, codes, status, dates, value and components.
    Said,
    /// How that is judged, too: its interpretation and its reference range.
    Judged,
    /// All of it.
    Whole,
}

impl<'a> Header<'a> {
    /// Returns the beginning of a packed header, as far as an extent goes. Unless that is [`Extent::Whole`], the id, the
    /// version, when it changed last, and everything behind are left empty.
    ///
    /// For lists that look at many headers: it takes a part of the time of [`Header::unpack`], and what is left out is not
    /// looked at, so that damage there goes unnoticed.
    ///
    /// # Errors
    ///
    /// As [`Header::unpack`].
    pub fn unpack_part(packed: &'a [u8], extent: Extent) -> Result<Self, UnpackError> {
        if extent == Extent::Whole {
            return Self::unpack(packed);
        }
        part(&mut reader(packed)?, extent).ok_or(UnpackError::Damaged)
    }
}

/// The order is that of the format.
fn part<'a>(reader: &mut Reader<'a>, extent: Extent) -> Option<Header<'a>> {
    let (title, resource_type) = (Field::take(reader)?, Field::take(reader)?);
    let mut header = Header::new("", Field::take(reader)?, "");
    (header.title, header.resource_type) = (title, resource_type);
    // The id and the version, then the date, which says first whether there is one.
    reader.pass_text()?;
    reader.pass_text()?;
    if reader.byte()? != 0 {
        reader.pass_text()?;
    }
    header.codes = Field::take(reader)?;
    header.status = Field::take(reader)?;
    header.when = Field::take(reader)?;
    header.value = Field::take(reader)?;
    header.components = Field::take(reader)?;
    if extent == Extent::Judged {
        header.interpretation = Field::take(reader)?;
        header.reference_range = Field::take(reader)?;
    }
    Some(header)
}
