//! Rotation: everything is sealed anew under a new key, while others go on, and nothing is lost.

use std::collections::BTreeMap;
use std::sync::Arc;

use backpack_connect::{Grant, PatientRef};
use backpack_core::{FileId, SecretBytes, Timestamp};
use backpack_files::{BlobStore as _, ByteStream};
use backpack_keep::{
    ConnectionRow, Disposal, Error, FileKeys, GrantRow, Keep, NewFile, Rotated, RotationOptions,
    RotationProgress, RowBatch, TABLES,
};
use backpack_keys::{Aad, Error as KeysError, Purpose, sealed_epoch};
use backpack_record::{Actor, OverlayChange, OverlayEvent};
use backpack_store::{Key, Scan, Store as _, Table};
use backpack_testkit::faults::PowerCutStore;
use backpack_testkit::{VirtualClock, run};
use bytes::Bytes;

use crate::world::{CONNECTION, World, bodies, describe, page, refused, result};

/// Something of everything that is sealed. Returns its files.
async fn fill(keep: &Keep) -> Vec<FileId> {
    let mut first = page([result("a", "1"), result("b", "1"), large("big")]);
    first.quarantined.push(refused("{"));
    keep.commit_page(first).await.unwrap();
    let changed = keep.commit_page(page([result("a", "2")])).await.unwrap().changed_ids;
    let id = *changed.first().unwrap();
    keep.put_entry(None, Bytes::from(result("", "9")), Actor::Person).await.unwrap();
    let note = OverlayChange::Noted("mine".into());
    keep.append(vec![OverlayEvent::new(id, Actor::Person, Timestamp::from_millis(1), note)]).await.unwrap();
    let grant = Grant::new(PatientRef::new("p"), SecretBytes::new(b"token".to_vec()));
    let rows = RowBatch::new().put(&ConnectionRow::new("s", "u", "n", Timestamp::from_millis(1)));
    keep.write(rows.put(&GrantRow::new(CONNECTION, grant))).await.unwrap();
    let mut files = Vec::new();
    for content in ["a letter", "a picture"] {
        let content = ByteStream::from_bytes(Bytes::from(content));
        files.push(keep.add_file(NewFile::new("file"), content).await.unwrap().id);
    }
    files
}

/// A resource that is too large for the store, even compressed.
fn large(id: &str) -> String {
    let mut state = 3_u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        char::from(b'a' + u8::try_from((state >> 40) % 26).unwrap())
    };
    let noise: String = (0..150_000).map(|_| next()).collect();
    format!(r#"{{"resourceType":"Binary","id":"{id}","data":"{noise}"}}"#)
}

async fn rotate(world: &World, keep: &Keep) -> Result<Rotated, Error> {
    let keys = if world.keys().epochs().count() > 1 { world.keys() } else { world.new_epoch() };
    let forget = async { Ok::<_, Error>(world.forget_old()) };
    keep.rotate(keys, RotationOptions::new(), |_| {}, forget).await
}

/// Everything that can be read, to compare by.
async fn contents(keep: &Keep, files: &[FileId]) -> (String, Vec<(String, usize, Bytes)>, Vec<Bytes>) {
    let mut read = Vec::new();
    for file in files {
        read.push(keep.open_file(*file, None).await.unwrap().collect().await.unwrap());
    }
    (keep.catalog(describe), bodies(keep).await, read)
}

/// Every value of the store and every blob, as they lie there.
async fn sealed(world: &World) -> (Vec<(Table, Bytes, Bytes)>, BTreeMap<[u8; 16], Bytes>) {
    let mut values = Vec::new();
    for table in TABLES {
        let page = world.store.scan(&Scan::new(world.space, *table)).await.unwrap();
        values.extend(page.entries.into_iter().map(|entry| (*table, entry.id, entry.value.bytes)));
    }
    let mut blobs = BTreeMap::new();
    for id in world.blobs.list(None).await.unwrap().ids {
        let bytes = world.blobs.get(id, None).await.unwrap().collect().await.unwrap();
        blobs.insert(*id.as_bytes(), bytes);
    }
    (values, blobs)
}

#[test]
fn everything_is_sealed_anew_and_reads_as_before() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        let files = fill(&keep).await;
        let (before, (values, blobs)) = (contents(&keep, &files).await, sealed(&world).await);
        let count = keep.rotation_status().await.unwrap();
        assert_eq!((count.newest, count.files.clone()), (1, BTreeMap::from([(1, 2)])));
        assert_eq!(count.values, BTreeMap::from([(1, values.len() as u64 + 1)]));

        let rotated = rotate(&world, &keep).await.unwrap();
        assert_eq!(rotated.epoch, 2);
        let status = keep.rotation_status().await.unwrap();
        assert_eq!((status.newest, status.remaining()), (2, 0));
        assert_eq!(status.values.keys().collect::<Vec<_>>(), [&2]);
        assert_eq!(status.files, BTreeMap::from([(2, 2)]));
        assert_eq!(world.keys().epochs().collect::<Vec<_>>(), [2]);
        assert_eq!(contents(&keep, &files).await, before);

        let again = world.open().await;
        assert_eq!(contents(&again, &files).await, before);
        assert_eq!(again.verify().await.unwrap().bodies, before.1.len() as u64);
        // What lay there before opens no more, wherever a copy of it may be.
        let (new_values, new_blobs) = sealed(&world).await;
        for (table, id, old) in &values {
            assert!(!new_values.iter().any(|(_, _, new)| new == old), "table {}", table.0);
            let opened = world.keys().open(Purpose::Row, &Aad::new(table.0, id), old);
            assert_eq!(opened, Err(KeysError::NoSuchEpoch(1)));
        }
        assert!(blobs.keys().all(|blob| !new_blobs.contains_key(blob)), "a blob is the old one");
        assert_eq!(blobs.len(), new_blobs.len());
    });
}

#[test]
fn what_lives_no_more_is_not_sealed_anew() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        let connection = ConnectionRow::new("s", "u", "n", Timestamp::from_millis(1));
        keep.write(RowBatch::new().put(&connection)).await.unwrap();
        let mut sent = page([result("a", "1"), result("b", "1"), result("c", "1")]);
        sent.connection = connection.id;
        let ids = keep.commit_page(sent).await.unwrap().new_ids;
        // Two of three stay with a note: most of the block lives on, so that no compaction would touch it.
        for id in &ids[..2] {
            let note = OverlayChange::Noted("mine".into());
            let event = OverlayEvent::new(*id, Actor::Person, Timestamp::from_millis(1), note);
            keep.append(vec![event]).await.unwrap();
        }
        keep.remove_connection(connection.id, Disposal::Delete).await.unwrap();
        keep.compact().await.unwrap();
        let (before, old_blocks) = (bodies(&keep).await, blocks(&world).await);
        assert_eq!((before.len(), old_blocks.len()), (2, 1));
        rotate(&world, &keep).await.unwrap();
        let new_blocks = blocks(&world).await;
        assert_eq!((bodies(&keep).await, new_blocks.len()), (before.clone(), 1));
        assert_ne!(old_blocks, new_blocks, "the block was sealed anew with what had been deleted");
        assert_eq!(bodies(&world.open().await).await, before);
    });
}

/// The ids of all blocks in the store.
async fn blocks(world: &World) -> Vec<Bytes> {
    let page = world.store.scan(&Scan::new(world.space, Table(3))).await.unwrap();
    page.entries.into_iter().map(|entry| entry.id).collect()
}

#[test]
fn files_keep_their_keys_if_asked_to_and_get_new_ones_later() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        let files = fill(&keep).await;
        let before = contents(&keep, &files).await;
        let options = RotationOptions::new().with_files(FileKeys::Keep);
        let forget = async { Ok::<_, Error>(world.forget_old()) };
        keep.rotate(world.new_epoch(), options, |_| {}, forget).await.unwrap();
        let status = keep.rotation_status().await.unwrap();
        assert_eq!((status.remaining(), status.files), (0, BTreeMap::from([(1, 2)])));
        assert_eq!(contents(&keep, &files).await, before);
        rotate(&world, &keep).await.unwrap();
        assert_eq!(keep.rotation_status().await.unwrap().files, BTreeMap::from([(3, 2)]));
        assert_eq!(contents(&world.open().await, &files).await, before);
    });
}

#[test]
fn progress_reaches_its_total() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        fill(&keep).await;
        let told = std::sync::Mutex::new(Vec::<RotationProgress>::new());
        let tell = |progress: &RotationProgress| told.lock().unwrap().push(*progress);
        let forget = async { Ok::<_, Error>(world.forget_old()) };
        let rotated = keep.rotate(world.new_epoch(), RotationOptions::new(), tell, forget).await.unwrap();
        let told = told.into_inner().unwrap();
        let (first, last) = (told.first().unwrap(), told.last().unwrap());
        assert!(first.done == 0 && first.total > 10, "{first:?}");
        assert!(last.done == last.total && last.done == rotated.resealed, "{last:?}");
        assert!(told.is_sorted_by_key(|progress| progress.done));
    });
}

#[test]
fn readers_and_writers_go_on_meanwhile() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        let files = fill(&keep).await;
        for round in 1..=4 {
            let writer = async {
                for number in 0..12 {
                    keep.commit_page(page([result(&format!("{round}-{number}"), "1")])).await.unwrap();
                    keep.put_entry(None, Bytes::from(result("", "5")), Actor::Person).await.unwrap();
                    assert_eq!(bodies(&keep).await.len(), keep.verify().await.unwrap().bodies as usize);
                    keep.open_file(files[0], None).await.unwrap().collect().await.unwrap();
                }
            };
            let (rotated, ()) = tokio::join!(rotate(&world, &keep), writer);
            assert_eq!(rotated.unwrap().epoch, round + 1);
            assert_eq!(keep.rotation_status().await.unwrap().remaining(), 0);
        }
        let before = contents(&keep, &files).await;
        assert_eq!(before.1.len(), 6 + 4 * 24);
        assert_eq!(contents(&world.open().await, &files).await, before);
    });
}

#[test]
fn a_block_that_was_sealed_before_lands_sealed_anew() {
    run(async {
        let world = World::new();
        let held = Arc::new(PowerCutStore::new(Arc::new(VirtualClock::new())));
        let world = world.through(Arc::<PowerCutStore>::clone(&held));
        let keep = world.create().await;
        held.hold();
        // In this order: a commit that the disk holds up, the new key behind it, and behind that what was sealed before.
        let first = tokio::spawn(commit(&keep, "1"));
        while held.unsynced() == 0 {
            tokio::task::yield_now().await;
        }
        let (other, keys) = (keep.clone(), world.new_epoch());
        let adopted = tokio::spawn(async move { other.adopt(keys).await });
        settle().await;
        let second = tokio::spawn(commit(&keep, "2"));
        let (other, entry) = (keep.clone(), Bytes::from(result("", "3")));
        let third = tokio::spawn(async move { other.put_entry(None, entry, Actor::Person).await });
        settle().await;
        let mut ended = 0;
        while ended < 4 {
            held.sync();
            tokio::task::yield_now().await;
            ended = [first.is_finished(), adopted.is_finished(), second.is_finished(), third.is_finished()]
                .into_iter()
                .filter(|is| *is)
                .count();
        }
        adopted.await.unwrap().unwrap();
        third.await.unwrap().unwrap();
        let blocks = world.store.scan(&Scan::new(world.space, Table(3))).await.unwrap().entries;
        let mut epochs: Vec<_> =
            blocks.iter().map(|entry| sealed_epoch(&entry.value.bytes).unwrap()).collect();
        epochs.sort_unstable();
        assert_eq!(epochs, [1, 2, 2]);
        assert_eq!(bodies(&keep).await.len(), 3);
    });
}

async fn settle() {
    // The blocks are sealed on another thread; nothing here says when that is done but the queue it then waits in.
    for _ in 0..2000 {
        tokio::task::spawn_blocking(|| ()).await.unwrap();
    }
}

fn commit(keep: &Keep, id: &str) -> impl Future<Output = ()> + Send + use<> {
    let (keep, page) = (keep.clone(), page([result(id, "1")]));
    async move { drop(keep.commit_page(page).await.unwrap()) }
}

#[test]
fn who_does_not_hold_the_new_key_commits_nothing_and_is_told_so() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        let files = fill(&keep).await;
        let elsewhere = world.open().await;
        keep.adopt(world.new_epoch()).await.unwrap();
        let refused = elsewhere.commit_page(page([result("late", "1")])).await;
        assert!(matches!(refused, Err(Error::NewerKeys("head", 2))), "{refused:?}");
        assert!(matches!(elsewhere.refresh().await, Err(Error::NewerKeys("head", 2))));
        rotate(&world, &keep).await.unwrap();
        let before = contents(&keep, &files).await;
        assert_eq!(contents(&world.open().await, &files).await, before);
        // With the new keys it goes on.
        elsewhere.adopt(world.keys()).await.unwrap();
        elsewhere.commit_page(page([result("late", "1")])).await.unwrap();
    });
}

#[test]
fn a_row_that_was_read_before_can_be_written_back() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        fill(&keep).await;
        let name = *CONNECTION.as_bytes();
        let (_, version) = keep.row::<GrantRow>(&name).await.unwrap().unwrap();
        rotate(&world, &keep).await.unwrap();
        rotate(&world, &keep).await.unwrap();
        let fresh = || {
            let grant = Grant::new(PatientRef::new("p"), SecretBytes::new(b"refreshed".to_vec()));
            RowBatch::new().put(&GrantRow::new(CONNECTION, grant)).require_at::<GrantRow>(name, version)
        };
        keep.write(fresh()).await.unwrap();
        // Once it is written the demand no longer holds.
        assert!(matches!(keep.write(fresh()).await, Err(Error::Conflict)));
    });
}

#[test]
fn keys_of_another_backpack_and_of_yesterday_are_refused() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        let yesterday = world.keys();
        rotate(&world, &keep).await.unwrap();
        assert!(matches!(keep.adopt(yesterday).await, Err(Error::Tampered("keys"))));
        assert!(matches!(keep.adopt(World::new().keys()).await, Err(Error::Tampered("keys"))));
        keep.commit_page(page([result("a", "1")])).await.unwrap();
    });
}

#[test]
fn what_cannot_be_read_stops_the_rotation_before_a_key_is_forgotten() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        fill(&keep).await;
        let block = world.store.scan(&Scan::new(world.space, Table(3))).await.unwrap().entries.remove(0);
        let mut damaged = block.value.bytes.to_vec();
        *damaged.last_mut().unwrap() ^= 1;
        let batch = backpack_store::Batch::new(world.space).put(Table(3), block.id.clone(), damaged.clone());
        world.memory.commit(batch).await.unwrap();
        let refused = rotate(&world, &keep).await;
        assert!(matches!(refused, Err(Error::Tampered(_))), "{refused:?}");
        assert_eq!(world.keys().epochs().collect::<Vec<_>>(), [2, 1]);
        let left = world.store.get(&Key::new(world.space, Table(3), block.id)).await.unwrap().unwrap();
        assert_eq!(left.bytes, damaged, "what is damaged is left as it is");
    });
}
