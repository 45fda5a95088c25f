//! Files, and commits on sled, beside plain writes of the same bytes to the same disk.
//!
//! Run: `cargo bench -p backpack-bench --bench throughput`

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::fs::File;
use std::io::{Seek as _, Write as _};
use std::path::Path;
use std::time::{Duration, Instant};

use backpack::Options;
use backpack::core::SpaceId;
use backpack::files::ByteStream;
use backpack::store::{Batch, Store as _, Table};
use backpack_bench::{Figures, Place, Runs, Target, scratch};
use backpack_sled::{SledOptions, SledStore};
use bytes::Bytes;
use futures_util::StreamExt as _;
use futures_util::future::try_join_all;

const FILE_BYTES: usize = 256 << 20;
const RANGE_BYTES: u64 = 64 << 10;
const RANGES: u64 = 200;
const ROUNDS: u64 = 3;
const COMMITS: u64 = 400;
/// A commit of one value, the size of a sealed block of a page.
const VALUE_BYTES: usize = 8 << 10;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut figures = Figures::new();
    files(&mut figures).await?;
    commits(&mut figures).await?;
    println!("{figures}");
    Ok(())
}

async fn files(figures: &mut Figures) -> anyhow::Result<()> {
    let folder = scratch()?;
    let place = Place::create(&folder.path().join("account")).await?;
    let (mut plain, mut add, mut ratio, mut read, mut range) =
        (Runs::new(), Runs::new(), Runs::new(), Runs::new(), Runs::new());
    for round in 0..ROUNDS {
        // The same content twice is stored once, so that each round needs its own.
        let content = content(FILE_BYTES, round);
        let began = Instant::now();
        write_plain(&folder.path().join("plain"), &content)?;
        let written = began.elapsed();
        let began = Instant::now();
        let row = place.backpack.add_file("scan.dcm", None, content.clone()).await?;
        let added = began.elapsed();
        plain.add_speed(FILE_BYTES as u64, written);
        add.add_speed(FILE_BYTES as u64, added);
        ratio.add(written.as_secs_f64() / added.as_secs_f64());

        let began = Instant::now();
        anyhow::ensure!(length(place.backpack.open_file(row.id, None).await?).await? == FILE_BYTES);
        read.add_speed(FILE_BYTES as u64, began.elapsed());
        for number in 0..RANGES {
            let from = number * 7_919 * RANGE_BYTES % (FILE_BYTES as u64 - RANGE_BYTES);
            let began = Instant::now();
            length(place.backpack.open_file(row.id, Some(from..from + RANGE_BYTES)).await?).await?;
            range.add_millis(began.elapsed());
        }
    }
    figures.add("plain write and fsync of 256 MiB, MB/s", &plain, Target::Shown);
    figures.add("add a file of 256 MiB, MB/s", &add, Target::Shown);
    figures.add("add a file : plain write", &ratio, Target::Shown);
    figures.add("read it whole, MB/s", &read, Target::Shown);
    figures.add("read 64 KiB anywhere in it, ms", &range, Target::Shown);
    Ok(())
}

async fn commits(figures: &mut Figures) -> anyhow::Result<()> {
    let (mut plain, mut single, mut grouped) = (Runs::new(), Runs::new(), Runs::new());
    let per_second = |time: Duration| COMMITS as f64 / time.as_secs_f64();
    for round in 0..ROUNDS {
        let folder = scratch()?;
        let values: Vec<Bytes> =
            (0..COMMITS).map(|number| content(VALUE_BYTES, round * COMMITS + number)).collect();
        plain.add(per_second(overwrite_plain(&folder.path().join("plain"), &values)?));

        let options = SledOptions::new(Options::new()?.clock);
        let store = SledStore::open(folder.path().join("single"), options.clone()).await?;
        let space = SpaceId::random();
        let batch = |number: usize, value: &Bytes| {
            Batch::new(space).put(Table(1), Bytes::copy_from_slice(&number.to_be_bytes()), value.clone())
        };
        let began = Instant::now();
        for (number, value) in values.iter().enumerate() {
            store.commit(batch(number, value)).await?;
        }
        single.add(per_second(began.elapsed()));
        store.close().await?;

        let store = SledStore::open(folder.path().join("grouped"), options).await?;
        let began = Instant::now();
        try_join_all(values.iter().enumerate().map(|(number, value)| store.commit(batch(number, value))))
            .await?;
        grouped.add(per_second(began.elapsed()));
        store.close().await?;
    }
    figures.add("plain writes of 8 KiB, an fdatasync each, a second", &plain, Target::Shown);
    figures.add("durable commits of 8 KiB, one after the other, a second", &single, Target::Shown);
    figures.add("durable commits of 8 KiB, all at once, a second", &grouped, Target::Shown);
    Ok(())
}

fn write_plain(path: &Path, content: &[u8]) -> anyhow::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(content)?;
    file.sync_all()?;
    Ok(())
}

fn overwrite_plain(path: &Path, values: &[Bytes]) -> anyhow::Result<Duration> {
    let mut file = File::create(path)?;
    // The room is there before, as in sled's log, so that only bytes are made durable and no length.
    file.write_all(&vec![0; values.iter().map(Bytes::len).sum()])?;
    file.sync_all()?;
    file.rewind()?;
    let began = Instant::now();
    for value in values {
        file.write_all(value)?;
        file.sync_data()?;
    }
    Ok(began.elapsed())
}

async fn length(mut stream: ByteStream) -> anyhow::Result<usize> {
    let mut length = 0;
    while let Some(chunk) = stream.next().await {
        length += chunk?.len();
    }
    Ok(length)
}

/// Returns bytes that do not compress, different for each seed.
fn content(length: usize, seed: u64) -> Bytes {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let words = std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    });
    words.take(length.div_ceil(8)).flatten().take(length).collect::<Vec<u8>>().into()
}
