//! How often a commit waits for the disk, counted by strace where there is one.

use std::env;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use backpack::connect::Put;
use backpack::core::{ConnectionId, Timestamp};
use backpack::keep::{Incoming, Keep, Ledger, PageCommit};
use backpack::record::entry::Symptom;
use backpack::{Account, Backpack, Person};
use backpack_testkit::run;
use futures_util::future::join_all;

use crate::{host_key, options};

const FOLDER: &str = "BACKPACK_TEST_FSYNC_FOLDER";
/// One for the store's log, one for the anchor.
const EACH_GROUP: usize = 2;
/// Twenty bodies of this many bytes are a megabyte.
const BODY: usize = 50_000;

#[test]
fn a_commit_group_of_a_megabyte_waits_for_the_disk_twice() {
    let folder = tempfile::tempdir().unwrap();
    let traced = folder.path().join("trace");
    let child = Command::new("strace")
        .args(["-f", "-qq", "-e", "trace=fsync,fdatasync,sync,syncfs,msync,openat", "-o"])
        .arg(&traced)
        .arg(env::current_exe().unwrap())
        .args(["--exact", "fsyncs::child_commits", "--nocapture"])
        .env(FOLDER, folder.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    if !child.is_ok_and(|status| status.success() && traced.exists()) {
        println!("skipped: no strace here, or it may trace nothing");
        return;
    }
    let trace = fs::read_to_string(traced).unwrap();
    assert_eq!(waits(&trace, "page"), (1, EACH_GROUP), "one group of a megabyte");
    let (groups, waited) = waits(&trace, "entries");
    // Most of the fifty wait while the first is on its way, and land together.
    assert!((1..10).contains(&groups) && waited <= groups * EACH_GROUP, "{waited} for {groups} groups");
}

/// Returns the groups of a step, and how often it waited for the disk.
fn waits(trace: &str, step: &str) -> (usize, usize) {
    let (_, after) = trace.split_once(&format!("mark-{step}-begins")).unwrap();
    let (during, end) = after.split_once(&format!("mark-{step}-groups-")).unwrap();
    let groups: String = end.chars().take_while(char::is_ascii_digit).collect();
    let is_wait =
        |line: &&str| ["fsync(", "fdatasync(", "sync(", "syncfs("].iter().any(|call| line.contains(call));
    (groups.parse().unwrap(), during.lines().filter(is_wait).count())
}

/// The child: one large page, then many entries at once. Does nothing when run as a test.
#[test]
fn child_commits() {
    let Some(folder) = env::var_os(FOLDER) else { return };
    let folder = Path::new(&folder);
    run(async {
        let account = Account::create(folder.join("account"), host_key(), options()).await.unwrap();
        let backpack = account.add_backpack(Person::unnamed()).await.unwrap();
        step(folder, &backpack, "page", async { commit_page(backpack.keep()).await }).await;
        let add = |number: u32| backpack.add(Symptom::new(format!("headache {number}")));
        let all = async { assert!(join_all((0..50).map(add)).await.iter().all(Result::is_ok)) };
        step(folder, &backpack, "entries", all).await;
        account.close().await.unwrap();
    });
}

/// Takes a step between two marks that strace sees; the second tells how many commit groups it took.
async fn step(folder: &Path, backpack: &Backpack, name: &str, work: impl Future<Output = ()>) {
    let before = backpack.keep().sequence();
    fs::write(folder.join(format!("mark-{name}-begins")), "").unwrap();
    work.await;
    let groups = backpack.keep().sequence() - before;
    fs::write(folder.join(format!("mark-{name}-groups-{groups}")), "").unwrap();
}

/// Keeps a megabyte in one page.
pub(crate) async fn commit_page(keep: &Keep) {
    let ledger = Ledger::new(Timestamp::from_millis(0));
    let mut page = PageCommit::new(ConnectionId::random(), "Basic", ledger);
    for id in 0..20 {
        let body = format!(r#"{{"resourceType":"Basic","id":"{id}","note":"{}"}}"#, noise(id));
        page.incoming.push(Incoming::read(Put::new("application/fhir+json", body)).unwrap());
    }
    assert_eq!(keep.commit_page(page).await.unwrap().new, 20);
}

/// Text that shrinks by a fifth at most, so that a megabyte stays one.
fn noise(seed: u64) -> String {
    let mut state = seed + 1;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from(b'0' + u8::try_from((state >> 33) % 43).unwrap())
    };
    (0..BODY).map(|_| next()).filter(|letter| *letter != '\\').collect()
}
