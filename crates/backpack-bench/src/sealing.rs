//! What sealing costs by itself: what passes to a store is noted, and the same bytes sealed once more.

use std::hint::black_box;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use backpack::core::{AccountId, SecretBytes, SpaceId};
use backpack::keys::{Aad, BackpackKeys, ENVELOPE_OVERHEAD, KeyFile, NewSlot, Purpose};
use backpack_store::{Batch, Error, Store, Version};

use crate::{Watch, processor_time};

/// Notes how long each sealed value is.
#[derive(Debug, Default)]
pub struct Recorder {
    sealed: Mutex<Vec<usize>>,
}

impl Recorder {
    /// Returns the lengths of what was sealed since it was asked last, and written once or many times.
    pub fn take(&self) -> Vec<usize> {
        std::mem::take(&mut *self.sealed.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[async_trait]
impl Watch for Recorder {
    async fn commit(&self, inner: &dyn Store, batch: Batch) -> Result<Version, Error> {
        let lengths = batch.puts.iter().map(|put| put.value.len());
        self.sealed.lock().unwrap_or_else(PoisonError::into_inner).extend(lengths);
        inner.commit(batch).await
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
