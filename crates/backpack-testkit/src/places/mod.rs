//! The conformance checks of the two small contracts beside the store: the key file's and the anchors'.
//!
//! ```
//! use std::sync::Arc;
//! use backpack_store::{MemoryAnchors, MemoryKeyFile};
//! use backpack_testkit::places::{AnchorSubject, KeyFileSubject};
//!
//! mod key_file {
//!     # use super::*;
//!     backpack_testkit::key_file_conformance!(async || KeyFileSubject::new(Arc::new(MemoryKeyFile::new())));
//! }
//! mod anchors {
//!     # use super::*;
//!     backpack_testkit::anchor_conformance!(async || AnchorSubject::new(Arc::new(MemoryAnchors::new())));
//! }
//! ```

mod anchors;
mod key_files;
mod subject;

pub use anchors::{anchors_are_apart, anchors_are_forgotten, anchors_keep_the_furthest};
pub use key_files::{
    key_files_are_replaced_whole, key_files_begin_once, of_racing_replacements_one_wins,
    stale_replacements_are_refused,
};
pub use subject::{AnchorSubject, KeyFileSubject};

/// Expands to one `#[test]` for each check of the key file's contract.
///
/// Takes an asynchronous closure that returns a fresh [`KeyFileSubject`], or `None` where a server that it needs is not
/// there, which it should say. Put it into a module of its own; each test runs on a tokio runtime of its own.
#[macro_export]
macro_rules! key_file_conformance {
    ($factory:expr) => {
        $crate::key_file_conformance! { @checks $factory;
            key_files_begin_once
            key_files_are_replaced_whole
            stale_replacements_are_refused
            of_racing_replacements_one_wins
        }
    };
    (@checks $factory:expr; $($check:ident)*) => {$(
        #[test]
        fn $check() {
            $crate::run(async {
                if let Some(subject) = Option::<$crate::places::KeyFileSubject>::from(($factory)().await) {
                    $crate::places::$check(&subject).await;
                }
            });
        }
    )*};
}

/// Expands to one `#[test]` for each check of the anchors' contract.
///
/// Takes an asynchronous closure that returns a fresh [`AnchorSubject`], or `None` where a server that it needs is not
/// there, which it should say. Put it into a module of its own; each test runs on a tokio runtime of its own.
#[macro_export]
macro_rules! anchor_conformance {
    ($factory:expr) => {
        $crate::anchor_conformance! { @checks $factory;
            anchors_keep_the_furthest
            anchors_are_apart
            anchors_are_forgotten
        }
    };
    (@checks $factory:expr; $($check:ident)*) => {$(
        #[test]
        fn $check() {
            $crate::run(async {
                if let Some(subject) = Option::<$crate::places::AnchorSubject>::from(($factory)().await) {
                    $crate::places::$check(&subject).await;
                }
            });
        }
    )*};
}
