//! Parts on their way out of an archive: a thread reads and checks, a few pieces ahead of who uses them.

use std::collections::HashSet;
use std::io::Read;
use std::sync::Arc;

use backpack_files::ByteStream;
use bytes::Bytes;
use futures_util::stream;
use sha2::{Digest as _, Sha256};
use tokio::sync::Mutex;
use tokio::sync::mpsc::{Receiver, Sender, channel};

use crate::Error;
use crate::about::{About, FORMAT, Manifest, Part, WHAT};
use crate::layout::{self, MOST_BYTES, MOST_PARTS};
use crate::text::Digest;

/// How many pieces may wait.
const PIECES: usize = 4;
/// How much is read at a time.
const PIECE_BYTES: usize = 256 << 10;

enum Piece {
    Part { path: String, bytes: u64 },
    Bytes(Bytes),
    End(Box<(Manifest, Digest<32>)>),
    Failed(Error),
}

/// The end where parts come out.
pub(crate) struct Parts {
    pieces: Arc<Mutex<Receiver<Piece>>>,
    /// A part that was looked at and not taken.
    ahead: Option<Found>,
    /// The bytes of the part at hand that were not read.
    left: u64,
}

/// What was found next.
pub(crate) enum Found {
    Part { path: String, bytes: u64 },
    End(Box<(Manifest, Digest<32>)>),
}

/// Who reads: sends what it finds, checked as far as it can be while reading.
pub(crate) struct Reader {
    pieces: Sender<Piece>,
    seen: HashSet<String>,
    parts: Vec<Part>,
    about: Option<About>,
}

impl Parts {
    /// Begins; `read` runs in a thread of its own.
    pub(crate) fn open(read: impl FnOnce(&mut Reader) -> Result<(), Error> + Send + 'static) -> Self {
        let (pieces, waiting) = channel(PIECES);
        tokio::task::spawn_blocking(move || {
            let mut reader = Reader { pieces, seen: HashSet::new(), parts: Vec::new(), about: None };
            if let Err(error) = read(&mut reader) {
                // Whoever gave up does not need to be told.
                drop(reader.pieces.blocking_send(Piece::Failed(error)));
            }
        });
        Self { pieces: Arc::new(Mutex::new(waiting)), ahead: None, left: 0 }
    }

    /// Returns the next part, or the end.
    pub(crate) async fn next(&mut self) -> Result<Found, Error> {
        if let Some(found) = self.ahead.take() {
            if let Found::Part { bytes, .. } = &found {
                self.left = *bytes;
            }
            return Ok(found);
        }
        match self.receive().await? {
            Piece::Part { path, bytes } => {
                self.left = bytes;
                Ok(Found::Part { path, bytes })
            }
            Piece::End(end) => Ok(Found::End(end)),
            Piece::Bytes(_) | Piece::Failed(_) => Err(Error::NotAnArchive),
        }
    }

    /// Gives a part back that belongs to something else; its bytes must not have been read.
    pub(crate) fn put_back(&mut self, found: Found) {
        self.ahead = Some(found);
    }

    /// Returns the bytes of the part at hand.
    pub(crate) async fn bytes(&mut self) -> Result<Vec<u8>, Error> {
        if self.left > MOST_BYTES {
            return Err(Error::TooLarge("a part"));
        }
        let mut all = Vec::with_capacity(usize::try_from(self.left).unwrap_or_default());
        while self.left > 0 {
            let Piece::Bytes(piece) = self.receive().await? else { return Err(Error::NotAnArchive) };
            self.left = self.left.saturating_sub(piece.len() as u64);
            all.extend_from_slice(&piece);
        }
        Ok(all)
    }

    /// Returns the bytes of the part at hand as a stream, to be read to its end before the next part.
    pub(crate) fn stream(&mut self) -> ByteStream {
        let left = std::mem::take(&mut self.left);
        let state = (Arc::clone(&self.pieces), left);
        ByteStream::new(stream::try_unfold(state, |(pieces, left)| async move {
            if left == 0 {
                return Ok(None);
            }
            let piece = pieces.lock().await.recv().await;
            match piece {
                Some(Piece::Bytes(piece)) => {
                    let left = left.saturating_sub(piece.len() as u64);
                    Ok(Some((piece, (pieces, left))))
                }
                Some(Piece::Failed(error)) => {
                    Err(backpack_files::Error::new(backpack_files::ErrorKind::Source, "read archive")
                        .with_source(error))
                }
                _ => Err(backpack_files::Error::new(backpack_files::ErrorKind::Source, "read archive")),
            }
        }))
    }

    async fn receive(&self) -> Result<Piece, Error> {
        match self.pieces.lock().await.recv().await {
            Some(Piece::Failed(error)) => Err(error),
            Some(piece) => Ok(piece),
            None => Err(Error::NotAnArchive),
        }
    }
}

impl Reader {
    /// Passes one part on. Its size and its hash are taken as they are; the end compares them with the manifest.
    pub(crate) fn part(&mut self, path: &str, bytes: u64, content: &mut dyn Read) -> Result<(), Error> {
        layout::sort_of(path)?;
        if !self.seen.insert(path.to_owned()) {
            return Err(Error::damaged(path));
        }
        if self.seen.len() > MOST_PARTS {
            return Err(Error::TooLarge("the number of parts"));
        }
        let is_first = self.parts.is_empty();
        if is_first != (path == layout::ABOUT) {
            return Err(if is_first { Error::NotAnArchive } else { Error::damaged(path) });
        }
        if is_first {
            let about = whole(content, bytes, path)?;
            self.about = Some(read_about(&about)?);
            return self.send(path, bytes, &mut about.as_slice());
        }
        self.send(path, bytes, content)
    }

    /// Ends with the bytes of the manifest.
    pub(crate) fn end(&mut self, manifest: &[u8]) -> Result<(), Error> {
        let sha256 = Digest(Sha256::digest(manifest).into());
        let manifest = read_manifest(manifest)?;
        let about = self.about.as_ref().ok_or(Error::NotAnArchive)?;
        if manifest.id != about.id {
            return Err(Error::damaged(layout::MANIFEST));
        }
        let mut said = manifest.parts.iter();
        for found in &self.parts {
            if said.next() != Some(found) {
                return Err(Error::damaged(&found.path));
            }
        }
        if let Some(missing) = said.next() {
            return Err(Error::damaged(&missing.path));
        }
        drop(self.pieces.blocking_send(Piece::End(Box::new((manifest, sha256)))));
        Ok(())
    }

    fn send(&mut self, path: &str, bytes: u64, content: &mut dyn Read) -> Result<(), Error> {
        self.pass(Piece::Part { path: path.to_owned(), bytes })?;
        let mut hash = Sha256::new();
        let mut left = bytes;
        while left > 0 {
            let most = left.min(PIECE_BYTES as u64);
            let mut piece = Vec::with_capacity(usize::try_from(most).unwrap_or(PIECE_BYTES));
            content.take(most).read_to_end(&mut piece).map_err(|error| unreadable(error, path))?;
            if piece.is_empty() {
                return Err(Error::damaged(path));
            }
            left -= piece.len() as u64;
            hash.update(&piece);
            self.pass(Piece::Bytes(Bytes::from(piece)))?;
        }
        self.parts.push(Part { path: path.to_owned(), bytes, sha256: Digest(hash.finalize().into()) });
        Ok(())
    }

    fn pass(&self, piece: Piece) -> Result<(), Error> {
        // Nobody reads on: the error meets nobody either.
        self.pieces.blocking_send(piece).map_err(|_| Error::Io(std::io::ErrorKind::BrokenPipe.into()))
    }
}

/// Reads a small part into memory.
pub(crate) fn whole(content: &mut dyn Read, bytes: u64, path: &str) -> Result<Vec<u8>, Error> {
    if bytes > MOST_BYTES {
        return Err(Error::TooLarge("a part"));
    }
    let mut all = Vec::new();
    content.take(bytes).read_to_end(&mut all).map_err(|error| unreadable(error, path))?;
    if all.len() as u64 == bytes { Ok(all) } else { Err(Error::damaged(path)) }
}

/// What is sealed and compressed fails where it is read if it was cut or altered.
pub(crate) fn unreadable(error: std::io::Error, path: &str) -> Error {
    match error.kind() {
        std::io::ErrorKind::InvalidData
        | std::io::ErrorKind::UnexpectedEof
        | std::io::ErrorKind::Other
        | std::io::ErrorKind::InvalidInput => Error::damaged(path),
        _ => error.into(),
    }
}

/// Reads what an archive is. The format is looked at before anything else.
pub(crate) fn read_about(bytes: &[u8]) -> Result<About, Error> {
    check_format(bytes)?;
    serde_json::from_slice(bytes).map_err(|_| Error::damaged(layout::ABOUT))
}

pub(crate) fn read_manifest(bytes: &[u8]) -> Result<Manifest, Error> {
    check_format(bytes)?;
    serde_json::from_slice(bytes).map_err(|_| Error::damaged(layout::MANIFEST))
}

fn check_format(bytes: &[u8]) -> Result<(), Error> {
    #[derive(serde::Deserialize)]
    struct Format {
        what: String,
        format: u32,
    }
    let found: Format = serde_json::from_slice(bytes).map_err(|_| Error::NotAnArchive)?;
    match found.format {
        _ if found.what != WHAT => Err(Error::NotAnArchive),
        FORMAT => Ok(()),
        newer if newer > FORMAT => Err(Error::NewerFormat(newer)),
        _ => Err(Error::NotAnArchive),
    }
}
