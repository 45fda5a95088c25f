//! Uploads that go on where they broke off.

use backpack_core::UploadId;
use backpack_files::ByteStream;
use backpack_keep::{FileRow, KeptUpload, NewFile};
use bytes::Bytes;

use super::no_room;
use crate::backpack::Backpack;
use crate::role::Operation;
use crate::{Error, ErrorKind};

/// A file on its way in, a part at a time: after a break or a restart it goes on where it was. No list of files has it before
/// it is finished.
#[derive(Clone, Debug)]
pub struct Upload {
    backpack: Backpack,
    kept: KeptUpload,
}

impl Backpack {
    /// Begins an upload: a file that arrives in parts, by the name people know it and the media type it is said to have.
    ///
    /// It is kept until it is finished or given up, or nobody goes on with it for
    /// [a week](backpack_keep::UPLOAD_GRACE): then the next [`Backpack::compact`] ends it.
    ///
    /// Cancel-safe: it was begun, or not.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Full`], [`ErrorKind::Io`].
    pub async fn begin_upload(
        &self,
        name: impl Into<String> + Send,
        media_type: Option<&str>,
    ) -> Result<Upload, Error> {
        self.permit(Operation::Contribute)?;
        let new = NewFile::new(name);
        let new = media_type.into_iter().fold(new, |new, media_type| new.with_media_type(media_type));
        let kept = self.0.keep.begin_upload(&new).await?;
        Ok(Upload { backpack: self.clone(), kept })
    }

    /// Returns an upload, to go on with it: also after a restart.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`], also if it was finished or given up; [`ErrorKind::Io`].
    pub async fn upload(&self, id: UploadId) -> Result<Upload, Error> {
        self.permit(Operation::Contribute)?;
        let found = self.0.keep.upload(id).await?;
        let kept = found.ok_or_else(|| Error::new(ErrorKind::NotFound("upload"), "find upload"))?;
        Ok(Upload { backpack: self.clone(), kept })
    }

    /// Returns the uploads that have not ended, the oldest first.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`].
    pub async fn uploads(&self) -> Result<Vec<KeptUpload>, Error> {
        Ok(self.0.keep.uploads().await?)
    }
}

impl Upload {
    /// Returns its id, under which [`Backpack::upload`] finds it again.
    #[must_use]
    pub const fn id(&self) -> UploadId {
        self.kept.id
    }

    /// Returns what is known of it, as of the last call.
    #[must_use]
    pub const fn kept(&self) -> &KeptUpload {
        &self.kept
    }

    /// Returns the bytes that arrived and are durable: where it goes on.
    #[must_use]
    pub const fn received(&self) -> u64 {
        self.kept.received
    }

    /// Adds bytes in memory, as [`Upload::append_from`] does.
    ///
    /// Cancel-safe, as [`Upload::append_from`].
    ///
    /// # Errors
    ///
    /// As [`Upload::append_from`].
    pub async fn append(&mut self, offset: u64, bytes: impl Into<Bytes> + Send) -> Result<u64, Error> {
        self.append_from(offset, ByteStream::from_bytes(bytes)).await
    }

    /// Adds bytes from a stream, at the place where the upload is. Returns how far it is then.
    ///
    /// What arrived before the stream broke is kept: [`Upload::received`] says where to go on. In memory are at most 8 MiB.
    ///
    /// Cancel-safe: what arrived by then may be kept; ask [`Backpack::upload`] where it goes on.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`] if it is not at `offset`, with where it is, or if there is no room for more;
    /// [`ErrorKind::NotFound`] if it ended, [`ErrorKind::Busy`] if somebody else goes on with it; [`ErrorKind::Full`];
    /// [`ErrorKind::Io`] also if the stream fails.
    pub async fn append_from(&mut self, offset: u64, content: ByteStream) -> Result<u64, Error> {
        self.backpack.permit(Operation::Contribute)?;
        self.refresh().await?;
        if self.kept.received != offset {
            let why = format!("the upload goes on at byte {}", self.kept.received);
            return Err(Error::new(ErrorKind::Invalid(why), "go on with upload"));
        }
        let appended = self.backpack.0.keep.append_upload(self.kept.id, offset, content).await;
        if let Err(error) = self.refresh().await {
            tracing::debug!(%error, "how far an upload is could not be read");
        }
        appended.map_err(no_room)
    }

    /// Makes a file of what arrived. The same content as a file that is here is that file.
    ///
    /// Cancel-safe: the upload is there still, or the file, or both; finishing again ends with the same file.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`] if it ended; as [`Backpack::add_file_from`].
    pub async fn finish(self) -> Result<FileRow, Error> {
        self.backpack.permit(Operation::Contribute)?;
        let row = self.backpack.0.keep.finish_upload(self.kept.id).await.map_err(no_room)?;
        #[cfg(feature = "extract")]
        self.backpack.read_quietly(row.id).await;
        Ok(row)
    }

    /// Gives it up: what arrived goes.
    ///
    /// Cancel-safe: it is given up, or still there.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`].
    pub async fn give_up(self) -> Result<(), Error> {
        self.backpack.permit(Operation::Contribute)?;
        Ok(self.backpack.0.keep.end_upload(self.kept.id).await?)
    }

    async fn refresh(&mut self) -> Result<(), Error> {
        self.backpack.permit(Operation::Contribute)?;
        let found = self.backpack.0.keep.upload(self.kept.id).await?;
        self.kept = found.ok_or_else(|| Error::new(ErrorKind::NotFound("upload"), "go on with upload"))?;
        Ok(())
    }
}
