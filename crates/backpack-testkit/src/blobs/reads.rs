//! Checks of reading.
#![expect(clippy::unwrap_used, reason = "a check fails by panicking")]
#![expect(clippy::missing_panics_doc, reason = "a check fails by panicking")]
#![expect(clippy::indexing_slicing, reason = "a check fails by panicking")]

use backpack_core::BlobId;
use backpack_files::ErrorKind;

use super::BlobSubject;
use super::subject::{chunked, kind, pattern, read};

/// Checks that a blob reads back byte for byte, whatever its size and its producer's chunks, and that sizes are told.
pub async fn reads_what_was_put(subject: &BlobSubject) {
    let blobs = &*subject.blobs;
    for size in [0, 1, 1_000, 65_535, 65_536, 65_537, 300_000] {
        for chunk in [777, 65_536, usize::MAX] {
            let (id, bytes) = (BlobId::random(), pattern(size));
            assert_eq!(blobs.put(id, chunked(&bytes, chunk)).await.unwrap(), size as u64);
            assert!(read(blobs, id).await.unwrap() == bytes, "{size} bytes in chunks of {chunk}");
            assert_eq!(blobs.size(id).await.unwrap(), size as u64);
        }
    }
    let nowhere = BlobId::random();
    assert_eq!(kind(blobs.get(nowhere, None).await), Some(ErrorKind::NotFound));
    assert_eq!(kind(blobs.size(nowhere).await), Some(ErrorKind::NotFound));
}

/// Checks ranges at every edge: empty, up to the end, cut at the end, beyond it.
pub async fn reads_ranges(subject: &BlobSubject) {
    let blobs = &*subject.blobs;
    let (id, bytes) = (BlobId::random(), pattern(200_000));
    blobs.put(id, chunked(&bytes, 4_096)).await.unwrap();
    let edges = [0, 1, 65_535, 65_536, 65_537, 131_072, 199_999, 200_000];
    for (number, start) in edges.into_iter().enumerate() {
        for end in edges[number..].iter().copied().chain([300_000, usize::MAX >> 1]) {
            let found = blobs.get(id, Some(start as u64..end as u64)).await.unwrap().collect().await.unwrap();
            assert!(found == bytes[start..end.min(bytes.len())], "bytes {start}..{end}");
        }
    }
    assert_eq!(kind(blobs.get(id, Some(200_001..200_002)).await), Some(ErrorKind::OutOfRange));
    assert_eq!(kind(blobs.get(BlobId::random(), Some(0..1)).await), Some(ErrorKind::NotFound));
}
