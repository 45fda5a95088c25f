//! Checks of versions.
#![expect(clippy::unwrap_used, reason = "a check fails by panicking")]
#![expect(clippy::missing_panics_doc, reason = "a check fails by panicking")]

use std::collections::BTreeSet;

use backpack_core::SpaceId;
use backpack_store::{Batch, Condition, ErrorKind};

use super::Subject;
use super::fixture::{TABLE, id, key, kind, puts};

/// Checks that no key ever gets a version twice: not by an overwrite with the same bytes, not after a delete.
pub async fn versions_never_repeat(subject: &Subject) {
    let (store, space) = (&*subject.store, SpaceId::random());
    let mut seen = BTreeSet::new();
    let first = store.commit(puts(space, &[("a", "same")])).await.unwrap();
    seen.insert(first);
    for _ in 0..10 {
        store.commit(Batch::new(space).delete(TABLE, id("a"))).await.unwrap();
        for _ in 0..2 {
            let version = store.commit(puts(space, &[("a", "same")])).await.unwrap();
            assert_eq!(store.get(&key(space, "a")).await.unwrap().unwrap().version, version);
            assert!(seen.insert(version), "{version:?} was used before");
        }
    }
    let stale = puts(space, &[("a", "stale")]).require(TABLE, id("a"), Condition::At(first));
    assert_eq!(kind(store.commit(stale).await), Some(ErrorKind::Conflict(vec![key(space, "a")])));
}
