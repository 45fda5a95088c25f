//! 500 MB of NDJSON with 250,000 synthetic resources, imported in a process of its own: how much memory that takes.
//!
//! Run: `cargo bench -p backpack-bench --bench large`
//!
//! Its attachments are left alone: each would be a file with commits of its own, and another measure.

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::fs::File;
use std::hint::black_box;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use anyhow::Context as _;
use backpack::import::FileConnector;
use backpack::sync::Attachments;
use backpack_bench::{Figures, MadeFile, Memory, Place, Target, child_arguments, run_child, scratch};
use serde_json::Value;

const RESOURCES: usize = 250_000;
/// The bytes of narrative that bring a resource to about 2,000 bytes.
const NARRATIVE: usize = 1_000;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    if let Some(arguments) = child_arguments() {
        let [file, folder] = arguments.as_slice() else { anyhow::bail!("a file and a folder") };
        return import(Path::new(file), Path::new(folder)).await;
    }
    let made = MadeFile::write(RESOURCES, NARRATIVE)?;
    let folder = scratch()?;
    let (file, account) = (made.path(), folder.path().join("account"));
    let parse = parse(&file)?;
    let numbers = run_child(&[file.to_str().context("odd")?, account.to_str().context("odd")?])?;
    let [seconds, peak, disk] = numbers.as_slice() else {
        anyhow::bail!("the process of its own said little")
    };
    let bytes = made.bytes as f64;
    println!("{RESOURCES} synthetic resources, {:.1} MB of NDJSON", bytes / 1e6);
    let mut figures = Figures::new();
    figures.add_one("peak memory of the process, MB", peak / 1e6, Target::AtMost(300.0));
    figures.add_one("import, MB/s", bytes / 1e6 / seconds, Target::Shown);
    figures.add_one("serde_json::Value a line, one thread, MB/s", bytes / 1e6 / parse, Target::Shown);
    figures.add_one("import : Value", parse / seconds, Target::Shown);
    figures.add_one("disk after closing : raw JSON", disk / bytes, Target::AtMost(0.2));
    println!("{figures}");
    Ok(())
}

async fn import(file: &Path, folder: &Path) -> anyhow::Result<()> {
    let place = Place::create(folder).await?;
    let began = Instant::now();
    let report = place.import(Arc::new(FileConnector::new([file])), Attachments::Leave).await?;
    let seconds = began.elapsed().as_secs_f64();
    anyhow::ensure!(report.complete && report.new == RESOURCES as u64, "{report:?}");
    let disk = place.close().await?;
    println!("{seconds} {} {disk}", Memory::read()?.peak);
    Ok(())
}

/// Returns how long it takes to parse every line into a tree, in seconds.
fn parse(file: &Path) -> anyhow::Result<f64> {
    let mut reader = BufReader::with_capacity(1 << 20, File::open(file)?);
    let mut line = Vec::new();
    let began = Instant::now();
    while reader.read_until(b'\n', &mut line)? > 0 {
        black_box(serde_json::from_slice::<Value>(&line)?);
        line.clear();
    }
    Ok(began.elapsed().as_secs_f64())
}
