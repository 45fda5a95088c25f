//! What stands before a DICOM data set: the preamble and the file's own group (PS3.10, 7.1), which may be missing.

use crate::bytes::{Order, u16_at, u32_at};

pub(super) const IMPLICIT: &str = "1.2.840.10008.1.2";
pub(super) const EXPLICIT: &str = "1.2.840.10008.1.2.1";
pub(super) const DEFLATED: &str = "1.2.840.10008.1.2.1.99";
pub(super) const BIG: &str = "1.2.840.10008.1.2.2";
/// `MediaStorageDirectoryStorage` (PS3.4): the class of a DICOMDIR.
const DIRECTORY: &str = "1.2.840.10008.1.3.10";

/// What the file's own group says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) transfer_syntax: Option<String>,
    pub(super) is_directory: bool,
    /// Where the data set begins.
    pub(super) data: usize,
}

impl Head {
    /// Reads the group, which is explicit with the low byte first whatever follows it.
    pub(super) fn parse(bytes: &[u8]) -> Self {
        let has_preamble = bytes.get(128..132) == Some(b"DICM");
        let mut head = Self { data: if has_preamble { 132 } else { 0 }, ..Self::default() };
        while u16_at(bytes, head.data, Order::Little) == Some(2) {
            let Some((tag, start, length)) = element(bytes, head.data) else { break };
            let end = start.saturating_add(length);
            let Some(value) = bytes.get(start..end) else { break };
            match tag {
                0x0002 => head.is_directory = uid(value).as_deref() == Some(DIRECTORY),
                0x0010 => head.transfer_syntax = uid(value),
                _ => {}
            }
            head.data = end;
        }
        head
    }

    /// Returns how the data set is encoded: as the group says, and as its first element looks (PS3.5, 7.1), since some
    /// programs say one thing and do another.
    pub(super) fn encoding(&self, bytes: &[u8]) -> &'static str {
        let names_a_vr =
            bytes.get(self.data + 4..self.data + 6).is_some_and(|two| two.iter().all(u8::is_ascii_uppercase));
        match self.transfer_syntax.as_deref() {
            Some(IMPLICIT) if !names_a_vr => return IMPLICIT,
            Some(BIG) => return BIG,
            Some(DEFLATED) => return DEFLATED,
            // Every other one is explicit, and compresses pixels alone.
            Some(_) => return if names_a_vr { EXPLICIT } else { IMPLICIT },
            None => {}
        }
        let is_big = bytes.get(self.data) == Some(&0) && bytes.get(self.data + 1) != Some(&0);
        match (names_a_vr, is_big) {
            (true, true) => BIG,
            (true, false) => EXPLICIT,
            _ => IMPLICIT,
        }
    }
}

/// Returns an element's number, where its value begins, and its length.
fn element(bytes: &[u8], at: usize) -> Option<(u16, usize, usize)> {
    let tag = u16_at(bytes, at + 2, Order::Little)?;
    let is_long = matches!(bytes.get(at + 4..at + 6)?, b"OB" | b"OW" | b"UN" | b"SQ" | b"UT" | b"OF" | b"OD");
    let (start, length) = if is_long {
        (at + 12, usize::try_from(u32_at(bytes, at + 8, Order::Little)?).ok()?)
    } else {
        (at + 8, usize::from(u16_at(bytes, at + 6, Order::Little)?))
    };
    Some((tag, start, length))
}

/// Returns a UID, which is filled up with NUL.
fn uid(value: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(value).ok()?.trim_matches(|c: char| c == '\0' || c.is_whitespace());
    (!text.is_empty()).then(|| text.to_owned())
}
