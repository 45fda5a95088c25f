//! Files: add, open, list, describe, remove.

#[cfg(feature = "extract")]
mod reading;
#[cfg(feature = "extract")]
mod share;
#[cfg(feature = "extract")]
mod study;
#[cfg(feature = "extract")]
mod study_zip;
mod upload;

use std::ops::Range;

use backpack_core::{FileId, RecordId};
use backpack_files::{ByteStream, MediaType};
use backpack_keep::{Act, Description, FileOrigin, FileRow, NewFile, RowBatch};
use backpack_record::{OverlayChange, OverlayEvent, PartialDate, Precision};
use bytes::Bytes;

use super::Backpack;
use crate::role::Operation;
use crate::{Error, ErrorKind};

#[cfg(feature = "extract")]
pub use reading::{FilesRead, Thumbnail};
#[cfg(feature = "extract")]
pub use study::{AddedStudy, Instance, Series, Shelved, Study, StudyFile};
#[cfg(feature = "extract")]
pub use study_zip::NotUnpacked;
pub use upload::Upload;

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
    /// With the feature `extract` it is then read, so that facts, text and a small picture of it are there; whatever keeps it
    /// from being read keeps nobody from adding it.
    ///
    /// Cancel-safe: the file is there whole, or not at all. If it was not read by then, it is when it is first asked for.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`] if there is [no room](crate::Options::with_file_bytes) for it among the account's files;
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
        self.add_new(new, content).await
    }

    /// Adds a file, with what the person says of it.
    ///
    /// Cancel-safe, as [`Backpack::add_file_from`].
    ///
    /// # Errors
    ///
    /// As [`Backpack::add_file_from`], and [`ErrorKind::Invalid`] for a description that [`Backpack::describe_file`] refuses.
    pub async fn add_described(
        &self,
        description: Description,
        media_type: Option<&str>,
        content: ByteStream,
    ) -> Result<FileRow, Error> {
        self.permit(Operation::Contribute)?;
        check(&description)?;
        let new = NewFile::new(description.name.clone().unwrap_or_default()).described(description);
        let new = media_type.into_iter().fold(new, |new, media_type| new.with_media_type(media_type));
        self.add_new(new, content).await
    }

    async fn add_new(&self, new: NewFile, content: ByteStream) -> Result<FileRow, Error> {
        let row = self.0.keep.add_file(new, content).await.map_err(no_room)?;
        #[cfg(feature = "extract")]
        self.read_quietly(row.id).await;
        Ok(row)
    }

    /// Renames a file, or says what it shows and when that was taken. Returns it as it is then.
    ///
    /// Cancel-safe: the old or the new is kept, whole.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`]; [`ErrorKind::Invalid`] for a blank name, a caption over 2,000 characters and a date that is
    /// none or has a time; [`ErrorKind::Full`], [`ErrorKind::Io`].
    pub async fn describe_file(&self, id: FileId, description: Description) -> Result<FileRow, Error> {
        self.permit(Operation::Correct)?;
        check(&description)?;
        Ok(self.0.keep.describe_file(id, &description).await?)
    }

    /// Removes a file for good: it is taken off every record, and off the person whose photo it is; what was read out of it
    /// goes, and then its bytes. What a portal sent is not fetched again.
    ///
    /// Cancel-safe: a dropped call leaves the file, some records perhaps without it, or none of it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`], [`ErrorKind::Full`], [`ErrorKind::Io`].
    pub async fn remove_file(&self, id: FileId) -> Result<(), Error> {
        self.permit(Operation::Correct)?;
        self.file(id).await?;
        let (keep, now) = (&self.0.keep, self.0.context.clock.now());
        let events: Vec<OverlayEvent> = keep.catalog(|catalog| {
            let tied = catalog.records().filter(|record| record.overlay().files.contains(&id));
            let event = |record: backpack_keep::Record<'_>| {
                let change = OverlayChange::Detached(id);
                OverlayEvent::new(record.id(), keep.actor(), now, change).after(record.overlay())
            };
            tied.map(event).collect()
        });
        if !events.is_empty() {
            keep.append(events).await?;
        }
        let mut person = keep.person().await?;
        if person.profile.photo == Some(id) {
            person.profile.photo = None;
            let batch = RowBatch::new().put(&person).act(keep.actor(), Act::PersonDescribed);
            keep.write(batch).await?;
        }
        Ok(keep.remove_file(id).await?)
    }

    /// Returns the records that a file belongs to: those it was attached to, and those a portal sent it with.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`], [`ErrorKind::Io`].
    pub async fn records_of(&self, file: FileId) -> Result<Vec<RecordId>, Error> {
        let row = self.file(file).await?;
        let mut records: Vec<RecordId> = self.0.keep.catalog(|catalog| {
            let sent = row.origins.iter().filter_map(|origin| match origin {
                FileOrigin::Portal { record, .. } => Some(*record),
                _ => None,
            });
            let sent = sent.filter(|record| catalog.record(*record).is_some());
            let tied = catalog.records().filter(|record| record.overlay().files.contains(&file));
            sent.chain(tied.map(|record| record.id())).collect()
        });
        records.sort_unstable();
        records.dedup();
        Ok(records)
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
    pub(crate) async fn text_of(&self, file: FileId) -> Result<Option<Vec<String>>, Error> {
        #[cfg(feature = "extract")]
        self.file_facts(file).await?;
        Ok(self.0.keep.pages_of(file).await?)
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

/// What a file was declared to be beside what its first bytes show; [`MediaType::agrees`] says whether both can be true.
/// That they do not is nothing but a fact to show.
#[must_use]
pub fn media_type_of(file: &FileRow) -> MediaType {
    MediaType::from_sniffed(file.declared.as_deref(), file.sniffed.as_deref())
}

/// The longest caption, in characters.
const MOST_CAPTION: usize = 2_000;

fn check(description: &Description) -> Result<(), Error> {
    let taken = description.taken.as_deref().filter(|taken| !taken.is_empty()).map(PartialDate::parse);
    let wrong = match taken {
        _ if description.name.as_ref().is_some_and(|name| name.trim().is_empty()) => "the name is blank",
        _ if description.caption.as_ref().is_some_and(|text| text.chars().count() > MOST_CAPTION) => {
            "the caption is too long"
        }
        Some(Err(_)) => "the date is no date",
        Some(Ok(date)) if date.precision() == Precision::Time => "the date has a time",
        _ => return Ok(()),
    };
    Err(Error::new(ErrorKind::Invalid(wrong.to_owned()), "describe file"))
}

/// A file for which there is no room.
fn no_room(error: backpack_keep::Error) -> Error {
    match error {
        backpack_keep::Error::TooLarge("file") => {
            let why = "the files of the account would take more room than they may";
            Error::new(ErrorKind::Invalid(why.to_owned()), "add file").with_source(error)
        }
        other => other.into(),
    }
}
