//! What the lines of an archive say: every shape that is written, apart from the types that the store keeps.

mod access;
mod activity;
mod actor;
mod card;
mod consent;
mod contact;
mod correction;
mod file;
mod overlay;
mod person;
mod record;
mod request;
mod row;
mod word;

pub(crate) use access::{AccessLine, InvitationLine};
pub(crate) use activity::ActivityLine;
pub(crate) use actor::ActorLine;
pub(crate) use card::CardLine;
pub(crate) use consent::ConsentLine;
pub(crate) use contact::ContactLine;
pub(crate) use file::{AttachmentLine, FileLine};
pub(crate) use overlay::EventLine;
pub(crate) use person::PersonLine;
pub(crate) use record::{
    ItemLine, PageLine, QuarantineLine, QuarantinedBodyLine, RecordLine, StateLine, VersionLine,
};
pub(crate) use request::RequestLine;
pub(crate) use row::{ConnectionLine, MembersLine, PaceLine, QueryLine, TriedLine, UpkeepLine};

use std::collections::HashMap;

use backpack_core::RecordId;

/// Which record is which: where ids could not stay the same, those of the archive are others than those here.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ids(HashMap<RecordId, RecordId>);

impl Ids {
    /// Notes that a record of the archive is this one here. It can be no other one as well.
    pub(crate) fn learn(&mut self, there: RecordId, here: RecordId) -> Result<(), RecordId> {
        if there == here {
            return Ok(());
        }
        match self.0.insert(there, here) {
            Some(other) if other != here => Err(other),
            _ => Ok(()),
        }
    }

    /// Returns the id here. What was never put back keeps its id, which then means nothing.
    pub(crate) fn here(&self, there: RecordId) -> RecordId {
        self.0.get(&there).copied().unwrap_or(there)
    }
}
