//! An item that could not be read.

use backpack_connect::Put;
use backpack_record::Refusal;

/// An item that could not be read: it is kept raw, and tried again when reading improves.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Quarantined {
    /// The item as it came. A body over 64 MiB is not kept, only counted.
    pub put: Put,
    /// Why it could not be read. Carries no content.
    pub reason: String,
}

impl Quarantined {
    /// Returns an item for quarantine.
    #[must_use]
    pub fn new(put: Put, refusal: Refusal) -> Self {
        Self { put, reason: refusal.to_string() }
    }
}
