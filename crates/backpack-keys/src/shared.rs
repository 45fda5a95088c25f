//! A Backpack's keys on their way to another account: sealed to its public key.
//!
//! HPKE (RFC 9180): DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305, mode AuthPSK, one message. A sealed value is
//!
//! | offset | bytes | field |
//! |---|---|---|
//! | 0 | 4 | magic `BPSK` |
//! | 4 | 1 | format, 1 |
//! | 5 | 16 | the account that sealed it |
//! | 21 | 32 | its public key |
//! | 53 | 32 | the encapsulated key |
//! | 85 | n + 16 | the keys, encrypted |
//!
//! The keys are the stable key (32), the number of epochs (2, big-endian), and for each, the newest first, its number (4) and
//! key (32). The `info` of HPKE is the label `backpack/1/share/keys`, then the space, both accounts, the use (1 byte: 1 for an
//! invitation, 2 for a member), the invitation (16, or zeros) and the role (1, or 0); the additional data is the first 53
//! bytes. The pre-shared key comes out of the invitation, or of the stable key for a member; its id is the label
//! `backpack/1/share/psk`.

use std::fmt;

use backpack_core::{AccountId, InvitationId, SecretBytes, SpaceId};
use hpke::rand_core::{CryptoRng, RngCore};
use hpke::{Deserializable as _, OpModeR, OpModeS, PskBundle, Serializable as _};
use zeroize::Zeroizing;

use crate::codec::Reader;
use crate::derive::{Deriver, Key32};
use crate::envelope::{self, Envelope};
use crate::identity::Kem;
use crate::random::{Os, Random as _};
use crate::space::{MAX_EPOCHS, StoredSpace};
use crate::{BackpackKeys, Error, Identity, KeyFile, PublicKey, RootKey};

type Aead = hpke::aead::ChaCha20Poly1305;
type Kdf = hpke::kdf::HkdfSha256;

const MAGIC: [u8; 4] = *b"BPSK";
const FORMAT: u8 = 1;
const HEAD: usize = 53;
const INFO: &[u8] = b"backpack/1/share/keys";
const ANSWER: &[u8] = b"backpack/1/invite/answer";
const PSK: &[u8] = b"backpack/1/share/psk";

/// What keys are sealed for. It is bound into what is sealed: for anything else it does not open.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_enums, reason = "keys go to whoever was invited, or has access")]
pub enum SharedWith<'a> {
    /// Somebody who was invited in this role, with the secret of the invitation: 32 bytes.
    Invited {
        /// The invitation.
        invitation: InvitationId,
        /// The role's number.
        role: u8,
        /// The secret that both know.
        secret: &'a SecretBytes,
    },
    /// Somebody who has access, and the keys that both know.
    Member(&'a SharedKeys),
}

/// The keys of a Backpack, ready to be sealed to another account. Wiped when dropped, never cloned, never printed.
pub struct SharedKeys {
    space: SpaceId,
    stable: Key32,
    /// The newest first, never empty.
    epochs: Vec<(u32, Key32)>,
}

/// Who sealed keys, as they say of themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sender {
    /// The account.
    pub account: AccountId,
    /// Its public key, which the sealing proves.
    pub key: PublicKey,
}

impl SharedKeys {
    /// Returns the keys for use.
    #[must_use]
    pub fn keys(&self) -> BackpackKeys {
        BackpackKeys::new(self.space, &self.stable, &self.epochs)
    }

    /// Returns the Backpack.
    #[must_use]
    pub const fn space(&self) -> SpaceId {
        self.space
    }

    /// Returns the newest epoch.
    #[must_use]
    pub fn newest_epoch(&self) -> u32 {
        self.epochs.first().map_or(0, |(epoch, _)| *epoch)
    }

    /// Makes the key of a new epoch, and returns the epoch. It is used for nothing before it is in the key file.
    ///
    /// # Errors
    ///
    /// [`Error::Full`] beyond [`MAX_EPOCHS`](crate::MAX_EPOCHS).
    pub fn add_epoch(&mut self) -> Result<u32, Error> {
        if self.epochs.len() >= MAX_EPOCHS {
            return Err(Error::Full);
        }
        let epoch = self.newest_epoch().checked_add(1).ok_or(Error::Full)?;
        self.epochs.insert(0, (epoch, Key32::random(&mut Os)));
        Ok(epoch)
    }

    /// Forgets the keys of epochs before this one, the newest excepted.
    pub fn forget_before(&mut self, epoch: u32) {
        let newest = self.newest_epoch();
        self.epochs.retain(|(held, _)| *held >= epoch || *held == newest);
    }

    /// Returns the keys sealed to another account's public key.
    ///
    /// # Errors
    ///
    /// [`Error::Tampered`] if the public key is none.
    pub fn seal(
        &self,
        from: &Identity,
        to: AccountId,
        key: PublicKey,
        with: SharedWith<'_>,
    ) -> Result<Vec<u8>, Error> {
        let psk = with.psk(self.space)?;
        let bundle = PskBundle { psk: psk.bytes(), psk_id: PSK };
        let mode = OpModeS::<Kem>::AuthPsk((from.kem()?, from.public().kem()?), bundle);
        let info = with.info(self.space, from.account(), to);
        let mut sealed = Vec::with_capacity(HEAD + 64 + self.epochs.len() * 36);
        sealed.extend_from_slice(&MAGIC);
        sealed.push(FORMAT);
        sealed.extend_from_slice(from.account().as_bytes());
        sealed.extend_from_slice(from.public().as_bytes());
        let (encapsulated, ciphertext) = hpke::single_shot_seal::<Aead, Kdf, Kem, _>(
            &mode,
            &key.kem()?,
            &info,
            &self.plain(),
            &sealed,
            &mut Randomness,
        )
        .map_err(|_| Error::Tampered)?;
        sealed.extend_from_slice(&encapsulated.to_bytes());
        sealed.extend_from_slice(&ciphertext);
        Ok(sealed)
    }

    /// Returns the keys that another account sealed to `to`, and who it was.
    ///
    /// # Errors
    ///
    /// [`Error::Tampered`] if they were altered, or sealed for somebody or something else; [`Error::NewerFormat`].
    pub fn open(
        sealed: &[u8],
        space: SpaceId,
        to: &Identity,
        with: SharedWith<'_>,
    ) -> Result<(Self, Sender), Error> {
        let sender = Self::sender(sealed)?;
        let (head, rest) = sealed.split_at_checked(HEAD).ok_or(Error::Tampered)?;
        let (encapsulated, ciphertext) = rest.split_at_checked(32).ok_or(Error::Tampered)?;
        let psk = with.psk(space)?;
        let mode = OpModeR::<Kem>::AuthPsk(sender.key.kem()?, PskBundle { psk: psk.bytes(), psk_id: PSK });
        let encapsulated = <Kem as hpke::Kem>::EncappedKey::from_bytes(encapsulated);
        let info = with.info(space, sender.account, to.account());
        let plain = hpke::single_shot_open::<Aead, Kdf, Kem>(
            &mode,
            &to.kem()?,
            &encapsulated.map_err(|_| Error::Tampered)?,
            &info,
            ciphertext,
            head,
        );
        let plain = Zeroizing::new(plain.map_err(|_| Error::Tampered)?);
        Ok((Self::read(space, &plain).ok_or(Error::Tampered)?, sender))
    }

    /// Returns who says to have sealed keys, without opening them.
    ///
    /// # Errors
    ///
    /// [`Error::Tampered`] if it is nothing of the sort; [`Error::NewerFormat`].
    pub fn sender(sealed: &[u8]) -> Result<Sender, Error> {
        let mut reader = Reader::new(sealed);
        if reader.array() != Some(MAGIC) {
            return Err(Error::Tampered);
        }
        match reader.u8() {
            Some(FORMAT) => {}
            Some(newer) if newer > FORMAT => return Err(Error::NewerFormat(newer.into())),
            _ => return Err(Error::Tampered),
        }
        let account = AccountId::from_bytes(reader.array().ok_or(Error::Tampered)?);
        let key = PublicKey::from_bytes(reader.array().ok_or(Error::Tampered)?);
        Ok(Sender { account, key })
    }

    fn plain(&self) -> Zeroizing<Vec<u8>> {
        let mut plain = Zeroizing::new(Vec::with_capacity(34 + self.epochs.len() * 36));
        plain.extend_from_slice(self.stable.bytes());
        plain.extend_from_slice(&u16::try_from(self.epochs.len()).unwrap_or(u16::MAX).to_be_bytes());
        for (epoch, key) in &self.epochs {
            plain.extend_from_slice(&epoch.to_be_bytes());
            plain.extend_from_slice(key.bytes());
        }
        plain
    }

    fn read(space: SpaceId, plain: &[u8]) -> Option<Self> {
        let mut reader = Reader::new(plain);
        let stable = Key32::from_slice(reader.take(32)?)?;
        let count = usize::from(reader.u16()?);
        if !(1..=MAX_EPOCHS).contains(&count) {
            return None;
        }
        let mut epochs: Vec<(u32, Key32)> = Vec::new();
        for _ in 0..count {
            let epoch = reader.u32().filter(|epoch| *epoch > 0)?;
            if epochs.last().is_some_and(|(newer, _)| *newer <= epoch) {
                return None;
            }
            epochs.push((epoch, Key32::from_slice(reader.take(32)?)?));
        }
        reader.is_empty().then_some(Self { space, stable, epochs })
    }
}

impl SharedWith<'_> {
    fn psk(self, space: SpaceId) -> Result<Key32, Error> {
        match self {
            Self::Invited { secret, .. } => Key32::from_slice(secret.expose()).ok_or(Error::Tampered),
            Self::Member(known) => Ok(Deriver::new(space.as_bytes(), known.stable.bytes()).key(PSK)),
        }
    }

    fn info(self, space: SpaceId, from: AccountId, to: AccountId) -> Vec<u8> {
        let (purpose, invitation, role) = match self {
            Self::Invited { invitation, role, .. } => (1, *invitation.as_bytes(), role),
            Self::Member(_) => (2, [0; 16], 0),
        };
        let ids = [*space.as_bytes(), *from.as_bytes(), *to.as_bytes()].concat();
        [INFO, &ids, &[purpose], &invitation, &[role]].concat()
    }
}

/// Returns the answer to an invitation, sealed under the invitation's secret and bound to what it answers.
///
/// An envelope as `envelope.rs` has them, of epoch 0, under the key that HKDF-SHA256 derives from the secret with the label
/// `backpack/1/invite/answer`.
///
/// # Errors
///
/// [`Error::Tampered`] if the secret is not 32 bytes.
pub fn seal_answer(secret: &SecretBytes, bound: &[u8], answer: &[u8]) -> Result<Vec<u8>, Error> {
    Ok(envelope::seal(answer_key(secret)?.bytes(), 0, bound, answer, &mut Os))
}

/// Returns what [`seal_answer`] sealed.
///
/// # Errors
///
/// [`Error::Tampered`] if it was altered, or sealed under another secret or for something else; [`Error::NewerFormat`].
pub fn open_answer(secret: &SecretBytes, bound: &[u8], sealed: &[u8]) -> Result<Vec<u8>, Error> {
    let mut answer = Vec::new();
    Envelope::read(sealed)?.open_into(answer_key(secret)?.bytes(), bound, &mut answer)?;
    Ok(answer)
}

fn answer_key(secret: &SecretBytes) -> Result<Key32, Error> {
    let secret = Key32::from_slice(secret.expose()).ok_or(Error::Tampered)?;
    Ok(Deriver::new(&[], secret.bytes()).key(ANSWER))
}

impl KeyFile {
    /// Returns the keys of a Backpack, to be sealed to another account.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchBackpack`]; [`Error::ForeignRootKey`]; [`Error::OwnSpace`]; [`Error::KeyFileDamaged`].
    pub fn shared_keys(&self, root: &RootKey, space: SpaceId) -> Result<SharedKeys, Error> {
        self.check(root)?;
        if space == self.own_space() {
            return Err(Error::OwnSpace);
        }
        let (stable, epochs) = self.stored(space)?.keys(root)?;
        Ok(SharedKeys { space, stable, epochs })
    }

    /// Takes over the keys of a Backpack that another account, or this one, sealed: those epochs and no others. Returns
    /// whether anything changed; keys that are older than those held change nothing.
    ///
    /// # Errors
    ///
    /// [`Error::Tampered`] if the Backpack has another stable key here; [`Error::OwnSpace`]; [`Error::ForeignRootKey`];
    /// [`Error::Full`].
    pub fn adopt_shared(&mut self, root: &RootKey, shared: &SharedKeys) -> Result<bool, Error> {
        self.check(root)?;
        if let Ok(held) = self.shared_keys(root, shared.space) {
            if !held.keys().is_same(&shared.keys()) {
                return Err(Error::Tampered);
            }
            let numbers = |keys: &SharedKeys| keys.epochs.iter().map(|(epoch, _)| *epoch).collect::<Vec<_>>();
            if held.newest_epoch() > shared.newest_epoch() || numbers(&held) == numbers(shared) {
                return Ok(false);
            }
        }
        let stored = StoredSpace::create_of(root, shared.space, &shared.stable, &shared.epochs, &mut Os);
        self.put(stored).map(|()| true)
    }
}

impl fmt::Debug for SharedKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SharedKeys([redacted])")
    }
}

/// The system's randomness, as the standard's implementation takes it.
struct Randomness;

impl RngCore for Randomness {
    fn next_u32(&mut self) -> u32 {
        u32::from_be_bytes(Os.array())
    }

    fn next_u64(&mut self) -> u64 {
        u64::from_be_bytes(Os.array())
    }

    fn fill_bytes(&mut self, dest: &mut [u8]) {
        Os.fill(dest);
    }

    fn try_fill_bytes(&mut self, dest: &mut [u8]) -> Result<(), hpke::rand_core::Error> {
        Os.fill(dest);
        Ok(())
    }
}

impl CryptoRng for Randomness {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::{KemPublic, KemSecret};

    /// RFC 9180, appendix A.2.4: the first message under AuthPSK.
    #[test]
    fn the_suite_answers_as_the_standard_says() {
        let secret = unhex("7b36a42822e75bf3362dfabbe474b3016236408becb83b859a6909e22803cb0c");
        let sender = unhex("3ac5bd4dd66ff9f2740bef0d6ccb66daa77bff7849d7895182b07fb74d087c45");
        let psk = unhex("0247fd33b913760fa1fa51e1892d9f307fbe65eb171e8132c2af18555a738b82");
        let psk_id = unhex("456e6e796e20447572696e206172616e204d6f726961");
        let encapsulated = unhex("656a2e00dc9990fd189e6e473459392df556e9a2758754a09db3f51179a3fc02");
        let sealed = unhex(
            "9aa52e29274fc6172e38a4461361d2342585d3aeec67fb3b721ecd63f059577c7fe886be0ede01456ebc67d597",
        );
        let mode = OpModeR::<Kem>::AuthPsk(
            KemPublic::from_bytes(&sender).unwrap(),
            PskBundle { psk: &psk, psk_id: &psk_id },
        );
        let opened = hpke::single_shot_open::<Aead, Kdf, Kem>(
            &mode,
            &KemSecret::from_bytes(&secret).unwrap(),
            &<Kem as hpke::Kem>::EncappedKey::from_bytes(&encapsulated).unwrap(),
            &unhex("4f6465206f6e2061204772656369616e2055726e"),
            &sealed,
            b"Count-0",
        );
        assert_eq!(opened.unwrap(), b"Beauty is truth, truth beauty");
    }

    fn unhex(text: &str) -> Vec<u8> {
        let digits = text.as_bytes().chunks(2);
        digits.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
    }
}
