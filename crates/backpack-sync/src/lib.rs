#![doc = include_str!("../README.md")]

mod attachments;
mod disconnect;
mod download;
mod engine;
mod error;
mod explain;
mod fault;
mod follow;
mod grants;
mod lease;
mod life;
mod members;
mod news;
mod options;
mod person;
mod progress;
mod quarantine;
mod query;
mod report;
mod retry;
mod run;
mod schedule;
mod sift;
mod sign_in;
mod upkeep;
mod whole;
mod whose;

pub use disconnect::{Disconnected, Revocation};
pub use engine::Engine;
pub use error::SyncError;
pub use explain::{Explain, Explanation, Trouble};
pub use life::{
    ConnectionEvent, ConnectionEventKind, ConnectionEvents, Ending, Expiring, Leftover, MissedEvents,
    Standing,
};
pub use news::{News, NewsLine, Touched};
pub use options::{Attachments, Extent, PersonGuard, SyncOptions};
pub use person::PersonDoubt;
pub use progress::{Progress, QueryProgress, Slot};
pub use report::{AttachmentReport, QueryReport, SyncReport};
pub use schedule::{Due, Hold, LONGEST_BACKOFF, QuietHours, Reason, Schedule};
pub use sign_in::{Attempt, SignIn};
pub use whose::WhoseBackpack;
