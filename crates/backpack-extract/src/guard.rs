//! Foreign parsers kept at arm's length: what they fail over ends here.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::why::Why;

/// The stack of the thread that parsers run on: they go down into what is nested, within limits of their own.
const STACK_BYTES: usize = 32 << 20;

/// Ends work from inside a parser that cannot be asked to stop. It passes the parser by unwinding, without a word.
pub(crate) struct OutOfTime;

/// Runs a parser. A panic in it is an answer.
pub(crate) fn guarded<T>(work: impl FnOnce() -> Result<T, Why>) -> Result<T, Why> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(done) => done,
        Err(ended) if ended.is::<OutOfTime>() => Err(Why::OutOfTime),
        Err(_) => Err(Why::Failed),
    }
}

/// Runs work on a thread of its own with room for nesting.
pub(crate) fn with_room<T: Send>(work: impl FnOnce() -> T + Send) -> Result<T, Why> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, work);
        thread.map_err(|_| Why::TooMuch)?.join().map_err(|_| Why::Failed)
    })
}
