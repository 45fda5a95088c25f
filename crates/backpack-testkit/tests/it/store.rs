//! The store checks, on the memory store.

mod memory {
    use std::sync::Arc;

    use backpack_store::MemoryStore;
    use backpack_testkit::VirtualClock;
    use backpack_testkit::store::Subject;

    backpack_testkit::store_conformance!(async || {
        let clock = VirtualClock::new();
        Subject::new(Arc::new(MemoryStore::new(Arc::new(clock.clone())))).with_clock(clock)
    });
}
