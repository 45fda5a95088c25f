//! Every failure of the facade: what kind it is, and whether to try again.

use backpack_core::Retry;
use backpack_record::NotUndoable;

backpack_core::contract_error! {
    /// Says why an operation failed, and whether to try again. Carries no health data, secrets or file names.
    pub struct Error(ErrorKind);
}

/// What kind of failure it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The passphrase, host key or recovery code opens no slot. Nothing is damaged, nothing was changed.
    #[error("wrong passphrase or key")]
    WrongPassphrase,
    /// No way in is wrapped by this key service, or the service has not the master key any more. Nothing was changed.
    #[error("the key service has the key of no way in")]
    WrongKeyService,
    /// The key service refused. Nothing was changed.
    #[error("the key service refused")]
    KeyServiceDenied,
    /// The key service cannot be reached, or failed. Nothing was changed.
    #[error("the key service cannot be reached or failed")]
    KeyServiceUnavailable,
    /// It is no backup and no export, or nothing that could be one.
    #[error("not a backup or export")]
    NotAnArchive,
    /// The backups do not continue each other; says why.
    #[error("backups do not continue each other: {0}")]
    IncompleteChain(&'static str),
    /// The folder holds no account.
    #[error("not an account")]
    NotAnAccount,
    /// There is one already.
    #[error("it exists already")]
    Exists,
    /// Another process has it open.
    #[error("it is open in another process")]
    InUse,
    /// Another sync of the same connection is under way.
    #[error("a sync of this connection is under way")]
    Busy,
    /// It changed while it was copied: nothing is lost, and nothing was taken for a whole copy. Do it again.
    #[error("it changed while it was copied")]
    Changed,
    /// What is on disk is damaged or was tampered with. It was left as it is.
    #[error("damaged or tampered with")]
    Damaged,
    /// What is on disk is older than what was acknowledged: a lost tail, or a copy put back.
    #[error("older than what was acknowledged: at {found}, acknowledged {acknowledged}")]
    RolledBack {
        /// The last commit group that is there.
        found: u64,
        /// The last one that was acknowledged.
        acknowledged: u64,
    },
    /// Another process made a new root key since this account was opened: close it and open it again. New keys of a Backpack
    /// are taken over without a word.
    #[error("new keys were made elsewhere; open the account again")]
    NewerKeys,
    /// It was written by a newer version of this library.
    #[error("written by a newer version, format {0}")]
    NewerFormat(u32),
    /// It lies on an embedded database that this build leaves out; says which.
    #[error("it lies on {0}, which this build leaves out")]
    EngineMissing(&'static str),
    /// The disk is full. Nothing was changed; what is kept can still be read.
    #[error("the disk is full")]
    Full,
    /// There is no such Backpack, record, file, connection or sign-in; says which.
    #[error("no such {0}")]
    NotFound(&'static str),
    /// What was handed in is not valid; says what.
    #[error("not valid: {0}")]
    Invalid(String),
    /// The record came from a source; only entries made by hand can be edited or deleted.
    #[error("not an entry")]
    NotAnEntry,
    /// The role that the account has in this Backpack does not allow it; says what was wanted.
    #[error("the role does not allow to {0}")]
    NotPermitted(&'static str),
    /// What was done cannot be undone; says why.
    #[error("cannot be undone: {0}")]
    NotUndoable(NotUndoable),
    /// No connector for the connection's portal is known to this process; hand it in with `register`.
    #[error("no connector for this portal")]
    NoConnector,
    /// The person must sign in at the portal again.
    #[error("the person must sign in again")]
    NeedsSignIn,
    /// The person or the portal refused; the portal's words, cleaned and cut.
    #[error("refused: {0}")]
    Denied(String),
    /// The answer does not belong to this sign-in.
    #[error("the answer does not belong to this sign-in")]
    WrongAnswer,
    /// The portal's patient does not fit the Backpack's person; nothing was kept. Confirm or disconnect.
    #[error("the portal's patient may be another person: {0}")]
    OtherPerson(String),
    /// The address is no portal of this sort; says what was missing.
    #[error("not a portal of this sort: {0}")]
    NotAPortal(&'static str),
    /// The portal cannot be reached, or failed.
    #[error("the portal cannot be reached or failed")]
    Portal,
    /// The settings are at fault; says which.
    #[error("the settings are at fault: {0}")]
    Config(&'static str),
    /// The call was cancelled.
    #[error("cancelled")]
    Cancelled,
    /// It was closed.
    #[error("closed")]
    Closed,
    /// Reading or writing failed.
    #[error("reading or writing failed")]
    Io,
}

impl ErrorKind {
    fn default_retry(&self) -> Retry {
        match self {
            Self::Busy | Self::Changed | Self::Portal | Self::KeyServiceUnavailable => Retry::Soon,
            _ => Retry::Never,
        }
    }
}

impl Error {
    pub(crate) fn io(operation: &'static str, source: std::io::Error) -> Self {
        let kind = match source.kind() {
            std::io::ErrorKind::StorageFull => ErrorKind::Full,
            _ => ErrorKind::Io,
        };
        // The system's message names no path; the one of a crate that adds paths would.
        Self::new(kind, operation).with_source(source)
    }
}

impl From<backpack_keys::Error> for Error {
    fn from(source: backpack_keys::Error) -> Self {
        use backpack_keys::Error as Keys;
        let kind = match &source {
            Keys::WrongPassphrase | Keys::WrongHostKey | Keys::WrongRecoveryCode | Keys::NoSuchSlot => {
                ErrorKind::WrongPassphrase
            }
            Keys::WrongServiceKey => ErrorKind::WrongKeyService,
            Keys::NewerFormat(format) => ErrorKind::NewerFormat(*format),
            Keys::NoSuchBackpack => ErrorKind::NotFound("backpack"),
            Keys::KeyFileDamaged | Keys::Tampered | Keys::NotAKeyFile => ErrorKind::Damaged,
            other => ErrorKind::Invalid(other.to_string()),
        };
        Self::new(kind, "open keys").with_source(source)
    }
}

impl From<backpack_key_service::Error> for Error {
    fn from(source: backpack_key_service::Error) -> Self {
        use backpack_key_service::ErrorKind as Service;
        let kind = match source.kind() {
            Service::UnknownKey => ErrorKind::WrongKeyService,
            Service::Denied | Service::Exposed => ErrorKind::KeyServiceDenied,
            Service::Tampered => ErrorKind::Damaged,
            Service::NewerFormat(format) => ErrorKind::NewerFormat(*format),
            Service::Invalid(what) => ErrorKind::Invalid((*what).to_owned()),
            _ => ErrorKind::KeyServiceUnavailable,
        };
        let retry = source.retry();
        Self::new(kind, "ask key service").with_retry(retry).with_source(source)
    }
}

impl From<backpack_store::Error> for Error {
    fn from(source: backpack_store::Error) -> Self {
        use backpack_store::ErrorKind as Store;
        let kind = match source.kind() {
            Store::InUse => ErrorKind::InUse,
            Store::NotAStore => ErrorKind::NotAnAccount,
            Store::Damaged => ErrorKind::Damaged,
            Store::NewerFormat(format) => ErrorKind::NewerFormat(*format),
            Store::Full => ErrorKind::Full,
            Store::Closed => ErrorKind::Closed,
            Store::Held(_) | Store::Fenced => ErrorKind::Busy,
            _ => ErrorKind::Io,
        };
        let retry = source.retry();
        Self::new(kind, "use store").with_retry(retry).with_source(source)
    }
}

impl From<backpack_files::Error> for Error {
    fn from(source: backpack_files::Error) -> Self {
        use backpack_files::ErrorKind as Files;
        let kind = match source.kind() {
            Files::NotFound => ErrorKind::NotFound("file"),
            Files::Tampered => ErrorKind::Damaged,
            Files::Full => ErrorKind::Full,
            Files::OutOfRange => ErrorKind::Invalid("the range lies beyond the end".to_owned()),
            Files::TooLarge => ErrorKind::Invalid("the file is too large".to_owned()),
            _ => ErrorKind::Io,
        };
        let retry = source.retry();
        Self::new(kind, "use files").with_retry(retry).with_source(source)
    }
}

impl From<backpack_connect::Error> for Error {
    fn from(source: backpack_connect::Error) -> Self {
        use backpack_connect::ErrorKind as Connect;
        let kind = match source.kind() {
            Connect::NeedsSignIn => ErrorKind::NeedsSignIn,
            Connect::Denied(words) => ErrorKind::Denied(words.clone()),
            Connect::Config(what) | Connect::Forbidden(what) => ErrorKind::Config(what),
            Connect::NotAPortal(what) => ErrorKind::NotAPortal(what),
            Connect::WrongAnswer(_) => ErrorKind::WrongAnswer,
            Connect::Cancelled => ErrorKind::Cancelled,
            Connect::Local => ErrorKind::Io,
            _ => ErrorKind::Portal,
        };
        let retry = source.retry();
        Self::new(kind, "ask portal").with_retry(retry).with_source(source)
    }
}

impl From<backpack_keep::Error> for Error {
    fn from(source: backpack_keep::Error) -> Self {
        use backpack_keep::Error as Kept;
        // What the store and the blob store say is said in their own words.
        let source = match source {
            Kept::Store(store) => return store.into(),
            Kept::Files(files) => return files.into(),
            other => other,
        };
        let kind = match &source {
            Kept::Exists => ErrorKind::Exists,
            Kept::NoSuchBackpack => ErrorKind::NotFound("backpack"),
            Kept::NoSuchRecord => ErrorKind::NotFound("record"),
            Kept::NoSuchVersion => ErrorKind::NotFound("version"),
            Kept::NoSuchConnection => ErrorKind::NotFound("connection"),
            Kept::NoSuchFile => ErrorKind::NotFound("file"),
            Kept::NoSuchUpload => ErrorKind::NotFound("upload"),
            Kept::NotAnEntry => ErrorKind::NotAnEntry,
            Kept::AnEntry => ErrorKind::Invalid("an entry is edited, not corrected".to_owned()),
            Kept::NotUndoable(why) => ErrorKind::NotUndoable(*why),
            Kept::RolledBack { sequence, anchored } => {
                ErrorKind::RolledBack { found: *sequence, acknowledged: *anchored }
            }
            Kept::NewerKeys(..) | Kept::OtherRoot => ErrorKind::NewerKeys,
            Kept::NewerFormat(_, format) => ErrorKind::NewerFormat(*format),
            Kept::Refused(refusal) => ErrorKind::Invalid(refusal.to_string()),
            Kept::TooLarge(what) => ErrorKind::Invalid(format!("{what} too large")),
            Kept::Conflict | Kept::Busy => ErrorKind::Busy,
            Kept::NotPermitted => ErrorKind::NotPermitted("write"),
            Kept::InvitationOver => ErrorKind::NotFound("invitation"),
            Kept::Closed => ErrorKind::Closed,
            Kept::Cancelled => ErrorKind::Cancelled,
            Kept::Forked { .. } | Kept::Tampered(_) => ErrorKind::Damaged,
            _ => ErrorKind::Io,
        };
        let retry = source.retry();
        Self::new(kind, "use backpack").with_retry(retry).with_source(source)
    }
}

#[cfg(feature = "backup")]
impl From<backpack_archive::Error> for Error {
    fn from(source: backpack_archive::Error) -> Self {
        use backpack_archive::Error as Archive;
        let kind = match source {
            Archive::Keep(kept) => return kept.into(),
            Archive::Io(source) => return Self::io("use archive", source),
            Archive::NotAnArchive => ErrorKind::NotAnArchive,
            Archive::WrongKey => ErrorKind::WrongPassphrase,
            Archive::Damaged(_) => ErrorKind::Damaged,
            Archive::IncompleteChain(why) => ErrorKind::IncompleteChain(why),
            Archive::NewerFormat(format) => ErrorKind::NewerFormat(format),
            Archive::Exists => ErrorKind::Exists,
            Archive::Full => ErrorKind::Full,
            Archive::TooLarge(what) => ErrorKind::Invalid(format!("{what} over the limit")),
            Archive::NotAKey => ErrorKind::Invalid("not an age recipient or identity".to_owned()),
            _ => ErrorKind::Io,
        };
        Self::new(kind, "use archive").with_source(source)
    }
}

impl From<backpack_sync::SyncError> for Error {
    fn from(source: backpack_sync::SyncError) -> Self {
        use backpack_sync::SyncError as Sync;
        let kind = match &source {
            Sync::Busy(_) | Sync::LeaseLost => ErrorKind::Busy,
            Sync::NoSuchConnection => ErrorKind::NotFound("connection"),
            Sync::NoSuchAttempt => ErrorKind::NotFound("sign-in"),
            Sync::WrongConnector => ErrorKind::NoConnector,
            Sync::NeedsSignIn => ErrorKind::NeedsSignIn,
            Sync::OtherPatient => {
                ErrorKind::OtherPerson("the portal names another patient than before".to_owned())
            }
            Sync::OtherPerson(doubts) => {
                let doubts: Vec<&str> = doubts.iter().map(|doubt| words(*doubt)).collect();
                ErrorKind::OtherPerson(doubts.join(", "))
            }
            Sync::Cancelled => ErrorKind::Cancelled,
            _ => return Self::from_inner(source),
        };
        let retry = source.retry();
        Self::new(kind, "sync").with_retry(retry).with_source(source)
    }
}

impl Error {
    fn from_inner(source: backpack_sync::SyncError) -> Self {
        match source {
            backpack_sync::SyncError::Portal(portal) => portal.into(),
            backpack_sync::SyncError::Keep(keep) => keep.into(),
            other => Self::new(ErrorKind::Io, "sync").with_source(other),
        }
    }
}

fn words(doubt: backpack_sync::PersonDoubt) -> &'static str {
    use backpack_sync::PersonDoubt as Doubt;
    match doubt {
        Doubt::Name => "the name differs",
        Doubt::BirthDate => "the birth date differs",
        Doubt::BirthDateSwapped => "day and month of the birth date are exchanged",
        Doubt::Sex => "the sex differs",
        _ => "it differs",
    }
}
