//! A Backpack of 100,000 records: how long what a person looks at takes, against a `find` of everything.
//!
//! Run: `cargo bench -p backpack-bench --bench seeing`

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use backpack::Filter;
use backpack::core::Timestamp;
use backpack::import::FileConnector;
use backpack::sync::Attachments;
use backpack::views::{Chart, Measure, SeriesRequest};
use backpack_bench::{Figures, MadeFile, Place, Runs, Target, scratch};

const RECORDS: usize = 100_000;
const ROUNDS: usize = 7;
/// 2025-01-01T00:00:00Z.
const NOW: Timestamp = Timestamp::from_millis(1_735_689_600_000);

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let folder = scratch()?;
    let made = MadeFile::write(RECORDS, 0)?;
    let place = Place::create(&folder.path().join("account")).await?;
    let report = place.import(Arc::new(FileConnector::new([made.path()])), Attachments::Leave).await?;
    anyhow::ensure!(report.complete && report.new == RECORDS as u64);
    let backpack = &place.backpack;
    let measurements = backpack.measurements();
    let most =
        measurements.first().map(|one| one.measure.clone()).unwrap_or_else(|| Measure::loinc("2345-7"));
    let request = SeriesRequest::new(most);
    let series = backpack.series(&request);
    println!("{} measurements; {} points on the longest series", measurements.len(), series.len());

    let mut runs: [Runs; 7] = Default::default();
    for _ in 0..ROUNDS {
        let mut measure = |at: usize, what: &mut dyn FnMut()| {
            let began = Instant::now();
            what();
            if let Some(runs) = runs.get_mut(at) {
                runs.add_millis(began.elapsed());
            }
        };
        measure(0, &mut || drop(black_box(backpack.find(&Filter::new()))));
        measure(1, &mut || drop(black_box(backpack.measurements())));
        measure(2, &mut || drop(black_box(backpack.series(&request))));
        measure(3, &mut || drop(black_box(backpack.timeline_by_visit(&Filter::new().limit(50)))));
        measure(4, &mut || drop(black_box(backpack.timeline_by_visit(&Filter::new()))));
        measure(5, &mut || drop(black_box(Chart::new(&series).svg())));
        let began = Instant::now();
        black_box(backpack.snapshot(NOW).await?);
        if let Some(runs) = runs.get_mut(6) {
            runs.add_millis(began.elapsed());
        }
    }
    let names = [
        "find of everything, ms",
        "the list of measurements, ms",
        "the longest series, ms",
        "a page of 50 of the timeline by visit, ms",
        "the whole timeline by visit, ms",
        "its chart, ms",
        "the snapshot, ms",
    ];
    let all = runs.first().map_or(1.0, Runs::median);
    let mut figures = Figures::new();
    for (name, runs) in names.iter().zip(&runs) {
        figures.add(*name, runs, Target::Shown);
        println!("{name}: {:.2} of a find of everything", runs.median() / all);
    }
    println!("{figures}");
    place.close().await?;
    Ok(())
}
