//! Attachments and files, as JSON.

use backpack_core::{ConnectionId, FileId, RecordId};
use backpack_keep::{AttachmentRow, AttachmentState, FileOrigin, FileRow, RestoredFile};
use serde::{Deserialize, Serialize};

use super::Ids;
use crate::text::{At, Digest, Shown};

/// An attachment of the queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AttachmentLine {
    record: Shown<RecordId>,
    index: u32,
    connection: Shown<ConnectionId>,
    url: String,
    media_type: Option<String>,
    state: AttachmentStateLine,
    attempts: u32,
    tried: Option<At>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum AttachmentStateLine {
    Waiting,
    Kept(Shown<FileId>),
    Failed(String),
    Refused(String),
}

impl From<&AttachmentRow> for AttachmentLine {
    fn from(row: &AttachmentRow) -> Self {
        Self {
            record: Shown(row.record),
            index: row.index,
            connection: Shown(row.connection),
            url: row.url.clone(),
            media_type: row.media_type.clone(),
            state: match &row.state {
                AttachmentState::Kept(file) => AttachmentStateLine::Kept(Shown(*file)),
                AttachmentState::Failed(reason) => AttachmentStateLine::Failed(reason.clone()),
                AttachmentState::Refused(reason) => AttachmentStateLine::Refused(reason.clone()),
                // What a later version has no word for here is looked at again.
                _ => AttachmentStateLine::Waiting,
            },
            attempts: row.attempts,
            tried: row.tried.map(At),
        }
    }
}

impl AttachmentLine {
    pub(crate) fn row(self, ids: &Ids) -> AttachmentRow {
        let record = ids.here(self.record.0);
        let mut row = AttachmentRow::new(record, self.index, self.connection.0, self.url);
        row.media_type = self.media_type;
        row.state = match self.state {
            AttachmentStateLine::Waiting => AttachmentState::Waiting,
            AttachmentStateLine::Kept(file) => AttachmentState::Kept(file.0),
            AttachmentStateLine::Failed(reason) => AttachmentState::Failed(reason),
            AttachmentStateLine::Refused(reason) => AttachmentState::Refused(reason),
        };
        row.attempts = self.attempts;
        row.tried = self.tried.map(|at| at.0);
        row
    }
}

/// A file, without its bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FileLine {
    pub(crate) id: Shown<FileId>,
    pub(crate) name: String,
    declared: Option<String>,
    sniffed: Option<String>,
    pub(crate) bytes: u64,
    sha1: Digest<20>,
    added: At,
    origins: Vec<OriginLine>,
    // What later versions added is absent where there is nothing to say, as in older archives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    caption: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    taken: Option<String>,
}

/// Where a file came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum OriginLine {
    Person,
    Portal { connection: Shown<ConnectionId>, record: Shown<RecordId>, index: u32 },
}

impl FileLine {
    /// Returns the line of a file; `None` if this version has no word for one of its origins.
    pub(crate) fn new(row: &FileRow) -> Option<Self> {
        let origins = row.origins.iter().map(|origin| match origin {
            FileOrigin::Person => Some(OriginLine::Person),
            FileOrigin::Portal { connection, record, index } => Some(OriginLine::Portal {
                connection: Shown(*connection),
                record: Shown(*record),
                index: *index,
            }),
            _ => None,
        });
        Some(Self {
            id: Shown(row.id),
            name: row.name.clone(),
            declared: row.declared.clone(),
            sniffed: row.sniffed.clone(),
            bytes: row.size,
            sha1: Digest(row.sha1),
            added: At(row.added),
            origins: origins.collect::<Option<_>>()?,
            caption: row.caption.clone(),
            taken: row.taken.clone(),
        })
    }

    pub(crate) fn restored(self, ids: &Ids) -> RestoredFile {
        let mut file = RestoredFile::new(self.id.0, self.name, self.bytes, self.sha1.0, self.added.0);
        (file.declared, file.sniffed) = (self.declared, self.sniffed);
        (file.caption, file.taken) = (self.caption, self.taken);
        let origin = |origin| match origin {
            OriginLine::Person => FileOrigin::Person,
            OriginLine::Portal { connection, record, index } => {
                FileOrigin::Portal { connection: connection.0, record: ids.here(record.0), index }
            }
        };
        file.origins = self.origins.into_iter().map(origin).collect();
        file
    }
}
