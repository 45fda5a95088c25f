//! What views look at: a header, and whose it is.

use backpack_core::{ConnectionId, RecordId};
use backpack_record::{Header, PartialDate};

/// Where a record comes from: a connection, or the person by hand (`None`).
pub type SourceId = Option<ConnectionId>;

/// A record as views look at it. What the person hid or deleted is not handed in.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Seen<'h> {
    /// The record.
    pub id: RecordId,
    /// Where it comes from.
    pub source: SourceId,
    /// What is known of it, as the person sees it: corrected, where they corrected it.
    pub header: Header<'h>,
}

impl<'h> Seen<'h> {
    /// Returns a record to look at.
    #[must_use]
    pub const fn new(id: RecordId, source: SourceId, header: Header<'h>) -> Self {
        Self { id, source, header }
    }

    /// Returns the date at which it began, or the only one it has.
    #[must_use]
    pub fn date(&self) -> Option<&PartialDate<'h>> {
        let when = self.header.when.as_ref()?;
        when.start.as_ref().or(when.end.as_ref())
    }

    pub(crate) fn status(&self) -> Option<&str> {
        self.header.status.as_deref()
    }

    /// Says whether the source or the person took it back, or it never came to be.
    pub(crate) fn is_void(&self) -> bool {
        matches!(
            self.status(),
            Some(
                "entered-in-error"
                    | "refuted"
                    | "cancelled"
                    | "not-done"
                    | "nullified"
                    | "registered"
                    | "rejected"
            )
        )
    }
}

/// Returns a text without case and with single spaces, to compare by.
pub(crate) fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
