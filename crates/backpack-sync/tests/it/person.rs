//! What concerns somebody else is kept out.

use backpack_connect::{Capabilities, Item, Put};
use backpack_keep::{ConnectionRow, SyncState};
use backpack_sync::{Engine, PersonDoubt, PersonGuard, SyncError, SyncOptions};
use backpack_testkit::connector::ScriptedConnector;
use backpack_testkit::run;

use crate::world::{World, bodies, patient, query, result, result_of, sync};

const BO: &str = r#"{"resourceType":"Patient","id":"pat-1","name":[{"text":"Bo Lind"}],"birthDate":"1970-03-02","gender":"male"}"#;

fn put(body: Item, full_url: Option<&str>, filed_under: Option<&str>) -> Item {
    let Item::Put(Put { body, .. }) = body else { unreachable!() };
    let mut put = Put::new("application/fhir+json", body);
    put.full_url = full_url.map(ToOwned::to_owned);
    put.patient = filed_under.map(ToOwned::to_owned);
    Item::Put(put)
}

/// A portal with ten items: five of the patient or of nobody, five of somebody else.
fn mixed() -> ScriptedConnector {
    let somebody = Item::json(r#"{"resourceType":"Patient","id":"pat-2"}"#);
    let nobody = || Item::json(r#"{"resourceType":"Organization","id":"org"}"#);
    ScriptedConnector::new().with_query(query("Patient"), [patient()]).with_query(
        query("mixed"),
        [
            put(somebody, Some("urn:uuid:other"), None),
            result(1, "1"),
            result_of("https://portal.invalid/fhir/Patient/pat-1/_history/2", 2, "1"),
            result_of("https://portal.invalid/fhir/Patient/pat-2", 3, "1"),
            result_of("Patient/pat-2", 4, "1"),
            result_of("urn:uuid:other", 5, "1"),
            put(result_of("urn:uuid:unknown", 6, "1"), None, Some("pat-1")),
            put(nobody(), None, Some("pat-2")),
            nobody(),
            result_of("Group/everybody", 7, "1"),
        ],
    )
}

#[test]
fn items_of_another_patient_are_refused_and_counted() {
    run(async {
        let (portal, world) = (mixed(), World::new());
        let (engine, connection) = world.connected(&portal).await;
        let report = sync(&engine, connection, &portal).await.unwrap();
        assert_eq!((report.received, report.new, report.refused_person), (11, 6, 5));
        assert_eq!(
            (report.by_type["Patient"], report.by_type["Observation"]),
            (2, 7),
            "what came, kept or not"
        );
        let stored = bodies(&world.keep().await).await;
        assert!(!stored.iter().any(|body| String::from_utf8_lossy(body).contains("pat-2")));
    });
}

#[test]
fn without_a_guard_everything_is_kept() {
    run(async {
        let many = Capabilities { many_patients: true, ..Capabilities::default() };
        for (portal, guard) in [(mixed(), PersonGuard::Off), (mixed().claiming(many), PersonGuard::On)] {
            let world = World::new();
            let (_, connection) = world.connected(&portal).await;
            let mut options = SyncOptions::default();
            options.person_guard = guard;
            let engine = Engine::new(world.keep().await, world.context(), options);
            let report = sync(&engine, connection, &portal).await.unwrap();
            // The organisation comes twice, the same both times.
            assert_eq!((report.received, report.new, report.refused_person), (11, 10, 0));
        }
    });
}

#[test]
fn another_person_stops_the_sync_before_anything_is_kept() {
    run(async {
        let portal = ScriptedConnector::new()
            .with_query(query("Observation"), (0..25).map(|id| result(id, "1")))
            .with_query(query("people"), [Item::json(BO)]);
        let world = World::new();
        let (engine, connection) = world.connected(&portal).await;
        for _ in 0..2 {
            let Err(SyncError::OtherPerson(doubts)) = sync(&engine, connection, &portal).await else {
                unreachable!("Bo is not Ann")
            };
            assert_eq!(doubts, [PersonDoubt::Name, PersonDoubt::BirthDateSwapped, PersonDoubt::Sex]);
            let keep = world.keep().await;
            assert!(keep.catalog(backpack_keep::Catalog::is_empty));
            let (row, _) = keep.row::<ConnectionRow>(connection.as_bytes()).await.unwrap().unwrap();
            assert_eq!(row.sync, SyncState::Failed);
        }
        engine.confirm_person(connection).await.unwrap();
        let report = sync(&engine, connection, &portal).await.unwrap();
        assert_eq!((report.new, report.complete), (26, true));
    });
}

#[test]
fn a_patient_who_turns_into_another_person_stops_a_later_sync() {
    run(async {
        let portal = ScriptedConnector::new().with_query(query("Patient"), [patient()]);
        let world = World::new();
        let (engine, connection) = world.connected(&portal).await;
        assert_eq!(sync(&engine, connection, &portal).await.unwrap().new, 1);
        portal.add("Patient", Item::json(BO));
        assert!(matches!(sync(&engine, connection, &portal).await, Err(SyncError::OtherPerson(_))));
        assert_eq!(bodies(&world.keep().await).await.len(), 1);
    });
}

#[test]
fn a_portal_without_a_patient_resource_is_no_doubt() {
    run(async {
        let portal = ScriptedConnector::new()
            .with_query(query("a"), (0..25).map(|id| result(id, "1")))
            .with_query(query("b"), [result(100, "1")]);
        let (engine, connection) = World::new().connected(&portal).await;
        let report = sync(&engine, connection, &portal).await.unwrap();
        assert_eq!((report.new, report.complete), (26, true));
        assert_eq!(
            (portal.calls()["pull a"], portal.calls()["pull b"]),
            (3, 1),
            "first pages are used, not pulled again"
        );
    });
}
