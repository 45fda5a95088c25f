//! Blobs on their way into the blob store, which no row names yet.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use backpack_core::BlobId;

/// The blobs that this process is about to name: a sweep leaves them alone.
#[derive(Debug, Default)]
pub(crate) struct InFlight(Mutex<HashSet<BlobId>>);

impl InFlight {
    pub(crate) fn begin(&self, blob: BlobId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(blob);
    }

    pub(crate) fn end(&self, blob: BlobId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&blob);
    }

    pub(crate) fn holds(&self, blob: BlobId) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(&blob)
    }
}
