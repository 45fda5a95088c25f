//! A process killed in the middle of committing: whatever it acknowledged is there, and no batch is torn.

use std::env;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use backpack_store::{Batch, ErrorKind, Store as _, Table};
use backpack_testkit::run;
use futures_util::future::join_all;

use crate::support::{SPACE, TABLE, key, open, refusal, value};

const FOLDER: &str = "BACKPACK_REDB_TEST_KILLED_FOLDER";
const KILLS: u32 = 20;
/// Every batch puts the same number into two tables.
const TWIN: Table = Table(2);

#[test]
fn what_was_acknowledged_survives_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let mut acknowledged = Vec::new();
    for kill in 0..KILLS {
        let (mut child, acks) = start(folder.path());
        // Killed after a different number of acknowledgements each time, in the middle of the next commits.
        let wanted = 1 + (kill as usize * 7) % 40;
        let mut lines = acks.lines().map_while(Result::ok).filter_map(|line| ack(&line));
        acknowledged.extend(lines.by_ref().take(wanted));
        if kill == 0 {
            assert_eq!(run(refusal(folder.path())), ErrorKind::InUse, "another process has it open");
        }
        child.kill().unwrap();
        // What was on its way when the process died was acknowledged too.
        acknowledged.extend(lines);
        child.wait().unwrap();
        check(folder.path(), &acknowledged);
    }
    assert!(acknowledged.len() >= KILLS as usize);
}

/// The child: commits until it is killed. Does nothing when run as a test.
#[test]
fn child_commits_until_killed() {
    let Some(folder) = env::var_os(FOLDER) else { return };
    run(async {
        let store = open(Path::new(&folder)).await.unwrap();
        let first =
            store.scan(&newest()).await.unwrap().entries.first().map_or(0, |entry| number(&entry.id) + 1);
        for group in 0.. {
            // Four commits wait together, so that groups are made too.
            let commits = (0..4).map(|place| commit(&store, first + group * 4 + place));
            join_all(commits).await;
            if group % 8 == 7 {
                store.reclaim().await.unwrap();
            }
        }
    });
}

async fn commit(store: &backpack_redb::RedbStore, number: u32) {
    let id = number.to_be_bytes().to_vec();
    let bytes = 100 + (number as usize * 997) % 30_000;
    let batch =
        Batch::new(SPACE).put(TABLE, id.clone(), value(number, bytes)).put(TWIN, id, value(number, bytes));
    store.commit(batch).await.unwrap();
    let mut out = std::io::stdout().lock();
    writeln!(out, "\nack {number}").unwrap();
    out.flush().unwrap();
}

fn start(folder: &Path) -> (Child, BufReader<ChildStdout>) {
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["--exact", "kill::child_commits_until_killed", "--nocapture"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .unwrap();
    let acks = BufReader::new(child.stdout.take().unwrap());
    (child, acks)
}

fn ack(line: &str) -> Option<u32> {
    line.strip_prefix("ack ").and_then(|number| number.parse().ok())
}

fn check(folder: &Path, acknowledged: &[u32]) {
    run(async {
        let store = open(folder).await.unwrap();
        for acknowledged in acknowledged {
            assert!(
                store.get(&key(*acknowledged)).await.unwrap().is_some(),
                "{acknowledged} was acknowledged"
            );
        }
        // Whatever is there, acknowledged or not, is whole.
        let (mut left, mut right) = (all(TABLE), all(TWIN));
        loop {
            let (ours, twins) = (store.scan(&left).await.unwrap(), store.scan(&right).await.unwrap());
            assert_eq!(ours.entries, twins.entries, "a batch is torn");
            for entry in &ours.entries {
                let number = number(&entry.id);
                assert_eq!(entry.value.bytes, value(number, 100 + (number as usize * 997) % 30_000));
            }
            let (Some(ours), Some(twins)) = (left.continued(ours.next), right.continued(twins.next)) else {
                break;
            };
            (left, right) = (ours, twins);
        }
    });
}

fn all(table: Table) -> backpack_store::Scan {
    backpack_store::Scan::new(SPACE, table)
}

fn newest() -> backpack_store::Scan {
    let mut scan = all(TABLE);
    (scan.direction, scan.limit) = (backpack_store::Direction::Descending, 1);
    scan
}

fn number(id: &[u8]) -> u32 {
    u32::from_be_bytes(id.try_into().unwrap())
}
