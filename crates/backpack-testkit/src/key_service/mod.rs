//! The conformance checks of the key service's contract. See [`key_service_conformance!`](crate::key_service_conformance).

mod binding;
mod rotation;
mod subject;
mod troubles;
mod wrapping;

pub use binding::{refuses_another_context, refuses_what_was_altered, takes_any_context};
pub use rotation::a_new_master_key_leaves_the_old_readable;
pub use subject::KeyServiceSubject;
pub use troubles::{a_refusal_is_final, an_outage_is_passing, dropped_calls_harm_nothing};
pub use wrapping::{
    another_handle_unwraps, has_a_name_that_stays, serves_many_at_once, shows_nothing_of_the_key,
    unwraps_what_it_wrapped,
};

/// Expands to one `#[test]` for each check of the key service's contract.
///
/// Takes an asynchronous closure that returns a [`KeyServiceSubject`]. Put it into a module of its own; each test runs on a
/// tokio runtime of its own. A service that costs money is asked some two hundred times in all.
///
/// ```
/// use std::sync::Arc;
/// use backpack_key_service::MemoryKeyService;
/// use backpack_testkit::key_service::KeyServiceSubject;
///
/// mod conformance {
///     # use super::*;
///     backpack_testkit::key_service_conformance!(async || {
///         KeyServiceSubject::new(Arc::new(MemoryKeyService::new("memory").unwrap()))
///     });
/// }
/// ```
#[macro_export]
macro_rules! key_service_conformance {
    ($factory:expr) => {
        $crate::key_service_conformance! { @checks $factory;
            unwraps_what_it_wrapped
            another_handle_unwraps
            takes_any_context
            refuses_another_context
            refuses_what_was_altered
            shows_nothing_of_the_key
            a_new_master_key_leaves_the_old_readable
            serves_many_at_once
            dropped_calls_harm_nothing
            has_a_name_that_stays
            an_outage_is_passing
            a_refusal_is_final
        }
    };
    (@checks $factory:expr; $($check:ident)*) => {$(
        #[test]
        fn $check() {
            $crate::run(async {
                let subject = ($factory)().await;
                $crate::key_service::$check(&subject).await;
            });
        }
    )*};
}
