//! Listing more than a page, in order.

use std::sync::Arc;

use backpack_core::BlobId;
use backpack_files::{BlobStore as _, copy};
use backpack_objects::object_store::ObjectStore;
use backpack_objects::object_store::local::LocalFileSystem;
use backpack_objects::object_store::memory::InMemory;
use backpack_objects::{ObjectBlobs, ObjectOptions, open};
use futures_util::{StreamExt as _, stream};
use tempfile::TempDir;
use url::Url;

use crate::support::{blobs, pieces, s3};

async fn filled(blobs: &ObjectBlobs, count: usize) -> Vec<BlobId> {
    let mut ids: Vec<_> = (0..count).map(|_| BlobId::random()).collect();
    stream::iter(&ids)
        .for_each_concurrent(16, async |id| {
            blobs.put(*id, pieces(id.as_bytes(), 16)).await.unwrap();
        })
        .await;
    ids.sort_unstable();
    ids
}

/// Returns all ids and the number of pages; every page but the last is as long as the first.
async fn listed(blobs: &ObjectBlobs, mut after: Option<BlobId>) -> (Vec<BlobId>, usize) {
    let (mut all, mut pages) = (Vec::new(), 0);
    loop {
        let page = blobs.list(after).await.unwrap();
        assert_eq!(page.next.is_some(), page.next == page.ids.last().copied() && page.ids.len() == 4096);
        all.extend(page.ids);
        pages += 1;
        after = page.next;
        if after.is_none() {
            return (all, pages);
        }
    }
}

async fn lists_in_order(store: Arc<dyn ObjectStore>, count: usize) {
    let blobs = blobs(&store, 1_000);
    let ids = filled(&blobs, count).await;
    let (found, pages) = listed(&blobs, None).await;
    assert!(found == ids, "{} of {count} in order", found.len());
    assert_eq!(pages, count.div_ceil(4096));
    let middle = ids[count / 2];
    assert!(listed(&blobs, Some(middle)).await.0 == ids[count / 2 + 1..], "after the middle");
}

#[tokio::test]
async fn thousands_are_listed_in_order_in_memory() {
    lists_in_order(Arc::new(InMemory::new()), 9_000).await;
}

/// A folder is listed in no order.
#[tokio::test]
async fn thousands_are_listed_in_order_in_a_folder() {
    let folder = TempDir::new().unwrap();
    let url = Url::from_directory_path(folder.path()).unwrap();
    let direct = LocalFileSystem::new_with_prefix(folder.path()).unwrap();
    // Without syncing: ten thousand files would take minutes.
    let blobs_in = blobs(&(Arc::new(direct) as _), 1_000);
    let ids = filled(&blobs_in, 5_000).await;
    let blobs = blobs(&open(&url, &ObjectOptions::new()).unwrap(), 1_000);
    assert!(listed(&blobs, None).await == (ids, 2));
}

/// More than the thousand that the server lists at a time.
#[tokio::test]
async fn more_than_a_thousand_are_listed_in_order_on_s3() {
    let Some(store) = s3() else { return };
    lists_in_order(store, 1_100).await;
}

#[tokio::test]
async fn blobs_move_to_any_other_store_and_back() {
    let there = blobs(&(Arc::new(InMemory::new()) as Arc<dyn ObjectStore>), 8);
    let back = blobs(&(Arc::new(InMemory::new()) as Arc<dyn ObjectStore>), 64);
    let ids = filled(&there, 50).await;
    let memory = backpack_files::MemoryBlobs::new();
    assert_eq!(copy(&there, &memory).await.unwrap(), 50);
    assert_eq!(copy(&memory, &back).await.unwrap(), 50);
    assert_eq!(copy(&there, &back).await.unwrap(), 50);
    assert_eq!(back.list(None).await.unwrap().ids, ids);
}
