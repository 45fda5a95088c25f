//! The contract of storage: an ordered byte map with atomic, conditional batches.

use std::fmt;
use std::time::Duration;

use async_trait::async_trait;
use backpack_core::SpaceId;
use bytes::Bytes;

use crate::{Batch, Error, Key, Table};

/// An ordered map from [`Key`] to bytes, with atomic conditional batches and leases.
///
/// A store sees only sealed values and opaque ids. Must-lines, each with the check in
/// `backpack-testkit` (module `store`) that proves it:
///
/// - `get` and `scan` see every batch whose `commit` returned (`reads_what_was_committed`).
/// - `scan` is in key order, within one table of one space, and pages without gap or double (`scans_in_pages`).
/// - A batch lands whole or not at all (`batches_are_atomic`), and only if every precondition held (`conflicts_name_the_keys`).
/// - `commit` returns when the batch is durable (the adapter's own crash tests).
/// - A version is never used twice for one key, not even after a delete (`versions_never_repeat`).
/// - A lease has one holder at a time, its token only grows, and a stale fence fails the batch (`stale_fences_are_refused`).
///   A store that one process has open at a time forgets its leases with that process: no holder can be left.
/// - A value of 64 KiB and a batch of 1 MiB are accepted; anything larger is refused whole (`limits_are_kept`).
/// - Dropping a future of `get` or `scan` changes nothing; a dropped `commit` lands whole or not at all (`commits_survive_cancellation`).
#[async_trait]
pub trait Store: Send + Sync + fmt::Debug {
    /// Returns the value at `key` with its version, or `None`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`](crate::ErrorKind::Io), [`Damaged`](crate::ErrorKind::Damaged),
    /// [`Unavailable`](crate::ErrorKind::Unavailable) and the state errors `Closed` and `Poisoned`.
    async fn get(&self, key: &Key) -> Result<Option<Value>, Error>;

    /// Returns one page of a table's entries in key order, each page as of one moment.
    ///
    /// A page may hold fewer entries than asked for (large values), but at least one unless the range is at its end.
    ///
    /// # Errors
    ///
    /// As [`Store::get`].
    async fn scan(&self, scan: &Scan) -> Result<ScanPage, Error>;

    /// Applies `batch` whole or not at all; durable when it returns. Returns the version that every put got.
    ///
    /// # Errors
    ///
    /// [`Conflict`](crate::ErrorKind::Conflict) names the keys whose precondition failed,
    /// [`Fenced`](crate::ErrorKind::Fenced) a lost lease, [`TooLarge`](crate::ErrorKind::TooLarge) a limit,
    /// [`Full`](crate::ErrorKind::Full) a full disk; in all of these nothing was written.
    async fn commit(&self, batch: Batch) -> Result<Version, Error>;

    /// Takes the lease `name`, or extends it if `held` is its current fence; it ends by itself after `ttl`.
    ///
    /// # Errors
    ///
    /// [`Held`](crate::ErrorKind::Held) with the time that remains if another holder has it;
    /// [`Fenced`](crate::ErrorKind::Fenced) if `held` is no longer current.
    async fn lease(&self, name: &LeaseName, ttl: Duration, held: Option<&Fence>) -> Result<Fence, Error>;

    /// Gives a lease back. A stale fence is no error.
    ///
    /// # Errors
    ///
    /// As [`Store::get`].
    async fn release(&self, fence: &Fence) -> Result<(), Error>;

    /// Makes everything durable and lets go of the storage; later calls fail with `Closed`. Twice is no error.
    ///
    /// # Errors
    ///
    /// [`Io`](crate::ErrorKind::Io) if something could not be made durable.
    async fn close(&self) -> Result<(), Error>;

    /// Says whether other processes may have this store open at the same time. An embedded store says no, as the body given
    /// here does; a store on a server says yes.
    fn is_shared(&self) -> bool {
        false
    }

    /// Gives room that superseded values still take back to the system. Returns what that did; `None` if this store has
    /// no such room to give, which is what the body given here says.
    ///
    /// Reads go on meanwhile, and commits wait or go on. Whatever happens on the way, everything that was committed is
    /// there afterwards, under the versions it had (`reclaiming_loses_nothing`).
    ///
    /// # Errors
    ///
    /// [`Full`](crate::ErrorKind::Full) if there is no room to work in, and those of [`Store::commit`]; the store can
    /// be used as before unless it says [`Poisoned`](crate::ErrorKind::Poisoned).
    async fn reclaim(&self) -> Result<Option<Reclaimed>, Error> {
        Ok(None)
    }
}

/// What [`Store::reclaim`] did, in bytes that the storage takes: the room of a ballast or the like is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reclaimed {
    /// The bytes taken before.
    pub before: u64,
    /// The bytes taken now.
    pub after: u64,
}

impl Reclaimed {
    /// Returns what a store did that took `before` bytes and takes `after` now.
    #[must_use]
    pub const fn new(before: u64, after: u64) -> Self {
        Self { before, after }
    }

    /// Returns the bytes that were given back.
    #[must_use]
    pub const fn freed(&self) -> u64 {
        self.before.saturating_sub(self.after)
    }
}

/// The version of a value: changes with every write, never repeats for one key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::exhaustive_structs, reason = "a version is its number")]
pub struct Version(pub u64);

/// A value with its version.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Value {
    /// The sealed bytes.
    pub bytes: Bytes,
    /// The version.
    pub version: Version,
}

impl Value {
    /// Returns a value.
    #[must_use]
    pub fn new(bytes: Bytes, version: Version) -> Self {
        Self { bytes, version }
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Value({} bytes at {})", self.bytes.len(), self.version.0)
    }
}

/// Which entries to read: a range of one table of one space.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Scan {
    /// The space.
    pub space: SpaceId,
    /// The table.
    pub table: Table,
    /// The first id of the range, inclusive; `None` for the start of the table.
    pub from: Option<Bytes>,
    /// The end of the range, exclusive; `None` for the end of the table.
    pub until: Option<Bytes>,
    /// Continue after this id (before it, when descending): the `next` of the page before.
    pub after: Option<Bytes>,
    /// The largest number of entries to return: 1 or more.
    pub limit: usize,
    /// The direction.
    pub direction: Direction,
}

impl Scan {
    /// Returns a scan of a whole table, ascending, 1,000 entries a page.
    #[must_use]
    pub fn new(space: SpaceId, table: Table) -> Self {
        Self {
            space,
            table,
            from: None,
            until: None,
            after: None,
            limit: 1000,
            direction: Direction::Ascending,
        }
    }
}

/// The order of a scan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "an order has two directions")]
pub enum Direction {
    /// Smallest id first.
    Ascending,
    /// Largest id first.
    Descending,
}

/// One page of a scan.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct ScanPage {
    /// The entries, in the scan's order.
    pub entries: Vec<Entry>,
    /// Where the next page continues, as [`Scan::after`]; `None` at the end of the range.
    pub next: Option<Bytes>,
}

impl ScanPage {
    /// Returns a page.
    #[must_use]
    pub fn new(entries: Vec<Entry>, next: Option<Bytes>) -> Self {
        Self { entries, next }
    }
}

/// One entry of a scan.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Entry {
    /// The id within the table.
    pub id: Bytes,
    /// The value.
    pub value: Value,
}

impl Entry {
    /// Returns an entry.
    #[must_use]
    pub fn new(id: Bytes, value: Value) -> Self {
        Self { id, value }
    }
}

/// The name of a lease within a space: opaque bytes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct LeaseName {
    /// The space.
    pub space: SpaceId,
    /// The opaque name: 0 to 64 bytes.
    pub name: Bytes,
}

impl LeaseName {
    /// Returns the name of a lease.
    #[must_use]
    pub fn new(space: SpaceId, name: impl Into<Bytes>) -> Self {
        Self { space, name: name.into() }
    }
}

/// Proof of holding a lease. Its token only grows, so that a store can tell an old holder from the current one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fence {
    /// The lease.
    pub lease: LeaseName,
    /// The token.
    pub token: u64,
}

impl Fence {
    /// Returns a fence; only stores make them.
    #[must_use]
    pub fn new(lease: LeaseName, token: u64) -> Self {
        Self { lease, token }
    }
}
