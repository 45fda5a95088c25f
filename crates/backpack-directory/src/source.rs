//! Where a list comes from.

use backpack_connect::Url;
use serde::{Deserialize, Serialize};

/// A list of portals: its address, its standing, and the ETag it had when it was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Source {
    /// Whose word it is.
    pub standing: Standing,
    /// Its address.
    pub address: Url,
    /// The ETag of what was read, byte for byte.
    pub etag: Option<String>,
}

impl Source {
    /// Returns the list that a portal itself links to: it wins over a list of many vendors' portals.
    #[must_use]
    pub fn own(address: Url) -> Self {
        Self { standing: Standing::Own, address, etag: None }
    }

    /// Returns a list of many portals, such as a vendor's.
    #[must_use]
    pub fn consolidated(address: Url) -> Self {
        Self { standing: Standing::Consolidated, address, etag: None }
    }

    /// Sets the ETag.
    #[must_use]
    pub fn with_etag(mut self, etag: impl Into<String>) -> Self {
        self.etag = Some(etag.into());
        self
    }
}

/// Whose word a list is. The first wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Standing {
    /// The portal's own.
    Own,
    /// That of somebody who lists many.
    Consolidated,
}
