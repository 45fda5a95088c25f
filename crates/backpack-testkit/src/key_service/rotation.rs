//! The check of a new master key.
#![expect(clippy::unwrap_used, reason = "a check fails by panicking")]
#![expect(clippy::missing_panics_doc, reason = "a check fails by panicking")]

use super::KeyServiceSubject;
use super::subject::{CONTEXT, key};
use super::wrapping::unwraps;

/// Checks that a new master key wraps from then on, that what the old one wrapped still unwraps, and that the two are told
/// apart. Needs [`with_rotation`](KeyServiceSubject::with_rotation).
pub async fn a_new_master_key_leaves_the_old_readable(subject: &KeyServiceSubject) {
    let Some(rotate) = &subject.rotation else { return };
    let service = &*subject.service;
    let old = service.wrap(CONTEXT, &key(1)).await.unwrap();
    assert!(service.is_current(CONTEXT, &old).await.unwrap());
    for _ in 0..2 {
        rotate().await;
        unwraps(service, &old, 1).await;
        assert!(!service.is_current(CONTEXT, &old).await.unwrap(), "an older master key wrapped it");
        let new = service.wrap(CONTEXT, &key(2)).await.unwrap();
        assert!(service.is_current(CONTEXT, &new).await.unwrap());
        unwraps(service, &new, 2).await;
        if let Some(other) = &subject.other {
            unwraps(&**other, &new, 2).await;
            assert!(!other.is_current(CONTEXT, &old).await.unwrap());
        }
    }
}
