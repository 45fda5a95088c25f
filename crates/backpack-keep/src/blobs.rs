//! Blocks that are too large for the store.

use backpack_files::ByteStream;

use crate::Error;
use crate::block::SealedBlock;
use crate::keep::Inner;

impl Inner {
    /// Stores the blocks that go to the blob store. The caller ends their flight once a commit names them.
    pub(crate) async fn put_blobs(&self, blocks: &[SealedBlock]) -> Result<(), Error> {
        for block in blocks {
            if let Some(blob) = block.blob() {
                self.in_flight.begin(blob);
                self.parts.blobs.put(blob, ByteStream::from_bytes(block.sealed.clone())).await?;
            }
        }
        Ok(())
    }
}
