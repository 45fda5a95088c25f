//! A Backpack as of one commit group, while writing goes on.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use backpack_core::{FileId, RecordId, Timestamp};
use backpack_files::{ByteStream, ErrorKind};
use backpack_record::OverlayEvent;
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use tokio::sync::OwnedRwLockReadGuard;

use super::since::{self, Touched};
use crate::catalog::{Catalog, Show, Source};
use crate::commit::HeadState;
use crate::export::quarantine_place;
use crate::keep::{Inner, detached};
use crate::read::{BlockPlace, Original, block_place};
use crate::row::AddressRow;
use crate::{
    AttachmentRow, CardRow, ConnectionRow, ConsentRow, ContactRow, Error, FileRow, InvitationRow, Keep,
    MembersRow, PaceRow, Person, Quarantine, QueryRow, RequestRow, Row, SharingRow, TriedRow, UpkeepRow,
};

/// How often rows are read again because another process wrote some in between.
const ATTEMPTS: usize = 64;

/// A Backpack as of one commit group. Writing goes on meanwhile; what the snapshot may still read stays until it is
/// dropped, so that compaction and sweeping wait for it.
///
/// Grants, sign-in attempts and how long grants last are not in it.
#[derive(Debug)]
pub struct Snapshot {
    /// The sequence of the commit group.
    pub sequence: u64,
    /// The hash of the commit group: with the sequence it names a point in one history.
    pub head: [u8; 32],
    /// The sequence after which the changes are in it; `None` if everything is.
    pub since: Option<u64>,
    /// A digest of everything the catalog says, free of keyed ids: the same wherever it was put back.
    pub state: [u8; 32],
    /// The records, in the order in which they were first kept.
    pub records: Vec<KeptRecord>,
    /// All of quarantine, by when it came and what it is.
    pub quarantine: Vec<Quarantine>,
    /// All rows.
    pub rows: KeptRows,
    /// The numbers of the acts of the activity journal: all, or those that are new.
    pub acts: Range<u64>,
    new_quarantine: Option<HashSet<RecordId>>,
    new_files: HashSet<FileId>,
    bodies: HashMap<RecordId, Vec<(u32, u32)>>,
    blocks: HashMap<u32, BlockPlace>,
    /// The block that was read last: neighbours are read one after the other.
    ready: tokio::sync::Mutex<Option<(u32, Vec<Original>)>>,
    pub(super) keep: Keep,
    _gate: OwnedRwLockReadGuard<()>,
}

/// One record of a snapshot.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct KeptRecord {
    /// The record.
    pub id: RecordId,
    /// Where it comes from.
    pub source: Source,
    /// The type that its current version has.
    pub resource_type: String,
    /// Whether it is shown by default.
    pub is_shown: bool,
    /// How many versions there are.
    pub versions: usize,
    /// The number of the first version that the snapshot has: 0 unless it holds changes alone.
    pub first: usize,
    /// The number of the version that is shown.
    pub current: usize,
    /// Whether its source no longer has it.
    pub is_gone: bool,
    /// Whether its source no longer returns it.
    pub is_vanished: bool,
    /// What was done to it: all of it, or what is new.
    pub events: Vec<OverlayEvent>,
}

/// The rows of a snapshot, each sort by name.
#[derive(Debug)]
#[non_exhaustive]
pub struct KeptRows {
    /// The person.
    pub person: Person,
    /// The connections.
    pub connections: Vec<ConnectionRow>,
    /// The queries.
    pub queries: Vec<QueryRow>,
    /// What queries are known to return.
    pub members: Vec<MembersRow>,
    /// When connections were synced last.
    pub paces: Vec<PaceRow>,
    /// What the next syncs must see to.
    pub upkeep: Vec<UpkeepRow>,
    /// References that were asked for.
    pub tried: Vec<TriedRow>,
    /// The queue of attachments.
    pub attachments: Vec<AttachmentRow>,
    /// The files.
    pub files: Vec<FileRow>,
    /// Who has access; `None` if it was never shared.
    pub sharing: Option<SharingRow>,
    /// The invitations.
    pub invitations: Vec<InvitationRow>,
    /// Consents, by number.
    pub consents: Vec<ConsentRow>,
    /// Contacts, and who is not offered any more.
    pub contacts: Vec<ContactRow>,
    /// The requests for records.
    pub requests: Vec<RequestRow>,
    /// The share cards that were made or changed; their links stay behind.
    pub cards: Vec<CardRow>,
}

impl Keep {
    /// Returns the Backpack as it is now.
    ///
    /// # Errors
    ///
    /// [`Error::Tampered`], the store's errors.
    pub async fn snapshot(&self) -> Result<Snapshot, Error> {
        self.snapshot_from(None).await
    }

    /// Returns what was changed after the commit group `sequence` with the hash `head`, as it is now.
    ///
    /// If a connection's records were removed since, it is everything: what was removed for good belongs in no chain.
    ///
    /// # Errors
    ///
    /// [`Error::RolledBack`] if that point was not reached here, [`Error::Forked`] if it is one of another history; as
    /// [`Keep::snapshot`].
    pub async fn snapshot_since(&self, sequence: u64, head: [u8; 32]) -> Result<Snapshot, Error> {
        self.snapshot_from(Some((sequence, head))).await
    }

    async fn snapshot_from(&self, parent: Option<(u64, [u8; 32])>) -> Result<Snapshot, Error> {
        self.may_write()?;
        let keep = self.clone();
        detached(async move {
            keep.0.check_open()?;
            let gate = Arc::clone(&keep.0.reading).read_owned().await;
            let mut head = keep.0.head.lock().await;
            let rows = keep.0.rows_of(&mut head).await?;
            let at = head.head;
            let touched = match parent {
                Some(parent) => Some(keep.0.touched_since(parent, at.sequence).await?),
                None => None,
            };
            let since = touched.as_ref().filter(|touched| !touched.removed).and(parent);
            let touched = touched.filter(|touched| !touched.removed);
            let mut snapshot = Snapshot {
                sequence: at.sequence,
                head: at.hash,
                since: since.map(|(sequence, _)| sequence),
                state: [0; 32],
                records: Vec::new(),
                quarantine: Vec::new(),
                new_files: keep.new_files(&rows.files, since.map_or(0, |(sequence, _)| sequence)),
                rows,
                acts: 1..1,
                new_quarantine: None,
                bodies: HashMap::new(),
                blocks: HashMap::new(),
                ready: tokio::sync::Mutex::default(),
                keep: keep.clone(),
                _gate: gate,
            };
            keep.catalog(|catalog| snapshot.take(catalog, touched))?;
            drop(head);
            Ok(snapshot)
        })
        .await
    }

    /// The row of a content address is written once, when its file is new.
    fn new_files(&self, files: &[FileRow], since: u64) -> HashSet<FileId> {
        let keys = &self.0.parts.keys;
        let is_new = |file: &&FileRow| {
            let id = keys.row_id(AddressRow::TABLE.0, &file.address);
            let written = self.0.read_catalog().row_sequence(AddressRow::TABLE.0, &id);
            written.is_none_or(|written| written > since)
        };
        files.iter().filter(is_new).map(|file| file.id).collect()
    }
}

impl Snapshot {
    /// Returns a version of a record as it came.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchVersion`] if the snapshot has none with this number; [`Error::Busy`] if another process removed it
    /// since; [`Error::Tampered`], the store's errors.
    pub async fn original(&self, record: &KeptRecord, version: usize) -> Result<Original, Error> {
        let places = self.bodies.get(&record.id).ok_or(Error::NoSuchVersion)?;
        let at =
            version.checked_sub(record.first).and_then(|at| places.get(at)).ok_or(Error::NoSuchVersion)?;
        match self.read(*at).await? {
            Some(original) => Ok(original),
            // Another process moved the block.
            None => match self.keep.original(record.id, version).await {
                Err(Error::NoSuchRecord | Error::NoSuchVersion) => Err(Error::Busy),
                other => other,
            },
        }
    }

    /// Returns an item of quarantine as it came; `None` if it was too large to keep, or if the snapshot holds changes
    /// alone and it came before.
    ///
    /// # Errors
    ///
    /// As [`Snapshot::original`].
    pub async fn quarantined(&self, item: &Quarantine) -> Result<Option<Original>, Error> {
        let is_old = self.new_quarantine.as_ref().is_some_and(|new| !new.contains(&item.id));
        match self.bodies.get(&item.id).and_then(|places| places.first()) {
            Some(at) if !is_old => match self.read(*at).await? {
                Some(original) => Ok(Some(original)),
                // Another process moved the block, or released the item.
                None => match self.keep.0.locate(|catalog| quarantine_place(catalog, item.id)).await {
                    Err(Error::NoSuchRecord) => Err(Error::Busy),
                    Err(error) => Err(error),
                    Ok((block, place)) => Original::new(&block, &place).map(Some),
                },
            },
            _ => Ok(None),
        }
    }

    /// Says whether the bytes of a file are in it: not if it holds changes alone and the file was there before.
    #[must_use]
    pub fn has_bytes_of(&self, file: &FileRow) -> bool {
        self.new_files.contains(&file.id)
    }

    /// Opens a file's bytes.
    ///
    /// # Errors
    ///
    /// [`Error::Busy`] if another process removed it since; the blob store's errors.
    pub async fn open_file(&self, file: &FileRow) -> Result<ByteStream, Error> {
        match self.keep.open_bytes(file, None).await {
            Err(Error::Files(error)) if *error.kind() == ErrorKind::NotFound => {
                // Another process gave it a new key, or removed it.
                match self.keep.open_file(file.id, None).await {
                    Err(Error::NoSuchFile) => Err(Error::Busy),
                    Err(_) => Err(error.into()),
                    opened => opened,
                }
            }
            opened => opened,
        }
    }

    async fn read(&self, (block, slot): (u32, u32)) -> Result<Option<Original>, Error> {
        let place = *self.blocks.get(&block).ok_or(Error::Tampered("catalog"))?;
        let mut ready = self.ready.lock().await;
        if ready.as_ref().is_none_or(|(number, _)| *number != block) {
            let Some(open) = self.keep.0.open_block(&place).await? else { return Ok(None) };
            *ready = Some((block, Original::all(&open, &place)?));
        }
        let originals = ready.as_ref().map(|(_, originals)| originals.as_slice()).unwrap_or_default();
        originals.get(slot as usize).cloned().map(Some).ok_or(Error::Tampered("block"))
    }

    fn take(&mut self, catalog: &Catalog, touched: Option<Touched>) -> Result<(), Error> {
        let mut state = State(Sha256::new());
        for record in catalog.records() {
            state.record(catalog, &record);
            let (versions, events) = (record.versions(), record.events());
            let (first, first_event) = match &touched {
                None => (0, 0),
                Some(touched) => match touched.records.get(&record.id()) {
                    None => continue,
                    Some(new) => {
                        (versions.saturating_sub(new.versions), events.len().saturating_sub(new.events))
                    }
                },
            };
            let places = record.places().iter().skip(first).map(|place| (place.block, place.slot));
            let places: Vec<_> = places.collect();
            for (block, _) in &places {
                self.note_block(catalog, *block)?;
            }
            self.bodies.insert(record.id(), places);
            self.records.push(KeptRecord {
                id: record.id(),
                source: record.source(),
                resource_type: record.header().resource_type.to_string(),
                is_shown: record.is_shown(Show::default()),
                versions,
                first,
                current: record.current_version(),
                is_gone: record.is_gone(),
                is_vanished: record.is_vanished(),
                events: events.iter().skip(first_event).cloned().collect(),
            });
        }
        for (id, item) in catalog.quarantine() {
            if let Some((block, slot)) = item.at {
                self.note_block(catalog, block)?;
                self.bodies.insert(id, vec![(block, slot)]);
            }
        }
        let end = catalog.acted();
        state.push(&end);
        let first = touched.as_ref().map_or(1, |touched| touched.acted.unwrap_or(end.number + 1));
        self.acts = first..end.number + 1;
        self.new_quarantine = touched.map(|touched| touched.quarantined);
        self.quarantine = catalog.quarantined().collect();
        self.quarantine.sort_by(|a, b| order_of(a).cmp(&order_of(b)));
        self.quarantine.iter().for_each(|item| state.push(&order_of(item)));
        self.state = state.0.finalize().into();
        Ok(())
    }

    fn note_block(&mut self, catalog: &Catalog, number: u32) -> Result<(), Error> {
        if let Entry::Vacant(unknown) = self.blocks.entry(number) {
            unknown.insert(block_place(catalog, number).ok_or(Error::Tampered("catalog"))?);
        }
        Ok(())
    }
}

impl Inner {
    /// Reads all rows while nobody here writes; if another process did, again.
    async fn rows_of(self: &Arc<Self>, head: &mut HeadState) -> Result<KeptRows, Error> {
        let mut is_behind = self.catch_up(head).await?;
        for _ in 0..ATTEMPTS {
            match self.rows_once().await? {
                Some(rows) => return Ok(rows),
                None if !is_behind && !self.catch_up(head).await? => return Err(Error::Tampered("rows")),
                None => is_behind = false,
            }
        }
        Err(Error::Busy)
    }

    async fn rows_once(&self) -> Result<Option<KeptRows>, Error> {
        let Some(person) = self.sorted::<Person>().await? else { return Ok(None) };
        let Some(connections) = self.sorted().await? else { return Ok(None) };
        let Some(queries) = self.sorted().await? else { return Ok(None) };
        let Some(members) = self.sorted().await? else { return Ok(None) };
        let Some(paces) = self.sorted().await? else { return Ok(None) };
        let Some(upkeep) = self.sorted().await? else { return Ok(None) };
        let Some(tried) = self.sorted().await? else { return Ok(None) };
        let Some(mut attachments) = self.sorted::<AttachmentRow>().await? else { return Ok(None) };
        let Some(files) = self.sorted().await? else { return Ok(None) };
        let Some(sharing) = self.sorted::<SharingRow>().await? else { return Ok(None) };
        let Some(invitations) = self.sorted::<InvitationRow>().await? else { return Ok(None) };
        let sharing = sharing.into_iter().next();
        let Some(consents) = self.sorted().await? else { return Ok(None) };
        let Some(contacts) = self.sorted().await? else { return Ok(None) };
        let Some(requests) = self.sorted().await? else { return Ok(None) };
        let Some(cards) = self.sorted().await? else { return Ok(None) };
        let person = person.into_iter().next().ok_or(Error::Tampered(Person::WHAT))?;
        // Record ids are keyed; their order among records is the same everywhere.
        let catalog = self.read_catalog();
        attachments.sort_by_key(|row| (catalog.number(row.record).unwrap_or(u32::MAX), row.index));
        drop(catalog);
        Ok(Some(KeptRows {
            person,
            connections,
            queries,
            members,
            paces,
            upkeep,
            tried,
            attachments,
            files,
            sharing,
            invitations,
            consents,
            contacts,
            requests,
            cards,
        }))
    }

    async fn sorted<R: Row>(&self) -> Result<Option<Vec<R>>, Error> {
        let found = self.scan_rows::<R>().await?;
        if !self.unlike(&found).is_empty() {
            return Ok(None);
        }
        let mut rows: Vec<R> = found.into_values().map(|found| found.row).collect();
        rows.sort_by_cached_key(Row::name);
        Ok(Some(rows))
    }

    async fn touched_since(&self, parent: (u64, [u8; 32]), now: u64) -> Result<Touched, Error> {
        self.with_keys(|| async {
            since::check_parent(self, parent, now).await?;
            since::touched(self, parent.0, now).await
        })
        .await
    }
}

/// Everything the catalog says, hashed.
struct State(Sha256);

impl State {
    fn record(&mut self, catalog: &Catalog, record: &crate::Record<'_>) {
        self.push(&(record.source(), record.versions(), record.current_version()));
        self.push(&(record.is_gone(), record.is_vanished(), record.full_url()));
        for place in record.places() {
            self.push(&catalog.block(place.block).map(|block| block.received));
        }
        for event in record.events() {
            self.push(&(event.id, &event.actor, event.at, &event.change));
        }
    }

    fn push(&mut self, value: &impl Serialize) {
        let bytes = postcard::to_allocvec(value).unwrap_or_default();
        self.0.update((bytes.len() as u64).to_be_bytes());
        self.0.update(bytes);
    }
}

/// What is in quarantine, in an order that no keyed id has a part in.
fn order_of(item: &Quarantine) -> (Timestamp, [u8; 16], u64, &str, bool, bool) {
    let connection = *item.connection.as_bytes();
    (item.received, connection, item.length, item.reason.as_str(), item.kept, item.doubted)
}
