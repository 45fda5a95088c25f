//! How much room an account takes, and what of it: after an import, and after compacting it.
//!
//! Run: `cargo bench -p backpack-bench --bench space`
//!
//! What it prints are sizes, which no other work on the machine changes; the times beside them are medians.

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use anyhow::Context as _;
use backpack::Filter;
use backpack::core::SpaceId;
use backpack::files::{padded_size, padme, sealed_size};
use backpack::import::FileConnector;
use backpack::keep::TABLES;
use backpack::keys::ENVELOPE_OVERHEAD;
use backpack::sync::Attachments;
use backpack_bench::{Figures, Patients, Place, Runs, Target, processor_time, scratch};
use backpack_store::{Scan, Store};

const ROUNDS: usize = 3;
/// How many bodies are read; each lies far from the ones before, so that none is in an open block.
const BODIES: usize = 500;
/// The tables whose values are packed and padded: segments and blocks.
const PACKED: [u8; 2] = [2, 3];
/// Sizes of files that a person has: notes, letters, scans, images.
const FILES: [u64; 9] = [900, 3_500, 12_000, 45_000, 118_342, 310_000, 1_200_000, 4_700_000, 38_000_000];

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let patients = Patients::load()?;
    let raw = patients.read()?.iter().map(Vec::len).sum::<usize>() as f64;
    let mut columns: [Runs; 7] = Default::default();
    let mut tables = String::new();
    for _ in 0..ROUNDS {
        let folder = scratch()?;
        let account = folder.path().join("account");
        let place = Place::create(&account).await?;
        place.import(Arc::new(FileConnector::new(patients.files())), Attachments::Fetch).await?;
        let imported = place.close().await? as f64 / raw;
        let place = Place::open(&account).await?;
        let quick = bodies(&place).await?;
        let (began, before) = (Instant::now(), processor_time());
        let compacted = place.compact().await?;
        let took = began.elapsed().as_secs_f64();
        let work = processor_time().zip(before).and_then(|(now, before)| now.checked_sub(before));
        anyhow::ensure!(compacted.report.repacked > 0, "{compacted:?}");
        place.close().await?;
        let place = Place::open(&account).await?;
        let tight = bodies(&place).await?;
        let used = used(place.store(), place.backpack.id()).await?;
        tables = used.iter().map(|table| table.line(raw)).collect();
        let padding: usize = used.iter().map(|table| table.padding).sum();
        let taken = place.close().await? as f64 / raw;
        let seconds = work.map_or(took, |work| work.as_secs_f64());
        let row = [imported, taken, quick, tight, took, raw / 1e6 / seconds, padding as f64 / raw];
        columns.iter_mut().zip(row).for_each(|(runs, value)| runs.add(value));
    }
    let [imported, taken, quick, tight, took, speed, padding] = &columns;
    println!("{}: {:.1} MB. After compacting:\n{tables}", patients.origin, raw / 1e6);
    let mut figures = Figures::new();
    figures.add("disk after an import : raw JSON", imported, Target::AtMost(0.2));
    figures.add("disk after compacting : raw JSON", taken, Target::AtMost(0.12));
    figures.add("padding of blocks and segments, as a rule : raw JSON", padding, Target::Shown);
    figures.add("one body, its block closed, ms, before", quick, Target::AtMost(0.2));
    figures.add("one body, its block closed, ms, after", tight, Target::AtMost(0.2));
    figures.add("compacting, s", took, Target::Shown);
    figures.add("compacting, MB of raw JSON a second of processor time", speed, Target::Shown);
    println!("{figures}\n{}", files());
    Ok(())
}

/// What a table holds.
struct Used {
    table: u8,
    entries: usize,
    bytes: usize,
    /// What padding adds as a rule: half a step of each value's class.
    padding: usize,
}

impl Used {
    fn line(&self, raw: f64) -> String {
        let Self { table, entries, bytes, .. } = self;
        format!(
            "  table {table:2}: {entries:5} entries, {bytes:9} bytes, {:.4} of the raw JSON\n",
            *bytes as f64 / raw
        )
    }
}

async fn used(store: &dyn Store, space: SpaceId) -> anyhow::Result<Vec<Used>> {
    let mut all = Vec::new();
    for table in TABLES {
        let mut used = Used { table: table.0, entries: 0, bytes: 0, padding: 0 };
        let mut scan = Some(Scan::new(space, *table));
        while let Some(asked) = scan {
            let page = store.scan(&asked).await?;
            for entry in &page.entries {
                let length = entry.value.bytes.len();
                used.entries += 1;
                used.bytes += length;
                if PACKED.contains(&table.0) {
                    used.padding += half_a_step(length.saturating_sub(ENVELOPE_OVERHEAD) as u64);
                }
            }
            scan = asked.continued(page.next);
        }
        all.extend((used.entries > 0).then_some(used));
    }
    Ok(all)
}

/// Returns half of what lies between a class of Padmé and the one below it: what padding adds on average.
fn half_a_step(class: u64) -> usize {
    let step = padme(class + 1) - class;
    usize::try_from(step / 2).unwrap_or_default()
}

/// Reads bodies in an order that never comes back to a block soon. Returns the median in milliseconds.
async fn bodies(place: &Place) -> anyhow::Result<f64> {
    let all = place.backpack.keep().catalog(|catalog| catalog.query(&Filter::new()).records);
    let mut runs = Runs::new();
    for number in 0..BODIES {
        let id = all.get(number * 7_919 % all.len()).context("no records")?;
        let began = Instant::now();
        black_box(place.backpack.body(*id).await?);
        runs.add_millis(began.elapsed());
    }
    Ok(runs.median())
}

/// Returns what padding costs files of some sizes, and what padding to whole 16 KiB would.
fn files() -> String {
    let mut text = String::from("file, bytes   sealed       padded       growth   in 16 KiB steps\n");
    for size in FILES {
        let (sealed, padded) = (sealed_size(size), sealed_size(padded_size(size)));
        let growth = |to: u64| (to as f64 / sealed as f64 - 1.0) * 100.0;
        let coarse = growth(sealed.next_multiple_of(16 << 10));
        text += &format!("{size:11}  {sealed:11}  {padded:11}  {:6.1} %  {coarse:6.1} %\n", growth(padded));
    }
    text
}
