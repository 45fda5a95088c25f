//! TIFF as a frame of tagged values (TIFF 6.0, section 2): what Exif is written in, too.

use std::ops::Range;

use crate::bytes::{Order, place_at, u16_at};

/// The most values of one directory that are looked at.
const MOST_ENTRIES: usize = 1_024;
/// The most directories that are followed.
const MOST_DIRECTORIES: usize = 65_535;

/// A TIFF file, or what stands in Exif.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tiff<'b> {
    pub(crate) bytes: &'b [u8],
    pub(crate) order: Order,
}

/// One tagged value, and where its bytes lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) tag: u16,
    pub(crate) sort: u16,
    /// Where the twelve bytes of the entry itself lie.
    pub(crate) at: usize,
    /// Where its value lies; empty if it does not lie within the file.
    pub(crate) value: Range<usize>,
}

impl<'b> Tiff<'b> {
    /// Returns the frame; `None` if the bytes do not begin as one.
    pub(crate) fn parse(bytes: &'b [u8]) -> Option<Self> {
        let order = match bytes {
            [b'I', b'I', 42, 0, ..] => Order::Little,
            [b'M', b'M', 0, 42, ..] => Order::Big,
            _ => return None,
        };
        Some(Self { bytes, order })
    }

    /// Returns where the first directory is.
    pub(crate) fn first(&self) -> Option<usize> {
        place_at(self.bytes, 4, self.order).filter(|at| *at >= 8)
    }

    /// Returns how many values a directory says it has.
    pub(crate) fn count(&self, at: usize) -> Option<usize> {
        u16_at(self.bytes, at, self.order).map(usize::from)
    }

    /// Returns the values of a directory, and where the next one is. What is cut has what is there.
    pub(crate) fn directory(&self, at: usize) -> (Vec<Entry>, Option<usize>) {
        let count = self.count(at).unwrap_or(0);
        let start = at.saturating_add(2);
        let entries =
            (0..count.min(MOST_ENTRIES)).map_while(|number| self.entry(start + number * 12)).collect();
        let next = place_at(self.bytes, start.saturating_add(count * 12), self.order);
        (entries, next.filter(|next| *next >= 8))
    }

    fn entry(&self, at: usize) -> Option<Entry> {
        let tag = u16_at(self.bytes, at, self.order)?;
        let sort = u16_at(self.bytes, at + 2, self.order)?;
        let count = place_at(self.bytes, at + 4, self.order)?;
        let length = count.saturating_mul(match sort {
            3 | 8 => 2,
            4 | 9 | 11 | 13 => 4,
            1 | 2 | 6 | 7 => 1,
            // Those of BigTIFF are the widest, and of what nobody knows nothing is to be left out.
            _ => 8,
        });
        let start = if length <= 4 { at + 8 } else { place_at(self.bytes, at + 8, self.order)? };
        let end = start.saturating_add(length);
        let value = if end <= self.bytes.len() { start..end } else { 0..0 };
        Some(Entry { tag, sort, at, value })
    }

    /// Returns a value's bytes.
    pub(crate) fn bytes_of(&self, entry: &Entry) -> &'b [u8] {
        self.bytes.get(entry.value.clone()).unwrap_or_default()
    }

    /// Returns a value that is one number or a place.
    pub(crate) fn number(&self, entry: &Entry) -> Option<usize> {
        match entry.sort {
            3 => u16_at(self.bytes, entry.value.start, self.order).map(usize::from),
            4 | 13 => place_at(self.bytes, entry.value.start, self.order),
            _ => None,
        }
    }

    /// Returns a text: ASCII up to its first NUL, read as Latin-1 where it is none.
    pub(crate) fn text(&self, entry: &Entry) -> Option<String> {
        let bytes = self.bytes_of(entry).split(|byte| *byte == 0).next()?;
        let text = std::str::from_utf8(bytes)
            .map_or_else(|_| bytes.iter().copied().map(char::from).collect(), str::to_owned);
        Some(text.trim().to_owned()).filter(|text| !text.is_empty())
    }

    /// Returns how many pages there are: directories that are no smaller versions or masks of others.
    pub(crate) fn pages(&self) -> Option<u32> {
        let mut at = self.first()?;
        let mut seen = std::collections::HashSet::new();
        let mut pages = 0;
        for _ in 0..MOST_DIRECTORIES {
            if !seen.insert(at) {
                break;
            }
            let (entries, next) = self.directory(at);
            if entries.is_empty() {
                break;
            }
            // NewSubfileType (TIFF 6.0, section 8): bit 0 for a reduced one, bit 2 for a mask.
            let sort = entries.iter().find(|entry| entry.tag == 254).and_then(|entry| self.number(entry));
            pages += u32::from(sort.unwrap_or(0) & 0b101 == 0);
            match next {
                Some(next) => at = next,
                None => break,
            }
        }
        (pages > 0).then_some(pages)
    }
}
