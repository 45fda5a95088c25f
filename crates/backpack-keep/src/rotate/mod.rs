//! Rotation: what is kept is sealed anew under the newest epoch's key, and the older keys are forgotten.
//!
//! The new epoch is durable in the key file before this begins. Then, in this order:
//!
//! 1. The handle seals with it from now on, and the head is sealed anew: whoever does not hold the new key can commit
//!    nothing more, since every commit must know the head.
//! 2. Every value of an older epoch is sealed anew where it lies, on condition that nobody changed it. Blocks that are not
//!    wholly alive, and blocks in the blob store, become new blocks of what lives. Files get new keys.
//! 3. When nothing of an older epoch is left, the caller takes the older keys out of the key file, durably; then the handle
//!    forgets them.
//!
//! Every step may be the last before a crash, and any may be done twice: a later rotation goes on with what is left. Until
//! step 3 both keys are there, so that everything can be read at any time.

mod blocks;
mod count;
mod files;
mod table;
mod values;

use std::future::Future;
use std::sync::Arc;

use backpack_keys::BackpackKeys;

pub use count::RotationStatus;

use crate::keep::detached;
use crate::{Error, Keep};

/// How often everything is looked through again because other writers were busy with it.
const PASSES: usize = 16;

/// What a rotation does beside sealing every value anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct RotationOptions {
    /// What becomes of the bytes of files.
    pub files: FileKeys,
}

impl RotationOptions {
    /// Returns the default: everything is sealed anew, files too.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets what becomes of the bytes of files.
    #[must_use]
    pub fn with_files(mut self, files: FileKeys) -> Self {
        self.files = files;
        self
    }
}

/// What becomes of the bytes of files in a rotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[expect(clippy::exhaustive_enums, reason = "they are sealed anew, or stay")]
pub enum FileKeys {
    /// Each file gets a new key, and its bytes are written anew: whoever had the old key of the Backpack had those of its
    /// files. It costs reading and writing every file once.
    #[default]
    Anew,
    /// The bytes stay as they are under the file's own key, which is sealed anew: enough if only the passing of time asks
    /// for a rotation. A later rotation with [`FileKeys::Anew`] makes up for it.
    Keep,
}

/// How far a rotation is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RotationProgress {
    /// Values that were sealed anew.
    pub done: u64,
    /// Values that want it, as far as is known: other writers seal some of them anew. At the end it is what was done.
    pub total: u64,
}

/// What a rotation did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rotated {
    /// The epoch of everything that is kept now.
    pub epoch: u32,
    /// Values, blobs and files that were sealed anew.
    pub resealed: u64,
}

impl Keep {
    /// Seals everything that is kept under the newest epoch of `keys`, and then forgets the older ones: `forget` takes them
    /// out of the key file, durably, and returns the keys that are left. The new epoch must be durable already.
    ///
    /// `forget` takes out nothing but what is older than the newest of `keys`: another process may have begun the next
    /// rotation by then, and need what this one ended with.
    ///
    /// Readers and writers go on meanwhile. The future may be dropped at any time, and the process may end at any time: what
    /// is left is done by calling it again, with the same keys.
    ///
    /// # Errors
    ///
    /// [`Error::Tampered`] if something cannot be read, and then nothing is forgotten; [`Error::Busy`] if other writers
    /// were faster every time; the store's and the blob store's errors; what `forget` returns.
    pub async fn rotate<E: From<Error>>(
        &self,
        keys: BackpackKeys,
        options: RotationOptions,
        progress: impl Fn(&RotationProgress) + Send + Sync,
        forget: impl Future<Output = Result<BackpackKeys, E>> + Send,
    ) -> Result<Rotated, E> {
        self.may_write()?;
        self.adopt(keys).await?;
        // What nothing lives in is dropped rather than sealed anew.
        self.compact().await?;
        let mut told = RotationProgress { done: 0, total: self.rotation_status().await?.remaining() };
        progress(&told);
        let mut tell = |more: u64| {
            told.done += more;
            // What was written under the old key while it was counted comes on top.
            told.total = told.total.max(told.done);
            progress(&told);
        };
        self.reseal_all(options, &mut tell).await?;
        let resealed = told.done;
        progress(&RotationProgress { done: resealed, total: resealed });
        // Nobody commits between the key file and this handle.
        let head = self.0.head.lock().await;
        let left = forget.await?;
        self.take(&left)?;
        drop(head);
        Ok(Rotated { epoch: left.newest_epoch(), resealed })
    }

    /// Seals with the newest epoch of `keys` from now on, and opens with all of theirs.
    ///
    /// # Errors
    ///
    /// [`Error::Tampered`] if they are not this Backpack's, or older than those held; the store's errors.
    pub async fn adopt(&self, keys: BackpackKeys) -> Result<(), Error> {
        self.may_write()?;
        let keep = self.clone();
        detached(async move {
            let mut head = keep.0.head.lock().await;
            keep.0.check_open()?;
            keep.take(&keys)?;
            keep.0.reseal_head(&mut head).await
        })
        .await
    }

    fn take(&self, keys: &BackpackKeys) -> Result<(), Error> {
        self.0.parts.keys.adopt(keys).map_err(|_| Error::Tampered("keys"))
    }

    /// Goes over everything until nothing of an older epoch is met.
    async fn reseal_all(
        &self,
        options: RotationOptions,
        tell: &mut (impl FnMut(u64) + Send),
    ) -> Result<(), Error> {
        for _ in 0..PASSES {
            let mut met = 0;
            if options.files == FileKeys::Anew {
                met += self.rekey_files(tell).await?;
                // It is made again from the records, under the new key.
                met += self.forget_old_index().await?;
            }
            met += self.renew_blocks(tell).await?;
            met += self.reseal_values(tell).await?;
            if met == 0 {
                return Ok(());
            }
        }
        Err(Error::Busy)
    }

    fn newest_epoch(&self) -> u32 {
        self.0.parts.keys.newest_epoch()
    }

    fn shared(&self) -> Arc<crate::keep::Inner> {
        Arc::clone(&self.0)
    }
}
