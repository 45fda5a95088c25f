//! One piece of the index: small ones lie in their row, larger ones in the blob store under a key of their own.

use std::sync::Arc;

use backpack_core::{BlobId, SecretBytes, SpaceId};
use backpack_files::{ByteStream, ErrorKind, FileKey, open_stream, seal_padded_stream};

use crate::keep::busy;
use crate::row::{Held, IndexPiece, IndexRow};
use crate::zip::Effort;
use crate::{Error, Keep, Row as _, zip};

/// The longest packing that lies in a row.
const IN_ROW: usize = 24 << 10;
/// The most plain bytes of a piece that a reader accepts.
const MAX_PLAIN: usize = 1 << 30;

impl Keep {
    /// Packs and stores a piece. If it went to the blob store, the caller ends its flight.
    pub(super) async fn store_piece(&self, plain: Arc<[u8]>) -> Result<IndexPiece, Error> {
        let blob = BlobId::random();
        // Any random number is an id; this one is not that of the blob.
        let id = *BlobId::random().as_bytes();
        let packed = busy(move || zip::pack(&plain, Effort::Quick)).await?;
        if packed.len() <= IN_ROW {
            return Ok(IndexPiece { id, held: Held::Here(SecretBytes::new(packed)) });
        }
        let (key, key_epoch) = (FileKey::random(), self.0.parts.keys.newest_epoch());
        let length = packed.len() as u64;
        let sealed = seal_padded_stream(&key, &context(self.space(), &id), ByteStream::from_bytes(packed));
        self.0.begin_flight(blob);
        if let Err(error) = self.0.parts.blobs.put(blob, sealed).await {
            self.give_up(vec![blob]).await;
            return Err(error.into());
        }
        let key = SecretBytes::new(key.expose().to_vec());
        Ok(IndexPiece { id, held: Held::Blob { blob, key, key_epoch, length } })
    }

    /// Returns a piece's bytes; `None` if they are not there.
    pub(super) async fn piece_bytes(&self, piece: IndexPiece) -> Result<Option<Vec<u8>>, Error> {
        let packed = match piece.held {
            Held::Here(packed) => packed.expose().to_vec(),
            Held::Blob { blob, key, length, .. } => {
                let key = FileKey::from_slice(key.expose()).ok_or(Error::Tampered(IndexRow::WHAT))?;
                let read = match self.0.parts.blobs.get(blob, None).await {
                    Ok(sealed) => {
                        open_stream(&key, &context(self.space(), &piece.id), sealed).collect().await
                    }
                    Err(error) => Err(error),
                };
                match read {
                    Ok(packed) if packed.len() as u64 == length => packed.to_vec(),
                    Ok(_) => return Err(Error::Tampered(IndexRow::WHAT)),
                    Err(error) if *error.kind() == ErrorKind::NotFound => return Ok(None),
                    Err(error) if *error.kind() == ErrorKind::Tampered => {
                        return Err(Error::Tampered(IndexRow::WHAT));
                    }
                    Err(error) => return Err(error.into()),
                }
            }
        };
        busy(move || zip::unpack(&packed, MAX_PLAIN, IndexRow::WHAT)).await.map(Some)
    }
}

/// What a piece's bytes are bound to, beside their key: the space and the piece.
fn context(space: SpaceId, id: &[u8; 16]) -> Vec<u8> {
    [b"index".as_slice(), space.as_bytes(), id].concat()
}
