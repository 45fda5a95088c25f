//! What is mended once a Backpack opens: rows, notes of losses, content addresses, what waits, what nothing names.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use backpack_core::{BlobId, BlockId, ConnectionId, FileId};
use backpack_keys::Aad;
use backpack_store::{Key, Table};
use bytes::Bytes;
use zeroize::Zeroizing;

use super::Consent;
use crate::catalog::{Catalog, Source};
use crate::commit::{Draft, Drafted, Write};
use crate::row::PendingRow;
use crate::row::{AddressRow, LostRow, LostThing};
use crate::verify::{Class, Concern, Finding, Mend, RowSort, Verification, sort_of};
use crate::{
    AttachmentRow, AttachmentState, Authorisation, ConnectionRow, Error, GrantRow, Keep, Person, QueryRow,
    Row as _, RowBatch, TriedRow, UpkeepRow, table,
};

/// How often is looked again for what a mend brought to light.
pub(crate) const PASSES: usize = 4;
/// The most things that are mended in one commit.
const AT_ONCE: usize = 256;

/// What a pass over the findings will write.
#[derive(Default)]
struct Pass {
    forget: Vec<(Table, [u8; 16])>,
    older: Vec<(&'static RowSort, [u8; 16])>,
    lost: Vec<LostThing>,
    refetch: BTreeSet<ConnectionId>,
    refetch_all: bool,
    sign_in: bool,
    person: bool,
    addresses: Vec<FileId>,
    again: BTreeSet<FileId>,
    attachments: bool,
    blocks: Vec<BlockId>,
    acts: Vec<u64>,
    blobs: Vec<BlobId>,
}

impl Keep {
    /// Mends what the findings name. Returns whether there was anything to do.
    pub(super) async fn mend_once(&self, found: &Verification, consent: Consent) -> Result<bool, Error> {
        let mut pass = Pass::default();
        let takes = |finding: &&Finding| finding.mend != Mend::Nothing;
        for finding in found.findings.iter().filter(takes) {
            self.plan(finding, consent, &mut pass);
        }
        let is_needed = pass.is_needed();
        if is_needed {
            self.mend_rows(&mut pass).await?;
            self.mend_files(&pass).await?;
            self.mend_connections(&pass).await?;
        }
        Ok(is_needed)
    }

    fn plan(&self, finding: &Finding, consent: Consent, pass: &mut Pass) {
        match finding.class {
            Class::RowMissing | Class::RowDamaged | Class::RowSetBack | Class::RowUnknown => {
                plan_row(finding, pass);
            }
            Class::BlockMissing | Class::BlockDamaged => {
                let Some(id) = finding.block() else { return };
                pass.lost.push(LostThing::Block(id));
                if let Some(connection) = self.catalog(|catalog| connection_of(catalog, id)) {
                    pass.refetch.insert(connection);
                }
            }
            Class::FileMissing | Class::FileLength | Class::FileDamaged | Class::FileAltered => {
                let Some(id) = finding.file() else { return };
                pass.lost.push(LostThing::File(id));
                pass.again.insert(id);
            }
            Class::AddressMissing => pass.addresses.extend(finding.file()),
            Class::AddressWrong | Class::AttachmentWithoutRecord => {
                pass.forget.extend(finding.row().map(|(table, id)| (Table(table), id)));
            }
            Class::AttachmentWithoutFile => pass.again.extend(finding.file()),
            Class::ActivityUnknown if consent.remove_unnamed => {
                pass.acts.extend(finding.concerns.iter().filter_map(|concern| match concern {
                    Concern::Acts(number, _) => Some(*number),
                    _ => None,
                }));
            }
            Class::BlockUnnamed if consent.remove_unnamed => pass.blocks.extend(finding.block()),
            Class::BlobUnnamed if consent.remove_unnamed => {
                pass.blobs.extend(finding.concerns.iter().filter_map(|concern| match concern {
                    Concern::Blob(id) => Some(*id),
                    _ => None,
                }));
            }
            _ => {}
        }
    }

    /// Writes and forgets rows, and notes what is lost.
    async fn mend_rows(&self, pass: &mut Pass) -> Result<(), Error> {
        let keys = &self.0.parts.keys;
        let mut puts = Vec::new();
        for (sort, id) in &pass.older {
            puts.extend(self.older(sort, *id).await?);
        }
        let found = self.0.parts.clock.now();
        for what in &pass.lost {
            let mut row = PendingRow::new(keys, &LostRow { what: *what, found })?;
            row.id = *what.id();
            puts.push(row);
        }
        if pass.person {
            puts.push(PendingRow::new(keys, &Person::unnamed())?);
        }
        let writes = puts.into_iter().map(MendRow::Put);
        let deletes = pass.forget.iter().map(|(table, id)| MendRow::Forget(*table, *id));
        let blocks = pass.blocks.iter().map(|id| MendRow::Block(*id));
        let acts = pass.acts.iter().map(|number| MendRow::Act(*number));
        let mut all: Vec<MendRow> = deletes.chain(writes).chain(blocks).chain(acts).collect();
        while !all.is_empty() {
            let rows = all.drain(..all.len().min(AT_ONCE)).collect();
            self.0.commit(&Arc::new(Mutex::new(MendWrite(rows)))).await?;
        }
        Ok(())
    }

    /// Returns a row as it lies in the store, to be written as the latest.
    async fn older(&self, sort: &'static RowSort, id: [u8; 16]) -> Result<Option<PendingRow>, Error> {
        let parts = &self.0.parts;
        let key = Key::new(self.space(), sort.table, Bytes::copy_from_slice(&id));
        let Some(value) = parts.store.get(&key).await? else { return Ok(None) };
        let opened = parts.keys.open(sort.purpose, &Aad::new(sort.table.0, &id), &value.bytes);
        let Ok(stamped) = opened.map(Zeroizing::new) else { return Ok(None) };
        Ok(stamped.split_first_chunk::<8>().map(|(_, plain)| PendingRow::again(sort, id, plain)))
    }

    async fn mend_files(&self, pass: &Pass) -> Result<(), Error> {
        for blob in &pass.blobs {
            self.0.parts.blobs.delete(*blob).await?;
        }
        let files = self.files().await?;
        for file in files.iter().filter(|file| pass.addresses.contains(&file.id)) {
            let address = AddressRow { address: file.address, file: file.id };
            self.write(RowBatch::new().put(&address)).await?;
        }
        if pass.again.is_empty() {
            return Ok(());
        }
        // A file whose bytes come again must not meet the one that lost them.
        let addresses = self.rows::<AddressRow>().await?;
        for row in addresses.iter().filter(|row| pass.again.contains(&row.file)) {
            self.write(RowBatch::new().delete::<AddressRow>(row.name())).await?;
        }
        for mut row in self.rows::<AttachmentRow>().await? {
            if matches!(row.state, AttachmentState::Kept(file) if pass.again.contains(&file)) {
                row.state = AttachmentState::Waiting;
                self.write(RowBatch::new().put(&row)).await?;
            }
        }
        Ok(())
    }

    /// Sees to it that the next sync asks for what was lost.
    async fn mend_connections(&self, pass: &Pass) -> Result<(), Error> {
        for mut query in self.rows::<QueryRow>().await? {
            let is_wanted = pass.refetch_all || pass.refetch.contains(&query.connection);
            if is_wanted && query.cursor.take().is_some() {
                self.write(RowBatch::new().put(&query)).await?;
            }
        }
        // What a reference points to is asked for again, however lately it was.
        for tried in self.rows::<TriedRow>().await? {
            if pass.refetch_all || pass.refetch.contains(&tried.connection) {
                self.write(RowBatch::new().delete::<TriedRow>(tried.name())).await?;
            }
        }
        let connections = self.rows::<ConnectionRow>().await?;
        for mut row in connections {
            let upkeep = self.row::<UpkeepRow>(row.id.as_bytes()).await?;
            let mut upkeep = upkeep.map_or_else(|| UpkeepRow::new(row.id), |(upkeep, _)| upkeep);
            if (pass.attachments || pass.refetch_all) && !upkeep.attachments {
                upkeep.attachments = true;
                self.write(RowBatch::new().put(&upkeep)).await?;
            }
            let has_grant = self.row::<GrantRow>(row.id.as_bytes()).await?.is_some();
            if pass.sign_in && !has_grant && row.authorisation == Authorisation::Ok {
                row.authorisation = Authorisation::NeedsSignIn;
                self.write(RowBatch::new().put(&row)).await?;
            }
        }
        Ok(())
    }

    /// The next sync of every connection begins anew.
    pub(super) async fn fetch_all_again(&self) -> Result<(), Error> {
        // Rows that are lost are mended first: a row cannot be asked for while its table is not whole.
        let options = crate::VerifyOptions::default();
        let found = self.verify_with(&options).await?;
        self.mend_once(&found, Consent::nothing()).await?;
        let pass = Pass { refetch_all: true, ..Pass::default() };
        self.mend_connections(&pass).await
    }
}

impl Pass {
    fn is_needed(&self) -> bool {
        let nothing = self.forget.is_empty()
            && self.older.is_empty()
            && self.lost.is_empty()
            && self.addresses.is_empty()
            && self.again.is_empty()
            && self.blocks.is_empty()
            && self.acts.is_empty()
            && self.blobs.is_empty()
            && !self.person;
        !nothing
    }
}

fn plan_row(finding: &Finding, pass: &mut Pass) {
    let Some((table, id)) = finding.row() else { return };
    let Some(sort) = sort_of(table) else { return };
    if finding.class == Class::RowSetBack && finding.mend != Mend::SignInAgain {
        pass.older.push((sort, id));
        return;
    }
    match sort.table {
        table::PERSON if finding.class != Class::RowUnknown => {
            pass.person = true;
            return;
        }
        table::GRANT | table::ATTEMPT => pass.sign_in = true,
        table::QUERY | table::MEMBERS => pass.refetch_all = true,
        table::ATTACHMENT | table::UPKEEP => pass.attachments = true,
        _ => {}
    }
    pass.forget.push((sort.table, id));
}

fn connection_of(catalog: &Catalog, id: BlockId) -> Option<ConnectionId> {
    match catalog.source(catalog.block_by_id(id)?.source) {
        Source::Connection(connection) => Some(connection),
        Source::Entry => None,
    }
}

/// One thing that is mended.
#[derive(Debug)]
enum MendRow {
    Put(PendingRow),
    Forget(Table, [u8; 16]),
    /// A block that nothing names.
    Block(BlockId),
    /// An act that was never told.
    Act(u64),
}

/// Things that are mended in one commit.
#[derive(Debug)]
struct MendWrite(Vec<MendRow>);

impl Write for MendWrite {
    fn draft(&mut self, catalog: &Catalog, draft: &mut Draft<'_>) -> Result<Drafted, Error> {
        for row in &self.0 {
            match row {
                MendRow::Put(row) => draft.put_row(row)?,
                MendRow::Forget(table, id) => draft.delete_row(*table, *id)?,
                MendRow::Block(id) if catalog.block_by_id(*id).is_none() => {
                    draft.deletes.push((table::BLOCK, Bytes::copy_from_slice(id.as_bytes())));
                }
                MendRow::Act(number) if *number > catalog.acted().number => {
                    draft.deletes.push((table::ACTIVITY, Bytes::copy_from_slice(&number.to_be_bytes())));
                }
                MendRow::Block(_) | MendRow::Act(_) => {}
            }
        }
        Ok(Drafted::Ready)
    }

    fn room(&self) -> usize {
        let room = |row: &MendRow| if let MendRow::Put(row) = row { row.room() + 64 } else { 96 };
        self.0.iter().map(room).sum()
    }

    fn is_alone(&self) -> bool {
        true
    }
}
