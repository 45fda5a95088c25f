//! Making a block.

use backpack_core::{BlobId, BlockId};
use backpack_keys::{Aad, BackpackKeys, Purpose};
use backpack_store::MAX_VALUE_BYTES;
use bytes::Bytes;

use super::{BlockIndex, ItemHead};
use crate::catalog::Place;
use crate::zip::Effort;
use crate::{Error, table, zip};

/// A block that is ready to be stored.
#[derive(Clone, Debug)]
pub(crate) struct SealedBlock {
    pub(crate) id: BlockId,
    pub(crate) place: Place,
    pub(crate) sealed: Bytes,
    /// The length of its plain content in bytes.
    pub(crate) raw: u32,
}

/// One body on its way into a block.
#[derive(Clone, Debug)]
pub(crate) struct BlockItem<'a> {
    pub(crate) head: ItemHead<'a>,
    pub(crate) body: &'a [u8],
}

impl SealedBlock {
    /// Returns the blob it goes to, if it is too large for the store.
    pub(crate) fn blob(&self) -> Option<BlobId> {
        match self.place {
            Place::Store => None,
            Place::Blob(blob) => Some(blob),
        }
    }

    /// Compresses and seals bodies under a new id.
    pub(crate) fn new(
        keys: &BackpackKeys,
        query: &str,
        envelope: Option<&[u8]>,
        items: &[BlockItem<'_>],
    ) -> Result<Self, Error> {
        let too_large = |_| Error::TooLarge("block");
        let index =
            BlockIndex { query, envelope, items: items.iter().map(|item| item.head.clone()).collect() };
        let bodies: usize = items.iter().map(|item| item.body.len()).sum();
        let mut plain = postcard::to_extend(&index, Vec::with_capacity(bodies + items.len() * 64 + 256))
            .map_err(too_large)?;
        items.iter().for_each(|item| plain.extend_from_slice(item.body));
        let raw = u32::try_from(plain.len()).map_err(|_| Error::TooLarge("block"))?;
        let id = BlockId::random();
        let sealed = seal_packing(keys, id, &zip::pack(&plain, Effort::Quick)?);
        let place = if sealed.len() > MAX_VALUE_BYTES { Place::Blob(BlobId::random()) } else { Place::Store };
        Ok(Self { id, place, sealed: Bytes::from(sealed), raw })
    }
}

/// Seals the packing of a block.
pub(crate) fn seal_packing(keys: &BackpackKeys, id: BlockId, packed: &[u8]) -> Vec<u8> {
    keys.seal(Purpose::Block, &Aad::new(table::BLOCK.0, id.as_bytes()), packed)
}
