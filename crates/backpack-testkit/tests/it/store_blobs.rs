//! The blob checks: on what is right, on the wrapper that fails, and on what is wrong.

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use async_trait::async_trait;
use backpack_core::BlobId;
use backpack_files::{BlobPage, BlobStore, ByteStream, Error, ErrorKind, MemoryBlobs};
use backpack_testkit::blobs::{self, BlobSubject};
use backpack_testkit::faults::{BlobCall, FaultyBlobs, When};
use backpack_testkit::run;
use futures_util::StreamExt as _;

mod memory {
    use std::sync::Arc;

    use backpack_files::MemoryBlobs;
    use backpack_testkit::blobs::BlobSubject;

    backpack_testkit::blob_store_conformance!(async || {
        BlobSubject::new(Arc::new(MemoryBlobs::new())).in_memory()
    });
}

mod faulty {
    use std::sync::Arc;

    use backpack_files::MemoryBlobs;
    use backpack_testkit::blobs::BlobSubject;
    use backpack_testkit::faults::FaultyBlobs;

    backpack_testkit::blob_store_conformance!(async || {
        BlobSubject::new(Arc::new(FaultyBlobs::new(Arc::new(MemoryBlobs::new())))).in_memory()
    });
}

#[test]
fn faults_fire_before_after_and_in_the_middle_of_a_read() {
    run(async {
        let (store, id) = (FaultyBlobs::new(Arc::new(MemoryBlobs::new())), BlobId::random());
        store.fail(BlobCall::Put, 1, When::Before, ErrorKind::Full);
        store.fail(BlobCall::Put, 2, When::After, ErrorKind::Unavailable);
        for (kind, listed) in [(ErrorKind::Full, 0), (ErrorKind::Unavailable, 1)] {
            let put = store.put(id, ByteStream::from_bytes("content")).await;
            assert_eq!(*put.unwrap_err().kind(), kind);
            assert_eq!(store.list(None).await.unwrap().ids.len(), listed);
        }
        store.fail(BlobCall::Get, 1, When::After, ErrorKind::Unavailable);
        let broken = store.get(id, None).await.unwrap().collect().await;
        assert_eq!(*broken.unwrap_err().kind(), ErrorKind::Unavailable);
        assert_eq!(store.get(id, None).await.unwrap().collect().await.unwrap(), "content");
    });
}

/// What is wrong with a blob store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Flaw {
    CutsTheLastByte,
    IgnoresRanges,
    KeepsFailedPuts,
    WritesTwice,
    KeepsDeleted,
    ListsFirstTwice,
    HoldsAll,
}

macro_rules! finds {
    ($($flaw:ident: $check:ident)*) => {$(
        #[test]
        fn $check() {
            assert!(is_found(Flaw::$flaw, async |subject| blobs::$check(&subject).await));
        }
    )*};
}

finds! {
    CutsTheLastByte: reads_what_was_put
    IgnoresRanges: reads_ranges
    KeepsFailedPuts: failed_puts_leave_nothing
    WritesTwice: ids_are_written_once
    KeepsDeleted: deleted_blobs_are_gone
    ListsFirstTwice: lists_every_blob_once
    HoldsAll: streams_large_blobs
}

fn is_found(flaw: Flaw, check: impl AsyncFnOnce(BlobSubject)) -> bool {
    let subject = BlobSubject::new(Arc::new(Flawed { flaw, inner: MemoryBlobs::new() }));
    catch_unwind(AssertUnwindSafe(|| run(check(subject)))).is_err()
}

#[derive(Debug)]
struct Flawed {
    flaw: Flaw,
    inner: MemoryBlobs,
}

#[async_trait]
impl BlobStore for Flawed {
    async fn put(&self, id: BlobId, mut stream: ByteStream) -> Result<u64, Error> {
        match self.flaw {
            Flaw::WritesTwice => self.inner.delete(id).await?,
            Flaw::KeepsFailedPuts => {
                while let Some(chunk) = stream.next().await {
                    let Ok(chunk) = chunk else {
                        self.inner.put(id, ByteStream::from_bytes("part")).await?;
                        return Err(Error::new(ErrorKind::Source, "put"));
                    };
                    drop(chunk);
                }
            }
            Flaw::HoldsAll => {
                let mut chunks = Vec::new();
                while let Some(chunk) = stream.next().await {
                    chunks.push(chunk);
                }
                let chunks = futures_util::stream::iter(chunks);
                return self.inner.put(id, ByteStream::new(chunks)).await;
            }
            _ => {}
        }
        self.inner.put(id, stream).await
    }

    async fn get(&self, id: BlobId, range: Option<Range<u64>>) -> Result<ByteStream, Error> {
        let range = if self.flaw == Flaw::IgnoresRanges { None } else { range };
        let mut bytes = self.inner.get(id, range).await?.collect().await?;
        if self.flaw == Flaw::CutsTheLastByte {
            bytes.truncate(bytes.len().saturating_sub(1));
        }
        Ok(ByteStream::from_bytes(bytes))
    }

    async fn size(&self, id: BlobId) -> Result<u64, Error> {
        self.inner.size(id).await
    }

    async fn delete(&self, id: BlobId) -> Result<(), Error> {
        if self.flaw == Flaw::KeepsDeleted { Ok(()) } else { self.inner.delete(id).await }
    }

    async fn list(&self, after: Option<BlobId>) -> Result<BlobPage, Error> {
        let mut page = self.inner.list(after).await?;
        if self.flaw == Flaw::ListsFirstTwice
            && let Some(first) = page.ids.first()
        {
            page.ids.push(*first);
        }
        Ok(page)
    }
}
