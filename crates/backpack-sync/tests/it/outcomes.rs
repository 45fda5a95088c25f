//! How each query ends: in the report, in the ledger, in the progress.

use std::sync::Mutex;

use backpack_connect::{ErrorKind, Item, Outcome};
use backpack_keep::{ConnectionRow, QueryOutcome, QueryRow, SyncState};
use backpack_sync::{Progress, Slot};
use backpack_testkit::connector::ScriptedConnector;
use backpack_testkit::run;

use crate::world::{World, bodies, patient, query, result, sync};

#[test]
fn every_outcome_is_told_apart() {
    run(async {
        let portal = ScriptedConnector::new()
            .with_query(query("Patient"), [patient()])
            .with_query(query("done"), (0..25).map(|id| result(id, "1")))
            .with_query(query("empty"), [])
            .with_outcome(query("refused"), Outcome::Refused("no such category".to_owned()))
            .with_outcome(query("not granted"), Outcome::NotGranted)
            .with_outcome(query("not supported"), Outcome::NotSupported)
            .with_outcome(query("partial"), Outcome::Partial("half of it".to_owned()))
            .with_query(query("failed"), [result(99, "1")]);
        portal.fail("pull failed", [Some(ErrorKind::Portal(404))]);
        let world = World::new();
        let (engine, connection) = world.connected(&portal).await;
        let shown = Mutex::new(None);
        let report =
            engine.sync(connection, &portal, |progress| *shown.lock().unwrap() = Some(progress.clone()));
        let report = report.await.unwrap();

        let told: Vec<_> = report
            .queries
            .iter()
            .map(|query| (query.outcome, query.reason.as_deref(), query.received))
            .collect();
        let expected = [
            ("done", None, 1),
            ("done", None, 25),
            ("empty", None, 0),
            ("refused", Some("no such category"), 0),
            ("not_granted", None, 0),
            ("not_supported", None, 0),
            ("partial", Some("half of it"), 0),
            ("failed", Some("the portal failed with status 404"), 0),
        ];
        assert_eq!(told, expected);
        assert_eq!(
            (report.received, report.new, report.complete, report.needs_sign_in),
            (26, 26, false, false)
        );
        let by_type: Vec<_> = report.by_type.iter().map(|(name, count)| (name.as_str(), *count)).collect();
        assert_eq!(by_type, [("Observation", 25), ("Patient", 1)]);

        let shown = shown.into_inner().unwrap().unwrap();
        let slots: Vec<Slot> = shown.queries.iter().map(|query| query.slot).collect();
        let expected = [
            Slot::Done(1),
            Slot::Done(25),
            Slot::Empty,
            Slot::Refused,
            Slot::Refused,
            Slot::Refused,
            Slot::Partial(0),
            Slot::Failed,
        ];
        assert_eq!(slots, expected);

        let keep = world.keep().await;
        let mut ledger = Vec::new();
        for name in ["done", "empty", "partial", "failed"] {
            let name = QueryRow::name_of(connection, name);
            let (row, _) = keep.row::<QueryRow>(&name).await.unwrap().unwrap();
            ledger.push((
                row.ledger.outcome.unwrap(),
                row.ledger.counts.received,
                row.ledger.last_success.is_some(),
            ));
        }
        let failed = QueryOutcome::Failed("the portal failed with status 404".to_owned());
        let expected = [
            (QueryOutcome::Done, 25, true),
            (QueryOutcome::Empty, 0, true),
            (QueryOutcome::Partial("half of it".to_owned()), 0, false),
            (failed, 0, false),
        ];
        assert_eq!(ledger, expected);
        let (row, _) = keep.row::<ConnectionRow>(connection.as_bytes()).await.unwrap().unwrap();
        assert_eq!((row.sync, row.last_success), (SyncState::Partial, None));
    });
}

#[test]
fn every_slot_moves_one_way() {
    run(async {
        let portal = ScriptedConnector::new()
            .with_query(query("Patient"), [patient()])
            .with_query(query("labs"), (0..25).map(|id| result(id, "1")))
            .with_query(query("none"), []);
        let (engine, connection) = World::new().connected(&portal).await;
        let seen = Mutex::new(vec![Vec::new(); 3]);
        let tell = |progress: &Progress| {
            for (seen, query) in seen.lock().unwrap().iter_mut().zip(&progress.queries) {
                if seen.last() != Some(&query.slot) {
                    seen.push(query.slot);
                }
            }
        };
        engine.sync(connection, &portal, tell).await.unwrap();
        let active = [0, 10, 20, 25].map(Slot::Active);
        let expected = [
            vec![Slot::Pending, Slot::Active(0), Slot::Active(1), Slot::Done(1)],
            [&[Slot::Pending][..], &active, &[Slot::Done(25)]].concat(),
            vec![Slot::Pending, Slot::Active(0), Slot::Empty],
        ];
        assert_eq!(seen.into_inner().unwrap(), expected);
    });
}

#[test]
fn a_whole_sync_says_so() {
    run(async {
        let portal = ScriptedConnector::new().with_query(query("Patient"), [patient()]);
        let world = World::new();
        let (engine, connection) = world.connected(&portal).await;
        assert!(sync(&engine, connection, &portal).await.unwrap().complete);
        let row = world.keep().await.row::<ConnectionRow>(connection.as_bytes()).await.unwrap().unwrap().0;
        assert_eq!(row.sync, SyncState::Ok);
        assert!(row.last_success.is_some());
    });
}

#[test]
fn what_cannot_be_read_is_kept_and_counted() {
    run(async {
        let spoilt = [Item::json(&b"\xFF{"[..]), Item::json("{}"), Item::json("[1]"), Item::json("{}")];
        let portal = ScriptedConnector::new()
            .with_query(query("Patient"), [patient()])
            .with_query(query("spoilt"), spoilt.into_iter().chain([result(1, "1")]));
        let world = World::new();
        let (engine, connection) = world.connected(&portal).await;
        let report = sync(&engine, connection, &portal).await.unwrap();
        assert_eq!((report.received, report.new, report.quarantined), (6, 2, 4));
        let keep = world.keep().await;
        let mut reasons =
            keep.catalog(|catalog| catalog.quarantined().map(|item| item.reason).collect::<Vec<_>>());
        reasons.sort();
        assert_eq!(reasons, ["no resourceType", "not JSON: a fault at byte 0", "not a JSON object"]);
        assert_eq!(bodies(&keep).await.len(), 5);
    });
}

#[test]
fn a_huge_page_is_kept_whole() {
    run(async {
        let long = "x".repeat(2_000);
        let items = (0..3_000).map(|id| result(id, &format!(r#"1,"unit":"{id} {long}""#)));
        let portal = ScriptedConnector::new()
            .in_pages_of(5_000)
            .with_query(query("Patient"), [patient()])
            .with_query(query("huge"), items);
        let world = World::new();
        let (engine, connection) = world.connected(&portal).await;
        let report = sync(&engine, connection, &portal).await.unwrap();
        assert_eq!((report.new, report.received), (3_001, 3_001));
        assert_eq!(bodies(&world.keep().await).await.len(), 3_001);
    });
}

#[test]
fn a_report_as_json_has_stable_names() {
    run(async {
        let portal = ScriptedConnector::new().with_query(query("Patient"), [patient()]);
        let (engine, connection) = World::new().connected(&portal).await;
        let report = sync(&engine, connection, &portal).await.unwrap();
        let expected = r#"{"received":1,"new":1,"changed":0,"unchanged":0,"refused_person":0,"quarantined":0,"gone":0,"vanished":0,"by_type":{"Patient":1},"queries":[{"id":"Patient","label":"Patient","outcome":"done","reason":null,"received":1,"new":1,"changed":0}],"attachments":{"found":0,"fetched":0,"failed":0,"waiting":0,"mismatched":0},"warnings":[],"complete":true,"needs_sign_in":false,"seconds":0.0,"bytes":123}"#;
        assert_eq!(serde_json::to_string(&report).unwrap(), expected);
    });
}
