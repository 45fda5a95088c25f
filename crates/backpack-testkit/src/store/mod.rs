//! The conformance checks of the store contract.
//!
//! ```
//! use std::sync::Arc;
//! use backpack_store::MemoryStore;
//! use backpack_testkit::VirtualClock;
//! use backpack_testkit::store::Subject;
//!
//! backpack_testkit::store_conformance!(async || {
//!     let clock = VirtualClock::new();
//!     Subject::new(Arc::new(MemoryStore::new(Arc::new(clock.clone())))).with_clock(clock)
//! });
//! ```

mod cancellation;
mod commits;
mod concurrency;
mod fixture;
mod leases;
mod limits;
mod model;
mod reclaiming;
mod scans;
mod state;
mod subject;
mod versions;

pub use cancellation::commits_survive_cancellation;
pub use commits::{
    batches_are_atomic, conflicts_name_the_keys, deletes_remove, empty_batches_land,
    last_write_of_a_key_counts, reads_what_was_committed, spaces_do_not_mix,
};
pub use concurrency::no_update_is_lost;
pub use leases::{leases_are_apart, leases_run_out, stale_fences_are_refused};
pub use limits::limits_are_kept;
pub use model::follows_the_model;
pub use reclaiming::reclaiming_loses_nothing;
pub use scans::{scans_in_pages, scans_keep_to_their_range, scans_take_any_bytes, scans_turn_around};
pub use state::closed_stores_refuse;
pub use subject::Subject;
pub use versions::versions_never_repeat;

/// Expands to one `#[test]` for each check of the store contract.
///
/// Takes an asynchronous closure that returns a fresh, empty [`Subject`], or `None` where a server that it needs is not
/// there, which it should say. Put it into a module of its own; each test runs on a tokio runtime of its own.
#[macro_export]
macro_rules! store_conformance {
    ($factory:expr) => {
        $crate::store_conformance! { @checks $factory;
            reads_what_was_committed
            deletes_remove
            last_write_of_a_key_counts
            empty_batches_land
            spaces_do_not_mix
            scans_in_pages
            scans_keep_to_their_range
            scans_turn_around
            scans_take_any_bytes
            batches_are_atomic
            conflicts_name_the_keys
            versions_never_repeat
            stale_fences_are_refused
            leases_run_out
            leases_are_apart
            limits_are_kept
            commits_survive_cancellation
            no_update_is_lost
            reclaiming_loses_nothing
            closed_stores_refuse
            follows_the_model
        }
    };
    (@checks $factory:expr; $($check:ident)*) => {$(
        #[test]
        fn $check() {
            $crate::run(async {
                // A factory that returns an option may leave the check out.
                if let Some(subject) = Option::<$crate::store::Subject>::from(($factory)().await) {
                    $crate::store::$check(&subject).await;
                }
            });
        }
    )*};
}
