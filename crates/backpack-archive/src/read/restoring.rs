//! A Backpack on its way back: part by part, archive by archive.

use std::collections::HashMap;

use backpack_core::{FileId, RecordId};
use backpack_keep::{Restore, RestoredItem, RestoredPage, RestoredState, Row, RowBatch, Source, Unread};
use bytes::Bytes;
use serde::de::DeserializeOwned;

use super::Identity;
use super::bodies::{Bodies, pages, put, slice};
use super::chain::ArchiveParts;
use super::pipe::{Found, read_about};
use crate::Error;
use crate::about::{About, Manifest};
use crate::layout::{self, Sort, sort_of};
use crate::line::{
    AccessLine, ActivityLine, AttachmentLine, CardLine, ConnectionLine, ConsentLine, ContactLine, FileLine,
    Ids, InvitationLine, MembersLine, PaceLine, PersonLine, QuarantineLine, QueryLine, RequestLine,
    StateLine, TriedLine, UpkeepLine,
};
use crate::text::Digest;

/// Rows that are written together.
const ROWS_AT_ONCE: usize = 64;

pub(super) struct Restoring<'r> {
    restore: &'r Restore,
    identity: Identity,
    ids: Ids,
    /// How many versions of each record are back.
    versions: HashMap<RecordId, u64>,
    /// What the archive that is read, or was read last, says.
    rows: Rows,
    quarantine: Vec<RecordId>,
}

/// Rows as the archive read last has them: they are written at the end, once every record has its id.
#[derive(Default)]
struct Rows {
    person: Option<PersonLine>,
    connections: Vec<ConnectionLine>,
    queries: Vec<QueryLine>,
    members: Vec<MembersLine>,
    paces: Vec<PaceLine>,
    upkeep: Vec<UpkeepLine>,
    tried: Vec<TriedLine>,
    attachments: Vec<AttachmentLine>,
    files: Vec<FileLine>,
    access: Vec<AccessLine>,
    invitations: Vec<InvitationLine>,
    consents: Vec<ConsentLine>,
    contacts: Vec<ContactLine>,
    requests: Vec<RequestLine>,
    cards: Vec<CardLine>,
}

impl<'r> Restoring<'r> {
    pub(super) fn new(restore: &'r Restore, identity: Identity) -> Self {
        let (ids, versions, rows) = (Ids::default(), HashMap::new(), Rows::default());
        Self { restore, identity, ids, versions, rows, quarantine: Vec::new() }
    }

    /// Reads one archive to its end.
    pub(super) async fn archive(
        &mut self,
        parts: &mut ArchiveParts,
        about: &About,
    ) -> Result<(Manifest, Digest<32>), Error> {
        self.rows = Rows::default();
        self.quarantine.clear();
        loop {
            let (path, bytes) = match parts.next().await? {
                Found::Part { path, bytes } => (path, bytes),
                Found::End(end) => return Ok(*end),
            };
            match sort_of(&path)? {
                Sort::Single(layout::ABOUT) => {
                    // Somebody exchanged it since it was looked at.
                    if read_about(&parts.bytes().await?)? != *about {
                        return Err(Error::damaged(&path));
                    }
                }
                Sort::Single(_) => self.rows.take(&path, &parts.bytes().await?)?,
                Sort::Records(chunk) => self.chunk(parts, &path, chunk).await?,
                Sort::States(_) => self.states(&path, &parts.bytes().await?).await?,
                Sort::Activity(_) => self.activity(&path, &parts.bytes().await?).await?,
                Sort::Quarantine(chunk) => self.quarantined(parts, &path, chunk).await?,
                Sort::File(id) => {
                    let file = self.file(id, bytes).ok_or_else(|| Error::damaged(&path))?;
                    let content = parts.stream();
                    self.restore.file(file.restored(&self.ids), content).await.map_err(|e| told(e, &path))?;
                }
                Sort::Bodies(_) | Sort::QuarantineRaw(_) => return Err(Error::damaged(&path)),
            }
        }
    }

    /// Writes what belongs to the end, and compares the whole.
    pub(super) async fn settle(&mut self, state: Digest<32>) -> Result<(), Error> {
        let rows = std::mem::take(&mut self.rows);
        let files = rows.files.into_iter().map(|line| line.restored(&self.ids)).collect();
        self.restore.settle_files(files).await.map_err(|e| told(e, layout::FILES))?;
        self.restore.release_all_but(std::mem::take(&mut self.quarantine)).await?;
        let person = rows.person.and_then(PersonLine::row).ok_or_else(|| Error::damaged(layout::PERSON))?;
        let ids = &self.ids;
        let mut batches = Batches::new(self.restore);
        batches.add(|batch| batch.put(&person)).await?;
        batches.add_all(rows.connections, |line| line.row()).await?;
        batches.add_all(rows.queries, |line| line.row()).await?;
        batches.add_all(rows.members, |line| line.row(ids)).await?;
        batches.add_all(rows.paces, |line| line.row()).await?;
        batches.add_all(rows.upkeep, |line| line.row()).await?;
        batches.add_all(rows.tried, |line| line.row()).await?;
        batches.add_all(rows.attachments, |line| line.row(ids)).await?;
        if !rows.access.is_empty() {
            let row = AccessLine::row(rows.access, self.restore.now());
            batches.add(|batch| batch.put(&row)).await?;
        }
        batches.add_all(rows.invitations, |line| line.row()).await?;
        batches.add_all(rows.consents, |line| line.row()).await?;
        batches.add_all(rows.contacts, |line| line.row(ids)).await?;
        batches.add_all(rows.requests, |line| line.row(ids)).await?;
        batches.add_all(rows.cards, |line| line.row(ids)).await?;
        batches.flush().await?;
        let back = self.restore.snapshot().await?;
        if back.state == state.0 { Ok(()) } else { Err(Error::Damaged("the whole".to_owned())) }
    }

    async fn chunk(&mut self, parts: &mut ArchiveParts, path: &str, chunk: u32) -> Result<(), Error> {
        let list = lines(path, &parts.bytes().await?)?;
        let mut bodies = Bodies::default();
        loop {
            match parts.next().await? {
                Found::Part { path, .. } if sort_of(&path)? == Sort::Bodies(chunk) => {
                    let bytes = parts.bytes().await?;
                    bodies.add(path, bytes);
                }
                other => {
                    parts.put_back(other);
                    break;
                }
            }
        }
        let pages = pages(list, &bodies, chunk, self.identity, &mut self.versions);
        let (pages, there) = pages.ok_or_else(|| Error::damaged(path))?;
        let here = self.restore.items(pages).await?;
        for (there, here) in there.into_iter().zip(here) {
            if self.ids.learn(there, here).is_err() {
                return Err(Error::damaged(path));
            }
        }
        Ok(())
    }

    async fn states(&self, path: &str, bytes: &[u8]) -> Result<(), Error> {
        let states = lines::<StateLine>(path, bytes)?.into_iter().map(|line| {
            let record = self.ids.here(line.record.0);
            let mut state = RestoredState::new(record, usize::try_from(line.current).unwrap_or(usize::MAX));
            (state.is_gone, state.is_vanished) = (line.gone, line.vanished);
            state.events = line.events.into_iter().map(|event| event.event(record)).collect();
            state
        });
        self.restore.states(states.collect()).await.map_err(|error| told(error, path))
    }

    async fn activity(&self, path: &str, bytes: &[u8]) -> Result<(), Error> {
        let acts = lines::<ActivityLine>(path, bytes)?.into_iter().map(ActivityLine::activity);
        let acts = acts.collect::<Option<Vec<_>>>().ok_or_else(|| Error::damaged(path))?;
        self.restore.acts(acts).await.map_err(|error| told(error, path))
    }

    async fn quarantined(&mut self, parts: &mut ArchiveParts, path: &str, chunk: u32) -> Result<(), Error> {
        let list = lines::<QuarantineLine>(path, &parts.bytes().await?)?;
        let raw = match parts.next().await? {
            Found::Part { path, .. } if sort_of(&path)? == Sort::QuarantineRaw(chunk) => {
                Bytes::from(parts.bytes().await?)
            }
            other => {
                parts.put_back(other);
                Bytes::new()
            }
        };
        let mut pages = Vec::new();
        let mut new = Vec::new();
        for line in list {
            let there = line.item.0;
            // One whose body came with an earlier archive is here already.
            let is_here = line.kept && line.body.is_none();
            if is_here {
                self.quarantine.push(self.ids.here(there));
                continue;
            }
            pages.push(self.page_of(line, &raw).ok_or_else(|| Error::damaged(path))?);
            new.push(there);
        }
        let here = self.restore.items(pages).await?;
        for (there, here) in new.into_iter().zip(here) {
            if self.ids.learn(there, here).is_err() {
                return Err(Error::damaged(path));
            }
            self.quarantine.push(here);
        }
        Ok(())
    }

    fn page_of(&self, line: QuarantineLine, raw: &Bytes) -> Option<RestoredPage> {
        let source = Source::Connection(line.connection.0);
        let mut unread = Unread::new(line.reason, line.length);
        (unread.doubted, unread.kept) = (line.doubted, line.kept);
        let (query, envelope, put) = match line.body {
            Some(body) => {
                let bytes = slice(raw, body.raw, body.item.bytes)?;
                (body.query, body.envelope.map(|envelope| envelope.0), put(body.item, bytes)?)
            }
            None => (String::new(), None, backpack_connect::Put::new(String::new(), Bytes::new())),
        };
        let id = (self.identity == Identity::Same || !line.kept).then_some(line.item.0);
        let mut item = RestoredItem::new(id, put);
        item.unread = Some(unread);
        let mut page = RestoredPage::new(source, query, line.received.0);
        (page.envelope, page.items) = (envelope, vec![item]);
        Some(page)
    }

    fn file(&self, id: &str, bytes: u64) -> Option<FileLine> {
        let id: FileId = id.parse().ok()?;
        self.rows.files.iter().find(|file| file.id.0 == id && file.bytes == bytes).cloned()
    }
}

impl Rows {
    fn take(&mut self, path: &str, bytes: &[u8]) -> Result<(), Error> {
        match path {
            layout::PERSON => {
                self.person = Some(serde_json::from_slice(bytes).map_err(|_| Error::damaged(path))?);
            }
            layout::CONNECTIONS => self.connections = lines(path, bytes)?,
            layout::QUERIES => self.queries = lines(path, bytes)?,
            layout::MEMBERS => self.members = lines(path, bytes)?,
            layout::PACES => self.paces = lines(path, bytes)?,
            layout::UPKEEP => self.upkeep = lines(path, bytes)?,
            layout::TRIED => self.tried = lines(path, bytes)?,
            layout::ACCESS => self.access = lines(path, bytes)?,
            layout::INVITATIONS => self.invitations = lines(path, bytes)?,
            layout::ATTACHMENTS => self.attachments = lines(path, bytes)?,
            layout::FILES => self.files = lines(path, bytes)?,
            layout::CONSENTS => self.consents = lines(path, bytes)?,
            layout::CONTACTS => self.contacts = lines(path, bytes)?,
            layout::REQUESTS => self.requests = lines(path, bytes)?,
            layout::CARDS => self.cards = lines(path, bytes)?,
            // The key was read when the chain was opened.
            layout::KEYS => {}
            _ => return Err(Error::damaged(path)),
        }
        Ok(())
    }
}

/// Rows that are gathered and written some at a time.
struct Batches<'r> {
    restore: &'r Restore,
    batch: RowBatch,
    rows: usize,
}

impl<'r> Batches<'r> {
    fn new(restore: &'r Restore) -> Self {
        Self { restore, batch: RowBatch::new(), rows: 0 }
    }

    async fn add(&mut self, put: impl FnOnce(RowBatch) -> RowBatch) -> Result<(), Error> {
        self.batch = put(std::mem::take(&mut self.batch));
        self.rows += 1;
        if self.rows >= ROWS_AT_ONCE { self.flush().await } else { Ok(()) }
    }

    async fn add_all<L, R: Row>(&mut self, lines: Vec<L>, row: impl Fn(L) -> R) -> Result<(), Error> {
        for line in lines {
            let row = row(line);
            self.add(|batch| batch.put(&row)).await?;
        }
        Ok(())
    }

    async fn flush(&mut self) -> Result<(), Error> {
        self.rows = 0;
        Ok(self.restore.rows(std::mem::take(&mut self.batch)).await?)
    }
}

fn lines<T: DeserializeOwned>(path: &str, bytes: &[u8]) -> Result<Vec<T>, Error> {
    let lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    lines.map(|line| serde_json::from_slice(line).map_err(|_| Error::damaged(path))).collect()
}

/// What the archive says and the Backpack cannot be is a damage of the archive.
fn told(error: backpack_keep::Error, path: &str) -> Error {
    use backpack_keep::Error as Kept;
    match error {
        Kept::NoSuchRecord | Kept::NoSuchVersion | Kept::NoSuchFile | Kept::Tampered(_) => {
            Error::damaged(path)
        }
        Kept::Files(error) if *error.kind() == backpack_files::ErrorKind::Source => Error::damaged(path),
        other => other.into(),
    }
}
