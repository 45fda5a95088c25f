//! Reading a block.

use std::ops::Range;

use backpack_core::BlockId;
use backpack_keys::{Aad, BackpackKeys, Purpose};
use bytes::Bytes;

use super::{BlockIndex, MAX_PLAIN, WHAT};
use crate::{Error, table, zip};

/// A block, opened: its plain content, and where each body lies in it.
#[derive(Clone, Debug)]
pub(crate) struct OpenBlock {
    plain: Bytes,
    bodies: Vec<Range<usize>>,
}

impl OpenBlock {
    /// Opens a sealed block.
    pub(crate) fn new(keys: &BackpackKeys, id: BlockId, sealed: &[u8]) -> Result<Self, Error> {
        let plain = zip::unpack(&open_packing(keys, id, sealed)?, MAX_PLAIN, WHAT)?;
        let (index, rest): (BlockIndex<'_>, _) =
            postcard::take_from_bytes(&plain).map_err(|_| Error::Tampered(WHAT))?;
        let mut at = plain.len() - rest.len();
        let mut bodies = Vec::with_capacity(index.items.len());
        for item in &index.items {
            let end = at + item.length as usize;
            bodies.push(at..end);
            at = end;
        }
        if at != plain.len() {
            return Err(Error::Tampered(WHAT));
        }
        Ok(Self { plain: Bytes::from(plain), bodies })
    }

    /// Returns how many bodies it holds.
    pub(crate) fn len(&self) -> u32 {
        u32::try_from(self.bodies.len()).unwrap_or(u32::MAX)
    }

    /// Returns the length of its plain content in bytes.
    pub(crate) fn raw(&self) -> u32 {
        u32::try_from(self.plain.len()).unwrap_or(u32::MAX)
    }

    /// Returns a body.
    pub(crate) fn body(&self, slot: u32) -> Result<Bytes, Error> {
        let range = self.bodies.get(slot as usize).cloned().ok_or(Error::Tampered(WHAT))?;
        Ok(self.plain.slice(range))
    }

    /// Returns what stands before the bodies.
    pub(crate) fn index(&self) -> Result<BlockIndex<'_>, Error> {
        postcard::take_from_bytes(&self.plain).map(|(index, _)| index).map_err(|_| Error::Tampered(WHAT))
    }

    /// Returns how many bytes it holds in memory.
    pub(crate) fn weight(&self) -> usize {
        self.plain.len() + self.bodies.len() * size_of::<Range<usize>>()
    }
}

/// Returns the packing of a sealed block.
pub(crate) fn open_packing(keys: &BackpackKeys, id: BlockId, sealed: &[u8]) -> Result<Vec<u8>, Error> {
    let opened = keys.open(Purpose::Block, &Aad::new(table::BLOCK.0, id.as_bytes()), sealed);
    opened.map_err(|error| Error::from_keys(&error, WHAT))
}
