//! Backups of what came since, and chains of them.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use backpack_archive::{Chain, Error, Identity, Mark};
use backpack_files::ByteStream;
use backpack_keep::{Description, Disposal, Keep, NewFile, Reading};
use backpack_record::{Actor, OverlayChange, OverlayEvent};
use backpack_testkit::run;

use crate::world::{CONNECTION, World, chain, exported, live, page, put, restore, result, sealed};

/// Lives on, in another way each time.
async fn live_on(world: &World, keep: &Keep, step: usize) {
    world.clock.advance(std::time::Duration::from_secs(60));
    let ids: Vec<_> = keep.catalog(|catalog| catalog.records().map(|record| record.id()).collect());
    match step {
        0 => {
            let puts = vec![put(result("a", "4")), put(result("new", "1")), put(result("gone", "1"))];
            keep.commit_page(page(CONNECTION, puts)).await.unwrap();
            let change = OverlayChange::Noted("later".into());
            let event =
                OverlayEvent::new(ids[0], Actor::Person, backpack_core::Timestamp::from_millis(9), change);
            keep.append(vec![event]).await.unwrap();
            let file = NewFile::new("second");
            keep.add_file(file, ByteStream::from_bytes(b"second".to_vec())).await.unwrap();
            let empty = keep.files().await.unwrap().into_iter().find(|file| file.name == "empty").unwrap();
            let said = Description::new().named("nothing").with_caption("an empty page").taken("2024-05");
            keep.describe_file(empty.id, &said).await.unwrap();
        }
        1 => {
            // An item leaves quarantine, another comes; a file goes; the source goes back to its first version.
            keep.commit_page(page(CONNECTION, vec![put("{\"broken again\"")])).await.unwrap();
            keep.commit_page(page(CONNECTION, vec![put(result("a", "1"))])).await.unwrap();
            let file = keep.files().await.unwrap().into_iter().find(|file| file.name == "second").unwrap();
            keep.remove_file(file.id).await.unwrap();
        }
        _ => {
            keep.compact().await.unwrap();
        }
    }
}

async fn backups(world: &World, keep: &Keep, folder: &Path) -> (Vec<PathBuf>, Vec<Mark>) {
    live(world, keep).await;
    let mut files = vec![folder.join("0.age")];
    let mut marks = vec![world.back_up(keep, &files[0], None).await.mark];
    for step in 0..3 {
        live_on(world, keep, step).await;
        files.push(folder.join(format!("{}.age", step + 1)));
        let written = world.back_up(keep, files.last().unwrap(), marks.last().cloned()).await;
        assert!(!written.whole);
        marks.push(written.mark);
    }
    (files, marks)
}

#[test]
fn a_chain_that_is_restored_exports_byte_for_byte_the_same_in_whatever_order_it_is_given() {
    run(async {
        let (scratch, world) = (tempfile::tempdir().unwrap(), World::new());
        let keep = world.create().await;
        let (files, _) = backups(&world, &keep, scratch.path()).await;
        let order: Vec<&Path> = [2, 0, 3, 1].iter().map(|at| files[*at].as_path()).collect();
        let (_, back) = restore(&world, &order).await;
        assert_eq!(exported(&back).await, exported(&keep).await);
        assert_eq!(back.sweep().await.unwrap(), 0);
        // Under other ids, the same: the state is compared by the chain itself.
        let chain = chain(&order).await.unwrap();
        let there = world.for_chain(&chain, Identity::Anew);
        let counts = chain.restore(there.parts(), Identity::Anew).await.unwrap().counts;
        assert_eq!((counts.versions, counts.quarantined), (16, 3));
    });
}

#[test]
fn a_backup_of_changes_holds_only_what_came_since() {
    run(async {
        let (scratch, world) = (tempfile::tempdir().unwrap(), World::new());
        let keep = world.create().await;
        let (files, marks) = backups(&world, &keep, scratch.path()).await;
        let parts = crate::open::parts_of_backup(&files[1]);
        let list = String::from_utf8(parts["records/0001.ndjson"].clone()).unwrap();
        assert_eq!(list.lines().filter(|line| line.starts_with("{\"version\"")).count(), 2);
        let states = String::from_utf8(parts["states/0001.ndjson"].clone()).unwrap();
        assert_eq!(states.lines().count(), 3, "{states}");
        assert!(parts.keys().filter(|path| path.starts_with("files/")).all(|path| path.ends_with("/second")));
        // Nothing since the last one: no bodies at all.
        let file = scratch.path().join("4.age");
        let written = world.back_up(&keep, &file, marks.last().cloned()).await;
        assert_eq!((written.counts.records, written.counts.versions, written.counts.files), (0, 0, 0));
    });
}

#[test]
fn a_chain_with_a_gap_or_of_two_histories_is_refused() {
    run(async {
        let (scratch, world) = (tempfile::tempdir().unwrap(), World::new());
        let keep = world.create().await;
        let (files, marks) = backups(&world, &keep, scratch.path()).await;
        for wrong in [&[1_usize][..], &[0, 2], &[0, 1, 3], &[]] {
            let files: Vec<&Path> = wrong.iter().map(|at| files[*at].as_path()).collect();
            let refused = chain(&files).await;
            assert!(matches!(refused, Err(Error::IncompleteChain(_))), "{wrong:?} {refused:?}");
        }
        let other = World::new();
        let stranger = other.create().await;
        live(&other, &stranger).await;
        let file = scratch.path().join("other.age");
        other.back_up(&stranger, &file, None).await;
        let refused = chain(&[&files[0], &file]).await;
        assert!(matches!(refused, Err(Error::IncompleteChain(_))), "{refused:?}");
        // A backup on top of another Backpack's.
        let options = other.options(marks.last().cloned());
        let now = backpack_core::Timestamp::from_millis(1);
        let target = scratch.path().join("none.age");
        let refused = backpack_archive::back_up(&stranger, &target, crate::world::lock(), now, options).await;
        assert!(matches!(refused, Err(Error::IncompleteChain(_))), "{refused:?}");
        assert!(!target.exists());
    });
}

#[test]
fn a_parent_that_was_exchanged_is_found_out() {
    run(async {
        let (scratch, world) = (tempfile::tempdir().unwrap(), World::new());
        let keep = world.create().await;
        live(&world, &keep).await;
        let (first, other, next) =
            (scratch.path().join("0.age"), scratch.path().join("0b.age"), scratch.path().join("1.age"));
        let mark = world.back_up(&keep, &first, None).await.mark;
        live_on(&world, &keep, 0).await;
        // Somebody forges the first one: the same name, another content.
        crate::hostile::rewrite(&first, &other, |parts| {
            let person = parts.iter_mut().find(|(path, _)| path == "person.json").unwrap();
            person.1 = br#"{"name":"Mallory","birth_date":null,"sex":null}"#.to_vec();
        });
        world.back_up(&keep, &next, Some(mark)).await;
        let chain = Chain::open(vec![sealed(&other), sealed(&next)]).await.unwrap();
        let there = world.for_chain(&chain, Identity::Same);
        let refused = chain.restore(there.parts(), Identity::Same).await;
        assert!(matches!(refused, Err(Error::IncompleteChain(_))), "{refused:?}");
    });
}

#[test]
fn what_was_removed_for_good_makes_the_next_backup_a_whole_one() {
    run(async {
        let (scratch, world) = (tempfile::tempdir().unwrap(), World::new());
        let keep = world.create().await;
        live(&world, &keep).await;
        let (first, next) = (scratch.path().join("0.age"), scratch.path().join("1.age"));
        let mark = world.back_up(&keep, &first, None).await.mark;
        keep.remove_connection(CONNECTION, Disposal::Delete).await.unwrap();
        let written = world.back_up(&keep, &next, Some(mark)).await;
        assert!(written.whole);
        let (_, back) = restore(&world, &[&next]).await;
        assert_eq!(exported(&back).await, exported(&keep).await);
    });
}

#[test]
fn a_backup_shows_one_moment_while_everything_goes_on() {
    run(async {
        let (scratch, world) = (tempfile::tempdir().unwrap(), World::new());
        let keep = world.create().await;
        live(&world, &keep).await;
        let expected = exported(&keep).await;
        // A snapshot is taken, then the records are changed, removed and compacted while it waits.
        let snapshot = keep.snapshot().await.unwrap();
        let busy = keep.clone();
        let compacted = Arc::new(AtomicBool::new(false));
        let done = Arc::clone(&compacted);
        let work = tokio::spawn(async move {
            busy.commit_page(page(CONNECTION, vec![put(result("a", "9"))])).await.unwrap();
            for file in busy.files().await.unwrap() {
                busy.remove_file(file.id).await.unwrap();
            }
            busy.remove_connection(CONNECTION, Disposal::Delete).await.unwrap();
            done.store(true, Ordering::SeqCst);
            busy.sweep().await.unwrap()
        });
        while keep.catalog(backpack_keep::Catalog::len) > 8 {
            tokio::task::yield_now().await;
        }
        for record in &snapshot.records {
            for version in 0..record.versions {
                snapshot.original(record, version).await.unwrap();
            }
        }
        for item in &snapshot.quarantine {
            assert!(snapshot.quarantined(item).await.unwrap().is_some());
        }
        for file in &snapshot.rows.files {
            let bytes = snapshot.open_file(file).await.unwrap().collect().await.unwrap();
            assert_eq!(bytes.len() as u64, file.size);
        }
        assert_eq!(snapshot.records.len(), 10);
        // Time enough for what would not wait.
        for _ in 0..200_000 {
            tokio::task::yield_now().await;
        }
        assert!(!compacted.load(Ordering::SeqCst), "compaction waits for the snapshot");
        drop(snapshot);
        assert_eq!(work.await.unwrap(), 2, "the bytes of the files were left to the sweep");
        assert_ne!(exported(&keep).await, expected);
        drop(scratch);
    });
}

#[test]
fn what_was_said_of_a_file_since_comes_back_and_what_was_read_out_of_it_does_not() {
    run(async {
        let (scratch, world) = (tempfile::tempdir().unwrap(), World::new());
        let keep = world.create().await;
        let files = [scratch.path().join("0.age"), scratch.path().join("1.age")];
        let id = keep.add_file(NewFile::new("a"), ByteStream::from_bytes("x")).await.unwrap().id;
        keep.put_reading(id, Reading::new(1, "facts")).await.unwrap();
        let mark = world.back_up(&keep, &files[0], None).await.mark;
        let said = Description::new().named("b").with_caption("left hand").taken("2024-05");
        keep.describe_file(id, &said).await.unwrap();
        world.back_up(&keep, &files[1], Some(mark)).await;
        let (_, back) = restore(&world, &[&files[0], &files[1]]).await;
        let file = back.file(id).await.unwrap().unwrap();
        assert_eq!((file.name.as_str(), file.caption.as_deref()), ("b", Some("left hand")));
        assert_eq!(file.taken.as_deref(), Some("2024-05"));
        // It is read again where it is back.
        assert_eq!(back.reading(id).await.unwrap(), None);
        assert!(keep.reading(id).await.unwrap().is_some());
    });
}
