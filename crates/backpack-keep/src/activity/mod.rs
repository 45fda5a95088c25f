//! The activity journal: who did what, when. Append-only, chained by hashes, in the commit group of what it tells.

mod act;
mod chain;
mod read;
mod write;

pub use act::{Act, OverlayAct};
pub use chain::Activity;
pub(crate) use chain::{ACTIVITY, ChainEnd};
pub use read::{ActivityFilter, ActivityOrder, ActivityPage};
pub(crate) use write::ACT_ROOM;
