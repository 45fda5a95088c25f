//! One record in memory: a packed header and a few columns to filter by.

use backpack_core::RecordId;
use backpack_record::{Header, Kind};

use crate::packed::{Span, is_retracted};

/// The place of undated records in an order by time.
pub(crate) const UNDATED: i64 = i64::MIN;

/// One record: what is read when it is found.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Slot {
    pub(crate) id: RecordId,
    pub(crate) full_url: KnownUrl,
    pub(crate) header: Box<[u8]>,
    pub(crate) versions: Versions,
}

/// One record: what is read to find it. Apart from the rest, so that looking at many touches little memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) start: i64,
    pub(crate) end: i64,
    /// When the version that is shown was received.
    pub(crate) received: i64,
    pub(crate) source: u16,
    pub(crate) kind: Kind,
    pub(crate) marks: Marks,
}

impl Column {
    /// Sets what is read off a header.
    pub(crate) fn describe(&mut self, header: Option<&Header<'_>>) {
        let span = header.and_then(Span::of);
        self.start = span.map_or(UNDATED, |span| span.start);
        self.end = span.map_or(UNDATED, |span| span.end);
        self.kind = header.map_or(Kind::Other, |header| header.kind);
        if header.is_some_and(is_retracted) {
            self.marks.set(Marks::RETRACTED);
        } else {
            self.marks.clear(Marks::RETRACTED);
        }
    }
}

/// What is true of a record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Marks(u8);

impl Marks {
    pub(crate) const HIDDEN: u8 = 1;
    pub(crate) const DELETED: u8 = 2;
    pub(crate) const GONE: u8 = 4;
    pub(crate) const RETRACTED: u8 = 8;
    pub(crate) const VANISHED: u8 = 16;
    /// What ends once the source has the record again.
    pub(crate) const ABSENT: u8 = Self::GONE | Self::VANISHED;

    pub(crate) const fn has(self, mark: u8) -> bool {
        self.0 & mark != 0
    }

    pub(crate) const fn set(&mut self, mark: u8) {
        self.0 |= mark;
    }

    pub(crate) const fn clear(&mut self, mark: u8) {
        self.0 &= !mark;
    }
}

/// A full URL in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum KnownUrl {
    None,
    Urn,
    /// The number of the base.
    Based(u32),
    Other(Box<str>),
}

/// Where one version's body is, and what its content is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Version {
    /// The number of the block in the catalog.
    pub(crate) block: u32,
    pub(crate) slot: u32,
    pub(crate) digest: [u8; 16],
}

/// The versions of a record, oldest first, and which of them is the current one. Nearly all have one.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Versions {
    One(Version),
    Many(Box<History>),
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct History {
    pub(crate) list: Vec<Version>,
    pub(crate) current: usize,
}

impl Versions {
    pub(crate) fn list(&self) -> &[Version] {
        match self {
            Self::One(version) => std::slice::from_ref(version),
            Self::Many(history) => &history.list,
        }
    }

    pub(crate) fn list_mut(&mut self) -> &mut [Version] {
        match self {
            Self::One(version) => std::slice::from_mut(version),
            Self::Many(history) => &mut history.list,
        }
    }

    pub(crate) fn current_index(&self) -> usize {
        match self {
            Self::One(_) => 0,
            Self::Many(history) => history.current,
        }
    }

    pub(crate) fn current(&self) -> Option<Version> {
        self.list().get(self.current_index()).copied()
    }

    /// Adds a version and makes it the current one.
    pub(crate) fn push(&mut self, version: Version) {
        match self {
            Self::One(first) => {
                *self = Self::Many(Box::new(History { list: vec![*first, version], current: 1 }));
            }
            Self::Many(history) => {
                history.current = history.list.len();
                history.list.push(version);
            }
        }
    }

    pub(crate) fn make_current(&mut self, index: usize) {
        if let Self::Many(history) = self
            && index < history.list.len()
        {
            history.current = index;
        }
    }
}
