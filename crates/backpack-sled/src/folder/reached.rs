//! How far the log is known to be durable: a log that ends before that lost something.
//!
//! | bytes | field |
//! |---|---|
//! | 4 | `BPRE` |
//! | 4 | format, 1 |
//! | 8 | position in the log |
//! | 8 | length of the log's file when the store was closed; 0 while it is open |
//! | 4 | CRC-32 of everything before |
//!
//! Integers are big-endian. It is written after each group was made durable, and is not itself made durable then: what a
//! power cut leaves may be an older one, which is still true. What cannot be read says nothing.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use super::REACHED;
use crate::log::Position;

const MAGIC: [u8; 4] = *b"BPRE";
const FORMAT: u32 = 1;
const BYTES: usize = 28;

/// The note of how far the log is durable.
#[derive(Debug)]
pub(crate) struct Reached {
    /// Absent if it could not be made: then less is noticed, and nothing else is worse.
    file: Option<File>,
}

/// What the note says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Noted {
    /// The log is durable up to a position; its file had this length at the end.
    Reached {
        position: Position,
        length: u64,
    },
    Newer(u32),
}

const NOTHING: Noted = Noted::Reached { position: 0, length: 0 };

impl Reached {
    /// Returns what the note in `folder` says; that nothing was reached if there is none that can be read.
    pub(crate) fn read(folder: &Path) -> io::Result<Noted> {
        match fs::read(folder.join(REACHED)) {
            Ok(bytes) => Ok(parse(&bytes).unwrap_or(NOTHING)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(NOTHING),
            Err(error) => Err(error),
        }
    }

    /// Opens the note in `folder`, to be written.
    pub(crate) fn open(folder: &Path) -> Self {
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(folder.join(REACHED));
        Self { file: file.ok() }
    }

    /// Notes that everything before `position` is durable, and how long the file of a closed store is.
    pub(crate) fn note(&mut self, position: Position, length: u64) {
        let mut bytes = Vec::with_capacity(BYTES);
        bytes.extend_from_slice(&MAGIC);
        bytes.extend_from_slice(&FORMAT.to_be_bytes());
        bytes.extend_from_slice(&position.to_be_bytes());
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(&crc32fast::hash(&bytes).to_be_bytes());
        let written = self.file.as_mut().map(|file| {
            file.seek(SeekFrom::Start(0))?;
            file.write_all(&bytes)
        });
        if !matches!(written, Some(Ok(()))) {
            // An older note is true as well.
            self.file = None;
        }
    }

    /// Makes the note durable, as far as the disk lets it.
    pub(crate) fn sync(&self) {
        drop(self.file.as_ref().map(File::sync_data));
    }
}

fn parse(bytes: &[u8]) -> Option<Noted> {
    let (said, checksum) = bytes.get(..BYTES)?.split_last_chunk::<4>()?;
    if crc32fast::hash(said) != u32::from_be_bytes(*checksum) {
        return None;
    }
    let (format, rest) = said.strip_prefix(&MAGIC)?.split_first_chunk::<4>()?;
    match u32::from_be_bytes(*format) {
        FORMAT => {
            let (position, length) = rest.split_first_chunk::<8>()?;
            let (position, length) = (u64::from_be_bytes(*position), length.try_into().ok()?);
            Some(Noted::Reached { position, length: u64::from_be_bytes(length) })
        }
        newer if newer > FORMAT => Some(Noted::Newer(newer)),
        _ => None,
    }
}
