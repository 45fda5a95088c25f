//! What the facade's questions are answered with, beside the names at the root.

#[cfg(feature = "backup")]
pub use crate::account::BackedUp;
pub use crate::account::{AccountEvents, Held, Listed, SyncAllReport, SyncStep, Synced};
pub use crate::backpack::{Changes, Found, Missed};
pub use crate::clock::SystemClock;
pub use crate::timeline::Day;
