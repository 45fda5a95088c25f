//! Files: sealed bytes in the blob store, and a row that knows their key.

mod ahead;
mod bytes;
mod change;
mod facts;
mod new;
mod room;
mod upload;

use std::ops::Range;
use std::sync::Arc;

use backpack_core::{BlobId, FileId, SecretBytes, SpaceId};
use backpack_files::{
    ByteStream, ErrorKind, FileKey, Measured, measure, open_range, open_stream, safe_name, seal_padded_stream,
};

use backpack_record::Actor;

use self::ahead::ahead;
use crate::keep::detached;
use crate::row::AddressRow;
use crate::{Act, Error, FileOrigin, FileRow, Keep, Row as _, RowBatch};

pub use facts::{Reading, ReadingHead};
pub use new::{Description, NewFile};
pub use room::{Room, Turn as RoomTurn};
pub use upload::{KeptUpload, UPLOAD_GRACE};

/// How often a file's row is written anew because another writer changed it.
const ATTEMPTS: usize = 16;

impl Keep {
    /// Adds a file: streamed, padded, sealed in chunks under a key of its own. The same bytes twice are one file, stored once.
    ///
    /// The bytes come first and the row after; a crash in between leaves a blob that [`Keep::sweep`] removes.
    /// The future may be dropped at any time; the file is then added all the same, or not at all.
    ///
    /// A file of the person's is added where there is [room](crate::Parts::room) for it; bytes that are here already take
    /// none. What a portal sent counts, and is kept all the same.
    ///
    /// # Errors
    ///
    /// [`Error::TooLarge`] if it would take more than the room that is left, and nothing of it is kept then; the stream's and the blob store's errors as [`Error::Files`]; the store's errors.
    pub async fn add_file(&self, file: NewFile, content: ByteStream) -> Result<FileRow, Error> {
        self.may_write()?;
        let room = self.0.parts.room.clone().filter(|_| file.origin == FileOrigin::Person);
        let Some(room) = room else { return self.add_file_into(None, file, content).await };
        let most = self.largest_addition().await?.unwrap_or(u64::MAX);
        self.add_file_into(Some(room), file, content.limited(most)).await.map_err(over_room)
    }

    /// Returns how large a file may be that is added now: what is larger than the room, and than all that is here, is no
    /// file that is here either, and need not be read on. `None` if there is no limit.
    pub(crate) async fn largest_addition(&self) -> Result<Option<u64>, Error> {
        let Some(room) = &self.0.parts.room else { return Ok(None) };
        let left = room.turn(self).await?.left;
        Ok(Some(left.max(self.file_bytes().await?.largest)))
    }

    async fn add_file_into(
        &self,
        room: Option<Arc<dyn Room>>,
        file: NewFile,
        content: ByteStream,
    ) -> Result<FileRow, Error> {
        let keep = self.clone();
        detached(async move {
            keep.0.check_open()?;
            let blob = BlobId::random();
            keep.0.begin_flight(blob);
            let added = keep.store_file(room, file, content, blob).await;
            // Where the row's commit failed it may have landed all the same: such a blob is a sweep's to judge.
            let is_spare = match &added {
                Ok(row) => row.blob != blob,
                Err(error) => matches!(error, Error::TooLarge(FileRow::WHAT)),
            };
            if is_spare && let Err(error) = keep.0.parts.blobs.delete(blob).await {
                // A sweep will find it.
                tracing::debug!(%error, "a blob that nothing names could not be removed");
            }
            keep.0.in_flight.end(blob);
            added
        })
        .await
    }

    /// Returns a file.
    ///
    /// # Errors
    ///
    /// As [`Keep::row`].
    pub async fn file(&self, id: FileId) -> Result<Option<FileRow>, Error> {
        Ok(self.row(id.as_bytes()).await?.map(|(row, _)| row))
    }

    /// Returns every file, in no order that means anything.
    ///
    /// # Errors
    ///
    /// As [`Keep::rows`].
    pub async fn files(&self) -> Result<Vec<FileRow>, Error> {
        self.rows().await
    }

    /// Opens a file's bytes: all of them, or a range that is cut at the end. The stream ends early if they were altered.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchFile`]; the blob store's errors.
    pub async fn open_file(&self, id: FileId, range: Option<Range<u64>>) -> Result<ByteStream, Error> {
        let mut row = self.file(id).await?.ok_or(Error::NoSuchFile)?;
        for _ in 0..ATTEMPTS {
            let error = match self.open_bytes(&row, range.clone()).await {
                Err(Error::Files(error)) if *error.kind() == ErrorKind::NotFound => error,
                opened => return opened,
            };
            // It may have got a new key since, and its bytes with it a new place.
            self.refresh().await?;
            let now = self.file(id).await?.ok_or(Error::NoSuchFile)?;
            if now.blob == row.blob {
                return Err(error.into());
            }
            row = now;
        }
        Err(Error::Busy)
    }

    /// Opens the bytes that a row names.
    pub(crate) async fn open_bytes(
        &self,
        row: &FileRow,
        range: Option<Range<u64>>,
    ) -> Result<ByteStream, Error> {
        let key = FileKey::from_slice(row.key.expose()).ok_or(Error::Tampered(FileRow::WHAT))?;
        let context = self.context_of(row.id);
        let blobs = &*self.0.parts.blobs;
        Ok(match range {
            None => open_stream(&key, &context, blobs.get(row.blob, None).await?),
            Some(range) => open_range(blobs, row.blob, &key, &context, row.size, range).await?,
        })
    }

    async fn store_file(
        &self,
        room: Option<Arc<dyn Room>>,
        file: NewFile,
        content: ByteStream,
        blob: BlobId,
    ) -> Result<FileRow, Error> {
        let inner = &self.0;
        let key_epoch = inner.parts.keys.newest_epoch();
        let (id, key) = (FileId::random(), FileKey::random());
        let (content, measurement) = measure(content, inner.parts.keys.content_address());
        // Measured, sealed and written by three at once.
        let sealed = seal_padded_stream(&key, &self.context_of(id), ahead(content));
        inner.parts.blobs.put(blob, ahead(sealed)).await?;
        let measured = measurement.finish().ok_or(Error::Tampered(FileRow::WHAT))?;
        let mut row = self.new_row(&file, id, (&key, key_epoch), blob, &measured);
        file.description.put_on(&mut row);
        for _ in 0..ATTEMPTS {
            if let Some(known) = self.with_origin(&measured, &file.origin).await? {
                return Ok(known);
            }
            let turn = match &room {
                Some(room) => Some(room.turn(self).await?),
                None => None,
            };
            if turn.as_ref().is_some_and(|turn| turn.left < row.size) {
                return Err(Error::TooLarge(FileRow::WHAT));
            }
            let address = AddressRow { address: measured.content_address, file: id };
            let batch = self.added(&row).put(&address).require_absent::<AddressRow>(address.name());
            match self.write(batch).await {
                Ok(_) => return Ok(row),
                Err(Error::Conflict) => {}
                // The sweep of another process may have condemned the blob: its bytes go under another id. If nobody gets
                // to name that either, a sweep finds it.
                Err(Error::Busy) => {
                    row.blob = BlobId::random();
                    self.put_again(blob, row.blob).await?;
                }
                Err(error) => return Err(error),
            }
        }
        Err(Error::Busy)
    }

    /// Stores a blob once more under another id.
    async fn put_again(&self, blob: BlobId, other: BlobId) -> Result<(), Error> {
        let blobs = &self.0.parts.blobs;
        match blobs.get(blob, None).await {
            // It is removed by now: whoever adds the file adds it again.
            Err(error) if *error.kind() == ErrorKind::NotFound => Err(Error::Busy),
            found => Ok(blobs.put(other, found?).await.map(drop)?),
        }
    }

    /// Writes a file's row, and tells who brought the file: the last of its origins.
    fn added(&self, row: &FileRow) -> RowBatch {
        let actor = match row.origins.last() {
            Some(FileOrigin::Portal { connection, .. }) => Actor::Connection(*connection),
            _ => self.actor(),
        };
        RowBatch::new().put(row).act(actor, Act::FileAdded(row.id))
    }

    fn new_row(
        &self,
        file: &NewFile,
        id: FileId,
        (key, key_epoch): (&FileKey, u32),
        blob: BlobId,
        measured: &Measured,
    ) -> FileRow {
        FileRow {
            id,
            name: safe_name(&file.name),
            declared: file.media_type.clone(),
            sniffed: measured.sniffed.map(str::to_owned),
            size: measured.size,
            sha1: measured.sha1,
            added: self.0.parts.clock.now(),
            origins: vec![file.origin.clone()],
            address: measured.content_address,
            blob,
            key: SecretBytes::new(key.expose().to_vec()),
            key_epoch,
            caption: None,
            taken: None,
        }
    }

    /// Returns the file that has these bytes already, with one more origin.
    async fn with_origin(&self, measured: &Measured, origin: &FileOrigin) -> Result<Option<FileRow>, Error> {
        let Some((address, _)) = self.row::<AddressRow>(&measured.content_address).await? else {
            return Ok(None);
        };
        for _ in 0..ATTEMPTS {
            let known = self.row::<FileRow>(address.file.as_bytes()).await?;
            let Some((mut row, version)) = known else { return Ok(None) };
            if row.origins.contains(origin) {
                return Ok(Some(row));
            }
            row.origins.push(origin.clone());
            let batch = self.added(&row).require_at::<FileRow>(row.name(), version);
            match self.write(batch).await {
                Ok(_) => return Ok(Some(row)),
                Err(Error::Conflict) => {}
                Err(error) => return Err(error),
            }
        }
        Err(Error::Busy)
    }

    pub(crate) fn context_of(&self, id: FileId) -> Vec<u8> {
        context_of(self.space(), id)
    }
}

/// A stream that was cut at the room says that the file is too large.
pub(crate) fn over_room(error: Error) -> Error {
    // Blob stores say what failed, and beneath it why.
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(&error);
    while let Some(found) = cause {
        let files = match found.downcast_ref::<Error>() {
            Some(Error::Files(files)) => Some(files),
            _ => found.downcast_ref::<backpack_files::Error>(),
        };
        if files.is_some_and(|files| *files.kind() == ErrorKind::TooLarge) {
            return Error::TooLarge(FileRow::WHAT);
        }
        cause = found.source();
    }
    error
}

/// What a file's bytes are bound to, beside their key: the space and the file.
pub(crate) fn context_of(space: SpaceId, id: FileId) -> Vec<u8> {
    [b"file".as_slice(), space.as_bytes(), id.as_bytes()].concat()
}
