//! The contract's checks.

use std::sync::Arc;

use backpack_redb::{RedbOptions, RedbStore};
use backpack_testkit::VirtualClock;
use backpack_testkit::store::Subject;

backpack_testkit::store_conformance!(async || {
    let folder = tempfile::tempdir().unwrap();
    let clock = VirtualClock::new();
    let options = RedbOptions::new(Arc::new(clock.clone())).ballast_bytes(0);
    let store = RedbStore::open(folder.path(), options).await.unwrap();
    Subject::new(Arc::new(store)).with_clock(clock).keeping(folder)
});
