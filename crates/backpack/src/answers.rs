//! What the facade's questions are answered with, beside the names at the root.

pub use crate::account::{AccountEvents, Held, Listed, SyncAllReport, SyncStep, Synced};
#[cfg(feature = "narrative")]
pub use crate::backpack::SafeFile;
pub use crate::backpack::{Changes, Found, Missed};
pub use crate::clock::SystemClock;
pub use crate::timeline::Day;
