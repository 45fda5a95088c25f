//! How to open the store.

use std::fmt;
use std::fs::File;
use std::io;
use std::sync::Arc;

use backpack_core::Clock;
use backpack_folder::OpenMode;

use crate::compact::Watch;

/// How to open a [`SledStore`](crate::SledStore).
#[derive(Clone)]
#[non_exhaustive]
pub struct SledOptions {
    /// What may be in the folder, and what is made there. [`OpenMode::CreateOrOpen`] unless set.
    pub mode: OpenMode,
    /// The size in bytes of the file that is given up when the disk is full, so that reading goes on: 16 MiB unless set.
    /// 0 for none.
    pub ballast_bytes: u64,
    /// The most memory in bytes that sled may keep pages in: 64 MiB unless set.
    pub cache_bytes: u64,
    /// The clock by which leases run out.
    pub clock: Arc<dyn Clock>,
    /// Makes a file's content durable. Tests make it fail.
    pub(crate) sync: SyncFile,
    /// Is told what a compaction does.
    pub(crate) watch: Watch,
}

/// Asks the operating system to make a file durable.
pub(crate) type SyncFile = Arc<dyn Fn(&File) -> io::Result<()> + Send + Sync>;

impl SledOptions {
    /// Returns the default options, with leases that run out by `clock`.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            mode: OpenMode::CreateOrOpen,
            ballast_bytes: 16 << 20,
            cache_bytes: 64 << 20,
            clock,
            sync: Arc::new(File::sync_data),
            watch: Arc::new(|_| Ok(())),
        }
    }

    /// Sets what may be in the folder, and what is made there.
    #[must_use]
    pub fn mode(mut self, mode: OpenMode) -> Self {
        self.mode = mode;
        self
    }

    /// Sets the size in bytes of the file that is given up when the disk is full; 0 for none.
    #[must_use]
    pub fn ballast_bytes(mut self, bytes: u64) -> Self {
        self.ballast_bytes = bytes;
        self
    }

    /// Sets the most memory in bytes that sled may keep pages in.
    #[must_use]
    pub fn cache_bytes(mut self, bytes: u64) -> Self {
        self.cache_bytes = bytes;
        self
    }
}

impl fmt::Debug for SledOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SledOptions")
            .field("mode", &self.mode)
            .field("ballast_bytes", &self.ballast_bytes)
            .field("cache_bytes", &self.cache_bytes)
            .finish_non_exhaustive()
    }
}
