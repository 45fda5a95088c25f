//! From a page to a body read back, over restarts.

use backpack_connect::{Cursor, Gone};
use backpack_keep::{CursorUpdate, Filter, PageCounts, QueryRow, Show, Source};
use backpack_record::{Actor, Kind, OverlayChange, OverlayEvent};
use backpack_testkit::run;
use bytes::Bytes;

use crate::world::{CONNECTION, World, bodies, describe, page, refused, result};

#[test]
fn what_is_kept_is_there_after_a_restart() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        let mut first = page([result("a", "1.10"), result("b", "2")]);
        first.quarantined.push(refused(&b"\xFFnot utf-8"[..]));
        first.envelope = Some(Bytes::from_static(br#"{"resourceType":"Bundle","type":"searchset"}"#));
        first.cursor = CursorUpdate::To(Cursor::new("page 2"));
        let counts = keep.commit_page(first).await.unwrap();
        assert_eq!((counts.new, counts.changed, counts.unchanged, counts.quarantined), (2, 0, 0, 1));
        let counts = keep.commit_page(page([result("a", "1.1"), result("b", "2")])).await.unwrap();
        assert_eq!((counts.new, counts.changed, counts.unchanged, counts.quarantined), (0, 1, 1, 0));
        let a = counts.changed_ids[0];
        keep.append(vec![OverlayEvent::new(
            a,
            Actor::Person,
            backpack_core::Timestamp::from_millis(9),
            OverlayChange::Noted("ask about this".into()),
        )])
        .await
        .unwrap();
        let entry = keep.put_entry(None, Bytes::from(result("", "7")), Actor::Person).await.unwrap();

        let again = world.open().await;
        assert_eq!(again.sequence(), keep.sequence());
        assert_eq!(again.catalog(describe), keep.catalog(describe));
        assert_eq!(bodies(&again).await, bodies(&keep).await);
        assert_eq!(again.body(a).await.unwrap(), result("a", "1.1"));
        let original = again.original(a, 0).await.unwrap();
        assert_eq!(original.body, result("a", "1.10"));
        assert_eq!(original.page_envelope.unwrap(), r#"{"resourceType":"Bundle","type":"searchset"}"#);
        assert_eq!(again.person().await.unwrap().name, "Zoë Ångström");
        assert_eq!(again.catalog(|catalog| catalog.record(entry).unwrap().source()), Source::Entry);
        let (row, _) =
            again.row::<QueryRow>(&QueryRow::name_of(CONNECTION, "Observation")).await.unwrap().unwrap();
        assert_eq!(row.cursor(), Some(Cursor::new("page 2")));
        let hits =
            again.catalog(|catalog| catalog.query(&Filter::new().kind(Kind::LabResult).code("2345-7")));
        assert_eq!(hits.total, 3);
    });
}

#[test]
fn a_record_that_is_gone_stays_and_can_return() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        let counts = keep.commit_page(page([result("a", "1")])).await.unwrap();
        let a = counts.new_ids[0];
        let mut deletion = page(Vec::<String>::new());
        deletion.gone.push(Gone::new("Observation", "a"));
        deletion.gone.push(Gone::new("Observation", "never seen"));
        assert_eq!(keep.commit_page(deletion).await.unwrap().gone, 1);
        assert_eq!(keep.catalog(|catalog| catalog.query(&Filter::new()).total), 0);
        assert_eq!(keep.catalog(|catalog| catalog.query(&Filter::new().show(Show::ALL)).total), 1);
        assert_eq!(keep.body(a).await.unwrap(), result("a", "1"));
        let counts = keep.commit_page(page([result("a", "1")])).await.unwrap();
        assert_eq!(counts, {
            let mut expected = PageCounts::default();
            expected.unchanged = 1;
            expected.changed_ids = vec![a];
            expected
        });
        assert_eq!(world.open().await.catalog(|catalog| catalog.query(&Filter::new()).total), 1);
    });
}

#[test]
fn a_record_is_found_by_what_a_reference_says() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        let a = keep.commit_page(page([result("a", "1")])).await.unwrap().new_ids[0];
        for reference in ["Observation/a", "https://portal.example/fhir/Observation/a/_history/3"] {
            assert_eq!(keep.record_named(CONNECTION, reference), Some(a), "{reference}");
        }
        for reference in ["Observation/b", "Patient/a", "a", "", "#a", "urn:uuid:a"] {
            assert_eq!(keep.record_named(CONNECTION, reference), None, "{reference}");
        }
        let elsewhere = backpack_core::ConnectionId::from_bytes([8; 16]);
        assert_eq!(keep.record_named(elsewhere, "Observation/a"), None);
    });
}
