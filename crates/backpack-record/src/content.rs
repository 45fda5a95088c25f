//! What a body says apart from when and under which version its source served it.

use crate::Refusal;
use crate::read::data_of;
use crate::scan::scan;

/// Writes a body's content to `content`: the body without insignificant white space, byte order mark,
/// `meta.lastUpdated` and `meta.versionId`. Two bodies with the same content say the same.
///
/// [`crate::Header::read_with_content`] does it in the pass that reads the header.
///
/// # Errors
///
/// A [`Refusal`] if the body is not JSON within the limits.
pub fn content_of(body: &[u8], content: &mut Vec<u8>) -> Result<(), Refusal> {
    content.clear();
    scan(body, Some(content)).map(drop)
}

/// Returns the base64 text, as it stands, that the attachment at this place of [`crate::Header::attachments`] holds.
///
/// `None` if the body cannot be read, has no such attachment, or the attachment holds no data. Escapes (`\/`) are
/// not undone, and line breaks not taken out.
#[must_use]
pub fn attachment_data(body: &[u8], index: usize) -> Option<&[u8]> {
    let scanned = scan(body, None).ok()?;
    data_of(&scanned, index).map(str::as_bytes)
}
