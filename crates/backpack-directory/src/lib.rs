#![doc = include_str!("../README.md")]

mod address;
mod builder;
mod directory;
mod error;
mod fold;
mod index;
mod keep;
mod listing;
mod marks;
mod merge;
mod portal;
mod read;
mod refresh;
mod search;
mod source;
mod states;
mod support;

pub use builder::Builder;
pub use directory::Directory;
pub use error::{BuildError, CacheError, ReadError, RefreshError};
pub use listing::{Listing, RefusedBase};
pub use portal::{FhirVersion, Identifier, InvalidPortalId, Name, NameKind, Place, Portal, PortalId};
pub use read::{Further, List, ListReader, MAX_LIST, Skipped, read};
pub use refresh::{Refreshed, refresh};
pub use search::{Fit, Hit, Query};
pub use source::{Source, Standing};
pub use support::{Mark, Support};
