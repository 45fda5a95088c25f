//! Many accounts in one process: where they lie, which of them stay in memory, and moving them in and out.
//!
//! `docs/hosting.md` shows a whole deployment.

mod cache;
mod deletion;
mod flight;
mod host;
mod key_files;
mod lru;
mod moving;
#[cfg(feature = "objects")]
mod objects;
mod open;
mod options;
mod placeholder;
mod places;
#[cfg(feature = "postgres")]
mod postgres;
mod url;

pub use crate::account::Moved;
pub use cache::Usage;
pub use host::Hosting;
pub use key_files::{AccountPage, KeyFiles};
pub use open::PlacesOptions;
pub use options::HostingOptions;
pub(crate) use placeholder::{Placeholder, State as PlaceholderState};
pub use places::Places;
pub use url::StoreUrl;
