//! What lasts over a reopening, and what the disk holds after much rewriting.

use std::fs;
use std::time::Duration;

use backpack_sled::{SledOptions, SledStore};
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
            let options = SledOptions::new(Arc::new(VirtualClock::new())).ballast_bytes(0);
            SledStore::open(folder.path(), options).await.unwrap()
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
fn rewriting_large_values_makes_no_page_too_large_and_the_disk_follows() {
    run(async {
        let folder = tempfile::tempdir().unwrap();
        let store = open(folder.path()).await.unwrap();
        for round in 0..12_u32 {
            for number in 0..20 {
                let bytes = [65_536, 1_001, 20_000, 5_000, 0][(round + number) as usize % 5];
                store.commit(put(number, bytes)).await.unwrap();
            }
            let gone = Batch::new(SPACE).delete(TABLE, key(round).id);
            store.commit(gone).await.unwrap();
        }
        for number in 12..20 {
            let bytes = [65_536, 1_001, 20_000, 5_000, 0][(11 + number) as usize % 5];
            assert_eq!(store.get(&key(number)).await.unwrap().unwrap().bytes, value(number, bytes));
        }
        store.close().await.unwrap();
        // sled moves a page over a quarter segment into a file there, and nothing would make that file durable.
        assert_eq!(fs::read_dir(folder.path().join("blobs")).unwrap().count(), 0);
        let log = fs::metadata(folder.path().join("db")).unwrap().len();
        assert!(log < 16 << 20, "the log has {log} bytes after 4 MB were rewritten in a store of 350 KB");
    });
}
