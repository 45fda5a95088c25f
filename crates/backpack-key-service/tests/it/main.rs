//! The two key services: the contract's checks, and what only a file has to stand.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod conformance;
mod folder;
mod retiring;
mod secrets;
mod wrapped;

use std::sync::Arc;

use backpack_core::SecretBytes;
use backpack_key_service::{Error, ErrorKind, MemoryKeyService};

const CONTEXT: &[u8] = b"account 17";

fn key(seed: u8) -> SecretBytes {
    SecretBytes::new(vec![seed; 32])
}

fn memory() -> MemoryKeyService {
    MemoryKeyService::new("memory").unwrap()
}

/// Returns the kind of failure, or `None` if it went well.
fn kind<T>(result: Result<T, Error>) -> Option<ErrorKind> {
    result.err().map(|error| *error.kind())
}

/// Returns a service that cannot be reached, and one that refuses.
fn failing() -> [Arc<backpack_testkit::faults::FaultyKeyService>; 2] {
    use backpack_testkit::faults::{FaultyKeyService, KeyServiceCall};
    [ErrorKind::Unavailable, ErrorKind::Denied].map(|kind| {
        let failing = FaultyKeyService::new(Arc::new(memory()));
        failing.break_down(KeyServiceCall::Any, 1, kind);
        Arc::new(failing)
    })
}
