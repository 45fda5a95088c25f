//! A store that breaks the contract when its power is cut, to show that a harness notices.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use backpack_core::Clock;
use backpack_store::{
    Batch, Error, Fence, Key, LeaseName, MemoryStore, Reclaimed, Scan, ScanPage, Store, Value, Version,
};

/// A memory store that is honest until its power is cut.
#[derive(Debug)]
pub struct FlawedStore {
    live: MemoryStore,
    clock: Arc<dyn Clock>,
    landed: Mutex<Vec<Batch>>,
}

/// What a power cut does to acknowledged batches, though it must not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Flaw {
    /// The last one is gone.
    LostTail,
    /// Of the last one every second value landed.
    TornBatch,
    /// The last one is there, the one before is not.
    Reordered,
}

impl FlawedStore {
    /// Returns an empty store whose leases run out by `clock`.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { live: MemoryStore::new(Arc::clone(&clock)), clock, landed: Mutex::default() }
    }

    /// Returns what the disk holds after a power cut; nothing is wrong with it without a flaw.
    ///
    /// # Errors
    ///
    /// None that a memory store does not return.
    pub async fn crash(&self, flaw: Option<Flaw>) -> Result<MemoryStore, Error> {
        let image = MemoryStore::new(Arc::clone(&self.clock));
        let mut landed = self.lock().clone();
        match flaw {
            None => {}
            Some(Flaw::LostTail) => drop(landed.pop()),
            Some(Flaw::Reordered) => {
                let last = landed.pop();
                landed.pop();
                landed.extend(last);
            }
            Some(Flaw::TornBatch) => {
                if let Some(last) = landed.last_mut() {
                    let mut nth = 0_u32;
                    last.puts.retain(|_| {
                        nth += 1;
                        nth.is_multiple_of(2)
                    });
                }
            }
        }
        for mut batch in landed {
            // They held when it landed; without the batches that are gone they may not.
            batch.preconditions.clear();
            batch.fence = None;
            image.commit(batch).await?;
        }
        Ok(image)
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Batch>> {
        self.landed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
#[deny(clippy::missing_trait_methods)]
impl Store for FlawedStore {
    async fn get(&self, key: &Key) -> Result<Option<Value>, Error> {
        self.live.get(key).await
    }

    async fn scan(&self, scan: &Scan) -> Result<ScanPage, Error> {
        self.live.scan(scan).await
    }

    async fn commit(&self, batch: Batch) -> Result<Version, Error> {
        let version = self.live.commit(batch.clone()).await?;
        self.lock().push(batch);
        Ok(version)
    }

    async fn lease(&self, name: &LeaseName, ttl: Duration, held: Option<&Fence>) -> Result<Fence, Error> {
        self.live.lease(name, ttl, held).await
    }

    async fn release(&self, fence: &Fence) -> Result<(), Error> {
        self.live.release(fence).await
    }

    fn is_shared(&self) -> bool {
        self.live.is_shared()
    }

    async fn reclaim(&self) -> Result<Option<Reclaimed>, Error> {
        self.live.reclaim().await
    }

    async fn close(&self) -> Result<(), Error> {
        self.live.close().await
    }
}
