//! Where the browser comes back to: a listener on this machine (RFC 8252, section 7.3), open for one sign-in.

mod form;
mod listener;
mod request;

pub use listener::{LoopbackHost, LoopbackListener, LoopbackOptions};
