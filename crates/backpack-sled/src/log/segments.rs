//! The segments of the log's file: which part of the log lies in which.

use std::collections::BTreeMap;
use std::io;

use super::{Log, Position};

pub(super) const HEADER: usize = 20;

/// Which segment of the log lies where in the file, from some position on.
pub(super) struct Segments {
    /// The offset in the file of each segment.
    pub(super) places: BTreeMap<Position, u64>,
    /// The offsets of segments whose header cannot be read.
    pub(super) headless: Vec<u64>,
    /// The highest position that a header says was stable.
    pub(super) stable: Position,
}

impl Segments {
    /// Reads the header of every segment; those of segments before `from` are passed over.
    ///
    /// `None` if two say that they are the same segment.
    pub(super) fn read(log: &Log, from: Position) -> io::Result<Option<Self>> {
        let mut found = Self { places: BTreeMap::new(), headless: Vec::new(), stable: from };
        for offset in log.offsets()? {
            match header(log, offset)? {
                None => found.headless.push(offset),
                Some((position, stable)) if position >= from => {
                    found.stable = found.stable.max(stable);
                    if found.places.insert(position, offset).is_some() {
                        return Ok(None);
                    }
                }
                Some(_) => {}
            }
        }
        Ok(Some(found))
    }
}

/// Reads the header of the segment at an offset: its position in the log, and how much of the log was stable when it was begun.
pub(super) fn header(log: &Log, offset: u64) -> io::Result<Option<(Position, Position)>> {
    let header = decode(&log.bytes(offset, HEADER as u64)?);
    Ok(header.filter(|(position, _)| position % log.segment() == 0))
}

/// Returns the header of the segment at a position of the log, as if nothing had been stable when it was begun.
pub(super) fn encode_header(position: Position) -> Vec<u8> {
    let encode = |number: i64| (number ^ i64::MAX).to_le_bytes();
    let fields = [encode(i64::try_from(position).unwrap_or(0)), encode(0)].concat();
    let mut header = (!crc32fast::hash(&fields)).to_le_bytes().to_vec();
    header.extend_from_slice(&fields);
    header
}

fn decode(header: &[u8]) -> Option<(Position, Position)> {
    let (checksum, fields) = header.get(..HEADER)?.split_first_chunk::<4>()?;
    if !crc32fast::hash(fields) != u32::from_le_bytes(*checksum) {
        return None;
    }
    let (position, stable) = fields.split_first_chunk::<8>()?;
    let decode = |bytes: [u8; 8]| i64::from_le_bytes(bytes) ^ i64::MAX;
    let position = Position::try_from(decode(*position)).ok()?;
    // Before the first byte is stable it is −1.
    let stable = Position::try_from(decode(stable.try_into().ok()?)).unwrap_or(0);
    Some((position, stable))
}
