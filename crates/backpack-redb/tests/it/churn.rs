//! What lasts over a reopening, and what the disk holds after much rewriting.

use std::fs;
use std::time::Duration;

use backpack_redb::{RedbOptions, RedbStore};
use backpack_store::{Batch, ErrorKind, LeaseName, Store as _};
use backpack_testkit::{VirtualClock, run};
use std::sync::Arc;

use crate::support::{SPACE, TABLE, key, open, put, value};

#[test]
fn versions_go_on_after_a_reopening() {
    run(async {
        let folder = tempfile::tempdir().unwrap();
        let mut last = None;
        for _ in 0..3 {
            let store = open(folder.path()).await.unwrap();
            for _ in 0..3 {
                let version = store.commit(put(1, 10)).await.unwrap();
                assert!(last < Some(version), "{version:?} after {last:?}");
                last = Some(version);
            }
            store.commit(Batch::new(SPACE).delete(TABLE, key(1).id)).await.unwrap();
        }
    });
}

#[test]
fn leases_die_with_their_opener_and_tokens_last() {
    run(async {
        let folder = tempfile::tempdir().unwrap();
        let open = async || {
            let options = RedbOptions::new(Arc::new(VirtualClock::new())).ballast_bytes(0);
            RedbStore::open(folder.path(), options).await.unwrap()
        };
        let (sync, other) = (LeaseName::new(SPACE, "sync"), LeaseName::new(SPACE, "other"));
        let minute = Duration::from_secs(60);
        let store = open().await;
        let first = store.lease(&sync, minute, None).await.unwrap();
        let released = store.lease(&other, minute, None).await.unwrap();
        store.release(&released).await.unwrap();
        drop(store);

        // The clock stands still: the lease would hold for another minute, if its holder could still be there.
        let store = open().await;
        let late = store.commit(put(1, 10).fenced(first.clone())).await.unwrap_err();
        assert_eq!(*late.kind(), ErrorKind::Fenced);
        let again = store.lease(&sync, minute, None).await.unwrap();
        assert!(again.token > released.token, "tokens only grow, over a reopening and a release");
        assert_eq!(*store.lease(&sync, minute, None).await.unwrap_err().kind(), ErrorKind::Held(minute));
        store.commit(put(1, 10).fenced(again)).await.unwrap();
    });
}

#[test]
fn reclaiming_gives_space_back_and_keeps_everything() {
    run(async {
        let folder = tempfile::tempdir().unwrap();
        let store = open(folder.path()).await.unwrap();
        for round in 0..4_u32 {
            for number in 0..600 {
                let bytes = [65_536, 1_001, 20_000, 5_000, 0][(round + number) as usize % 5];
                store.commit(put(number, bytes)).await.unwrap();
            }
        }
        for number in 200..600 {
            store.commit(Batch::new(SPACE).delete(TABLE, key(number).id)).await.unwrap();
        }
        let length = || fs::metadata(folder.path().join("store.redb")).unwrap().len();
        let before = length();
        let reclaimed = store.reclaim().await.unwrap().unwrap();
        assert_eq!((reclaimed.before, reclaimed.after), (before, length()));
        let (after, held) = (length(), 40 * (65_536 + 1_001 + 20_000 + 5_000));
        println!("{before} bytes before, {after} after, of which {held} are values");
        assert!(after < before / 2, "{before} bytes became {after}");
        assert!(after < held * 3 / 2, "the file has {after} bytes for {held} bytes of values");
        store.commit(put(600, 30)).await.unwrap();
        store.close().await.unwrap();
        assert_eq!(*store.reclaim().await.unwrap_err().kind(), ErrorKind::Closed);
        let store = open(folder.path()).await.unwrap();
        for number in 0..200 {
            let bytes = [65_536, 1_001, 20_000, 5_000, 0][(3 + number) as usize % 5];
            assert_eq!(store.get(&key(number)).await.unwrap().unwrap().bytes, value(number, bytes));
        }
        assert!(store.get(&key(200)).await.unwrap().is_none());
    });
}

/// Values fill redb's pages: the file holds little beside them.
#[test]
fn a_large_value_takes_little_more_than_itself() {
    run(async {
        for bytes in [33_000, 40_000, 64_000] {
            let folder = tempfile::tempdir().unwrap();
            let store = open(folder.path()).await.unwrap();
            for number in 0..100 {
                store.commit(put(number, bytes)).await.unwrap();
            }
            store.reclaim().await.unwrap();
            let length = fs::metadata(folder.path().join("store.redb")).unwrap().len();
            let ratio = length as f64 / (100 * bytes) as f64;
            println!("100 values of {bytes} bytes take {length}: {ratio:.2} bytes for one");
            assert!(ratio < 1.2, "{ratio:.2} bytes for one at {bytes}");
        }
    });
}
