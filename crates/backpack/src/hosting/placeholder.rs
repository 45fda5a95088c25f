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

const MAGIC: &[u8; 4] = b"BPNK";
const FORMAT: u32 = 1;

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
    /// Reads what [`Placeholder::to_bytes`] wrote; `None` for anything else. Of a newer format it is known that it is no
    /// key file, and no more: it names no spaces.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        let (format, rest) = bytes.strip_prefix(MAGIC)?.split_first_chunk::<4>()?;
        let (state, rest) = rest.split_first()?;
        let (account, rest) = rest.split_first_chunk::<16>()?;
        let (count, rest) = rest.split_first_chunk::<4>()?;
        let state = if *state == 1 { State::Arriving } else { State::Deleted };
        let (spaces, _) = rest.as_chunks::<16>();
        let is_whole = u32::from_be_bytes(*format) == FORMAT
            && rest.len() % 16 == 0
            && usize::try_from(u32::from_be_bytes(*count)).is_ok_and(|count| count == spaces.len());
        let spaces =
            if is_whole { spaces.iter().map(|id| SpaceId::from_bytes(*id)).collect() } else { Vec::new() };
        Some(Self { state, account: AccountId::from_bytes(*account), spaces })
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
        assert_eq!(Placeholder::parse(&bytes), Some(made.clone()));
        let deleted = Placeholder { state: State::Deleted, spaces: Vec::new(), ..made };
        assert_eq!(Placeholder::parse(&deleted.to_bytes()), Some(deleted));
    }

    #[test]
    fn anything_else_is_none_and_a_newer_or_torn_one_names_no_spaces() {
        for other in [b"".as_slice(), b"BPNK", b"BPNK\0\0\0\x01\x01", b"not one of these, and longer than it"]
        {
            assert_eq!(Placeholder::parse(other), None);
        }
        let spaces = vec![SpaceId::from_bytes([2; 16])];
        let whole = Placeholder { state: State::Deleted, account: AccountId::from_bytes([1; 16]), spaces };
        let mut newer = whole.to_bytes().to_vec();
        newer[7] = 2;
        let torn = &whole.to_bytes()[..30];
        for bytes in [newer.as_slice(), torn] {
            assert_eq!(Placeholder::parse(bytes).unwrap().spaces, []);
        }
    }
}
