//! The catalog's log on disk: segments of frames.
//!
//! A commit group is one frame, or several parts if it is long. A segment holds whole frames of consecutive groups,
//! or one part of one, packed. A frame is its head
//! (sequence, part, whether it is the last, how many changes) and its changes, in postcard. A segment's id is the
//! sequence of its last frame in 8 bytes and the part in 2, big-endian, so that a reader that stands at sequence N and
//! scans from N + 1 on still finds a group after it was merged with later ones.

use backpack_keys::{Aad, BackpackKeys, Purpose};
use serde::{Deserialize, Serialize};

use crate::catalog::change::Logged;
use crate::zip::Effort;
use crate::{Error, table, zip};

const WHAT: &str = "catalog";
/// The most plain bytes a part holds; sealed it is then below 48 KiB, as a rule. One that is not is halved.
const PART_BYTES: usize = 120 << 10;
/// The most plain bytes a reader accepts.
const MAX_PLAIN: usize = 4 << 20;

/// The head of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FrameHead {
    pub(crate) sequence: u64,
    pub(crate) part: u16,
    pub(crate) last: bool,
    pub(crate) changes: u32,
}

/// Collects the changes of one commit group, cut into parts.
#[derive(Debug, Default)]
pub(crate) struct LogWriter {
    parts: Vec<Part>,
}

/// Some changes of one commit group, encoded.
#[derive(Debug, Default)]
pub(crate) struct Part {
    pub(crate) changes: u32,
    pub(crate) bytes: Vec<u8>,
}

impl LogWriter {
    /// Adds a change.
    pub(crate) fn push(&mut self, change: &Logged<'_>) -> Result<(), Error> {
        if self.parts.last().is_none_or(|part| part.bytes.len() > PART_BYTES) {
            self.parts.push(Part::default());
        }
        let Some(part) = self.parts.last_mut() else { return Ok(()) };
        let bytes = std::mem::take(&mut part.bytes);
        part.bytes = postcard::to_extend(change, bytes).map_err(|_| Error::TooLarge(WHAT))?;
        part.changes += 1;
        Ok(())
    }

    /// Returns the parts: at least one, so that every commit group has a frame.
    pub(crate) fn finish(mut self) -> Vec<Part> {
        if self.parts.is_empty() {
            self.parts.push(Part::default());
        }
        self.parts
    }
}

impl Part {
    /// Returns the part as a frame.
    pub(crate) fn frame(&self, sequence: u64, part: u16, last: bool) -> Result<Vec<u8>, Error> {
        let head = FrameHead { sequence, part, last, changes: self.changes };
        let mut frame = postcard::to_extend(&head, Vec::with_capacity(self.bytes.len() + 16))
            .map_err(|_| Error::TooLarge(WHAT))?;
        frame.extend_from_slice(&self.bytes);
        Ok(frame)
    }

    /// Returns the two halves of a part of several changes.
    pub(crate) fn halves(&self) -> Result<Option<[Self; 2]>, Error> {
        let changes = self.changes / 2;
        if changes == 0 {
            return Ok(None);
        }
        let rest = read_changes(&self.bytes, changes, |_| Ok(()))?;
        let first = self.bytes.get(..self.bytes.len() - rest.len()).unwrap_or_default();
        Ok(Some([
            Self { changes, bytes: first.to_vec() },
            Self { changes: self.changes - changes, bytes: rest.to_vec() },
        ]))
    }

    /// Calls `each` with every change.
    pub(crate) fn read(&self, each: impl FnMut(Logged<'_>) -> Result<(), Error>) -> Result<(), Error> {
        read_changes(&self.bytes, self.changes, each).map(|_| ())
    }
}

/// Returns the id of the segment whose last frame is this one.
pub(crate) fn id(sequence: u64, part: u16) -> [u8; 10] {
    let mut id = [0; 10];
    let (first, second) = id.split_at_mut(8);
    first.copy_from_slice(&sequence.to_be_bytes());
    second.copy_from_slice(&part.to_be_bytes());
    id
}

/// Returns frames as a sealed segment.
pub(crate) fn seal(keys: &BackpackKeys, id: &[u8], frames: &[u8]) -> Result<Vec<u8>, Error> {
    let packed = zip::pack(frames, Effort::Quick)?;
    Ok(keys.seal(Purpose::Catalog, &Aad::new(table::SEGMENT.0, id), &packed))
}

/// Returns the frames of a sealed segment.
pub(crate) fn open(keys: &BackpackKeys, id: &[u8], sealed: &[u8]) -> Result<Vec<u8>, Error> {
    let opened = keys.open(Purpose::Catalog, &Aad::new(table::SEGMENT.0, id), sealed);
    zip::unpack(&opened.map_err(|error| Error::from_keys(&error, WHAT))?, MAX_PLAIN, WHAT)
}

/// Takes the head of the next frame.
pub(crate) fn take_head(frames: &[u8]) -> Result<(FrameHead, &[u8]), Error> {
    postcard::take_from_bytes(frames).map_err(|_| Error::Tampered(WHAT))
}

/// Calls `each` with every change of a frame, and returns what is behind it.
pub(crate) fn read_changes(
    mut bytes: &[u8],
    count: u32,
    mut each: impl FnMut(Logged<'_>) -> Result<(), Error>,
) -> Result<&[u8], Error> {
    for _ in 0..count {
        let (change, rest) = postcard::take_from_bytes(bytes).map_err(|_| Error::Tampered(WHAT))?;
        each(change)?;
        bytes = rest;
    }
    Ok(bytes)
}
