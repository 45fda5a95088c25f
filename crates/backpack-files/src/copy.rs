//! The way out: every blob, from any blob store to any other.

use crate::{BlobStore, Error, ErrorKind};

/// Copies every blob of one store to another. Returns how many the source holds.
///
/// What the target holds already is not copied again, so a broken-off copy goes on where it ended: ids are random and
/// written once, hence the same id is the same blob. The sizes are compared; the seals vouch for the rest.
/// Nothing may write to the source meanwhile.
///
/// # Errors
///
/// What either store returns, and [`ErrorKind::Tampered`] if a copy has another size than its source.
pub async fn copy(from: &dyn BlobStore, to: &dyn BlobStore) -> Result<u64, Error> {
    let (mut copied, mut after) = (0, None);
    loop {
        let page = from.list(after).await?;
        for id in page.ids {
            match to.put(id, from.get(id, None).await?).await {
                Ok(_) => {}
                Err(error) if *error.kind() == ErrorKind::Exists => {}
                Err(error) => return Err(error),
            }
            if to.size(id).await? != from.size(id).await? {
                return Err(Error::new(ErrorKind::Tampered, "copy blob"));
            }
            copied += 1;
        }
        after = page.next;
        if after.is_none() {
            return Ok(copied);
        }
    }
}
