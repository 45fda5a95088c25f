//! The head of a blob: what stands at the beginning of the object that bears its id.
//!
//! Integers are big-endian.
//!
//! | offset | bytes | field |
//! |---|---|---|
//! | 0 | 4 | magic `BPOB` |
//! | 4 | 4 | format, 1 |
//! | 8 | 16 | token: random, of the attempt that wrote the blob |
//! | 24 | 8 | size of the blob in bytes |
//! | 32 | 8 | bytes of a part (the last has the rest); 0 if the bytes follow here |

use std::ops::Range;

use backpack_core::BlobId;

pub(super) const HEAD: usize = 40;
pub(super) const HEAD_BYTES: u64 = HEAD as u64;
const MAGIC: [u8; 4] = *b"BPOB";
const FORMAT: u32 = 1;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) token: BlobId,
    pub(super) size: u64,
    pub(super) part_bytes: u64,
}

/// Why there is no head to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoHead {
    Newer(u32),
    Damaged,
}

impl Head {
    pub(super) fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(HEAD);
        bytes.extend_from_slice(&MAGIC);
        bytes.extend_from_slice(&FORMAT.to_be_bytes());
        bytes.extend_from_slice(self.token.as_bytes());
        bytes.extend_from_slice(&self.size.to_be_bytes());
        bytes.extend_from_slice(&self.part_bytes.to_be_bytes());
        bytes
    }

    /// Reads the head of an object of `object_bytes` bytes, whose first bytes are `bytes`.
    pub(super) fn decode(bytes: &[u8], object_bytes: u64) -> Result<Self, NoHead> {
        let fields = || {
            let (magic, rest) = bytes.split_first_chunk::<4>()?;
            let (format, rest) = rest.split_first_chunk::<4>()?;
            Some((*magic, u32::from_be_bytes(*format), rest))
        };
        let (magic, format, rest) = fields().ok_or(NoHead::Damaged)?;
        if magic != MAGIC {
            return Err(NoHead::Damaged);
        }
        if format != FORMAT {
            return Err(NoHead::Newer(format));
        }
        let head = read_fields(rest).ok_or(NoHead::Damaged)?;
        let follows = if head.part_bytes == 0 { head.size } else { 0 };
        let is_whole = follows.checked_add(HEAD_BYTES) == Some(object_bytes);
        if is_whole { Ok(head) } else { Err(NoHead::Damaged) }
    }

    pub(super) fn parts(&self) -> u64 {
        if self.part_bytes == 0 { 0 } else { self.size.div_ceil(self.part_bytes) }
    }

    /// Returns which bytes of the part `number` hold a piece of `range`, and the size of that part.
    pub(super) fn within(&self, number: u64, range: &Range<u64>) -> (Range<u64>, u64) {
        let start = number.saturating_mul(self.part_bytes);
        let bytes = self.part_bytes.min(self.size.saturating_sub(start));
        let inside = |place: u64| place.saturating_sub(start).min(bytes);
        (inside(range.start)..inside(range.end), bytes)
    }
}

fn read_fields(bytes: &[u8]) -> Option<Head> {
    let (token, rest) = bytes.split_first_chunk::<16>()?;
    let (size, rest) = rest.split_first_chunk::<8>()?;
    let part_bytes = rest.first_chunk::<8>()?;
    Some(Head {
        token: BlobId::from_bytes(*token),
        size: u64::from_be_bytes(*size),
        part_bytes: u64::from_be_bytes(*part_bytes),
    })
}

#[cfg(test)]
mod tests {
    use super::{BlobId, HEAD, Head, NoHead};

    const HEADED: Head = Head { token: BlobId::from_bytes([7; 16]), size: 1_000_003, part_bytes: 250_000 };

    /// A change of these bytes is a change of everybody's blobs.
    #[test]
    fn the_format_is_as_it_was() {
        let expected = "42504f42000000010707070707070707070707070707070700000000000f4243000000000003d090";
        let hex: String = HEADED.encode().iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, expected);
    }

    #[test]
    fn what_is_no_head_is_told_apart() {
        let bytes = HEADED.encode();
        assert_eq!(Head::decode(&bytes, 40), Ok(HEADED));
        assert_eq!(Head::decode(&bytes, 41), Err(NoHead::Damaged));
        let inline = Head { part_bytes: 0, ..HEADED };
        assert_eq!(Head::decode(&inline.encode(), 1_000_043), Ok(inline));
        for size in [40, 1_000_042, 1_000_044] {
            assert_eq!(Head::decode(&inline.encode(), size), Err(NoHead::Damaged));
        }
        let endless = Head { size: u64::MAX, ..inline };
        assert_eq!(Head::decode(&endless.encode(), 39), Err(NoHead::Damaged));
        for cut in 0..HEAD {
            assert_eq!(Head::decode(&bytes[..cut], 40), Err(NoHead::Damaged), "{cut} bytes");
        }
        let mut newer = bytes;
        newer[7] = 2;
        assert_eq!(Head::decode(&newer, 40), Err(NoHead::Newer(2)));
    }

    #[test]
    fn every_byte_of_a_range_lies_in_one_part() {
        assert_eq!(HEADED.parts(), 5);
        assert_eq!(HEADED.within(0, &(0..1_000_003)), (0..250_000, 250_000));
        assert_eq!(HEADED.within(4, &(0..1_000_003)), (0..3, 3));
        assert_eq!(HEADED.within(1, &(249_999..250_001)), (0..1, 250_000));
        assert_eq!(HEADED.within(0, &(249_999..250_001)), (249_999..250_000, 250_000));
        assert_eq!(HEADED.within(3, &(249_999..250_001)), (0..0, 250_000));
    }
}
