//! Reads lists of portals, whatever their shape.

mod brands;
mod endpoint;
mod json;
mod links;
mod organization;
mod rows;
mod walk;

use backpack_connect::Url;

use crate::{Listing, ReadError, Source};
use walk::Part;

/// The largest list that is read, in bytes: 64 MiB.
pub const MAX_LIST: usize = 64 << 20;

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
/// At most 500,000 items are read.
///
/// # Errors
///
/// [`ReadError`]: the list is larger than [`MAX_LIST`], is not JSON, or is no list.
pub fn read(bytes: &[u8], source: Source) -> Result<List, ReadError> {
    if bytes.len() > MAX_LIST {
        return Err(ReadError::TooLarge { limit: MAX_LIST as u64 });
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut list = List::new(source, Vec::new());
    let mut brands = brands::Brands::default();
    let mut item = 0;
    let bundle = walk::walk(bytes, &mut |part, raw| {
        match part {
            _ if item >= MAX_ITEMS => list.skipped.note(item, "the list has too many items"),
            Part::Entry => brands.entry(item, raw, &mut list.skipped),
            Part::Row => rows::row(item, raw, &mut list),
        }
        item += 1;
    })?;
    if bundle {
        brands.join(&mut list);
    }
    Ok(list)
}
