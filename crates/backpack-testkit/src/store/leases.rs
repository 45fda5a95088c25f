//! Checks of leases and fences.
#![expect(clippy::unwrap_used, reason = "a check fails by panicking")]
#![expect(clippy::missing_panics_doc, reason = "a check fails by panicking")]

use std::time::Duration;

use backpack_core::SpaceId;
use backpack_store::{ErrorKind, LeaseName, Store};

use super::Subject;
use super::fixture::{kind, puts, rows, table};

/// Long enough that no machine is too slow for it, short enough to wait for where there is no virtual clock.
const TTL: Duration = Duration::from_millis(400);
const LONG: Duration = Duration::from_secs(60);

/// Checks that a lease has one holder at a time, that its token only grows, and that a stale fence fails the batch whole.
pub async fn stale_fences_are_refused(subject: &Subject) {
    let (store, space) = (&*subject.store, SpaceId::random());
    let name = LeaseName::new(space, "sync");
    let first = store.lease(&name, LONG, None).await.unwrap();
    assert_held(store, &name).await;
    assert_eq!(store.lease(&name, LONG, Some(&first)).await.unwrap(), first, "the holder extends its lease");
    store.commit(puts(space, &[("a", "first")]).fenced(first.clone())).await.unwrap();
    store.release(&first).await.unwrap();
    let unheld = store.commit(puts(space, &[("a", "released")]).fenced(first.clone())).await;
    assert_eq!(kind(unheld), Some(ErrorKind::Fenced));
    let second = store.lease(&name, LONG, None).await.unwrap();
    assert!(second.token > first.token, "tokens only grow");
    let stale = store.commit(puts(space, &[("a", "stale"), ("b", "stale")]).fenced(first.clone())).await;
    assert_eq!(kind(stale), Some(ErrorKind::Fenced));
    assert_eq!(kind(store.lease(&name, LONG, Some(&first)).await), Some(ErrorKind::Fenced));
    store.release(&first).await.unwrap();
    assert_held(store, &name).await;
    store.commit(puts(space, &[("c", "second")]).fenced(second)).await.unwrap();
    assert_eq!(table(store, space).await.unwrap(), rows(&[("a", "first"), ("c", "second")]));
}

/// Checks that a lease ends by itself, and that extending it puts the end off.
pub async fn leases_run_out(subject: &Subject) {
    let (store, space) = (&*subject.store, SpaceId::random());
    let name = LeaseName::new(space, "sync");
    let first = store.lease(&name, TTL, None).await.unwrap();
    subject.pass(TTL / 2).await;
    store.lease(&name, TTL * 2, Some(&first)).await.unwrap();
    subject.pass(TTL).await;
    assert_held(store, &name).await;
    subject.pass(TTL * 2).await;
    let late = store.commit(puts(space, &[("a", "late")]).fenced(first.clone())).await;
    assert_eq!(kind(late), Some(ErrorKind::Fenced));
    assert_eq!(kind(store.lease(&name, TTL, Some(&first)).await), Some(ErrorKind::Fenced));
    let second = store.lease(&name, LONG, None).await.unwrap();
    assert!(second.token > first.token, "tokens only grow");
    assert_eq!(table(store, space).await.unwrap(), []);
}

/// Checks that leases of other names and other spaces are apart, and that a fence counts only in its own space.
pub async fn leases_are_apart(subject: &Subject) {
    let (store, space, other) = (&*subject.store, SpaceId::random(), SpaceId::random());
    let fence = store.lease(&LeaseName::new(space, "one"), LONG, None).await.unwrap();
    store.lease(&LeaseName::new(space, "two"), LONG, None).await.unwrap();
    store.lease(&LeaseName::new(other, "one"), LONG, None).await.unwrap();
    let elsewhere = store.commit(puts(other, &[("a", "1")]).fenced(fence.clone())).await;
    assert_eq!(kind(elsewhere), Some(ErrorKind::Fenced));
    store.commit(puts(space, &[("a", "1")]).fenced(fence)).await.unwrap();
    assert_eq!(table(store, other).await.unwrap(), []);
}

async fn assert_held(store: &dyn Store, name: &LeaseName) {
    let refused = kind(store.lease(name, LONG, None).await);
    let held = matches!(&refused, Some(ErrorKind::Held(wait)) if *wait > Duration::ZERO && *wait <= LONG);
    assert!(held, "the lease must be held by another for up to {LONG:?}, but was {refused:?}");
}
