//! Checks of putting.
#![expect(clippy::unwrap_used, reason = "a check fails by panicking")]
#![expect(clippy::missing_panics_doc, reason = "a check fails by panicking")]

use std::pin::pin;

use backpack_core::BlobId;
use backpack_files::{ByteStream, Error, ErrorKind};
use bytes::Bytes;
use futures_util::{StreamExt as _, future, poll, stream};

use super::BlobSubject;
use super::subject::{chunked, kind, list_all, pattern, read};

/// Checks that a `put` whose stream fails leaves no blob, no listing, and its id free.
pub async fn failed_puts_leave_nothing(subject: &BlobSubject) {
    let blobs = &*subject.blobs;
    for good_chunks in [0, 1, 40] {
        let id = BlobId::random();
        let good = stream::iter((0..good_chunks).map(|_| Ok(Bytes::from(pattern(10_000)))));
        let broken = stream::once(async { Err(Error::new(ErrorKind::Source, "read source")) });
        let put = blobs.put(id, ByteStream::new(good.chain(broken))).await;
        assert_eq!(kind(put), Some(ErrorKind::Source));
        assert_eq!(kind(blobs.get(id, None).await), Some(ErrorKind::NotFound));
        assert_eq!(kind(blobs.size(id).await), Some(ErrorKind::NotFound));
        assert_eq!(list_all(blobs, None).await.unwrap(), []);
        blobs.put(id, chunked(b"second try", 3)).await.unwrap();
        assert_eq!(read(blobs, id).await.unwrap(), "second try");
        blobs.delete(id).await.unwrap();
    }
}

/// Checks that a `put` that is dropped half-way leaves no blob, no listing, and its id free.
pub async fn dropped_puts_leave_nothing(subject: &BlobSubject) {
    let blobs = &*subject.blobs;
    for polls in [0, 1, 5, 50] {
        let id = BlobId::random();
        {
            let good = stream::iter((0..3).map(|_| Ok(Bytes::from(pattern(10_000)))));
            let mut put = pin!(blobs.put(id, ByteStream::new(good.chain(stream::pending()))));
            for _ in 0..polls {
                assert!(poll!(put.as_mut()).is_pending(), "a put waits for its stream");
                tokio::task::yield_now().await;
            }
        }
        assert_eq!(kind(blobs.get(id, None).await), Some(ErrorKind::NotFound));
        assert_eq!(list_all(blobs, None).await.unwrap(), []);
        blobs.put(id, chunked(b"second try", 3)).await.unwrap();
        assert_eq!(read(blobs, id).await.unwrap(), "second try");
        blobs.delete(id).await.unwrap();
    }
}

/// Checks that a second `put` of an id is refused and changes nothing, and that of two at once one wins.
pub async fn ids_are_written_once(subject: &BlobSubject) {
    let blobs = &*subject.blobs;
    let id = BlobId::random();
    blobs.put(id, chunked(b"first", 2)).await.unwrap();
    assert_eq!(kind(blobs.put(id, chunked(b"second", 2)).await), Some(ErrorKind::Exists));
    assert_eq!(read(blobs, id).await.unwrap(), "first");

    let id = BlobId::random();
    let (one, other) = (vec![1; 50_000], vec![2; 60_000]);
    let (left, right) =
        future::join(blobs.put(id, chunked(&one, 1_000)), blobs.put(id, chunked(&other, 1_000))).await;
    let winner = match (left, right) {
        (Ok(_), Err(error)) => (one, error),
        (Err(error), Ok(_)) => (other, error),
        both => unreachable!("of two puts of one id exactly one must win, but they were {both:?}"),
    };
    assert_eq!(*winner.1.kind(), ErrorKind::Exists);
    assert!(read(blobs, id).await.unwrap() == winner.0, "the winner's bytes, unmixed");
}
