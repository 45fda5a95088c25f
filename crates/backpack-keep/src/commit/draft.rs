//! What a commit group will write.

use std::collections::HashMap;
use std::time::Duration;

use backpack_core::{BlobId, RecordId, Timestamp};
use backpack_keys::BackpackKeys;
use backpack_record::OverlayEvent;
use backpack_store::{Condition, Fence, Precondition, Table};
use bytes::Bytes;

use crate::activity::ChainEnd;
use crate::block::SealedBlock;
use crate::catalog::change::{BlockAdded, Logged, RowWritten};
use crate::catalog::{Catalog, Place, Source};
use crate::head::Head;
use crate::keep::Inner;
use crate::page::Seen;
use crate::row::PendingRow;
use crate::row::{Fate, UnnamedRow};
use crate::segment::LogWriter;
use crate::share::Role;
use crate::sweep::InFlight;
use crate::{ChangeKind, Error, table};

/// Something that wants to be committed. It is drafted anew whenever another writer was faster.
pub(crate) trait Write: Send {
    /// Adds what it writes to the group, as the catalog stands now.
    fn draft(&mut self, catalog: &Catalog, draft: &mut Draft<'_>) -> Result<Drafted, Error>;

    /// Returns about how many bytes it will take in a batch.
    fn room(&self) -> usize;

    /// Returns the lease under which it writes.
    fn fence(&self) -> Option<&Fence> {
        None
    }

    /// Returns the least role that may write this, whatever was allowed when it was asked for: a role can be lowered while a
    /// write waits for its turn. What everybody writes who reads says so.
    fn least(&self) -> Role {
        Role::Contributor
    }

    /// Says whether it must be committed in a group of its own, since it may fail where others would not.
    fn is_alone(&self) -> bool {
        false
    }
}

/// How drafting ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Drafted {
    /// It is in the group.
    Ready,
    /// What it was prepared for is no longer so: it must be prepared again.
    Stale,
}

/// What a commit group will write.
pub(crate) struct Draft<'k> {
    pub(crate) keys: &'k BackpackKeys,
    catalog: &'k Catalog,
    in_flight: &'k InFlight,
    is_shared: bool,
    pub(crate) sequence: u64,
    pub(crate) now: Timestamp,
    pub(crate) seen: Seen,
    pub(crate) log: LogWriter,
    pub(crate) puts: Vec<(Table, Bytes, Bytes)>,
    pub(crate) deletes: Vec<(Table, Bytes)>,
    pub(crate) conditions: Vec<Precondition>,
    pub(crate) changes: Vec<ChangeKind>,
    pub(crate) fence: Option<Fence>,
    /// The last act of the activity journal, with those of this group.
    pub(crate) acted: ChainEnd,
    /// When each record was last overlaid in this group.
    overlaid: HashMap<RecordId, Timestamp>,
    blocks: u16,
}

impl<'k> Draft<'k> {
    /// Begins the group after `head`, as the catalog stands.
    pub(crate) fn new(inner: &'k Inner, catalog: &'k Catalog, head: &Head) -> Self {
        Self {
            keys: &inner.parts.keys,
            catalog,
            in_flight: &inner.in_flight,
            is_shared: inner.is_shared(),
            sequence: head.sequence + 1,
            now: inner.parts.clock.now(),
            seen: Seen::default(),
            log: LogWriter::default(),
            puts: Vec::new(),
            deletes: Vec::new(),
            conditions: Vec::new(),
            changes: Vec::new(),
            fence: None,
            acted: catalog.acted(),
            overlaid: HashMap::new(),
            blocks: 0,
        }
    }

    /// Says whether a block must be made ready again: it was sealed before the last rotation began, or its blob must not be
    /// named any more.
    pub(crate) fn is_outdated(&self, block: &SealedBlock) -> bool {
        self.is_of_an_older_epoch(&block.sealed) || block.blob().is_some_and(|blob| !self.may_name(blob))
    }

    /// Says whether a blob may get a name: not if the sweep of another process condemned it, or may have.
    pub(crate) fn may_name(&self, blob: BlobId) -> bool {
        if !self.is_shared {
            return true;
        }
        let name = UnnamedRow::name_of(blob, Fate::Condemned);
        let condemned = self.keys.row_id(table::UNNAMED.0, &name);
        let is_condemned = self.catalog.row_sequence(table::UNNAMED.0, &condemned).is_some();
        !is_condemned && !self.in_flight.is_overdue(blob, self.now)
    }

    /// Notes that nothing names a blob any more, where others may still read it.
    pub(crate) fn let_go(&mut self, blob: BlobId) -> Result<(), Error> {
        if !self.is_shared {
            return Ok(());
        }
        let row = UnnamedRow { blob, fate: Fate::Watched, since: self.now };
        self.put_row(&PendingRow::new(self.keys, &row)?)
    }

    /// Says whether bytes were sealed before the last rotation began.
    pub(crate) fn is_of_an_older_epoch(&self, sealed: &[u8]) -> bool {
        backpack_keys::sealed_epoch(sealed) != Ok(self.keys.newest_epoch())
    }

    /// Adds a block. Returns its number in the group.
    pub(crate) fn add_block(
        &mut self,
        block: &SealedBlock,
        source: Source,
        received: Timestamp,
    ) -> Result<u16, Error> {
        let number = self.blocks;
        self.blocks = number.checked_add(1).ok_or(Error::TooLarge("commit"))?;
        self.log.push(&Logged::Block(BlockAdded {
            id: block.id,
            place: block.place,
            source,
            received,
            raw: block.raw,
        }))?;
        if block.place == Place::Store {
            let id = Bytes::copy_from_slice(block.id.as_bytes());
            self.puts.push((table::BLOCK, id, block.sealed.clone()));
        }
        Ok(number)
    }

    /// Moves an event after everything that was done to its record before, in this group too.
    pub(crate) fn in_order(&mut self, event: &OverlayEvent) -> OverlayEvent {
        let mut event = match self.catalog.record(event.record) {
            Some(known) => event.clone().after(known.overlay()),
            None => event.clone(),
        };
        let last = self.overlaid.entry(event.record).or_insert(Timestamp::from_millis(i64::MIN));
        event.at = event.at.max(last.saturating_add(Duration::from_millis(1)));
        *last = event.at;
        event
    }

    /// Writes a row.
    pub(crate) fn put_row(&mut self, row: &PendingRow) -> Result<(), Error> {
        let value = row.seal(self.keys, self.sequence)?;
        self.log.push(&Logged::Row(RowWritten { table: row.table.0, id: row.id, present: true }))?;
        let id = Bytes::copy_from_slice(&row.id);
        // Of several writers in one group the last one counts, whether it writes or deletes.
        self.deletes.retain(|(table, deleted)| (*table, deleted) != (row.table, &id));
        self.puts.push((row.table, id, value));
        Ok(())
    }

    /// Deletes a row.
    pub(crate) fn delete_row(&mut self, table: Table, id: [u8; 16]) -> Result<(), Error> {
        self.log.push(&Logged::Row(RowWritten { table: table.0, id, present: false }))?;
        let id = Bytes::copy_from_slice(&id);
        self.puts.retain(|(of, put, _)| (*of, put) != (table, &id));
        self.deletes.push((table, id));
        Ok(())
    }

    /// Demands that something hold of a value of the store.
    pub(crate) fn require(&mut self, table: Table, id: [u8; 16], condition: Condition) {
        let mut batch = backpack_store::Batch::new(self.keys.space());
        batch = batch.require(table, Bytes::copy_from_slice(&id), condition);
        self.conditions.append(&mut batch.preconditions);
    }
}
