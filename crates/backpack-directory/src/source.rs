//! Where a list comes from, whose word it is, and how the portals on it are spoken to.

use backpack_connect::Url;
use serde::{Deserialize, Serialize};

use crate::address::normal;

/// The longest name of a dialect's row that is kept, in bytes.
const MAX_DIALECT: usize = 64;

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
    /// The name of the dialect's row that every portal on it speaks, such as a vendor's on the vendor's own list.
    pub dialect: Option<String>,
}

impl Source {
    /// Returns the list that the portal at `base` links to from its own `smart-configuration`. For that base it wins
    /// over a list of many portals; what it says of any other base counts only where no other list knows that portal, so
    /// that a portal cannot rename its neighbours (SMART App Launch 2.2, user-access brands).
    #[must_use]
    pub fn own(address: Url, base: &str) -> Self {
        let standing = Standing::Own { base: normal(base) };
        Self { standing, address, etag: None, dialect: None }
    }

    /// Returns a list of many portals, such as a vendor's.
    #[must_use]
    pub fn consolidated(address: Url) -> Self {
        Self { standing: Standing::Consolidated, address, etag: None, dialect: None }
    }

    /// Sets the ETag.
    #[must_use]
    pub fn with_etag(mut self, etag: impl Into<String>) -> Self {
        self.etag = Some(etag.into());
        self
    }

    /// Sets the name of the dialect's row that the portals on it speak; one over 64 bytes is left out.
    #[must_use]
    pub fn with_dialect(mut self, row: impl Into<String>) -> Self {
        self.dialect = Some(row.into()).filter(|row| !row.is_empty() && row.len() <= MAX_DIALECT);
        self
    }

    /// Returns how much its word weighs about the portal at `base`, which is normalised; the least wins.
    pub(crate) fn rank(&self, base: &str) -> Rank {
        match &self.standing {
            Standing::Own { base: own } if own == base => Rank::Own,
            Standing::Own { .. } => Rank::Neighbour,
            Standing::Consolidated => Rank::Consolidated,
        }
    }
}

/// How much a list's word weighs about one portal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rank {
    Own,
    Consolidated,
    /// That of another portal, which counts only where nobody else says anything.
    Neighbour,
}

/// Whose word a list is. The first wins.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Standing {
    /// That of one portal, about itself.
    Own {
        /// The portal's FHIR base, normalised.
        base: String,
    },
    /// That of somebody who lists many.
    Consolidated,
}
