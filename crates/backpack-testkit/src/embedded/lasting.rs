//! Checks of what lasts over a reopening.
#![expect(clippy::unwrap_used, reason = "a check fails by panicking")]
#![expect(clippy::missing_panics_doc, reason = "a check fails by panicking")]

use std::time::Duration;

use backpack_store::{ErrorKind, LeaseName};

use super::Embedded;
use super::fixture::{SPACE, delete, open, put};
use super::folder::kind;

/// Checks that versions go on growing over a reopening, though everything that had one was deleted.
pub async fn versions_go_on_after_a_reopening(subject: &dyn Embedded) {
    let folder = tempfile::tempdir().unwrap();
    let mut last = None;
    for _ in 0..3 {
        let store = open(subject, folder.path()).await.unwrap();
        for _ in 0..3 {
            let version = store.commit(put(1, 10)).await.unwrap();
            assert!(last < Some(version), "{version:?} after {last:?}");
            last = Some(version);
        }
        store.commit(delete(1)).await.unwrap();
    }
}

/// Checks that a lease ends with its opener, and that tokens only grow over a reopening and a release.
pub async fn leases_die_with_their_opener(subject: &dyn Embedded) {
    let folder = tempfile::tempdir().unwrap();
    let (sync, other) = (LeaseName::new(SPACE, "sync"), LeaseName::new(SPACE, "other"));
    let minute = Duration::from_secs(60);
    let store = open(subject, folder.path()).await.unwrap();
    let first = store.lease(&sync, minute, None).await.unwrap();
    let released = store.lease(&other, minute, None).await.unwrap();
    store.release(&released).await.unwrap();
    drop(store);

    // The clock stands still: the lease would hold for another minute, if its holder could still be there.
    let store = open(subject, folder.path()).await.unwrap();
    assert_eq!(kind(store.commit(put(1, 10).fenced(first.clone())).await), Some(ErrorKind::Fenced));
    let again = store.lease(&sync, minute, None).await.unwrap();
    assert!(again.token > released.token, "tokens only grow, over a reopening and a release");
    assert_eq!(kind(store.lease(&sync, minute, None).await), Some(ErrorKind::Held(minute)));
    store.commit(put(1, 10).fenced(again)).await.unwrap();
}
