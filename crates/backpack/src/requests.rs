//! Requests to holders: for a copy of records, and to amend what is wrong in them. Draft, send, track, file what comes back,
//! and see whether the holder mended it; see [`Backpack`](crate::Backpack).
//!
//! Dates and letters are information and no legal advice.

mod amended;
mod letter;

use backpack_core::{RequestId, Timestamp};
use backpack_store::Version;

pub use backpack_keep::{Filed, FiledRole, FiledThing};
pub use backpack_requests::*;

pub use self::amended::{Amended, Outcome};
pub use self::letter::WrittenLetter;

/// A request, and what was filed with it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Case {
    /// The request: what it says, and what happened.
    pub request: Request,
    /// What was filed with it, in order.
    pub filed: Vec<Filed>,
    pub(crate) version: Option<Version>,
    /// How many rows it has in the store.
    pub(crate) rows: u32,
}

/// A request for which somebody should be reminded.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DueRequest {
    /// The request.
    pub id: RequestId,
    /// The latest reminder that has come.
    pub reminder: Reminder,
    /// How it stands.
    pub standing: Standing,
}

impl Case {
    /// Returns the day that it is at the holder's at a moment.
    #[must_use]
    pub fn day(&self, at: Timestamp) -> Date {
        self.request.facts.zone.day(at)
    }

    /// Returns what was filed as something.
    pub fn filed_as(&self, role: FiledRole) -> impl Iterator<Item = &Filed> {
        self.filed.iter().filter(move |filed| filed.role == role)
    }
}
