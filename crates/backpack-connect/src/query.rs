//! One question of the query plan, and where it stands.

use bytes::Bytes;

/// One question of the query plan, with a cursor and an outcome of its own in the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Query {
    /// A stable name within the connection, such as `Observation?category=laboratory`. Persisted; holds no patient id.
    pub id: String,
    /// What it brings, in words for people, such as `lab results`.
    pub label: String,
    /// Whether it brings what other records point to (references): asked after all others, and again for
    /// what the answers point to.
    pub follows: bool,
    /// For a query that follows: the references, as written, that no kept record answers. The engine fills it anew each
    /// time, without those that were tried before, and gives no cursor of an earlier sync; it is not persisted.
    pub targets: Vec<String>,
}

impl Query {
    /// Returns a query.
    #[must_use]
    pub fn new(id: impl Into<String>, label: impl Into<String>) -> Self {
        Self { id: id.into(), label: label.into(), follows: false, targets: Vec::new() }
    }

    /// Marks the query as one that is asked after all others.
    #[must_use]
    pub fn following(mut self) -> Self {
        self.follows = true;
        self
    }
}

/// Where a query stands: opaque to the engine, at most 16 KiB, persisted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Cursor {
    /// The connector's own bytes. They are sealed on disk, but should hold no token.
    pub bytes: Bytes,
}

impl Cursor {
    /// Returns a cursor.
    #[must_use]
    pub fn new(bytes: impl Into<Bytes>) -> Self {
        Self { bytes: bytes.into() }
    }
}
