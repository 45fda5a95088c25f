//! Why a body could not be read at all: it goes to quarantine with this reason, not to the floor.

use serde::{Deserialize, Serialize};

/// Why bytes are no readable resource. Carries no content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// Not JSON (RFC 8259), or not UTF-8.
    #[error("not JSON: a fault at byte {offset}")]
    NotJson {
        /// Where the fault was met, in bytes from the start.
        offset: u64,
    },
    /// JSON, but not an object.
    #[error("not a JSON object")]
    NotAnObject,
    /// No `resourceType`, or one that is not a name.
    #[error("no resourceType")]
    NoResourceType,
    /// An object that names a member twice.
    #[error("a member is named twice")]
    DuplicateKey,
    /// Nested deeper than 64 levels.
    #[error("nested deeper than 64 levels")]
    TooDeep,
    /// Larger than the limit.
    #[error("larger than {limit} bytes")]
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
}
