//! What sealing costs by itself: a store that notes what passes, and the same bytes sealed once more.

use std::fmt;
use std::hint::black_box;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use backpack::core::{AccountId, SecretBytes, SpaceId};
use backpack::keys::{Aad, BackpackKeys, ENVELOPE_OVERHEAD, KeyFile, NewSlot, Purpose};
use backpack_store::{Batch, Error, Fence, Key, LeaseName, Reclaimed, Scan, ScanPage, Store, Value, Version};

use crate::processor_time;

/// A store that passes every call on, and notes how long each sealed value is.
pub struct Recorder {
    inner: Arc<dyn Store>,
    sealed: Mutex<Vec<usize>>,
}

impl Recorder {
    /// Returns a store that does what `inner` does.
    #[must_use]
    pub fn new(inner: Arc<dyn Store>) -> Self {
        Self { inner, sealed: Mutex::default() }
    }

    /// Returns the lengths of what was sealed since it was asked last, and written once or many times.
    pub fn take(&self) -> Vec<usize> {
        std::mem::take(&mut *self.sealed.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[async_trait]
#[deny(clippy::missing_trait_methods)]
impl Store for Recorder {
    async fn get(&self, key: &Key) -> Result<Option<Value>, Error> {
        self.inner.get(key).await
    }

    async fn scan(&self, scan: &Scan) -> Result<ScanPage, Error> {
        self.inner.scan(scan).await
    }

    async fn commit(&self, batch: Batch) -> Result<Version, Error> {
        let lengths = batch.puts.iter().map(|put| put.value.len());
        self.sealed.lock().unwrap_or_else(PoisonError::into_inner).extend(lengths);
        self.inner.commit(batch).await
    }

    async fn lease(&self, name: &LeaseName, ttl: Duration, held: Option<&Fence>) -> Result<Fence, Error> {
        self.inner.lease(name, ttl, held).await
    }

    async fn release(&self, fence: &Fence) -> Result<(), Error> {
        self.inner.release(fence).await
    }

    async fn close(&self) -> Result<(), Error> {
        self.inner.close().await
    }

    fn is_shared(&self) -> bool {
        self.inner.is_shared()
    }

    async fn reclaim(&self) -> Result<Option<Reclaimed>, Error> {
        self.inner.reclaim().await
    }
}

impl fmt::Debug for Recorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Recorder")
    }
}

/// Seals as many bytes in as many envelopes as these lengths say. Returns the processor time that this takes.
///
/// # Errors
///
/// If no key can be made, or the system does not tell processor times.
pub fn seal_again(lengths: &[usize]) -> anyhow::Result<Duration> {
    let keys = some_keys()?;
    let longest = lengths.iter().max().copied().unwrap_or_default();
    let plain = vec![0x5a; longest];
    let before = processor_time();
    for length in lengths {
        let plain = plain.get(..length.saturating_sub(ENVELOPE_OVERHEAD)).unwrap_or_default();
        black_box(keys.seal(Purpose::Block, &Aad::new(3, &[7; 16]), plain));
    }
    let took = processor_time().zip(before).and_then(|(now, before)| now.checked_sub(before));
    took.ok_or_else(|| anyhow::anyhow!("processor times are read on Linux alone"))
}

fn some_keys() -> anyhow::Result<BackpackKeys> {
    let host_key = SecretBytes::new(vec![7; 32]);
    let (mut file, root) = KeyFile::create(AccountId::random(), &NewSlot::host_key(&host_key))?;
    let space = SpaceId::random();
    file.add_backpack(&root, space)?;
    Ok(file.backpack_keys(&root, space)?)
}
