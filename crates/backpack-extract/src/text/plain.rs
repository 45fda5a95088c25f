//! Plain text: which encoding it is in, and what it says.

use serde::{Deserialize, Serialize};

/// How a text is encoded. New variants go at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Encoding {
    /// UTF-8, ASCII among it.
    Utf8,
    /// UTF-16 with the low byte first, as its mark says.
    Utf16Le,
    /// UTF-16 with the high byte first, as its mark says.
    Utf16Be,
    /// Taken for Windows-1252, with Latin-1 in it: it is nothing else that can be told.
    Windows1252,
}

/// Windows-1252 from 0x80 to 0x9f; where it has no character stands the control character of Latin-1 (WHATWG Encoding).
const HIGH: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// Returns what a text says, and how it is encoded: by the mark it begins with, as UTF-8 if it is that, else taken for
/// Windows-1252. What is damaged reads as U+FFFD.
#[must_use]
pub fn decode_text(bytes: &[u8]) -> (String, Encoding) {
    match bytes {
        [0xff, 0xfe, rest @ ..] => (utf16(rest, u16::from_le_bytes), Encoding::Utf16Le),
        [0xfe, 0xff, rest @ ..] => (utf16(rest, u16::from_be_bytes), Encoding::Utf16Be),
        [0xef, 0xbb, 0xbf, rest @ ..] => (String::from_utf8_lossy(rest).into_owned(), Encoding::Utf8),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => (text.to_owned(), Encoding::Utf8),
            // A character that was cut at the end makes it no other encoding.
            Err(cut) if cut.error_len().is_none() => {
                (String::from_utf8_lossy(bytes).into_owned(), Encoding::Utf8)
            }
            Err(_) => (bytes.iter().copied().map(windows_1252).collect(), Encoding::Windows1252),
        },
    }
}

pub(super) fn windows_1252(byte: u8) -> char {
    let high = byte.checked_sub(0x80).and_then(|place| HIGH.get(usize::from(place)));
    high.copied().unwrap_or(char::from(byte))
}

fn utf16(bytes: &[u8], read: fn([u8; 2]) -> u16) -> String {
    let (pairs, cut) = bytes.as_chunks::<2>();
    let units = pairs.iter().map(|pair| read(*pair));
    let mut text: String =
        char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    if !cut.is_empty() {
        text.push(char::REPLACEMENT_CHARACTER);
    }
    text
}
