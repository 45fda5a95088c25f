//! Files: row, content address and blob fit together; what refers to files and records refers to some that exist.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use backpack_core::{BlobId, FileId};
use backpack_files::{ErrorKind, FileKey, measure, open_stream, padded_size, sealed_size};
use futures_util::StreamExt as _;

use super::{Class, Concern, Depth, Examiner, Finding, Mend, Severity, VerifyStep};
use crate::catalog::Place;
use crate::file::context_of;
use crate::row::open_row;
use crate::row::{AddressRow, UploadRow};
use crate::{AttachmentRow, AttachmentState, Error, FileOrigin, FileRow, Row};

impl Examiner<'_> {
    /// Looks at every file, and at what refers to files.
    pub(super) async fn files(&mut self) -> Result<(), Error> {
        let files: BTreeMap<FileId, FileRow> =
            self.typed::<FileRow>().await?.into_iter().map(|(_, row)| (row.id, row)).collect();
        let addresses = self.typed::<AddressRow>().await?;
        let by_address: HashMap<[u8; 32], FileId> =
            addresses.iter().map(|(_, row)| (row.address, row.file)).collect();
        for row in files.values() {
            self.file(row, &by_address).await?;
            self.report.counts.files += 1;
            self.step(VerifyStep::Files, self.report.counts.files)?;
        }
        for (id, row) in &addresses {
            if files.get(&row.file).is_none_or(|file| file.address != row.address) {
                let concern = Concern::Row(AddressRow::TABLE.0, *id);
                let finding = Finding::new(Class::AddressWrong, Severity::Repairable, concern, Mend::Forget);
                self.found(finding.with([Concern::File(row.file)]));
            }
        }
        let index = self.index().await?;
        self.references(&files).await?;
        self.blobs(&files, index).await
    }

    async fn file(&mut self, row: &FileRow, by_address: &HashMap<[u8; 32], FileId>) -> Result<(), Error> {
        if self.catalog.is_lost_file(row.id) {
            // Its bytes may be here again under another file; this one's are known to be gone.
            self.found(Finding::new(Class::FileLost, Severity::Loss, Concern::File(row.id), Mend::Nothing));
            return Ok(());
        }
        if let Some(class) = self.bytes_of(row).await? {
            let is_from_portal = row.origins.iter().any(|origin| matches!(origin, FileOrigin::Portal { .. }));
            let mend = if is_from_portal { Mend::FetchAgain } else { Mend::MarkLost };
            let finding = Finding::new(class, Severity::Loss, Concern::File(row.id), mend);
            self.found(finding.with([Concern::Blob(row.blob)]));
            return Ok(());
        }
        if !by_address.contains_key(&row.address) {
            let finding = Finding::new(
                Class::AddressMissing,
                Severity::Repairable,
                Concern::File(row.id),
                Mend::Rebuild,
            );
            self.found(finding);
        }
        Ok(())
    }

    /// Returns what is wrong with a file's bytes.
    async fn bytes_of(&mut self, row: &FileRow) -> Result<Option<Class>, Error> {
        match self.parts.blobs.size(row.blob).await {
            // Files are padded since format 2.
            Ok(size) if [padded_size(row.size), row.size].map(sealed_size).contains(&size) => {}
            Ok(_) => return Ok(Some(Class::FileLength)),
            Err(error) if *error.kind() == ErrorKind::NotFound => return Ok(Some(Class::FileMissing)),
            Err(error) => return Err(error.into()),
        }
        if self.options.depth == Depth::Structure {
            return Ok(None);
        }
        let Some(key) = FileKey::from_slice(row.key.expose()) else { return Ok(Some(Class::FileDamaged)) };
        let context = context_of(self.parts.space(), row.id);
        let plain = open_stream(&key, &context, self.parts.blobs.get(row.blob, None).await?);
        let (mut plain, measurement) = measure(plain, self.parts.keys.content_address());
        while let Some(chunk) = plain.next().await {
            match chunk {
                Ok(chunk) => self.report.counts.file_bytes += chunk.len() as u64,
                Err(error) if is_damage(error.kind()) => return Ok(Some(Class::FileDamaged)),
                Err(error) => return Err(error.into()),
            }
            self.step(VerifyStep::Files, self.report.counts.files)?;
        }
        let fits = measurement.finish().is_some_and(|measured| {
            measured.size == row.size && measured.content_address == row.address && measured.sha1 == row.sha1
        });
        Ok((!fits).then_some(Class::FileAltered))
    }

    /// Looks at what refers to files and records.
    async fn references(&mut self, files: &BTreeMap<FileId, FileRow>) -> Result<(), Error> {
        for (id, row) in self.typed::<AttachmentRow>().await? {
            let concern = Concern::Row(AttachmentRow::TABLE.0, id);
            if self.catalog.record(row.record).is_none() {
                let class = Class::AttachmentWithoutRecord;
                let finding = Finding::new(class, Severity::Repairable, concern, Mend::Forget);
                self.found(finding.with([Concern::Record(row.record)]));
            } else if let AttachmentState::Kept(file) = row.state
                && !files.contains_key(&file)
            {
                let class = Class::AttachmentWithoutFile;
                let finding = Finding::new(class, Severity::Repairable, concern, Mend::FetchAgain);
                self.found(finding.with([Concern::Record(row.record), Concern::File(file)]));
            }
        }
        let mut without = Vec::new();
        for record in self.catalog.records() {
            for file in record.overlay().files.iter().filter(|file| !files.contains_key(file)) {
                let class = Class::OverlayWithoutFile;
                let finding =
                    Finding::new(class, Severity::Notice, Concern::Record(record.id()), Mend::Nothing);
                without.push(finding.with([Concern::File(*file)]));
            }
        }
        self.report.findings.append(&mut without);
        Ok(())
    }

    /// Looks for blobs that nothing names. Those that are named and not there were found before.
    ///
    /// In a store that other processes have open they are none: somebody may be about to name one, and a sweep sees to
    /// the rest.
    async fn blobs(
        &mut self,
        files: &BTreeMap<FileId, FileRow>,
        index: BTreeSet<BlobId>,
    ) -> Result<(), Error> {
        let mut named: BTreeSet<BlobId> = files.values().map(|row| row.blob).chain(index).collect();
        named.extend(self.catalog.blocks().filter_map(|(_, block)| match block.place {
            Place::Blob(blob) => Some(blob),
            Place::Store => None,
        }));
        named.extend(self.typed::<UploadRow>().await?.iter().filter_map(|(_, row)| row.blob()));
        let is_shared = self.parts.store.is_shared();
        let mut after = None;
        loop {
            let page = self.parts.blobs.list(after).await?;
            self.report.counts.blobs += page.ids.len() as u64;
            for blob in page.ids {
                let is_on_its_way = self.in_flight.is_some_and(|flight| flight.holds(blob));
                if !named.contains(&blob) && !is_on_its_way && !is_shared {
                    let mend = Mend::RemoveWithConsent;
                    let concern = Concern::Blob(blob);
                    self.found(Finding::new(Class::BlobUnnamed, Severity::Repairable, concern, mend));
                }
            }
            self.step(VerifyStep::Blobs, self.report.counts.blobs)?;
            after = page.next;
            if after.is_none() {
                return Ok(());
            }
        }
    }

    /// Returns the rows of a type that can be read; the others were found before.
    pub(super) async fn typed<R: Row>(&self) -> Result<Vec<([u8; 16], R)>, Error> {
        let mut rows = Vec::new();
        self.scan(R::TABLE, &mut |entry| {
            if let Some(id) = entry.id.first_chunk()
                && let Ok((_, row)) = open_row::<R>(&self.parts.keys, &entry.id, &entry.value.bytes)
            {
                rows.push((*id, row));
            }
        })
        .await?;
        Ok(rows)
    }
}

const fn is_damage(kind: &ErrorKind) -> bool {
    matches!(kind, ErrorKind::Tampered | ErrorKind::NewerFormat(_) | ErrorKind::OutOfRange)
}
