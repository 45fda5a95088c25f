//! Conformance checks for connectors, and a connector that follows a script.
//!
//! A connector proves itself with one line in a test:
//!
//! ```ignore
//! backpack_testkit::connector_conformance!(my_subject);
//! ```
//!
//! where `my_subject` is an async function that returns a [`ConnectorSubject`]: the connector at a portal that answers,
//! and how to answer its prompts. Each check is also a function, for those who build their own tests.

mod checks;
mod cursors;
mod script;
mod secrets;
mod subject;

pub use checks::{
    cancellation_ends_pull, capabilities_are_true, descriptor_is_stable, foreign_pending_is_refused,
    sign_in_ends_in_grants,
};
pub use cursors::{
    bodies_are_verbatim, cursors_repeat, every_query_ends, plan_is_stable, second_pull_is_quiet,
};
pub use script::{Calls, ScriptedConnector};
pub use secrets::secrets_stay_hidden;
pub use subject::{ConnectorSubject, NoTransport, sign_in};

/// Expands to one `#[test]` for each check of the connector contract.
///
/// The argument is an async function or closure without arguments that returns a
/// [`ConnectorSubject`](crate::connector::ConnectorSubject); it is called anew for every check.
#[macro_export]
macro_rules! connector_conformance {
    ($subject:expr) => {
        $crate::connector_conformance!(@each $subject,
            descriptor_is_stable, sign_in_ends_in_grants, foreign_pending_is_refused, plan_is_stable, every_query_ends,
            cursors_repeat, second_pull_is_quiet, bodies_are_verbatim, cancellation_ends_pull, capabilities_are_true,
            secrets_stay_hidden
        );
    };
    (@each $subject:expr, $($check:ident),+) => {$(
        #[test]
        fn $check() {
            let subject = $subject;
            $crate::run(async { $crate::connector::$check(&subject().await).await });
        }
    )+};
}
