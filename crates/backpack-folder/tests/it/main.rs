//! The front and its writing thread, over an engine that fails when it is told to.
#![expect(clippy::unwrap_used, reason = "a test that cannot set itself up can only stop")]

mod engine;
mod writing;
