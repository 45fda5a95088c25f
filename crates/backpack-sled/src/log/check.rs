//! Whether sled would lose something of a log by opening it.

use std::collections::HashMap;
use std::io;

use super::message::{End, Kind, Message, Messages, batch_end, read};
use super::segments::{HEADER, Segments};
use super::{Log, Position};

impl Log {
    /// Reads the log from the segment of `snapshot` on, as sled does when it opens it with a snapshot of that position,
    /// and returns where sled will find its end. Reads one segment at a time, and changes nothing.
    ///
    /// `None` if sled would drop something: the log ends before `reached`, to which it is known to have been durable;
    /// or something in the middle cannot be read, and no later message makes up for it.
    pub(crate) fn check(&self, snapshot: Position, reached: Position) -> io::Result<Option<Position>> {
        let start = self.begin(snapshot);
        let Some(segments) = Segments::read(self, start)? else { return Ok(None) };
        if segments.places.is_empty() && snapshot == start {
            // The snapshot ends with a segment, and nothing was written since.
            return Ok((snapshot >= reached).then_some(snapshot));
        }
        let end = self.end_of_tail(&segments)?;
        let replayed = Replayed::read(self, &segments, start, end)?;
        if replayed.end < reached.max(snapshot) {
            return Ok(None);
        }
        if snapshot == 0 && replayed.is_missing_a_page() {
            return Ok(None);
        }
        for (position, offset) in &replayed.torn {
            if replayed.needs(&self.load(*offset)?, Some(*position)) {
                return Ok(None);
            }
        }
        for offset in &segments.headless {
            if replayed.needs(&self.load(*offset)?, None) {
                return Ok(None);
            }
        }
        Ok(Some(replayed.end))
    }

    /// Returns where the last sound message of the tail ends: the segments from the highest stable position on must
    /// follow each other without a gap.
    fn end_of_tail(&self, segments: &Segments) -> io::Result<Position> {
        let mut expected = self.begin(segments.stable);
        let mut end = 0;
        for (position, offset) in segments.places.range(expected..) {
            if *position != expected {
                break;
            }
            let bytes = self.load(*offset)?;
            let mut messages = messages(&bytes, *position, self.segment);
            messages.by_ref().for_each(drop);
            end = position + messages.at() as u64;
            if messages.end() == End::Torn {
                break;
            }
            expected += self.segment;
        }
        Ok(end)
    }
}

/// What sled makes of the log.
struct Replayed {
    segment: u64,
    start: Position,
    end: Position,
    /// For each page, the last message that held all of it.
    replaced: HashMap<u64, Position>,
    /// Segments before the last one of which only the beginning can be read.
    torn: Vec<(Position, u64)>,
}

impl Replayed {
    fn read(log: &Log, segments: &Segments, start: Position, end: Position) -> io::Result<Self> {
        let segment = log.segment;
        let mut replayed = Self { segment, start, end, replaced: HashMap::new(), torn: Vec::new() };
        for (position, offset) in segments.places.range(..end) {
            let bytes = log.load(*offset)?;
            let mut messages = messages(&bytes, *position, segment);
            for (at, message) in messages.by_ref() {
                let at = position + at as u64;
                if at >= end {
                    return Ok(replayed);
                }
                let is_whole = || batch_end(&bytes, &message).is_some_and(|last| last <= end);
                if message.kind == Kind::Batch && !is_whole() {
                    replayed.end = at;
                    return Ok(replayed);
                }
                if message.kind == Kind::Replace {
                    replayed.replaced.insert(message.page, at);
                }
            }
            if messages.end() == End::Torn && position + segment <= end {
                replayed.torn.push((*position, *offset));
            }
        }
        Ok(replayed)
    }

    /// Says whether some page below the highest was never seen whole: then a segment is gone.
    fn is_missing_a_page(&self) -> bool {
        let highest = self.replaced.keys().copied().max();
        highest.is_some_and(|highest| highest >= self.replaced.len() as u64)
    }

    /// Says whether a segment that cannot be read to its end holds something that no later message replaced.
    ///
    /// A segment in which everything was replaced is free, and a power cut may have torn it while it was used again.
    fn needs(&self, segment: &[u8], position: Option<Position>) -> bool {
        if segment.iter().all(|byte| *byte == 0) {
            return false;
        }
        let number = position.map(|position| position / self.segment);
        if let Some(position) = position {
            let mut messages = messages(segment, position, self.segment);
            messages.by_ref().for_each(drop);
            // The message at which reading stops may tell whose it is, though its body is damaged.
            if read(segment, messages.at())
                .is_some_and(|message| self.counts(&message, messages.at(), number))
            {
                return true;
            }
        }
        let mut at = HEADER;
        while at < segment.len() {
            match read(segment, at).filter(|message| message.is_sound) {
                Some(message) if self.counts(&message, at, number) => return true,
                Some(message) => at = message.body.1,
                None => at += 1,
            }
        }
        false
    }

    /// Says whether a message belongs to the log, in the segment of this number, and was not replaced.
    fn counts(&self, message: &Message, at: usize, number: Option<u64>) -> bool {
        let at = message.segment.saturating_mul(self.segment).saturating_add(at as u64);
        let is_here =
            number.is_none_or(|number| message.segment == number) && (self.start..self.end).contains(&at);
        let is_replaced = self.replaced.get(&message.page).is_some_and(|later| *later > at);
        is_here && message.is_of_a_page() && !is_replaced
    }
}

fn messages(bytes: &[u8], position: Position, segment: u64) -> Messages<'_> {
    Messages::new(bytes, usize::try_from(segment).unwrap_or(usize::MAX), position / segment, HEADER)
}
