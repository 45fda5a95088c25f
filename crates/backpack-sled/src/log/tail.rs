//! Following the log as it grows.

use std::io;

use super::message::{End, Messages};
use super::segments::{HEADER, header};
use super::{Log, Position};

/// The end of the log, as far as it was followed.
#[derive(Debug)]
pub(crate) struct Tail {
    position: Position,
    /// Where in the file the segment of `position` lies, once that is known.
    offset: Option<u64>,
}

impl Tail {
    /// Returns the tail of a log that ends at `position`.
    pub(crate) fn at(position: Position) -> Self {
        Self { position, offset: None }
    }

    /// Follows the log to the end of what was written, and returns it.
    pub(crate) fn follow(&mut self, log: &Log) -> io::Result<Position> {
        loop {
            let segment = log.begin(self.position);
            if self.offset.is_none() {
                self.offset = find(log, segment)?;
            }
            let Some(offset) = self.offset else { return Ok(self.position) };
            let begin = (self.position - segment).max(HEADER as u64);
            let bytes = log.bytes(offset + begin, log.segment - begin)?;
            // The offsets of the messages count from where reading began.
            let capacity = usize::try_from(log.segment - begin).unwrap_or(usize::MAX);
            let mut messages = Messages::new(&bytes, capacity, segment / log.segment, 0);
            messages.by_ref().for_each(drop);
            self.position = segment + begin + messages.at() as u64;
            if messages.end() == End::Torn {
                return Ok(self.position);
            }
            let next = segment + log.segment;
            match find(log, next)? {
                None => return Ok(self.position),
                found => (self.position, self.offset) = (next, found),
            }
        }
    }
}

/// Returns where in the file a segment of the log lies.
fn find(log: &Log, segment: Position) -> io::Result<Option<u64>> {
    for offset in log.offsets()? {
        if header(log, offset)?.is_some_and(|(position, _)| position == segment) {
            return Ok(Some(offset));
        }
    }
    Ok(None)
}
