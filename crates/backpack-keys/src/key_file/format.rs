//! The key file's layout, formats 1 to 4, byte by byte; integers are big-endian:
//!
//! | offset | bytes | field |
//! |---|---|---|
//! | 0 | 4 | magic `BPKF` |
//! | 4 | 4 | format, 1 to 4 |
//! | 8 | 16 | account |
//! | 24 | 16 | the account's own space |
//! | 40 | 4 | the id of the next slot |
//! | 44 | 1 | number of slots, 1 to 8 |
//! | 45 | … | slots, ids ascending (see `slot.rs`) |
//! | … | 2 | number of spaces, from 1 |
//! | … | … | spaces, ids ascending, the account's own among them (see `space.rs`) |
//! | end − 32 | 32 | SHA-256 of everything before |
//!
//! Format 2 may hold a recovery code's slot, format 3 a key service's, format 4 one of a passphrase and a key; they are the
//! same otherwise. A file is written in the lowest format that can say what it holds, so that an older version opens it as long as it can.
//!
//! The checksum stands at the end of every format, and is checked before the format: damage is never taken for a
//! newer version. It protects against accidents; against malice, each wrap is bound to its place.

use std::collections::BTreeMap;

use backpack_core::{AccountId, SpaceId};
use sha2::{Digest as _, Sha256};

use crate::codec::Reader;
use crate::slot::StoredSlot;
use crate::space::StoredSpace;
use crate::{Error, KeyFile, MAX_KEY_FILE_BYTES, MAX_SLOTS};

pub(crate) const MAGIC: [u8; 4] = *b"BPKF";
/// What every wrap is bound to in the place of a format: wraps outlive the format of the file they were made in.
pub(crate) const BOUND: u32 = 1;
/// The first format that knows recovery codes.
pub(crate) const WITH_RECOVERY_CODE: u32 = 2;

/// The first format that knows key services.
pub(crate) const WITH_KEY_SERVICE: u32 = 3;

/// The first format that knows slots of a passphrase and a key.
pub(crate) const WITH_TWO_FACTORS: u32 = 4;

const FIRST: u32 = 1;
const NEWEST: u32 = WITH_TWO_FACTORS;

const CHECKSUM: usize = 32;

impl KeyFile {
    /// Reads a key file.
    ///
    /// # Errors
    ///
    /// [`Error::NotAKeyFile`]; [`Error::KeyFileDamaged`]; [`Error::NewerFormat`]; [`Error::WeakSlot`] and
    /// [`Error::CostlySlot`] if a slot's parameters are out of bounds. Nothing is allocated on the file's word.
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        if !bytes.starts_with(&MAGIC) {
            return Err(Error::NotAKeyFile);
        }
        if bytes.len() > MAX_KEY_FILE_BYTES {
            return Err(Error::KeyFileDamaged);
        }
        let (body, checksum) = bytes.split_last_chunk::<CHECKSUM>().ok_or(Error::KeyFileDamaged)?;
        if Sha256::digest(body).as_slice() != checksum {
            return Err(Error::KeyFileDamaged);
        }
        let mut reader = Reader::new(body);
        let _magic: Option<[u8; 4]> = reader.array();
        match reader.u32() {
            Some(format @ FIRST..=NEWEST) => Self::read(&mut reader, format),
            Some(newer) if newer > NEWEST => Err(Error::NewerFormat(newer)),
            _ => Err(Error::KeyFileDamaged),
        }
    }

    fn read(reader: &mut Reader<'_>, format: u32) -> Result<Self, Error> {
        let damaged = || Error::KeyFileDamaged;
        let account = AccountId::from_bytes(reader.array().ok_or_else(damaged)?);
        let own_space = SpaceId::from_bytes(reader.array().ok_or_else(damaged)?);
        let next_slot = reader.u32().ok_or_else(damaged)?;
        let slots = read_slots(reader, next_slot, format)?;
        let spaces = read_spaces(reader).ok_or_else(damaged)?;
        if !reader.is_empty() || !spaces.contains_key(&own_space) {
            return Err(Error::KeyFileDamaged);
        }
        let file = Self { account, own_space, next_slot, slots, spaces };
        // Formats from 3 on are only ever written for a slot that needs them.
        if format >= WITH_KEY_SERVICE && file.format() != format {
            return Err(Error::KeyFileDamaged);
        }
        Ok(file)
    }

    /// Returns the key file as bytes, as [`KeyFile::parse`] reads them.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        bytes.extend_from_slice(&MAGIC);
        bytes.extend_from_slice(&self.format().to_be_bytes());
        bytes.extend_from_slice(self.account.as_bytes());
        bytes.extend_from_slice(self.own_space.as_bytes());
        bytes.extend_from_slice(&self.next_slot.to_be_bytes());
        // Both numbers are bounded where something is added.
        bytes.push(u8::try_from(self.slots.len()).unwrap_or(u8::MAX));
        self.slots.iter().for_each(|slot| slot.write(&mut bytes));
        bytes.extend_from_slice(&u16::try_from(self.spaces.len()).unwrap_or(u16::MAX).to_be_bytes());
        self.spaces.values().for_each(|space| space.write(&mut bytes));
        let checksum = Sha256::digest(&bytes);
        bytes.extend_from_slice(&checksum);
        bytes
    }

    /// Returns the lowest format that can say what the file holds.
    fn format(&self) -> u32 {
        if self.slots.iter().any(StoredSlot::is_of_two_factors) {
            WITH_TWO_FACTORS
        } else if !self.wrapped_keys().is_empty() {
            WITH_KEY_SERVICE
        } else if self.recovery_slot().is_some() {
            WITH_RECOVERY_CODE
        } else {
            FIRST
        }
    }
}

fn read_slots(reader: &mut Reader<'_>, next_slot: u32, format: u32) -> Result<Vec<StoredSlot>, Error> {
    let count = usize::from(reader.u8().ok_or(Error::KeyFileDamaged)?);
    if !(1..=MAX_SLOTS).contains(&count) {
        return Err(Error::KeyFileDamaged);
    }
    let mut slots: Vec<StoredSlot> = Vec::new();
    for _ in 0..count {
        let slot = StoredSlot::read(reader, format)?;
        let id = slot.public().id;
        let is_second_code = slot.is_recovery_code() && slots.iter().any(StoredSlot::is_recovery_code);
        if is_second_code || id.0 >= next_slot || slots.last().is_some_and(|last| last.public().id >= id) {
            return Err(Error::KeyFileDamaged);
        }
        slots.push(slot);
    }
    Ok(slots)
}

fn read_spaces(reader: &mut Reader<'_>) -> Option<BTreeMap<SpaceId, StoredSpace>> {
    let mut spaces = BTreeMap::new();
    for _ in 0..reader.u16()? {
        let space = StoredSpace::read(reader)?;
        if spaces.last_key_value().is_some_and(|(last, _)| *last >= space.space()) {
            return None;
        }
        spaces.insert(space.space(), space);
    }
    Some(spaces)
}
