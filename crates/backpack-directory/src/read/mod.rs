//! Reads lists of portals, whatever their shape.

mod brands;
mod endpoint;
mod json;
mod links;
mod organization;
mod rows;
mod split;

use backpack_connect::Url;

use crate::{Listing, ReadError, Source};
use brands::Brands;
use split::{Part, Splitter};

/// The largest list that is read, in bytes: 256 MiB. It is never held whole.
pub const MAX_LIST: usize = 256 << 20;

/// The most items of one list that are looked at, and the most listings they may come to.
const MAX_ITEMS: usize = 500_000;

/// The most reasons that are kept word for word.
const MAX_EXAMPLES: usize = 1_000;

/// What a list holds.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct List {
    /// Where it comes from.
    pub source: Source,
    /// The portals it names.
    pub listings: Vec<Listing>,
    /// Other lists that it points to.
    pub further: Vec<Further>,
    /// What could not be used.
    pub skipped: Skipped,
}

impl List {
    /// Returns a list of portals that the host made itself.
    #[must_use]
    pub fn new(source: Source, listings: Vec<Listing>) -> Self {
        Self { source, listings, further: Vec::new(), skipped: Skipped::default() }
    }
}

/// A list that another list points to. It may be a page for people rather than a list.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Further {
    /// Whose list it is; may be empty.
    pub name: String,
    /// Its address, https.
    pub address: Url,
}

/// What of a list could not be used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Skipped {
    /// How many items.
    pub count: usize,
    /// Which (counted from 0, in the order of the list) and why; the first 1,000.
    pub reasons: Vec<(usize, &'static str)>,
}

impl Skipped {
    fn note(&mut self, item: usize, reason: &'static str) {
        self.count += 1;
        if self.reasons.len() < MAX_EXAMPLES {
            self.reasons.push((item, reason));
        }
    }
}

/// Reads a list: a Bundle of brands or endpoints, an object whose `Endpoints` are rows, or an array of rows or of
/// pointers to further lists. Items are read one by one; one that cannot be used is noted, and costs itself alone.
/// At most 500,000 items are read, of 4 MiB each.
///
/// # Errors
///
/// [`ReadError`]: the list is larger than [`MAX_LIST`], is not JSON, or is no list.
pub fn read(bytes: &[u8], source: Source) -> Result<List, ReadError> {
    let mut reader = ListReader::new(source);
    reader.push(bytes)?;
    reader.end()
}

/// Reads a list while it comes in, as [`read`] does: what is held is one item at a time, and what is kept of those
/// before it.
#[derive(Debug)]
pub struct ListReader {
    splitter: Splitter,
    brands: Brands,
    list: List,
    items: usize,
    length: usize,
}

impl ListReader {
    /// Returns a reader of the list from `source`.
    #[must_use]
    pub fn new(source: Source) -> Self {
        let list = List::new(source, Vec::new());
        Self { splitter: Splitter::new(), brands: Brands::default(), list, items: 0, length: 0 }
    }

    /// Takes the next bytes, however they are cut.
    ///
    /// # Errors
    ///
    /// [`ReadError::TooLarge`], [`ReadError::NotJson`]; the reader is then of no more use.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), ReadError> {
        self.length = self.length.saturating_add(bytes.len());
        if self.length > MAX_LIST {
            return Err(ReadError::TooLarge { limit: MAX_LIST as u64 });
        }
        let Self { splitter, brands, list, items, .. } = self;
        splitter.push(bytes, &mut |part, raw| item(brands, list, items, part, raw))
    }

    /// Returns the list, once all of it was taken.
    ///
    /// # Errors
    ///
    /// [`ReadError::NotJson`] if the document has no end, [`ReadError::NotAList`].
    pub fn end(mut self) -> Result<List, ReadError> {
        self.splitter.end()?;
        if !self.splitter.is_bundle && !self.splitter.is_list {
            return Err(ReadError::NotAList);
        }
        if self.splitter.is_bundle {
            self.brands.join(&mut self.list);
        }
        Ok(self.list)
    }
}

fn item(brands: &mut Brands, list: &mut List, items: &mut usize, part: Part, raw: Option<&str>) {
    let number = *items;
    *items += 1;
    match (part, raw) {
        _ if number >= MAX_ITEMS => list.skipped.note(number, "the list has too many items"),
        (_, None) => list.skipped.note(number, "the item is too large"),
        (Part::Entry, Some(raw)) => brands.entry(number, raw, &mut list.skipped),
        (Part::Row, Some(raw)) => rows::row(number, raw, list),
    }
}
