//! Texts in order, one after another, and where each ends.

use std::ops::Range;

use super::layout::{first_where, part};

/// Texts in order.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Strings<'a> {
    text: &'a [u8],
    ends: &'a [u8],
}

impl<'a> Strings<'a> {
    pub(super) fn new(text: &'a [u8], ends: &'a [u8]) -> Self {
        Self { text, ends }
    }

    /// Returns how many texts there are.
    pub(crate) fn count(&self) -> usize {
        self.ends.len() / 4
    }

    /// Returns a text; an empty one where there is none.
    pub(crate) fn at(&self, at: usize) -> &'a [u8] {
        self.text.get(part(self.ends, at)).unwrap_or_default()
    }

    /// Returns where the texts are that equal `text`.
    pub(crate) fn equal(&self, text: &str) -> Range<usize> {
        let text = text.as_bytes();
        let from = first_where(self.count(), |at| self.at(at) >= text);
        let to = first_where(self.count(), |at| self.at(at) > text);
        from..to.max(from)
    }

    /// Returns where the texts are that begin with `text`, equal ones included.
    pub(crate) fn beginning(&self, text: &str) -> Range<usize> {
        let text = text.as_bytes();
        let from = first_where(self.count(), |at| self.at(at) >= text);
        let to = first_where(self.count(), |at| self.at(at) > text && !self.at(at).starts_with(text));
        from..to.max(from)
    }
}

/// Writes texts and where each ends.
pub(super) fn written<'t>(texts: impl Iterator<Item = &'t str>) -> (Vec<u8>, Vec<u8>) {
    let (mut all, mut ends) = (Vec::new(), Vec::new());
    for text in texts {
        all.extend_from_slice(text.as_bytes());
        // A section over 4 GiB is refused when the sections are put together.
        ends.extend(u32::try_from(all.len()).unwrap_or(u32::MAX).to_le_bytes());
    }
    (all, ends)
}
