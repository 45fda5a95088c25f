//! A page: what one pull brought, kept in one go.

mod commit;
mod decide;
mod identity;
mod incoming;
mod named;
mod prepare;
mod quarantined;
mod record;
mod retry;
mod vanish;

use backpack_connect::{Cursor, Gone};
use backpack_core::{ConnectionId, RecordId};
use backpack_store::Fence;
use bytes::Bytes;

pub(crate) use decide::{Decision, Seen};
pub(crate) use identity::{bytes_id, quarantine_id, record_id};
pub use incoming::Incoming;
pub(crate) use incoming::digest_of;
pub(crate) use prepare::{CHUNK_BYTES, block_item};
pub use quarantined::Quarantined;
pub(crate) use record::full_url_of;
pub use retry::{Judgement, Retried};

use crate::{Ledger, RowBatch};

/// What one page brought. Cursor and ledger move with its last item, never before.
#[derive(Debug)]
#[non_exhaustive]
pub struct PageCommit {
    /// The connection.
    pub connection: ConnectionId,
    /// The query's stable name.
    pub query: String,
    /// The items that could be read, in the source's order.
    pub incoming: Vec<Incoming>,
    /// The items that could not.
    pub quarantined: Vec<Quarantined>,
    /// The items that the source no longer has.
    pub gone: Vec<Gone>,
    /// The envelope the items came in.
    pub envelope: Option<Bytes>,
    /// Where the query goes on.
    pub cursor: CursorUpdate,
    /// The query's ledger before this page's counts, which [`commit_page`](crate::Keep::commit_page) adds to it.
    pub ledger: Ledger,
    /// Rows that are written together with the cursor; conditions and lease are the page's own.
    pub rows: RowBatch,
    /// The lease under which the page is committed.
    pub fence: Option<Fence>,
}

/// What becomes of a query's cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a cursor stays, moves or goes")]
pub enum CursorUpdate {
    /// It stays where it is.
    Stay,
    /// It moves here.
    To(Cursor),
    /// It goes: the query begins anew next time.
    Clear,
}

/// What became of a page's items: incoming + quarantined items = new + changed + unchanged + quarantined.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PageCounts {
    /// Records that were not here before.
    pub new: u64,
    /// Items that brought a new version.
    pub changed: u64,
    /// Items that said nothing new.
    pub unchanged: u64,
    /// Items that could not be read, each time they came.
    pub quarantined: u64,
    /// Records that are gone at the source since this page.
    pub gone: u64,
    /// The records that were not here before.
    pub new_ids: Vec<RecordId>,
    /// The records that got a new version, or went back to an earlier one.
    pub changed_ids: Vec<RecordId>,
    /// The records that are gone at the source since this page.
    pub gone_ids: Vec<RecordId>,
}

impl PageCommit {
    /// Returns an empty page that leaves the cursor where it is.
    #[must_use]
    pub fn new(connection: ConnectionId, query: impl Into<String>, ledger: Ledger) -> Self {
        Self {
            connection,
            query: query.into(),
            incoming: Vec::new(),
            quarantined: Vec::new(),
            gone: Vec::new(),
            envelope: None,
            cursor: CursorUpdate::Stay,
            ledger,
            rows: RowBatch::new(),
            fence: None,
        }
    }
}
