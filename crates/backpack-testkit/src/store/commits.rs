//! Checks of single commits.
#![expect(clippy::unwrap_used, reason = "a check fails by panicking")]
#![expect(clippy::missing_panics_doc, reason = "a check fails by panicking")]

use backpack_core::SpaceId;
use backpack_store::{Batch, Condition, ErrorKind, Key, Table, Value, Version};

use super::Subject;
use super::fixture::{TABLE, id, key, kind, puts, read, rows, table};

/// Checks that `get` and `scan` see every batch whose `commit` returned, with the version it returned.
pub async fn reads_what_was_committed(subject: &Subject) {
    let (store, space) = (&*subject.store, SpaceId::random());
    assert_eq!(store.get(&key(space, "a")).await.unwrap(), None);
    let first = store.commit(puts(space, &[("a", "1"), ("b", "")])).await.unwrap();
    assert_eq!(store.get(&key(space, "a")).await.unwrap(), Some(Value::new(id("1"), first)));
    assert_eq!(store.get(&key(space, "b")).await.unwrap(), Some(Value::new(id(""), first)));
    let second = store.commit(puts(space, &[("a", "2")])).await.unwrap();
    assert_eq!(store.get(&key(space, "a")).await.unwrap(), Some(Value::new(id("2"), second)));
    assert_eq!(table(store, space).await.unwrap(), rows(&[("a", "2"), ("b", "")]));
}

/// Checks that a deleted key has no value, in `get` and in `scan`, and that deleting an absent key is no error.
pub async fn deletes_remove(subject: &Subject) {
    let (store, space) = (&*subject.store, SpaceId::random());
    let large = vec![7; 40_000];
    store.commit(puts(space, &[("a", "1"), ("c", "3")]).put(TABLE, id("b"), large)).await.unwrap();
    let deletes = Batch::new(space).delete(TABLE, id("a")).delete(TABLE, id("b")).delete(TABLE, id("never"));
    store.commit(deletes).await.unwrap();
    assert_eq!(store.get(&key(space, "a")).await.unwrap(), None);
    assert_eq!(store.get(&key(space, "b")).await.unwrap(), None);
    assert_eq!(table(store, space).await.unwrap(), rows(&[("c", "3")]));
}

/// Checks that a key both deleted and put ends with the value put, and that of two puts the later one counts.
pub async fn last_write_of_a_key_counts(subject: &Subject) {
    let (store, space) = (&*subject.store, SpaceId::random());
    let batch = puts(space, &[("a", "1"), ("a", "2"), ("b", "3")]).delete(TABLE, id("b"));
    store.commit(batch).await.unwrap();
    assert_eq!(table(store, space).await.unwrap(), rows(&[("a", "2"), ("b", "3")]));
}

/// Checks that a batch without writes lands if its preconditions hold, and tells if they do not.
pub async fn empty_batches_land(subject: &Subject) {
    let (store, space) = (&*subject.store, SpaceId::random());
    store.commit(Batch::new(space)).await.unwrap();
    store.commit(Batch::new(space).require(TABLE, id("a"), Condition::Absent)).await.unwrap();
    store.commit(puts(space, &[("a", "1")])).await.unwrap();
    let refused = store.commit(Batch::new(space).require(TABLE, id("a"), Condition::Absent)).await;
    assert_eq!(kind(refused), Some(ErrorKind::Conflict(vec![key(space, "a")])));
}

/// Checks that neighbouring spaces and tables with the same ids do not see each other.
pub async fn spaces_do_not_mix(subject: &Subject) {
    let store = &*subject.store;
    let (low, high) = neighbours();
    for (number, space) in (0_u8..).zip([low, high]) {
        for table in [Table(0), TABLE, Table(255)] {
            let value = vec![number, table.0];
            store.commit(Batch::new(space).put(table, id("same"), value)).await.unwrap();
        }
    }
    for (number, space) in (0_u8..).zip([low, high]) {
        for table in [Table(0), TABLE, Table(255)] {
            let found = read(store, &Key::new(space, table, id("same"))).await.unwrap();
            assert_eq!(found.as_deref(), Some([number, table.0].as_slice()));
            let page = store.scan(&backpack_store::Scan::new(space, table)).await.unwrap();
            assert_eq!(page.entries.len(), 1);
            assert_eq!(page.next, None);
        }
    }
}

/// Checks that a batch whose precondition fails writes none of its puts and removes none of its deletes.
pub async fn batches_are_atomic(subject: &Subject) {
    let (store, space) = (&*subject.store, SpaceId::random());
    store.commit(puts(space, &[("keep", "old")])).await.unwrap();
    let batch = puts(space, &[("a", "1"), ("keep", "new"), ("z", "1")]).delete(TABLE, id("keep")).require(
        TABLE,
        id("keep"),
        Condition::Absent,
    );
    assert_eq!(kind(store.commit(batch).await), Some(ErrorKind::Conflict(vec![key(space, "keep")])));
    assert_eq!(table(store, space).await.unwrap(), rows(&[("keep", "old")]));
}

/// Checks both conditions both ways, and that `Conflict` names exactly the keys whose condition failed.
pub async fn conflicts_name_the_keys(subject: &Subject) {
    let (store, space) = (&*subject.store, SpaceId::random());
    let version = store.commit(puts(space, &[("a", "1"), ("b", "1")])).await.unwrap();
    let other = Version(version.0.wrapping_add(1_000));
    let batch = puts(space, &[("new", "1")])
        .require(TABLE, id("a"), Condition::At(version))
        .require(TABLE, id("absent"), Condition::Absent)
        .require(TABLE, id("b"), Condition::At(other))
        .require(TABLE, id("b"), Condition::Absent)
        .require(TABLE, id("nowhere"), Condition::At(version));
    let Some(ErrorKind::Conflict(mut keys)) = kind(store.commit(batch).await) else {
        unreachable!("a batch whose precondition failed must be a conflict")
    };
    keys.sort();
    keys.dedup();
    assert_eq!(keys, [key(space, "b"), key(space, "nowhere")]);
    let holds = puts(space, &[("a", "2")]).require(TABLE, id("a"), Condition::At(version)).require(
        TABLE,
        id("absent"),
        Condition::Absent,
    );
    store.commit(holds).await.unwrap();
    assert_eq!(table(store, space).await.unwrap(), rows(&[("a", "2"), ("b", "1")]));
}

/// Returns two spaces of which one follows the other, so that a range that ends too late is seen.
pub(super) fn neighbours() -> (SpaceId, SpaceId) {
    let mut bytes = *SpaceId::random().as_bytes();
    if let Some(last) = bytes.last_mut() {
        *last = 0;
    }
    let low = SpaceId::from_bytes(bytes);
    if let Some(last) = bytes.last_mut() {
        *last = 1;
    }
    (low, SpaceId::from_bytes(bytes))
}
