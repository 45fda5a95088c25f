//! Unlock slots: each holds the root key, sealed under what one passphrase, host key, recovery code or key service gives.
//!
//! A slot in the key file, integers big-endian:
//!
//! | bytes | field |
//! |---|---|
//! | 4 | id, never used twice in one file |
//! | 1 | kind: 1 passphrase, 2 host key, 3 recovery code (since format 2, at most one), 4 key service (since format 3), 5 passphrase and key (since format 4) |
//! | 1 + n | length of the label (0 to 64), label in UTF-8 |
//! | 1 | kinds 1 and 5: normalisation, 1 = Unicode NFC |
//! | 12 | kinds 1 and 5: Argon2id memory in KiB, passes, lanes, four bytes each |
//! | 1 + n | key service only: length of its name (1 to 64), name in UTF-8 |
//! | 2 + n | key service only: length of the wrapped key (1 to 4096), the key as the service wrapped it |
//! | 16 | salt, random |
//! | 32 | commitment |
//! | 72 | wrap of the root key |
//!
//! The key-encryption key is Argon2id(passphrase, salt), or the host key, the 20 bytes of the recovery code or the key that
//! the key service unwraps themselves: what is random needs no stretching. Of a passphrase and a key it is the 32 bytes of
//! Argon2id with the 32 bytes of the key behind them.
//! HKDF-SHA256 with the salt makes two keys of it: `backpack/1/slot/commit` is the commitment, which tells a wrong
//! passphrase from a damaged file; `backpack/1/slot/wrap` seals the root key.
//! The wrap is bound to the magic, the number 1, the account and every field of the slot before it.

use backpack_core::AccountId;
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use super::service::{self, WrappedKey};
use super::{NewSlot, Slot, SlotId, SlotKind, Unlock};
use crate::codec::Reader;
use crate::derive::{Deriver, Key32, normalise};
use crate::envelope::{self, WRAP};
use crate::key_file;
use crate::random::{Os, Random};
use crate::{Argon2Params, Error, RootKey};

const MAX_LABEL_BYTES: usize = 64;
const PASSPHRASE: u8 = 1;
const HOST_KEY: u8 = 2;
const RECOVERY_CODE: u8 = 3;
const KEY_SERVICE: u8 = 4;
const TWO_FACTORS: u8 = 5;
const NFC: u8 = 1;

/// A slot as the key file keeps it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct StoredSlot {
    slot: Slot,
    /// The key as a key service wrapped it; empty in slots of other kinds.
    service_key: Vec<u8>,
    salt: [u8; 16],
    commitment: [u8; 32],
    wrapped: [u8; WRAP],
}

impl StoredSlot {
    pub(crate) fn seal(
        id: SlotId,
        new: &NewSlot<'_>,
        account: AccountId,
        root: &Key32,
        random: &mut impl Random,
    ) -> Result<Self, Error> {
        if new.label.len() > MAX_LABEL_BYTES {
            return Err(Error::LabelTooLong);
        }
        let kind = match new.unlock {
            Unlock::Passphrase(passphrase) | Unlock::TwoFactors(passphrase, _)
                if passphrase.expose().is_empty() =>
            {
                return Err(Error::EmptyPassphrase);
            }
            Unlock::TwoFactors(..) => SlotKind::TwoFactors(new.params),
            Unlock::Passphrase(_) => SlotKind::Passphrase(new.params),
            Unlock::HostKey(_) => SlotKind::HostKey,
            Unlock::RecoveryCode(_) => SlotKind::RecoveryCode,
            Unlock::Unwrapped(_) => SlotKind::KeyService,
        };
        let (service, service_key) = service::checked(new.service)?;
        let slot = Slot { id, kind, label: new.label.to_owned(), service };
        Self::blank(slot, service_key, random).sealed(&new.unlock, account, root, random)
    }

    /// Returns the same slot, its id and label and cost, sealing another root key under what opens it.
    pub(crate) fn resealed(
        &self,
        unlock: &Unlock<'_>,
        account: AccountId,
        root: &Key32,
    ) -> Result<Self, Error> {
        Self::blank(self.slot.clone(), self.service_key.clone(), &mut Os)
            .sealed(unlock, account, root, &mut Os)
    }

    fn blank(slot: Slot, service_key: Vec<u8>, random: &mut impl Random) -> Self {
        Self { slot, service_key, salt: random.array(), commitment: [0; 32], wrapped: [0; WRAP] }
    }

    fn sealed(
        mut self,
        unlock: &Unlock<'_>,
        account: AccountId,
        root: &Key32,
        random: &mut impl Random,
    ) -> Result<Self, Error> {
        let keys = self.derive(unlock)?;
        self.commitment = *keys.commitment.bytes();
        self.wrapped = envelope::wrap(&keys.wrap, &self.aad(account), root, random);
        Ok(self)
    }

    pub(crate) const fn public(&self) -> &Slot {
        &self.slot
    }

    pub(crate) const fn is_recovery_code(&self) -> bool {
        matches!(self.slot.kind, SlotKind::RecoveryCode)
    }

    pub(crate) const fn is_of_two_factors(&self) -> bool {
        matches!(self.slot.kind, SlotKind::TwoFactors(_))
    }

    /// Returns the key as a key service wrapped it, if it is a key service's slot.
    pub(crate) fn wrapped_key(&self) -> Option<WrappedKey<'_>> {
        let service = self.slot.service.as_deref()?;
        Some(WrappedKey { slot: self.slot.id, service, wrapped: &self.service_key })
    }

    /// Says whether `unlock` is of the slot's kind, so that trying it makes sense.
    pub(crate) const fn takes(&self, unlock: &Unlock<'_>) -> bool {
        matches!(
            (&self.slot.kind, unlock),
            (SlotKind::Passphrase(_), Unlock::Passphrase(_))
                | (SlotKind::HostKey, Unlock::HostKey(_))
                | (SlotKind::RecoveryCode, Unlock::RecoveryCode(_))
                | (SlotKind::KeyService, Unlock::Unwrapped(_))
                | (SlotKind::TwoFactors(_), Unlock::TwoFactors(..))
        )
    }

    /// Returns the root key, or `None` if the passphrase or key is not this slot's.
    pub(crate) fn open(&self, unlock: &Unlock<'_>, account: AccountId) -> Result<Option<RootKey>, Error> {
        let keys = self.derive(unlock)?;
        if !bool::from(keys.commitment.bytes().ct_eq(&self.commitment)) {
            return Ok(None);
        }
        let root = envelope::unwrap(&keys.wrap, &self.aad(account), &self.wrapped);
        root.map(|root| Some(RootKey::new(account, self.slot.id, root))).ok_or(Error::KeyFileDamaged)
    }

    fn derive(&self, unlock: &Unlock<'_>) -> Result<SlotKeys, Error> {
        let deriver = match (&self.slot.kind, unlock) {
            (SlotKind::Passphrase(params), Unlock::Passphrase(passphrase)) => {
                let key = params.stretch(&normalise(passphrase.expose()), &self.salt)?;
                Deriver::new(&self.salt, key.bytes())
            }
            (SlotKind::HostKey, Unlock::HostKey(key)) if key.expose().len() == 32 => {
                Deriver::new(&self.salt, key.expose())
            }
            (SlotKind::HostKey, Unlock::HostKey(_)) => return Err(Error::HostKeyLength),
            (SlotKind::RecoveryCode, Unlock::RecoveryCode(code)) => Deriver::new(&self.salt, code.bytes()),
            (SlotKind::KeyService, Unlock::Unwrapped(key)) if key.expose().len() == 32 => {
                Deriver::new(&self.salt, key.expose())
            }
            (SlotKind::KeyService, Unlock::Unwrapped(_)) => return Err(Error::ServiceKeyLength),
            (SlotKind::TwoFactors(params), Unlock::TwoFactors(passphrase, key))
                if key.expose().len() == 32 =>
            {
                let known = params.stretch(&normalise(passphrase.expose()), &self.salt)?;
                let both = Zeroizing::new([known.bytes().as_slice(), key.expose()].concat());
                Deriver::new(&self.salt, &both)
            }
            (SlotKind::TwoFactors(_), Unlock::TwoFactors(..)) => return Err(Error::HostKeyLength),
            _ => return Err(Error::NoSuchSlot),
        };
        Ok(SlotKeys {
            commitment: deriver.key(b"backpack/1/slot/commit"),
            wrap: deriver.key(b"backpack/1/slot/wrap"),
        })
    }

    fn aad(&self, account: AccountId) -> Vec<u8> {
        let mut aad = Vec::new();
        aad.extend_from_slice(&key_file::MAGIC);
        aad.extend_from_slice(&key_file::BOUND.to_be_bytes());
        aad.extend_from_slice(account.as_bytes());
        self.write_open_fields(&mut aad);
        aad
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        self.write_open_fields(out);
        out.extend_from_slice(&self.wrapped);
    }

    fn write_open_fields(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.slot.id.0.to_be_bytes());
        out.push(match self.slot.kind {
            SlotKind::Passphrase(_) => PASSPHRASE,
            SlotKind::HostKey => HOST_KEY,
            SlotKind::RecoveryCode => RECOVERY_CODE,
            SlotKind::KeyService => KEY_SERVICE,
            SlotKind::TwoFactors(_) => TWO_FACTORS,
        });
        // The label is at most 64 bytes: checked when the slot is made and when it is read.
        out.push(u8::try_from(self.slot.label.len()).unwrap_or(u8::MAX));
        out.extend_from_slice(self.slot.label.as_bytes());
        if let SlotKind::Passphrase(params) | SlotKind::TwoFactors(params) = &self.slot.kind {
            out.push(NFC);
            for cost in [params.memory_kib(), params.passes(), params.lanes()] {
                out.extend_from_slice(&cost.to_be_bytes());
            }
        }
        if let Some(name) = &self.slot.service {
            service::write(name, &self.service_key, out);
        }
        out.extend_from_slice(&self.salt);
        out.extend_from_slice(&self.commitment);
    }

    /// Reads a slot. Parameters outside the bounds are refused here, before anything is allocated for them.
    pub(crate) fn read(reader: &mut Reader<'_>, format: u32) -> Result<Self, Error> {
        let id = SlotId(reader.u32().ok_or(Error::KeyFileDamaged)?);
        let kind = reader.u8().ok_or(Error::KeyFileDamaged)?;
        let label = read_label(reader).ok_or(Error::KeyFileDamaged)?;
        let kind = match kind {
            PASSPHRASE => SlotKind::Passphrase(read_params(reader)?),
            HOST_KEY => SlotKind::HostKey,
            RECOVERY_CODE if format >= key_file::WITH_RECOVERY_CODE => SlotKind::RecoveryCode,
            KEY_SERVICE if format >= key_file::WITH_KEY_SERVICE => SlotKind::KeyService,
            TWO_FACTORS if format >= key_file::WITH_TWO_FACTORS => SlotKind::TwoFactors(read_params(reader)?),
            _ => return Err(Error::KeyFileDamaged),
        };
        let (service, service_key) = match kind {
            SlotKind::KeyService => service::read(reader).ok_or(Error::KeyFileDamaged)?,
            _ => (None, Vec::new()),
        };
        let (salt, commitment, wrapped) = read_seals(reader).ok_or(Error::KeyFileDamaged)?;
        Ok(Self { slot: Slot { id, kind, label, service }, service_key, salt, commitment, wrapped })
    }
}

struct SlotKeys {
    commitment: Key32,
    wrap: Key32,
}

fn read_label(reader: &mut Reader<'_>) -> Option<String> {
    let length = usize::from(reader.u8()?);
    let label = reader.take(length).filter(|label| label.len() <= MAX_LABEL_BYTES)?;
    String::from_utf8(label.to_vec()).ok()
}

fn read_params(reader: &mut Reader<'_>) -> Result<Argon2Params, Error> {
    if reader.u8() != Some(NFC) {
        return Err(Error::KeyFileDamaged);
    }
    let [memory_kib, passes, lanes] = read_costs(reader).ok_or(Error::KeyFileDamaged)?;
    Argon2Params::new(memory_kib, passes, lanes)
}

fn read_costs(reader: &mut Reader<'_>) -> Option<[u32; 3]> {
    Some([reader.u32()?, reader.u32()?, reader.u32()?])
}

fn read_seals(reader: &mut Reader<'_>) -> Option<([u8; 16], [u8; 32], [u8; WRAP])> {
    Some((reader.array()?, reader.array()?, reader.array()?))
}
