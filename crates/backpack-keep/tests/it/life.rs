//! Entries, overlays, files, connections that go, and the room that is made.

use backpack_core::{ConnectionId, FileId, RecordId, Timestamp};
use backpack_files::{BlobStore as _, ByteStream};
use backpack_keep::{
    ConnectionRow, Disposal, Error, FileOrigin, Filter, GrantRow, Judgement, Keep, NewFile, QueryRow,
    RowBatch, Show, Source, TriedRow,
};
use backpack_record::{Actor, Kind, OverlayChange, OverlayEvent};
use backpack_store::{Scan, Table};
use backpack_testkit::run;
use bytes::Bytes;

use crate::world::{CONNECTION, World, bodies, describe, page, put, refused, result};

const BLOCKS: Table = Table(3);
const SEGMENTS: Table = Table(2);

#[test]
fn an_entry_is_edited_deleted_and_brought_back() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        let id = keep.put_entry(None, Bytes::from(result("", "1")), Actor::Person).await.unwrap();
        let same = keep.put_entry(Some(id), Bytes::from(result("", "1")), Actor::Person).await.unwrap();
        assert_eq!((same, keep.versions(id).unwrap().len()), (id, 1));
        keep.put_entry(Some(id), Bytes::from(result("", "2")), Actor::Named("Ana".into())).await.unwrap();
        keep.put_entry(Some(id), Bytes::from(result("", "1")), Actor::Person).await.unwrap();
        let again = world.open().await;
        let versions = again.versions(id).unwrap();
        assert_eq!(
            versions.iter().map(|version| version.is_current).collect::<Vec<_>>(),
            [false, false, true]
        );
        assert_eq!(again.original(id, 1).await.unwrap().actor, Some(Actor::Named("Ana".into())));
        assert_eq!(again.body(id).await.unwrap(), result("", "1"));
        let shown = |keep: &Keep| keep.catalog(|catalog| catalog.query(&Filter::new()).total);
        again.append(vec![event(id, OverlayChange::Deleted)]).await.unwrap();
        assert_eq!((shown(&again), shown(&world.open().await)), (0, 0));
        again.append(vec![later(id, OverlayChange::Restored)]).await.unwrap();
        assert_eq!(shown(&world.open().await), 1);
        let refused = keep.put_entry(None, Bytes::from_static(b"{}"), Actor::Person).await;
        assert!(matches!(refused, Err(Error::Refused(_))));
        let nobody =
            keep.put_entry(Some(RecordId::random()), Bytes::from(result("", "1")), Actor::Person).await;
        assert!(matches!(nobody, Err(Error::NoSuchRecord)));
    });
}

#[test]
fn only_entries_are_edited_and_deleted() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        let id = keep.commit_page(page([result("a", "1")])).await.unwrap().new_ids[0];
        let edited = keep.put_entry(Some(id), Bytes::from(result("", "2")), Actor::Person).await;
        assert!(matches!(edited, Err(Error::NotAnEntry)));
        let deleted =
            keep.append(vec![event(id, OverlayChange::Hidden), event(id, OverlayChange::Deleted)]).await;
        assert!(matches!(deleted, Err(Error::NotAnEntry)));
        assert!(!keep.catalog(|catalog| catalog.record(id).unwrap().is_hidden()), "all of it or none");
    });
}

#[test]
fn the_overlay_survives_new_versions() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        let id = keep.commit_page(page([result("a", "1")])).await.unwrap().new_ids[0];
        let mut events = vec![
            event(id, OverlayChange::Noted("mine".into())),
            event(id, OverlayChange::Hidden),
            event(id, OverlayChange::Flagged("not me".into())),
        ];
        keep.append(events.clone()).await.unwrap();
        // What is done at one moment is kept in its order, a millisecond apart.
        for (event, at) in events.iter_mut().zip(1..) {
            event.at = Timestamp::from_millis(at);
        }
        keep.commit_page(page([result("a", "2")])).await.unwrap();
        for keep in [&keep, &world.open().await] {
            keep.catalog(|catalog| {
                let record = catalog.record(id).unwrap();
                assert_eq!(record.events(), events);
                assert_eq!((record.versions(), record.is_hidden()), (2, true));
                assert_eq!(record.overlay().flagged.as_deref(), Some("not me"));
                assert_eq!(catalog.query(&Filter::new().text("MINE").show(Show::ALL)).records, [id]);
            });
        }
    });
}

#[test]
fn what_came_from_a_connection_is_kept_or_deleted_as_the_person_says() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        let row = connection(&keep).await;
        let other = keep.put_entry(None, Bytes::from(result("", "9")), Actor::Person).await.unwrap();
        let mut first = page([result("a", "1"), result("b", "1")]);
        first.quarantined.push(refused("{"));
        let ids = keep.commit_page(first).await.unwrap().new_ids;
        keep.commit_page(page([result("c", "1"), result("a", "2")])).await.unwrap();
        let file = keep
            .add_file(
                NewFile::new("x").with_origin(from_portal(ids[0])),
                ByteStream::from_bytes("their file"),
            )
            .await
            .unwrap();
        keep.append(vec![event(ids[1], OverlayChange::Noted("mine".into()))]).await.unwrap();
        let engine = OverlayEvent::new(
            ids[0],
            Actor::Engine,
            Timestamp::from_millis(1),
            OverlayChange::Attached(file.id),
        );
        keep.append(vec![engine]).await.unwrap();
        keep.write(RowBatch::new().put(&TriedRow::new(CONNECTION, "Patient/1", Timestamp::from_millis(1))))
            .await
            .unwrap();

        let removal = keep.remove_connection(row.id, Disposal::Delete).await.unwrap();
        assert_eq!((removal.records, removal.kept, removal.files), (2, 1, 1));
        for keep in [&keep, &world.open().await] {
            let mut left =
                keep.catalog(|catalog| catalog.records().map(|record| record.id()).collect::<Vec<_>>());
            left.sort();
            let mut expected = vec![ids[1], other];
            expected.sort();
            assert_eq!(left, expected);
            assert_eq!(bodies(keep).await.len(), 2);
            assert_eq!(keep.body(ids[1]).await.unwrap(), result("b", "1"));
            assert!(matches!(keep.body(ids[0]).await, Err(Error::NoSuchRecord)));
            assert!(keep.rows::<QueryRow>().await.unwrap().is_empty());
            assert!(keep.rows::<TriedRow>().await.unwrap().is_empty());
            assert!(keep.row::<GrantRow>(CONNECTION.as_bytes()).await.unwrap().is_none());
            assert!(keep.files().await.unwrap().is_empty());
            assert_eq!(
                keep.rows::<ConnectionRow>().await.unwrap().len(),
                1,
                "one record of it is still here"
            );
            keep.verify().await.unwrap();
        }
        assert!(world.blobs.list(None).await.unwrap().ids.is_empty());
        assert_eq!(count(&world, BLOCKS).await, 2, "the entry's, and what is left of the first page");
        // What comes again later is new again.
        let counts = keep.commit_page(page([result("a", "1"), result("b", "1")])).await.unwrap();
        assert_eq!((counts.new, counts.unchanged), (1, 1));
        let absent = keep.remove_connection(ConnectionId::random(), Disposal::Delete).await;
        assert!(matches!(absent, Err(Error::NoSuchConnection)));
    });
}

#[test]
fn a_connection_that_is_left_keeps_its_records() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        let row = connection(&keep).await;
        keep.commit_page(page([result("a", "1")])).await.unwrap();
        let removal = keep.remove_connection(row.id, Disposal::Keep).await.unwrap();
        assert_eq!((removal.records, removal.kept), (0, 1));
        let again = world.open().await;
        assert_eq!(
            again.catalog(|catalog| catalog
                .query(&Filter::new().source(Source::Connection(CONNECTION)))
                .total),
            1
        );
        assert!(again.row::<GrantRow>(CONNECTION.as_bytes()).await.unwrap().is_none());
    });
}

#[test]
fn compaction_drops_what_is_dead_and_readers_go_on() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        connection(&keep).await;
        let many = (0..20).map(|id| result(&id.to_string(), "1"));
        let ids = keep.commit_page(page(many)).await.unwrap().new_ids;
        keep.append(vec![event(ids[4], OverlayChange::Hidden), event(ids[9], OverlayChange::Hidden)])
            .await
            .unwrap();
        let before = world.open().await;
        let mut export = before.bodies();
        keep.remove_connection(CONNECTION, Disposal::Delete).await.unwrap();
        // The other handle stands before all this, and finds what is still there at its new place.
        let mut found = Vec::new();
        while let Some(body) = export.next().await.unwrap() {
            found.push((body.record, body.original.body));
        }
        let expected = [4, 9].map(|at| (ids[at], Bytes::from(result(&at.to_string(), "1"))));
        assert_eq!(found, expected);
        assert_eq!(count(&world, BLOCKS).await, 1);
        let again = world.open().await;
        assert_eq!(again.catalog(describe), keep.catalog(describe));
        assert_eq!(again.catalog(describe), before.catalog(describe));
        assert_eq!(bodies(&again).await.len(), 2);
        assert_eq!(again.compact().await.unwrap().rewritten, 0);
    });
}

#[test]
fn merged_segments_read_as_the_many_did() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        for number in 0..40 {
            keep.commit_page(page([result(&format!("{}", number % 7), &number.to_string())])).await.unwrap();
        }
        let in_between = world.open().await;
        for number in 40..60 {
            keep.commit_page(page([result(&format!("{}", number % 7), &number.to_string())])).await.unwrap();
        }
        let segments = count(&world, SEGMENTS).await;
        let report = keep.compact().await.unwrap();
        let merged = report.merged as usize;
        assert!(merged > 40, "{merged} of {segments}");
        // Packing the blocks tighter is a commit of its own, and comes first.
        assert!(report.repacked > 0);
        assert_eq!(count(&world, SEGMENTS).await, segments + 1 - merged);
        // One that stood in the middle of what was merged goes on from there.
        assert!(in_between.refresh().await.unwrap());
        for other in [&in_between, &world.open().await] {
            assert_eq!(other.catalog(describe), keep.catalog(describe));
            assert_eq!(bodies(other).await, bodies(&keep).await);
        }
    });
}

#[test]
fn a_body_too_large_for_the_store_lies_in_the_blob_store() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        let mut state = 1_u64;
        let noise: String = (0..300_000)
            .map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                char::from(b'a' + u8::try_from((state >> 40) % 26).unwrap())
            })
            .collect();
        let big = format!(r#"{{"resourceType":"Binary","id":"big","data":"{noise}"}}"#);
        let ids =
            keep.commit_page(page([result("a", "1"), big.clone(), result("b", "1")])).await.unwrap().new_ids;
        assert_eq!(world.blobs.list(None).await.unwrap().ids.len(), 1);
        let again = world.open().await;
        assert_eq!(again.body(ids[1]).await.unwrap(), big);
        assert_eq!(again.body(ids[2]).await.unwrap(), result("b", "1"));
        assert_eq!(again.sweep().await.unwrap(), 0);
        world.blobs.put(backpack_core::BlobId::random(), ByteStream::from_bytes("an orphan")).await.unwrap();
        assert_eq!(again.sweep().await.unwrap(), 1);
        assert_eq!(again.body(ids[1]).await.unwrap(), big);
        let blob = world.blobs.list(None).await.unwrap().ids[0];
        world.blobs.delete(blob).await.unwrap();
        assert!(matches!(world.open().await.body(ids[1]).await, Err(Error::Tampered("block"))));
    });
}

#[test]
fn the_same_file_twice_is_stored_once() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        let content = vec![7_u8; 200_000];
        let new = NewFile::new("../scan.pdf").with_media_type("application/pdf");
        let one = keep.add_file(new.clone(), ByteStream::from_bytes(content.clone())).await.unwrap();
        let two = keep
            .add_file(
                NewFile::new("other").with_origin(from_portal(RecordId::random())),
                ByteStream::from_bytes(content.clone()),
            )
            .await
            .unwrap();
        assert_eq!((one.id, one.name.as_str(), one.size), (two.id, "scan.pdf", 200_000));
        assert_eq!((two.origins.len(), two.declared.as_deref()), (2, Some("application/pdf")));
        assert_eq!(world.blobs.list(None).await.unwrap().ids.len(), 1);
        let again = world.open().await;
        assert_eq!(again.files().await.unwrap().len(), 1);
        assert_eq!(again.open_file(one.id, None).await.unwrap().collect().await.unwrap(), content);
        let part = again.open_file(one.id, Some(65_000..66_000)).await.unwrap().collect().await.unwrap();
        assert_eq!(part, content[65_000..66_000]);
        assert!(matches!(again.open_file(FileId::random(), None).await, Err(Error::NoSuchFile)));
        again.remove_file(one.id).await.unwrap();
        assert!(world.blobs.list(None).await.unwrap().ids.is_empty());
        let anew = again.add_file(new, ByteStream::from_bytes(content)).await.unwrap();
        assert_ne!(anew.id, one.id);
    });
}

#[test]
fn an_item_over_the_limit_is_counted_and_not_kept() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        let huge = refused(vec![b' '; backpack_record::MAX_BODY + 1]);
        let mut first = page(Vec::<String>::new());
        first.quarantined = vec![huge.clone(), huge];
        let counts = keep.commit_page(first).await.unwrap();
        assert_eq!(counts.quarantined, 2);
        let items = world.open().await.catalog(|catalog| catalog.quarantined().collect::<Vec<_>>());
        assert_eq!(items.len(), 1, "the same content is counted once");
        assert_eq!((items[0].kept, items[0].length), (false, backpack_record::MAX_BODY as u64 + 1));
    });
}

#[test]
fn the_catalog_tells_what_is_missing_and_how_much_there_is() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        let mut sent = page([result("a", "1"), result("b", "1")]);
        let mut patient = put(
            r##"{"resourceType":"Patient","id":"p9","generalPractitioner":[{"reference":"urn:uuid:x"},{"reference":"Practitioner/1/_history/2"},{"reference":"#in"}]}"##,
        );
        patient.full_url = Some("https://portal.example/fhir/Patient/p9".into());
        sent.incoming.push(backpack_keep::Incoming::read(patient).unwrap());
        keep.commit_page(sent).await.unwrap();
        keep.catalog(|catalog| {
            assert_eq!(
                catalog.missing_references(CONNECTION),
                ["Patient/p1", "Practitioner/1/_history/2", "urn:uuid:x"]
            );
            let types = catalog.count_by_type(CONNECTION);
            assert_eq!((types["Observation"], types["Patient"]), (2, 1));
            assert_eq!(catalog.count_by_kind()[&Kind::LabResult], 2);
            let urls: Vec<_> = catalog.records().filter_map(|record| record.full_url()).collect();
            assert_eq!(urls, ["https://portal.example/fhir/Patient/p9"]);
        });
    });
}

#[test]
fn a_relative_reference_counts_from_the_server_of_its_record() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        let mut sent = page([] as [String; 0]);
        let mut add = |server: &str, id: &str, to: &str| {
            let text = format!(
                r#"{{"resourceType":"Observation","id":"{id}","performer":[{{"reference":"{to}"}},{{"reference":"urn:uuid:{id}"}}]}}"#
            );
            let mut sent_one = put(text);
            sent_one.full_url = Some(format!("{server}/Observation/{id}"));
            sent.incoming.push(backpack_keep::Incoming::read(sent_one).unwrap());
        };
        // Most come under the portal's inner name, which is not its address.
        add("http://inner.example/fhir", "a", "Practitioner/1");
        add("http://inner.example/fhir", "b", "Observation/c");
        add("https://lab.example/fhir", "c", "Practitioner/1");
        add("https://lab.example/fhir", "d", "Organization/2/_history/1");
        add("http://inner.example/fhir", "e", "https://lab.example/fhir/Observation/c");
        keep.commit_page(sent).await.unwrap();
        let missing = keep.catalog(|catalog| catalog.missing_references(CONNECTION));
        let expected = [
            // The lab's observation is not the portal's of the same id.
            "Observation/c",
            "Practitioner/1",
            "https://lab.example/fhir/Organization/2/_history/1",
            "https://lab.example/fhir/Practitioner/1",
            "urn:uuid:a",
            "urn:uuid:b",
            "urn:uuid:c",
            "urn:uuid:d",
            "urn:uuid:e",
        ];
        assert_eq!(missing, expected);
    });
}

async fn connection(keep: &Keep) -> ConnectionRow {
    let mut row = ConnectionRow::new("smart", "https://portal.example", "Portal", Timestamp::from_millis(0));
    row.id = CONNECTION;
    let patient = backpack_connect::PatientRef::new("p1");
    let grant = backpack_connect::Grant::new(patient, backpack_core::SecretBytes::new(b"token".to_vec()));
    let batch = RowBatch::new().put(&row).put(&GrantRow::new(CONNECTION, grant));
    keep.write(batch).await.unwrap();
    row
}

fn from_portal(record: RecordId) -> FileOrigin {
    FileOrigin::Portal { connection: CONNECTION, record, index: 0 }
}

fn event(record: RecordId, change: OverlayChange) -> OverlayEvent {
    OverlayEvent::new(record, Actor::Person, Timestamp::from_millis(1), change)
}

fn later(record: RecordId, change: OverlayChange) -> OverlayEvent {
    OverlayEvent::new(record, Actor::Person, Timestamp::from_millis(2), change)
}

async fn count(world: &World, table: Table) -> usize {
    world.store.scan(&Scan::new(world.space, table)).await.unwrap().entries.len()
}

#[test]
fn what_can_be_read_after_all_leaves_quarantine() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        let mut sent = page([result("a", "1")]);
        let unread =
            |body: String| backpack_keep::Quarantined::new(put(body), backpack_record::Refusal::TooDeep);
        sent.quarantined = vec![unread(result("b", "1")), unread("{".into()), unread(result("a", "1"))];
        assert_eq!(keep.commit_page(sent).await.unwrap().quarantined, 3);
        let retried = keep.retry_quarantine(CONNECTION, None, |_| Judgement::Keep).await.unwrap();
        assert_eq!((retried.released, retried.remaining, retried.records.len()), (2, 1, 1));
        for keep in [&keep, &world.open().await] {
            assert_eq!(keep.catalog(|catalog| (catalog.len(), catalog.quarantined().count())), (2, 1));
            assert_eq!(bodies(keep).await.len(), 3);
            keep.verify().await.unwrap();
        }
        let again = keep.retry_quarantine(CONNECTION, None, |_| Judgement::Keep).await.unwrap();
        assert_eq!((again.released, again.remaining), (0, 1));
    });
}
