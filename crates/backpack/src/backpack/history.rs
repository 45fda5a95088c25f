//! What became of one record: its versions, what changed between them, what the person did, and undoing that.

use backpack_core::{ConnectionId, EventId, RecordId, Timestamp};
use backpack_keep::{ConnectionRow, Original, Source, Turned, Undone};
use backpack_record::{Actor, Difference, Header, OverlayEvent, compare};

use super::Backpack;
use crate::role::Operation;
use crate::{Error, ErrorKind};

/// What became of one record.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct History {
    /// The versions that were sent or written, in the order in which they first came.
    pub versions: Vec<Version>,
    /// What became of it at its source: each coming of a version, each return to an earlier one, and when it was gone,
    /// vanished or came back. Oldest first.
    pub turns: Vec<Turned>,
    /// What the person did to it, oldest first, undoing included.
    pub events: Vec<OverlayEvent>,
}

/// One version of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Version {
    /// Its number, from 0.
    pub number: usize,
    /// When it was received, or written.
    pub at: Timestamp,
    /// Whether it is the one that is shown.
    pub is_current: bool,
    /// Where it came from.
    pub source: Source,
    /// The name of the connection's portal, if the connection is still known.
    pub portal: Option<String>,
    /// The query that brought it; empty for an entry.
    pub query: String,
    /// The source's version: told apart from the body, else `meta.versionId`.
    pub source_version: Option<String>,
    /// Who wrote it, if it is an entry.
    pub actor: Option<Actor>,
}

/// Two versions of a record, to be compared.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Comparison {
    /// The earlier version, as it came.
    pub before: Original,
    /// The later version, as it came.
    pub after: Original,
}

impl Comparison {
    /// Returns what changed, field by field.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`] if a version is not JSON; what is kept always is.
    pub fn difference(&self) -> Result<Difference<'_>, Error> {
        compare(&self.before.body, &self.after.body).map_err(|source| {
            Error::new(ErrorKind::Invalid(source.to_string()), "compare versions").with_source(source)
        })
    }
}

impl Backpack {
    /// Returns what became of a record: every version with when it came and from where, when it went and came back, and
    /// what the person did to it. Reads the blocks that hold the versions.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`], [`ErrorKind::Damaged`], [`ErrorKind::Io`].
    pub async fn history(&self, record: RecordId) -> Result<History, Error> {
        let keep = &self.0.keep;
        let mut versions = Vec::new();
        for known in keep.versions(record)? {
            let original = keep.original(record, known.version).await?;
            let own =
                Header::read(&original.body).ok().and_then(|header| header.version.map(|v| v.to_string()));
            let portal = match original.source {
                Source::Connection(connection) => self.portal_of(connection).await?,
                _ => None,
            };
            versions.push(Version {
                number: known.version,
                at: known.received,
                is_current: known.is_current,
                source: original.source,
                portal,
                query: original.query,
                source_version: original.source_version.or(own),
                actor: original.actor,
            });
        }
        let events = keep.catalog(|catalog| catalog.record(record).map(|known| known.events().to_vec()));
        let turns = keep.turns(record).await?;
        Ok(History { versions, turns, events: events.unwrap_or_default() })
    }

    /// Takes two versions of a record, by their numbers from 0, to compare them field by field.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`] if there is no such record or version, [`ErrorKind::Damaged`], [`ErrorKind::Io`].
    pub async fn compare(&self, record: RecordId, from: usize, to: usize) -> Result<Comparison, Error> {
        let keep = &self.0.keep;
        let (before, after) = (keep.original(record, from).await?, keep.original(record, to).await?);
        Ok(Comparison { before, after })
    }

    /// Undoes the last thing that a person did to a record: a note, a mark, an attached file, an edit of an entry.
    /// Undoing it twice brings it back. Nothing is erased: an undoing is one more act, and what the source sent stays.
    ///
    /// Cancel-safe: it happened whole, or not at all.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`], also if a file would be attached again that was removed since;
    /// [`ErrorKind::NotUndoable`] if there is nothing to undo, [`ErrorKind::Busy`] if the entry was edited meanwhile,
    /// [`ErrorKind::Full`], [`ErrorKind::Io`].
    pub async fn undo(&self, record: RecordId) -> Result<Undone, Error> {
        self.permit(Operation::Correct)?;
        Ok(self.0.keep.undo(record).await?)
    }

    /// Undoes one event of a record's overlay, as [`History::events`] names it, if nothing later stands on it. Returns
    /// the event.
    ///
    /// Cancel-safe: it happened whole, or not at all.
    ///
    /// # Errors
    ///
    /// As [`Backpack::undo`].
    pub async fn undo_event(&self, record: RecordId, event: EventId) -> Result<OverlayEvent, Error> {
        self.permit(Operation::Correct)?;
        Ok(self.0.keep.undo_event(record, event).await?)
    }

    /// Makes an entry say again what an earlier version said, as a new version.
    ///
    /// Cancel-safe: it happened whole, or not at all.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`], [`ErrorKind::NotAnEntry`] for an imported record, [`ErrorKind::Busy`] if the entry was
    /// edited meanwhile, [`ErrorKind::Full`], [`ErrorKind::Io`].
    pub async fn revert(&self, record: RecordId, version: usize) -> Result<(), Error> {
        self.permit(Operation::Correct)?;
        Ok(self.0.keep.revert_entry(record, version).await?)
    }

    async fn portal_of(&self, connection: ConnectionId) -> Result<Option<String>, Error> {
        let row = self.0.keep.row::<ConnectionRow>(connection.as_bytes()).await?;
        Ok(row.map(|(row, _)| row.name))
    }
}
