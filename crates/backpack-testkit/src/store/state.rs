//! Checks of closing.
#![expect(clippy::unwrap_used, reason = "a check fails by panicking")]
#![expect(clippy::missing_panics_doc, reason = "a check fails by panicking")]

use std::time::Duration;

use backpack_core::SpaceId;
use backpack_store::{ErrorKind, LeaseName, Scan};

use super::Subject;
use super::fixture::{TABLE, key, kind, puts};

/// Checks that a closed store refuses everything as `Closed`, and that closing it twice is no error.
pub async fn closed_stores_refuse(subject: &Subject) {
    let (store, space) = (&*subject.store, SpaceId::random());
    let name = LeaseName::new(space, "sync");
    store.commit(puts(space, &[("a", "1")])).await.unwrap();
    let fence = store.lease(&name, Duration::from_secs(60), None).await.unwrap();
    store.close().await.unwrap();
    store.close().await.unwrap();
    assert_eq!(kind(store.get(&key(space, "a")).await), Some(ErrorKind::Closed));
    assert_eq!(kind(store.scan(&Scan::new(space, TABLE)).await), Some(ErrorKind::Closed));
    assert_eq!(kind(store.commit(puts(space, &[("a", "2")])).await), Some(ErrorKind::Closed));
    assert_eq!(kind(store.lease(&name, Duration::from_secs(60), None).await), Some(ErrorKind::Closed));
    assert_eq!(kind(store.release(&fence).await), Some(ErrorKind::Closed));
}
