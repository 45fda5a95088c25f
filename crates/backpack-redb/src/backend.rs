//! The file under redb: whatever an open writes is held back until the open has succeeded.

use std::fs::File;
use std::io;
use std::ops::Bound;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use redb::backends::FileBackend;
use redb::{BackendError, DatabaseError, StorageBackend};

use crate::options::SyncFile;

/// redb's file, and what waits to be written to it. Clones are one file.
///
/// redb marks a file as open, repairs it and commits before it has seen all of it. Held back, all that is nothing if
/// the file turns out to be damaged; done afterwards in the same order, with the same fsyncs, it is what it was.
#[derive(Clone, Debug)]
pub(crate) struct Backend(Arc<Inner>);

struct Inner {
    disk: FileBackend,
    /// The same file, for the fsync.
    file: File,
    sync: SyncFile,
    held: Mutex<Option<Held>>,
}

/// What waits to be done to the file, in order.
#[derive(Debug)]
struct Held {
    changes: Vec<Change>,
    /// The length the file will have.
    bytes: u64,
}

#[derive(Debug)]
enum Change {
    Write(u64, Vec<u8>),
    Length(u64),
    Sync,
}

impl Backend {
    /// Returns the backend for a file whose content matters: nothing is written to it until [`Backend::let_through`].
    pub(crate) fn holding_back(file: File, sync: SyncFile) -> Result<Self, DatabaseError> {
        let bytes = file.metadata()?.len();
        Self::new(file, sync, Some(Held { changes: Vec::new(), bytes }))
    }

    /// Returns the backend for a new file.
    pub(crate) fn straight(file: File, sync: SyncFile) -> Result<Self, DatabaseError> {
        Self::new(file, sync, None)
    }

    fn new(file: File, sync: SyncFile, held: Option<Held>) -> Result<Self, DatabaseError> {
        let disk = FileBackend::new(file.try_clone()?)?;
        Ok(Self(Arc::new(Inner { disk, file, sync, held: Mutex::new(held) })))
    }

    /// Does what was held back, and holds nothing back from then on.
    ///
    /// If it fails, the rest stays held back, as after a crash at that moment.
    pub(crate) fn let_through(&self) -> io::Result<()> {
        let mut held = self.held();
        if let Some(waiting) = &mut *held {
            for change in std::mem::take(&mut waiting.changes) {
                self.0.carry_out(&change)?;
            }
        }
        *held = None;
        Ok(())
    }

    fn held(&self) -> MutexGuard<'_, Option<Held>> {
        self.0.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: Change) -> io::Result<()> {
        let mut held = self.held();
        let Some(held) = &mut *held else { return self.0.carry_out(&change) };
        held.bytes = match &change {
            Change::Write(offset, bytes) => held.bytes.max(offset + bytes.len() as u64),
            Change::Length(bytes) => *bytes,
            Change::Sync => held.bytes,
        };
        held.changes.push(change);
        Ok(())
    }
}

impl Inner {
    fn carry_out(&self, change: &Change) -> io::Result<()> {
        match change {
            Change::Write(offset, bytes) => self.disk.write(*offset, bytes),
            Change::Length(bytes) => self.disk.set_len(*bytes),
            Change::Sync => (self.sync)(&self.file),
        }
    }
}

impl Held {
    /// Reads as if everything had been done.
    fn read(&self, disk: &FileBackend, offset: u64, out: &mut [u8]) -> io::Result<()> {
        if offset + out.len() as u64 > self.bytes {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let there = place(disk.len()?, offset, out.len());
        let (there, beyond) = out.split_at_mut(there);
        disk.read(offset, there)?;
        beyond.fill(0);
        for change in &self.changes {
            match change {
                Change::Write(at, bytes) => lay_over(offset, out, *at, bytes),
                Change::Length(bytes) => {
                    let cut = place(*bytes, offset, out.len());
                    out.split_at_mut(cut).1.fill(0);
                }
                Change::Sync => {}
            }
        }
        Ok(())
    }
}

/// Returns where in a piece of `length` bytes at `offset` the file's place `at` is; its ends stand for what is outside.
fn place(at: u64, offset: u64, length: usize) -> usize {
    usize::try_from(at.saturating_sub(offset)).map_or(length, |place| place.min(length))
}

/// Lays the part of `bytes`, which lie at `at`, over what was read from `offset`.
fn lay_over(offset: u64, out: &mut [u8], at: u64, bytes: &[u8]) {
    let (from, until) = (place(at, offset, out.len()), place(at + bytes.len() as u64, offset, out.len()));
    let bytes = bytes.get(place(offset, at, bytes.len())..).unwrap_or_default();
    if let Some(out) = out.get_mut(from..until) {
        out.iter_mut().zip(bytes).for_each(|(out, byte)| *out = *byte);
    }
}

impl StorageBackend for Backend {
    fn len(&self) -> io::Result<u64> {
        match &*self.held() {
            Some(held) => Ok(held.bytes),
            None => self.0.disk.len(),
        }
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        {
            let held = self.held();
            if let Some(held) = &*held {
                return held.read(&self.0.disk, offset, out);
            }
        }
        self.0.disk.read(offset, out)
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.change(Change::Length(len))
    }

    fn sync_data(&self) -> io::Result<()> {
        self.change(Change::Sync)
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        let straight = self.held().is_none();
        if straight {
            self.0.disk.write(offset, data)
        } else {
            self.change(Change::Write(offset, data.to_vec()))
        }
    }

    fn close(&self) -> io::Result<()> {
        self.0.disk.close()
    }

    fn try_lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.0.disk.try_lock_range(start, end)
    }

    fn try_lock_shared_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.0.disk.try_lock_shared_range(start, end)
    }

    fn lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.0.disk.lock_range(start, end)
    }

    fn lock_shared_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.0.disk.lock_shared_range(start, end)
    }

    fn unlock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.0.disk.unlock_range(start, end)
    }

    fn query_lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.0.disk.query_lock_range(start, end)
    }
}

impl std::fmt::Debug for Inner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Backend").finish_non_exhaustive()
    }
}
