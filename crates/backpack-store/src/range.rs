//! From a scan to the range of keys it reads, for stores to share.

use std::ops::Bound;

use bytes::Bytes;

use crate::{Direction, Key, MAX_ID_BYTES, Scan};

/// One byte longer than any id, so that it sorts behind every id of a table.
const BEHIND_EVERY_ID: &[u8] = &[0xFF; MAX_ID_BYTES + 1];

impl Scan {
    /// Returns the keys this page may hold, `from`, `until` and `after` taken together; `None` if there can be none.
    ///
    /// The lower bound is never above the upper one, so that any ordered map takes them.
    #[must_use]
    pub fn key_range(&self) -> Option<(Bound<Key>, Bound<Key>)> {
        let (mut lower, mut upper) = (Bound::Unbounded, Bound::Unbounded);
        if let Some(from) = &self.from {
            lower = Bound::Included(from.clone());
        }
        if let Some(until) = &self.until {
            upper = Bound::Excluded(until.clone());
        }
        match (&self.after, self.direction) {
            (Some(after), Direction::Ascending) if self.from.as_ref().is_none_or(|from| after >= from) => {
                lower = Bound::Excluded(after.clone());
            }
            (Some(after), Direction::Descending) if self.until.as_ref().is_none_or(|until| after < until) => {
                upper = Bound::Excluded(after.clone());
            }
            _ => {}
        }
        let lower = match lower {
            Bound::Included(id) => Bound::Included(self.key(id)),
            Bound::Excluded(id) => Bound::Excluded(self.key(id)),
            Bound::Unbounded => Bound::Included(self.key(Bytes::new())),
        };
        let upper = match upper {
            Bound::Excluded(id) | Bound::Included(id) => self.key(id),
            Bound::Unbounded => self.key(Bytes::from_static(BEHIND_EVERY_ID)),
        };
        let holds_something = match &lower {
            Bound::Included(low) | Bound::Excluded(low) => low < &upper,
            Bound::Unbounded => true,
        };
        holds_something.then_some((lower, Bound::Excluded(upper)))
    }

    /// Returns the scan that begins where a page ended, or `None` at the end of the range.
    #[must_use]
    pub fn continued(&self, next: Option<Bytes>) -> Option<Self> {
        next.map(|after| Self { after: Some(after), ..self.clone() })
    }

    fn key(&self, id: Bytes) -> Key {
        Key::new(self.space, self.table, id)
    }
}
