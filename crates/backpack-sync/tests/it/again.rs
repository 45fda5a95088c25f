//! Syncs after the first one.

use backpack_connect::{Capabilities, Gone, Item};
use backpack_testkit::connector::ScriptedConnector;
use backpack_testkit::run;

use crate::world::{World, bodies, patient, query, result, sync};

fn portal() -> ScriptedConnector {
    ScriptedConnector::new()
        .with_query(query("Patient"), [patient()])
        .with_query(query("Observation"), (0..25).map(|id| result(id, "1")))
}

#[test]
fn a_second_sync_brings_nothing_twice() {
    run(async {
        let portal = portal();
        let (engine, connection) = World::new().connected(&portal).await;
        sync(&engine, connection, &portal).await.unwrap();
        let report = sync(&engine, connection, &portal).await.unwrap();
        assert_eq!((report.received, report.complete), (0, true), "the portal knows what is new");

        let forgetful = portal.clone().claiming(Capabilities::default());
        let report = sync(&engine, connection, &forgetful).await.unwrap();
        assert_eq!((report.received, report.complete), (0, true), "a cursor is still there");
        let report = sync(&engine, connection, &forgetful).await.unwrap();
        assert_eq!((report.received, report.unchanged), (26, 26), "without one everything comes again");
    });
}

#[test]
fn an_edit_is_a_second_version_and_a_deletion_is_marked() {
    run(async {
        let portal = portal();
        let world = World::new();
        let (engine, connection) = world.connected(&portal).await;
        sync(&engine, connection, &portal).await.unwrap();
        portal.add("Observation", result(3, "2"));
        portal.add("Observation", Item::Gone(Gone::new("Observation", "4")));
        portal.add("Observation", result(100, "1"));
        let report = sync(&engine, connection, &portal).await.unwrap();
        assert_eq!((report.received, report.new, report.changed, report.gone), (2, 1, 1, 1));
        let keep = world.keep().await;
        let told = keep.catalog(|catalog| {
            let edited = catalog.records().filter(|record| record.versions() == 2).count();
            (edited, catalog.records().filter(|record| record.is_gone()).count(), catalog.len())
        });
        assert_eq!((told, bodies(&keep).await.len()), ((1, 1, 27), 28));
    });
}

#[test]
fn references_are_followed_once() {
    run(async {
        let naming = r#"{"resourceType":"Observation","id":"o","subject":{"reference":"Patient/pat-1"},
            "performer":[{"reference":"Practitioner/here"},{"reference":"Practitioner/nowhere"}]}"#;
        let portal = ScriptedConnector::new()
            .with_query(
                query("references").following(),
                [Item::json(r#"{"resourceType":"Practitioner","id":"here"}"#)],
            )
            .with_query(query("Patient"), [patient()])
            .with_query(query("Observation"), [Item::json(naming)]);
        let (engine, connection) = World::new().connected(&portal).await;
        let report = sync(&engine, connection, &portal).await.unwrap();
        assert_eq!((report.new, report.queries[0].outcome), (3, "done"));
        sync(&engine, connection, &portal).await.unwrap();
        assert_eq!(
            portal.targets_asked(),
            ["Practitioner/here", "Practitioner/nowhere"],
            "each is asked for once"
        );
        let again =
            r#"{"resourceType":"Observation","id":"p","performer":[{"reference":"Practitioner/new"}]}"#;
        portal.add("Observation", Item::json(again));
        sync(&engine, connection, &portal).await.unwrap();
        assert_eq!(portal.targets_asked()[2..], ["Practitioner/new"]);
    });
}
