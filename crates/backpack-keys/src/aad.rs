//! What a sealed value is bound to, beside its key.
//!
//! The additional data of an envelope is, in this order, integers big-endian: format (1 byte), algorithm (1),
//! epoch (4), space (16), purpose (1), table (1), length of the id (4), id, length of the context (4), context.
//! Changing any of them, or the place where the value lies, makes opening fail.

use backpack_core::SpaceId;

use crate::codec::push_prefixed;
use crate::envelope::{ALGORITHM, FORMAT};

/// What a value is sealed for. Each purpose has a key of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Purpose {
    /// The bodies of one page, compressed together.
    Block,
    /// A segment of the catalog.
    Catalog,
    /// A row of any other table.
    Row,
    /// A commit group, and the head.
    Journal,
    /// Grants, pending sign-ins and other secrets of connections.
    Vault,
    /// A file's row, with its key.
    File,
    /// A blob that is sealed whole.
    Blob,
}

impl Purpose {
    pub(crate) const ALL: [Self; 7] =
        [Self::Block, Self::Catalog, Self::Row, Self::Journal, Self::Vault, Self::File, Self::Blob];

    /// Returns the label of the purpose's key. Part of the format: never changed, never reused.
    pub(crate) const fn label(self) -> &'static [u8] {
        match self {
            Self::Block => b"backpack/1/seal/block",
            Self::Catalog => b"backpack/1/seal/catalog",
            Self::Row => b"backpack/1/seal/row",
            Self::Journal => b"backpack/1/seal/journal",
            Self::Vault => b"backpack/1/seal/vault",
            Self::File => b"backpack/1/seal/file",
            Self::Blob => b"backpack/1/seal/blob",
        }
    }

    /// Returns the purpose's number. Part of the format: never changed, never reused.
    pub(crate) const fn number(self) -> u8 {
        match self {
            Self::Block => 1,
            Self::Catalog => 2,
            Self::Row => 3,
            Self::Journal => 4,
            Self::Vault => 5,
            Self::File => 6,
            Self::Blob => 7,
        }
    }
}

/// Where a sealed value lives: its table and id, and whatever else the caller binds it to.
///
/// The space, the epoch and the purpose are bound too, by the keys that seal.
#[derive(Clone, Copy, Debug)]
pub struct Aad<'a> {
    table: u8,
    id: &'a [u8],
    context: &'a [u8],
}

impl<'a> Aad<'a> {
    /// Returns the place `id` in `table`.
    #[must_use]
    pub const fn new(table: u8, id: &'a [u8]) -> Self {
        Self { table, id, context: &[] }
    }

    /// Binds the value to `context` too: a version, a sequence, a format number of the caller's.
    #[must_use]
    pub const fn with_context(mut self, context: &'a [u8]) -> Self {
        self.context = context;
        self
    }

    pub(crate) fn encode(&self, space: SpaceId, epoch: u32, purpose: Purpose) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(32 + self.id.len() + self.context.len());
        bytes.extend_from_slice(&[FORMAT, ALGORITHM]);
        bytes.extend_from_slice(&epoch.to_be_bytes());
        bytes.extend_from_slice(space.as_bytes());
        bytes.extend_from_slice(&[purpose.number(), self.table]);
        push_prefixed(&mut bytes, self.id);
        push_prefixed(&mut bytes, self.context);
        bytes
    }
}
