//! Reading what is to be found: bodies of records, names and pages of files.

use backpack_core::{FileId, RecordId};
use backpack_keep::Error as KeepError;
use backpack_search::{Field, Segment, SegmentBuilder, Sort, Subject};

use super::load::{Piece, Stored};
use super::texts::texts_of_record;
use crate::{Backpack, Error, ErrorKind};

/// How many bodies are in memory at a time.
const READ_AT_ONCE: usize = 256;

impl Backpack {
    /// Reads records and files, and makes a piece of them.
    pub(super) async fn piece_of(&self, batch: &[(u64, Subject)]) -> Result<Piece, Error> {
        let mut builder = SegmentBuilder::new();
        for chunk in batch.chunks(READ_AT_ONCE) {
            let mut read = Vec::with_capacity(chunk.len());
            for (_, subject) in chunk {
                read.push((*subject, self.read(*subject).await?));
            }
            let work = move || {
                for (subject, texts) in read {
                    builder.begin(subject);
                    texts.add_to(&mut builder, subject);
                }
                Ok(builder)
            };
            builder = aside(work).await?;
        }
        aside(move || piece(builder.finish()?)).await
    }

    /// Returns what is written in a record or file; nothing if it is gone or its bytes are lost.
    async fn read(&self, subject: Subject) -> Result<Texts, Error> {
        match subject.sort {
            Sort::Record => {
                let id = RecordId::from_bytes(subject.id);
                let Ok(record) = self.record(id) else { return Ok(Texts::None) };
                let body = match self.keep().body(id).await {
                    Ok(body) => body,
                    // What is damaged is a verification's to tell; the rest of it is found all the same.
                    Err(KeepError::Tampered(_) | KeepError::NoSuchVersion) => bytes::Bytes::new(),
                    Err(KeepError::NoSuchRecord) => return Ok(Texts::None),
                    Err(error) => return Err(error.into()),
                };
                Ok(Texts::Record(Box::new(record), body))
            }
            Sort::File => {
                let id = FileId::from_bytes(subject.id);
                let Some(row) = self.keep().file(id).await? else { return Ok(Texts::None) };
                let pages = self.pages_of(id).await?;
                Ok(Texts::File(row.name, row.caption, pages))
            }
        }
    }

    /// Returns the text of a file, page by page; nothing if it has none or its bytes are lost.
    pub(crate) async fn pages_of(&self, id: FileId) -> Result<Vec<String>, Error> {
        match self.text_of(id).await {
            Ok(pages) => Ok(pages.unwrap_or_default()),
            Err(error) if matches!(error.kind(), ErrorKind::Damaged | ErrorKind::NotFound(_)) => {
                Ok(Vec::new())
            }
            Err(error) => Err(error),
        }
    }
}

/// What was read.
enum Texts {
    None,
    Record(Box<crate::Record>, bytes::Bytes),
    /// Its name, what the person wrote beneath it, its pages.
    File(String, Option<String>, Vec<String>),
}

impl Texts {
    fn add_to(&self, builder: &mut SegmentBuilder, subject: Subject) {
        match self {
            Self::None => {}
            Self::Record(record, body) => {
                for (field, text) in texts_of_record(record, body) {
                    builder.add(subject, 0, field, &text);
                }
            }
            Self::File(name, caption, pages) => {
                builder.add(subject, 0, Field::Title, name);
                if let Some(caption) = caption {
                    builder.add(subject, 0, Field::Note, caption);
                }
                for (page, text) in (1_u32..).zip(pages) {
                    builder.add(subject, page, Field::File, text);
                }
            }
        }
    }
}

/// Returns a piece that is not kept yet.
pub(super) fn piece(bytes: Vec<u8>) -> Result<Piece, backpack_search::Error> {
    let segment = Segment::from_bytes(&bytes)?;
    Ok(Piece::new(segment, bytes.len(), Stored::NotYet(bytes.into())))
}

/// Runs work where it holds up nothing else.
pub(super) async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, backpack_search::Error> + Send + 'static,
) -> Result<T, Error> {
    // A thread ends without an answer only when its runtime ends.
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|_| Error::new(ErrorKind::Closed, "search"))?
        .map_err(|error| Error::new(ErrorKind::Invalid(error.to_string()), "search"))
}
