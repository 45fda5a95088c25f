//! The key file and the anchors: replaced on condition, whole, by one of many.

use std::sync::Arc;

use backpack_core::SpaceId;
use backpack_objects::object_store::memory::InMemory;
use backpack_objects::object_store::path::Path;
use backpack_objects::object_store::{ObjectStore, ObjectStoreExt as _};
use backpack_objects::{ObjectAnchors, ObjectKeyFile, ObjectOptions, open};
use backpack_store::{Anchor, AnchorStore as _, Error, ErrorKind, KeyFileStore as _};
use bytes::Bytes;
use futures_util::future::join_all;
use tempfile::TempDir;
use url::Url;

use crate::faulty::{FAULTS, Fault, Faulty};
use crate::support::{SPACE, hasty, s3};

fn key_file(store: &Arc<dyn ObjectStore>) -> ObjectKeyFile {
    ObjectKeyFile::new(Arc::clone(store), "account/keys").with_patience(hasty())
}

fn anchors(store: &Arc<dyn ObjectStore>) -> ObjectAnchors {
    ObjectAnchors::new(Arc::clone(store), "account").with_patience(hasty())
}

fn anchor(sequence: u64) -> Anchor {
    Anchor::new(sequence, [u8::try_from(sequence % 251).unwrap(); 32])
}

fn bytes(text: &str) -> Bytes {
    Bytes::copy_from_slice(text.as_bytes())
}

fn kind<T>(result: Result<T, Error>) -> Option<ErrorKind> {
    result.err().map(|error| error.kind().clone())
}

const CONFLICT: Option<ErrorKind> = Some(ErrorKind::Conflict(Vec::new()));

async fn is_replaced_on_condition(store: Arc<dyn ObjectStore>) {
    let place = key_file(&store);
    let (first, second) = (bytes("a long first version"), bytes("short"));
    assert_eq!(place.load().await.unwrap(), None);
    assert_eq!(kind(place.replace(Some(&first), second.clone()).await), CONFLICT);
    assert_eq!(place.load().await.unwrap(), None);
    place.replace(None, first.clone()).await.unwrap();
    assert_eq!(kind(place.replace(None, second.clone()).await), CONFLICT);
    assert_eq!(kind(place.replace(Some(&second), bytes("x")).await), CONFLICT);
    assert_eq!(place.load().await.unwrap(), Some(first.clone()));
    place.replace(Some(&first), second.clone()).await.unwrap();
    assert_eq!(kind(place.replace(Some(&first), bytes("from what was there")).await), CONFLICT);
    assert_eq!(key_file(&store).load().await.unwrap(), Some(second));
}

mod key_file_in_memory {
    use super::{Arc, InMemory, key_file};
    use backpack_testkit::key_file_conformance;
    use backpack_testkit::places::KeyFileSubject;

    key_file_conformance!(async || KeyFileSubject::new(Arc::new(key_file(
        &(Arc::new(InMemory::new()) as _)
    ))));
}

mod key_file_on_s3 {
    use super::{Arc, key_file, s3};
    use backpack_testkit::key_file_conformance;
    use backpack_testkit::places::KeyFileSubject;

    key_file_conformance!(async || s3().map(|store| KeyFileSubject::new(Arc::new(key_file(&store)))));
}

mod anchors_in_memory {
    use super::{Arc, InMemory, anchors};
    use backpack_testkit::anchor_conformance;
    use backpack_testkit::places::AnchorSubject;

    anchor_conformance!(async || AnchorSubject::new(Arc::new(anchors(&(Arc::new(InMemory::new()) as _)))));
}

mod anchors_on_s3 {
    use super::{Arc, anchors, s3};
    use backpack_testkit::anchor_conformance;
    use backpack_testkit::places::AnchorSubject;

    anchor_conformance!(async || s3().map(|store| AnchorSubject::new(Arc::new(anchors(&store)))));
}

/// Every process adds its own line to what it read, until it is there: none is lost.
async fn loses_no_update(store: Arc<dyn ObjectStore>, writers: usize, lines: usize) {
    let tasks = (0..writers).map(|writer| {
        let place = key_file(&store);
        tokio::spawn(async move {
            for line in 0..lines {
                loop {
                    let before = place.load().await.unwrap();
                    let mut after = before.clone().unwrap_or_default().to_vec();
                    after.extend_from_slice(format!("{writer}:{line}\n").as_bytes());
                    match place.replace(before.as_ref(), after.into()).await {
                        Ok(()) => break,
                        Err(error) => match error.kind() {
                            ErrorKind::Conflict(keys) => assert_eq!(keys, &[]),
                            ErrorKind::Unavailable => {}
                            kind => panic!("{kind:?}"),
                        },
                    }
                }
            }
        })
    });
    for task in join_all(tasks).await {
        task.unwrap();
    }
    let text = String::from_utf8(key_file(&store).load().await.unwrap().unwrap().to_vec()).unwrap();
    let mut found: Vec<&str> = text.lines().collect();
    found.sort_unstable();
    let mut expected: Vec<String> =
        (0..writers).flat_map(|writer| (0..lines).map(move |line| format!("{writer}:{line}"))).collect();
    expected.sort();
    assert_eq!(found, expected);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_key_file_is_replaced_on_condition_in_memory() {
    is_replaced_on_condition(Arc::new(InMemory::new())).await;
    loses_no_update(Arc::new(InMemory::new()), 8, 50).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_key_file_is_replaced_on_condition_on_s3() {
    let Some(store) = s3() else { return };
    is_replaced_on_condition(store).await;
    loses_no_update(s3().unwrap(), 3, 3).await;
}

#[tokio::test(start_paused = true)]
async fn one_failure_of_any_call_is_passed_over_by_a_key_file() {
    for fault in FAULTS {
        for nth in 0.. {
            let store = Faulty::new(Arc::new(InMemory::new()));
            let place = key_file(&(Arc::clone(&store) as _));
            store.fail(fault, nth..nth + 1);
            place.replace(None, bytes("first")).await.unwrap();
            place.replace(Some(&bytes("first")), bytes("second")).await.unwrap();
            assert_eq!(place.load().await.unwrap(), Some(bytes("second")), "{fault:?}");
            if store.calls() <= nth {
                break;
            }
        }
    }
}

/// When the storage goes away, the old bytes are there or the new ones, and the next replacement goes on from them.
#[tokio::test(start_paused = true)]
async fn a_key_file_is_old_or_new_when_the_storage_goes_away() {
    for fault in FAULTS {
        for nth in 0.. {
            let store = Faulty::new(Arc::new(InMemory::new()));
            let place = key_file(&(Arc::clone(&store) as _));
            place.replace(None, bytes("old")).await.unwrap();
            store.fail(fault, nth..u64::MAX);
            let replaced = place.replace(Some(&bytes("old")), bytes("new")).await;
            let calls = store.calls();
            store.mend();
            let found = place.load().await.unwrap().unwrap();
            match replaced {
                Ok(()) => assert_eq!(found, "new"),
                Err(error) => {
                    assert_eq!(*error.kind(), ErrorKind::Unavailable);
                    assert!(
                        found == "old" || found == "new" && fault != Fault::Before,
                        "{fault:?}: {found:?}"
                    );
                }
            }
            place.replace(Some(&found), bytes("newest")).await.unwrap();
            if calls <= nth {
                break;
            }
        }
    }
}

#[tokio::test]
async fn an_object_too_large_for_keys_is_not_read() {
    let store: Arc<dyn ObjectStore> = Arc::new(InMemory::new());
    store.put(&Path::from("account/keys"), vec![0; (8 << 20) + 1].into()).await.unwrap();
    assert_eq!(kind(key_file(&store).load().await), Some(ErrorKind::Damaged));
    assert_eq!(kind(key_file(&store).replace(None, bytes("x")).await), Some(ErrorKind::Damaged));
}

/// A folder cannot replace on condition: it says so, and does not do it without.
#[tokio::test]
async fn a_folder_is_no_place_for_a_key_file() {
    let folder = TempDir::new().unwrap();
    let store = open(&Url::from_directory_path(folder.path()).unwrap(), &ObjectOptions::new()).unwrap();
    let place = key_file(&store);
    place.replace(None, bytes("first")).await.unwrap();
    assert_eq!(kind(place.replace(Some(&bytes("first")), bytes("second")).await), Some(ErrorKind::Io));
    assert_eq!(place.load().await.unwrap(), Some(bytes("first")));
}

async fn only_higher_sequences_count(store: Arc<dyn ObjectStore>) {
    let (place, other) = (anchors(&store), SpaceId::from_bytes([6; 16]));
    assert_eq!(place.read(SPACE).await.unwrap(), None);
    for (sequence, furthest) in [(1, 1), (2, 2), (7, 7), (4, 7), (7, 7), (8, 8)] {
        place.write(SPACE, anchor(sequence)).await.unwrap();
        assert_eq!(anchors(&store).read(SPACE).await.unwrap(), Some(anchor(furthest)));
    }
    place.write(SPACE, Anchor::new(8, [0x55; 32])).await.unwrap();
    assert_eq!(place.read(SPACE).await.unwrap(), Some(anchor(8)));
    assert_eq!(place.read(other).await.unwrap(), None);
    place.forget(SPACE).await.unwrap();
    place.forget(SPACE).await.unwrap();
    assert_eq!(place.read(SPACE).await.unwrap(), None);
    place.write(SPACE, anchor(4)).await.unwrap();
    assert_eq!(place.read(SPACE).await.unwrap(), Some(anchor(4)));
}

#[tokio::test]
async fn only_a_higher_sequence_takes_the_place_of_an_anchor_in_memory() {
    only_higher_sequences_count(Arc::new(InMemory::new())).await;
}

#[tokio::test]
async fn only_a_higher_sequence_takes_the_place_of_an_anchor_on_s3() {
    let Some(store) = s3() else { return };
    only_higher_sequences_count(store).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_furthest_of_many_anchors_stays() {
    let store: Arc<dyn ObjectStore> = Arc::new(InMemory::new());
    for round in 0..50 {
        let space = SpaceId::random();
        let writers = (0..8).map(|writer| {
            let place = anchors(&store);
            tokio::spawn(async move { place.write(space, anchor(round + writer)).await })
        });
        let outcomes: Vec<_> = join_all(writers).await.into_iter().map(|outcome| outcome.unwrap()).collect();
        // One that was outrun again and again may give up; the last of them has no one to be outrun by.
        if outcomes.iter().all(Result::is_ok) {
            assert_eq!(anchors(&store).read(space).await.unwrap(), Some(anchor(round + 7)));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn one_failure_of_any_call_is_passed_over_by_anchors() {
    for fault in FAULTS {
        for nth in 0.. {
            let store = Faulty::new(Arc::new(InMemory::new()));
            let place = anchors(&(Arc::clone(&store) as _));
            store.fail(fault, nth..nth + 1);
            place.write(SPACE, anchor(1)).await.unwrap();
            place.write(SPACE, anchor(2)).await.unwrap();
            assert_eq!(place.read(SPACE).await.unwrap(), Some(anchor(2)), "{fault:?}");
            place.forget(SPACE).await.unwrap();
            assert_eq!(place.read(SPACE).await.unwrap(), None);
            if store.calls() <= nth {
                break;
            }
        }
    }
}

/// A change of these bytes is a change of everybody's anchors.
#[tokio::test]
async fn an_anchor_has_the_format_it_had_and_damage_is_told() {
    let store: Arc<dyn ObjectStore> = Arc::new(InMemory::new());
    let (place, path) = (anchors(&store), Path::from(format!("account/anchors/{SPACE}")));
    place.write(SPACE, anchor(7)).await.unwrap();
    let whole = store.get(&path).await.unwrap().bytes().await.unwrap();
    let hex: String = whole.iter().map(|byte| format!("{byte:02x}")).collect();
    let hash = "07".repeat(32);
    assert_eq!(hex, format!("42504f41000000010000000000000007{hash}91ce83a0f85e4458d072405c6ec179b1"));
    for place_of in 0..whole.len() {
        let mut damaged = whole.to_vec();
        damaged[place_of] ^= 1;
        store.put(&path, damaged.into()).await.unwrap();
        assert_eq!(kind(place.read(SPACE).await), Some(ErrorKind::Damaged), "byte {place_of}");
    }
    for length in [0, 63, 65, 5000] {
        let cut: Vec<u8> = whole.iter().copied().cycle().take(length).collect();
        store.put(&path, cut.into()).await.unwrap();
        assert_eq!(kind(place.read(SPACE).await), Some(ErrorKind::Damaged), "{length} bytes");
    }
    // An anchor of another space proves nothing.
    let other = SpaceId::from_bytes([6; 16]);
    store.put(&Path::from(format!("account/anchors/{other}")), whole.into()).await.unwrap();
    assert_eq!(kind(place.read(other).await), Some(ErrorKind::Damaged));
    place.write(other, anchor(1)).await.unwrap();
    assert_eq!(place.read(other).await.unwrap(), Some(anchor(1)));
}
