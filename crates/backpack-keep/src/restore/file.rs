//! Files back in, under the ids they had.

use backpack_core::{BlobId, FileId, SecretBytes, Timestamp};
use backpack_files::{ByteStream, FileKey, measure, safe_name, seal_padded_stream};

use super::Restore;
use crate::keep::detached;
use crate::row::AddressRow;
use crate::{Error, FileOrigin, FileRow, Row as _, RowBatch};

/// What is known of a file that is put back.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RestoredFile {
    /// The file.
    pub id: FileId,
    /// The name for people. It is made safe to show and to save under.
    pub name: String,
    /// The media type as declared.
    pub declared: Option<String>,
    /// The media type as its first bytes say.
    pub sniffed: Option<String>,
    /// The size in bytes.
    pub size: u64,
    /// The SHA-1 of its bytes.
    pub sha1: [u8; 20],
    /// When it was added.
    pub added: Timestamp,
    /// Where it came from.
    pub origins: Vec<FileOrigin>,
    /// What the person said of it.
    pub caption: Option<String>,
    /// When what it shows was taken or written, as the person said.
    pub taken: Option<String>,
}

impl RestoredFile {
    /// Returns a file that nobody declared a type for.
    #[must_use]
    pub fn new(id: FileId, name: impl Into<String>, size: u64, sha1: [u8; 20], added: Timestamp) -> Self {
        let (declared, sniffed, origins) = (None, None, Vec::new());
        let (caption, taken) = (None, None);
        Self { id, name: name.into(), declared, sniffed, size, sha1, added, origins, caption, taken }
    }
}

impl Restore {
    /// Puts a file back: streamed, and sealed under a key of its own.
    ///
    /// # Errors
    ///
    /// [`Error::Tampered`] if the bytes are not of that size and SHA-1; the stream's and the blob store's errors.
    pub async fn file(&self, file: RestoredFile, content: ByteStream) -> Result<(), Error> {
        let keep = self.keep.clone();
        detached(async move {
            let inner = &keep.0;
            let key_epoch = inner.parts.keys.newest_epoch();
            let (key, blob) = (FileKey::random(), BlobId::random());
            let (content, measurement) = measure(content, inner.parts.keys.content_address());
            inner.begin_flight(blob);
            let stored = inner
                .parts
                .blobs
                .put(blob, seal_padded_stream(&key, &keep.context_of(file.id), content))
                .await;
            let measured = stored.map(|_| measurement.finish());
            let written = match measured {
                Ok(Some(measured)) if (measured.size, measured.sha1) == (file.size, file.sha1) => {
                    let address = AddressRow { address: measured.content_address, file: file.id };
                    let row = FileRow {
                        id: file.id,
                        name: safe_name(&file.name),
                        declared: file.declared,
                        sniffed: file.sniffed,
                        size: file.size,
                        sha1: file.sha1,
                        added: file.added,
                        origins: file.origins,
                        address: measured.content_address,
                        blob,
                        key: SecretBytes::new(key.expose().to_vec()),
                        key_epoch,
                        caption: file.caption,
                        taken: file.taken,
                    };
                    keep.write(RowBatch::new().put(&row).put(&address)).await.map(drop)
                }
                Ok(_) => Err(Error::Tampered(FileRow::WHAT)),
                Err(error) => Err(error.into()),
            };
            inner.in_flight.end(blob);
            written
        })
        .await
    }

    /// Says what is known of files now: those that are not among them are removed, the others get
    /// these names, words and origins.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchFile`] if one's bytes were not put back; the store's and the blob store's errors.
    pub async fn settle_files(&self, files: Vec<RestoredFile>) -> Result<(), Error> {
        let mut left: std::collections::BTreeMap<_, _> =
            self.keep.files().await?.into_iter().map(|row| (row.id, row)).collect();
        for file in files {
            let mut row = left.remove(&file.id).ok_or(Error::NoSuchFile)?;
            if (row.size, row.sha1) != (file.size, file.sha1) {
                return Err(Error::Tampered(FileRow::WHAT));
            }
            let name = safe_name(&file.name);
            let said = (name, file.caption, file.taken, file.origins);
            if (&row.name, &row.caption, &row.taken, &row.origins) != (&said.0, &said.1, &said.2, &said.3) {
                (row.name, row.caption, row.taken, row.origins) = said;
                self.keep.write(RowBatch::new().put(&row)).await?;
            }
        }
        // Nobody acts here: the journal that is put back tells of it.
        for row in left.into_values() {
            let batch = RowBatch::new().delete::<FileRow>(row.name()).delete::<AddressRow>(row.address);
            self.keep.write(batch).await?;
            self.keep.delete_blobs(vec![row.blob]).await?;
        }
        Ok(())
    }
}
