//! Checks of giving room back: how much, and by a process that is killed in the middle of it.
#![expect(clippy::unwrap_used, reason = "a check fails by panicking")]
#![expect(clippy::missing_panics_doc, reason = "a check fails by panicking")]

use std::path::Path;
use std::time::Duration;

use backpack_store::{Batch, ErrorKind, Store};

use super::disk::bytes;
use super::fixture::{SPACE, TABLE, holds, key, open, value};
use super::folder::kind;
use super::other::{Work, say};
use super::{Embedded, Other};

/// How often everything is written over, and how many entries there are; only the first of them stay.
const ROUNDS: u32 = 4;
const ENTRIES: u32 = 300;
const STAYING: u32 = 100;
/// What a store may take beyond what it holds: half as much, and a segment of a log.
const SLACK: u64 = 2 << 20;
const KILLS: u32 = 16;

/// Checks that room is given back to the disk, that what the store says of it is no less than that, that everything is
/// there afterwards, in this life and the next, and that a closed store refuses.
pub async fn reclaiming_gives_room_back(subject: &dyn Embedded) {
    let folder = tempfile::tempdir().unwrap();
    let store = open(subject, folder.path()).await.unwrap();
    churn(&*store).await;
    let before = bytes(folder.path());
    // A store that takes no such room says so, and is as small as if it had given it back.
    let reclaimed = store.reclaim().await.unwrap();
    let after = bytes(folder.path());
    let held: u64 = (0..STAYING).map(|number| length(ROUNDS - 1, number) as u64).sum();
    assert!(after < held * 3 / 2 + SLACK, "the folder has {after} bytes for {held} bytes of values");
    if let Some(reclaimed) = reclaimed {
        assert!(after < before / 2, "{before} bytes became {after}");
        assert!(reclaimed.before > 2 * reclaimed.after, "{reclaimed:?}");
    }
    let left = |number: u32| (number < STAYING).then(|| length(ROUNDS - 1, number));
    holds(&*store, ENTRIES, left).await;
    store.close().await.unwrap();
    assert_eq!(kind(store.reclaim().await), Some(ErrorKind::Closed));
    drop(store);
    holds(&*open(subject, folder.path()).await.unwrap(), ENTRIES, left).await;
}

/// Checks that a process that is killed while it gives room back, at moments spread all over that, loses nothing.
pub fn reclaiming_survives_kills(subject: &dyn Embedded, other: &Other) {
    let folder = tempfile::tempdir().unwrap();
    let mut longest = Duration::ZERO;
    let mut in_the_middle = 0;
    for kill in 0..KILLS {
        let mut writer = other.start(folder.path(), Work::Reclaims);
        // The first ones are let finish, to know how long it takes.
        if kill < 2 {
            while let Some(said) = writer.next() {
                if let Some(took) = said.strip_prefix("reclaimed ") {
                    longest = longest.max(Duration::from_micros(took.parse().unwrap()));
                    break;
                }
            }
        }
        while writer.next().unwrap() != "reclaiming" {}
        // The other process lives in real time; there is no clock to move.
        std::thread::sleep(longest * kill / KILLS);
        let rest = writer.kill();
        in_the_middle += u32::from(!rest.iter().any(|said| said.starts_with("reclaimed")));
        crate::run(async {
            let store = open(subject, folder.path()).await.unwrap();
            holds(&*store, ENTRIES, |number| (number < STAYING).then(|| length(ROUNDS - 1, number))).await;
        });
    }
    assert!(in_the_middle > KILLS / 4, "only {in_the_middle} of {KILLS} kills hit it in the middle");
}

/// What the other process does: it makes much to give back, and gives it back, again and again.
pub(super) async fn reclaim_until_killed(subject: &dyn Embedded, folder: &Path) {
    let store = open(subject, folder).await.unwrap();
    let is_filled = store.get(&key(STAYING - 1)).await.unwrap().is_some();
    if !is_filled {
        churn(&*store).await;
    }
    for round in 0_u32.. {
        // Entries that come and go, so that there is something to move and something to give back.
        let batch = |number: u32| {
            let id = (ENTRIES + number).to_be_bytes().to_vec();
            let batch = Batch::new(SPACE);
            if round % 2 == 0 { batch.put(TABLE, id, value(number, 50_000)) } else { batch.delete(TABLE, id) }
        };
        for number in 0..20 {
            store.commit(batch(number)).await.unwrap();
        }
        say("reclaiming");
        let began = std::time::Instant::now();
        store.reclaim().await.unwrap();
        say(&format!("reclaimed {}", began.elapsed().as_micros()));
    }
}

/// Writes every entry several times over, in lengths of all sorts, and deletes most of them.
async fn churn(store: &dyn Store) {
    let id = |number: u32| number.to_be_bytes().to_vec();
    for round in 0..ROUNDS {
        for first in (0..ENTRIES).step_by(10) {
            let put =
                |batch: Batch, number| batch.put(TABLE, id(number), value(number, length(round, number)));
            store.commit((first..first + 10).fold(Batch::new(SPACE), put)).await.unwrap();
        }
    }
    for number in STAYING..ENTRIES {
        store.commit(Batch::new(SPACE).delete(TABLE, id(number))).await.unwrap();
    }
}

/// Returns how long the value of a number is in a round.
fn length(round: u32, number: u32) -> usize {
    match (round + number) % 5 {
        0 => 65_536,
        1 => 1_001,
        2 => 20_000,
        3 => 5_000,
        _ => 0,
    }
}
