//! Checks of several writers at once.
#![expect(clippy::unwrap_used, reason = "a check fails by panicking")]
#![expect(clippy::missing_panics_doc, reason = "a check fails by panicking")]

use backpack_core::SpaceId;
use backpack_store::{Batch, Condition, ErrorKind, Store};
use futures_util::future::join_all;

use super::Subject;
use super::fixture::{TABLE, id, key};

const WRITERS: usize = 8;
const INCREMENTS: usize = 10;

/// Checks that writers that count up one key under a condition, at the same time, lose no step: of those that read the
/// same version one wins, the others meet a `Conflict`.
pub async fn no_update_is_lost(subject: &Subject) {
    let (store, space) = (&*subject.store, SpaceId::random());
    join_all((0..WRITERS).map(|_| count_up(store, space))).await;
    let end = store.get(&key(space, "counter")).await.unwrap().unwrap();
    assert_eq!(number(&end.bytes), WRITERS * INCREMENTS);
}

async fn count_up(store: &dyn Store, space: SpaceId) {
    let mut done = 0;
    while done < INCREMENTS {
        let found = store.get(&key(space, "counter")).await.unwrap();
        // Lets the others read the same version.
        tokio::task::yield_now().await;
        let (value, condition) = match found {
            Some(value) => (number(&value.bytes), Condition::At(value.version)),
            None => (0, Condition::Absent),
        };
        let next = (value + 1).to_string().into_bytes();
        let batch =
            Batch::new(space).put(TABLE, id("counter"), next).require(TABLE, id("counter"), condition);
        match store.commit(batch).await {
            Ok(_) => done += 1,
            Err(error) => assert_eq!(*error.kind(), ErrorKind::Conflict(vec![key(space, "counter")])),
        }
    }
}

fn number(bytes: &[u8]) -> usize {
    str::from_utf8(bytes).unwrap().parse().unwrap()
}
