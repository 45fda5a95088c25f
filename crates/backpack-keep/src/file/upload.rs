//! Uploads: bytes that arrive a part at a time, over breaks and restarts, and become a file at the end.
//!
//! What arrives is sealed in pieces of its own, each durable before it counts. No list of files has any of it; at the end
//! the pieces are read once and written as any file is, and then they go.

use std::sync::Arc;
use std::time::Duration;

use backpack_core::{BlobId, SecretBytes, Timestamp, UploadId};
use backpack_files::{ByteStream, FileKey, open_stream, seal_stream};
use bytes::{Bytes, BytesMut};
use futures_util::{StreamExt as _, stream};

use crate::file::over_room;
use crate::keep::detached;
use crate::row::{Row as _, UploadHead, UploadPiece, UploadRow};
use crate::{Error, FileRow, Keep, NewFile, RowBatch};

/// How long an upload that nobody goes on with is kept.
pub const UPLOAD_GRACE: Duration = Duration::from_hours(7 * 24);
/// The bytes of a piece: what may have to be sent again after a crash, and what is held in memory.
const PIECE_BYTES: usize = 8 << 20;
/// The pieces that are let go of in one commit.
const AT_ONCE: usize = 256;

/// An upload that has not ended.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct KeptUpload {
    /// The upload.
    pub id: UploadId,
    /// The name that the file will have.
    pub name: String,
    /// The media type as declared.
    pub media_type: Option<String>,
    /// When it was begun.
    pub begun: Timestamp,
    /// When bytes last arrived.
    pub touched: Timestamp,
    /// The bytes that arrived and are durable: where it goes on.
    pub received: u64,
}

impl Keep {
    /// Begins an upload: it is there until it is finished or given up, or nobody goes on with it for [`UPLOAD_GRACE`].
    ///
    /// # Errors
    ///
    /// The store's errors.
    pub async fn begin_upload(&self, file: &NewFile) -> Result<KeptUpload, Error> {
        let now = self.0.parts.clock.now();
        let head = UploadHead {
            id: UploadId::random(),
            name: file.name.clone(),
            declared: file.media_type.clone(),
            begun: now,
            touched: now,
            received: 0,
            pieces: 0,
            key: SecretBytes::new(FileKey::random().expose().to_vec()),
        };
        let kept = kept(&head);
        self.write(RowBatch::new().put(&UploadRow::Head(head))).await?;
        Ok(kept)
    }

    /// Returns the uploads that have not ended, the oldest first.
    ///
    /// # Errors
    ///
    /// As [`Keep::rows`].
    pub async fn uploads(&self) -> Result<Vec<KeptUpload>, Error> {
        let rows = self.rows::<UploadRow>().await?;
        let heads = rows.iter().filter_map(|row| match row {
            UploadRow::Head(head) => Some(kept(head)),
            UploadRow::Piece(_) => None,
        });
        let mut uploads: Vec<_> = heads.collect();
        uploads.sort_by_key(|upload| (upload.begun, upload.id));
        Ok(uploads)
    }

    /// Returns an upload; `None` if there is none of this id, or it ended.
    ///
    /// # Errors
    ///
    /// As [`Keep::row`].
    pub async fn upload(&self, id: UploadId) -> Result<Option<KeptUpload>, Error> {
        Ok(self.upload_head(id).await?.map(|(head, _)| kept(&head)))
    }

    /// Adds bytes to an upload, up to 8 MiB of them in memory at a time. Returns how far it is.
    ///
    /// What arrived before the stream failed is kept: ask [`Keep::upload`] where to go on.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchUpload`]; [`Error::Conflict`] if it is not at `offset`, also because somebody else goes on with it;
    /// [`Error::TooLarge`] if there is no room for more; the stream's and the blob store's errors as [`Error::Files`]; the
    /// store's errors.
    pub async fn append_upload(&self, id: UploadId, offset: u64, content: ByteStream) -> Result<u64, Error> {
        let keep = self.clone();
        detached(async move {
            let mut content = match keep.largest_addition().await? {
                Some(most) => content.limited(most.saturating_sub(offset)),
                None => content,
            };
            let mut at = offset;
            let mut waiting = BytesMut::new();
            loop {
                let next = content.next().await;
                if let Some(Ok(chunk)) = &next {
                    waiting.extend_from_slice(chunk);
                }
                let is_over = !matches!(next, Some(Ok(_)));
                while waiting.len() >= PIECE_BYTES || (is_over && !waiting.is_empty()) {
                    let piece = waiting.split_to(waiting.len().min(PIECE_BYTES)).freeze();
                    at = keep.add_piece(id, at, piece).await?;
                }
                match next {
                    Some(Ok(_)) => {}
                    Some(Err(error)) => return Err(over_room(error.into())),
                    None if at == offset => {
                        let (head, _) = keep.upload_head(id).await?.ok_or(Error::NoSuchUpload)?;
                        return if head.received == offset { Ok(at) } else { Err(Error::Conflict) };
                    }
                    None => return Ok(at),
                }
            }
        })
        .await
    }

    /// Makes a file of what arrived. The upload is over then; if the same bytes are here already, they are one file.
    ///
    /// A crash in between leaves the file, the upload, or both: finishing again ends with the same file.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchUpload`]; as [`Keep::add_file`].
    pub async fn finish_upload(&self, id: UploadId) -> Result<FileRow, Error> {
        let (head, _) = self.upload_head(id).await?.ok_or(Error::NoSuchUpload)?;
        let (keep, pieces) = (self.clone(), head.pieces);
        let mut file = NewFile::new(head.name.clone());
        file.media_type.clone_from(&head.declared);
        let head = Arc::new(head);
        let content = stream::iter(0..pieces).then(move |number| {
            let (keep, head) = (keep.clone(), Arc::clone(&head));
            async move { keep.open_piece(&head, number).await.unwrap_or_else(failing) }
        });
        let content = ByteStream::new(content.flatten());
        let row = self.add_file(file, content).await?;
        self.end_upload(id).await?;
        Ok(row)
    }

    /// Gives an upload up: what arrived goes. One that is not there is no error.
    ///
    /// # Errors
    ///
    /// The store's and the blob store's errors.
    pub async fn end_upload(&self, id: UploadId) -> Result<(), Error> {
        let keep = self.clone();
        detached(async move {
            let rows = keep.rows::<UploadRow>().await?;
            let of_it = |row: &UploadRow| match row {
                UploadRow::Head(head) => head.id == id,
                UploadRow::Piece(piece) => piece.upload == id,
            };
            keep.let_go_of(rows.into_iter().filter(of_it).collect()).await
        })
        .await
    }

    /// Ends the uploads that nobody goes on with, and what a crash left of others.
    pub(crate) async fn end_abandoned_uploads(&self) -> Result<(), Error> {
        let now = self.0.parts.clock.now();
        let mut rows = self.rows::<UploadRow>().await?;
        let live: Vec<UploadId> = rows
            .iter()
            .filter_map(|row| match row {
                UploadRow::Head(head) if head.touched.saturating_add(UPLOAD_GRACE) > now => Some(head.id),
                _ => None,
            })
            .collect();
        rows.retain(|row| match row {
            UploadRow::Head(head) => !live.contains(&head.id),
            UploadRow::Piece(piece) => !live.contains(&piece.upload),
        });
        self.let_go_of(rows).await
    }

    /// Deletes rows of uploads, heads first, and the blobs that they name.
    async fn let_go_of(&self, mut rows: Vec<UploadRow>) -> Result<(), Error> {
        rows.sort_by_key(|row| matches!(row, UploadRow::Piece(_)));
        for some in rows.chunks(AT_ONCE) {
            let blobs: Vec<BlobId> = some.iter().filter_map(UploadRow::blob).collect();
            let batch = some.iter().fold(RowBatch::new(), |batch, row| batch.delete::<UploadRow>(row.name()));
            self.write(blobs.iter().fold(batch, |batch, blob| batch.let_go(*blob))).await?;
            self.discard(blobs).await?;
        }
        Ok(())
    }

    async fn add_piece(&self, id: UploadId, offset: u64, bytes: Bytes) -> Result<u64, Error> {
        let (mut head, version) = self.upload_head(id).await?.ok_or(Error::NoSuchUpload)?;
        if head.received != offset {
            return Err(Error::Conflict);
        }
        let (blob, size) = (BlobId::random(), bytes.len() as u64);
        let piece = UploadPiece { upload: id, number: head.pieces, blob, size };
        let key = FileKey::from_slice(head.key.expose()).ok_or(Error::Tampered(UploadRow::WHAT))?;
        let sealed = seal_stream(&key, &self.context_of_piece(&piece), ByteStream::from_bytes(bytes));
        self.0.begin_flight(blob);
        let landed = match self.0.parts.blobs.put(blob, sealed).await {
            Ok(_) => {
                (head.received, head.pieces) = (offset + size, head.pieces + 1);
                head.touched = self.0.parts.clock.now();
                let received = head.received;
                let batch = RowBatch::new().put(&UploadRow::Head(head)).put(&UploadRow::Piece(piece));
                let batch = batch.require_at::<UploadRow>(UploadRow::head_name(id), version);
                self.write(batch).await.map(|_| received)
            }
            Err(error) => Err(error.into()),
        };
        self.0.in_flight.end(blob);
        landed
    }

    async fn open_piece(&self, head: &UploadHead, number: u32) -> Result<ByteStream, Error> {
        let found = self.row::<UploadRow>(&UploadRow::piece_name(head.id, number)).await?;
        let Some((UploadRow::Piece(piece), _)) = found else { return Err(Error::NoSuchUpload) };
        let key = FileKey::from_slice(head.key.expose()).ok_or(Error::Tampered(UploadRow::WHAT))?;
        let sealed = self.0.parts.blobs.get(piece.blob, None).await?;
        Ok(open_stream(&key, &self.context_of_piece(&piece), sealed))
    }

    fn context_of_piece(&self, piece: &UploadPiece) -> Vec<u8> {
        let space = self.space();
        let number = piece.number.to_be_bytes();
        [b"upload".as_slice(), space.as_bytes(), piece.upload.as_bytes(), &number].concat()
    }

    async fn upload_head(
        &self,
        id: UploadId,
    ) -> Result<Option<(UploadHead, backpack_store::Version)>, Error> {
        match self.row::<UploadRow>(&UploadRow::head_name(id)).await? {
            Some((UploadRow::Head(head), version)) => Ok(Some((head, version))),
            Some(_) => Err(Error::Tampered(UploadRow::WHAT)),
            None => Ok(None),
        }
    }
}

fn kept(head: &UploadHead) -> KeptUpload {
    KeptUpload {
        id: head.id,
        name: head.name.clone(),
        media_type: head.declared.clone(),
        begun: head.begun,
        touched: head.touched,
        received: head.received,
    }
}

/// Returns a stream that fails with what kept a piece from being opened.
fn failing(error: Error) -> ByteStream {
    let error = match error {
        Error::Files(error) => error,
        other => {
            backpack_files::Error::new(backpack_files::ErrorKind::Source, "read upload").with_source(other)
        }
    };
    ByteStream::new(stream::once(async move { Err(error) }))
}
