//! The two embedded engines side by side: commits, an import, opening, reading, and what they take of the disk.
//!
//! Run: `cargo bench -p backpack-bench --bench engines`
//!
//! Their rounds take turns, so that whatever else the machine does happens to both.

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::future::Future;
use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use backpack::core::SpaceId;
use backpack::engine::Engine;
use backpack::import::FileConnector;
use backpack::store::{Batch, Store, Table};
use backpack::sync::Attachments;
use backpack::{Filter, Options};
use backpack_bench::{Figures, MadeFile, Place, Runs, Target, folder_bytes, scratch};
use backpack_redb::{RedbOptions, RedbStore};
use backpack_sled::{SledOptions, SledStore};
use bytes::Bytes;
use futures_util::future::try_join_all;

const ROUNDS: u64 = 3;
const COMMITS: u64 = 400;
/// A commit of one value, the size of a sealed block of a page.
const VALUE_BYTES: usize = 8 << 10;
const RECORDS: usize = 15_000;
const BODIES: usize = 500;
const ENGINES: [Engine; 2] = [Engine::Sled, Engine::Redb];

/// What is measured of one engine.
#[derive(Default)]
struct Measured {
    single: Runs,
    grouped: Runs,
    written: Runs,
    import: Runs,
    open: Runs,
    body: Runs,
    disk: Runs,
    compacted: Runs,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut both: [Measured; 2] = Default::default();
    let made = MadeFile::write(RECORDS, 0)?;
    for round in 0..ROUNDS {
        for (engine, measured) in ENGINES.iter().zip(&mut both) {
            commits(*engine, round, measured).await?;
            account(*engine, &made, measured).await?;
        }
    }
    println!("{RECORDS} synthetic resources, {:.1} MB", made.bytes as f64 / 1e6);
    for (engine, measured) in ENGINES.iter().zip(&both) {
        let mut figures = Figures::new();
        let mut add = |what: &str, runs: &Runs| figures.add(what, runs, Target::Shown);
        add("durable commits of 8 KiB, one after the other, a second", &measured.single);
        add("durable commits of 8 KiB, all at once, a second", &measured.grouped);
        add("bytes written for each byte of those at once", &measured.written);
        add("import, records a second", &measured.import);
        add("open with a host key, ms", &measured.open);
        add("one body, its block closed, ms", &measured.body);
        add("disk after closing : raw JSON", &measured.disk);
        add("disk after compaction : raw JSON", &measured.compacted);
        println!("{engine:?}\n{figures}");
    }
    Ok(())
}

async fn commits(engine: Engine, round: u64, measured: &mut Measured) -> anyhow::Result<()> {
    let folder = scratch()?;
    let values: Vec<Bytes> = (0..COMMITS).map(|number| content(round * COMMITS + number)).collect();
    let space = SpaceId::random();
    let batch = |number: usize, value: &Bytes| {
        Batch::new(space).put(Table(1), Bytes::copy_from_slice(&number.to_be_bytes()), value.clone())
    };
    let per_second = |time: Duration| COMMITS as f64 / time.as_secs_f64();

    let store = open(engine, &folder.path().join("single")).await?;
    let (time, _) = measure(async {
        for (number, value) in values.iter().enumerate() {
            store.commit(batch(number, value)).await?;
        }
        anyhow::Ok(())
    })
    .await?;
    measured.single.add(per_second(time));
    store.close().await?;

    let store = open(engine, &folder.path().join("grouped")).await?;
    let all = values.iter().enumerate().map(|(number, value)| store.commit(batch(number, value)));
    let (time, written) = measure(async { anyhow::Ok(try_join_all(all).await?) }).await?;
    measured.grouped.add(per_second(time));
    if let Some(written) = written {
        measured.written.add(written as f64 / (COMMITS as usize * VALUE_BYTES) as f64);
    }
    store.close().await?;
    Ok(())
}

async fn account(engine: Engine, made: &MadeFile, measured: &mut Measured) -> anyhow::Result<()> {
    let folder = scratch()?;
    let account = folder.path().join("account");
    let place = Place::create_with(&account, Options::new()?.with_engine(engine)).await?;
    let began = Instant::now();
    let report = place.import(Arc::new(FileConnector::new([made.path()])), Attachments::Leave).await?;
    anyhow::ensure!(report.complete && report.new == RECORDS as u64);
    measured.import.add(RECORDS as f64 / began.elapsed().as_secs_f64());
    let raw = made.bytes as f64;
    measured.disk.add(place.close().await? as f64 / raw);

    let began = Instant::now();
    let place = Place::open(&account).await?;
    measured.open.add_millis(began.elapsed());
    let all = place.backpack.keep().catalog(|catalog| catalog.query(&Filter::new()).records);
    for number in 0..BODIES {
        let Some(id) = all.get(number * 7_919 % all.len()) else { continue };
        let began = Instant::now();
        black_box(place.backpack.body(*id).await?);
        measured.body.add_millis(began.elapsed());
    }
    place.backpack.compact().await?;
    place.close().await?;
    let store = open(engine, &account.join("store")).await?;
    store.reclaim().await?;
    store.close().await?;
    let taken = folder_bytes(&account)? - Options::new()?.ballast_bytes;
    measured.compacted.add(taken as f64 / raw);
    Ok(())
}

async fn open(engine: Engine, folder: &Path) -> anyhow::Result<Arc<dyn Store>> {
    let clock = Options::new()?.clock;
    Ok(match engine {
        Engine::Redb => Arc::new(RedbStore::open(folder, RedbOptions::new(clock)).await?),
        _ => Arc::new(SledStore::open(folder, SledOptions::new(clock)).await?),
    })
}

/// Returns how long the work took, and the bytes that this process wrote meanwhile where the system says.
async fn measure<T>(
    work: impl Future<Output = anyhow::Result<T>>,
) -> anyhow::Result<(Duration, Option<u64>)> {
    let (before, began) = (bytes_written(), Instant::now());
    work.await?;
    let time = began.elapsed();
    Ok((time, bytes_written().zip(before).map(|(after, before)| after - before)))
}

/// Returns the bytes that this process has handed to the system to write.
fn bytes_written() -> Option<u64> {
    let counted = std::fs::read_to_string("/proc/self/io").ok()?;
    counted.lines().find_map(|line| line.strip_prefix("wchar: "))?.parse().ok()
}

/// Returns bytes that do not compress, different for each seed.
fn content(seed: u64) -> Bytes {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let words = std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    });
    words.take(VALUE_BYTES / 8).flatten().collect::<Vec<u8>>().into()
}
