//! Blocks that are too large for the store.

use backpack_core::BlobId;
use backpack_files::ByteStream;

use crate::Error;
use crate::block::SealedBlock;
use crate::keep::Inner;

impl Inner {
    /// Notes that a blob is about to be named.
    pub(crate) fn begin_flight(&self, blob: BlobId) {
        self.in_flight.begin(blob, self.parts.clock.now());
    }

    /// Stores the blocks that go to the blob store. If that goes well, the caller ends their flight after the commit.
    pub(crate) async fn put_blobs(&self, blocks: &[SealedBlock]) -> Result<(), Error> {
        let stored = self.put_each(blocks).await;
        if stored.is_err() {
            blocks.iter().filter_map(SealedBlock::blob).for_each(|blob| self.in_flight.end(blob));
        }
        stored
    }

    async fn put_each(&self, blocks: &[SealedBlock]) -> Result<(), Error> {
        for block in blocks {
            if let Some(blob) = block.blob() {
                self.begin_flight(blob);
                self.parts.blobs.put(blob, ByteStream::from_bytes(block.sealed.clone())).await?;
            }
        }
        Ok(())
    }
}
