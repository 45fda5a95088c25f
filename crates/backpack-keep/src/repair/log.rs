//! Mending what opening needs: the head, rows of the journal, and the catalog's log.

use std::collections::{BTreeMap, BTreeSet};

use backpack_store::{Batch, Condition, Key, MAX_BATCH_BYTES, Version};
use bytes::Bytes;

use super::image::{Group as Logs, Image};
use super::salvage::{Salvage, Wanted};
use crate::activity::{Activity, ChainEnd};
use crate::catalog::change::{Logged, RowWritten};
use crate::commit::seal_log;
use crate::head::{self, Group};
use crate::segment::LogWriter;
use crate::verify::{
    Acts, Chain, Class, Examiner, Lost, Verification, derived, furthest, logged, stamped_rows, stands_alone,
};
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
    if !is_wanted {
        return Ok(());
    }
    let parts = examiner.parts;
    let anchor = parts.anchors.read(parts.space()).await?;
    let (last, _) = match found.has(Class::HeadSetBack) {
        true => furthest(chain, None, 0),
        false => furthest(chain, anchor, logged(parts).await?),
    };
    let sealed = head::HEAD.seal(&parts.keys, &[], &last)?;
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
    let mut acts = untold(image, &Acts::read(examiner.parts).await?, gaps)?;
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
                true if !stands_alone(&change) || matches!(change, Logged::Acted(_)) => Ok(()),
                true => log.push(&change),
                false => log.push(&change.moved_on(added)),
            })?;
        }
        for (table, id, _) in rows.iter().filter(|(.., stamp)| is_gap && *stamp == sequence) {
            log.push(&Logged::Row(RowWritten { table: *table, id: *id, present: true }))?;
        }
        for end in acts.remove(&sequence).unwrap_or_default() {
            log.push(&Logged::Acted(end))?;
        }
        image.groups.insert(sequence, Logs::of(log));
    }
    Ok(())
}

/// Returns the acts that the lost commit groups told: every number between those that the log still tells.
fn untold(image: &Image, acts: &Acts, gaps: &BTreeSet<u64>) -> Result<BTreeMap<u64, Vec<ChainEnd>>, Error> {
    let told = told(image, gaps)?;
    let (mut untold, mut reached) = (BTreeMap::new(), 0);
    for sequence in 1..=image.until {
        if !gaps.contains(&sequence) {
            reached = told.get(&sequence).map_or(reached, |(_, last)| *last);
            continue;
        }
        let next = told.range(sequence..).next().map(|(_, (first, _))| first - 1);
        let until = next.or_else(|| acts.all.last().map(|act| act.number)).unwrap_or_default();
        let ends = (reached + 1..=until).map(|number| end_of(&acts.all, number)).collect();
        untold.insert(sequence, ends);
        reached = reached.max(until);
    }
    Ok(untold)
}

/// Returns the first and the last act that each whole commit group tells.
fn told(image: &Image, gaps: &BTreeSet<u64>) -> Result<BTreeMap<u64, (u64, u64)>, Error> {
    let mut told: BTreeMap<u64, (u64, u64)> = BTreeMap::new();
    for (sequence, group) in image.groups.iter().filter(|(sequence, _)| !gaps.contains(*sequence)) {
        group.read(|change| {
            if let Logged::Acted(end) = change {
                told.entry(*sequence).or_insert((end.number, end.number)).1 = end.number;
            }
            Ok(())
        })?;
    }
    Ok(told)
}

/// An act that is lost has the hash that the one after it names.
fn end_of(acts: &[Activity], number: u64) -> ChainEnd {
    let at = |number: u64| {
        let found = acts.binary_search_by_key(&number, |act| act.number).ok();
        found.and_then(|at| acts.get(at))
    };
    let hash = at(number).map(|act| act.hash).or_else(|| at(number + 1).map(|next| next.previous));
    ChainEnd { number, hash: hash.unwrap_or_default() }
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
