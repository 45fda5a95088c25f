//! Several processes on one store, in every order: what one is about to name the other never removes, and nothing that
//! was acknowledged is lost.

mod chance;
mod slow;

use std::sync::Arc;
use std::time::Duration;

use backpack_connect::{Grant, PatientRef};
use backpack_core::SecretBytes;
use backpack_files::{BlobStore as _, ByteStream};
use backpack_keep::{
    Depth, Error, FileRow, GrantRow, Keep, NewFile, RotationOptions, RowBatch, VerifyOptions,
};
use backpack_record::Actor;
use backpack_store::Scan;
use backpack_testkit::run;
use bytes::Bytes;

use crate::world::{CONNECTION, World, page, result};

const HOUR: Duration = Duration::from_hours(1);

/// Opens the Backpack in another process.
async fn open(world: &World) -> Keep {
    Keep::open(world.parts_with_keys()).await.unwrap()
}

async fn add(keep: &Keep, content: &'static str) -> FileRow {
    let content = ByteStream::from_bytes(Bytes::from_static(content.as_bytes()));
    keep.add_file(NewFile::new("file"), content).await.unwrap()
}

async fn read(keep: &Keep, file: &FileRow) -> Bytes {
    keep.open_file(file.id, None).await.unwrap().collect().await.unwrap()
}

async fn rotate(world: &World, keep: &Keep) {
    let forget = async { Ok::<_, Error>(world.forget_old()) };
    keep.rotate(world.new_epoch(), RotationOptions::new(), |_| {}, forget).await.unwrap();
}

/// Returns how many blobs there are, and how many notes of blobs without a name.
async fn left(world: &World) -> (usize, usize) {
    let blobs = world.blobs.list(None).await.unwrap().ids.len();
    let notes = world.store.scan(&Scan::new(world.space, backpack_store::Table(22))).await.unwrap();
    (blobs, notes.entries.len())
}

#[test]
fn a_blob_without_a_name_is_watched_condemned_removed_and_forgotten() {
    run(async {
        let world = World::shared();
        let one = world.create().await;
        let two = open(&world).await;
        let file = add(&one, "a letter").await;
        world.blobs.put(backpack_core::BlobId::random(), ByteStream::from_bytes("lost")).await.unwrap();
        assert_eq!((one.sweep().await.unwrap(), left(&world).await), (0, (2, 1)));
        world.clock.advance(23 * HOUR);
        assert_eq!((two.sweep().await.unwrap(), left(&world).await), (0, (2, 1)));
        world.clock.advance(HOUR);
        assert_eq!((two.sweep().await.unwrap(), left(&world).await), (1, (1, 1)));
        world.clock.advance(48 * HOUR);
        assert_eq!((one.sweep().await.unwrap(), left(&world).await), (0, (1, 0)));
        assert_eq!(read(&two, &file).await, "a letter");
    });
}

#[test]
fn what_was_let_go_of_can_be_read_for_a_day() {
    run(async {
        let world = World::shared();
        let one = world.create().await;
        let two = open(&world).await;
        let file = add(&one, "a letter").await;
        let kept = two.snapshot().await.unwrap();
        one.remove_file(file.id).await.unwrap();
        assert_eq!(one.sweep().await.unwrap(), 0);
        let row = kept.rows.files.first().unwrap();
        assert_eq!(kept.open_file(row).await.unwrap().collect().await.unwrap(), "a letter");
        drop(kept);
        world.clock.advance(24 * HOUR);
        assert_eq!((one.sweep().await.unwrap(), left(&world).await), (1, (0, 1)));
        let options = VerifyOptions::new(Depth::Data);
        assert_eq!(two.verify_with(&options).await.unwrap().findings, []);
    });
}

#[test]
fn a_file_that_got_another_key_elsewhere_is_read_where_it_is_now() {
    run(async {
        // The store is one process's alone, as far as it knows: the old bytes go at once.
        let world = World::new();
        let one = world.create().await;
        let two = open(&world).await;
        let file = add(&one, "a letter").await;
        let before = two.snapshot().await.unwrap();
        rotate(&world, &one).await;
        assert_eq!(read(&two, &file).await, "a letter");
        let row = before.rows.files.first().unwrap();
        assert_eq!(before.open_file(row).await.unwrap().collect().await.unwrap(), "a letter");
        one.remove_file(file.id).await.unwrap();
        assert!(matches!(before.open_file(row).await, Err(Error::Busy)));
    });
}

#[test]
fn keys_that_were_made_elsewhere_are_taken_over_wherever_they_are_met() {
    run(async {
        let world = World::shared();
        world.create().await.close().await;
        let one = open(&world).await;
        one.commit_page(page([result("a", "1")])).await.unwrap();
        let grant = Grant::new(PatientRef::new("p"), SecretBytes::new(b"first".to_vec()));
        one.write(RowBatch::new().put(&GrantRow::new(CONNECTION, grant))).await.unwrap();
        type Act = fn(Keep) -> std::pin::Pin<Box<dyn Future<Output = ()>>>;
        let acts: [Act; 8] = [
            |keep| Box::pin(async move { assert!(keep.refresh().await.unwrap() || keep.sequence() > 0) }),
            |keep| Box::pin(async move { drop(keep.person().await.unwrap()) }),
            |keep| Box::pin(async move { drop(keep.rows::<GrantRow>().await.unwrap()) }),
            |keep| Box::pin(async move { drop(keep.commit_page(page([result("b", "1")])).await.unwrap()) }),
            |keep| {
                Box::pin(async move {
                    let body = Bytes::from(result("", "1"));
                    keep.put_entry(None, body, Actor::Person).await.unwrap();
                })
            },
            |keep| Box::pin(async move { assert_eq!(keep.compact().await.unwrap().dropped, 0) }),
            |keep| Box::pin(async move { drop(keep.snapshot().await.unwrap()) }),
            |keep| Box::pin(async move { assert!(keep.verify().await.unwrap().bodies > 0) }),
        ];
        for act in acts {
            let two = open(&world).await;
            rotate(&world, &one).await;
            act(two.clone()).await;
            // More than one may go by.
            rotate(&world, &one).await;
            rotate(&world, &two).await;
            act(two).await;
        }
        assert_eq!(one.rotation_status().await.unwrap().values.len(), 1);
        assert_eq!(one.verify_with(&VerifyOptions::new(Depth::Data)).await.unwrap().findings, []);
    });
}

#[test]
fn a_row_that_was_only_sealed_anew_elsewhere_is_still_what_was_read() {
    run(async {
        let world = World::shared();
        let one = world.create().await;
        let grant = |token: &'static str| {
            GrantRow::new(CONNECTION, Grant::new(PatientRef::new("p"), SecretBytes::new(token.into())))
        };
        one.write(RowBatch::new().put(&grant("first"))).await.unwrap();
        let two = open(&world).await;
        let (_, version) = two.row::<GrantRow>(CONNECTION.as_bytes()).await.unwrap().unwrap();
        rotate(&world, &one).await;
        // The token that a refresh brought must not be lost to a rotation elsewhere: the old one is used up.
        let refreshed = RowBatch::new().put(&grant("second"));
        two.write(refreshed.require_at::<GrantRow>(*CONNECTION.as_bytes(), version)).await.unwrap();
        let late =
            RowBatch::new().put(&grant("third")).require_at::<GrantRow>(*CONNECTION.as_bytes(), version);
        assert!(matches!(one.write(late).await, Err(Error::Conflict)));
    });
}

#[test]
fn without_a_key_source_a_rotation_elsewhere_is_told() {
    run(async {
        let world = World::shared();
        let one = world.create().await;
        let two = world.open().await;
        rotate(&world, &one).await;
        assert!(matches!(two.refresh().await, Err(Error::NewerKeys("head", 2))));
        assert!(Arc::strong_count(&world.memory) > 1);
    });
}
