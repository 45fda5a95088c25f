//! An item that is no record: it could not be read, or its connector doubts it.

use backpack_connect::Put;
use backpack_record::Refusal;

/// An item that could not be read, or that its connector doubts: it is kept raw, and no record. What could not be read is
/// tried again when reading improves.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Quarantined {
    /// The item as it came. A body over 64 MiB is not kept, only counted.
    pub put: Put,
    /// Why it is no record; the first 300 characters are kept. Carries no content.
    pub reason: String,
    /// Whether its connector doubts that it belongs into the record: it stays here even if it can be read.
    pub doubted: bool,
}

impl Quarantined {
    /// Returns an item that could not be read.
    #[must_use]
    pub fn new(put: Put, refusal: Refusal) -> Self {
        Self { put, reason: refusal.to_string(), doubted: false }
    }

    /// Returns an item that its connector doubts, for this reason.
    #[must_use]
    pub fn doubted(put: Put, doubt: impl Into<String>) -> Self {
        Self { put, reason: doubt.into(), doubted: true }
    }
}
