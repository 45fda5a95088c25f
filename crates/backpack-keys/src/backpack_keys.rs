//! The keys of one space, open: for sealing, opening, naming.
//!
//! From each epoch's key, HKDF-SHA256 with the space as salt derives one key for each [`Purpose`].
//! From the stable key, likewise, `backpack/1/id/record`, `backpack/1/id/row` and `backpack/1/id/content`.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use backpack_core::{RecordId, SpaceId};
use hmac::Mac as _;
use subtle::ConstantTimeEq as _;

use crate::codec::length_prefix;
use crate::content::hmac;
use crate::derive::{Deriver, Key32};
use crate::envelope::{self, Envelope};
use crate::random::{Os, Random};
use crate::{Aad, ContentAddress, Error, Purpose};

/// The keys of one Backpack, or of an account's own space.
///
/// Wiped when dropped, never cloned, never printed: share them behind an `Arc`.
pub struct BackpackKeys {
    space: SpaceId,
    record_id: Key32,
    row_id: Key32,
    content: Key32,
    /// The newest first, and never empty. Behind a lock, so that whoever has the Backpack open goes on while it is rotated.
    epochs: RwLock<Vec<Arc<Epoch>>>,
}

struct Epoch {
    number: u32,
    /// In the order of [`Purpose::ALL`].
    keys: [Key32; Purpose::ALL.len()],
}

impl BackpackKeys {
    /// Returns the keys of a space: from its stable key, and from those of its epochs, the newest first.
    pub(crate) fn new(space: SpaceId, stable: &Key32, epochs: &[(u32, Key32)]) -> Self {
        let deriver = Deriver::new(space.as_bytes(), stable.bytes());
        let epochs = epochs.iter().map(|(number, key)| Arc::new(Epoch::new(space, *number, key)));
        Self {
            space,
            record_id: deriver.key(b"backpack/1/id/record"),
            row_id: deriver.key(b"backpack/1/id/row"),
            content: deriver.key(b"backpack/1/id/content"),
            epochs: RwLock::new(epochs.collect()),
        }
    }

    /// Returns the space these keys belong to.
    #[must_use]
    pub const fn space(&self) -> SpaceId {
        self.space
    }

    /// Returns the epochs whose keys are held, the newest first. The newest is used for sealing.
    pub fn epochs(&self) -> impl Iterator<Item = u32> + '_ {
        self.held().into_iter().map(|epoch| epoch.number)
    }

    /// Returns the newest epoch: the one used for sealing.
    #[must_use]
    pub fn newest_epoch(&self) -> u32 {
        self.newest().number
    }

    /// Takes over the epochs of `other`: all of them, and no others. What it seals from then on is of their newest.
    ///
    /// Whoever shares these keys goes on with the new ones. An epoch that `other` has no more is wiped once the last
    /// opening that uses it has ended.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchBackpack`] if they are the keys of another space; [`Error::NewestEpoch`] if they are older than these.
    pub fn adopt(&self, other: &Self) -> Result<(), Error> {
        if !self.is_same(other) {
            return Err(Error::NoSuchBackpack);
        }
        let adopted = other.held();
        let mut held = self.epochs.write().unwrap_or_else(PoisonError::into_inner);
        let number = |epochs: &[Arc<Epoch>]| epochs.first().map(|epoch| epoch.number);
        if number(&adopted) < number(&held) {
            return Err(Error::NewestEpoch);
        }
        *held = adopted;
        Ok(())
    }

    /// Says whether two belong to the same space: the same stable key, whatever the epochs.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.space == other.space && bool::from(self.row_id.bytes().ct_eq(other.row_id.bytes()))
    }

    /// Returns `plaintext` sealed under the newest epoch's key for `purpose`, bound to the place `aad`.
    ///
    /// The result is [`ENVELOPE_OVERHEAD`](crate::ENVELOPE_OVERHEAD) bytes longer. The nonce is random (192 bits).
    ///
    /// # Panics
    ///
    /// If the operating system has no randomness to give; nothing safe can be done then.
    #[must_use]
    pub fn seal(&self, purpose: Purpose, aad: &Aad<'_>, plaintext: &[u8]) -> Vec<u8> {
        self.seal_with(purpose, aad, plaintext, &mut Os)
    }

    pub(crate) fn seal_with(
        &self,
        purpose: Purpose,
        aad: &Aad<'_>,
        plaintext: &[u8],
        random: &mut impl Random,
    ) -> Vec<u8> {
        let epoch = self.newest();
        let bound = aad.encode(self.space, epoch.number, purpose);
        envelope::seal(epoch.key(purpose), epoch.number, &bound, plaintext, random)
    }

    /// Returns what [`BackpackKeys::seal`] sealed for the same purpose at the same place, under any epoch held.
    ///
    /// # Errors
    ///
    /// [`Error::Tampered`] if the bytes were altered or sealed for another purpose, place or space;
    /// [`Error::NoSuchEpoch`] if their epoch's key is not held, [`Error::NewerEpoch`] if none so new is; [`Error::NewerFormat`] if a newer version wrote them.
    pub fn open(&self, purpose: Purpose, aad: &Aad<'_>, sealed: &[u8]) -> Result<Vec<u8>, Error> {
        let mut plaintext = Vec::new();
        self.open_into(purpose, aad, sealed, &mut plaintext)?;
        Ok(plaintext)
    }

    /// Opens as [`BackpackKeys::open`] does, into a buffer that is used again and again.
    ///
    /// The content of `out` is replaced; after an error it is empty, so that nothing unproven is ever seen.
    ///
    /// # Errors
    ///
    /// As [`BackpackKeys::open`].
    pub fn open_into(
        &self,
        purpose: Purpose,
        aad: &Aad<'_>,
        sealed: &[u8],
        out: &mut Vec<u8>,
    ) -> Result<(), Error> {
        out.clear();
        let envelope = Envelope::read(sealed)?;
        let epoch = self.epoch(envelope.epoch)?;
        envelope.open_into(epoch.key(purpose), &aad.encode(self.space, epoch.number, purpose), out)
    }

    /// Returns the id of what `parts` name: the same parts in the same order always meet the same id.
    ///
    /// HMAC-SHA256 over the parts, each behind its length, cut to 16 bytes. The key never rotates.
    #[must_use]
    pub fn record_id(&self, parts: &[&[u8]]) -> RecordId {
        RecordId::from_bytes(id(&self.record_id, parts))
    }

    /// Returns the id of the row that is called `name` in `table`, so that a name never stands readable on disk.
    #[must_use]
    pub fn row_id(&self, table: u8, name: &[u8]) -> [u8; 16] {
        id(&self.row_id, &[&[table], name])
    }

    /// Begins the content address of some bytes. The key never rotates, so that the same bytes always meet.
    #[must_use]
    pub fn content_address(&self) -> ContentAddress {
        ContentAddress::new(&self.content)
    }

    fn held(&self) -> Vec<Arc<Epoch>> {
        self.epochs.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    #[expect(clippy::expect_used, reason = "a key file without an epoch is refused when it is read")]
    fn newest(&self) -> Arc<Epoch> {
        let epochs = self.epochs.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(epochs.first().expect("a space has at least one epoch"))
    }

    fn epoch(&self, number: u32) -> Result<Arc<Epoch>, Error> {
        let epochs = self.epochs.read().unwrap_or_else(PoisonError::into_inner);
        match epochs.iter().find(|epoch| epoch.number <= number) {
            Some(epoch) if epoch.number == number => Ok(Arc::clone(epoch)),
            Some(newest) if epochs.first().is_some_and(|first| first.number == newest.number) => {
                Err(Error::NewerEpoch(number))
            }
            _ => Err(Error::NoSuchEpoch(number)),
        }
    }
}

impl fmt::Debug for BackpackKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BackpackKeys([redacted])")
    }
}

impl Epoch {
    fn new(space: SpaceId, number: u32, key: &Key32) -> Self {
        let deriver = Deriver::new(space.as_bytes(), key.bytes());
        Self { number, keys: Purpose::ALL.map(|purpose| deriver.key(purpose.label())) }
    }

    fn key(&self, purpose: Purpose) -> &[u8; 32] {
        let [block, catalog, row, journal, vault, file, blob] = &self.keys;
        let key = match purpose {
            Purpose::Block => block,
            Purpose::Catalog => catalog,
            Purpose::Row => row,
            Purpose::Journal => journal,
            Purpose::Vault => vault,
            Purpose::File => file,
            Purpose::Blob => blob,
        };
        key.bytes()
    }
}

fn id(key: &Key32, parts: &[&[u8]]) -> [u8; 16] {
    let mut mac = hmac(key);
    for part in parts {
        mac.update(&length_prefix(part));
        mac.update(part);
    }
    let full: [u8; 32] = mac.finalize().into_bytes().into();
    let (id, _) = full.split_at(16);
    <[u8; 16]>::try_from(id).unwrap_or_default()
}
