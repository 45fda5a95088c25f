//! The conformance checks of the blob contract. See [`blob_store_conformance!`](crate::blob_store_conformance).

mod large;
mod listing;
mod puts;
mod reads;
mod subject;

pub use large::streams_large_blobs;
pub use listing::{deleted_blobs_are_gone, lists_every_blob_once};
pub use puts::{dropped_puts_leave_nothing, failed_puts_leave_nothing, ids_are_written_once};
pub use reads::{reads_ranges, reads_what_was_put};
pub use subject::BlobSubject;

/// Expands to one `#[test]` for each check of the blob contract.
///
/// Takes an asynchronous closure that returns a fresh, empty [`BlobSubject`], or `None` where a server that it needs is not
/// there, which it should say. Put it into a module of its own; each test runs on a tokio runtime of its own.
#[macro_export]
macro_rules! blob_store_conformance {
    ($factory:expr) => {
        $crate::blob_store_conformance! { @checks $factory;
            reads_what_was_put
            reads_ranges
            failed_puts_leave_nothing
            dropped_puts_leave_nothing
            ids_are_written_once
            deleted_blobs_are_gone
            lists_every_blob_once
            streams_large_blobs
        }
    };
    (@checks $factory:expr; $($check:ident)*) => {$(
        #[test]
        fn $check() {
            $crate::run(async {
                // A factory that returns an option may leave the check out.
                if let Some(subject) = Option::<$crate::blobs::BlobSubject>::from(($factory)().await) {
                    $crate::blobs::$check(&subject).await;
                }
            });
        }
    )*};
}
