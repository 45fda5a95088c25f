//! Broken off at every call of the store and of the blob store: what was there is as it was, and it can be begun again.

use std::path::Path;
use std::sync::Arc;

use backpack_archive::{Error, Identity, back_up};
use backpack_core::Timestamp;
use backpack_keep::Keep;
use backpack_store::ErrorKind;
use backpack_testkit::faults::{BlobCall, FaultyBlobs, FaultyStore, StoreCall, When};
use backpack_testkit::run;

use crate::world::{World, chain, exported, live, lock};

#[test]
fn a_backup_that_fails_anywhere_leaves_the_earlier_one_and_no_part_of_itself() {
    run(async {
        let (scratch, mut world) = (tempfile::tempdir().unwrap(), World::new());
        let keep = world.create().await;
        live(&world, &keep).await;
        big(&keep).await;
        let (first, next) = (scratch.path().join("0.age"), scratch.path().join("1.age"));
        world.back_up(&keep, &first, None).await;
        let before = std::fs::read(&first).unwrap();
        let (store, blobs) = (Arc::clone(&world.store), Arc::clone(&world.blobs));
        for calls in [true, false] {
            for call in 1.. {
                let (faulty, faulty_blobs) =
                    (FaultyStore::new(Arc::clone(&store)), FaultyBlobs::new(Arc::clone(&blobs)));
                let (faulty, faulty_blobs) = (Arc::new(faulty), Arc::new(faulty_blobs));
                world.store = Arc::<FaultyStore>::clone(&faulty);
                world.blobs = Arc::<FaultyBlobs>::clone(&faulty_blobs);
                let keep = Keep::open(world.parts()).await.unwrap();
                if calls {
                    faulty.fail(StoreCall::Any, call, When::Before, ErrorKind::Io);
                } else {
                    faulty_blobs.fail(BlobCall::Any, call, When::After, backpack_files::ErrorKind::Io);
                }
                let now = Timestamp::from_millis(1);
                let ended = back_up(&keep, &next, lock(), now, world.options(None)).await;
                let left: Vec<_> = std::fs::read_dir(scratch.path()).unwrap().collect();
                assert_eq!(std::fs::read(&first).unwrap(), before);
                if ended.is_ok() {
                    assert!(call > 2, "no call failed");
                    std::fs::remove_file(&next).unwrap();
                    break;
                }
                assert_eq!(left.len(), 1, "call {call}: {left:?}");
            }
        }
    });
}

/// Something that lies in the blob store.
async fn big(keep: &Keep) {
    let mut state = 3_u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        char::from(b'a' + u8::try_from((state >> 40) % 26).unwrap())
    };
    let noise: String = (0..150_000).map(|_| next()).collect();
    let body = format!(r#"{{"resourceType":"Binary","id":"big","data":"{noise}"}}"#);
    keep.commit_page(crate::world::page(crate::world::CONNECTION, vec![crate::world::put(body)]))
        .await
        .unwrap();
}

#[test]
fn a_restore_that_fails_anywhere_is_begun_again_and_ends_the_same() {
    run(async {
        let (scratch, world) = (tempfile::tempdir().unwrap(), World::new());
        let keep = world.create().await;
        live(&world, &keep).await;
        big(&keep).await;
        let file = scratch.path().join("0.age");
        world.back_up(&keep, &file, None).await;
        let expected = exported(&keep).await;
        for calls in [true, false] {
            for when in [When::Before, When::After] {
                for call in 1.. {
                    if broken_off(&world, &file, (calls, when, call), &expected).await {
                        assert!(call > 3, "no call failed");
                        break;
                    }
                }
            }
        }
    });
}

/// Breaks a restore off at one call, then begins again. Returns whether it had come to its end before.
async fn broken_off(
    world: &World,
    file: &Path,
    (is_store, when, call): (bool, When, u64),
    expected: &std::collections::BTreeMap<String, Vec<u8>>,
) -> bool {
    let opened = chain(&[file]).await.unwrap();
    let mut there = world.for_chain(&opened, Identity::Same);
    let (store, blobs) = (Arc::clone(&there.store), Arc::clone(&there.blobs));
    let faulty = Arc::new(FaultyStore::new(Arc::clone(&store)));
    let faulty_blobs = Arc::new(FaultyBlobs::new(Arc::clone(&blobs)));
    if is_store {
        faulty.fail(StoreCall::Any, call, when, ErrorKind::Io);
        faulty.break_down(StoreCall::Any, call + 1, ErrorKind::Io);
    } else {
        faulty_blobs.fail(BlobCall::Any, call, when, backpack_files::ErrorKind::Full);
        faulty_blobs.break_down(BlobCall::Any, call + 1, backpack_files::ErrorKind::Full);
    }
    (there.store, there.blobs) = (faulty, faulty_blobs);
    let ended = opened.restore(there.parts(), Identity::Same).await;
    if let Ok(restored) = ended {
        restored.keep.close().await;
        (there.store, there.blobs) = (store, blobs);
        let back = Keep::open(there.parts()).await.unwrap();
        assert_eq!(&exported(&back).await, expected);
        return true;
    }
    assert!(matches!(ended, Err(Error::Keep(_))), "{ended:?}");
    // As a caller does: the space is emptied, then it is begun again.
    (there.store, there.blobs) = (store, blobs);
    backpack_store::clear(&*there.store, there.space, backpack_keep::TABLES).await.unwrap();
    for blob in there.blobs.list(None).await.unwrap().ids {
        there.blobs.delete(blob).await.unwrap();
    }
    backpack_store::AnchorStore::forget(&*there.anchors, there.space).await.unwrap();
    let opened = chain(&[file]).await.unwrap();
    let back = opened.restore(there.parts(), Identity::Same).await.unwrap().keep;
    assert_eq!(&exported(&back).await, expected, "call {call}");
    false
}
