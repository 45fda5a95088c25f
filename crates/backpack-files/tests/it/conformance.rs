//! The contract of blobs, checked on both stores.

use std::sync::Arc;

use backpack_files::{FolderBlobs, MemoryBlobs};
use backpack_testkit::blob_store_conformance;
use backpack_testkit::blobs::BlobSubject;

mod in_memory {
    use super::{Arc, BlobSubject, MemoryBlobs, blob_store_conformance};

    blob_store_conformance!(async || BlobSubject::new(Arc::new(MemoryBlobs::new())).in_memory());
}

mod in_a_folder {
    use super::{Arc, BlobSubject, FolderBlobs, blob_store_conformance};

    blob_store_conformance!(async || {
        let folder = tempfile::TempDir::new().unwrap();
        let blobs = FolderBlobs::open(folder.path()).await.unwrap();
        BlobSubject::new(Arc::new(blobs)).keeping(folder)
    });
}
