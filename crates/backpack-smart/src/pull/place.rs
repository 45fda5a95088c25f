//! Where a search stands. Persisted as JSON: sealed by the engine, read here alone. Holds no token.

use backpack_connect::{Cursor, Error, ErrorKind};
use backpack_core::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::OPERATION;

/// The longest next link, in bytes, that fits a cursor with all else.
const LINK: usize = 12 << 10;
/// How many pages without an item a portal may send in a row.
const EMPTY_PAGES: u32 = 50;

/// Where a search stands.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Place {
    /// In the middle: the next page is known.
    Page(Walk),
    /// At the end: the next pull asks for what was updated since (milliseconds since 1970).
    Since(i64),
    /// The same, at a portal that finds the patient as `Patient/ID` alone.
    SinceByReference(i64),
    /// At the end of a read: what the portal called the version it gave, and a hash of it.
    Read { etag: Option<String>, hash: u64 },
}

/// A search on its way.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Walk {
    /// The next page, absolute.
    pub(crate) next: String,
    /// The pages that came.
    pub(crate) pages: u32,
    /// Whether any item came.
    pub(crate) found: bool,
    /// What the portal complained of, among the items of a page: what it left out is missing.
    pub(crate) complaint: Option<String>,
    /// Since when this pull asks.
    pub(crate) since: Option<i64>,
    /// The latest update seen.
    pub(crate) newest: Option<i64>,
    /// The portal's own time when this pull began.
    pub(crate) began: Option<i64>,
    /// Whether the patient was asked for as `Patient/ID`.
    #[serde(default, skip_serializing_if = "is_not")]
    pub(crate) by_reference: bool,
    /// Whether the portal ignores since when it was asked.
    #[serde(default, skip_serializing_if = "is_not")]
    pub(crate) ignored: bool,
    /// Whether the portal did not look for this patient alone.
    #[serde(default, skip_serializing_if = "is_not")]
    pub(crate) anyone: bool,
    /// A page seen, moved forward whenever the count of pages reaches a power of two (Brent's cycle finding): a walk
    /// that goes in a circle meets it again, and the cursor stays small.
    link_seen: u64,
    items_seen: u64,
    empty_pages: u32,
}

impl Place {
    pub(crate) fn read(cursor: &Cursor) -> Result<Self, Error> {
        let expired = |_| Error::new(ErrorKind::CursorExpired, OPERATION);
        serde_json::from_slice(&cursor.bytes).map_err(expired)
    }

    pub(crate) fn write(&self) -> Result<Cursor, Error> {
        let bytes = serde_json::to_vec(self).map_err(|_| Error::new(ErrorKind::Local, OPERATION))?;
        Ok(Cursor::new(bytes))
    }
}

impl Walk {
    /// Returns a walk at its beginning.
    pub(crate) fn since(since: Option<i64>, by_reference: bool) -> Self {
        Self { since, by_reference, ..Self::default() }
    }

    /// Counts a page in. Fails, with what is wrong, if the walk goes nowhere. How many pages one sync asks for is the
    /// engine's to say: it keeps the cursor, and the next sync goes on from there.
    pub(crate) fn step(&mut self, next: String, items: Option<u64>) -> Result<(), String> {
        let link = hash(&[next.as_bytes()]);
        self.pages = self.pages.saturating_add(1);
        self.empty_pages = if items.is_none() { self.empty_pages.saturating_add(1) } else { 0 };
        if link == self.link_seen || items.is_some_and(|items| items == self.items_seen) {
            return Err("the portal's pages go in a circle".to_owned());
        }
        if self.empty_pages >= EMPTY_PAGES {
            return Err(format!("the portal sent {EMPTY_PAGES} empty pages in a row"));
        }
        if next.len() > LINK {
            return Err("the portal's link to the next page is too long".to_owned());
        }
        if self.pages.is_power_of_two() {
            self.link_seen = link;
            self.items_seen = items.unwrap_or(self.items_seen);
        }
        self.next = next;
        Ok(())
    }

    /// Returns what the next pull asks for: the latest update seen, but never later than the portal's own time when
    /// this pull began, so that what changed meanwhile comes again.
    pub(crate) fn mark(&self) -> Option<Place> {
        let newest = self.newest.max(self.since)?;
        let mark = self.began.map_or(newest, |began| newest.min(began));
        Some(if self.by_reference { Place::SinceByReference(mark) } else { Place::Since(mark) })
    }

    pub(crate) fn see(&mut self, updated: Timestamp) {
        self.newest = self.newest.max(Some(updated.as_millis()));
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
const fn is_not(fact: &bool) -> bool {
    !*fact
}

/// Returns the first 8 bytes of the SHA-256 of the parts, each ended by a zero byte.
pub(crate) fn hash(parts: &[&[u8]]) -> u64 {
    let mut sha = Sha256::new();
    for part in parts {
        sha.update(part);
        sha.update([0]);
    }
    let digest = sha.finalize();
    digest.iter().take(8).fold(0, |number, &byte| number << 8 | u64::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_format_stays_as_it_is() {
        let mut walk = Walk { since: Some(5), began: Some(9), ..Walk::default() };
        walk.step("https://a.example/next".to_owned(), Some(7)).unwrap();
        let expected = concat!(
            r#"{"page":{"next":"https://a.example/next","pages":1,"found":false,"complaint":null,"since":5,"newest":null,"#,
            r#""began":9,"link_seen":3395038788501036069,"items_seen":7,"empty_pages":0}}"#
        );
        let place = Place::Page(walk);
        assert_eq!(place.write().unwrap(), Cursor::new(expected));
        assert_eq!(Place::read(&Cursor::new(expected)).unwrap(), place);
        assert_eq!(Place::Since(5).write().unwrap(), Cursor::new(r#"{"since":5}"#));
        assert_eq!(Place::SinceByReference(5).write().unwrap(), Cursor::new(r#"{"since_by_reference":5}"#));
        let facts = Walk { by_reference: true, ignored: true, anyone: true, ..Walk::default() };
        let expected = concat!(
            r#"{"page":{"next":"","pages":0,"found":false,"complaint":null,"since":null,"newest":null,"began":null,"#,
            r#""by_reference":true,"ignored":true,"anyone":true,"link_seen":0,"items_seen":0,"empty_pages":0}}"#
        );
        let facts = Place::Page(facts);
        assert_eq!(facts.write().unwrap(), Cursor::new(expected));
        assert_eq!(Place::read(&Cursor::new(expected)).unwrap(), facts);
        let read = Place::Read { etag: None, hash: 1 };
        assert_eq!(read.write().unwrap(), Cursor::new(r#"{"read":{"etag":null,"hash":1}}"#));
        assert_eq!(*Place::read(&Cursor::new("?")).unwrap_err().kind(), ErrorKind::CursorExpired);
    }

    #[test]
    fn every_circle_is_found() {
        for (lead, circle) in [(0, 1), (0, 3), (5, 1), (7, 10), (100, 33)] {
            let mut walk = Walk::default();
            let place = |page: u32| if page < lead { page } else { lead + (page - lead) % circle };
            let end = (0..).find(|&page| walk.step(format!("?page={}", place(page)), None).is_err());
            walk.empty_pages = 0;
            assert!(end.unwrap() < EMPTY_PAGES || lead + circle > 16, "{lead} {circle}");
            let mut walk = Walk::default();
            // The links differ for ever; what they bring does not.
            let end = (0..).find(|&page| {
                walk.step(format!("?cursor={page}"), Some(u64::from(place(page)) + 1)).is_err()
            });
            assert!(end.unwrap() <= 3 * (lead + circle) + 1, "{lead} {circle}");
        }
    }

    #[test]
    fn a_mark_never_lies_after_the_beginning() {
        let mark = |since, newest, began| Walk { since, newest, began, ..Walk::default() }.mark();
        assert_eq!(mark(None, Some(5), Some(9)), Some(Place::Since(5)));
        assert_eq!(mark(None, Some(12), Some(9)), Some(Place::Since(9)));
        assert_eq!(mark(None, Some(12), None), Some(Place::Since(12)));
        assert_eq!(mark(Some(7), None, Some(9)), Some(Place::Since(7)));
        assert_eq!(mark(None, None, Some(9)), None);
        let by_reference = Walk { newest: Some(5), by_reference: true, ..Walk::default() };
        assert_eq!(by_reference.mark(), Some(Place::SinceByReference(5)));
    }
}
