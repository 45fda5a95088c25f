//! The key file as one object, replaced on condition that it is still the one that was read.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use backpack_store::{Error, ErrorKind, KeyFileStore};
use bytes::Bytes;
use object_store::path::Path;
use object_store::{ObjectStore, PutMode, PutResult};

use crate::Patience;
use crate::attempt::Place;
use crate::trouble::{Cause, Trouble};

/// What a key file may have, as in a folder.
const LONGEST: u64 = 8 << 20;

/// Keeps the key file as one object. It needs a storage that replaces an object on condition: S3, Google Cloud Storage, Azure,
/// memory. A local folder does not; `FolderKeyFile` of backpack-files is for that.
///
/// The bucket must keep no old versions of this object (versioning, soft delete, object lock): a key that was destroyed would
/// still be there.
///
/// If the storage cannot be reached in the middle of a replacement, the old bytes may be there or the new ones, whole; the next
/// [`load`](KeyFileStore::load) tells.
#[derive(Clone)]
pub struct ObjectKeyFile {
    place: Place,
    path: Path,
}

impl ObjectKeyFile {
    /// Returns the place `path`. Nothing is asked or made yet.
    #[must_use]
    pub fn new(store: Arc<dyn ObjectStore>, path: impl Into<Path>) -> Self {
        Self { place: Place { store, patience: Patience::default() }, path: path.into() }
    }

    /// Sets how long the storage is waited for, and how often it is asked.
    #[must_use]
    pub fn with_patience(mut self, patience: Patience) -> Self {
        self.place.patience = patience;
        self
    }

    /// Makes sure that what was put reads back, unless somebody has replaced it since. What was damaged on the way is given
    /// up for what was there before.
    async fn verify(&self, put: PutResult, before: Option<&Bytes>, bytes: &Bytes) -> Result<(), Error> {
        // It was acknowledged: that it cannot be read right now takes nothing away.
        let Ok(Some(stored)) = self.place.stored(&self.path, LONGEST).await else { return Ok(()) };
        if stored.bytes == *bytes || stored.version.e_tag != put.e_tag {
            return Ok(());
        }
        if let Some(before) = before {
            // The error at hand says more than a failure to put things back.
            drop(self.place.put(&self.path, before.clone(), PutMode::Update(stored.version)).await);
        }
        Err(Error::new(ErrorKind::Damaged, OPERATION))
    }
}

const OPERATION: &str = "replace key file";

#[async_trait]
impl KeyFileStore for ObjectKeyFile {
    async fn load(&self) -> Result<Option<Bytes>, Error> {
        let stored = self.place.stored(&self.path, LONGEST).await;
        let stored = stored.map_err(|trouble| trouble.of_store("load key file"))?;
        Ok(stored.map(|stored| stored.bytes))
    }

    async fn replace(&self, before: Option<&Bytes>, bytes: Bytes) -> Result<(), Error> {
        let mut failures = 0;
        let mut may_have_landed = false;
        loop {
            let stored = self.place.stored(&self.path, LONGEST).await;
            let stored = stored.map_err(|trouble| trouble.of_store(OPERATION))?;
            let current = stored.as_ref().map(|stored| &stored.bytes);
            // An earlier try of this call landed, and its answer was lost.
            if may_have_landed && current == Some(&bytes) {
                return Ok(());
            }
            if current != before {
                return Err(Error::new(ErrorKind::Conflict(Vec::new()), OPERATION));
            }
            let mode = stored.map_or(PutMode::Create, |stored| PutMode::Update(stored.version));
            let trouble = match self.place.put(&self.path, bytes.clone(), mode).await {
                Ok(put) => return self.verify(put, before, &bytes).await,
                // Another writer was faster, or an earlier try of this call: the next read tells.
                Err(Trouble::Exists | Trouble::Changed) => Trouble::Passing(Cause::Outrun),
                Err(trouble) => {
                    may_have_landed |= trouble.passes();
                    trouble
                }
            };
            failures += 1;
            if !trouble.passes() || failures >= self.place.patience.tries {
                return Err(trouble.of_store(OPERATION));
            }
            self.place.patience.rest(failures).await;
        }
    }
}

/// Names neither the storage nor its credentials, which a storage's own `Debug` may show.
impl fmt::Debug for ObjectKeyFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ObjectKeyFile").field("path", &self.path).finish_non_exhaustive()
    }
}
