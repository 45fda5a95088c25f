//! A space's head: how far it has come, and which commits brought it there.

use backpack_store::Error;
use bytes::Bytes;

use crate::errors::io;

/// The length of a mark.
pub(crate) const MARK_BYTES: usize = 8;
/// How many marks a head keeps.
const MARKS: usize = 64;
/// What of a head's marks stays when one is put before them.
pub(crate) const KEPT_BYTES: usize = (MARKS - 1) * MARK_BYTES;

/// What a commit or a lease is known by: random, and written into the head by the transaction that makes it land.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mark([u8; MARK_BYTES]);

impl Mark {
    /// Returns a random mark.
    pub(crate) fn random(operation: &'static str) -> Result<Self, Error> {
        let mut bytes = [0; MARK_BYTES];
        getrandom::fill(&mut bytes).map_err(|_| io(operation, "the operating system has no randomness"))?;
        Ok(Self(bytes))
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// A head as it lies in the database.
#[derive(Clone, Debug)]
pub(crate) struct Head {
    pub(crate) version: i64,
    pub(crate) marks: Bytes,
}

/// What a head tells of a commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trace {
    /// It landed, as this version.
    Landed(i64),
    /// It did not land.
    Absent,
    /// So many others landed since that the head no longer says.
    Lost,
}

impl Head {
    /// Looks for the commit that began when the space's head had at least the version `since`.
    pub(crate) fn trace(&self, mark: Mark, since: i64) -> Trace {
        let marks = self.marks.chunks_exact(MARK_BYTES);
        let known = i64::try_from(marks.len()).unwrap_or(i64::MAX);
        // Each mark stands for one step of the version.
        let place = (0_i64..).zip(marks).find(|(_, kept)| *kept == mark.as_bytes());
        match place {
            Some((place, _)) => Trace::Landed(self.version - place),
            None if self.version - since <= known => Trace::Absent,
            None => Trace::Lost,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_tells_what_landed_as_far_back_as_it_goes() {
        let mark = |number: u8| Mark([number; MARK_BYTES]);
        let marks: Vec<u8> = (0..64_u8).rev().flat_map(|number| [number; MARK_BYTES]).collect();
        assert_eq!(marks.len(), KEPT_BYTES + MARK_BYTES);
        let head = Head { version: 1_000, marks: marks.into() };
        assert_eq!(head.trace(mark(63), 990), Trace::Landed(1_000));
        assert_eq!(head.trace(mark(0), 0), Trace::Landed(937));
        assert_eq!(head.trace(mark(77), 936), Trace::Absent);
        assert_eq!(head.trace(mark(77), 935), Trace::Lost);
        let young = Head { version: 0, marks: Bytes::new() };
        assert_eq!(young.trace(mark(1), 0), Trace::Absent);
    }
}
