//! Import of forty patients, sealed and durable, beside a plain JSON parse of the same bytes.
//!
//! Run: `cargo bench -p backpack-bench --bench import`
//!
//! Each round does everything once, so that the ratios hold on a busy machine.

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use backpack::import::FileConnector;
use backpack::sync::Attachments;
use backpack_bench::{
    Figures, Patients, Place, Runs, Target, commit_directly, headers, processor_time, raw_values, scratch,
};
use serde_json::Value;

const ROUNDS: usize = 9;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let patients = Patients::load()?;
    let files = patients.read()?;
    let bytes: u64 = files.iter().map(|file| file.len() as u64).sum();
    let mut measured = Measured::default();
    for _ in 0..ROUNDS {
        measured.round(&patients, &files, bytes).await?;
    }
    println!("{}: {:.1} MB, {} resources", patients.origin, bytes as f64 / 1e6, measured.records);
    println!("{}", measured.figures());
    Ok(())
}

#[derive(Default)]
struct Measured {
    records: u64,
    value: Runs,
    raw: Runs,
    headers: Runs,
    import: Runs,
    again: Runs,
    direct: Runs,
    raw_ratio: Runs,
    headers_ratio: Runs,
    import_ratio: Runs,
    again_ratio: Runs,
    direct_ratio: Runs,
    work_ratio: Runs,
    per_second: Runs,
    disk: Runs,
}

impl Measured {
    async fn round(&mut self, patients: &Patients, files: &[Vec<u8>], bytes: u64) -> anyhow::Result<()> {
        let before = processor_time();
        let value = parse(files)?;
        let value_work = since(before);
        self.value.add_speed(bytes, value);
        let ratio = |time: Duration| value.as_secs_f64() / time.as_secs_f64();

        let raw = timed(|| files.iter().map(|file| raw_values(file)).sum::<usize>());
        self.raw.add_speed(bytes, raw);
        self.raw_ratio.add(ratio(raw));
        let read = timed(|| files.iter().map(|file| headers(file)).sum::<usize>());
        self.headers.add_speed(bytes, read);
        self.headers_ratio.add(ratio(read));

        let folder = scratch()?;
        let place = Place::create(&folder.path().join("account")).await?;
        let connector = Arc::new(FileConnector::new(patients.files()));
        let (began, before) = (Instant::now(), processor_time());
        let report = place.import(Arc::<FileConnector>::clone(&connector), Attachments::Fetch).await?;
        let import = began.elapsed();
        if let (Some(value), Some(import)) = (value_work, since(before)) {
            self.work_ratio.add(value.as_secs_f64() / import.as_secs_f64());
        }
        anyhow::ensure!(report.complete && report.quarantined == 0, "{report:?}");
        self.records = report.received;
        self.import.add_speed(bytes, import);
        self.import_ratio.add(ratio(import));
        self.per_second.add(report.received as f64 / import.as_secs_f64());
        let began = Instant::now();
        let report = place.import(connector, Attachments::Fetch).await?;
        let again = began.elapsed();
        anyhow::ensure!(report.unchanged == report.received, "{report:?}");
        self.again.add_speed(bytes, again);
        self.again_ratio.add(ratio(again));
        self.disk.add(place.close().await? as f64 / bytes as f64);

        let place = Place::create(&folder.path().join("direct")).await?;
        let began = Instant::now();
        commit_directly(place.backpack.keep(), files).await?;
        let direct = began.elapsed();
        self.direct.add_speed(bytes, direct);
        self.direct_ratio.add(ratio(direct));
        place.close().await?;
        Ok(())
    }

    fn figures(&self) -> Figures {
        let mut figures = Figures::new();
        figures.add("serde_json::Value, one thread, MB/s", &self.value, Target::Shown);
        figures.add("serde_json RawValue split, one thread, MB/s", &self.raw, Target::Shown);
        figures.add("split and headers, one thread, MB/s", &self.headers, Target::Shown);
        figures.add("import through FileConnector and Engine, MB/s", &self.import, Target::Shown);
        figures.add("import again, all unchanged, MB/s", &self.again, Target::Shown);
        figures.add("Incoming::read and commit_page, a file at a time, MB/s", &self.direct, Target::Shown);
        figures.add("import, resources/s", &self.per_second, Target::Shown);
        figures.add("RawValue split : Value", &self.raw_ratio, Target::Shown);
        figures.add("split and headers : Value", &self.headers_ratio, Target::Shown);
        figures.add("import : Value", &self.import_ratio, Target::AtLeast(0.7));
        figures.add("import : Value, by processor time of all threads", &self.work_ratio, Target::Shown);
        figures.add("import again : Value", &self.again_ratio, Target::Shown);
        figures.add("read and commit_page : Value", &self.direct_ratio, Target::AtLeast(0.7));
        figures.add("disk after closing : raw JSON", &self.disk, Target::AtMost(0.2));
        figures
    }
}

/// Parses every file into a tree. Freeing the tree is not counted.
fn parse(files: &[Vec<u8>]) -> anyhow::Result<Duration> {
    let mut took = Duration::ZERO;
    for file in files {
        let began = Instant::now();
        let tree: Value = black_box(serde_json::from_slice(file)?);
        took += began.elapsed();
        drop(tree);
    }
    Ok(took)
}

fn since(before: Option<Duration>) -> Option<Duration> {
    processor_time()?.checked_sub(before?)
}

fn timed<T>(work: impl FnOnce() -> T) -> Duration {
    let began = Instant::now();
    black_box(work());
    began.elapsed()
}
