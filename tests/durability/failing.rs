//! The disk fails: the operating system says that it could not write, at the n-th call of a sort, for every n.
//!
//! The failures are put in from outside, by strace. What failed once is never acknowledged, nothing is acknowledged
//! after it, and whatever was acknowledged before is there when the folder is opened again.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use super::child::Writer;
use super::disk::succeed;
use super::engine::{ENGINES, Engine};
use super::work::{Acknowledged, Work};
use super::{report, times};

/// Calls that fail, and at most at which of them, counted for each thread.
///
/// `write` is not among them: it wakes threads up as well, which no disk prevents.
const CALLS: [(&str, u32); 5] = [
    ("fsync,fdatasync", 200),
    ("sync_file_range", 20),
    ("pwrite64", 40),
    ("rename,renameat,renameat2,link,linkat", 6),
    ("openat", 60),
];

/// How many steps a writer takes, if nothing fails.
const STEPS: u32 = 12;

#[test]
fn a_disk_that_fails_costs_nothing_that_was_acknowledged() {
    if let Err(why) = succeed(Command::new("strace").args(["-f", "-qq", "-o", "/dev/null", "true"])) {
        return report(&format!("failing disks were skipped: {why}"));
    }
    // Of the calls that may fail, how many do.
    let part = times("BACKPACK_DURABILITY_FAILURES", 2);
    for engine in ENGINES {
        let began = Instant::now();
        let (mut runs, mut failed) = (0, 0);
        for work in Work::ALL {
            for (calls, most) in CALLS {
                for nth in places(most, part) {
                    runs += 1;
                    failed += u32::from(fail(engine, work, calls, nth));
                }
            }
        }
        let took = began.elapsed().as_secs();
        report(&format!(
            "{}: {failed} of {runs} writers met a failing disk, 0 acknowledgements lost, {took} s",
            engine.name
        ));
        assert!(failed * 3 > runs, "only {failed} of {runs} writers met a failing disk");
    }
}

/// Returns up to `part` numbers from 1 to `most`, the low ones close together.
fn places(most: u32, part: u32) -> Vec<u32> {
    if part >= most {
        return (1..=most).collect();
    }
    let mut places: Vec<_> =
        (1..=part).map(|place| (place * place * most / (2 * part * part)).max(place)).collect();
    places.dedup();
    places
}

/// Runs a writer whose `nth` call fails. Says whether it noticed.
fn fail(engine: Engine, work: Work, calls: &str, nth: u32) -> bool {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("here");
    let what = format!("{} {}: {calls} failing at {nth}", engine.name, work.name());
    let (traced, injected) = (format!("trace={calls}"), format!("inject={calls}:error=EIO:when={nth}"));
    let tracer =
        ["strace", "-f", "-qq", "-o", "/dev/null", "-e", &traced, "-e", &injected].map(str::to_owned);
    let Some(said) = Writer::run(engine, work, &folder, &tracer, STEPS) else { return false };
    let mut acknowledged = Acknowledged::default();
    let at = said.iter().position(|line| line.starts_with("failed") || line.starts_with("refused"));
    if let Some(at) = at {
        after_the_failure(work, &said[at..], &what);
    }
    let is_told = at.is_some() || said.iter().any(|line| line == "done");
    assert!(is_told, "{what}: the writer ended without a word: {said:?}");
    acknowledged.extend(said);
    check(engine, work, &folder, &acknowledged, &what);
    at.is_some()
}

/// Checks what a store says once a write failed: it refuses everything until it is opened again.
fn after_the_failure(work: Work, said: &[String], what: &str) {
    let acknowledged = said.iter().any(|line| line.starts_with("batch") || line.starts_with("entry"));
    assert!(!acknowledged, "{what}: something was acknowledged after a failure: {said:?}");
    if work == Work::Store && said[0] == "failed Poisoned" {
        let refusals = ["again Err(Poisoned)", "read Err(Poisoned)", "closed Err(Poisoned)"];
        for line in &said[1..] {
            assert!(refusals.contains(&line.as_str()), "{what}: {said:?}");
        }
    }
}

fn check(engine: Engine, work: Work, folder: &Path, acknowledged: &Acknowledged, what: &str) {
    assert_eq!(work.check(engine, folder, acknowledged), Ok(()), "{what}");
}
