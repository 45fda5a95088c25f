//! The search index: what it goes up to, and its pieces. All of it is made again from the records if it is lost.

use backpack_core::{BlobId, SecretBytes};
use backpack_store::Table;
use serde::{Deserialize, Serialize};

use super::Row;
use crate::table;

/// A row of the search index. New variants go at the end.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum IndexRow {
    /// What the index goes up to, and which pieces it is made of.
    Manifest(IndexManifest),
    /// One piece.
    Piece(IndexPiece),
}

/// What the index goes up to. There is one, or none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct IndexManifest {
    /// The commit group up to which everything is in it.
    pub(crate) covers: u64,
    /// The version of the way texts are read and cut into words.
    pub(crate) reading: u32,
    /// The pieces, oldest first.
    pub(crate) pieces: Vec<[u8; 16]>,
}

/// One piece of the index.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct IndexPiece {
    pub(crate) id: [u8; 16],
    pub(crate) held: Held,
}

/// Where a piece's bytes are. New variants go at the end.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Held {
    /// Here, packed.
    Here(#[serde(with = "super::secret")] SecretBytes),
    /// In the blob store, packed, sealed under a key of its own.
    Blob {
        blob: BlobId,
        #[serde(with = "super::secret")]
        key: SecretBytes,
        /// The epoch that was the newest when the key was made.
        key_epoch: u32,
        /// The length of what is packed.
        length: u64,
    },
}

impl IndexRow {
    pub(crate) const MANIFEST: [u8; 1] = [0];

    /// Returns the name of a piece.
    pub(crate) fn piece_name(id: &[u8; 16]) -> Vec<u8> {
        [&[1_u8], id.as_slice()].concat()
    }

    pub(crate) const fn key_epoch(&self) -> Option<u32> {
        match self {
            Self::Piece(IndexPiece { held: Held::Blob { key_epoch, .. }, .. }) => Some(*key_epoch),
            _ => None,
        }
    }
}

impl Row for IndexRow {
    const TABLE: Table = table::INDEX;
    const FORMAT: u8 = 1;
    const WHAT: &'static str = "search index";

    fn name(&self) -> Vec<u8> {
        match self {
            Self::Manifest(_) => Self::MANIFEST.to_vec(),
            Self::Piece(piece) => Self::piece_name(&piece.id),
        }
    }

    fn blob(&self) -> Option<BlobId> {
        match self {
            Self::Piece(IndexPiece { held: Held::Blob { blob, .. }, .. }) => Some(*blob),
            _ => None,
        }
    }
}
