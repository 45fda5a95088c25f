//! Blocks: every one that is named is there and opens, and every body is the one that its record means.

use std::collections::{BTreeMap, BTreeSet};

use backpack_core::{BlockId, ConnectionId, RecordId};
use backpack_files::ErrorKind;
use backpack_record::Header;
use bytes::Bytes;

use super::{Class, Concern, Depth, Examiner, Finding, Mend, Severity, VerifyStep};
use crate::block::OpenBlock;
use crate::catalog::{Block, Place, Source};
use crate::page::{bytes_id, digest_of};
use crate::{Error, table};

/// The bytes that an envelope adds, at the least.
const HEAD: u64 = 48;

/// What must lie in a block.
#[derive(Debug, Default)]
struct Held {
    /// Number in the block, record, number of the version, digest.
    versions: Vec<(u32, RecordId, usize, [u8; 16])>,
    quarantined: Vec<(u32, RecordId, ConnectionId)>,
}

impl Held {
    fn concerns(&self) -> Vec<Concern> {
        let versions = self.versions.iter().map(|(_, id, version, _)| Concern::Version(*id, *version));
        versions.chain(self.quarantined.iter().map(|(_, id, _)| Concern::Quarantined(*id))).collect()
    }
}

impl Examiner<'_> {
    /// Looks at every block.
    pub(super) async fn blocks(&mut self) -> Result<(), Error> {
        let mut held = self.held();
        let named: BTreeMap<BlockId, (u32, Block)> =
            self.catalog.blocks().map(|(number, block)| (block.id, (number, block.clone()))).collect();
        let mut there = BTreeSet::new();
        self.stored_blocks(&named, &mut held, &mut there).await?;
        for (id, (number, block)) in &named {
            let held = held.remove(number).unwrap_or_default();
            match block.place {
                Place::Store if there.contains(id) => {}
                Place::Store => self.damaged(Class::BlockMissing, block, &held),
                Place::Blob(_) => self.blob_block(block, &held).await?,
            }
        }
        Ok(())
    }

    /// Returns for each block what must lie in it.
    fn held(&self) -> BTreeMap<u32, Held> {
        let mut all: BTreeMap<u32, Held> = BTreeMap::new();
        for record in self.catalog.records() {
            for (number, version) in record.places().iter().enumerate() {
                let held = all.entry(version.block).or_default();
                held.versions.push((version.slot, record.id(), number, version.digest));
            }
        }
        for (id, item) in self.catalog.quarantine() {
            if let Some((block, slot)) = item.at {
                all.entry(block).or_default().quarantined.push((slot, id, item.connection));
            }
        }
        all
    }

    /// Looks at the blocks that lie in the store.
    async fn stored_blocks(
        &mut self,
        named: &BTreeMap<BlockId, (u32, Block)>,
        held: &mut BTreeMap<u32, Held>,
        there: &mut BTreeSet<BlockId>,
    ) -> Result<(), Error> {
        let mut next = Some(backpack_store::Scan::new(self.parts.space(), table::BLOCK));
        while let Some(mut asked) = next {
            asked.limit = super::AT_ONCE;
            let page = self.parts.store.scan(&asked).await?;
            for entry in &page.entries {
                let Some(id) = entry.id.first_chunk().copied().map(BlockId::from_bytes) else { continue };
                there.insert(id);
                match named.get(&id).filter(|(_, block)| block.place == Place::Store) {
                    Some((number, block)) => {
                        let held = held.remove(number).unwrap_or_default();
                        self.sealed(block, &held, &entry.value.bytes);
                    }
                    None => self.unnamed(id, &entry.value.bytes),
                }
                self.count_block()?;
            }
            next = asked.continued(page.next);
        }
        Ok(())
    }

    /// What can still be read is never removed: somebody may know whose it is.
    fn unnamed(&mut self, id: BlockId, sealed: &Bytes) {
        let opens = OpenBlock::new(&self.parts.keys, id, sealed).is_ok();
        let (severity, mend) = match opens {
            true => (Severity::Notice, Mend::Nothing),
            false => (Severity::Repairable, Mend::RemoveWithConsent),
        };
        self.found(Finding::new(Class::BlockUnnamed, severity, Concern::Block(id), mend));
    }

    async fn blob_block(&mut self, block: &Block, held: &Held) -> Result<(), Error> {
        let Place::Blob(blob) = block.place else { return Ok(()) };
        let range = (self.options.depth == Depth::Structure).then_some(0..HEAD);
        let read = match self.parts.blobs.get(blob, range).await {
            Ok(stream) => stream.collect().await,
            Err(error) => Err(error),
        };
        match read {
            Ok(sealed) => self.sealed(block, held, &sealed),
            Err(error) if *error.kind() == ErrorKind::NotFound => {
                self.damaged(Class::BlockMissing, block, held);
            }
            Err(error) => return Err(error.into()),
        }
        self.count_block()
    }

    fn count_block(&mut self) -> Result<(), Error> {
        self.report.counts.blocks += 1;
        self.step(VerifyStep::Blocks, self.report.counts.blocks)
    }

    fn sealed(&mut self, block: &Block, held: &Held, sealed: &Bytes) {
        let keys = &self.parts.keys;
        let epoch = backpack_keys::sealed_epoch(sealed).ok();
        let has_head =
            sealed.len() as u64 >= HEAD && epoch.is_some_and(|own| keys.epochs().any(|of| of == own));
        if self.options.depth == Depth::Structure {
            match has_head {
                true => self.known_lost(block, held),
                false => self.damaged(Class::BlockDamaged, block, held),
            }
            return;
        }
        match OpenBlock::new(keys, block.id, sealed) {
            Ok(open) => self.bodies(block, held, &open),
            Err(Error::NewerFormat(..)) => self.newer(Concern::Block(block.id)),
            Err(_) => self.damaged(Class::BlockDamaged, block, held),
        }
    }

    fn bodies(&mut self, block: &Block, held: &Held, open: &OpenBlock) {
        for (slot, id, version, digest) in &held.versions {
            let concern = Concern::Version(*id, *version);
            let class = open.body(*slot).map_or(Some(Class::BodyMissing), |body| {
                (digest_in(&body) != Some(*digest)).then_some(Class::BodyAltered)
            });
            self.judge_body(block, concern, class);
        }
        for (slot, id, connection) in &held.quarantined {
            let class = open.body(*slot).map_or(Some(Class::BodyMissing), |body| {
                let own = bytes_id(&self.parts.keys, *connection, &body);
                (own != *id).then_some(Class::BodyAltered)
            });
            self.judge_body(block, Concern::Quarantined(*id), class);
        }
    }

    fn judge_body(&mut self, block: &Block, concern: Concern, class: Option<Class>) {
        self.report.counts.bodies += 1;
        if let Some(class) = class {
            let finding = Finding::new(class, Severity::Loss, concern, Mend::Nothing);
            self.found(finding.with([Concern::Block(block.id)]));
        }
    }

    /// A block that nothing lives in is waste: nobody misses it.
    fn damaged(&mut self, class: Class, block: &Block, held: &Held) {
        let concerns = held.concerns();
        if concerns.is_empty() {
            return;
        }
        if block.lost {
            return self.known_lost(block, held);
        }
        let mend = match self.catalog.source(block.source) {
            Source::Connection(_) => Mend::FetchAgain,
            Source::Entry => Mend::MarkLost,
        };
        let finding = Finding::new(class, Severity::Loss, Concern::Block(block.id), mend);
        self.found(finding.with(concerns));
    }

    fn known_lost(&mut self, block: &Block, held: &Held) {
        if block.lost {
            let finding =
                Finding::new(Class::BodyLost, Severity::Loss, Concern::Block(block.id), Mend::Nothing);
            self.found(finding.with(held.concerns()));
        }
    }
}

fn digest_in(body: &[u8]) -> Option<[u8; 16]> {
    let mut content = Vec::new();
    Header::read_with_content(body, &mut content).ok()?;
    Some(digest_of(&content))
}
