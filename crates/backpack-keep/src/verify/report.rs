//! What a verification found: findings with a class, a severity, what they concern, and what a repair would do.

use backpack_core::{BlobId, BlockId, ConnectionId, FileId, RecordId, SpaceId};

use super::Depth;

/// What a verification found. Equal reports say the same of the same state.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Verification {
    /// The Backpack.
    pub space: SpaceId,
    /// How much was read.
    pub depth: Depth,
    /// The last commit group that the store holds; 0 if that cannot be told.
    pub sequence: u64,
    /// What was looked at.
    pub counts: VerifyCounts,
    /// What is not as it should be, in the order in which it was looked at.
    pub findings: Vec<Finding>,
}

/// What a verification looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct VerifyCounts {
    /// Commit groups of the journal.
    pub groups: u64,
    /// Commit groups of the catalog's log.
    pub logged: u64,
    /// Acts of the activity journal.
    pub acts: u64,
    /// Rows of every table.
    pub rows: u64,
    /// Blocks.
    pub blocks: u64,
    /// Bodies of every version and of quarantine that were compared with their digests.
    pub bodies: u64,
    /// Files.
    pub files: u64,
    /// Plain bytes of files that were read.
    pub file_bytes: u64,
    /// Blobs.
    pub blobs: u64,
}

/// How bad things are, over all findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(clippy::exhaustive_enums, reason = "the three exit codes of a check, for good")]
pub enum Outcome {
    /// Everything that was looked at is whole.
    Ok,
    /// Something is wrong that a repair or the next sync makes good, without loss.
    Repairable,
    /// Something cannot be read any more.
    Loss,
}

impl Outcome {
    /// Returns the exit code of a check: 0, 1 or 2.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Ok => 0,
            Self::Repairable => 1,
            Self::Loss => 2,
        }
    }
}

/// One thing that is not as it should be. It names opaque ids alone: nothing of it says what a record holds.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// What sort of damage it is.
    pub class: Class,
    /// How bad it is.
    pub severity: Severity,
    /// What it concerns: the damaged thing first, then what depends on it.
    pub concerns: Vec<Concern>,
    /// What a repair would do.
    pub mend: Mend,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Severity {
    /// It may be as it is: worth knowing, and no damage.
    Notice,
    /// A repair or the next sync makes it good, without loss.
    Repairable,
    /// Something cannot be read any more.
    Loss,
}

/// What sort of damage a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Class {
    /// The space holds values, and no head.
    HeadMissing,
    /// The head does not open.
    HeadDamaged,
    /// The head is older than the journal.
    HeadSetBack,
    /// There is no anchor.
    AnchorMissing,
    /// The store ends before what the anchor says was reached.
    RolledBack,
    /// Store and anchor tell different histories.
    Forked,
    /// Rows of the journal are missing.
    JournalMissing,
    /// A row of the journal does not open.
    JournalDamaged,
    /// A row of the journal does not follow from the one before it.
    JournalBroken,
    /// Commit groups are missing from the catalog's log.
    LogMissing,
    /// A segment of the catalog's log does not open.
    LogDamaged,
    /// The log names something that is not there.
    LogDangling,
    /// The catalog in memory is not the one that the log makes.
    CatalogDiffers,
    /// A block's count of what lives in it is wrong.
    CountsWrong,
    /// Acts of the activity journal are missing.
    ActivityMissing,
    /// An act of the activity journal does not open.
    ActivityDamaged,
    /// An act does not follow from the one before it, or is not the one that the log knows as the last.
    ActivityBroken,
    /// An act is there that was never told.
    ActivityUnknown,
    /// A row that was written is not there.
    RowMissing,
    /// A row does not open or does not decode, or lies under another row's name.
    RowDamaged,
    /// A row is of another commit group than the one that wrote it last.
    RowSetBack,
    /// A row is there that was never written, or was deleted.
    RowUnknown,
    /// A block that the catalog names is not there.
    BlockMissing,
    /// A block does not open.
    BlockDamaged,
    /// A block is there that the catalog does not name.
    BlockUnnamed,
    /// A block does not hold a body that the catalog says it holds.
    BodyMissing,
    /// A body is another one than its record's version.
    BodyAltered,
    /// Bodies are known to be lost, and wait to come again.
    BodyLost,
    /// A file's bytes are not there.
    FileMissing,
    /// A file's bytes have another length than they should.
    FileLength,
    /// A chunk of a file does not open.
    FileDamaged,
    /// A file's content is another than its content address says.
    FileAltered,
    /// A file's bytes are known to be lost, and wait to come again.
    FileLost,
    /// A file is not found by its content address.
    AddressMissing,
    /// A content address leads to a file that does not have it.
    AddressWrong,
    /// An attachment waits for a record that is not there.
    AttachmentWithoutRecord,
    /// An attachment is said to be kept as a file that is not there.
    AttachmentWithoutFile,
    /// The person attached a file that is not there: it may have been removed since.
    OverlayWithoutFile,
    /// A blob is there that nothing names.
    BlobUnnamed,
    /// A value was written by a newer version of this library. No repair touches such a Backpack.
    NewerFormat,
}

/// What a finding concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Concern {
    /// The head.
    Head,
    /// The anchor.
    Anchor,
    /// Commit groups, the first and the last one.
    Commits(u64, u64),
    /// The catalog in memory.
    Catalog,
    /// Acts of the activity journal, the first and the last one.
    Acts(u64, u64),
    /// A row: its table, and its opaque id.
    Row(u8, [u8; 16]),
    /// A block.
    Block(BlockId),
    /// A blob.
    Blob(BlobId),
    /// A record.
    Record(RecordId),
    /// A version of a record, from 0.
    Version(RecordId, usize),
    /// An item in quarantine.
    Quarantined(RecordId),
    /// A file.
    File(FileId),
    /// A connection.
    Connection(ConnectionId),
}

/// What a repair would do about a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Mend {
    /// Nothing: there is nothing to be done, or nothing that would be safe.
    Nothing,
    /// Make it again from what is there.
    Rebuild,
    /// Write the anchor anew, if the host consents: whoever set the store back would want the same.
    WriteAnchor,
    /// Mark what is lost, and ask the portals for it again at the next sync.
    FetchAgain,
    /// Mark what is lost; no portal can send it again.
    MarkLost,
    /// Take the older state for the present one.
    TakeOlder,
    /// Forget that it was there.
    Forget,
    /// Forget it; the person must sign in again.
    SignInAgain,
    /// Remove it, if the host consents.
    RemoveWithConsent,
}

impl Verification {
    /// Returns how bad things are, over all findings.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        let worst = self.findings.iter().map(|finding| finding.severity).max();
        match worst {
            None | Some(Severity::Notice) => Outcome::Ok,
            Some(Severity::Repairable) => Outcome::Repairable,
            Some(Severity::Loss) => Outcome::Loss,
        }
    }

    /// Returns the findings of one class.
    pub fn of(&self, class: Class) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(move |finding| finding.class == class)
    }

    pub(crate) fn has(&self, class: Class) -> bool {
        self.of(class).next().is_some()
    }
}

impl Finding {
    pub(crate) fn new(class: Class, severity: Severity, concern: Concern, mend: Mend) -> Self {
        Self { class, severity, concerns: vec![concern], mend }
    }

    pub(crate) fn with(mut self, also: impl IntoIterator<Item = Concern>) -> Self {
        self.concerns.extend(also);
        self
    }

    /// Returns the block that the finding is about.
    pub(crate) fn block(&self) -> Option<BlockId> {
        self.concerns.iter().find_map(|concern| match concern {
            Concern::Block(id) => Some(*id),
            _ => None,
        })
    }

    /// Returns the file that the finding is about.
    pub(crate) fn file(&self) -> Option<FileId> {
        self.concerns.iter().find_map(|concern| match concern {
            Concern::File(id) => Some(*id),
            _ => None,
        })
    }

    /// Returns the row that the finding is about.
    pub(crate) fn row(&self) -> Option<(u8, [u8; 16])> {
        self.concerns.iter().find_map(|concern| match concern {
            Concern::Row(table, id) => Some((*table, *id)),
            _ => None,
        })
    }
}
