//! What a sweep takes and what it leaves, and what the space's owner may ask of listing and deleting.

use std::sync::Arc;
use std::time::Duration;

use backpack_core::{BlobId, SpaceId};
use backpack_files::{BlobSpaces as _, BlobStore as _, ByteStream, ErrorKind};
use backpack_objects::ObjectBlobSpaces;
use backpack_objects::object_store::memory::InMemory;
use backpack_objects::object_store::path::Path;
use backpack_objects::object_store::{ObjectStore, ObjectStoreExt as _};
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};

use crate::support::{
    SPACE, blobs, content, hasty, kind, names, pieces, prefix, read, s3, settled, sweeping,
};

const PART: usize = 1_000;

fn memory() -> Arc<dyn ObjectStore> {
    Arc::new(InMemory::new())
}

async fn leave_part(store: &Arc<dyn ObjectStore>, id: BlobId, token: BlobId, number: u64) -> String {
    let name = format!("{}/parts/{SPACE}/{id}.{token}.{number:08}", prefix());
    store.put(&Path::from(name.as_str()), "a part".into()).await.unwrap();
    name
}

async fn sweeps(store: Arc<dyn ObjectStore>) {
    let blobs = blobs(&store, PART);
    let (small, large) = (BlobId::random(), BlobId::random());
    blobs.put(small, pieces(&content(PART), 300)).await.unwrap();
    blobs.put(large, pieces(&content(PART * 3 + 1), 300)).await.unwrap();
    let kept = names(store.as_ref()).await;
    assert_eq!(kept.len(), 1 + 1 + 4);
    let mut left = Vec::new();
    // Another attempt at the blob that is there, one at a blob that is one object, and one at a blob that never was.
    for id in [large, small, BlobId::random()] {
        let token = BlobId::random();
        left.push(leave_part(&store, id, token, 0).await);
        left.push(leave_part(&store, id, token, 3).await);
    }
    // Nothing is old enough by default, whatever is asked.
    assert_eq!(blobs.sweep_leftovers().await.unwrap(), 0);
    assert_eq!(blobs.sweep_unfinished(Duration::ZERO).await.unwrap(), 0);
    assert_eq!(names(store.as_ref()).await.len(), kept.len() + left.len());
    let sweeper = blobs.with_patience(sweeping());
    assert_eq!(sweeper.sweep_unfinished(Duration::from_secs(3600)).await.unwrap(), 0);
    assert_eq!(sweeper.sweep_leftovers().await.unwrap(), 3);
    assert_eq!(names(store.as_ref()).await, kept);
    assert_eq!(sweeper.sweep_unfinished(Duration::ZERO).await.unwrap(), 0);
    assert!(read(&sweeper, large).await.unwrap() == content(PART * 3 + 1));
}

#[tokio::test]
async fn a_sweep_takes_leftovers_and_nothing_else_in_memory() {
    sweeps(memory()).await;
}

#[tokio::test]
async fn a_sweep_takes_leftovers_and_nothing_else_on_s3() {
    let Some(store) = s3() else { return };
    sweeps(store).await;
}

#[tokio::test]
async fn a_sweep_leaves_what_is_not_its_own() {
    let store = memory();
    let foreign = ["parts/x", "parts/1.2.3", "blobs/x"]
        .map(|name| format!("{}/{name}", prefix().join(SPACE.to_string())));
    let elsewhere = [
        format!(
            "{}/parts/{}/{}.{}.00000000",
            prefix(),
            SpaceId::random(),
            BlobId::random(),
            BlobId::random()
        ),
        format!("{}/parts/{SPACE}/{}.{}.0", prefix(), BlobId::random(), BlobId::random()),
        format!("{}/parts/{SPACE}/{}.{}.00000000.x", prefix(), BlobId::random(), BlobId::random()),
    ];
    for name in foreign.iter().chain(&elsewhere) {
        store.put(&Path::from(name.as_str()), "theirs".into()).await.unwrap();
    }
    let before = names(store.as_ref()).await;
    let blobs = blobs(&store, PART).with_patience(sweeping());
    assert_eq!(blobs.sweep_unfinished(Duration::ZERO).await.unwrap(), 0);
    assert_eq!(blobs.list(None).await.unwrap().ids, []);
    assert_eq!(names(store.as_ref()).await, before);
}

/// A sweep that runs all the time takes nothing from an upload that is on its way.
#[tokio::test]
async fn an_upload_that_is_on_its_way_is_no_leftover() {
    let store = memory();
    let (blobs, id) = (blobs(&store, PART), BlobId::random());
    let sweeper = blobs.clone();
    let slow = stream::iter(0..40).then(move |_| {
        let sweeper = sweeper.clone();
        async move {
            assert_eq!(sweeper.sweep_unfinished(Duration::ZERO).await.unwrap(), 0);
            Ok(Bytes::from(content(PART / 2)))
        }
    });
    blobs.put(id, ByteStream::new(slow)).await.unwrap();
    assert!(read(&blobs, id).await.unwrap() == content(PART / 2).repeat(40));
}

/// What has taken so long that a sweep may have met it is not made a blob.
#[tokio::test]
async fn an_upload_that_took_too_long_is_refused() {
    let store = memory();
    let mut patience = hasty();
    patience.upload_time = Duration::ZERO;
    let blobs = blobs(&store, PART).with_patience(patience);
    let put = blobs.put(BlobId::random(), pieces(&content(PART * 3), 300)).await;
    assert_eq!(kind(put), Some(ErrorKind::Io));
    assert_eq!(settled(store.as_ref(), 0).await, [] as [String; 0]);
}

/// Parts that somebody took meanwhile make the put fail, and no blob.
#[tokio::test]
async fn an_upload_that_has_lost_a_part_is_refused() {
    let store = memory();
    let blobs = blobs(&store, PART);
    let thief = Arc::clone(&store);
    let stolen = stream::iter(0..4).then(move |number| {
        let thief = Arc::clone(&thief);
        async move {
            if number == 3 {
                for name in names(thief.as_ref()).await {
                    thief.delete(&Path::from(name)).await.unwrap();
                }
            }
            Ok(Bytes::from(content(PART)))
        }
    });
    assert_eq!(kind(blobs.put(BlobId::random(), ByteStream::new(stolen)).await), Some(ErrorKind::Io));
    assert_eq!(settled(store.as_ref(), 0).await, [] as [String; 0]);
}

#[tokio::test]
async fn a_blob_that_lost_a_part_or_was_altered_is_told() {
    let store = memory();
    let (blobs, id) = (blobs(&store, PART), BlobId::random());
    blobs.put(id, pieces(&content(PART * 3), 300)).await.unwrap();
    let all = names(store.as_ref()).await;
    let head = Path::from(all[0].as_str());
    let part = Path::from(all[2].as_str());
    let whole = store.get(&part).await.unwrap().bytes().await.unwrap();
    for altered in [None, Some(whole.slice(1..)), Some(Bytes::from([&whole[..], b"x"].concat()))] {
        match altered {
            Some(bytes) => drop(store.put(&part, bytes.into()).await.unwrap()),
            None => store.delete(&part).await.unwrap(),
        }
        assert_eq!(kind(read(&blobs, id).await), Some(ErrorKind::Tampered));
        // What lies in the other parts is still to be had.
        let first = blobs.get(id, Some(0..PART as u64)).await.unwrap().collect().await.unwrap();
        assert!(first == content(PART * 3)[..PART]);
    }
    let mut newer = store.get(&head).await.unwrap().bytes().await.unwrap().to_vec();
    newer[7] = 9;
    store.put(&head, newer.clone().into()).await.unwrap();
    assert_eq!(kind(blobs.get(id, None).await), Some(ErrorKind::NewerFormat(9)));
    assert_eq!(kind(blobs.put(id, pieces(b"x", 1)).await), Some(ErrorKind::Exists));
    assert_eq!(kind(blobs.delete(id).await), Some(ErrorKind::NewerFormat(9)));
    let mut older = newer;
    older[7] = 1;
    for damage in [
        &older[..39],
        &[&older[..], b"x"].concat(),
        b"",
        b"something else entirely, and long enough to be a head",
    ] {
        store.put(&head, damage.to_vec().into()).await.unwrap();
        for outcome in [
            kind(blobs.get(id, None).await),
            kind(blobs.get(id, Some(0..1)).await),
            kind(blobs.size(id).await),
        ] {
            assert_eq!(outcome, Some(ErrorKind::Tampered), "{} bytes", damage.len());
        }
    }
    blobs.delete(id).await.unwrap();
    assert_eq!(blobs.list(None).await.unwrap().ids, []);
}

#[tokio::test]
async fn a_space_is_removed_with_everything_and_no_other() {
    let store = memory();
    let spaces = ObjectBlobSpaces::new(Arc::clone(&store), prefix()).with_patience(hasty());
    let other = spaces.open(SpaceId::random()).await.unwrap();
    other.put(BlobId::random(), pieces(b"stays", 5)).await.unwrap();
    let blobs = blobs(&store, PART);
    for size in [10, PART * 4] {
        blobs.put(BlobId::random(), pieces(&content(size), 300)).await.unwrap();
    }
    leave_part(&store, BlobId::random(), BlobId::random(), 0).await;
    assert_eq!(names(store.as_ref()).await.len(), 1 + 1 + 5 + 1);
    spaces.remove(SPACE).await.unwrap();
    spaces.remove(SPACE).await.unwrap();
    assert_eq!(names(store.as_ref()).await.len(), 1);
    assert_eq!(other.list(None).await.unwrap().ids.len(), 1);
}
