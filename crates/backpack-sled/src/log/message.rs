//! Messages of the log, one behind the other in a segment.

use super::Position;

/// Nothing begins in the last bytes of a segment: a header may be this long.
const RED_ZONE: usize = 32;
/// Pages are numbered below this.
const PAGES: u64 = 1 << 37;

/// A message as its header describes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Message {
    pub(super) kind: Kind,
    /// The number of the segment that it was written for.
    pub(super) segment: u64,
    pub(super) page: u64,
    /// Where its body begins and ends in the segment.
    pub(super) body: (usize, usize),
    /// Whether the checksum fits.
    pub(super) is_sound: bool,
}

/// What a message does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nothing: it was given up.
    Canceled,
    /// Fills the segment; nothing comes after it.
    Cap,
    /// Says where the last message of a batch ends; without that one the batch does not count.
    Batch,
    /// Holds all of a page, or says that it is free: what was there before does not count any more.
    Replace,
    /// Adds to a page.
    Link,
}

/// How a segment ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// In a message that fills it, or too short for another message.
    Full,
    /// In something that is no message, or not a sound one.
    Torn,
}

/// Reads what may be a message at `at`; `None` if it cannot be one.
pub(super) fn read(segment: &[u8], at: usize) -> Option<Message> {
    let header = segment.get(at..)?;
    let (checksum, fields) = header.split_first_chunk::<4>()?;
    let (kind, rest) = fields.split_first()?;
    let kind = Kind::of(*kind)?;
    let (length, rest) = varint(rest)?;
    let (number, rest) = varint(rest)?;
    let (page, rest) = varint(rest)?;
    let length = usize::try_from(length).ok()?;
    let body = rest.get(..length)?;
    let fields = fields.get(..fields.len() - rest.len())?;
    let begin = at + 4 + fields.len();
    let mut crc = crc32fast::Hasher::new();
    crc.update(body);
    crc.update(fields);
    let is_sound = !crc.finalize() == u32::from_le_bytes(*checksum);
    Some(Message { kind, segment: number, page, body: (begin, begin + length), is_sound })
}

impl Message {
    /// Says whether losing it would lose something of a page.
    pub(super) fn is_of_a_page(&self) -> bool {
        matches!(self.kind, Kind::Replace | Kind::Link) && self.page < PAGES
    }
}

impl Kind {
    fn of(byte: u8) -> Option<Self> {
        match byte {
            1 => Some(Self::Canceled),
            2 => Some(Self::Cap),
            3 => Some(Self::Batch),
            // Free, the counter, the two sorts of meta page, the two sorts of node.
            4..=9 => Some(Self::Replace),
            10 | 11 => Some(Self::Link),
            _ => None,
        }
    }
}

/// The sound messages of one segment, in order, from an offset on.
pub(super) struct Messages<'a> {
    segment: &'a [u8],
    capacity: usize,
    number: u64,
    at: usize,
    end: Option<End>,
}

impl<'a> Messages<'a> {
    /// Returns the messages in `segment`, the beginning of one of `capacity` bytes, from `at` on.
    pub(super) fn new(segment: &'a [u8], capacity: usize, number: u64, at: usize) -> Self {
        Self { segment, capacity, number, at, end: None }
    }

    /// Returns where the next message would begin.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// Returns how the segment ends, once there are no more messages.
    pub(super) fn end(&self) -> End {
        self.end.unwrap_or(End::Torn)
    }
}

impl Iterator for Messages<'_> {
    type Item = (usize, Message);

    fn next(&mut self) -> Option<Self::Item> {
        if self.end.is_some() {
            return None;
        }
        let at = self.at;
        if at + RED_ZONE > self.capacity {
            self.end = Some(End::Full);
            return None;
        }
        match read(self.segment, at).filter(|found| found.is_sound && found.segment == self.number) {
            None => {
                self.end = Some(End::Torn);
                None
            }
            Some(message) if message.kind == Kind::Cap => {
                self.end = Some(End::Full);
                None
            }
            Some(message) => {
                self.at = message.body.1;
                Some((at, message))
            }
        }
    }
}

/// Returns a message of so many bytes that says nothing; `None` if there is none that short.
pub(super) fn filler(bytes: usize, segment: u64) -> Option<Vec<u8>> {
    // The length of the length depends on the length.
    let made = (0..=9).filter_map(|header| {
        let body = bytes.checked_sub(4 + 1 + header)?;
        let mut fields = vec![1];
        encode_varint(&mut fields, body as u64);
        encode_varint(&mut fields, segment);
        encode_varint(&mut fields, 0);
        (fields.len() == 1 + header).then_some((fields, body))
    });
    let (fields, body) = made.take(1).next()?;
    let mut crc = crc32fast::Hasher::new();
    crc.update(&vec![0; body]);
    crc.update(&fields);
    let mut message = (!crc.finalize()).to_le_bytes().to_vec();
    message.extend_from_slice(&fields);
    message.resize(bytes, 0);
    Some(message)
}

fn encode_varint(bytes: &mut Vec<u8>, number: u64) {
    match number {
        0..=240 => bytes.push(number.to_le_bytes()[0]),
        241..=2_287 => {
            let rest = number - 240;
            bytes.extend([(rest / 256 + 241).to_le_bytes()[0], rest.to_le_bytes()[0]]);
        }
        2_288..=67_823 => {
            let rest = number - 2_288;
            bytes.extend([249, (rest / 256).to_le_bytes()[0], rest.to_le_bytes()[0]]);
        }
        _ => {
            let count = 8 - number.leading_zeros() as usize / 8;
            bytes.push(247 + u8::try_from(count).unwrap_or(8));
            bytes.extend(number.to_le_bytes().into_iter().take(count));
        }
    }
}

/// Returns the position at which the last message of a batch ends, from the body of the message that says so.
pub(super) fn batch_end(segment: &[u8], message: &Message) -> Option<Position> {
    let body = segment.get(message.body.0..message.body.1)?;
    let last = i64::from_le_bytes(body.try_into().ok()?);
    Position::try_from(last).ok()?.checked_add(1)
}

/// Reads a number as sled writes it: up to 240 in one byte, up to 2,287 in two, up to 67,823 in three, then the count
/// of bytes and these, little-endian.
fn varint(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let (first, rest) = bytes.split_first()?;
    let first = u64::from(*first);
    match first {
        0..=240 => Some((first, rest)),
        241..=248 => {
            rest.split_first().map(|(low, rest)| (240 + 256 * (first - 241) + u64::from(*low), rest))
        }
        249 => rest
            .split_first_chunk::<2>()
            .map(|([high, low], rest)| (2_288 + 256 * u64::from(*high) + u64::from(*low), rest)),
        _ => {
            let count = usize::try_from(first - 247).ok()?;
            let (low, rest) = rest.split_at_checked(count)?;
            let number = low.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte));
            Some((number, rest))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_are_written() {
        let edges =
            [0, 240, 241, 2_287, 2_288, 67_823, 67_824, 0xFF_FFFF, 0x100_0000, u64::from(u32::MAX), u64::MAX];
        for number in edges.into_iter().chain((0..64).map(|bits| 1 << bits)) {
            let mut bytes = Vec::new();
            encode_varint(&mut bytes, number);
            assert_eq!(varint(&bytes), Some((number, &[][..])), "{number} as {bytes:?}");
        }
    }

    #[test]
    fn fillers_of_any_length_are_sound_messages() {
        for (bytes, segment) in
            (8..300).chain([2_299, 2_300, 70_000]).flat_map(|bytes| [(bytes, 7), (bytes, 3_000)])
        {
            // A few lengths lie between two lengths of the length.
            let Some(filler) = filler(bytes, segment) else { continue };
            let message = read(&filler, 0).unwrap();
            assert_eq!(filler.len(), bytes);
            let expected = Message {
                kind: Kind::Canceled,
                segment,
                page: 0,
                body: (message.body.0, bytes),
                is_sound: true,
            };
            assert_eq!(message, expected);
        }
        assert!(filler(1_000, 7).is_some() && filler(100_000, 7).is_some());
    }

    #[test]
    fn no_flipped_bit_of_a_message_is_sound() {
        let whole = filler(60, 7).unwrap();
        for bit in 0..whole.len() * 8 {
            let mut bad = whole.clone();
            bad[bit / 8] ^= 1 << (bit % 8);
            assert!(read(&bad, 0).is_none_or(|message| !message.is_sound), "bit {bit}");
        }
    }
}
