//! One call to a storage, in bounded time, and again if its failure may pass.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use object_store::path::Path;
use object_store::{ObjectMeta, ObjectStore, ObjectStoreExt as _, PutMode, PutPayload, PutResult};

use crate::Patience;
use crate::trouble::Trouble;

/// A storage, and how patient to be with it.
#[derive(Clone)]
pub(crate) struct Place {
    pub(crate) store: Arc<dyn ObjectStore>,
    pub(crate) patience: Patience,
}

impl Place {
    /// Makes a call that may be repeated without harm until it succeeds, fails for good, or was made often enough.
    pub(crate) async fn again<T, C>(&self, mut call: impl FnMut() -> C) -> Result<T, Trouble>
    where
        C: Future<Output = Result<T, Trouble>>,
    {
        let mut failures = 0;
        loop {
            match call().await {
                Err(trouble) if trouble.passes() => {
                    failures += 1;
                    if failures >= self.patience.tries {
                        return Err(trouble);
                    }
                    self.patience.rest(failures).await;
                }
                outcome => return outcome,
            }
        }
    }

    /// Makes a call that carries `bytes` once, in bounded time.
    pub(crate) async fn once<T>(
        &self,
        bytes: u64,
        call: impl Future<Output = object_store::Result<T>>,
    ) -> Result<T, Trouble> {
        in_time(self.patience.time_for(bytes), call).await
    }

    /// Puts an object, once. Putting under a condition must not be repeated blindly: the first may have landed.
    pub(crate) async fn put(&self, path: &Path, bytes: Bytes, mode: PutMode) -> Result<PutResult, Trouble> {
        let length = bytes.len() as u64;
        self.once(length, self.store.put_opts(path, PutPayload::from_bytes(bytes), mode.into())).await
    }

    pub(crate) async fn head(&self, path: &Path) -> Result<ObjectMeta, Trouble> {
        self.again(|| self.once(0, self.store.head(path))).await
    }

    /// Removes an object. An absent one is no error.
    pub(crate) async fn delete(&self, path: &Path) -> Result<(), Trouble> {
        match self.again(|| self.once(0, self.store.delete(path))).await {
            Err(Trouble::Missing) => Ok(()),
            deleted => deleted,
        }
    }
}

/// Waits for a call in bounded time.
pub(crate) async fn in_time<T>(
    time: Duration,
    call: impl Future<Output = object_store::Result<T>>,
) -> Result<T, Trouble> {
    match tokio::time::timeout(time, call).await {
        Ok(outcome) => outcome.map_err(Trouble::from),
        Err(_) => Err(Trouble::LATE),
    }
}
