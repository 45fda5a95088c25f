//! Runs one asynchronous test on a runtime of its own.

use std::future::Future;

/// Runs `future` to its end on a new single-threaded tokio runtime, and returns what it returns.
///
/// # Panics
///
/// If the runtime cannot be built, or if called from inside another runtime.
#[expect(clippy::expect_used, reason = "a test without a runtime can only stop")]
pub fn run<F: Future>(future: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("the operating system gives a runtime its handles").block_on(future)
}
