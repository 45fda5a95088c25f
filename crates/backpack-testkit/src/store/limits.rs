//! Checks of the limits.
#![expect(clippy::unwrap_used, reason = "a check fails by panicking")]
#![expect(clippy::missing_panics_doc, reason = "a check fails by panicking")]

use std::time::Duration;

use backpack_core::SpaceId;
use backpack_store::{
    Batch, Condition, ErrorKind, Key, LeaseName, MAX_BATCH_BYTES, MAX_ID_BYTES, MAX_VALUE_BYTES, Scan,
};

use super::Subject;
use super::fixture::{TABLE, id, kind, read, read_all};

/// Checks that a 64-byte id, a 64 KiB value and a 1 MiB batch are taken, and that one byte more is refused whole.
pub async fn limits_are_kept(subject: &Subject) {
    let (store, space) = (&*subject.store, SpaceId::random());
    let (longest, too_long) = (vec![0xFF; MAX_ID_BYTES], vec![0xFF; MAX_ID_BYTES + 1]);
    let largest: Vec<u8> = (0..MAX_VALUE_BYTES).map(|at| u8::try_from(at % 251).unwrap_or(0)).collect();
    store.commit(Batch::new(space).put(TABLE, longest.clone(), largest.clone())).await.unwrap();
    let key = Key::new(space, TABLE, longest.clone());
    assert_eq!(read(store, &key).await.unwrap().as_deref(), Some(largest.as_slice()));

    let small = || Batch::new(space).put(TABLE, id("small"), "v");
    let refused = [
        small().put(TABLE, too_long.clone(), "v"),
        small().delete(TABLE, too_long.clone()),
        small().require(TABLE, too_long.clone(), Condition::Absent),
        small().put(TABLE, id("large"), vec![0; MAX_VALUE_BYTES + 1]),
        full_batch(space).put(TABLE, id("more"), "v"),
    ];
    for batch in refused {
        assert_eq!(kind(store.commit(batch).await), Some(ErrorKind::TooLarge));
    }
    assert_eq!(kind(store.get(&Key::new(space, TABLE, too_long.clone())).await), Some(ErrorKind::TooLarge));
    let lease = store.lease(&LeaseName::new(space, too_long), Duration::from_secs(1), None).await;
    assert_eq!(kind(lease), Some(ErrorKind::TooLarge));
    assert_eq!(
        read_all(store, Scan::new(space, TABLE)).await.unwrap().len(),
        1,
        "nothing of a refused batch landed"
    );

    let full = full_batch(space);
    let expected: Vec<_> = full.puts.iter().map(|put| (put.id.clone(), put.value.clone())).collect();
    store.commit(full).await.unwrap();
    for (id, value) in expected {
        assert_eq!(read(store, &Key::new(space, TABLE, id)).await.unwrap(), Some(value));
    }
}

/// Returns a batch of exactly the largest size.
fn full_batch(space: SpaceId) -> Batch {
    let mut batch = Batch::new(space);
    for number in 0_u8..16 {
        let left = MAX_BATCH_BYTES - batch.bytes();
        // A put counts its space, table and id (one byte here) besides its value.
        let value = vec![number; MAX_VALUE_BYTES.min(left - 18)];
        batch = batch.put(TABLE, vec![number], value);
    }
    let left = MAX_BATCH_BYTES - batch.bytes();
    let batch = if left >= 18 { batch.put(TABLE, "z", vec![0; left - 18]) } else { batch };
    assert_eq!(batch.bytes(), MAX_BATCH_BYTES, "the check's own batch must be full");
    batch
}
