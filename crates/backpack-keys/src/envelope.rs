//! The two shapes in which XChaCha20-Poly1305 ciphertext is kept: envelopes for data, wraps for keys.
//!
//! An envelope seals data under an epoch's purpose key. Integers are big-endian.
//!
//! | offset | bytes | field |
//! |---|---|---|
//! | 0 | 2 | magic `BP` |
//! | 2 | 1 | format, 1 |
//! | 3 | 1 | algorithm, 1 = XChaCha20-Poly1305 |
//! | 4 | 4 | epoch |
//! | 8 | 24 | nonce, random |
//! | 32 | n | ciphertext, as long as the plaintext |
//! | 32+n | 16 | tag |
//!
//! A wrap seals one key of 32 bytes under another: nonce (24), ciphertext (32), tag (16), 72 bytes together.

use chacha20poly1305::aead::inout::InOutBuf;
use chacha20poly1305::{AeadInOut as _, KeyInit as _, Tag, XChaCha20Poly1305, XNonce};

use crate::Error;
use crate::codec::Reader;
use crate::derive::Key32;
use crate::random::Random;

/// How many bytes longer an envelope is than what it seals.
pub const ENVELOPE_OVERHEAD: usize = HEADER + TAG;

pub(crate) const FORMAT: u8 = 1;
pub(crate) const ALGORITHM: u8 = 1;
pub(crate) const WRAP: usize = NONCE + 32 + TAG;

const MAGIC: [u8; 2] = *b"BP";
const NONCE: usize = 24;
const TAG: usize = 16;
const HEADER: usize = ENVELOPE_HEAD + NONCE;

/// How many bytes of an envelope [`sealed_epoch`] needs: the first ones.
pub const ENVELOPE_HEAD: usize = 8;

/// Returns the epoch whose key sealed these bytes, without opening them: what is of an old epoch wants sealing anew.
///
/// The first [`ENVELOPE_HEAD`] bytes are enough.
///
/// # Errors
///
/// [`Error::Tampered`] if it is no envelope, [`Error::NewerFormat`] if a newer version wrote it.
pub fn sealed_epoch(sealed: &[u8]) -> Result<u32, Error> {
    read_epoch(&mut Reader::new(sealed))
}

fn read_epoch(reader: &mut Reader<'_>) -> Result<u32, Error> {
    if reader.array() != Some(MAGIC) {
        return Err(Error::Tampered);
    }
    match reader.u8() {
        Some(FORMAT) => {}
        Some(newer) if newer > FORMAT => return Err(Error::NewerFormat(newer.into())),
        _ => return Err(Error::Tampered),
    }
    if reader.u8() != Some(ALGORITHM) {
        return Err(Error::Tampered);
    }
    reader.u32().ok_or(Error::Tampered)
}

/// An envelope taken apart.
pub(crate) struct Envelope<'a> {
    pub(crate) epoch: u32,
    nonce: [u8; NONCE],
    ciphertext: &'a [u8],
    tag: [u8; TAG],
}

impl<'a> Envelope<'a> {
    pub(crate) fn read(sealed: &'a [u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(sealed);
        let epoch = read_epoch(&mut reader)?;
        let nonce = reader.array().ok_or(Error::Tampered)?;
        let body = sealed.get(HEADER..).and_then(<[u8]>::split_last_chunk::<TAG>);
        let (ciphertext, tag) = body.ok_or(Error::Tampered)?;
        Ok(Self { epoch, nonce, ciphertext, tag: *tag })
    }

    /// Opens into `out`, whose content is replaced, and is empty after a failure.
    pub(crate) fn open_into(&self, key: &[u8; 32], aad: &[u8], out: &mut Vec<u8>) -> Result<(), Error> {
        out.clear();
        out.extend_from_slice(self.ciphertext);
        let opened = cipher(key).decrypt_inout_detached(
            &XNonce::from(self.nonce),
            aad,
            InOutBuf::from(out.as_mut_slice()),
            &Tag::from(self.tag),
        );
        opened.map_err(|_| {
            out.clear();
            Error::Tampered
        })
    }
}

/// Returns an envelope of `plaintext`.
#[expect(clippy::expect_used, reason = "the cipher refuses only what no memory can hold")]
pub(crate) fn seal(
    key: &[u8; 32],
    epoch: u32,
    aad: &[u8],
    plaintext: &[u8],
    random: &mut impl Random,
) -> Vec<u8> {
    let nonce: [u8; NONCE] = random.array();
    let mut sealed = Vec::with_capacity(plaintext.len() + ENVELOPE_OVERHEAD);
    sealed.extend_from_slice(&MAGIC);
    sealed.extend_from_slice(&[FORMAT, ALGORITHM]);
    sealed.extend_from_slice(&epoch.to_be_bytes());
    sealed.extend_from_slice(&nonce);
    sealed.extend_from_slice(plaintext);
    let (_, body) = sealed.split_at_mut(HEADER);
    let tag = cipher(key).encrypt_inout_detached(&XNonce::from(nonce), aad, InOutBuf::from(body));
    sealed.extend_from_slice(&tag.expect("the plaintext is shorter than 256 GiB"));
    sealed
}

/// Returns `secret` sealed under `key` as a wrap.
#[expect(clippy::expect_used, reason = "the cipher refuses only what no memory can hold")]
pub(crate) fn wrap(key: &Key32, aad: &[u8], secret: &Key32, random: &mut impl Random) -> [u8; WRAP] {
    let mut wrapped = [0; WRAP];
    let (nonce, rest) = wrapped.split_at_mut(NONCE);
    let (body, tag) = rest.split_at_mut(32);
    random.fill(nonce);
    let nonce = XNonce::try_from(&*nonce).expect("a nonce is 24 bytes");
    // The key is encrypted straight from its box into the wrap, so that no plain copy is left anywhere.
    let buffer = InOutBuf::new(secret.bytes(), body).expect("a key and its wrap are both 32 bytes");
    let sealed = cipher(key.bytes()).encrypt_inout_detached(&nonce, aad, buffer);
    tag.copy_from_slice(&sealed.expect("a key is shorter than 256 GiB"));
    wrapped
}

/// Returns the secret in a wrap, or `None` if it is not sealed under this key for this place.
pub(crate) fn unwrap(key: &Key32, aad: &[u8], wrapped: &[u8; WRAP]) -> Option<Key32> {
    let (nonce, rest) = wrapped.split_first_chunk::<NONCE>()?;
    let (body, tag) = rest.split_last_chunk::<TAG>()?;
    let mut secret = Key32::from_slice(body)?;
    let buffer = InOutBuf::from(secret.bytes_mut().as_mut_slice());
    let opened =
        cipher(key.bytes()).decrypt_inout_detached(&XNonce::from(*nonce), aad, buffer, &Tag::from(*tag));
    opened.ok().map(|()| secret)
}

fn cipher(key: &[u8; 32]) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(key.into())
}
