//! One large file, added and read: how much memory that takes beyond the open Backpack, and how fast it is beside writing
//! the same bytes to the same disk with one fsync.
//!
//! Run: `cargo run --release -p backpack-bench --bin large_file -- FOLDER [GIBIBYTES]`
//!
//! FOLDER must be on the disk that is measured; what is written there is removed again. Linux alone says how much memory a
//! process had at most.

#![expect(clippy::print_stdout, reason = "it prints what it measured")]

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::time::Instant;

use anyhow::Context as _;
use backpack::files::ByteStream;
use backpack::{Account, Options, Person, Unlock};
use backpack_bench::Memory;
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};

/// The bytes that are handed over at a time.
const CHUNK: usize = 256 << 10;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().context("large_file FOLDER [GIBIBYTES]")?;
    let gibibytes: u64 = arguments.next().map_or(Ok(4), |number| number.parse())?;
    let size = gibibytes << 30;
    let folder = tempfile::tempdir_in(folder)?;

    // Before and after, since a disk has moods.
    let first = plain(&folder.path().join("plain"), size)?;
    let account =
        Account::create(folder.path().join("account"), Unlock::host_key(vec![7; 32]), Options::new()?)
            .await?;
    let backpack = account.add_backpack(Person::new("Ana Ruiz")).await?;
    backpack.add_file("small", None, vec![1; 100_000]).await?;

    let before = reset_peak()?;
    let began = Instant::now();
    let file =
        backpack.add_file_from("large", None, ByteStream::new(stream::iter(chunks(size)).map(Ok))).await?;
    let adding = began.elapsed().as_secs_f64();
    let for_adding = Memory::read()?.peak.saturating_sub(before);

    let before = reset_peak()?;
    let began = Instant::now();
    let mut content = backpack.open_file(file.id, None).await?;
    let mut read = 0;
    while let Some(chunk) = content.next().await {
        let chunk = chunk?;
        // The first byte of each chunk tells whether it is in its place; the seal vouches for the others.
        anyhow::ensure!(chunk.first().is_none_or(|first| *first == byte(read)), "another byte at {read}");
        read += chunk.len() as u64;
    }
    anyhow::ensure!(read == size, "{read} bytes of {size}");
    let reading = began.elapsed().as_secs_f64();
    let for_reading = Memory::read()?.peak.saturating_sub(before);
    let second = plain(&folder.path().join("plain"), size)?;
    account.close().await?;

    let speed = |seconds: f64| (size >> 20) as f64 / seconds;
    println!("{gibibytes} GiB; plain {first:.1} s and {second:.1} s ({:.0} MiB/s)", speed(first.min(second)));
    println!(
        "added in {adding:.1} s ({:.0} MiB/s), read in {reading:.1} s ({:.0} MiB/s)",
        speed(adding),
        speed(reading)
    );
    println!(
        "adding : writing plainly, by speed: {:.2} of the mean, {:.2} of the faster",
        (first + second) / 2.0 / adding,
        first.min(second) / adding
    );
    println!(
        "memory beyond the open Backpack: adding {:.1} MiB, reading {:.1} MiB",
        mib(for_adding),
        mib(for_reading)
    );
    Ok(())
}

/// Writes the same bytes to a file, with one fsync at the end. Returns the seconds that took.
fn plain(path: &Path, size: u64) -> anyhow::Result<f64> {
    let began = Instant::now();
    let mut file = File::create(path)?;
    for chunk in chunks(size) {
        file.write_all(&chunk)?;
    }
    file.sync_all()?;
    drop(file);
    let seconds = began.elapsed().as_secs_f64();
    std::fs::remove_file(path)?;
    Ok(seconds)
}

/// Bytes that no compression makes smaller, the same at every call: one noise, begun at another place in each chunk.
fn chunks(size: u64) -> impl Iterator<Item = Bytes> + Send {
    let noise = Bytes::from((0..2 * CHUNK as u64).map(noise).collect::<Vec<u8>>());
    (0..size / CHUNK as u64).map(move |number| {
        let start = (number % CHUNK as u64) as usize;
        noise.slice(start..start + CHUNK)
    })
}

/// Returns the byte at a place.
fn byte(at: u64) -> u8 {
    let chunk = CHUNK as u64;
    noise(at / chunk % chunk + at % chunk)
}

fn noise(at: u64) -> u8 {
    let mixed = (at ^ at >> 7).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed >> 37) as u8
}

/// Forgets the most memory that this process had. Returns what it has now.
fn reset_peak() -> anyhow::Result<u64> {
    std::fs::write("/proc/self/clear_refs", "5").context("Linux alone forgets the peak")?;
    Ok(Memory::read()?.now)
}

fn mib(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}
