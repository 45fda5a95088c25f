//! What an engine that fails makes of a store: nothing is acknowledged, nobody waits for ever, nothing goes on.

use std::time::Duration;

use backpack_folder::{Front, Lock};
use backpack_store::{Batch, Condition, Error, ErrorKind, LeaseName};
use backpack_testkit::run;
use futures_util::future::join_all;

use crate::engine::{Bench, Fails, SPACE, TABLE, Values};

#[test]
fn commits_that_wait_land_together_in_their_order() {
    run(async {
        let (folder, bench) = (tempfile::tempdir().unwrap(), Bench::default());
        let front = bench.open(folder.path()).await.unwrap();
        let landed = join_all((0..200).map(|number| front.commit(put(number)))).await;
        let versions: Vec<u64> = landed.into_iter().map(|version| version.unwrap().0).collect();
        assert_eq!(versions, (1..=200).collect::<Vec<_>>());
        let groups = *bench.groups.lock().unwrap();
        assert!(groups < 200, "{groups} groups for 200 commits");
        // What is refused costs its group nothing, and no version.
        let (name, taken) = (name(), put(1).require(TABLE, vec![1], Condition::Absent));
        let (taken, free, lease) = futures_util::join!(
            front.commit(taken),
            front.commit(put(2)),
            front.lease(&name, Duration::from_secs(60), None),
        );
        assert!(matches!(kind(taken), Some(ErrorKind::Conflict(keys)) if keys.len() == 1));
        assert_eq!((free.unwrap().0, lease.unwrap().token), (201, 1));
        front.close().await.unwrap();
        front.close().await.unwrap();
        assert_eq!(kind(front.commit(put(3)).await), Some(ErrorKind::Closed));
        assert_eq!(kind(read(&front)), Some(ErrorKind::Closed));
    });
}

#[test]
fn whatever_fails_poisons_until_the_store_is_opened_again() {
    use Fails::{BeforeItAsks, Panicking, WhileItMakesDurable, WhileItReads, WhileItWrites};
    run(async {
        for fails in [BeforeItAsks, WhileItReads, WhileItWrites, WhileItMakesDurable, Panicking] {
            let (folder, bench) = (tempfile::tempdir().unwrap(), Bench::default());
            let front = bench.open(folder.path()).await.unwrap();
            front.commit(put(0)).await.unwrap();
            bench.fail(fails);
            let batch = |number| put(number).require(TABLE, vec![number], Condition::Absent);
            for answer in join_all((1..20).map(|number| front.commit(batch(number)))).await {
                assert_eq!(kind(answer), Some(ErrorKind::Poisoned), "{fails:?}");
            }
            // The next call of the engine would go well, and mean nothing.
            bench.fail(Fails::Nowhere);
            assert_eq!(kind(front.commit(put(1)).await), Some(ErrorKind::Poisoned), "{fails:?}");
            let leased = front.lease(&name(), Duration::from_secs(60), None).await;
            assert_eq!(kind(leased), Some(ErrorKind::Poisoned), "{fails:?}");
            assert_eq!(kind(front.reclaim().await), Some(ErrorKind::Poisoned), "{fails:?}");
            assert_eq!(kind(read(&front)), Some(ErrorKind::Poisoned), "{fails:?}");
            assert_eq!(kind(front.close().await), Some(ErrorKind::Poisoned), "{fails:?}");
            drop(front);
            let front = bench.open(folder.path()).await.unwrap();
            assert_eq!(read(&front).unwrap(), 1, "{fails:?}: nothing of the group landed");
        }
    });
}

#[test]
fn giving_room_back_may_fail_and_poisons_if_it_panics() {
    run(async {
        let (folder, bench) = (tempfile::tempdir().unwrap(), Bench::default());
        let front = bench.open(folder.path()).await.unwrap();
        bench.fail(Fails::WhileItWrites);
        assert_eq!(kind(front.reclaim().await), Some(ErrorKind::Io));
        bench.fail(Fails::Nowhere);
        front.commit(put(0)).await.unwrap();
        assert_eq!(front.reclaim().await.unwrap().after, 1);
        bench.fail(Fails::Panicking);
        assert_eq!(kind(front.reclaim().await), Some(ErrorKind::Poisoned));
        assert_eq!(kind(front.commit(put(1)).await), Some(ErrorKind::Poisoned));
    });
}

#[test]
fn a_dropped_front_gives_the_folder_back_and_a_failed_end_is_told() {
    run(async {
        let (folder, bench) = (tempfile::tempdir().unwrap(), Bench::default());
        let front = bench.open(folder.path()).await.unwrap();
        assert_eq!(kind(bench.open(folder.path()).await), Some(ErrorKind::InUse));
        drop(front);
        let front = bench.open(folder.path()).await.unwrap();
        bench.fail(Fails::WhileItMakesDurable);
        assert_eq!(kind(front.close().await), Some(ErrorKind::Io));
        drop(Lock::take(folder.path()).unwrap());
    });
}

fn put(number: u8) -> Batch {
    Batch::new(SPACE).put(TABLE, vec![number], "value")
}

fn name() -> LeaseName {
    LeaseName::new(SPACE, "sync")
}

fn read(front: &Front<Values>) -> Result<usize, Error> {
    front.read("get", |values| Ok(values.lock().unwrap().len()))
}

fn kind<T>(result: Result<T, Error>) -> Option<ErrorKind> {
    result.err().map(|error| error.kind().clone())
}
