//! Makes a blob visible, at once and once; and removes one.

use backpack_core::BlobId;
use backpack_files::{Error, ErrorKind};
use bytes::Bytes;
use object_store::PutMode;

use super::ObjectBlobs;
use super::draft::Draft;
use super::head::Head;
use crate::names::Upload;
use crate::trouble::{Cause, Trouble};

const OPERATION: &str = "put blob";

impl ObjectBlobs {
    /// Puts the head, with the bytes that follow it, on condition that there is none.
    ///
    /// This runs to its end in a task of its own: a request that was sent may land, whoever waits for it. If nobody waits
    /// any longer, the blob is removed again.
    pub(super) async fn publish(&self, draft: Draft, bytes: Bytes) -> Result<u64, Error> {
        let blobs = self.clone();
        let published = tokio::spawn(async move {
            let head = draft.head();
            let mut object = head.encode();
            object.extend_from_slice(&bytes);
            drop(bytes);
            match blobs.put_head(draft.upload, object.into()).await {
                Ok(()) => {
                    let upload = draft.upload;
                    draft.settle();
                    Ok(Published { blobs, upload, size: head.size, is_wanted: false })
                }
                Err(NotPut { trouble, may_land }) => {
                    if may_land {
                        // Whenever it does, it must find its parts.
                        draft.settle();
                    }
                    Err(trouble.of_blob(OPERATION))
                }
            }
        });
        let published = published.await.map_err(|_| Trouble::Lasting(Cause::System).of_blob(OPERATION))?;
        published.map(Published::keep)
    }

    async fn put_head(&self, upload: Upload, object: Bytes) -> Result<(), NotPut> {
        let path = self.names.blob(upload.id);
        let mut failures = 0;
        let mut may_land = false;
        loop {
            let mut trouble = match self.place.put(&path, object.clone(), PutMode::Create).await {
                Ok(_) => return Ok(()),
                Err(Trouble::Missing) => Trouble::Lasting(Cause::NoBucket),
                Err(trouble) => trouble,
            };
            may_land |= trouble.passes();
            failures += 1;
            let is_last = failures >= self.place.patience.tries;
            if is_last || matches!(trouble, Trouble::Exists | Trouble::Changed) {
                trouble = match self.who_wrote(upload.id).await {
                    // An earlier try had landed, and its answer was lost.
                    Writer::Upload(token) if token == upload.token => return Ok(()),
                    Writer::Upload(_) | Writer::Somebody => Trouble::Exists,
                    // Refused for a writer who then gave up, or whose blob is gone already.
                    Writer::Nobody => Trouble::Passing(Cause::Answer),
                    Writer::Unknown(trouble) => trouble,
                };
            }
            if is_last || !trouble.passes() {
                return Err(NotPut { trouble, may_land });
            }
            self.place.patience.rest(failures).await;
        }
    }

    async fn who_wrote(&self, id: BlobId) -> Writer {
        match self.head(id, OPERATION).await {
            Ok(Head { token, .. }) => Writer::Upload(token),
            Err(error) => match error.kind() {
                ErrorKind::NotFound => Writer::Nobody,
                ErrorKind::Tampered | ErrorKind::NewerFormat(_) => Writer::Somebody,
                ErrorKind::Unavailable => Writer::Unknown(Trouble::Passing(Cause::Connection)),
                _ => Writer::Unknown(Trouble::Lasting(Cause::Credentials)),
            },
        }
    }

    /// Removes a blob: first its head, so that it is gone at once, then its parts.
    pub(super) async fn remove(&self, id: BlobId) -> Result<(), Error> {
        const OPERATION: &str = "delete blob";
        let head = match self.head(id, OPERATION).await {
            Ok(head) => Some(head),
            Err(error) => match error.kind() {
                ErrorKind::NotFound => return Ok(()),
                // What is no head of ours is removed like one; parts that it may have had are left to a sweep.
                ErrorKind::Tampered => None,
                _ => return Err(error),
            },
        };
        self.place.delete(&self.names.blob(id)).await.map_err(|trouble| trouble.of_blob(OPERATION))?;
        if let Some(head) = head.filter(|head| head.part_bytes > 0) {
            self.remove_parts(Upload { id, token: head.token }, 0..head.parts()).await;
        }
        Ok(())
    }
}

/// Whose blob stands under an id.
enum Writer {
    Nobody,
    Upload(BlobId),
    /// What stands there cannot be read.
    Somebody,
    Unknown(Trouble),
}

/// Why a head was not put, and whether a request is still out whose answer was lost.
struct NotPut {
    trouble: Trouble,
    may_land: bool,
}

/// A blob that was just put. Dropped because nobody waits for it any longer, it is removed again.
struct Published {
    blobs: ObjectBlobs,
    upload: Upload,
    size: u64,
    is_wanted: bool,
}

impl Published {
    fn keep(mut self) -> u64 {
        self.is_wanted = true;
        self.size
    }
}

impl Drop for Published {
    fn drop(&mut self) {
        if self.is_wanted {
            return;
        }
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            let (blobs, id) = (self.blobs.clone(), self.upload.id);
            drop(runtime.spawn(async move { blobs.remove(id).await }));
        }
    }
}
