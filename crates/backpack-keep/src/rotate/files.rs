//! New keys for files: their bytes are written anew.

use backpack_core::{BlobId, FileId, SecretBytes};
use backpack_files::{FileKey, measure, seal_padded_stream};

use crate::keep::detached;
use crate::{Error, FileRow, Keep, Row as _, RowBatch};

/// How often a file is written anew because its row changed meanwhile.
const ATTEMPTS: usize = 16;

impl Keep {
    /// Gives every file a new key whose key is of an older epoch. Returns how many were met.
    pub(super) async fn rekey_files(&self, tell: &mut (impl FnMut(u64) + Send)) -> Result<u64, Error> {
        let _gate = self.0.reading.write().await;
        let mut met = 0;
        for file in self.files().await?.iter().filter(|file| file.key_epoch < self.newest_epoch()) {
            met += 1;
            let (keep, id) = (self.clone(), file.id);
            tell(u64::from(detached(async move { keep.rekey(id).await }).await?));
        }
        Ok(met)
    }

    /// Returns whether the file got a new key: not if it is gone, or has one already.
    async fn rekey(&self, id: FileId) -> Result<bool, Error> {
        for _ in 0..ATTEMPTS {
            let Some((row, version)) = self.row::<FileRow>(id.as_bytes()).await? else { return Ok(false) };
            let epoch = self.newest_epoch();
            if row.key_epoch >= epoch {
                return Ok(false);
            }
            let (old, blob, key) = (row.blob, BlobId::random(), FileKey::random());
            self.0.begin_flight(blob);
            let written = self.write_anew(&row, blob, &key).await;
            let key = SecretBytes::new(key.expose().to_vec());
            let name = row.name();
            let batch = RowBatch::new().put(&FileRow { blob, key, key_epoch: epoch, ..row }).let_go(old);
            let landed = match written {
                Ok(()) => self.write(batch.require_at::<FileRow>(name, version)).await,
                Err(error) => Err(error),
            };
            self.0.in_flight.end(blob);
            match landed {
                Ok(_) => {
                    self.discard(vec![old]).await?;
                    return Ok(true);
                }
                // Somebody else changed the row: the new bytes are of no use.
                Err(Error::Conflict | Error::Busy) => self.0.parts.blobs.delete(blob).await?,
                // The row may have landed all the same: which blob is of use is for a sweep to judge.
                Err(error) => return Err(error),
            }
        }
        Err(Error::Busy)
    }

    /// Writes a file's bytes under another key, and proves that they are the same.
    async fn write_anew(&self, row: &FileRow, blob: BlobId, key: &FileKey) -> Result<(), Error> {
        let content = self.open_file(row.id, None).await?;
        let (content, measurement) = measure(content, self.0.parts.keys.content_address());
        self.0.parts.blobs.put(blob, seal_padded_stream(key, &self.context_of(row.id), content)).await?;
        let measured = measurement.finish().ok_or(Error::Tampered(FileRow::WHAT))?;
        let is_same = (measured.size, measured.content_address) == (row.size, row.address);
        if is_same { Ok(()) } else { Err(Error::Tampered(FileRow::WHAT)) }
    }
}
