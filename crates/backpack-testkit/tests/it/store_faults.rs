//! The stores that fail: they are stores as long as no fault is armed, and fail as they are told.

use std::pin::pin;
use std::sync::Arc;

use backpack_core::SpaceId;
use backpack_store::{Batch, ErrorKind, Key, MemoryStore, Store as _, Table};
use backpack_testkit::faults::{FaultyStore, PowerCutStore, StoreCall, When};
use backpack_testkit::{VirtualClock, run};
use futures_util::poll;

const SPACE: SpaceId = SpaceId::from_bytes([7; 16]);
const TABLE: Table = Table(1);

mod faulty {
    use std::sync::Arc;

    use backpack_store::MemoryStore;
    use backpack_testkit::VirtualClock;
    use backpack_testkit::faults::FaultyStore;
    use backpack_testkit::store::Subject;

    backpack_testkit::store_conformance!(async || {
        let clock = VirtualClock::new();
        let inner = MemoryStore::new(Arc::new(clock.clone()));
        Subject::new(Arc::new(FaultyStore::new(Arc::new(inner)))).with_clock(clock)
    });
}

mod power_cut {
    use std::sync::Arc;

    use backpack_testkit::VirtualClock;
    use backpack_testkit::faults::PowerCutStore;
    use backpack_testkit::store::Subject;

    backpack_testkit::store_conformance!(async || {
        let clock = VirtualClock::new();
        Subject::new(Arc::new(PowerCutStore::new(Arc::new(clock.clone())))).with_clock(clock)
    });
}

#[test]
fn a_fault_fires_at_its_call_and_once() {
    run(async {
        let store = faulty();
        store.fail(StoreCall::Commit, 2, When::Before, ErrorKind::Io);
        store.fail(StoreCall::Commit, 3, When::After, ErrorKind::Unavailable);
        let mut failed = Vec::new();
        for number in 0..4_u8 {
            failed.push(store.commit(put(number)).await.err().map(|error| error.kind().clone()));
        }
        assert_eq!(failed, [None, Some(ErrorKind::Io), Some(ErrorKind::Unavailable), None]);
        let mut landed = Vec::new();
        for number in 0..4_u8 {
            landed.push(store.get(&key(number)).await.unwrap().is_some());
        }
        assert_eq!(landed, [true, false, true, true]);
        assert_eq!((store.calls(StoreCall::Commit), store.calls(StoreCall::Any)), (4, 8));
    });
}

#[test]
fn a_store_that_broke_down_stays_down_until_mended() {
    run(async {
        let store = faulty();
        store.break_down(StoreCall::Any, 2, ErrorKind::Unavailable);
        store.commit(put(1)).await.unwrap();
        for _ in 0..3 {
            assert_eq!(*store.get(&key(1)).await.unwrap_err().kind(), ErrorKind::Unavailable);
        }
        store.mend();
        assert!(store.get(&key(1)).await.unwrap().is_some());
    });
}

#[test]
fn a_power_cut_takes_what_was_not_synced_and_nothing_else() {
    run(async {
        for spared in 0..=3_u8 {
            let store = PowerCutStore::new(Arc::new(VirtualClock::new()));
            store.commit(put(0)).await.unwrap();
            store.hold();
            let mut waiting: Vec<_> = (1..=3).map(|number| Box::pin(store.commit(put(number)))).collect();
            for commit in &mut waiting {
                assert!(poll!(commit.as_mut()).is_pending());
            }
            assert_eq!(store.unsynced(), 3);
            assert!(store.get(&key(3)).await.unwrap().is_some(), "it can be read before it is durable");
            let disk = store.crash(usize::from(spared));
            for number in 0..=3 {
                assert_eq!(disk.get(&key(number)).await.unwrap().is_some(), number <= spared);
            }
            for commit in waiting {
                assert_eq!(*commit.await.unwrap_err().kind(), ErrorKind::Unavailable);
            }
            let again = PowerCutStore::after(disk);
            again.commit(put(9)).await.unwrap();
            assert_eq!(again.crash(0).len(), usize::from(spared) + 2);
        }
    });
}

#[test]
fn a_held_commit_returns_once_it_is_synced() {
    run(async {
        let store = PowerCutStore::new(Arc::new(VirtualClock::new()));
        store.hold();
        let mut commit = pin!(store.commit(put(1)));
        for _ in 0..5 {
            assert!(poll!(commit.as_mut()).is_pending());
        }
        store.sync();
        commit.await.unwrap();
        assert_eq!(store.crash(0).len(), 1);
    });
}

fn faulty() -> FaultyStore {
    FaultyStore::new(Arc::new(MemoryStore::new(Arc::new(VirtualClock::new()))))
}

fn put(number: u8) -> Batch {
    Batch::new(SPACE).put(TABLE, vec![number], "value")
}

fn key(number: u8) -> Key {
    Key::new(SPACE, TABLE, vec![number])
}
