#![doc = include_str!("../README.md")]

mod attachments;
mod disconnect;
mod download;
mod engine;
mod error;
mod fault;
mod follow;
mod grants;
mod lease;
mod members;
mod options;
mod person;
mod progress;
mod quarantine;
mod query;
mod report;
mod retry;
mod run;
mod sift;
mod sign_in;
mod upkeep;
mod whole;

pub use disconnect::{Disconnected, Revocation};
pub use engine::Engine;
pub use error::SyncError;
pub use options::{Attachments, Extent, PersonGuard, SyncOptions};
pub use person::PersonDoubt;
pub use progress::{Progress, QueryProgress, Slot};
pub use report::{AttachmentReport, QueryReport, SyncReport};
pub use sign_in::{Attempt, SignIn};
