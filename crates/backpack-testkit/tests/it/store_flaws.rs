//! A check that cannot fail checks nothing: each flaw here must be found by the check made for it.
#![expect(clippy::unwrap_used, reason = "a test that cannot set itself up can only stop")]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use backpack_store::{
    Batch, Error, ErrorKind, Fence, Key, LeaseName, MemoryStore, Reclaimed, Scan, ScanPage, Store, Value,
    Version,
};
use backpack_testkit::store::{self, Subject};
use backpack_testkit::{VirtualClock, run};

/// What is wrong with a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Flaw {
    ForgetsWrites,
    LosesDeletes,
    IgnoresLimitOfPages,
    RepeatsLastOfPage,
    IgnoresRange,
    TearsBatches,
    IgnoresPreconditions,
    NamesNoKeys,
    CountsVersionsByKey,
    IgnoresFences,
    NeverEndsLeases,
    TakesAnySize,
    StaysOpen,
    TearsDroppedCommits,
    LosesWhatItReclaims,
}

macro_rules! finds {
    ($($flaw:ident: $check:ident)*) => {$(
        #[test]
        fn $check() {
            assert!(is_found(Flaw::$flaw, async |subject| store::$check(&subject).await));
        }
    )*};
}

finds! {
    ForgetsWrites: reads_what_was_committed
    LosesDeletes: deletes_remove
    IgnoresLimitOfPages: scans_turn_around
    RepeatsLastOfPage: scans_in_pages
    IgnoresRange: scans_keep_to_their_range
    TearsBatches: batches_are_atomic
    NamesNoKeys: conflicts_name_the_keys
    CountsVersionsByKey: versions_never_repeat
    IgnoresFences: stale_fences_are_refused
    NeverEndsLeases: leases_run_out
    TakesAnySize: limits_are_kept
    StaysOpen: closed_stores_refuse
    TearsDroppedCommits: commits_survive_cancellation
    IgnoresPreconditions: no_update_is_lost
    LosesWhatItReclaims: reclaiming_loses_nothing
}

#[test]
fn the_model_finds_what_single_checks_find() {
    for flaw in [Flaw::ForgetsWrites, Flaw::LosesDeletes, Flaw::RepeatsLastOfPage, Flaw::IgnoresPreconditions]
    {
        assert!(is_found(flaw, async |subject| store::follows_the_model(&subject).await), "{flaw:?}");
    }
}

/// Says whether a check fails on a store with this flaw.
fn is_found(flaw: Flaw, check: impl AsyncFnOnce(Subject)) -> bool {
    let clock = VirtualClock::new();
    let store = Flawed {
        flaw,
        inner: MemoryStore::new(Arc::new(clock.clone())),
        calls: AtomicU64::new(0),
        has_reclaimed: AtomicBool::new(false),
        first: Mutex::new(None),
    };
    let subject = Subject::new(Arc::new(store)).with_clock(clock);
    catch_unwind(AssertUnwindSafe(|| run(check(subject)))).is_err()
}

#[derive(Debug)]
struct Flawed {
    flaw: Flaw,
    inner: MemoryStore,
    calls: AtomicU64,
    has_reclaimed: AtomicBool,
    first: Mutex<Option<Version>>,
}

#[async_trait]
impl Store for Flawed {
    async fn get(&self, key: &Key) -> Result<Option<Value>, Error> {
        let found = self.inner.get(key).await?;
        let first = *self.first.lock().unwrap();
        Ok(match (self.flaw, found, first) {
            (Flaw::CountsVersionsByKey, Some(value), Some(first)) => Some(Value::new(value.bytes, first)),
            (_, found, _) => found,
        })
    }

    async fn scan(&self, scan: &Scan) -> Result<ScanPage, Error> {
        let mut asked = scan.clone();
        match self.flaw {
            Flaw::IgnoresLimitOfPages => asked.limit = 1_000,
            Flaw::IgnoresRange => asked.until = None,
            _ => {}
        }
        let mut page = self.inner.scan(&asked).await?;
        if self.flaw == Flaw::RepeatsLastOfPage && page.next.is_some() && page.entries.len() > 1 {
            page.next = page.entries.get(page.entries.len() - 2).map(|entry| entry.id.clone());
        }
        if self.has_reclaimed.load(Ordering::SeqCst) {
            page.entries.pop();
        }
        Ok(page)
    }

    async fn commit(&self, mut batch: Batch) -> Result<Version, Error> {
        let call = self.calls.fetch_add(1, Ordering::SeqCst);
        match self.flaw {
            Flaw::ForgetsWrites if call % 3 == 1 => batch.puts.clear(),
            Flaw::LosesDeletes => batch.deletes.clear(),
            Flaw::IgnoresPreconditions => batch.preconditions.clear(),
            Flaw::IgnoresFences => batch.fence = None,
            Flaw::TearsBatches if !batch.preconditions.is_empty() => self.tear(&batch).await,
            Flaw::TearsDroppedCommits => {
                self.tear(&batch).await;
                tokio::task::yield_now().await;
            }
            Flaw::TakesAnySize => batch.puts.retain(|put| put.value.len() <= 65_536 && put.id.len() <= 64),
            _ => {}
        }
        let landed = self.inner.commit(batch).await;
        if let Ok(version) = &landed {
            self.first.lock().unwrap().get_or_insert(*version);
        }
        match (self.flaw, landed) {
            (Flaw::NamesNoKeys, Err(error)) if matches!(error.kind(), ErrorKind::Conflict(_)) => {
                Err(Error::new(ErrorKind::Conflict(Vec::new()), "commit"))
            }
            (Flaw::CountsVersionsByKey, Ok(version)) => Ok(self.first.lock().unwrap().unwrap_or(version)),
            (_, landed) => landed,
        }
    }

    async fn lease(&self, name: &LeaseName, ttl: Duration, held: Option<&Fence>) -> Result<Fence, Error> {
        let ttl = if self.flaw == Flaw::NeverEndsLeases { ttl * 1_000 } else { ttl };
        self.inner.lease(name, ttl, held).await
    }

    async fn release(&self, fence: &Fence) -> Result<(), Error> {
        self.inner.release(fence).await
    }

    async fn close(&self) -> Result<(), Error> {
        if self.flaw == Flaw::StaysOpen { Ok(()) } else { self.inner.close().await }
    }

    fn is_shared(&self) -> bool {
        self.inner.is_shared()
    }

    async fn reclaim(&self) -> Result<Option<Reclaimed>, Error> {
        if self.flaw == Flaw::LosesWhatItReclaims {
            self.has_reclaimed.store(true, Ordering::SeqCst);
        }
        self.inner.reclaim().await
    }
}

impl Flawed {
    /// Lets the first write of a batch land by itself.
    async fn tear(&self, batch: &Batch) {
        if let Some(put) = batch.puts.first() {
            let part = Batch::new(batch.space).put(put.table, put.id.clone(), put.value.clone());
            self.inner.commit(part).await.unwrap();
        }
    }
}
