//! A process killed in the middle of putting: what it acknowledged is there, whole, and nothing else is half there.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader};
use std::sync::Arc;
use std::time::Duration;

use backpack_core::BlobId;
use backpack_files::{BlobStore as _, ByteStream};
use backpack_objects::object_store::ObjectStore;
use backpack_testkit::run;
use bytes::Bytes;
use futures_util::future::join_all;
use futures_util::stream;
use url::Url;

use crate::child;
use crate::support::{blobs, content, names, read, s3_address, sweeping};

const PART: usize = 50_000;

/// A blob's content follows from its id: up to five parts.
fn content_of(id: BlobId) -> Vec<u8> {
    let [first, second, ..] = *id.as_bytes();
    let mut bytes = content(usize::from(first) * 1_000 + usize::from(second));
    bytes.iter_mut().step_by(97).for_each(|byte| *byte ^= second);
    bytes
}

/// The child: puts until it is killed. Does nothing when run as a test.
#[test]
fn child_puts_until_killed() {
    let Some(store) = child::place() else { return };
    run(async {
        let blobs = blobs(&store, PART);
        loop {
            let puts = (0..4).map(async |_| {
                let id = BlobId::random();
                let pieces: Vec<_> = content_of(id).chunks(9_999).map(Bytes::copy_from_slice).collect();
                // Each piece lets the others go first, so that several blobs are on their way at any time.
                let pieces = stream::unfold(pieces.into_iter(), |mut pieces| async {
                    tokio::task::yield_now().await;
                    pieces.next().map(|piece| (Ok(piece), pieces))
                });
                blobs.put(id, ByteStream::new(pieces)).await.unwrap();
                child::say(&id.to_string());
            });
            join_all(puts).await;
        }
    });
}

fn survives_kills(place: &str, kills: usize) {
    let store = child::opened(place);
    let mut acknowledged = BTreeSet::new();
    let mut leftovers = 0;
    for kill in 0..kills {
        let mut process = child::command("kill::child_puts_until_killed", place).spawn().unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines().map_while(Result::ok);
        let mut ids = lines.filter_map(|line| child::said(&line).map(|id| id.parse::<BlobId>().unwrap()));
        // Killed after another number of acknowledgements each time, in the middle of the next puts.
        acknowledged.extend(ids.by_ref().take(1 + kill * 3 % 8));
        process.kill().unwrap();
        acknowledged.extend(ids);
        assert_eq!(process.wait().unwrap().code(), None, "it was killed, and did not fail by itself");
        leftovers += run(check(&store, &acknowledged));
    }
    eprintln!(
        "{kills} kills, {} blobs acknowledged, {leftovers} unfinished uploads swept",
        acknowledged.len()
    );
    assert!(leftovers > 0, "no kill met an upload half-way");
}

/// Returns how many unfinished uploads were swept.
async fn check(store: &Arc<dyn ObjectStore>, acknowledged: &BTreeSet<BlobId>) -> u64 {
    let blobs = blobs(store, PART).with_patience(sweeping());
    let swept = blobs.sweep_unfinished(Duration::ZERO).await.unwrap();
    let listed: BTreeSet<BlobId> = blobs.list(None).await.unwrap().ids.into_iter().collect();
    assert!(listed.is_superset(acknowledged), "what was acknowledged is there");
    let mut objects = 0;
    for id in listed {
        let expected = content_of(id);
        assert!(read(&blobs, id).await.unwrap() == expected, "{id} is whole");
        objects += 1 + if expected.len() > PART { expected.len().div_ceil(PART) } else { 0 };
    }
    // What is being written when a process dies may lie in a folder under a name that no listing shows.
    assert_eq!(names(store.as_ref()).await.len(), objects, "a sweep leaves the blobs alone");
    swept
}

#[test]
fn what_was_acknowledged_survives_a_kill_in_a_folder() {
    let folder = tempfile::TempDir::new().unwrap();
    survives_kills(Url::from_directory_path(folder.path()).unwrap().as_str(), 12);
}

#[test]
fn what_was_acknowledged_survives_a_kill_on_s3() {
    let Some(address) = s3_address() else { return };
    survives_kills(&format!("s3://backpack/{} {address}", BlobId::random()), 5);
}
