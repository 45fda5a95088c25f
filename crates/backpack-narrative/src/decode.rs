//! Bytes to text: the few encodings that are read, told by the bytes first and by what they declare second.

use std::borrow::Cow;

use crate::NotShown;

/// Where an XML declaration or a byte order mark stands.
const HEAD: usize = 256;

/// Returns XML as text (XML 1.0, appendix F): UTF-8, UTF-16, or ISO-8859-1 and Windows-1252 where it declares them.
///
/// UTF-7 is never read, whatever a document declares: it hides tags from whoever looks at the bytes.
pub(crate) fn xml(bytes: &[u8]) -> Result<Cow<'_, str>, NotShown> {
    if let Some(text) = unicode(bytes)? {
        return Ok(text);
    }
    let head = String::from_utf8_lossy(bytes.get(..HEAD).unwrap_or(bytes)).to_ascii_lowercase();
    match declared(&head) {
        None | Some("utf-8" | "utf8" | "us-ascii" | "ascii") => {
            std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|_| NotShown::Encoding)
        }
        Some("iso-8859-1" | "latin1" | "latin-1" | "windows-1252" | "cp1252") => {
            Ok(Cow::Owned(all_western(bytes)))
        }
        Some(_) => Err(NotShown::Encoding),
    }
}

/// Returns HTML as text: UTF-16 by its mark, UTF-8, and else Windows-1252, as browsers do.
pub(crate) fn html(bytes: &[u8]) -> Cow<'_, str> {
    match unicode(bytes) {
        Ok(Some(text)) => text,
        _ => std::str::from_utf8(bytes).map_or_else(|_| Cow::Owned(all_western(bytes)), Cow::Borrowed),
    }
}

/// Reads what says itself that it is Unicode.
fn unicode(bytes: &[u8]) -> Result<Option<Cow<'_, str>>, NotShown> {
    match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => {
            std::str::from_utf8(rest).map(|text| Some(Cow::Borrowed(text))).map_err(|_| NotShown::Encoding)
        }
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [b'<', 0, ..] => utf16(bytes, u16::from_le_bytes),
        [0, b'<', ..] => utf16(bytes, u16::from_be_bytes),
        _ => Ok(None),
    }
}

fn utf16(bytes: &[u8], read: fn([u8; 2]) -> u16) -> Result<Option<Cow<'_, str>>, NotShown> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let text = char::decode_utf16(pairs.iter().map(|pair| read(*pair))).collect::<Result<String, _>>();
    match text {
        Ok(text) if rest.is_empty() => Ok(Some(Cow::Owned(text))),
        _ => Err(NotShown::Encoding),
    }
}

/// Returns the encoding that an XML declaration names, in lower case.
fn declared(head: &str) -> Option<&str> {
    let declaration = head.trim_start().strip_prefix("<?xml")?.split("?>").next()?;
    let value = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value.get(1..)?.split(quote).next()
}

fn all_western(bytes: &[u8]) -> String {
    bytes.iter().copied().map(western).collect()
}

/// Reads a byte of Windows-1252, of which ISO-8859-1 is the part that is used.
pub(crate) fn western(byte: u8) -> char {
    const UPPER: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
        '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => UPPER.get(usize::from(byte - 0x80)).copied().unwrap_or(char::REPLACEMENT_CHARACTER),
        _ => char::from(byte),
    }
}
