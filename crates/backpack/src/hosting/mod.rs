//! Many accounts in one process: where they lie, which of them stay in memory, and moving them in and out.
//!
//! `docs/hosting.md` shows a whole deployment.

mod cache;
mod deletion;
mod flight;
#[expect(clippy::module_inception, reason = "the type gives the module its name")]
mod hosting;
mod key_files;
mod lru;
mod moving;
mod options;
mod placeholder;
mod places;

pub use crate::account::Moved;
pub use cache::Usage;
pub use hosting::Hosting;
pub use key_files::{AccountPage, KeyFiles};
pub use options::HostingOptions;
pub(crate) use placeholder::{Placeholder, State as PlaceholderState};
pub use places::Places;
