//! Numbers and texts, packed.
//!
//! A number is written seven bits a byte, the lowest first. A text begins with a number: its lowest three bits say
//! how it is written, the rest is a length or an index.

use super::words::{WORDS, index_of};
use crate::Text;

/// The bytes as they are; the index is their length.
const PLAIN: u64 = 0;
/// A word of the list; the index is its place.
const WORD: u64 = 1;
/// A word of the list, then a uuid of 16 bytes in lower case; the index is the word's place.
const UUID: u64 = 2;
/// A text that came before; the index counts the texts that were neither words nor repeated.
const AGAIN: u64 = 3;
/// Characters of [`DIGITS`], two a byte, the first in the high bits; the index is their number.
const DIGITAL: u64 = 4;
/// No text.
const NONE: u64 = 5;

/// What dates, numbers and many codes are made of.
const DIGITS: &[u8; 16] = b"0123456789-:T+.Z";

/// How many texts of a header can be named again.
const MOST_NAMED: usize = 64;

/// Packs.
#[derive(Debug)]
pub(super) struct Writer<'t> {
    packed: Vec<u8>,
    texts: Vec<&'t str>,
}

impl<'t> Writer<'t> {
    pub(super) fn new(format: u8) -> Self {
        let mut packed = Vec::with_capacity(256);
        packed.push(format);
        Self { packed, texts: Vec::with_capacity(16) }
    }

    pub(super) fn finish(self) -> Vec<u8> {
        let mut packed = self.packed;
        packed.shrink_to_fit();
        packed
    }

    pub(super) fn byte(&mut self, byte: u8) {
        self.packed.push(byte);
    }

    #[expect(clippy::cast_possible_truncation, reason = "seven bits are taken at a time")]
    pub(super) fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.packed.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.packed.push(number as u8);
    }

    pub(super) fn no_text(&mut self) {
        self.number(NONE);
    }

    pub(super) fn text(&mut self, text: &'t str) {
        if let Some(word) = index_of(text) {
            self.number((word << 3) | WORD);
            return;
        }
        if let Some(at) = self.texts.iter().position(|earlier| *earlier == text) {
            self.number(((at as u64) << 3) | AGAIN);
            return;
        }
        if self.texts.len() < MOST_NAMED {
            self.texts.push(text);
        }
        if let Some((word, uuid)) = uuid_after_word(text) {
            self.number((word << 3) | UUID);
            self.packed.extend_from_slice(&uuid);
        } else if text.len() > 2 && text.bytes().all(is_digital) {
            self.number(((text.len() as u64) << 3) | DIGITAL);
            let pairs = text.as_bytes().chunks(2);
            self.packed.extend(
                pairs.map(|pair| (pair.first().map_or(0, place) << 4) | pair.get(1).map_or(0, place)),
            );
        } else {
            self.number(((text.len() as u64) << 3) | PLAIN);
            self.packed.extend_from_slice(text.as_bytes());
        }
    }
}

/// Unpacks.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    packed: &'a [u8],
    at: usize,
    /// Where the texts that can be named again begin: a header is read too often for a list of its own.
    texts: [usize; MOST_NAMED],
    /// How many there are so far.
    named: usize,
}

impl<'a> Reader<'a> {
    pub(super) const fn new(packed: &'a [u8], at: usize) -> Self {
        Self { packed, at, texts: [0; MOST_NAMED], named: 0 }
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.at == self.packed.len()
    }

    pub(super) fn byte(&mut self) -> Option<u8> {
        let byte = *self.packed.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    pub(super) fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    /// Reads a count of things that take a byte each at least.
    pub(super) fn count(&mut self) -> Option<usize> {
        let count = usize::try_from(self.number()?).ok()?;
        (count <= self.packed.len() - self.at).then_some(count)
    }

    /// Returns whether a text, rather than none, follows.
    pub(super) fn has_text(&mut self) -> bool {
        let is_none = self.packed.get(self.at).copied().map(u64::from) == Some(NONE);
        self.at += usize::from(is_none);
        !is_none
    }

    pub(super) fn text(&mut self) -> Option<Text<'a>> {
        let start = self.at;
        let head = self.number()?;
        let index = usize::try_from(head >> 3).ok()?;
        match head & 7 {
            WORD => return WORDS.get(index).map(|word| Text::from(*word)),
            AGAIN => {
                let at = *self.texts.get(..self.named)?.get(index)?;
                return Reader::new(self.packed, at).text();
            }
            _ => {}
        }
        self.name(start);
        match head & 7 {
            PLAIN => std::str::from_utf8(self.bytes(index)?).ok().map(Text::from),
            UUID => {
                let word = WORDS.get(index)?;
                with_uuid(word, self.bytes(16)?).map(Text::from)
            }
            DIGITAL => {
                let pairs = self.bytes(index.div_ceil(2))?;
                let mut digits = Vec::with_capacity(index + 1);
                digits.extend(pairs.iter().flat_map(|pair| [digit(pair >> 4), digit(pair & 15)]));
                digits.truncate(index);
                String::from_utf8(digits).ok().map(Text::from)
            }
            _ => None,
        }
    }

    /// Passes over a text, or none; it can be named again all the same.
    pub(super) fn pass_text(&mut self) -> Option<()> {
        let start = self.at;
        let head = self.number()?;
        let index = usize::try_from(head >> 3).ok()?;
        let length = match head & 7 {
            WORD | AGAIN | NONE => return Some(()),
            PLAIN => index,
            UUID => 16,
            DIGITAL => index.div_ceil(2),
            _ => return None,
        };
        self.name(start);
        self.bytes(length).map(drop)
    }

    /// Notes where a text begins that can be named again.
    fn name(&mut self, start: usize) {
        if let Some(slot) = self.texts.get_mut(self.named) {
            *slot = start;
            self.named += 1;
        }
    }

    fn bytes(&mut self, count: usize) -> Option<&'a [u8]> {
        let bytes = self.packed.get(self.at..self.at.checked_add(count)?)?;
        self.at += count;
        Some(bytes)
    }
}

fn is_digital(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'-' | b':' | b'T' | b'+' | b'.' | b'Z')
}

/// Returns the place of one of [`DIGITS`].
fn place(byte: &u8) -> u8 {
    match byte {
        b'0'..=b'9' => byte - b'0',
        b'-' => 10,
        b':' => 11,
        b'T' => 12,
        b'+' => 13,
        b'.' => 14,
        _ => 15,
    }
}

fn digit(place: u8) -> u8 {
    DIGITS.get(usize::from(place & 15)).copied().unwrap_or(b'0')
}

/// Splits a text that ends in a uuid, as `urn:uuid:` and `Patient/` do, if what comes before is a word of the list.
fn uuid_after_word(text: &str) -> Option<(u64, [u8; 16])> {
    let (word, uuid) = text.split_at_checked(text.len().checked_sub(36)?)?;
    let mut bytes = [0; 16];
    let mut digits = 0;
    for (at, byte) in uuid.bytes().enumerate() {
        if matches!(at, 8 | 13 | 18 | 23) {
            if byte != b'-' {
                return None;
            }
            continue;
        }
        let digit = match byte {
            b'0'..=b'9' => byte - b'0',
            b'a'..=b'f' => byte - b'a' + 10,
            _ => return None,
        };
        let slot: &mut u8 = bytes.get_mut(digits / 2)?;
        *slot = (*slot << 4) | digit;
        digits += 1;
    }
    Some((index_of(word)?, bytes))
}

fn with_uuid(word: &str, uuid: &[u8]) -> Option<String> {
    let hex = |half: u8| if half < 10 { b'0' + half } else { b'a' + half - 10 };
    let mut text = Vec::with_capacity(word.len() + 36);
    text.extend_from_slice(word.as_bytes());
    for (at, byte) in uuid.iter().enumerate() {
        if matches!(at, 4 | 6 | 8 | 10) {
            text.push(b'-');
        }
        text.extend_from_slice(&[hex(byte >> 4), hex(byte & 15)]);
    }
    String::from_utf8(text).ok()
}
