//! HTML that is safe to show.

use std::fmt;

use crate::plain::plain;

/// HTML that is safe to show inside another page: a fragment of the allowed elements, well nested.
///
/// Only this crate makes one. `Debug` shows its length alone: it says what a record says.
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub struct SafeHtml(String);

impl SafeHtml {
    /// Takes what the wall has let through.
    pub(crate) const fn passed(html: String) -> Self {
        Self(html)
    }

    /// Returns the fragment.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the fragment.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }

    /// Returns the words alone: a line for each block, cells parted by tabs, for searching and for plain views.
    ///
    /// This is text, not HTML: a host that puts it into a page escapes it like any other text.
    #[must_use]
    pub fn to_text(&self) -> String {
        plain(&self.0)
    }

    /// Says whether nothing is to be seen.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.0.contains("<img") && self.to_text().is_empty()
    }
}

impl fmt::Debug for SafeHtml {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SafeHtml({} bytes)", self.0.len())
    }
}
