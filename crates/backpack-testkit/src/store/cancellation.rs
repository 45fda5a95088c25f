//! Checks of dropped futures.
#![expect(clippy::unwrap_used, reason = "a check fails by panicking")]
#![expect(clippy::missing_panics_doc, reason = "a check fails by panicking")]

use std::pin::pin;

use backpack_core::SpaceId;
use backpack_store::{Batch, Scan};
use futures_util::poll;

use super::Subject;
use super::fixture::{TABLE, id, key, puts, read_all, table};

/// How many entries each dropped batch has.
const ENTRIES: u8 = 5;

/// Checks that a `commit` dropped after any number of polls lands whole or not at all, that a dropped read changes
/// nothing, and that the store works on.
pub async fn commits_survive_cancellation(subject: &Subject) {
    let store = &*subject.store;
    for polls in 0..6 {
        let space = SpaceId::random();
        for round in 0_u8..8 {
            let batch = (0..ENTRIES).fold(Batch::new(space), |batch, entry| {
                batch.put(TABLE, vec![round, entry], vec![round; 2_000])
            });
            let mut commit = pin!(store.commit(batch));
            for _ in 0..polls {
                if poll!(commit.as_mut()).is_ready() {
                    break;
                }
                tokio::task::yield_now().await;
            }
        }
        {
            let (key, scan) = (key(space, "a"), Scan::new(space, TABLE));
            let (mut get, mut page) = (pin!(store.get(&key)), pin!(store.scan(&scan)));
            if polls > 0 {
                drop((poll!(get.as_mut()), poll!(page.as_mut())));
            }
        }
        // A commit behind the dropped ones; a store may still land them later, but never in part.
        store.commit(puts(space, &[("after", "1")])).await.unwrap();
        for _ in 0..20 {
            assert_whole(subject, space).await;
            tokio::task::yield_now().await;
        }
        store.commit(Batch::new(space).delete(TABLE, id("after"))).await.unwrap();
    }
    let space = SpaceId::random();
    store.commit(puts(space, &[("a", "1")])).await.unwrap();
    assert_eq!(table(store, space).await.unwrap().len(), 1);
}

async fn assert_whole(subject: &Subject, space: SpaceId) {
    let entries = read_all(&*subject.store, Scan::new(space, TABLE)).await.unwrap();
    for round in 0..8 {
        let landed =
            entries.iter().filter(|entry| entry.id.len() == 2 && entry.id.first() == Some(&round)).count();
        assert!(
            landed == 0 || landed == usize::from(ENTRIES),
            "{landed} of {ENTRIES} entries of a batch landed"
        );
    }
}
