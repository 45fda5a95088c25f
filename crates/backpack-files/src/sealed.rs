//! Files sealed in chunks: streamed in flat memory, read from any place.
//!
//! A sealed file, byte by byte; integers are big-endian:
//!
//! | offset | bytes | field |
//! |---|---|---|
//! | 0 | 4 | magic `BPFS` |
//! | 4 | 1 | format: 1 as it is, 2 padded |
//! | 5 | 1 | algorithm, 1 = XChaCha20-Poly1305 in the STREAM construction |
//! | 6 | 1 | chunk size as a power of two, 16 = 64 KiB |
//! | 7 | 19 | nonce prefix, random |
//! | 26 | … | chunks, each as long as its plaintext and 16 bytes of tag |
//!
//! Every chunk but the last holds 65,536 bytes of plaintext; the last holds 1 to 65,536, or none if the file is empty.
//! The nonce of chunk `i` is the prefix, `i` in four bytes, and one byte that is 1 for the last chunk and 0 before.
//! So chunks cannot be cut off, dropped, doubled or exchanged. The additional data of every chunk is the header and
//! the caller's context.
//!
//! In format 2 the plaintext is the content, one byte 0x80, and zeros up to the [`padded_size`](crate::padded_size), so
//! that only the class of the content's size is to be seen.

mod chunks;
#[cfg(test)]
mod golden;
mod open;
mod range;
mod seal;

pub use open::open_stream;
pub use range::open_range;
pub use seal::{seal_padded_stream, seal_stream};

use aead_stream::{NewStream as _, Nonce, StreamBE32, StreamPrimitive as _};
use chacha20poly1305::XChaCha20Poly1305;

use crate::{Error, ErrorKind, FileKey};

const MAGIC: [u8; 4] = *b"BPFS";
const FORMAT: u8 = 1;
const PADDED: u8 = 2;
const ALGORITHM: u8 = 1;
const CHUNK_POWER: u8 = 16;
const PREFIX: usize = 19;
const TAG: usize = 16;
const HEADER: usize = 7 + PREFIX;
const CHUNK: usize = 1 << CHUNK_POWER;
const SEALED_CHUNK: usize = CHUNK + TAG;

/// Returns how many bytes a file of `plain_size` bytes has when sealed; the most that can be said for one that no disk holds.
#[must_use]
pub const fn sealed_size(plain_size: u64) -> u64 {
    let chunks = if plain_size == 0 { 1 } else { plain_size.div_ceil(CHUNK as u64) };
    // A size may come from a damaged row, so it may be any number.
    plain_size.saturating_add((HEADER as u64) + chunks * (TAG as u64))
}

/// Returns the most bytes that a file can have which is `sealed` bytes long when sealed, or shorter.
pub(crate) const fn largest_plain(sealed: u64) -> u64 {
    let chunks = sealed.saturating_sub(HEADER as u64);
    let tags = chunks.div_ceil(SEALED_CHUNK as u64) * (TAG as u64);
    let plain = chunks.saturating_sub(tags);
    // Where the end falls within a tag, the chunks before it are full.
    let full = (chunks / SEALED_CHUNK as u64) * (CHUNK as u64);
    if plain < full { full } else { plain }
}

/// Seals and opens the chunks of one file.
struct Cipher {
    stream: StreamBE32<XChaCha20Poly1305>,
    /// The header and the caller's context.
    aad: Vec<u8>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Position {
    Inner(u32),
    Last(u32),
}

impl Cipher {
    fn new(key: &FileKey, context: &[u8], header: &[u8; HEADER]) -> Self {
        let (_, prefix) = header.split_at(HEADER - PREFIX);
        // The prefix is the end of the header, so that it always has the length of a prefix.
        let prefix = Nonce::<XChaCha20Poly1305, StreamBE32<_>>::try_from(prefix).unwrap_or_default();
        let stream = StreamBE32::new(key.expose().into(), &prefix);
        Self { stream, aad: [header, context].concat() }
    }

    fn seal(&self, position: Position, chunk: &mut Vec<u8>) -> Result<(), Error> {
        let (index, last) = position.parts();
        let sealed = self.stream.encrypt_in_place(index, last, &self.aad, chunk);
        sealed.map_err(|_| Error::new(ErrorKind::TooLarge, "seal file"))
    }

    fn open(&self, position: Position, chunk: &mut Vec<u8>) -> Result<(), Error> {
        let (index, last) = position.parts();
        self.stream.decrypt_in_place(index, last, &self.aad, chunk).map_err(|_| tampered())
    }
}

impl Position {
    /// Returns the position of chunk `index`. A counter of four bytes is enough for 256 TiB.
    fn new(index: u64, last_index: u64) -> Result<Self, Error> {
        let counter = u32::try_from(index).map_err(|_| Error::new(ErrorKind::TooLarge, "count chunks"))?;
        Ok(if index == last_index { Self::Last(counter) } else { Self::Inner(counter) })
    }

    const fn parts(self) -> (u32, bool) {
        match self {
            Self::Inner(index) => (index, false),
            Self::Last(index) => (index, true),
        }
    }
}

fn new_header(format: u8, prefix: [u8; PREFIX]) -> [u8; HEADER] {
    let mut header = [0; HEADER];
    let (fixed, rest) = header.split_at_mut(HEADER - PREFIX);
    fixed.copy_from_slice(&[MAGIC.as_slice(), &[format, ALGORITHM, CHUNK_POWER]].concat());
    rest.copy_from_slice(&prefix);
    header
}

/// Checks what the header says; its prefix is proven by the chunks.
fn read_header(bytes: &[u8]) -> Result<[u8; HEADER], Error> {
    let header: [u8; HEADER] = bytes.try_into().map_err(|_| tampered())?;
    match header {
        [b'B', b'P', b'F', b'S', FORMAT | PADDED, ALGORITHM, CHUNK_POWER, ..] => Ok(header),
        [b'B', b'P', b'F', b'S', newer, ..] if newer > PADDED => {
            Err(Error::new(ErrorKind::NewerFormat(newer.into()), "open file"))
        }
        _ => Err(tampered()),
    }
}

/// Says whether a file with this header is padded.
const fn is_padded(header: &[u8; HEADER]) -> bool {
    header[4] == PADDED
}

fn tampered() -> Error {
    Error::new(ErrorKind::Tampered, "open file")
}
