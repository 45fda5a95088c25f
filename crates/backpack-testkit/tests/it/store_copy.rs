//! Copying a space from one store to another.
#![expect(clippy::unwrap_used, reason = "a test that cannot set itself up can only stop")]

use std::sync::Arc;

use backpack_core::SpaceId;
use backpack_store::{Batch, Entry, ErrorKind, Key, MemoryStore, Scan, Store, Table, copy};
use backpack_testkit::faults::{FaultyStore, StoreCall, When};
use backpack_testkit::{VirtualClock, run};

const SPACE: SpaceId = SpaceId::from_bytes([7; 16]);
const TABLES: [Table; 3] = [Table(0), Table(1), Table(255)];

#[test]
fn a_copy_holds_the_same_and_nothing_else() {
    run(async {
        let (from, to) = (source().await, empty());
        let copied = copy(&from, &to, SPACE, &TABLES).await.unwrap();
        for table in TABLES {
            assert_eq!(contents(&to, table).await, contents(&from, table).await);
        }
        assert_eq!((copied.entries, copied.bytes), (303, 303 * 20_000));
        assert_eq!(to.len(), 303);
    });
}

#[test]
fn a_copy_that_broke_off_goes_on() {
    run(async {
        let from = source().await;
        let to = Arc::new(empty());
        let mut broken_off = 0;
        for nth in 0.. {
            let faulty = FaultyStore::new(Arc::clone(&to) as Arc<dyn Store>);
            // Every copy gets one commit further before it fails: once before the commit lands, once after.
            let when = if nth % 2 == 0 { When::Before } else { When::After };
            faulty.fail(StoreCall::Commit, 2, when, ErrorKind::Unavailable);
            match copy(&from, &faulty, SPACE, &TABLES).await {
                Ok(copied) => {
                    assert_eq!(copied.entries, 303);
                    break;
                }
                Err(error) => assert_eq!(*error.kind(), ErrorKind::Unavailable),
            }
            broken_off += 1;
        }
        assert!(broken_off >= 3, "a copy of 6 MB takes several commits, and broke off {broken_off} times");
        for table in TABLES {
            assert_eq!(contents(&*to, table).await, contents(&from, table).await);
        }
    });
}

#[test]
fn what_is_in_the_way_is_named_before_anything_is_written() {
    run(async {
        let from = source().await;
        let different = (Table(255), b"50".to_vec());
        for (table, id) in [(Table(1), b"in the way".to_vec()), different] {
            let to = empty();
            to.commit(Batch::new(SPACE).put(table, id.clone(), "other")).await.unwrap();
            let error = copy(&from, &to, SPACE, &TABLES).await.unwrap_err();
            assert_eq!(*error.kind(), ErrorKind::Conflict(vec![Key::new(SPACE, table, id)]));
            assert_eq!(to.len(), 1);
        }
    });
}

#[test]
fn other_spaces_stay() {
    run(async {
        let (from, to) = (source().await, empty());
        let other = SpaceId::from_bytes([8; 16]);
        from.commit(Batch::new(other).put(TABLES[0], "a", "1")).await.unwrap();
        to.commit(Batch::new(other).put(TABLES[0], "b", "2")).await.unwrap();
        copy(&from, &to, SPACE, &TABLES).await.unwrap();
        assert_eq!(to.len(), 304);
    });
}

fn empty() -> MemoryStore {
    MemoryStore::new(Arc::new(VirtualClock::new()))
}

/// Returns a store with 6 MB in three tables.
async fn source() -> MemoryStore {
    let store = empty();
    for table in TABLES {
        for number in 0..101_u8 {
            let value = vec![number; 20_000];
            store.commit(Batch::new(SPACE).put(table, number.to_string(), value)).await.unwrap();
        }
    }
    store
}

async fn contents(store: &dyn Store, table: Table) -> Vec<(bytes::Bytes, bytes::Bytes)> {
    let page = store.scan(&Scan::new(SPACE, table)).await.unwrap();
    page.entries.into_iter().map(|Entry { id, value, .. }| (id, value.bytes)).collect()
}
