//! Mending what opening needs: the head, rows of the journal, and the catalog's log.

use std::collections::BTreeSet;

use backpack_store::{Batch, Condition, Key, MAX_BATCH_BYTES, Version};
use bytes::Bytes;

use super::image::{Group as Logs, Image};
use super::salvage::{Salvage, Wanted};
use crate::commit::seal_log;
use crate::head::{self, Group};
use crate::segment::LogWriter;
use crate::verify::{Chain, Class, Examiner, Lost, Verification, derived, stamped_rows, stands_alone};
use crate::{Error, segment, table};

/// A batch is written once it holds this many bytes.
const FULL: usize = MAX_BATCH_BYTES - (128 << 10);

/// Mends the head, the journal and the log, as far as the findings ask for it.
pub(crate) async fn mend(examiner: &Examiner<'_>, found: &Verification) -> Result<(), Error> {
    let chain = examiner.chain().await?;
    mend_head(examiner, found, &chain).await?;
    mend_journal(examiner, found, &chain).await?;
    if [Class::LogMissing, Class::LogDamaged, Class::LogDangling].iter().any(|class| found.has(*class)) {
        mend_log(examiner, found.sequence, &chain).await?;
    }
    Ok(())
}

async fn mend_head(examiner: &Examiner<'_>, found: &Verification, chain: &Chain) -> Result<(), Error> {
    let is_wanted = found.findings.iter().any(|finding| {
        matches!(finding.class, Class::HeadMissing | Class::HeadDamaged | Class::HeadSetBack)
            && finding.mend == crate::Mend::Rebuild
    });
    let Some(last) = chain.last().filter(|_| is_wanted) else { return Ok(()) };
    let parts = examiner.parts;
    let sealed = head::HEAD.seal(&parts.keys, &[], &last.head())?;
    let version = head_version(examiner).await?;
    let batch = Batch::new(parts.space()).put(table::HEAD, Bytes::new(), sealed);
    commit(examiner, batch, version).await
}

async fn mend_journal(examiner: &Examiner<'_>, found: &Verification, chain: &Chain) -> Result<(), Error> {
    let Some(Ok(reached)) = examiner.head().await? else { return Ok(()) };
    let mut batch = Batch::new(examiner.parts.space());
    let classes = [Class::JournalMissing, Class::JournalDamaged];
    let wanted = found.findings.iter().filter(|finding| classes.contains(&finding.class));
    for finding in wanted.filter(|finding| finding.mend == crate::Mend::Rebuild) {
        let Some(crate::Concern::Commits(sequence, _)) = finding.concerns.first() else { continue };
        let Some(group) = derived(chain, &reached, *sequence) else { continue };
        let id = sequence.to_be_bytes();
        let sealed = head::JOURNAL.seal(&examiner.parts.keys, &id, &group)?;
        batch = batch.put(table::JOURNAL, Bytes::copy_from_slice(&id), sealed);
    }
    let version = head_version(examiner).await?;
    commit(examiner, batch, version).await
}

/// Nobody may have moved the head since it was looked at.
async fn commit(examiner: &Examiner<'_>, batch: Batch, head: Option<Version>) -> Result<(), Error> {
    if batch.puts.is_empty() && batch.deletes.is_empty() {
        return Ok(());
    }
    let condition = head.map_or(Condition::Absent, Condition::At);
    let batch = batch.require(table::HEAD, Bytes::new(), condition);
    examiner.parts.store.commit(batch).await?;
    Ok(())
}

async fn head_version(examiner: &Examiner<'_>) -> Result<Option<Version>, Error> {
    let key = Key::new(examiner.parts.space(), table::HEAD, Bytes::new());
    Ok(examiner.parts.store.get(&key).await?.map(|value| value.version))
}

/// Fills the gaps of the log, and takes out what names something that cannot be had again.
async fn mend_log(examiner: &Examiner<'_>, until: u64, chain: &Chain) -> Result<(), Error> {
    let parts = examiner.parts;
    let mut image = Image::read(parts, until).await?;
    let gaps = image.gaps();
    let mut changed: BTreeSet<u64> = gaps.clone();
    let before = image.replay()?;
    fill(examiner, &mut image, &gaps, before.lost, chain).await?;
    let dangling = image.replay()?.lost.dangling;
    image.groups.extend(image.without_dangling(&dangling)?);
    changed.extend(dangling);
    // A segment that holds a changed group is taken apart.
    for (_, groups) in &image.segments {
        if !groups.is_disjoint(&changed) {
            changed.extend(groups.iter().filter(|sequence| **sequence <= until));
        }
    }
    write(examiner, &image, &changed).await
}

async fn fill(
    examiner: &Examiner<'_>,
    image: &mut Image,
    gaps: &BTreeSet<u64>,
    lost: Lost,
    chain: &Chain,
) -> Result<(), Error> {
    // Changes that name something lost want it to be there before them, gap or no gap.
    let first = gaps.first().copied().or_else(|| lost.dangling.first().copied());
    let Some(first) = first else { return Ok(()) };
    let rows = stamped_rows(examiner.parts).await?;
    let at = chain.at(first).or_else(|| chain.last()).map_or_else(Default::default, |group: &Group| group.at);
    let wanted = Wanted { records: lost.records.into_keys().collect(), blocks: lost.blocks };
    let salvage = Salvage::read(examiner, image, wanted, at).await?;
    for sequence in gaps.iter().copied().chain((!gaps.contains(&first)).then_some(first)) {
        let is_gap = gaps.contains(&sequence);
        let mut log = LogWriter::default();
        if sequence == first {
            salvage.write(&mut log)?;
        }
        if let Some(group) = image.groups.get(&sequence) {
            // Blocks are named by their numbers in the group: what was put before them moves them on.
            let added = if sequence == first { salvage.blocks() } else { 0 };
            group.read(|change| match is_gap {
                true if !stands_alone(&change) => Ok(()),
                true => log.push(&change),
                false => log.push(&change.moved_on(added)),
            })?;
        }
        for (table, id, _) in rows.iter().filter(|(.., stamp)| is_gap && *stamp == sequence) {
            log.push(&crate::catalog::change::Logged::Row(crate::catalog::change::RowWritten {
                table: *table,
                id: *id,
                present: true,
            }))?;
        }
        image.groups.insert(sequence, Logs::of(log));
    }
    Ok(())
}

/// Writes the changed groups, each as segments of its own, in the order of the log.
async fn write(examiner: &Examiner<'_>, image: &Image, changed: &BTreeSet<u64>) -> Result<(), Error> {
    let parts = examiner.parts;
    let version = head_version(examiner).await?;
    let mut batch = Batch::new(parts.space());
    let mut kept = BTreeSet::new();
    for sequence in changed {
        let Some(group) = image.groups.get(sequence) else { continue };
        let (_, sealed) = seal_log(&parts.keys, *sequence, group.writer()?)?;
        for (number, sealed) in (0..).zip(sealed) {
            let id = Bytes::copy_from_slice(&segment::id(*sequence, number));
            kept.insert(id.clone());
            if batch.bytes() + sealed.len() > FULL {
                let full = std::mem::replace(&mut batch, Batch::new(parts.space()));
                commit(examiner, full, version).await?;
            }
            batch = batch.put(table::SEGMENT, id, sealed);
        }
    }
    for (id, groups) in &image.segments {
        let is_replaced = groups.is_empty() || !groups.is_disjoint(changed);
        if is_replaced && !kept.contains(id) {
            batch = batch.delete(table::SEGMENT, id.clone());
        }
    }
    commit(examiner, batch, version).await
}
