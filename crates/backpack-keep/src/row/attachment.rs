//! The queue of attachments: fetched after the records that name them.

use backpack_core::{ConnectionId, FileId, RecordId, Timestamp};
use backpack_store::Table;
use serde::{Deserialize, Serialize};

use super::Row;
use crate::table;

/// An attachment that a record names and whose bytes are elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AttachmentRow {
    /// The record.
    pub record: RecordId,
    /// Its place among the record's attachments, from 0.
    pub index: u32,
    /// The connection its bytes come from.
    pub connection: ConnectionId,
    /// Where its bytes are, as written.
    pub url: String,
    /// The media type the record declares.
    pub media_type: Option<String>,
    /// How far it is.
    pub state: AttachmentState,
    /// How often it was tried.
    pub attempts: u32,
    /// When it was last tried.
    pub tried: Option<Timestamp>,
}

impl AttachmentRow {
    /// Returns the row of an attachment that waits.
    #[must_use]
    pub fn new(record: RecordId, index: u32, connection: ConnectionId, url: impl Into<String>) -> Self {
        Self {
            record,
            index,
            connection,
            url: url.into(),
            media_type: None,
            state: AttachmentState::Waiting,
            attempts: 0,
            tried: None,
        }
    }

    /// Sets the media type that the record declares.
    #[must_use]
    pub fn with_media_type(mut self, media_type: impl Into<String>) -> Self {
        self.media_type = Some(media_type.into());
        self
    }
}

/// How far an attachment is. New variants go at the end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum AttachmentState {
    /// It waits to be fetched.
    Waiting,
    /// It is kept as this file.
    Kept(FileId),
    /// It could not be had, for this reason; it is tried again at a later sync.
    Failed(String),
    /// The portal refuses it for good, for this reason.
    Refused(String),
}

impl Row for AttachmentRow {
    const TABLE: Table = table::ATTACHMENT;
    const FORMAT: u8 = 1;
    const WHAT: &'static str = "attachment";

    fn name(&self) -> Vec<u8> {
        [self.record.as_bytes().as_slice(), &self.index.to_be_bytes()].concat()
    }
}
