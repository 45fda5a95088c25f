//! Files: what is known of an attachment, and the key of its bytes.

use backpack_core::{BlobId, ConnectionId, FileId, RecordId, SecretBytes, Timestamp};
use backpack_keys::Purpose;
use backpack_store::Table;
use serde::{Deserialize, Serialize};

use super::Row;
use crate::table;

/// A file. Its bytes are in the blob store, sealed under a key of their own that stands here.
#[derive(Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FileRow {
    /// The file.
    pub id: FileId,
    /// The name for people.
    pub name: String,
    /// The media type as declared.
    pub declared: Option<String>,
    /// The media type as its first bytes say.
    pub sniffed: Option<String>,
    /// The size in bytes.
    pub size: u64,
    /// The SHA-1 of its bytes, to compare with what a portal declared. It proves no authenticity.
    pub sha1: [u8; 20],
    /// When it was added.
    pub added: Timestamp,
    /// Where it came from; the same bytes from two places are one file with two origins.
    pub origins: Vec<FileOrigin>,
    /// The content address: HMAC-SHA256 under the Backpack's own key.
    pub(crate) address: [u8; 32],
    /// Where its sealed bytes are.
    pub(crate) blob: BlobId,
    /// The key that sealed them.
    #[serde(with = "super::secret")]
    pub(crate) key: SecretBytes,
    /// The epoch that was the newest when the key was made; 0 if it was made before this was kept.
    pub(crate) key_epoch: u32,
    /// What the person says of it.
    pub caption: Option<String>,
    /// When what it shows was taken or written, as the person says: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    pub taken: Option<String>,
}

/// Where a file came from. New variants go at the end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum FileOrigin {
    /// The person added it.
    Person,
    /// A portal sent it as an attachment of a record.
    Portal {
        /// The connection.
        connection: ConnectionId,
        /// The record.
        record: RecordId,
        /// Its place among the record's attachments, from 0.
        index: u32,
    },
}

impl Row for FileRow {
    const TABLE: Table = table::FILE;
    const FORMAT: u8 = 3;
    // No epoch, no caption, no date.
    const SINCE_FIRST: &'static [u8] = &[0, 0, 0];
    const SINCE_SECOND: &'static [u8] = &[0, 0];
    const PURPOSE: Purpose = Purpose::File;
    const WHAT: &'static str = "file";

    fn name(&self) -> Vec<u8> {
        self.id.as_bytes().to_vec()
    }

    fn blob(&self) -> Option<BlobId> {
        Some(self.blob)
    }
}

/// From a content address to the file that has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AddressRow {
    pub(crate) address: [u8; 32],
    pub(crate) file: FileId,
}

impl Row for AddressRow {
    const TABLE: Table = table::ADDRESS;
    const FORMAT: u8 = 1;
    const WHAT: &'static str = "content address";

    fn name(&self) -> Vec<u8> {
        self.address.to_vec()
    }
}
