//! Reading everything to see that it is whole.

mod activity;
mod blocks;
mod files;
mod index;
mod journal;
mod log;
mod options;
mod report;
mod rows;

use backpack_store::{Entry, Key, Scan, Table};
use bytes::Bytes;

pub(crate) use activity::Acts;
pub(crate) use journal::{Chain, derived, furthest, logged};
pub(crate) use log::{LogReader, Lost, segments, stands_alone};
pub use options::{Depth, VerifyOptions, VerifyProgress, VerifyStep};
pub use report::{Class, Concern, Finding, Mend, Outcome, Severity, Verification, VerifyCounts};
pub(crate) use rows::{RowSort, sort_of, stamped_rows};

use crate::catalog::Catalog;
use crate::head::{self, Head};
use crate::keep::Inner;
use crate::sweep::InFlight;
use crate::{Error, Keep, Parts, table};

/// How often an open Backpack is read again because it was written to meanwhile. The last time nobody may write.
const ATTEMPTS: usize = 3;
/// The same, where other processes may have the store open, whom nobody here can hold up.
const SHARED_ATTEMPTS: usize = 16;

/// What was read and found whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Verified {
    /// Commit groups of the journal, each linked to the one before.
    pub groups: u64,
    /// Bodies of every version, and of quarantine.
    pub bodies: u64,
}

impl Keep {
    /// Follows the whole journal, and reads every body of every version and of quarantine; ends at the first thing that
    /// is not whole. [`Keep::verify_with`] looks at everything, and says what it found.
    ///
    /// Dropping the future changes nothing.
    ///
    /// # Errors
    ///
    /// [`Error::Tampered`] says what is not whole; the store's errors.
    pub async fn verify(&self) -> Result<Verified, Error> {
        self.refresh().await?;
        let head = self.0.head.lock().await.head;
        self.0.check_chain(Head::START, &head).await?;
        self.verify_activity().await?;
        let mut verified = Verified { groups: head.sequence, bodies: 0 };
        let mut bodies = self.bodies();
        while bodies.next().await?.is_some() {
            verified.bodies += 1;
        }
        let mut quarantined = self.quarantined();
        while quarantined.next().await?.is_some() {
            verified.bodies += 1;
        }
        Ok(verified)
    }

    /// Looks at everything that this Backpack keeps, as the options say, and at what this handle has of it in memory.
    ///
    /// Others may write meanwhile; what looks wrong then is looked at again, in the end while nobody of this process
    /// writes; where other processes may have the store open, until they leave it alone for as long as that takes. Memory
    /// holds a second catalog and one block or chunk at a time. Dropping the future changes nothing.
    ///
    /// # Errors
    ///
    /// [`Error::Cancelled`], [`Error::Closed`], [`Error::Busy`] if other processes never left it alone, and what the store and the blob store fail with where that is no damage.
    pub async fn verify_with(&self, options: &VerifyOptions) -> Result<Verification, Error> {
        let inner = &self.0;
        inner.check_open()?;
        for attempt in 1.. {
            match self.refresh().await {
                // What is wrong with it is what is looked for.
                Ok(_) | Err(Error::Tampered(_) | Error::Forked { .. } | Error::RolledBack { .. }) => {}
                Err(error) => return Err(error),
            }
            let is_shared = inner.is_shared();
            let still = if attempt >= ATTEMPTS && !is_shared { Some(inner.head.lock().await) } else { None };
            let before = self.sequence();
            let held: Vec<u32> = inner.parts.keys.epochs().collect();
            let mut examiner = Examiner::new(&inner.parts, options, Some(&inner.in_flight));
            examiner.all().await?;
            examiner.compare(inner);
            let is_sure = examiner.report.findings.is_empty() || still.is_some();
            if is_shared && !is_sure {
                // Another process may have begun a rotation, which moves no sequence.
                drop(self.refresh().await);
            }
            let stood_still = self.sequence() == before
                && examiner.report.sequence == before
                && inner.parts.keys.epochs().eq(held);
            if is_sure || stood_still {
                return Ok(examiner.report);
            }
            if is_shared && attempt >= SHARED_ATTEMPTS {
                return Err(Error::Busy);
            }
        }
        Err(Error::Busy)
    }

    /// Looks at everything that a Backpack keeps, whether it can be opened or not. Nobody may write to it meanwhile.
    ///
    /// # Errors
    ///
    /// As [`Keep::verify_with`]; [`Error::NoSuchBackpack`] if the space holds nothing at all.
    pub async fn examine(parts: &Parts, options: &VerifyOptions) -> Result<Verification, Error> {
        let mut examiner = Examiner::new(parts, options, None);
        examiner.all().await?;
        Ok(examiner.report)
    }
}

/// A verification on its way.
pub(crate) struct Examiner<'p> {
    pub(crate) parts: &'p Parts,
    options: &'p VerifyOptions,
    in_flight: Option<&'p InFlight>,
    /// The catalog, as far as the log tells.
    pub(crate) catalog: Catalog,
    /// What the log does not tell.
    pub(crate) lost: Lost,
    pub(crate) report: Verification,
}

impl<'p> Examiner<'p> {
    pub(crate) fn new(parts: &'p Parts, options: &'p VerifyOptions, in_flight: Option<&'p InFlight>) -> Self {
        let report = Verification {
            space: parts.space(),
            depth: options.depth,
            sequence: 0,
            counts: VerifyCounts::default(),
            findings: Vec::new(),
        };
        Self { parts, options, in_flight, catalog: Catalog::default(), lost: Lost::default(), report }
    }

    async fn all(&mut self) -> Result<(), Error> {
        self.journal().await?;
        self.log().await?;
        self.activity().await?;
        self.rows().await?;
        self.blocks().await?;
        self.files().await
    }

    /// What a handle has in memory must be what the log makes.
    fn compare(&mut self, inner: &Inner) {
        let own = inner.read_catalog();
        if own.sequence() == self.catalog.sequence() && self.lost.is_empty() && !own.is_like(&self.catalog) {
            let finding =
                Finding::new(Class::CatalogDiffers, Severity::Repairable, Concern::Catalog, Mend::Rebuild);
            self.found(finding);
        }
    }

    pub(crate) fn found(&mut self, finding: Finding) {
        self.report.findings.push(finding);
    }

    fn newer(&mut self, concern: Concern) {
        self.found(Finding::new(Class::NewerFormat, Severity::Notice, concern, Mend::Nothing));
    }

    /// Tells how far it is, and ends if that is wanted.
    fn step(&self, step: VerifyStep, done: u64) -> Result<(), Error> {
        self.options.tell(VerifyProgress { step, done })
    }

    /// Reads a table page by page.
    async fn scan(&self, table: Table, each: &mut (dyn FnMut(&Entry) + Send)) -> Result<(), Error> {
        scan(self.parts, table, each).await
    }

    pub(crate) async fn head(&self) -> Result<Option<Result<Head, Error>>, Error> {
        let key = Key::new(self.parts.space(), table::HEAD, Bytes::new());
        let value = self.parts.store.get(&key).await?;
        Ok(value.map(|value| head::HEAD.open(&self.parts.keys, &[], &value.bytes)))
    }
}

/// How many values are read at a time.
const AT_ONCE: usize = 64;

/// Reads a table page by page.
pub(crate) async fn scan(
    parts: &Parts,
    table: Table,
    each: &mut (dyn FnMut(&Entry) + Send),
) -> Result<(), Error> {
    let mut first = Scan::new(parts.space(), table);
    first.limit = AT_ONCE;
    let mut next = Some(first);
    while let Some(asked) = next {
        let page = parts.store.scan(&asked).await?;
        page.entries.iter().for_each(&mut *each);
        next = asked.continued(page.next);
    }
    Ok(())
}
