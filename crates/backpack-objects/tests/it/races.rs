//! Writers of one id at once, and readers beside them: one writer wins, whole, and nobody sees a part.

use std::sync::Arc;

use backpack_core::BlobId;
use backpack_files::{BlobStore as _, ErrorKind};
use backpack_objects::object_store::ObjectStore;
use backpack_objects::object_store::memory::InMemory;
use backpack_objects::{ObjectOptions, open};
use futures_util::future::join_all;
use url::Url;

use crate::support::{blobs, content, kind, pieces, read, s3, settled};

const PART: usize = 5_000;
const WRITERS: usize = 6;

/// Lets many write one id at once, some of them in parts, with a reader beside them.
async fn race(store: &Arc<dyn ObjectStore>, rounds: usize) {
    for round in 0..rounds {
        let id = BlobId::random();
        // Half of the writers have one object, half have parts.
        let contents: Vec<Vec<u8>> =
            (0..WRITERS).map(|writer| content(PART / 2 + writer % 2 * 3 * PART + writer)).collect();
        let writers = contents.iter().map(|bytes| {
            let (blobs, stream) = (blobs(store, PART), pieces(bytes, 1_000));
            tokio::spawn(async move { blobs.put(id, stream).await })
        });
        let reader = blobs(store, PART);
        let seen = tokio::spawn(async move {
            let mut seen = Vec::new();
            for _ in 0..20 {
                seen.push(read(&reader, id).await);
                tokio::task::yield_now().await;
            }
            seen
        });
        let outcomes: Vec<_> =
            join_all(writers).await.into_iter().map(|outcome| kind(outcome.unwrap())).collect();
        let winners: Vec<usize> = (0..WRITERS).filter(|writer| outcomes[*writer].is_none()).collect();
        assert_eq!(winners.len(), 1, "round {round}: {outcomes:?}");
        assert!(outcomes.iter().flatten().all(|kind| *kind == ErrorKind::Exists), "{outcomes:?}");
        let winner = &contents[winners[0]];
        assert!(read(&blobs(store, PART), id).await.unwrap() == *winner, "round {round}");
        for seen in seen.await.unwrap() {
            match seen {
                Ok(bytes) => assert!(bytes == *winner, "round {round}: a reader saw something else"),
                Err(error) => assert_eq!(*error.kind(), ErrorKind::NotFound),
            }
        }
        // The losers have removed their parts.
        let objects = 1 + if winner.len() > PART { winner.len().div_ceil(PART) } else { 0 };
        assert_eq!(settled(store.as_ref(), objects).await.len(), objects, "round {round}");
        blobs(store, PART).delete(id).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_of_many_writers_wins_in_memory() {
    race(&(Arc::new(InMemory::new()) as _), 200).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_of_many_writers_wins_in_a_folder() {
    let folder = tempfile::TempDir::new().unwrap();
    let url = Url::from_directory_path(folder.path()).unwrap();
    race(&open(&url, &ObjectOptions::new()).unwrap(), 20).await;
}

/// The server takes one request after another: how conditions are kept is its own affair, who wins is ours.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_of_many_writers_wins_on_s3() {
    let Some(store) = s3() else { return };
    race(&store, 4).await;
}
