//! What the contracts stand on.

mod cancel;
mod clock;
mod error;
mod id;
