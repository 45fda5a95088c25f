//! What sealing costs of an import: what an import sealed is sealed once more, and both are timed.
//!
//! Run: `cargo bench -p backpack-bench --bench sealing`
//!
//! Processor time of all threads, so that the ratio holds on a busy machine.

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::sync::Arc;

use anyhow::Context as _;
use backpack::import::FileConnector;
use backpack::sync::Attachments;
use backpack_bench::{Figures, Patients, Place, Runs, Target, processor_time, scratch, seal_again};

const ROUNDS: usize = 9;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let patients = Patients::load()?;
    let (mut import, mut sealing, mut share) = (Runs::new(), Runs::new(), Runs::new());
    let (mut envelopes, mut bytes) = (0, 0);
    for _ in 0..ROUNDS {
        let folder = scratch()?;
        let (place, recorder) = Place::create_recorded(&folder.path().join("account")).await?;
        recorder.take();
        let before = processor_time();
        let report = place.import(Arc::new(FileConnector::new(patients.files())), Attachments::Leave).await?;
        let whole = processor_time().zip(before).and_then(|(now, before)| now.checked_sub(before));
        let whole = whole.context("processor times are read on Linux alone")?;
        anyhow::ensure!(report.complete && report.quarantined == 0, "{report:?}");
        let sealed = recorder.take();
        place.close().await?;
        let again = seal_again(&sealed)?;
        import.add_millis(whole);
        sealing.add_millis(again);
        share.add(again.as_secs_f64() / whole.as_secs_f64());
        (envelopes, bytes) = (sealed.len(), sealed.iter().sum());
    }
    println!("{}: {envelopes} envelopes of {:.2} MB together", patients.origin, bytes as f64 / 1e6);
    let mut figures = Figures::new();
    figures.add("import, ms of processor time", &import, Target::Shown);
    figures.add("sealing the same once more, ms", &sealing, Target::Shown);
    figures.add("sealing : import", &share, Target::AtMost(0.05));
    println!("{figures}");
    Ok(())
}
