//! Two handles on one store, as two processes have.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use backpack_core::ConnectionId;
use backpack_keep::{Change, ChangeKind, ConnectionRow, Error, Keep, Person, Row as _, RowBatch, TriedRow};
use backpack_record::{Actor, OverlayChange, OverlayEvent};
use backpack_testkit::run;
use bytes::Bytes;

use crate::world::{World, bodies, describe, page, result};

#[test]
fn each_sees_what_the_other_committed() {
    run(async {
        let world = World::new();
        let one = world.create().await;
        let two = world.open().await;
        let mut changes = two.changes();
        one.commit_page(page([result("a", "1")])).await.unwrap();
        assert!(two.catalog(backpack_keep::Catalog::is_empty));
        assert!(two.refresh().await.unwrap());
        assert!(!two.refresh().await.unwrap());
        assert_eq!(two.catalog(describe), one.catalog(describe));
        let Change { what, .. } = changes.try_recv().unwrap();
        assert_eq!(what, ChangeKind::Elsewhere);
        // The other's item is not new here, although this handle had not looked.
        one.commit_page(page([result("b", "1")])).await.unwrap();
        let counts = two.commit_page(page([result("b", "1"), result("c", "1")])).await.unwrap();
        assert_eq!((counts.new, counts.unchanged), (1, 1));
    });
}

#[test]
fn racing_commits_lose_nothing() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let world = World::new();
        let one = world.create().await;
        let two = world.open().await;
        let mut tasks = Vec::new();
        for number in 0..24 {
            let keep = if number % 2 == 0 { one.clone() } else { two.clone() };
            // Every page has one item of its own, and one that all pages share.
            let page =
                page([result(&format!("own-{number}"), "1"), result("shared", &format!("{}", number % 3))]);
            tasks.push(tokio::spawn(async move { keep.commit_page(page).await.unwrap() }));
        }
        let (mut new, mut received) = (0, 0);
        for task in tasks {
            let counts = task.await.unwrap();
            new += counts.new;
            received += counts.new + counts.changed + counts.unchanged;
        }
        assert_eq!((new, received), (25, 48));
        one.refresh().await.unwrap();
        two.refresh().await.unwrap();
        assert_eq!(one.catalog(describe), two.catalog(describe));
        assert_eq!(one.catalog(backpack_keep::Catalog::len), 25);
        let again = world.open().await;
        assert_eq!(again.catalog(describe), one.catalog(describe));
        // The shared record has three versions, each stored once.
        assert_eq!(bodies(&again).await.len(), 24 + 3);
    });
}

#[test]
fn of_two_who_create_one_wins() {
    run(async {
        let world = World::new();
        let (one, two) = tokio::join!(
            Keep::create(world.parts(), Person::new("A")),
            Keep::create(world.parts(), Person::new("B"))
        );
        let person = world.open().await.person().await.unwrap();
        assert_eq!(person.name, "A");
        assert!(one.is_ok());
        assert!(matches!(two, Err(Error::Exists)), "{two:?}");
        assert!(matches!(Keep::create(world.parts(), Person::new("C")).await, Err(Error::Exists)));
    });
}

#[test]
fn a_row_changes_only_as_the_writer_saw_it() {
    run(async {
        let world = World::new();
        let (one, two) = (world.create().await, world.open().await);
        let row = ConnectionRow::new("smart", "https://portal.example/fhir", "Portal", Default::default());
        let name = row.id.as_bytes().to_vec();
        let absent = RowBatch::new().put(&row).require_absent::<ConnectionRow>(name.clone());
        let version = one.write(absent).await.unwrap();
        let again = RowBatch::new().put(&row).require_absent::<ConnectionRow>(name.clone());
        assert!(matches!(two.write(again).await, Err(Error::Conflict)));
        let (seen, at) = two.row::<ConnectionRow>(&name).await.unwrap().unwrap();
        assert_eq!((&seen, at), (&row, version));
        let mut renamed = row.clone();
        renamed.name = "Other".into();
        one.write(RowBatch::new().put(&renamed).require_at::<ConnectionRow>(name.clone(), at)).await.unwrap();
        let late = RowBatch::new()
            .delete::<ConnectionRow>(name.clone())
            .require_at::<ConnectionRow>(name.clone(), at);
        assert!(matches!(two.write(late).await, Err(Error::Conflict)));
        assert_eq!(two.rows::<ConnectionRow>().await.unwrap(), [renamed]);
        two.write(RowBatch::new().delete::<ConnectionRow>(name.clone())).await.unwrap();
        assert!(one.row::<ConnectionRow>(&name).await.unwrap().is_none());
        assert!(one.rows::<ConnectionRow>().await.unwrap().is_empty());
    });
}

#[test]
fn many_writers_in_one_handle_fall_together_into_groups() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let world = World::new();
        let keep = world.create().await;
        let entry = keep.put_entry(None, Bytes::from(result("", "1")), Actor::Person).await.unwrap();
        let mut tasks = Vec::new();
        for number in 0..40 {
            let keep = keep.clone();
            tasks.push(tokio::spawn(async move {
                match number % 4 {
                    0 => {
                        let change = OverlayChange::Noted(number.to_string());
                        let event = OverlayEvent::new(entry, Actor::Person, Default::default(), change);
                        keep.append(vec![event]).await
                    }
                    1 => {
                        let row = ConnectionRow::new("smart", number.to_string(), "P", Default::default());
                        keep.write(RowBatch::new().put(&row)).await.map(|_| ())
                    }
                    // One that fails must not take others with it.
                    2 => {
                        let nobody = backpack_core::RecordId::random();
                        let event = OverlayEvent::new(
                            nobody,
                            Actor::Person,
                            Default::default(),
                            OverlayChange::Hidden,
                        );
                        keep.append(vec![event]).await
                    }
                    _ => keep.commit_page(page([result(&number.to_string(), "1")])).await.map(|_| ()),
                }
            }));
        }
        let mut failed = 0;
        for task in tasks {
            match task.await.unwrap() {
                Ok(()) => {}
                Err(Error::NoSuchRecord) => failed += 1,
                Err(other) => panic!("{other}"),
            }
        }
        assert_eq!(failed, 10);
        let again = world.open().await;
        assert_eq!(again.catalog(describe), keep.catalog(describe));
        let notes: BTreeSet<_> = again.catalog(|catalog| {
            catalog.record(entry).unwrap().overlay().notes.iter().map(|note| note.text.clone()).collect()
        });
        assert_eq!(notes.len(), 10);
        assert_eq!(again.rows::<ConnectionRow>().await.unwrap().len(), 10);
        assert_eq!(again.catalog(backpack_keep::Catalog::len), 11);
    });
}

#[test]
fn a_dropped_commit_is_kept_or_not_begun_and_the_handle_goes_on() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        for number in 0..8 {
            let page = page([result(&number.to_string(), "1")]);
            let keep = keep.clone();
            let task = tokio::spawn(async move { keep.commit_page(page).await });
            for _ in 0..number {
                tokio::task::yield_now().await;
            }
            task.abort();
        }
        let counts = keep.commit_page(page([result("last", "1")])).await.unwrap();
        assert_eq!(counts.new, 1);
        keep.close().await;
        assert!(matches!(keep.commit_page(page([result("x", "1")])).await, Err(Error::Closed)));
        let again = world.open().await;
        assert!(again.catalog(|catalog| catalog.len()) >= 1);
        assert_eq!(
            again.catalog(|catalog| catalog.count_by_type(ConnectionId::from_bytes([7; 16]))).len(),
            1
        );
    });
}

/// A scan takes time, and the other connections' syncs go on writing meanwhile: that is no damage.
#[test]
fn rows_are_read_while_others_write_them() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let world = World::new();
        let (here, there) = (world.create().await, world.open().await);
        let connection = ConnectionId::from_bytes([1; 16]);
        let row = move |target: u32| {
            TriedRow::new(connection, format!("Patient/{target}"), backpack_core::Timestamp::from_millis(1))
        };
        for hundred in 0..10 {
            let rows = (hundred * 100..hundred * 100 + 100).map(row);
            here.write(rows.fold(RowBatch::new(), |batch, row| batch.put(&row))).await.unwrap();
        }
        let done = Arc::new(AtomicBool::new(false));
        let mut writers = Vec::new();
        for from in [1_000, 2_000] {
            let (keep, done) = (here.clone(), Arc::clone(&done));
            let rows: Vec<TriedRow> = (from..from + 50).chain(0..50).map(row).collect();
            writers.push(tokio::spawn(async move {
                while !done.load(Ordering::Relaxed) {
                    for row in &rows {
                        keep.write(RowBatch::new().put(row)).await.unwrap();
                    }
                    let passing = rows.iter().take(50);
                    let batch =
                        passing.fold(RowBatch::new(), |batch, row| batch.delete::<TriedRow>(row.name()));
                    keep.write(batch).await.unwrap();
                }
            }));
        }
        let elsewhere = tokio::spawn(async move {
            for target in 500..550 {
                there.write(RowBatch::new().put(&row(target))).await.unwrap();
            }
        });
        for _ in 0..20 {
            let targets: BTreeSet<String> =
                here.rows::<TriedRow>().await.unwrap().into_iter().map(|row| row.target).collect();
            assert!((0..1_000).all(|target| targets.contains(&format!("Patient/{target}"))));
            let one = here.row::<TriedRow>(&row(7).name()).await.unwrap();
            assert_eq!(one.map(|(row, _)| row.target).as_deref(), Some("Patient/7"));
        }
        done.store(true, Ordering::Relaxed);
        for writer in writers.into_iter().chain([elsewhere]) {
            writer.await.unwrap();
        }
        here.refresh().await.unwrap();
        assert_eq!(here.rows::<TriedRow>().await.unwrap().len(), 1_000);
    });
}
