//! The file of master keys, byte by byte; integers are big-endian:
//!
//! | offset | bytes | field |
//! |---|---|---|
//! | 0 | 4 | magic `BPMK` |
//! | 4 | 4 | format, 1 |
//! | 8 | 16 | the service |
//! | 24 | 1 + n | length of the name (1 to 64), name in UTF-8 |
//! | … | 2 | number of master keys, 1 to 1024 |
//! | … | 4 + 32 each | version, from 1, ascending; the key, plain |
//! | end − 32 | 32 | SHA-256 of everything before |

use std::collections::BTreeMap;

use backpack_core::SecretBytes;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::{KEY, MAX_MASTER_KEYS, MasterKeys};
use crate::{Error, ErrorKind, MAX_NAME_BYTES};

/// The longest file of master keys.
pub(crate) const MAX_FILE_BYTES: usize =
    4 + 4 + 16 + 1 + MAX_NAME_BYTES + 2 + MAX_MASTER_KEYS * (4 + KEY) + 32;

const MAGIC: &[u8] = b"BPMK";
const FORMAT: u32 = 1;
const CHECKSUM: usize = 32;
const OPERATION: &str = "read master keys";

impl MasterKeys {
    /// Returns the file. Its buffer never moves, and is wiped.
    pub(crate) fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(MAX_FILE_BYTES));
        bytes.extend_from_slice(MAGIC);
        bytes.extend_from_slice(&FORMAT.to_be_bytes());
        bytes.extend_from_slice(&self.service);
        // Name and number are bounded where they are made and where they are read.
        bytes.push(u8::try_from(self.name.len()).unwrap_or(u8::MAX));
        bytes.extend_from_slice(self.name.as_bytes());
        bytes.extend_from_slice(&u16::try_from(self.keys.len()).unwrap_or(u16::MAX).to_be_bytes());
        for (version, key) in &self.keys {
            bytes.extend_from_slice(&version.to_be_bytes());
            bytes.extend_from_slice(key.expose());
        }
        let checksum = Sha256::digest(bytes.as_slice());
        bytes.extend_from_slice(&checksum);
        bytes
    }

    /// Reads the file. The checksum comes before the format: damage is never taken for a newer version.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let damaged = || Error::new(ErrorKind::Damaged, OPERATION);
        let (body, checksum) = bytes.split_last_chunk::<CHECKSUM>().ok_or_else(damaged)?;
        if Sha256::digest(body).as_slice() != checksum {
            return Err(damaged());
        }
        let rest = body.strip_prefix(MAGIC).ok_or_else(damaged)?;
        let (format, rest) = rest.split_first_chunk().ok_or_else(damaged)?;
        match u32::from_be_bytes(*format) {
            FORMAT => read(rest).ok_or_else(damaged),
            newer if newer > FORMAT => Err(Error::new(ErrorKind::NewerFormat(newer), OPERATION)),
            _ => Err(damaged()),
        }
    }
}

fn read(bytes: &[u8]) -> Option<MasterKeys> {
    let (service, rest) = bytes.split_first_chunk()?;
    let ([length], rest) = rest.split_first_chunk()?;
    let (name, rest) = rest.split_at_checked(usize::from(*length))?;
    let name = std::str::from_utf8(name).ok()?.to_owned();
    let (count, rest) = rest.split_first_chunk()?;
    let count = usize::from(u16::from_be_bytes(*count));
    let fits = (1..=MAX_NAME_BYTES).contains(&name.len()) && (1..=MAX_MASTER_KEYS).contains(&count);
    if !fits || rest.len() != count * (4 + KEY) {
        return None;
    }
    let mut keys = BTreeMap::<u32, SecretBytes>::new();
    for entry in rest.chunks_exact(4 + KEY) {
        let (version, key) = entry.split_first_chunk()?;
        let version = u32::from_be_bytes(*version);
        if keys.last_key_value().map_or(0, |(last, _)| *last) >= version {
            return None;
        }
        keys.insert(version, SecretBytes::new(key.to_vec()));
    }
    Some(MasterKeys { name, service: *service, keys })
}
