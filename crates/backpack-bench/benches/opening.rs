//! A Backpack of 100,000 records: how long it takes to open, to answer and to read, and how much room it takes.
//!
//! Run: `cargo bench -p backpack-bench --bench opening`
//!
//! Each run opens it in a process of its own, since memory is counted too.

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use anyhow::Context as _;
use backpack::import::FileConnector;
use backpack::record::Kind;
use backpack::sync::Attachments;
use backpack::{Account, Filter, Options, Unlock};
use backpack_bench::{Figures, MadeFile, Memory, Place, Runs, Target, child_arguments, run_child, scratch};

const RECORDS: usize = 100_000;
const ROUNDS: usize = 7;
const PAGE: usize = 50;
/// How many bodies are read; each lies far from the ones before, so that none is in an open block.
const BODIES: usize = 1_000;
const YEAR: i64 = 365 * 24 * 3_600_000;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    if let Some(arguments) = child_arguments() {
        let folder = arguments.first().context("no folder")?;
        return opened(Path::new(folder)).await;
    }
    let folder = scratch()?;
    let account = folder.path().join("account");
    let made = MadeFile::write(RECORDS, 0)?;
    let place = Place::create(&account).await?;
    let report = place.import(Arc::new(FileConnector::new([made.path()])), Attachments::Leave).await?;
    anyhow::ensure!(report.complete && report.new == RECORDS as u64);
    let groups = place.backpack.keep().sequence();
    let disk = place.close().await?;

    let [open, memory, page, slow_page, body, slow_body] = &measure(&account)?;
    let whole = whole_journal(&account)?;
    let place = Place::open(&account).await?;
    place.compact().await?;
    let compacted_disk = place.close().await?;
    let [open_compacted, _, _, _, body_compacted, _] = &measure(&account)?;
    let raw = made.bytes as f64;
    println!("{RECORDS} synthetic resources, {:.1} MB, {groups} commit groups", raw / 1e6);
    let mut figures = Figures::new();
    figures.add("open with a host key, anchor checked, ms", open, Target::AtMost(1_000.0));
    figures.add("the same without an anchor, the whole journal checked, ms", &whole, Target::AtMost(1_000.0));
    figures.add("open after compacting, ms", open_compacted, Target::AtMost(1_000.0));
    figures.add("page of 50 by kind, date and code, ms", page, Target::AtMost(1.0));
    figures.add("the slowest of 100 such pages, ms", slow_page, Target::AtMost(1.0));
    figures.add("one body, its block closed, ms", body, Target::AtMost(0.2));
    figures.add("the 99th of 100 such bodies, ms", slow_body, Target::Shown);
    figures.add("memory of an open Backpack, bytes a record", memory, Target::Shown);
    figures.add("one body after compacting, ms", body_compacted, Target::AtMost(0.2));
    figures.add_one("disk after closing : raw JSON", disk as f64 / raw, Target::AtMost(0.2));
    figures.add_one("disk after compacting : raw JSON", compacted_disk as f64 / raw, Target::Shown);
    figures.add(
        "open an empty account with a passphrase, ms",
        &passphrase(folder.path()).await?,
        Target::Shown,
    );
    println!("{figures}");
    Ok(())
}

/// Opens it in processes of their own. Returns what each told.
fn measure(account: &Path) -> anyhow::Result<[Runs; 6]> {
    let mut columns: [Runs; 6] = Default::default();
    for _ in 0..ROUNDS {
        let numbers = run_child(&[account.to_str().context("an odd folder")?])?;
        for (runs, number) in columns.iter_mut().zip(numbers) {
            runs.add(number);
        }
    }
    Ok(columns)
}

/// Opens it without its anchors, so that the journal is followed from its first row.
fn whole_journal(account: &Path) -> anyhow::Result<Runs> {
    let (anchors, aside) = (account.join("anchors"), account.join("anchors-aside"));
    let mut runs = Runs::new();
    for _ in 0..ROUNDS {
        std::fs::rename(&anchors, &aside)?;
        let numbers = run_child(&[account.to_str().context("an odd folder")?]);
        // Opening writes a new one.
        std::fs::remove_dir_all(&anchors)?;
        std::fs::rename(&aside, &anchors)?;
        runs.add(numbers?.first().copied().context("no number")?);
    }
    Ok(runs)
}

/// Opens the Backpack and prints what a process needs for it.
async fn opened(folder: &Path) -> anyhow::Result<()> {
    let before = Memory::read()?;
    let began = Instant::now();
    let place = Place::open(folder).await?;
    let open = began.elapsed().as_secs_f64() * 1e3;
    let memory = Memory::read()?.now.saturating_sub(before.now);
    let pages = pages(&place)?;
    let bodies = bodies(&place).await?;
    let each = memory as f64 / RECORDS as f64;
    println!(
        "{open} {each} {} {} {} {}",
        pages.median(),
        pages.quantile(1.0),
        bodies.median(),
        bodies.quantile(0.99)
    );
    Ok(())
}

/// Asks for pages of the commonest codes of laboratory results, ten years each.
fn pages(place: &Place) -> anyhow::Result<Runs> {
    let results = place.backpack.find(&Filter::new().kind(Kind::LabResult).limit(20_000));
    let mut codes = Vec::new();
    for record in &results.records {
        let code =
            record.header.codes.iter().find_map(|code| Some((code.system.as_ref()?, code.code.as_ref()?)));
        if let Some(code) = code.filter(|code| !codes.contains(code)) {
            codes.push(code);
        }
    }
    anyhow::ensure!(!codes.is_empty(), "there are no laboratory results with codes");
    let mut runs = Runs::new();
    for (asked, (system, code)) in (0..100).zip(codes.iter().cycle()) {
        let filter = Filter::new().kind(Kind::LabResult).code_of(system.to_string(), code.to_string());
        let from = (30 + asked % 10) * YEAR;
        let filter = filter.from(from).until(from + 10 * YEAR).limit(PAGE);
        let began = Instant::now();
        black_box(place.backpack.find(&filter));
        runs.add_millis(began.elapsed());
    }
    Ok(runs)
}

/// Reads bodies in an order that never comes back to a block soon.
async fn bodies(place: &Place) -> anyhow::Result<Runs> {
    let all = place.backpack.keep().catalog(|catalog| catalog.query(&Filter::new()).records);
    let stride = 7_919;
    let mut runs = Runs::new();
    for number in 0..BODIES {
        let id = all.get(number * stride % all.len()).context("no records")?;
        let began = Instant::now();
        black_box(place.backpack.body(*id).await?);
        runs.add_millis(began.elapsed());
    }
    Ok(runs)
}

/// What Argon2id costs: opening an account that holds nothing.
async fn passphrase(folder: &Path) -> anyhow::Result<Runs> {
    let folder = folder.join("stretched");
    let unlock = || Unlock::passphrase("correct horse");
    Account::create(&folder, unlock(), Options::new()?).await?.close().await?;
    let mut runs = Runs::new();
    for _ in 0..ROUNDS {
        let began = Instant::now();
        let account = Account::open(&folder, unlock(), Options::new()?).await?;
        runs.add_millis(began.elapsed());
        account.close().await?;
    }
    Ok(runs)
}
