//! The layout of a cache: magic, format, checksum, and the places of its sections. Numbers are little-endian.
//!
//! | bytes | what |
//! |---|---|
//! | 0–7 | `BPDIRECT` |
//! | 8–11 | format, 2 |
//! | 12–15 | CRC-32 of everything that follows |
//! | 16–23 | length of the whole |
//! | 24–159 | offset and length of each of 17 sections |
//! | then | the sections |

use std::ops::Range;

use bytes::Bytes;

use super::{Posting, Strings};
use crate::{BuildError, CacheError};

const MAGIC: &[u8; 8] = b"BPDIRECT";
const FORMAT: u32 = 2;
const HEAD: usize = 24 + 8 * SECTIONS;
const SECTIONS: usize = 17;

/// A section of a cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Section {
    /// The sources.
    Sources,
    /// The portals, one after another, and where each begins.
    Portals,
    PortalEnds,
    /// Ids (16 bytes) with the portal (4 bytes), in order.
    Ids,
    /// Folded names in order, and whose each is (a posting).
    Names,
    NameEnds,
    NameOwners,
    /// Addresses in order, and whose each is.
    Addresses,
    AddressEnds,
    AddressOwners,
    /// Words in order, and the postings of each.
    Words,
    WordEnds,
    Postings,
    PostingEnds,
    /// Pairs of a hash and a word, in order: words without one letter, and threes of letters.
    Deletes,
    Grams,
    /// The number of words in each portal's name, one byte each.
    Lengths,
}

/// A cache that was checked.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    bytes: Bytes,
    sections: [(usize, usize); SECTIONS],
}

impl Layout {
    /// Checks the head, the length and the checksum. What the sections hold is checked when it is read.
    pub(crate) fn open(bytes: Bytes) -> Result<Self, CacheError> {
        if !bytes.starts_with(MAGIC) {
            return Err(CacheError::NotACache);
        }
        let number = |at| number(&bytes, at).ok_or(CacheError::Damaged);
        let found = number(8)?;
        if found > FORMAT {
            return Err(CacheError::Newer { found, known: FORMAT });
        }
        if (1..FORMAT).contains(&found) {
            return Err(CacheError::Older { found, known: FORMAT });
        }
        let rest = bytes.get(16..).unwrap_or_default();
        let length = u64::from(number(16)?) | (u64::from(number(20)?) << 32);
        if found != FORMAT || length != bytes.len() as u64 || number(12)? != crc32fast::hash(rest) {
            return Err(CacheError::Damaged);
        }
        let mut sections = [(0, 0); SECTIONS];
        for (index, section) in sections.iter_mut().enumerate() {
            let (from, count) = (number(24 + 8 * index)? as usize, number(28 + 8 * index)? as usize);
            bytes.get(from..from.saturating_add(count)).ok_or(CacheError::Damaged)?;
            *section = (from, count);
        }
        Ok(Self { bytes, sections })
    }

    /// Returns the bytes of a cache with these sections.
    pub(super) fn write(sections: &[(Section, Vec<u8>)]) -> Result<Bytes, BuildError> {
        let length = sections.iter().map(|(_, bytes)| bytes.len()).sum::<usize>() + HEAD;
        let narrow = |number: usize| u32::try_from(number).map_err(|_| BuildError::TooLarge);
        narrow(length)?;
        let mut places = [(0, 0); SECTIONS];
        let mut at = HEAD;
        for (section, bytes) in sections {
            if let Some(place) = places.get_mut(*section as usize) {
                *place = (narrow(at)?, narrow(bytes.len())?);
            }
            at += bytes.len();
        }
        let mut all = Vec::with_capacity(length);
        all.extend_from_slice(MAGIC);
        all.extend_from_slice(&FORMAT.to_le_bytes());
        all.extend_from_slice(&[0; 4]);
        all.extend_from_slice(&(length as u64).to_le_bytes());
        for (from, count) in places {
            all.extend_from_slice(&from.to_le_bytes());
            all.extend_from_slice(&count.to_le_bytes());
        }
        sections.iter().for_each(|(_, bytes)| all.extend_from_slice(bytes));
        let sum = crc32fast::hash(all.get(16..).unwrap_or_default());
        all.iter_mut().skip(12).zip(sum.to_le_bytes()).for_each(|(to, from)| *to = from);
        Ok(all.into())
    }

    /// Returns the whole cache.
    pub(crate) fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// Returns the bytes of a section.
    pub(crate) fn section(&self, section: Section) -> &[u8] {
        let (from, count) = self.sections.get(section as usize).copied().unwrap_or_default();
        self.bytes.get(from..from.saturating_add(count)).unwrap_or_default()
    }

    /// Returns the texts of a section.
    pub(crate) fn strings(&self, text: Section, ends: Section) -> Strings<'_> {
        Strings::new(self.section(text), self.section(ends))
    }

    /// Returns how many numbers a section holds.
    pub(crate) fn count(&self, section: Section) -> usize {
        self.section(section).len() / 4
    }

    /// Returns a number of a section.
    pub(crate) fn number(&self, section: Section, at: usize) -> Option<u32> {
        number(self.section(section), at.checked_mul(4)?)
    }

    /// Returns the range of the `at`-th part, of a section that says where each part ends.
    pub(crate) fn part(&self, ends: Section, at: usize) -> Range<usize> {
        part(self.section(ends), at)
    }

    /// Returns the postings of a word.
    pub(crate) fn postings(&self, word: usize) -> impl ExactSizeIterator<Item = Posting> {
        let range = part(self.section(Section::PostingEnds), word);
        let bytes = range.start.saturating_mul(4)..range.end.saturating_mul(4);
        let (postings, _) = self.section(Section::Postings).get(bytes).unwrap_or_default().as_chunks::<4>();
        postings.iter().map(|posting| Posting(u32::from_le_bytes(*posting)))
    }

    /// Returns the words paired with `hash` in a section of pairs.
    pub(crate) fn paired(&self, section: Section, hash: u32) -> impl Iterator<Item = u32> {
        let pairs = self.section(section);
        let pair = |at: usize| {
            let (word, hash) = (number(pairs, at * 8)?, number(pairs, at * 8 + 4)?);
            Some((hash, word))
        };
        let first = first_where(pairs.len() / 8, |at| pair(at).is_none_or(|(known, _)| known >= hash));
        (first..).map_while(pair).take_while(move |(known, _)| *known == hash).map(|(_, word)| word)
    }
}

/// Returns the first of `count` places where `holds`, which is false up to some place and true from there on.
pub(crate) fn first_where(count: usize, holds: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = low + (high - low) / 2;
        if holds(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

pub(super) fn number(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    four.try_into().ok().map(u32::from_le_bytes)
}

/// Returns where a part lies: from the end of the one before to its own end.
pub(super) fn part(ends: &[u8], at: usize) -> Range<usize> {
    let from = at.checked_sub(1).map_or(Some(0), |before| number(ends, before * 4));
    let to = at.checked_mul(4).and_then(|at| number(ends, at));
    match from.zip(to) {
        Some((from, to)) if from <= to => from as usize..to as usize,
        _ => 0..0,
    }
}
