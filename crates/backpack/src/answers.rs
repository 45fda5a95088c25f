//! What the facade's questions are answered with, beside the names at the root.

pub use crate::account::{AccountEvents, Compacted, Held, Listed, SyncAllReport, SyncStep, Synced};
pub use crate::backpack::{Changes, Found, Missed};
pub use crate::clock::SystemClock;
pub use crate::timeline::Day;
