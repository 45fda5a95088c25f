//! A test over a group of the corpora as another process: what it fails over ends that process alone, and what memory it
//! takes is its own.

use std::path::PathBuf;
use std::sync::Arc;

use backpack::{Account, Storage, Unlock};
use backpack_testkit::VirtualClock;

use super::{group, walk};
use crate::world::{options, process};

/// The most memory that all of a group may take, in KiB.
const MOST_MEMORY: u64 = 256 << 10;

/// Runs a test of this binary over each group that is there, and says what it said last.
pub(super) fn over_each(groups: &[&'static str], test: &str) {
    for name in groups {
        let Some(set) = group(name) else { continue };
        let mut child = process::start(test, set.folder.path(), &[]);
        let mut last = String::new();
        let mut peak = None;
        for line in process::lines(&mut child) {
            peak = line.strip_prefix("peak ").map(|kib| kib.parse::<u64>().unwrap()).or(peak);
            last = line;
        }
        assert!(child.wait().unwrap().success(), "{name}: it ended {last}");
        let Some(peak) = peak else { panic!("{name}: it never came to its end: {last}") };
        println!("corpora: {name}: {last}, at most {} MiB", peak >> 10);
        assert!(peak < MOST_MEMORY, "{name} took {peak} KiB");
    }
}

/// Does the work of such a test over the files of its group, in order, and says what it returns; nothing where this process
/// is not that other one.
pub(super) fn within(work: impl AsyncFnOnce(PathBuf, Vec<PathBuf>) -> String) {
    let Some(folder) = process::folder() else { return };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let mut files = Vec::new();
        walk(&folder, &mut files);
        files.sort();
        let said = work(folder, files).await;
        process::say(&format!("peak {}", peak_memory()));
        process::say(&said);
    });
}

/// Makes an account in memory.
pub(super) async fn account() -> Account {
    let clock = VirtualClock::auto();
    let storage = Storage::in_memory(Arc::new(clock.clone()));
    Account::create_on(storage, Unlock::host_key(vec![7; 32]), options(&clock)).await.unwrap()
}

/// Returns the most memory that this process had, in KiB; 0 where the system does not tell.
fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.map_or(0, |peak| peak.trim().trim_end_matches("kB").trim().parse().unwrap())
}
