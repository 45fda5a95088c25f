//! Rows: small sealed values under names, each type with a table and a format of its own.

mod access;
mod attachment;
mod attempt;
mod card;
mod connection;
mod consent;
mod contact;
mod current;
mod facts;
mod file;
mod grant;
mod index;
mod ledger;
mod lost;
mod members;
mod pace;
mod person;
mod query;
mod request;
pub(crate) mod secret;
mod tried;
mod unnamed;
mod upkeep;
mod upload;

use backpack_core::BlobId;
use backpack_keys::Purpose;
use backpack_store::Table;
use serde::{Serialize, de::DeserializeOwned};

pub use access::AccessRow;
pub use attachment::{AttachmentRow, AttachmentState};
pub use attempt::AttemptRow;
pub use card::{CardLinkRow, CardRow};
pub use connection::{Authorisation, ConnectionRow, Support, SyncState};
pub use consent::{Answer, ConsentRow, Relation};
pub use contact::{ContactRow, ContactTie, Dismissed, KeptContact};
pub use current::CurrentRow;
pub(crate) use facts::{FactsPart, FactsRow};
pub(crate) use file::AddressRow;
pub use file::{FileOrigin, FileRow};
pub use grant::GrantRow;
pub(crate) use index::{Held, IndexManifest, IndexPiece, IndexRow};
pub use ledger::{Counts, Ledger, QueryOutcome};
pub(crate) use lost::{LostRow, LostThing};
pub use members::MembersRow;
pub use pace::{PaceRow, Warned};
pub use person::{Person, Sex};
pub use query::QueryRow;
pub use request::{FILED_IN_A_ROW, Filed, FiledRole, FiledThing, RequestRow};
pub use tried::TriedRow;
pub(crate) use unnamed::{Fate, UnnamedRow};
pub use upkeep::UpkeepRow;
pub(crate) use upload::{UploadHead, UploadPiece, UploadRow};

/// A small value that is kept sealed under a name, in a table of its own.
///
/// What is serialized is persisted: fields are never reordered, and a change of shape takes a new [`FORMAT`](Self::FORMAT).
pub trait Row: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// The table.
    const TABLE: Table;
    /// The format number.
    const FORMAT: u8;
    /// What later formats added at the end of a row, as bytes that say "nothing": they are put behind a row of format 1
    /// to read it. Empty if rows of format 1 are not read any more, or are the current ones.
    const SINCE_FIRST: &'static [u8] = &[];
    /// The same for a row of format 2.
    const SINCE_SECOND: &'static [u8] = &[];
    /// What the row is sealed for: a key of its own for each purpose.
    const PURPOSE: Purpose = Purpose::Row;
    /// Whether it is kept from whoever does not look after the Backpack: tokens, and the secrets of invitations.
    const GUARDED: bool = false;
    /// What the row is called in errors.
    const WHAT: &'static str;

    /// Returns the name under which the row is kept. It never stands readable on disk.
    fn name(&self) -> Vec<u8>;

    /// Returns the blob that the row names, if it is of a sort that does.
    fn blob(&self) -> Option<BlobId> {
        None
    }
}
