//! A blob on its way in: its parts, and what becomes of them if it never gets there.

use backpack_core::BlobId;
use backpack_files::{ByteStream, Error};
use bytes::{Bytes, BytesMut};
use futures_util::stream::FuturesUnordered;
use futures_util::{StreamExt as _, TryStreamExt as _};
use object_store::path::Path;
use object_store::{ObjectStoreExt as _, PutPayload};

use super::ObjectBlobs;
use super::head::Head;
use crate::names::Upload;
use crate::trouble::{Cause, Trouble, of_source};

/// How many parts are on their way at once, while the next is being gathered.
const AT_ONCE: usize = 2;
/// How many parts are removed at once.
pub(super) const REMOVED_AT_ONCE: usize = 8;
const GROWN: usize = 1 << 20;
const OPERATION: &str = "put blob";

/// The parts that were put so far. Dropped, it removes them again, unless they belong to a blob by then.
pub(super) struct Draft {
    blobs: ObjectBlobs,
    pub(super) upload: Upload,
    size: u64,
    /// Begun, whether or not they arrived.
    parts: u64,
    is_settled: bool,
}

impl Draft {
    /// Takes in the whole stream. What fits one object is returned, and put nowhere yet.
    pub(super) async fn fill(
        blobs: &ObjectBlobs,
        id: BlobId,
        stream: ByteStream,
    ) -> Result<(Self, Bytes), Error> {
        let mut gathered = Gathered { stream: Some(stream), held: None, bytes: blobs.part_bytes };
        let upload = Upload::new(id);
        let mut draft = Self { blobs: blobs.clone(), upload, size: 0, parts: 0, is_settled: false };
        let first = gathered.part().await?;
        draft.size = first.len() as u64;
        if first.len() < blobs.part_bytes {
            return Ok((draft, first));
        }
        let second = gathered.part().await?;
        if second.is_empty() {
            return Ok((draft, first));
        }
        draft.send(gathered, first, second).await?;
        Ok((draft, Bytes::new()))
    }

    /// Puts one part after another, a few at once.
    async fn send(&mut self, mut gathered: Gathered, first: Bytes, second: Bytes) -> Result<(), Error> {
        let blobs = self.blobs.clone();
        let mut under_way = FuturesUnordered::new();
        under_way.push(blobs.put_part(self.next_part(0), first));
        let mut next = second;
        while !next.is_empty() {
            let length = next.len() as u64;
            under_way.push(blobs.put_part(self.next_part(length), next));
            if under_way.len() >= AT_ONCE {
                under_way.try_next().await?;
            }
            next = gathered.part().await?;
        }
        while under_way.try_next().await?.is_some() {}
        drop(under_way);
        self.check_age().await
    }

    fn next_part(&mut self, bytes: u64) -> Path {
        self.size += bytes;
        self.parts += 1;
        self.blobs.names.part(self.upload, self.parts - 1)
    }

    /// Makes sure that no sweep can have taken these parts for leftovers: by the time of the storage itself, since this
    /// machine may have slept in between.
    async fn check_age(&self) -> Result<(), Error> {
        let place = &self.blobs.place;
        let ends = [0, self.parts.saturating_sub(1)].map(|number| self.blobs.names.part(self.upload, number));
        let [first, last] = &ends;
        let failed = |trouble: Trouble| match trouble {
            Trouble::Missing => Trouble::Lasting(Cause::Slow).of_blob(OPERATION),
            trouble => trouble.of_blob(OPERATION),
        };
        let first = place.head(first).await.map_err(failed)?.last_modified;
        let last = place.head(last).await.map_err(failed)?.last_modified;
        let took = last.signed_duration_since(first).abs().to_std().unwrap_or_default();
        if took > place.patience.upload_time {
            return Err(Trouble::Lasting(Cause::Slow).of_blob(OPERATION));
        }
        Ok(())
    }

    /// Returns the head of the blob, whose bytes follow it if they were not put in parts.
    pub(super) fn head(&self) -> Head {
        let part_bytes = if self.parts == 0 { 0 } else { self.blobs.part_bytes as u64 };
        Head { token: self.upload.token, size: self.size, part_bytes }
    }

    /// Leaves the parts where they are: they belong to a blob, or may yet.
    pub(super) fn settle(mut self) {
        self.is_settled = true;
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if self.is_settled || self.parts == 0 {
            return;
        }
        // A drop cannot wait. What this fails to remove is left to a sweep.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            let (blobs, upload, parts) = (self.blobs.clone(), self.upload, self.parts);
            drop(runtime.spawn(async move { blobs.remove_parts(upload, 0..parts).await }));
        }
    }
}

impl ObjectBlobs {
    async fn put_part(&self, path: Path, bytes: Bytes) -> Result<(), Error> {
        let (length, payload) = (bytes.len() as u64, PutPayload::from_bytes(bytes));
        // The name is this attempt's own, so that the same bytes may be put twice.
        let put =
            self.place.again(|| self.place.once(length, self.place.store.put(&path, payload.clone()))).await;
        put.map(drop).map_err(|trouble| match trouble {
            Trouble::Missing => Trouble::Lasting(Cause::NoBucket).of_blob(OPERATION),
            trouble => trouble.of_blob(OPERATION),
        })
    }

    /// Removes parts, and says whether all are gone.
    pub(super) async fn remove_parts(&self, upload: Upload, numbers: impl Iterator<Item = u64>) -> bool {
        let paths = numbers.map(|number| self.names.part(upload, number));
        let removed = futures_util::stream::iter(paths)
            .map(|path| async move { self.place.delete(&path).await })
            .buffer_unordered(REMOVED_AT_ONCE)
            .filter(|removed| std::future::ready(removed.is_err()))
            .count()
            .await;
        if removed > 0 {
            tracing::warn!(parts = removed, "parts of a blob are left to the next sweep");
        }
        removed == 0
    }
}

/// Cuts a stream into parts.
struct Gathered {
    /// Gone at its end, behind which a stream must not be asked.
    stream: Option<ByteStream>,
    held: Option<Bytes>,
    bytes: usize,
}

impl Gathered {
    /// Returns the next part, full but for the last; empty at the end.
    ///
    /// The bytes are copied, so that a part is one piece of memory and the producer's chunks are let go.
    async fn part(&mut self) -> Result<Bytes, Error> {
        let mut part = BytesMut::new();
        while part.len() < self.bytes {
            let Some(mut chunk) = self.next().await? else { break };
            let rest = chunk.split_off(chunk.len().min(self.bytes - part.len()));
            // Beyond a megabyte the part is likely a full one; growing by doubling would end with twice as much.
            if part.len() > GROWN && part.capacity() < self.bytes {
                part.reserve(self.bytes - part.len());
            }
            part.extend_from_slice(&chunk);
            if !rest.is_empty() {
                self.held = Some(rest);
            }
        }
        Ok(part.freeze())
    }

    async fn next(&mut self) -> Result<Option<Bytes>, Error> {
        if let Some(chunk) = self.held.take() {
            return Ok(Some(chunk));
        }
        let Some(stream) = &mut self.stream else { return Ok(None) };
        let next = stream.try_next().await.map_err(of_source)?;
        if next.is_none() {
            self.stream = None;
        }
        Ok(next)
    }
}
