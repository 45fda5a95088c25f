//! A check of kills: whatever a process acknowledged before it was killed is there, and no batch is torn.
#![expect(clippy::unwrap_used, reason = "a check fails by panicking")]
#![expect(clippy::missing_panics_doc, reason = "a check fails by panicking")]

use std::path::Path;

use backpack_store::{Batch, Direction, ErrorKind, Scan, Store, Table};
use futures_util::future::join_all;

use super::fixture::{SPACE, TABLE, key, open, value};
use super::folder::kind;
use super::other::{Work, say};
use super::{Embedded, Other};

const KILLS: usize = 20;
/// Every batch puts the same number into two tables.
const TWIN: Table = Table(2);

/// Checks that a process that is killed while it commits loses nothing that it acknowledged and tears no batch, and that a
/// store that another process has open is `InUse`.
pub fn acknowledged_commits_survive_kills(subject: &dyn Embedded, other: &Other) {
    let folder = tempfile::tempdir().unwrap();
    let mut acknowledged: Vec<u32> = Vec::new();
    for kill in 0..KILLS {
        let mut writer = other.start(folder.path(), Work::Commits);
        // Killed after a different number of acknowledgements each time, in the middle of the next commits.
        for _ in 0..=(kill * 7) % 40 {
            acknowledged.push(writer.next().unwrap().parse().unwrap());
        }
        if kill == 0 {
            let refused = crate::run(async { kind(open(subject, folder.path()).await) });
            assert_eq!(refused, Some(ErrorKind::InUse), "another process has it open");
        }
        // What was on its way when the process died was acknowledged too.
        acknowledged.extend(writer.kill().iter().map(|said| said.parse::<u32>().unwrap()));
        crate::run(check(subject, folder.path(), &acknowledged));
    }
}

/// What the other process does: it commits, four at once so that groups are made, and now and then gives room back.
pub(super) async fn commit_until_killed(subject: &dyn Embedded, folder: &Path) {
    let store = open(subject, folder).await.unwrap();
    let mut newest = Scan::new(SPACE, TABLE);
    (newest.direction, newest.limit) = (Direction::Descending, 1);
    let first = store.scan(&newest).await.unwrap().entries.first().map_or(0, |entry| number(&entry.id) + 1);
    for group in 0.. {
        join_all((0..4).map(|place| commit(&*store, first + group * 4 + place))).await;
        if group % 8 == 7 {
            store.reclaim().await.unwrap();
        }
    }
}

async fn commit(store: &dyn Store, number: u32) {
    let (id, value) = (number.to_be_bytes().to_vec(), value(number, bytes(number)));
    let batch = Batch::new(SPACE).put(TABLE, id.clone(), value.clone()).put(TWIN, id, value);
    store.commit(batch).await.unwrap();
    say(&number.to_string());
}

async fn check(subject: &dyn Embedded, folder: &Path, acknowledged: &[u32]) {
    let store = open(subject, folder).await.unwrap();
    for number in acknowledged {
        assert!(store.get(&key(*number)).await.unwrap().is_some(), "{number} was acknowledged");
    }
    // Whatever is there, acknowledged or not, is whole.
    let (mut left, mut right) = (Scan::new(SPACE, TABLE), Scan::new(SPACE, TWIN));
    loop {
        let (ours, twins) = (store.scan(&left).await.unwrap(), store.scan(&right).await.unwrap());
        assert_eq!(ours.entries, twins.entries, "a batch is torn");
        for entry in &ours.entries {
            let number = number(&entry.id);
            assert!(entry.value.bytes == value(number, bytes(number)), "{number} is another");
        }
        let (Some(ours), Some(twins)) = (left.continued(ours.next), right.continued(twins.next)) else {
            break;
        };
        (left, right) = (ours, twins);
    }
}

fn bytes(number: u32) -> usize {
    100 + (number as usize * 997) % 30_000
}

fn number(id: &[u8]) -> u32 {
    u32::from_be_bytes(id.try_into().unwrap())
}
