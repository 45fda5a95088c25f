//! What files say of themselves, read once and kept.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use backpack_core::FileId;
use backpack_extract::{Content, Extracted, Facts, Limits, VERSION, extract};
use backpack_keep::Reading;
use bytes::Bytes;
use tokio::sync::Semaphore;

use super::super::Backpack;
use crate::{Error, ErrorKind};

const OPERATION: &str = "read file";
/// How many files are read at a time in this process: each may take its limits' memory.
static READERS: Semaphore = Semaphore::const_new(2);
/// The longest that one file is read.
const LONGEST: Duration = Duration::from_secs(20);

/// A small picture of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Thumbnail {
    /// Its bytes: the longer edge has at most 512 pixels, and there is nothing in it but pixels.
    pub bytes: Bytes,
    /// `image/jpeg` or `image/png`.
    pub media_type: &'static str,
}

/// What [`Backpack::read_files`] did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct FilesRead {
    /// Files that were read.
    pub read: u64,
    /// Files whose bytes are missing or damaged; [`Backpack::verify_with`] says more.
    pub failed: u64,
}

impl Backpack {
    /// Returns what a file says of itself: pages, size, dates, headers, and why something is missing. It is read now if it
    /// was not read before, or by an older version of this library.
    ///
    /// Cancel-safe: what was read is kept, or it is read again.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`], [`ErrorKind::Damaged`] if its bytes were altered, [`ErrorKind::Full`], [`ErrorKind::Io`].
    pub async fn file_facts(&self, id: FileId) -> Result<Facts, Error> {
        if let Some(facts) = self.facts_kept(id).await? {
            return Ok(facts);
        }
        let Extracted { facts, pages, picture, .. } = self.extract(id).await?;
        // It always can be written down: it is plain values.
        let bytes = postcard::to_allocvec(&facts).map_err(|_| Error::new(ErrorKind::Io, OPERATION))?;
        let mut reading = Reading::new(VERSION, bytes);
        reading.pages = pages;
        reading.picture = picture.map(|picture| picture.bytes.into()).unwrap_or_default();
        self.0.keep.put_reading(id, reading).await?;
        Ok(facts)
    }

    /// Returns what is written in a file, page by page; `None` if nothing is, or nothing could be read: then
    /// [`Facts::why_not`] says why.
    ///
    /// Cancel-safe, as [`Backpack::file_facts`].
    ///
    /// # Errors
    ///
    /// As [`Backpack::file_facts`].
    pub async fn file_text(&self, id: FileId) -> Result<Option<Vec<String>>, Error> {
        self.text_of(id).await
    }

    /// Returns a small picture of a file: of an image, or of the first page of a PDF; `None` if there is none.
    ///
    /// Cancel-safe, as [`Backpack::file_facts`].
    ///
    /// # Errors
    ///
    /// As [`Backpack::file_facts`].
    pub async fn thumbnail(&self, id: FileId) -> Result<Option<Thumbnail>, Error> {
        self.file_facts(id).await?;
        Ok(self.0.keep.picture_of(id).await?.map(|bytes| {
            let media_type = if bytes.starts_with(b"\x89PNG") { "image/png" } else { "image/jpeg" };
            Thumbnail { bytes, media_type }
        }))
    }

    /// Reads every file that was not read yet, or by an older version of this library: what portals sent, and what a crash
    /// kept from being read. Call it when there is time.
    ///
    /// Cancel-safe: what was read by then is kept.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Full`], [`ErrorKind::Closed`], [`ErrorKind::Io`]; a file that is damaged ends nothing.
    pub async fn read_files(&self) -> Result<FilesRead, Error> {
        let mut done = FilesRead::default();
        for file in self.files().await? {
            if self.facts_kept(file.id).await?.is_some() {
                continue;
            }
            match self.file_facts(file.id).await {
                Ok(_) => done.read += 1,
                Err(error) => match error.kind() {
                    ErrorKind::Damaged | ErrorKind::NotFound(_) => done.failed += 1,
                    _ => return Err(error),
                },
            }
        }
        Ok(done)
    }

    /// Reads a file that was just added. What keeps it from being read is met again when it is asked for.
    pub(super) async fn read_quietly(&self, id: FileId) {
        if let Err(error) = self.file_facts(id).await {
            tracing::debug!(%error, "a file that was added could not be read");
        }
    }

    /// Returns the facts that are kept, if they are those of this version.
    async fn facts_kept(&self, id: FileId) -> Result<Option<Facts>, Error> {
        let head = self.0.keep.reading(id).await?;
        let current = head.filter(|head| head.reader >= VERSION);
        Ok(current.and_then(|head| postcard::from_bytes(&head.facts).ok()))
    }

    async fn extract(&self, id: FileId) -> Result<Extracted, Error> {
        let file = self.file(id).await?;
        // Nobody closes it.
        let _turn = READERS.acquire().await.map_err(|_| Error::new(ErrorKind::Closed, OPERATION))?;
        let limits = Limits::new();
        let wanted = Content::wanted(file.size, &limits);
        let bytes = match wanted {
            0 => Bytes::new(),
            wanted => self.open_file(id, Some(0..wanted)).await?.collect().await?,
        };
        let content = Content::new(Vec::from(bytes), file.size, file.sniffed.as_deref());
        let given_up = GivenUp::default();
        let (clock, dropped) = (Arc::clone(&self.0.context.clock), Arc::clone(&given_up.0));
        let until = clock.now().saturating_add(LONGEST);
        let work =
            move || extract(&content, &limits, &|| dropped.load(Ordering::Relaxed) || clock.now() > until);
        // A thread ends without an answer only when its runtime ends.
        tokio::task::spawn_blocking(work).await.map_err(|_| Error::new(ErrorKind::Closed, OPERATION))
    }
}

/// Tells the thread that reads when nobody waits for it any more.
#[derive(Default)]
struct GivenUp(Arc<AtomicBool>);

impl Drop for GivenUp {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}
