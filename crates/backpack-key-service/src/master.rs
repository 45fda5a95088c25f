//! Master keys, and what is wrapped under them.
//!
//! A wrapped key, integers big-endian:
//!
//! | offset | bytes | field |
//! |---|---|---|
//! | 0 | 2 | magic `BK` |
//! | 2 | 1 | format, 1 |
//! | 3 | 1 | algorithm, 1 = XChaCha20-Poly1305 |
//! | 4 | 4 | version of the master key |
//! | 8 | 16 | the service: random, made with its first master key |
//! | 24 | 24 | nonce, random |
//! | 48 | 32 | the key, sealed |
//! | 80 | 16 | tag |
//!
//! It is bound to its first 24 bytes, and to the context behind them.

mod file;
mod head;

use std::collections::BTreeMap;
use std::fmt;

use backpack_core::SecretBytes;
use chacha20poly1305::aead::inout::InOutBuf;
use chacha20poly1305::{AeadInOut as _, KeyInit as _, Tag, XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use crate::{Error, ErrorKind, MAX_CONTEXT_BYTES, MAX_NAME_BYTES, Tally, Wrapped};

pub(crate) use file::MAX_FILE_BYTES;
pub(crate) use head::Head;

/// How many master keys a service has at most.
pub const MAX_MASTER_KEYS: usize = 1024;

const KEY: usize = 32;
const NONCE: usize = 24;
const TAG: usize = 16;

/// The master keys of one service. There is always at least one.
pub(crate) struct MasterKeys {
    name: String,
    service: [u8; 16],
    keys: BTreeMap<u32, SecretBytes>,
}

/// Fills a buffer with random bytes. Tests hand in what is none.
pub(crate) type Fill<'a> = &'a mut dyn FnMut(&mut [u8]);

impl MasterKeys {
    pub(crate) fn create(name: &str, fill: Fill<'_>) -> Result<Self, Error> {
        if !(1..=MAX_NAME_BYTES).contains(&name.len()) {
            let kind = ErrorKind::Invalid("a key service's name has 1 to 64 bytes");
            return Err(Error::new(kind, "make key service"));
        }
        let mut service = [0; 16];
        fill(&mut service);
        let keys = BTreeMap::from([(1, master_key(fill))]);
        Ok(Self { name: name.to_owned(), service, keys })
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Returns the versions that are there, the newest last.
    pub(crate) fn versions(&self) -> Vec<u32> {
        self.keys.keys().copied().collect()
    }

    pub(crate) fn newest(&self) -> u32 {
        self.keys.last_key_value().map_or(0, |(version, _)| *version)
    }

    /// Makes a new master key, which wraps from now on.
    pub(crate) fn rotate(&mut self, fill: Fill<'_>) -> Result<u32, Error> {
        const OPERATION: &str = "make master key";
        if self.keys.len() >= MAX_MASTER_KEYS {
            return Err(Error::new(ErrorKind::Invalid("there are 1024 master keys; retire some"), OPERATION));
        }
        let next = self.newest().checked_add(1);
        let next = next.ok_or_else(|| Error::new(ErrorKind::Invalid("no version is left"), OPERATION))?;
        self.keys.insert(next, master_key(fill));
        Ok(next)
    }

    /// Begins a count of what is wrapped under which key.
    pub(crate) fn tally(&self) -> Tally {
        Tally::new(self.service, self.newest())
    }

    /// Destroys an older master key, unless the count says that something is still wrapped under it.
    pub(crate) fn retire(&mut self, version: u32, tally: &Tally) -> Result<(), Error> {
        let refused = |kind| Err(Error::new(kind, "retire master key"));
        if version == self.newest() {
            return refused(ErrorKind::NewestKey);
        }
        if !self.keys.contains_key(&version) {
            return refused(ErrorKind::UnknownKey);
        }
        if let Err(kind) = tally.allows(self.service, version) {
            return refused(kind);
        }
        self.keys.remove(&version);
        Ok(())
    }

    pub(crate) fn is_current(&self, wrapped: &Wrapped) -> Result<bool, Error> {
        let head = Head::read(wrapped.as_bytes())?;
        self.key(&head, "look at wrapped key")?;
        Ok(head.version == self.newest())
    }

    pub(crate) fn wrap(&self, context: &[u8], key: &SecretBytes, fill: Fill<'_>) -> Result<Wrapped, Error> {
        const OPERATION: &str = "wrap key";
        check_context(context, OPERATION)?;
        if key.expose().len() != KEY {
            return Err(Error::new(ErrorKind::Invalid("the key is not 32 bytes"), OPERATION));
        }
        let head = Head { version: self.newest(), service: self.service };
        let master = self.key(&head, OPERATION)?;
        let mut wrapped = head.to_bytes().to_vec();
        let bound = [wrapped.as_slice(), context].concat();
        let mut nonce = [0; NONCE];
        fill(&mut nonce);
        wrapped.extend_from_slice(&nonce);
        let mut body = [0; KEY];
        let failed = || Error::new(ErrorKind::Invalid("the key cannot be sealed"), OPERATION);
        // Sealed from where it lies into what is handed out, so that no plain copy is made.
        let buffer = InOutBuf::new(key.expose(), &mut body).map_err(|_| failed())?;
        let tag = master.encrypt_inout_detached(&XNonce::from(nonce), &bound, buffer);
        wrapped.extend_from_slice(&body);
        wrapped.extend_from_slice(&tag.map_err(|_| failed())?);
        Wrapped::new(wrapped)
    }

    pub(crate) fn unwrap(&self, context: &[u8], wrapped: &Wrapped) -> Result<SecretBytes, Error> {
        const OPERATION: &str = "unwrap key";
        check_context(context, OPERATION)?;
        let bytes = wrapped.as_bytes();
        let head = Head::read(bytes)?;
        let master = self.key(&head, OPERATION)?;
        let tampered = || Error::new(ErrorKind::Tampered, OPERATION);
        let rest = bytes.get(Head::BYTES..).and_then(<[u8]>::split_first_chunk::<NONCE>);
        let (nonce, rest) = rest.ok_or_else(tampered)?;
        let (body, tag) = rest.split_last_chunk::<TAG>().ok_or_else(tampered)?;
        if body.len() != KEY {
            return Err(tampered());
        }
        let bound = [head.to_bytes().as_slice(), context].concat();
        let mut key = Zeroizing::new(body.to_vec());
        let buffer = InOutBuf::from(key.as_mut_slice());
        let opened = master.decrypt_inout_detached(&XNonce::from(*nonce), &bound, buffer, &Tag::from(*tag));
        opened.map_err(|_| tampered())?;
        Ok(SecretBytes::new(std::mem::take(&mut *key)))
    }

    fn key(&self, head: &Head, operation: &'static str) -> Result<XChaCha20Poly1305, Error> {
        let unknown = || Error::new(ErrorKind::UnknownKey, operation);
        let key =
            self.keys.get(&head.version).filter(|_| head.service == self.service).ok_or_else(unknown)?;
        XChaCha20Poly1305::new_from_slice(key.expose()).map_err(|_| unknown())
    }
}

impl fmt::Debug for MasterKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MasterKeys")
            .field("name", &self.name)
            .field("versions", &self.versions())
            .finish_non_exhaustive()
    }
}

/// The operating system's randomness.
#[expect(clippy::expect_used, reason = "without randomness no key and no nonce is safe")]
pub(crate) fn os(bytes: &mut [u8]) {
    getrandom::fill(bytes).expect("the operating system gives randomness");
}

fn master_key(fill: Fill<'_>) -> SecretBytes {
    let mut key = Zeroizing::new(vec![0; KEY]);
    fill(&mut key);
    SecretBytes::new(std::mem::take(&mut *key))
}

fn check_context(context: &[u8], operation: &'static str) -> Result<(), Error> {
    match context.len() {
        1..=MAX_CONTEXT_BYTES => Ok(()),
        _ => Err(Error::new(ErrorKind::Invalid("a context has 1 to 256 bytes"), operation)),
    }
}
