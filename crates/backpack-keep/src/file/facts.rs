//! What was read out of files: facts, text and a small picture, each sealed in pieces beside the file's row.

use backpack_core::FileId;
use bytes::Bytes;

use crate::keep::{busy, detached};
use crate::row::{FactsPart, FactsRow, Row as _};
use crate::{Error, FileRow, Keep, RowBatch};

/// The bytes of one piece: sealed it stays below what a value may have.
const PIECE_BYTES: usize = 48 << 10;
/// The pieces that are written in one commit.
const AT_ONCE: usize = 16;
/// How often it is written anew because the file's row changed meanwhile.
const ATTEMPTS: usize = 16;
/// How much text is compressed.
const LEVEL: i32 = 3;

/// What was read out of a file. Whoever reads files gives it its shape; here it is bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reading {
    /// The version of what read it: a higher one reads again.
    pub reader: u32,
    /// The facts, at most 48 KiB.
    pub facts: Bytes,
    /// The text, page by page; none if nothing was read.
    pub pages: Vec<String>,
    /// A small picture; empty if there is none.
    pub picture: Bytes,
}

impl Reading {
    /// Returns facts without text or picture.
    #[must_use]
    pub fn new(reader: u32, facts: impl Into<Bytes>) -> Self {
        Self { reader, facts: facts.into(), ..Self::default() }
    }
}

/// The facts that were read out of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReadingHead {
    /// The version of what read them.
    pub reader: u32,
    /// The facts.
    pub facts: Bytes,
    /// Whether there is text.
    pub has_text: bool,
    /// Whether there is a small picture.
    pub has_picture: bool,
}

impl Keep {
    /// Keeps what was read out of a file, over what was read before. The facts land last: until then what was read before
    /// is what was read.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchFile`], also if it was removed meanwhile; [`Error::TooLarge`] for facts over 48 KiB; the store's errors.
    pub async fn put_reading(&self, file: FileId, reading: Reading) -> Result<(), Error> {
        if reading.facts.len() > PIECE_BYTES {
            return Err(Error::TooLarge(FactsRow::WHAT));
        }
        let keep = self.clone();
        detached(async move {
            let Reading { reader, facts, pages, picture } = reading;
            let pages = busy(move || packed(&pages)).await?;
            let rows = |bytes: &[u8], part: fn(u32) -> FactsPart| -> Vec<FactsRow> {
                let pieces = (0..).zip(bytes.chunks(PIECE_BYTES));
                let row = |(number, piece): (u32, &[u8])| FactsRow {
                    file,
                    part: part(number),
                    reader,
                    bytes: piece.to_vec(),
                };
                pieces.map(row).collect()
            };
            let (pages, picture) = (rows(&pages, FactsPart::Pages), rows(&picture, FactsPart::Picture));
            let part = FactsPart::Head { pages: count(&pages), picture: count(&picture) };
            let head = FactsRow { file, part, reader, bytes: facts.to_vec() };
            keep.put_pieces(&head, pages.iter().chain(&picture).collect()).await
        })
        .await
    }

    async fn put_pieces(&self, head: &FactsRow, pieces: Vec<&FactsRow>) -> Result<(), Error> {
        for _ in 0..ATTEMPTS {
            let found = self.row::<FileRow>(head.file.as_bytes()).await?;
            let (_, version) = found.ok_or(Error::NoSuchFile)?;
            for some in pieces.chunks(AT_ONCE) {
                self.write(some.iter().fold(RowBatch::new(), |batch, piece| batch.put(*piece))).await?;
            }
            // What the head before named and this one does not goes.
            let mut stale = self.facts_names(head.file).await?;
            stale.retain(|name| *name != head.name() && pieces.iter().all(|piece| piece.name() != *name));
            let batch = stale.into_iter().fold(RowBatch::new(), |batch, name| batch.delete::<FactsRow>(name));
            let batch = batch.put(head).require_at::<FileRow>(head.file.as_bytes(), version);
            match self.write(batch).await {
                Err(Error::Conflict) => {}
                written => return written.map(drop),
            }
        }
        Err(Error::Busy)
    }

    /// Returns the facts that were read out of a file; `None` if it was not read yet.
    ///
    /// # Errors
    ///
    /// As [`Keep::row`].
    pub async fn reading(&self, file: FileId) -> Result<Option<ReadingHead>, Error> {
        Ok(self.facts_head(file).await?.map(|(row, pages, picture)| ReadingHead {
            reader: row.reader,
            facts: row.bytes.into(),
            has_text: pages > 0,
            has_picture: picture > 0,
        }))
    }

    /// Returns the text that was read out of a file, page by page; `None` if none was.
    ///
    /// # Errors
    ///
    /// As [`Keep::row`].
    pub async fn pages_of(&self, file: FileId) -> Result<Option<Vec<String>>, Error> {
        let Some((head, pages, _)) = self.facts_head(file).await? else { return Ok(None) };
        match self.facts_pieces(&head, pages, FactsPart::Pages).await? {
            Some(packed) => busy(move || unpacked(&packed)).await.map(Some),
            None => Ok(None),
        }
    }

    /// Returns the small picture of a file; `None` if there is none.
    ///
    /// # Errors
    ///
    /// As [`Keep::row`].
    pub async fn picture_of(&self, file: FileId) -> Result<Option<Bytes>, Error> {
        let Some((head, _, picture)) = self.facts_head(file).await? else { return Ok(None) };
        Ok(self.facts_pieces(&head, picture, FactsPart::Picture).await?.map(Bytes::from))
    }

    async fn facts_head(&self, file: FileId) -> Result<Option<(FactsRow, u32, u32)>, Error> {
        let name = FactsRow::name_of(file, FactsPart::Head { pages: 0, picture: 0 });
        Ok(match self.row::<FactsRow>(&name).await? {
            Some((row, _)) => match row.part {
                FactsPart::Head { pages, picture } => Some((row, pages, picture)),
                _ => return Err(Error::Tampered(FactsRow::WHAT)),
            },
            None => None,
        })
    }

    /// Returns what the pieces hold; `None` if there are none, or if they are being written anew.
    async fn facts_pieces(
        &self,
        head: &FactsRow,
        count: u32,
        part: fn(u32) -> FactsPart,
    ) -> Result<Option<Vec<u8>>, Error> {
        let mut bytes = Vec::new();
        for number in 0..count {
            let found = self.row::<FactsRow>(&FactsRow::name_of(head.file, part(number))).await?;
            match found {
                Some((piece, _)) if piece.reader == head.reader => bytes.extend_from_slice(&piece.bytes),
                _ => return Ok(None),
            }
        }
        Ok((count > 0).then_some(bytes))
    }

    /// Deletes what was read out of a file along with what the batch does.
    pub(crate) async fn without_reading(&self, batch: RowBatch, file: FileId) -> Result<RowBatch, Error> {
        let names = self.facts_names(file).await?;
        Ok(names.into_iter().fold(batch, |batch, name| batch.delete::<FactsRow>(name)))
    }

    /// Returns the names of all pieces that a file's head names, and its own.
    async fn facts_names(&self, file: FileId) -> Result<Vec<Vec<u8>>, Error> {
        let Some((head, pages, picture)) = self.facts_head(file).await? else { return Ok(Vec::new()) };
        let parts = (0..pages).map(FactsPart::Pages).chain((0..picture).map(FactsPart::Picture));
        Ok(parts.chain([head.part]).map(|part| FactsRow::name_of(file, part)).collect())
    }
}

fn count(rows: &[FactsRow]) -> u32 {
    u32::try_from(rows.len()).unwrap_or(u32::MAX)
}

/// Returns pages as compressed bytes; none for no pages.
fn packed(pages: &[String]) -> Result<Vec<u8>, Error> {
    if pages.is_empty() {
        return Ok(Vec::new());
    }
    let plain = postcard::to_allocvec(pages).map_err(|_| Error::TooLarge(FactsRow::WHAT))?;
    zstd::encode_all(plain.as_slice(), LEVEL).map_err(|_| Error::TooLarge(FactsRow::WHAT))
}

fn unpacked(packed: &[u8]) -> Result<Vec<String>, Error> {
    let damaged = || Error::Tampered(FactsRow::WHAT);
    let plain = zstd::decode_all(packed).map_err(|_| damaged())?;
    postcard::from_bytes(&plain).map_err(|_| damaged())
}
