//! Removing a connection: what came from it is kept, or deleted, as the person says.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};

use backpack_core::{BlobId, ConnectionId, FileId};

use crate::catalog::Catalog;
use crate::catalog::change::Logged;
use crate::commit::{Draft, Drafted, Write};
use crate::keep::detached;
use crate::row::AddressRow;
use crate::row::RowWrite;
use crate::{
    AccessRow, Act, AttachmentRow, Authorisation, ChangeKind, ConnectionRow, Error, FileOrigin, FileRow,
    GrantRow, Keep, MembersRow, PaceRow, QueryRow, Row, RowBatch, TriedRow, UpkeepRow,
};

/// The most rows that are deleted in one go.
const ROWS_AT_ONCE: usize = 4096;
/// How often a removal is made ready anew because somebody else wrote meanwhile.
const ATTEMPTS: usize = 64;

/// What becomes of what came from a connection that is removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "it is the person's explicit choice between these two")]
pub enum Disposal {
    /// Its records and files stay, and so does its row, marked as removed.
    Keep,
    /// Its records and files are deleted, except those that a person noted, filed, hid or flagged.
    Delete,
}

/// What removing a connection did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Removal {
    /// Records that were deleted.
    pub records: u64,
    /// Records that stayed: all of them, or those that a person did something to.
    pub kept: u64,
    /// Files that were deleted.
    pub files: u64,
}

impl Keep {
    /// Removes a connection. Its grant is deleted either way; revoking it at the portal is the engine's part.
    ///
    /// The records go in one commit; the bytes behind them are freed right after, or by a later [`Keep::compact`].
    /// The future may be dropped at any time; the connection is then removed all the same, or not begun.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchConnection`]; the store's errors.
    pub async fn remove_connection(&self, id: ConnectionId, disposal: Disposal) -> Result<Removal, Error> {
        self.may_write()?;
        let keep = self.clone();
        detached(async move {
            let found = keep.row::<ConnectionRow>(id.as_bytes()).await?;
            let (row, _) = found.ok_or(Error::NoSuchConnection)?;
            match disposal {
                Disposal::Keep => keep.leave_connection(row).await,
                Disposal::Delete => keep.delete_connection(row).await,
            }
        })
        .await
    }

    async fn leave_connection(&self, mut row: ConnectionRow) -> Result<Removal, Error> {
        row.authorisation = Authorisation::Removed;
        let id = row.id;
        let batch = RowBatch::new().put(&row).act(self.actor(), Act::Disconnected(id));
        self.write(without_grant(batch, id)).await?;
        let kept = self.catalog(|catalog| catalog.records_of(id).count() as u64);
        Ok(Removal { kept, ..Removal::default() })
    }

    async fn delete_connection(&self, row: ConnectionRow) -> Result<Removal, Error> {
        self.delete_queue(row.id).await?;
        for _ in 0..ATTEMPTS {
            self.refresh().await?;
            let (write, removal, blobs) = self.removal_of(row.clone()).await?;
            if self.0.commit(&Arc::new(Mutex::new(write))).await?.is_none() {
                // Somebody may have written of it, or added one of its files themselves.
                continue;
            }
            if !blobs.is_empty() {
                // A snapshot may still read them.
                let _gate = self.0.reading.write().await;
                self.discard(blobs).await?;
            }
            self.compact().await?;
            return Ok(removal);
        }
        Err(Error::Busy)
    }

    /// Returns the removal of a connection as things stand, what it comes to, and the blobs that it lets go of.
    async fn removal_of(&self, mut row: ConnectionRow) -> Result<(RemoveWrite, Removal, Vec<BlobId>), Error> {
        let (id, at) = (row.id, self.sequence());
        let mut removal = Removal::default();
        self.catalog(|catalog| {
            for record in catalog.records_of(id) {
                if record.is_touched() { removal.kept += 1 } else { removal.records += 1 }
            }
        });
        let mut batch = without_grant(RowBatch::new(), id).delete::<UpkeepRow>(id.as_bytes());
        for query in self.rows::<QueryRow>().await?.iter().filter(|query| query.connection == id) {
            batch = batch.delete::<QueryRow>(query.name());
        }
        let mut blobs = Vec::new();
        for file in self.files_only_of(id).await? {
            batch = batch.delete::<FileRow>(file.name()).delete::<AddressRow>(file.address).let_go(file.blob);
            batch = self.without_reading(batch, file.id).await?;
            blobs.push(file.blob);
        }
        removal.files = blobs.len() as u64;
        row.authorisation = Authorisation::Removed;
        // As long as a record of it is here, people want to see where it came from.
        batch = if removal.kept > 0 { batch.put(&row) } else { batch.delete::<ConnectionRow>(id.as_bytes()) };
        let Removal { records, kept, files } = removal;
        let act = Act::ConnectionRemoved { connection: id, records, kept, files };
        let rows = batch.act(self.actor(), act).into_write(&self.0.parts.keys)?;
        Ok((RemoveWrite { connection: id, at, rows }, removal, blobs))
    }

    /// Deletes what may be many rows, in steps: without them the connection is still whole.
    async fn delete_queue(&self, id: ConnectionId) -> Result<(), Error> {
        self.delete_rows(|row: &TriedRow| row.connection == id).await?;
        self.delete_rows(|row: &MembersRow| row.connection == id).await?;
        self.delete_rows(|row: &AttachmentRow| row.connection == id).await
    }

    async fn delete_rows<R: Row>(&self, is_its: impl Fn(&R) -> bool + Send) -> Result<(), Error> {
        let rows = self.rows::<R>().await?;
        let names = rows.iter().filter(|row| is_its(row)).map(Row::name).collect::<Vec<_>>();
        for names in names.chunks(ROWS_AT_ONCE) {
            let batch = names.iter().fold(RowBatch::new(), |batch, name| batch.delete::<R>(name.clone()));
            self.write(batch).await?;
        }
        Ok(())
    }

    /// Returns the files that came from this connection alone, and that no record that stays has attached.
    async fn files_only_of(&self, id: ConnectionId) -> Result<Vec<FileRow>, Error> {
        let attached: HashSet<FileId> = self.catalog(|catalog| {
            let of_it: HashSet<_> = catalog.records_of(id).map(|record| record.id()).collect();
            let stays =
                catalog.records().filter(|record| record.is_touched() || !of_it.contains(&record.id()));
            stays.flat_map(|record| record.overlay().files.iter().copied()).collect()
        });
        let is_its = |origin: &FileOrigin| matches!(origin, FileOrigin::Portal { connection, .. } if *connection == id);
        let mut files = self.files().await?;
        files.retain(|file| file.origins.iter().all(is_its) && !attached.contains(&file.id));
        Ok(files)
    }

    pub(crate) async fn delete_blobs(&self, blobs: Vec<BlobId>) -> Result<(), Error> {
        for blob in blobs {
            self.0.parts.blobs.delete(blob).await?;
        }
        Ok(())
    }
}

/// Deletes a connection's grant, and what is known of how long it lasts and when to use it.
fn without_grant(batch: RowBatch, id: ConnectionId) -> RowBatch {
    let name = *id.as_bytes();
    batch.delete::<GrantRow>(name).delete::<AccessRow>(name).delete::<PaceRow>(name)
}

/// A removal on its way to a commit.
#[derive(Debug)]
struct RemoveWrite {
    connection: ConnectionId,
    /// The commit group as of which it is known what goes.
    at: u64,
    rows: RowWrite,
}

impl Write for RemoveWrite {
    fn draft(&mut self, catalog: &Catalog, draft: &mut Draft<'_>) -> Result<Drafted, Error> {
        if catalog.sequence() != self.at {
            return Ok(Drafted::Stale);
        }
        draft.log.push(&Logged::Removed(self.connection))?;
        draft.changes.push(ChangeKind::Removed(self.connection));
        self.rows.draft(catalog, draft)
    }

    fn room(&self) -> usize {
        self.rows.room()
    }

    /// What other writers drafted in the same group may be about records that go.
    fn is_alone(&self) -> bool {
        true
    }
}
