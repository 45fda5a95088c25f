//! What stands in the place of a key file while there is none: an account that is arriving, or one that was deleted.
//!
//! It holds no key. It names the spaces that hold what has no key, so that they can be cleared whatever happens on the way.
//! Integers are big-endian.
//!
//! | offset | bytes | field |
//! |---|---|---|
//! | 0 | 4 | magic `BPNK` |
//! | 4 | 4 | format, 1 |
//! | 8 | 1 | 1 for an account that is arriving, 2 for one that was deleted |
//! | 9 | 16 | the account |
//! | 25 | 4 | how many spaces |
//! | 29 | 16 each | the spaces |

use backpack_core::{AccountId, SpaceId};
use bytes::Bytes;

use crate::{Error, ErrorKind};

const MAGIC: &[u8; 4] = b"BPNK";
const FORMAT: u32 = 1;
const OPERATION: &str = "read placeholder";

/// What stands in the place of a key file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Placeholder {
    pub(crate) state: State,
    pub(crate) account: AccountId,
    pub(crate) spaces: Vec<SpaceId>,
}

/// Why there is no key file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// The account is being copied here; its key file comes last.
    Arriving,
    /// The account was deleted; what is left has no key.
    Deleted,
}

impl Placeholder {
    /// Says whether these bytes are a placeholder of any format, and so no key file.
    pub(crate) fn is_one(bytes: &[u8]) -> bool {
        bytes.starts_with(MAGIC)
    }

    /// Reads what [`Placeholder::to_bytes`] wrote.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NewerFormat`], and [`ErrorKind::Damaged`] for anything else.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, Error> {
        let damaged = || Error::new(ErrorKind::Damaged, OPERATION);
        let fields = bytes.strip_prefix(MAGIC).and_then(|rest| rest.split_first_chunk::<4>());
        let (format, rest) = fields.ok_or_else(damaged)?;
        let format = u32::from_be_bytes(*format);
        if format > FORMAT {
            return Err(Error::new(ErrorKind::NewerFormat(format), OPERATION));
        }
        Self::read(rest).ok_or_else(damaged)
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let (state, rest) = bytes.split_first()?;
        let (account, rest) = rest.split_first_chunk::<16>()?;
        let (count, rest) = rest.split_first_chunk::<4>()?;
        let state = match state {
            1 => State::Arriving,
            2 => State::Deleted,
            _ => return None,
        };
        let (spaces, odd) = rest.as_chunks::<16>();
        let is_whole = odd.is_empty() && u32::try_from(spaces.len()) == Ok(u32::from_be_bytes(*count));
        let spaces = spaces.iter().map(|id| SpaceId::from_bytes(*id)).collect();
        is_whole.then(|| Self { state, account: AccountId::from_bytes(*account), spaces })
    }

    pub(crate) fn to_bytes(&self) -> Bytes {
        let count = u32::try_from(self.spaces.len()).unwrap_or(u32::MAX);
        let state = match self.state {
            State::Arriving => 1,
            State::Deleted => 2,
        };
        let mut bytes = Vec::with_capacity(29 + 16 * self.spaces.len());
        bytes.extend_from_slice(MAGIC);
        bytes.extend_from_slice(&FORMAT.to_be_bytes());
        bytes.push(state);
        bytes.extend_from_slice(self.account.as_bytes());
        bytes.extend_from_slice(&count.to_be_bytes());
        self.spaces.iter().for_each(|space| bytes.extend_from_slice(space.as_bytes()));
        bytes.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_reads_back_and_keeps_its_layout() {
        let spaces = vec![SpaceId::from_bytes([2; 16]), SpaceId::from_bytes([3; 16])];
        let made = Placeholder { state: State::Arriving, account: AccountId::from_bytes([1; 16]), spaces };
        let bytes = made.to_bytes();
        let layout = [b"BPNK\0\0\0\x01\x01".as_slice(), &[1; 16], &[0, 0, 0, 2], &[2; 16], &[3; 16]].concat();
        assert_eq!(bytes, layout);
        assert_eq!(Placeholder::parse(&bytes).unwrap(), made);
        let deleted = Placeholder { state: State::Deleted, spaces: Vec::new(), ..made };
        assert_eq!(Placeholder::parse(&deleted.to_bytes()).unwrap(), deleted);
    }

    #[test]
    fn anything_else_is_refused_by_name() {
        let spaces = vec![SpaceId::from_bytes([2; 16])];
        let whole = Placeholder { state: State::Deleted, account: AccountId::from_bytes([1; 16]), spaces };
        let whole = whole.to_bytes();
        let changed = |place: usize, byte: u8| {
            let mut bytes = whole.to_vec();
            bytes[place] = byte;
            Placeholder::parse(&bytes).unwrap_err().kind().clone()
        };
        assert_eq!(changed(7, 2), ErrorKind::NewerFormat(2));
        for (place, byte) in [(0, b'X'), (8, 3), (28, 2)] {
            assert_eq!(changed(place, byte), ErrorKind::Damaged, "byte {place}");
        }
        for length in 0..whole.len() {
            assert_eq!(Placeholder::parse(&whole[..length]).unwrap_err().kind(), &ErrorKind::Damaged);
        }
        assert!(
            Placeholder::is_one(&whole[..4]) && !Placeholder::is_one(b"BPKF") && !Placeholder::is_one(b"")
        );
    }
}
