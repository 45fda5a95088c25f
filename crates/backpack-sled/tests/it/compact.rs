//! Giving room back: how much, and by a process that is killed in the middle.

use std::env;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

use backpack_store::{Batch, Store as _};
use backpack_testkit::run;

use crate::support::{SPACE, TABLE, assert_filled, contents, filled, key, open, put, refusal, value};

const FOLDER: &str = "BACKPACK_SLED_TEST_COMPACTED_FOLDER";
const KILLS: usize = 15;
/// How many entries are there all the time.
const ENTRIES: u32 = 900;

#[test]
fn what_is_left_takes_little_more_than_it_holds() {
    run(async {
        let folder = tempfile::tempdir().unwrap();
        filled(folder.path(), ENTRIES).await;
        let store = open(folder.path()).await.unwrap();
        for number in 0..ENTRIES / 2 {
            let batch = Batch::new(SPACE).delete(TABLE, number.to_be_bytes().to_vec());
            store.commit(batch).await.unwrap();
        }
        let reclaimed = store.reclaim().await.unwrap().unwrap();
        store.close().await.unwrap();
        drop(store);
        let held = u64::from(ENTRIES / 2) * 3_000;
        // Whole segments of sled's log: the last one may be nearly empty.
        assert!(reclaimed.after < held * 11 / 10 + (1 << 20), "{reclaimed:?} for {held} bytes");
        assert!(reclaimed.before > 2 * reclaimed.after, "{reclaimed:?}");
        let store = open(folder.path()).await.unwrap();
        for number in 0..ENTRIES {
            let found = store.get(&key(number)).await.unwrap().map(|found| found.bytes.to_vec());
            assert_eq!(found, (number >= ENTRIES / 2).then(|| value(number, 3_000)), "entry {number}");
        }
        let manifest = fs::read_to_string(folder.path().join("store.bpk")).unwrap();
        assert_eq!(manifest, "backpack store on sled\nformat 2\ncompacted 1\n");
    });
}

#[test]
fn a_compacted_store_without_its_manifest_or_its_files_is_damaged() {
    run(async {
        let damages: [fn(&Path); 4] = [
            |folder| fs::remove_file(folder.join("store.bpk")).unwrap(),
            |folder| fs::remove_file(folder.join("sled-1/db")).unwrap(),
            |folder| fs::rename(folder.join("sled-1"), folder.join("sled-2")).unwrap(),
            |folder| {
                fs::write(folder.join("store.bpk"), "backpack store on sled\nformat 2\ncompacted 0\n")
                    .unwrap();
            },
        ];
        for (number, inflict) in damages.into_iter().enumerate() {
            let folder = tempfile::tempdir().unwrap();
            filled(folder.path(), 20).await;
            open(folder.path()).await.unwrap().reclaim().await.unwrap();
            assert_filled(folder.path(), 20).await;
            inflict(folder.path());
            let before = contents(folder.path());
            assert_eq!(refusal(folder.path()).await, backpack_store::ErrorKind::Damaged, "damage {number}");
            assert!(contents(folder.path()) == before, "damage {number}: the folder was touched");
        }
    });
}

#[test]
fn a_process_killed_while_it_compacts_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    run(filled(folder.path(), ENTRIES));
    let mut compacted = 0;
    for kill in 0..KILLS {
        let mut child = Command::new(env::current_exe().unwrap())
            .args(["--exact", "compact::child_compacts_until_killed", "--nocapture"])
            .env(FOLDER, folder.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let mut lines = out.lines().map_while(Result::ok).filter(|line| line.starts_with("at "));
        // Killed after a different number of commits and compactions each time.
        let told: Vec<String> = lines.by_ref().take(1 + kill).collect();
        child.kill().unwrap();
        let told: Vec<String> = told.into_iter().chain(lines).collect();
        child.wait().unwrap();
        compacted += told.iter().filter(|line| line.starts_with("at compacted")).count();
        run(async {
            assert_filled(folder.path(), ENTRIES).await;
            let store = open(folder.path()).await.unwrap();
            for line in told.iter().filter_map(|line| line.strip_prefix("at commit ")) {
                let number: u32 = line.parse().unwrap();
                assert!(store.get(&key(number)).await.unwrap().is_some(), "{number} was acknowledged");
            }
        });
    }
    assert!(compacted > KILLS / 2, "only {compacted} compactions came to their end");
}

/// The child: commits and compacts until it is killed. Does nothing when run as a test.
#[test]
fn child_compacts_until_killed() {
    let Some(folder) = env::var_os(FOLDER) else { return };
    run(async {
        let store = open(Path::new(&folder)).await.unwrap();
        for number in 10_000_u32.. {
            // A commit waits while the store is written anew.
            let (committed, reclaimed) =
                futures_util::future::join(store.commit(put(number, 2_000)), store.reclaim()).await;
            committed.unwrap();
            tell(&format!("at commit {number}"));
            reclaimed.unwrap();
            tell("at compacted");
        }
    });
}

fn tell(what: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "\n{what}").unwrap();
    out.flush().unwrap();
}
