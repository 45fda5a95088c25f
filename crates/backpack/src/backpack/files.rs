//! Files: add, open, list.

use std::ops::Range;

use backpack_core::{FileId, RecordId};
use backpack_files::ByteStream;
use backpack_keep::{FileOrigin, FileRow, NewFile};
use bytes::Bytes;

use super::Backpack;
use crate::role::Operation;
use crate::{Error, ErrorKind};

impl Backpack {
    /// Adds a file from bytes in memory, by the name people know it and the media type it is said to have, if any.
    ///
    /// Cancel-safe, as [`Backpack::add_file_from`].
    ///
    /// # Errors
    ///
    /// As [`Backpack::add_file_from`].
    pub async fn add_file(
        &self,
        name: impl Into<String> + Send,
        media_type: Option<&str>,
        content: impl Into<Bytes> + Send,
    ) -> Result<FileRow, Error> {
        self.add_file_from(name, media_type, ByteStream::from_bytes(content)).await
    }

    /// Adds a file of any size from a stream, sealed in chunks as it arrives; [`ByteStream::from_reader`] makes one of
    /// any reader. The same content twice is one file: the one that was there is returned.
    ///
    /// Cancel-safe: the file is there whole, or not at all.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Full`], [`ErrorKind::Io`] also if the stream fails.
    pub async fn add_file_from(
        &self,
        name: impl Into<String> + Send,
        media_type: Option<&str>,
        content: ByteStream,
    ) -> Result<FileRow, Error> {
        self.permit(Operation::Contribute)?;
        let new = NewFile::new(name);
        let new = match media_type {
            Some(media_type) => new.with_media_type(media_type),
            None => new,
        };
        Ok(self.0.keep.add_file(new, content).await?)
    }

    /// Returns what is known of a file.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`], [`ErrorKind::Io`].
    pub async fn file(&self, id: FileId) -> Result<FileRow, Error> {
        let found = self.0.keep.file(id).await?;
        found.ok_or_else(|| Error::new(ErrorKind::NotFound("file"), "find file"))
    }

    /// Returns all files, by name.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`].
    pub async fn files(&self) -> Result<Vec<FileRow>, Error> {
        let mut files = self.0.keep.files().await?;
        files.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        Ok(files)
    }

    /// Returns the files of a record, by name: those the person attached, and those its portal sent with it.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`] if there is no such record, [`ErrorKind::Io`].
    pub async fn files_of(&self, record: RecordId) -> Result<Vec<FileRow>, Error> {
        let attached = self.record(record)?.overlay.files;
        let came_with =
            |origin: &FileOrigin| matches!(origin, FileOrigin::Portal { record: of, .. } if *of == record);
        let mut files = self.files().await?;
        files.retain(|file| attached.contains(&file.id) || file.origins.iter().any(came_with));
        Ok(files)
    }

    /// Returns what is written in a file, page by page, as far as it could be read; `None` if nothing was.
    #[expect(clippy::unused_async, reason = "the search asks it")]
    pub(crate) async fn text_of(&self, _file: FileId) -> Result<Option<Vec<String>>, Error> {
        Ok(None)
    }

    /// Opens a file's content, whole or a range of its bytes; only the chunks that hold them are read.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`], [`ErrorKind::Invalid`] if the
    /// range begins beyond the end; the stream ends with an error if the bytes were tampered with.
    pub async fn open_file(&self, id: FileId, range: Option<Range<u64>>) -> Result<ByteStream, Error> {
        Ok(self.0.keep.open_file(id, range).await?)
    }
}
