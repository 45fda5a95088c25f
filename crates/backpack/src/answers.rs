//! What the facade's questions are answered with, beside the names at the root.

#[cfg(feature = "backup")]
pub use crate::account::BackedUp;
pub use crate::account::{
    AccountEvents, AccountVerification, Compacted, Held, KeyFileState, Listed, RootRotated, SyncAllReport,
    SyncStep, Synced,
};
#[cfg(feature = "narrative")]
pub use crate::backpack::SafeFile;
pub use crate::backpack::{Changes, Comparison, Found, History, Missed, Version};
pub use crate::backpack::{Direction, Link};
pub use crate::backpack::{OpenEntry, Saved};
pub use crate::options::clock::SystemClock;
pub use crate::storage::Salvaged;
pub use crate::views::timeline::Day;
