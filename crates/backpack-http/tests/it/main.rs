//! The transport and the listener over real sockets of this machine.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that meets the unexpected can only stop")]

mod bodies;
mod endless;
mod hops;
mod listener;
mod server;
mod ssrf;
mod troubles;
