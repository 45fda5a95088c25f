//! Checks of giving room back.
#![expect(clippy::unwrap_used, reason = "a check fails by panicking")]
#![expect(clippy::missing_panics_doc, reason = "a check fails by panicking")]

use std::time::Duration;

use backpack_core::SpaceId;
use backpack_store::{Batch, Condition, ErrorKind, LeaseName, Scan, Version};
use bytes::Bytes;

use super::Subject;
use super::fixture::{TABLE, kind, read_all};

/// How often each value is written before the last time.
const ROUNDS: u8 = 6;

/// Checks that everything is there after room was given back, under the versions it had, and that the store goes on:
/// commits, leases, conditions on what was there before, and giving back again.
pub async fn reclaiming_loses_nothing(subject: &Subject) {
    let (store, space) = (&*subject.store, SpaceId::random());
    let mut last = Version(0);
    for round in 0..ROUNDS {
        let value = |number: u8| vec![round ^ number; usize::from(number) * 997];
        let batch = Batch::new(space);
        let batch = (0_u8..40).fold(batch, |batch, number| batch.put(TABLE, id(number), value(number)));
        last = store.commit(batch).await.unwrap();
    }
    store.commit((0_u8..10).fold(Batch::new(space), |batch, n| batch.delete(TABLE, id(n)))).await.unwrap();
    let name = LeaseName::new(space, "held");
    let fence = store.lease(&name, Duration::from_secs(60), None).await.unwrap();
    let before = read_all(store, Scan::new(space, TABLE)).await.unwrap();

    for again in 0..2_u8 {
        // A store without such room says so, and changes as little.
        if let Some(reclaimed) = store.reclaim().await.unwrap() {
            assert!(reclaimed.after > 0, "{reclaimed:?}");
        }
        assert_eq!(read_all(store, Scan::new(space, TABLE)).await.unwrap(), before);
        let stale = Batch::new(space).put(TABLE, id(1), "x").require(TABLE, id(20), Condition::Absent);
        assert!(matches!(kind(store.commit(stale).await), Some(ErrorKind::Conflict(_))));
        let batch = Batch::new(space).put(TABLE, id(100 + again), "new");
        let batch = batch.require(TABLE, id(20), Condition::At(last)).fenced(fence.clone());
        let version = store.commit(batch).await.unwrap();
        assert!(version > last, "{version:?} was given before");
        store.commit(Batch::new(space).delete(TABLE, id(100 + again))).await.unwrap();
    }
}

fn id(number: u8) -> Bytes {
    Bytes::copy_from_slice(&[number])
}
