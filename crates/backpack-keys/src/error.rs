//! Why a key could not be had, or a sealed value not be opened.

/// Says why an operation on keys or sealed bytes failed. Trying the same call again fails the same way.
///
/// Carries no secret and nothing a person wrote.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No passphrase slot opens with this passphrase. The key file is sound.
    #[error("unlock: wrong passphrase")]
    WrongPassphrase,
    /// No host-key slot opens with this key. The key file is sound.
    #[error("unlock: wrong host key")]
    WrongHostKey,
    /// What the key service unwrapped opens no slot of a key service. The key file is sound, or it holds a wrapped key of
    /// another slot.
    #[error("unlock: wrong key of the key service")]
    WrongServiceKey,
    /// The recovery code is sound, and not this account's, or not its latest. The key file is sound.
    #[error("unlock: wrong recovery code")]
    WrongRecoveryCode,
    /// What was typed is no recovery code: a character too many or too few, one that no code has, or one mistaken for another.
    #[error("read recovery code: mistyped")]
    RecoveryCodeMistyped,
    /// A host key is 32 bytes, no more and no fewer.
    #[error("read host key: not 32 bytes")]
    HostKeyLength,
    /// The key that a key service wraps is 32 bytes, no more and no fewer.
    #[error("read key of the key service: not 32 bytes")]
    ServiceKeyLength,
    /// A key service's name has 1 to 64 bytes of UTF-8.
    #[error("add slot: the key service's name is empty or too long")]
    ServiceNameLength,
    /// A wrapped key has 1 to 4096 bytes.
    #[error("add slot: the wrapped key is empty or too long")]
    WrappedKeyLength,
    /// A passphrase must have at least one character.
    #[error("add slot: the passphrase is empty")]
    EmptyPassphrase,
    /// A slot's label is longer than 64 bytes of UTF-8.
    #[error("add slot: the label is too long")]
    LabelTooLong,
    /// There is no slot of this kind or with this id.
    #[error("find slot: no such slot")]
    NoSuchSlot,
    /// The last slot cannot be removed: nothing could open the account afterwards.
    #[error("remove slot: it is the last one")]
    LastSlot,
    /// A new root key needs at least one passphrase, host key or key service that opens it.
    #[error("rotate root key: no passphrase, host key or key service was given to keep")]
    NothingKept,
    /// The bytes are not a key file.
    #[error("read key file: not a key file")]
    NotAKeyFile,
    /// The key file was altered or damaged. It must be left as it is, never written anew.
    #[error("read key file: damaged")]
    KeyFileDamaged,
    /// The key file or the envelope was written by a newer version of this library.
    #[error("read: the newer format {0}")]
    NewerFormat(u32),
    /// A slot's Argon2id parameters are below the floor, so that guessing would be cheap.
    #[error("check slot: its parameters are too weak")]
    WeakSlot,
    /// A slot's Argon2id parameters are above the cap, so that opening it could exhaust the machine.
    #[error("check slot: its parameters are too costly")]
    CostlySlot,
    /// The memory that the slot's Argon2id parameters ask for is not to be had.
    #[error("unlock: not enough memory")]
    NoMemory,
    /// The root key belongs to another account.
    #[error("use root key: it belongs to another account")]
    ForeignRootKey,
    /// The key file holds no keys for this Backpack.
    #[error("find keys: no such backpack")]
    NoSuchBackpack,
    /// The key file holds keys for this Backpack already.
    #[error("add backpack: its keys exist already")]
    BackpackExists,
    /// The account's own space cannot be removed or added.
    #[error("change backpacks: that is the account's own space")]
    OwnSpace,
    /// The key of this epoch is not held: it was dropped, or never was.
    #[error("find keys: no key of epoch {0}")]
    NoSuchEpoch(u32),
    /// The bytes are sealed under a newer epoch than any whose key is held: it was made since these keys were read.
    #[error("find keys: the newer epoch {0}")]
    NewerEpoch(u32),
    /// The newest epoch cannot be dropped: it is the one used for writes.
    #[error("drop epoch: it is the newest")]
    NewestEpoch,
    /// The key file is full: too many slots, Backpacks or epochs.
    #[error("change key file: it is full")]
    Full,
    /// The sealed bytes were altered, cut, moved from another place, or sealed under another key.
    #[error("open: tampered with or damaged")]
    Tampered,
}
