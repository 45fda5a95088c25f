//! The key file's layout: format 1, byte by byte; integers are big-endian:
//!
//! | offset | bytes | field |
//! |---|---|---|
//! | 0 | 4 | magic `BPKF` |
//! | 4 | 4 | format, 1 |
//! | 8 | 16 | account |
//! | 24 | 16 | the account's own space |
//! | 40 | 4 | the id of the next slot |
//! | 44 | 1 | number of slots, 1 to 8 |
//! | 45 | … | slots, ids ascending (see `slot.rs`) |
//! | … | 2 | number of spaces, from 1 |
//! | … | … | spaces, ids ascending, the account's own among them (see `space.rs`) |
//! | end − 32 | 32 | SHA-256 of everything before |
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
pub(crate) const FORMAT: u32 = 1;

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
            Some(FORMAT) => {}
            Some(newer) if newer > FORMAT => return Err(Error::NewerFormat(newer)),
            _ => return Err(Error::KeyFileDamaged),
        }
        Self::read(&mut reader)
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let damaged = || Error::KeyFileDamaged;
        let account = AccountId::from_bytes(reader.array().ok_or_else(damaged)?);
        let own_space = SpaceId::from_bytes(reader.array().ok_or_else(damaged)?);
        let next_slot = reader.u32().ok_or_else(damaged)?;
        let slots = read_slots(reader, next_slot)?;
        let spaces = read_spaces(reader).ok_or_else(damaged)?;
        if !reader.is_empty() || !spaces.contains_key(&own_space) {
            return Err(Error::KeyFileDamaged);
        }
        Ok(Self { account, own_space, next_slot, slots, spaces })
    }

    /// Returns the key file as bytes, as [`KeyFile::parse`] reads them.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        bytes.extend_from_slice(&MAGIC);
        bytes.extend_from_slice(&FORMAT.to_be_bytes());
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
}

fn read_slots(reader: &mut Reader<'_>, next_slot: u32) -> Result<Vec<StoredSlot>, Error> {
    let count = usize::from(reader.u8().ok_or(Error::KeyFileDamaged)?);
    if !(1..=MAX_SLOTS).contains(&count) {
        return Err(Error::KeyFileDamaged);
    }
    let mut slots: Vec<StoredSlot> = Vec::new();
    for _ in 0..count {
        let slot = StoredSlot::read(reader)?;
        let id = slot.public().id;
        if id.0 >= next_slot || slots.last().is_some_and(|last| last.public().id >= id) {
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
