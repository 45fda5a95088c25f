//! References are followed a few levels deep, each at most once, and never without an end.

use backpack_connect::{ErrorKind, Item};
use backpack_keep::{QueryOutcome, QueryRow, TriedRow};
use backpack_sync::{Engine, SyncOptions};
use backpack_testkit::connector::ScriptedConnector;
use backpack_testkit::run;

use crate::world::{World, patient, query, sync};

fn naming(id: &str, members: &[&str]) -> Item {
    let members: Vec<String> =
        members.iter().map(|member| format!(r#"{{"reference":"{member}"}}"#)).collect();
    Item::json(format!(
        r#"{{"resourceType":"Observation","id":"{id}","subject":{{"reference":"Patient/pat-1"}},"hasMember":[{}]}}"#,
        members.join(",")
    ))
}

fn portal(first: &[&str], behind: impl IntoIterator<Item = Item>) -> ScriptedConnector {
    let report: Vec<String> = first.iter().map(|target| format!(r#"{{"reference":"{target}"}}"#)).collect();
    let report = Item::json(format!(
        r#"{{"resourceType":"DiagnosticReport","id":"r","subject":{{"reference":"Patient/pat-1"}},"result":[{}]}}"#,
        report.join(",")
    ));
    ScriptedConnector::new()
        .with_query(query("Patient"), [patient()])
        .with_query(query("reports"), [report])
        .with_query(query("references").following(), behind)
}

#[test]
fn what_comes_is_followed_in_turn() {
    run(async {
        let medication = Item::json(
            r#"{"resourceType":"MedicationRequest","id":"m","medicationReference":{"reference":"Medication/pill"}}"#,
        );
        let pill = Item::json(r#"{"resourceType":"Medication","id":"pill"}"#);
        let behind =
            [naming("a", &["Observation/b", "MedicationRequest/m"]), naming("b", &[]), medication, pill];
        let portal = portal(&["Observation/a"], behind);
        let world = World::new();
        let (engine, connection) = world.connected(&portal).await;
        let report = sync(&engine, connection, &portal).await.unwrap();
        assert_eq!((report.new, report.complete), (6, true));
        let references = &report.queries[2];
        assert_eq!((references.outcome, references.received, references.new), ("done", 4, 4));
        let asked = ["Observation/a", "MedicationRequest/m", "Observation/b", "Medication/pill"];
        assert_eq!(portal.targets_asked(), asked);
        let ledger = world.keep().await.row::<QueryRow>(&QueryRow::name_of(connection, "references")).await;
        let ledger = ledger.unwrap().unwrap().0.ledger;
        assert_eq!((ledger.outcome, ledger.counts.new), (Some(QueryOutcome::Done), 4), "all rounds together");
        sync(&engine, connection, &portal).await.unwrap();
        assert_eq!(portal.targets_asked().len(), 4, "nothing is missing");
    });
}

#[test]
fn circles_end_and_what_is_refused_is_remembered() {
    run(async {
        let circle = [
            naming("a", &["Observation/b", "Observation/a"]),
            naming("b", &["Observation/a", "Observation/no"]),
        ];
        let portal = portal(&["Observation/a", "Practitioner/nobody"], circle);
        let world = World::new();
        let (engine, connection) = world.connected(&portal).await;
        assert!(sync(&engine, connection, &portal).await.unwrap().complete);
        let asked = ["Observation/a", "Practitioner/nobody", "Observation/b", "Observation/no"];
        assert_eq!(portal.targets_asked(), asked);
        let mut tried: Vec<String> =
            world.keep().await.rows::<TriedRow>().await.unwrap().into_iter().map(|row| row.target).collect();
        tried.sort();
        assert_eq!(tried, ["Observation/no", "Practitioner/nobody"]);
        sync(&engine, connection, &portal).await.unwrap();
        assert_eq!(portal.targets_asked().len(), 4);
        // Asked in full, what was refused may be there by now.
        portal.add("references", naming("no", &[]));
        let report = sync(&world.full().await, connection, &portal).await.unwrap();
        assert_eq!((report.new, portal.targets_asked().len()), (1, 6));
    });
}

#[test]
fn a_long_chain_goes_on_at_the_next_sync() {
    run(async {
        let chain: Vec<Item> = (0..5)
            .map(|at| naming(&at.to_string(), &[format!("Observation/{}", at + 1).as_str()]))
            .chain([naming("5", &[])])
            .collect();
        let portal = portal(&["Observation/0"], chain);
        let world = World::new();
        let (engine, connection) = world.connected(&portal).await;
        let report = sync(&engine, connection, &portal).await.unwrap();
        let references = &report.queries[2];
        assert_eq!((references.outcome, references.new, report.complete), ("partial", 3, false));
        let row = world.keep().await.row::<QueryRow>(&QueryRow::name_of(connection, "references")).await;
        let ledger = row.unwrap().unwrap().0.ledger;
        assert_eq!(ledger.missing, references.reason);
        let report = sync(&engine, connection, &portal).await.unwrap();
        assert_eq!((report.new, report.complete), (3, true));
    });
}

#[test]
fn reads_of_one_sync_are_bounded() {
    run(async {
        let targets: Vec<String> = (0..7).map(|id| format!("Observation/{id}")).collect();
        let targets: Vec<&str> = targets.iter().map(String::as_str).collect();
        let portal = portal(&targets, (0..7).map(|id| naming(&id.to_string(), &[])));
        let world = World::new();
        let (_, connection) = world.connected(&portal).await;
        let mut options = SyncOptions::default();
        options.references = 3;
        let engine = Engine::new(world.keep().await, world.context(), options);
        let mut came = Vec::new();
        for _ in 0..4 {
            let report = sync(&engine, connection, &portal).await.unwrap();
            came.push((report.queries[2].new, report.complete));
        }
        assert_eq!(came, [(3, false), (3, false), (1, true), (0, true)]);
        assert_eq!(portal.targets_asked().len(), 7, "each once");
    });
}

#[test]
fn a_failure_among_many_forgets_none() {
    run(async {
        let targets: Vec<String> = (0..450).map(|id| format!("Observation/{id:03}")).collect();
        let targets: Vec<&str> = targets.iter().map(String::as_str).collect();
        // Every second one is there.
        let portal = portal(&targets, (0..450).step_by(2).map(|id| naming(&format!("{id:03}"), &[])));
        // The pages of 10 of the first 200 targets come, and then no more.
        portal.fail("pull references", (0..10).map(|_| None).chain([Some(ErrorKind::Malformed("page"))]));
        let world = World::new();
        let (engine, connection) = world.connected(&portal).await;
        let report = sync(&engine, connection, &portal).await.unwrap();
        assert_eq!((report.queries[2].outcome, report.queries[2].new), ("failed", 100));
        let report = sync(&engine, connection, &portal).await.unwrap();
        assert_eq!((report.queries[2].outcome, report.queries[2].new), ("done", 125));
        let tried = world.keep().await.rows::<TriedRow>().await.unwrap().len();
        assert_eq!(tried, 225);
        let before = portal.targets_asked().len();
        sync(&engine, connection, &portal).await.unwrap();
        assert_eq!(portal.targets_asked().len(), before);
    });
}
