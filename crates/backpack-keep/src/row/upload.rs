//! Uploads that have not ended: what arrived, piece by piece, and the key of its bytes.

use backpack_core::{BlobId, SecretBytes, Timestamp, UploadId};
use backpack_keys::Purpose;
use backpack_store::Table;
use serde::{Deserialize, Serialize};

use super::Row;
use crate::table;

/// An upload, or a piece of one. New variants go at the end.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum UploadRow {
    /// How far it is.
    Head(UploadHead),
    /// Bytes that arrived.
    Piece(UploadPiece),
}

/// How far an upload is.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct UploadHead {
    pub(crate) id: UploadId,
    /// The name that the file will have, for people.
    pub(crate) name: String,
    /// The media type as declared.
    pub(crate) declared: Option<String>,
    pub(crate) begun: Timestamp,
    /// When bytes last arrived.
    pub(crate) touched: Timestamp,
    /// The bytes that arrived.
    pub(crate) received: u64,
    /// The pieces that they lie in.
    pub(crate) pieces: u32,
    /// The key that seals them.
    #[serde(with = "super::secret")]
    pub(crate) key: SecretBytes,
}

/// Bytes that arrived together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct UploadPiece {
    pub(crate) upload: UploadId,
    /// Its place, from 0.
    pub(crate) number: u32,
    pub(crate) blob: BlobId,
    pub(crate) size: u64,
}

impl UploadRow {
    pub(crate) fn head_name(id: UploadId) -> Vec<u8> {
        [id.as_bytes().as_slice(), &[0]].concat()
    }

    pub(crate) fn piece_name(id: UploadId, number: u32) -> Vec<u8> {
        [id.as_bytes().as_slice(), &[1], &number.to_be_bytes()].concat()
    }
}

impl Row for UploadRow {
    const TABLE: Table = table::UPLOAD;
    const FORMAT: u8 = 1;
    const PURPOSE: Purpose = Purpose::File;
    const WHAT: &'static str = "upload";

    fn name(&self) -> Vec<u8> {
        match self {
            Self::Head(head) => Self::head_name(head.id),
            Self::Piece(piece) => Self::piece_name(piece.upload, piece.number),
        }
    }

    fn blob(&self) -> Option<BlobId> {
        match self {
            Self::Head(_) => None,
            Self::Piece(piece) => Some(piece.blob),
        }
    }
}
