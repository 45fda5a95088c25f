//! What is found: records and the pages of files.

/// What a subject is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::exhaustive_enums, reason = "it is persisted as one byte")]
pub enum Sort {
    /// A record.
    Record,
    /// A file.
    File,
}

/// A record or a file, as the index knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::exhaustive_structs, reason = "a sort and an id are all there is")]
pub struct Subject {
    /// Which of the two.
    pub sort: Sort,
    /// Its id.
    pub id: [u8; 16],
}

impl Subject {
    pub(crate) const BYTES: usize = 17;

    /// Returns a record.
    #[must_use]
    pub const fn record(id: [u8; 16]) -> Self {
        Self { sort: Sort::Record, id }
    }

    /// Returns a file.
    #[must_use]
    pub const fn file(id: [u8; 16]) -> Self {
        Self { sort: Sort::File, id }
    }

    pub(crate) fn write(self, out: &mut Vec<u8>) {
        out.push(self.sort as u8);
        out.extend_from_slice(&self.id);
    }

    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let (sort, id) = bytes.split_first()?;
        let sort = match sort {
            0 => Sort::Record,
            1 => Sort::File,
            _ => return None,
        };
        Some(Self { sort, id: id.try_into().ok()? })
    }
}

/// Where something was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::exhaustive_structs, reason = "a subject and a page are all there is")]
pub struct Place {
    /// The record or file.
    pub subject: Subject,
    /// The page of a file, from 1; 0 for a record, and for a file's name.
    pub page: u32,
}
