//! The contract of blobs, checked in memory, in a local folder and, where there is one, on an S3 server.

use std::sync::Arc;

use backpack_core::SpaceId;
use backpack_objects::ObjectBlobs;
use backpack_objects::object_store::ObjectStore;
use backpack_objects::object_store::local::LocalFileSystem;
use backpack_objects::object_store::memory::InMemory;
use backpack_objects::object_store::path::Path;
use backpack_testkit::blob_store_conformance;
use backpack_testkit::blobs::BlobSubject;

/// Parts so small that most of the checks' blobs have several.
const SMALL: usize = 20_000;

fn blobs(store: Arc<dyn ObjectStore>) -> ObjectBlobs {
    ObjectBlobs::new(store, &Path::from("some/where"), SpaceId::random())
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
    use super::{Arc, BlobSubject, LocalFileSystem, blob_store_conformance, blobs};

    blob_store_conformance!(async || {
        let folder = tempfile::TempDir::new().unwrap();
        let store = LocalFileSystem::new_with_prefix(folder.path()).unwrap();
        BlobSubject::new(Arc::new(blobs(Arc::new(store)))).keeping(folder)
    });
}

mod in_a_folder_in_parts {
    use super::{Arc, BlobSubject, LocalFileSystem, SMALL, blob_store_conformance, blobs};

    blob_store_conformance!(async || {
        let folder = tempfile::TempDir::new().unwrap();
        let store = LocalFileSystem::new_with_prefix(folder.path()).unwrap();
        BlobSubject::new(Arc::new(blobs(Arc::new(store)).with_part_bytes(SMALL))).keeping(folder)
    });
}
