//! sled's log, read without sled: where it ends, and whether anything before its end cannot be read.
//!
//! sled takes a message that fails its checksum for the end of the log, and overwrites what comes after it. So the
//! log is read here first, by sled's own rules, and sled is not let near one that lost something.
//!
//! The file is cut into segments of 1 MiB; in older stores of 512 KiB. A segment begins with 20 bytes, numbers little-endian:
//!
//! | offset | bytes | field |
//! |---|---|---|
//! | 0 | 4 | CRC-32 of the 16 bytes that follow, inverted |
//! | 4 | 8 | position of the segment in the log, XOR 2^63 − 1: a multiple of a segment, never used twice |
//! | 12 | 8 | position up to which the log was stable when the segment was begun, XOR 2^63 − 1 |
//!
//! Messages follow each other to the end of the segment. None begins in the last 32 bytes.
//!
//! | bytes | field |
//! |---|---|
//! | 4 | CRC-32 of the body and of the header's other fields, in this order, inverted |
//! | 1 | kind |
//! | 1 to 9 | length of the body, a varint of sled's |
//! | 1 to 9 | the segment's position divided by its size, a varint |
//! | 1 to 9 | page, a varint |
//! | … | body |
//!
//! A position is a place in the log as it was written; a segment that holds nothing any more is used again for a later
//! position, so the segments lie in the file in any order. A zeroed segment is free.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};

mod check;
mod mend;
mod message;
mod segments;
mod tail;

pub(crate) use tail::Tail;

/// A place in the log: grows with every message, and never goes back.
pub(crate) type Position = u64;

/// The log's file, opened to be read.
#[derive(Debug)]
pub(crate) struct Log {
    file: File,
    segment: u64,
}

impl Log {
    /// Returns the log in `file`, of segments of so many bytes.
    pub(crate) fn new(file: File, segment: u64) -> Self {
        Self { file, segment }
    }

    pub(crate) fn file(&self) -> &File {
        &self.file
    }

    /// Returns how many bytes a segment has.
    pub(crate) fn segment(&self) -> u64 {
        self.segment
    }

    /// Returns where the segments lie in the file.
    fn offsets(&self) -> io::Result<impl Iterator<Item = u64> + use<>> {
        let (length, segment) = (self.file.metadata()?.len(), self.segment);
        Ok((0..length.div_ceil(segment)).map(move |nth| nth * segment))
    }

    /// Reads the segment at an offset of the file; it may end early.
    fn load(&self, offset: u64) -> io::Result<Vec<u8>> {
        self.bytes(offset, self.segment)
    }

    /// Reads up to `count` bytes.
    fn bytes(&self, offset: u64, count: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::with_capacity(usize::try_from(count).unwrap_or(0));
        let mut file = &self.file;
        file.seek(SeekFrom::Start(offset))?;
        file.take(count).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Returns where the segment begins in which a position lies.
    fn begin(&self, position: Position) -> Position {
        position / self.segment * self.segment
    }
}
