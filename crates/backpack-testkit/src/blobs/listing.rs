//! Checks of listing and deleting.
#![expect(clippy::unwrap_used, reason = "a check fails by panicking")]
#![expect(clippy::missing_panics_doc, reason = "a check fails by panicking")]

use backpack_core::BlobId;
use backpack_files::ErrorKind;

use super::BlobSubject;
use super::subject::{chunked, kind, list_all};

/// Checks that a deleted blob is gone from everywhere, that others stay, and that deleting an absent one is no error.
pub async fn deleted_blobs_are_gone(subject: &BlobSubject) {
    let blobs = &*subject.blobs;
    let (gone, kept) = (BlobId::random(), BlobId::random());
    blobs.put(gone, chunked(b"gone", 9)).await.unwrap();
    blobs.put(kept, chunked(b"kept", 9)).await.unwrap();
    blobs.delete(gone).await.unwrap();
    blobs.delete(gone).await.unwrap();
    blobs.delete(BlobId::random()).await.unwrap();
    assert_eq!(kind(blobs.get(gone, None).await), Some(ErrorKind::NotFound));
    assert_eq!(kind(blobs.size(gone).await), Some(ErrorKind::NotFound));
    assert_eq!(list_all(blobs, None).await.unwrap(), [kept]);
}

/// Checks that `list` names every blob once, in id order, from any place on.
pub async fn lists_every_blob_once(subject: &BlobSubject) {
    let blobs = &*subject.blobs;
    assert_eq!(list_all(blobs, None).await.unwrap(), []);
    let mut ids: Vec<_> = (0..40).map(|_| BlobId::random()).collect();
    ids.extend([BlobId::from_bytes([0; 16]), BlobId::from_bytes([0xFF; 16])]);
    for id in &ids {
        blobs.put(*id, chunked(id.as_bytes(), 16)).await.unwrap();
    }
    ids.sort();
    assert_eq!(list_all(blobs, None).await.unwrap(), ids);
    for (number, id) in ids.iter().enumerate() {
        let behind: Vec<_> = ids.iter().skip(number + 1).copied().collect();
        assert_eq!(list_all(blobs, Some(*id)).await.unwrap(), behind);
    }
}
