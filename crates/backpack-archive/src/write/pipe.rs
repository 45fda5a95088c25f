//! Parts on their way to a thread that writes them: what is made and what is written meet here, a few pieces at a time.

use std::collections::VecDeque;
use std::io::{self, Read};

use backpack_files::ByteStream;
use bytes::{Buf as _, Bytes};
use futures_util::StreamExt as _;
use sha2::{Digest as _, Sha256};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::task::JoinHandle;

use crate::Error;
use crate::about::{FORMAT, Manifest, Part, WHAT};
use crate::layout;
use crate::text::Digest;

/// How many pieces may wait.
const PIECES: usize = 4;
/// The largest piece.
const PIECE_BYTES: usize = 1 << 20;

/// Where parts are written. Dropped without [`Target::finish`] it removes what it wrote.
pub(crate) trait Target: Send + 'static {
    /// Writes one part of `bytes` bytes.
    fn part(&mut self, path: &str, bytes: u64, content: &mut dyn Read) -> Result<(), Error>;

    /// Makes everything durable, under its name. Returns how many bytes were written.
    fn finish(self: Box<Self>) -> Result<u64, Error>;
}

/// What a finished archive came to.
#[derive(Clone, Debug)]
pub(crate) struct Finished {
    pub(crate) manifest: Digest<32>,
    pub(crate) bytes: u64,
}

enum Piece {
    Part { path: String, bytes: u64 },
    Bytes(Bytes),
    Finish(Box<Manifest>),
}

/// The end where parts go in. Dropped before [`Pipe::finish`], nothing is left behind.
pub(crate) struct Pipe {
    pieces: Sender<Piece>,
    /// Gone once it was waited for.
    writer: Option<JoinHandle<Result<Finished, Error>>>,
}

impl Pipe {
    /// Begins; `open` runs in the thread that writes.
    pub(crate) fn open(open: impl FnOnce() -> Result<Box<dyn Target>, Error> + Send + 'static) -> Self {
        let (pieces, waiting) = channel(PIECES);
        let writer = tokio::task::spawn_blocking(move || write(open()?, waiting));
        Self { pieces, writer: Some(writer) }
    }

    /// Writes a part.
    pub(crate) async fn part(&mut self, path: impl Into<String>, content: Vec<u8>) -> Result<(), Error> {
        let bytes = content.len() as u64;
        self.send(Piece::Part { path: path.into(), bytes }).await?;
        let mut content = Bytes::from(content);
        while !content.is_empty() {
            let piece = content.split_to(content.len().min(PIECE_BYTES));
            self.send(Piece::Bytes(piece)).await?;
        }
        Ok(())
    }

    /// Writes a part that is not in memory.
    pub(crate) async fn stream(
        &mut self,
        path: impl Into<String>,
        bytes: u64,
        mut content: ByteStream,
    ) -> Result<(), Error> {
        self.send(Piece::Part { path: path.into(), bytes }).await?;
        while let Some(piece) = content.next().await {
            let piece = piece.map_err(backpack_keep::Error::from)?;
            if !piece.is_empty() {
                self.send(Piece::Bytes(piece)).await?;
            }
        }
        Ok(())
    }

    /// Ends with the manifest, whose parts the writer knows.
    pub(crate) async fn finish(mut self, manifest: Manifest) -> Result<Finished, Error> {
        self.send(Piece::Finish(Box::new(manifest))).await?;
        drop(self.pieces);
        ended(self.writer).await
    }

    /// Gives up; nothing is left behind when it returns.
    pub(crate) async fn give_up(self) {
        drop(self.pieces);
        // It says that nobody sends any more, or was waited for already.
        drop(ended(self.writer).await);
    }

    async fn send(&mut self, piece: Piece) -> Result<(), Error> {
        if self.pieces.send(piece).await.is_ok() {
            return Ok(());
        }
        // The writer gave up, and says why.
        match ended(self.writer.take()).await {
            Err(error) => Err(error),
            Ok(_) => Err(Error::Io(io::ErrorKind::BrokenPipe.into())),
        }
    }
}

async fn ended(writer: Option<JoinHandle<Result<Finished, Error>>>) -> Result<Finished, Error> {
    let gone = || Err(Error::Io(io::ErrorKind::BrokenPipe.into()));
    match writer {
        Some(writer) => writer.await.unwrap_or_else(|_| gone()),
        None => gone(),
    }
}

fn write(mut target: Box<dyn Target>, mut pieces: Receiver<Piece>) -> Result<Finished, Error> {
    let mut parts = Vec::new();
    let mut next = pieces.blocking_recv();
    loop {
        match next {
            Some(Piece::Part { path, bytes }) => {
                let mut content = Content::new(&mut pieces, bytes);
                target.part(&path, bytes, &mut content)?;
                let (left, sha256, behind) = content.end();
                if left > 0 {
                    // Whoever sends gave up, or a file is shorter than was known of it.
                    return Err(Error::damaged(&path));
                }
                parts.push(Part { path, bytes, sha256 });
                next = match behind {
                    Some(piece) => Some(piece),
                    None => pieces.blocking_recv(),
                };
            }
            Some(Piece::Finish(mut manifest)) => {
                (manifest.what, manifest.format) = (WHAT.to_owned(), FORMAT);
                manifest.parts = parts;
                let text = serde_json::to_vec_pretty(&*manifest).map_err(io::Error::from)?;
                target.part(layout::MANIFEST, text.len() as u64, &mut text.as_slice())?;
                let sha256 = Digest(Sha256::digest(&text).into());
                return Ok(Finished { manifest: sha256, bytes: target.finish()? });
            }
            // A file is longer than was known of it.
            Some(Piece::Bytes(_)) => return Err(Error::Damaged("a file".to_owned())),
            None => return Err(Error::Io(io::ErrorKind::Interrupted.into())),
        }
    }
}

/// The bytes of one part, as they arrive.
struct Content<'p> {
    pieces: &'p mut Receiver<Piece>,
    ready: VecDeque<Bytes>,
    left: u64,
    hash: Sha256,
    behind: Option<Piece>,
}

impl<'p> Content<'p> {
    fn new(pieces: &'p mut Receiver<Piece>, left: u64) -> Self {
        Self { pieces, ready: VecDeque::new(), left, hash: Sha256::new(), behind: None }
    }

    fn end(self) -> (u64, Digest<32>, Option<Piece>) {
        (self.left, Digest(self.hash.finalize().into()), self.behind)
    }
}

impl Read for Content<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.left > 0 && self.ready.is_empty() {
            match self.pieces.blocking_recv() {
                Some(Piece::Bytes(piece)) => self.ready.push_back(piece),
                other => {
                    self.behind = other;
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
            }
        }
        let Some(piece) = self.ready.front_mut().filter(|_| self.left > 0) else { return Ok(0) };
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(piece.len()).min(out.len());
        let taken = piece.split_to(most);
        if !piece.has_remaining() {
            self.ready.pop_front();
        }
        self.hash.update(&taken);
        self.left -= taken.len() as u64;
        out.iter_mut().zip(&taken).for_each(|(to, from)| *to = *from);
        Ok(taken.len())
    }
}
