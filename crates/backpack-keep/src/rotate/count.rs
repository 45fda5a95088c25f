//! How much is sealed under which epoch.

use std::collections::BTreeMap;

use backpack_core::BlobId;
use backpack_keys::{ENVELOPE_HEAD, sealed_epoch};
use backpack_store::Scan;

use crate::catalog::Place;
use crate::{Error, Keep, TABLES, table};

/// How many values each epoch seals: what is in the store, and blocks in the blob store. Files have keys of their own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RotationStatus {
    /// The epoch that new values are sealed under.
    pub newest: u32,
    /// For each epoch that anything is sealed under, how many values.
    pub values: BTreeMap<u32, u64>,
    /// For each epoch under which a file's key was first sealed, how many files. Epoch 0 stands for files that were added
    /// before this was kept.
    pub files: BTreeMap<u32, u64>,
}

impl RotationStatus {
    /// Returns how many values are sealed under an older epoch than the newest.
    #[must_use]
    pub fn remaining(&self) -> u64 {
        self.values.range(..self.newest).map(|(_, count)| count).sum()
    }
}

impl Keep {
    /// Counts what is sealed under which epoch. Reads the first bytes of everything, opens nothing but the rows of files.
    ///
    /// Dropping the future changes nothing.
    ///
    /// # Errors
    ///
    /// [`Error::Tampered`] and [`Error::NewerFormat`] for what is no envelope; the store's and the blob store's errors.
    pub async fn rotation_status(&self) -> Result<RotationStatus, Error> {
        self.0.check_open()?;
        let mut status = RotationStatus { newest: self.newest_epoch(), ..RotationStatus::default() };
        for table in TABLES.iter().filter(|table| **table != table::ENVELOPE) {
            let mut scan = Some(Scan::new(self.space(), *table));
            while let Some(asked) = scan {
                let page = self.0.parts.store.scan(&asked).await?;
                for entry in &page.entries {
                    *status.values.entry(epoch_of(&entry.value.bytes)?).or_default() += 1;
                }
                scan = asked.continued(page.next);
            }
        }
        for blob in self.block_blobs() {
            if let Some(epoch) = self.blob_epoch(blob).await? {
                *status.values.entry(epoch).or_default() += 1;
            }
        }
        for file in self.files().await? {
            *status.files.entry(file.key_epoch).or_default() += 1;
        }
        Ok(status)
    }

    fn block_blobs(&self) -> Vec<BlobId> {
        self.catalog(|catalog| {
            let places = catalog.blocks().map(|(_, block)| block.place);
            let blobs = places.filter_map(|place| match place {
                Place::Blob(blob) => Some(blob),
                Place::Store => None,
            });
            blobs.collect()
        })
    }

    /// Returns the epoch of a block in the blob store; `None` if it is no longer there.
    pub(super) async fn blob_epoch(&self, blob: BlobId) -> Result<Option<u32>, Error> {
        let read = match self.0.parts.blobs.get(blob, Some(0..ENVELOPE_HEAD as u64)).await {
            Ok(stream) => stream.collect().await,
            Err(error) => Err(error),
        };
        match read {
            Ok(head) => epoch_of(&head).map(Some),
            // It was moved meanwhile.
            Err(error) if *error.kind() == backpack_files::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

/// Returns the epoch of a sealed value.
pub(super) fn epoch_of(sealed: &[u8]) -> Result<u32, Error> {
    sealed_epoch(sealed).map_err(|error| Error::from_keys(&error, "envelope"))
}
