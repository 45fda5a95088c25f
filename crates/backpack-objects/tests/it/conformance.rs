//! The contract of blobs, checked in memory, in a local folder and, where there is one, on an S3 server.

use std::sync::Arc;

use backpack_core::SpaceId;
use backpack_objects::object_store::ObjectStore;
use backpack_objects::object_store::memory::InMemory;
use backpack_objects::{ObjectBlobs, ObjectOptions, open};
use backpack_testkit::blob_store_conformance;
use backpack_testkit::blobs::BlobSubject;
use tempfile::TempDir;
use url::Url;

use crate::support::{prefix, s3};

/// Parts so small that most of the checks' blobs have several.
const SMALL: usize = 20_000;

fn blobs(store: Arc<dyn ObjectStore>) -> ObjectBlobs {
    ObjectBlobs::new(store, &prefix(), SpaceId::random())
}

fn folder() -> (TempDir, ObjectBlobs) {
    let folder = TempDir::new().unwrap();
    let url = Url::from_directory_path(folder.path().join("objects")).unwrap();
    let blobs = blobs(open(&url, &ObjectOptions::new()).unwrap());
    (folder, blobs)
}

fn server() -> Option<ObjectBlobs> {
    s3().map(blobs)
}

mod in_memory {
    use super::{Arc, BlobSubject, InMemory, blob_store_conformance, blobs};

    blob_store_conformance!(async || BlobSubject::new(Arc::new(blobs(Arc::new(InMemory::new())))));
}

mod in_memory_in_parts {
    use super::{Arc, BlobSubject, InMemory, SMALL, blob_store_conformance, blobs};

    blob_store_conformance!(async || {
        BlobSubject::new(Arc::new(blobs(Arc::new(InMemory::new())).with_part_bytes(SMALL)))
    });
}

mod in_a_folder {
    use super::{Arc, BlobSubject, blob_store_conformance, folder};

    blob_store_conformance!(async || {
        let (folder, blobs) = folder();
        BlobSubject::new(Arc::new(blobs)).keeping(folder)
    });
}

mod in_a_folder_in_parts {
    use super::{Arc, BlobSubject, SMALL, blob_store_conformance, folder};

    blob_store_conformance!(async || {
        let (folder, blobs) = folder();
        BlobSubject::new(Arc::new(blobs.with_part_bytes(SMALL))).keeping(folder)
    });
}

mod on_s3 {
    use super::{Arc, BlobSubject, blob_store_conformance, server};

    blob_store_conformance!(async || server().map(|blobs| BlobSubject::new(Arc::new(blobs))));
}

mod on_s3_in_parts {
    use super::{Arc, BlobSubject, blob_store_conformance, server};

    /// Larger than elsewhere: each is a request.
    const PART: usize = 100_000;

    blob_store_conformance!(async || {
        server().map(|blobs| BlobSubject::new(Arc::new(blobs.with_part_bytes(PART))))
    });
}
