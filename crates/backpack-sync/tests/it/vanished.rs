//! What a complete pull no longer returns is marked, and nothing else is.

use backpack_connect::{Capabilities, ErrorKind, Gone, Item, Outcome};
use backpack_core::ConnectionId;
use backpack_keep::{Keep, MembersRow, UpkeepRow};
use backpack_testkit::connector::ScriptedConnector;
use backpack_testkit::run;

use crate::world::{World, patient, query, result, result_of, sign_in, sync};

/// A portal that cannot tell what is new: every pull is a full one.
fn forgetful(portal: ScriptedConnector) -> ScriptedConnector {
    portal.claiming(Capabilities { refresh: true, deletions: true, ..Capabilities::default() })
}

fn portal() -> ScriptedConnector {
    ScriptedConnector::new()
        .with_query(query("Patient"), [patient()])
        .with_query(query("labs"), (0..25).map(|id| result(id, "1")))
        .with_query(query("vitals"), (20..30).map(|id| result(id, "1")))
}

/// Returns the ids of the records that are marked, sorted.
fn marked(keep: &Keep) -> Vec<String> {
    let mut ids: Vec<String> = keep.catalog(|catalog| {
        let marked = catalog.records().filter(|record| record.is_vanished());
        marked.filter_map(|record| record.header().id.map(|id| id.to_string())).collect()
    });
    ids.sort();
    ids
}

/// A world whose first sync is done.
async fn synced(portal: &ScriptedConnector) -> (World, ConnectionId) {
    let world = World::new();
    let (engine, connection) = world.connected(portal).await;
    let report = sync(&engine, connection, portal).await.unwrap();
    assert_eq!((report.complete, report.vanished), (true, 0));
    (world, connection)
}

async fn vanished(world: &World, connection: ConnectionId, portal: &ScriptedConnector) -> (u64, Vec<String>) {
    let report = sync(&world.open().await, connection, portal).await.unwrap();
    (report.vanished, marked(&world.keep().await))
}

#[test]
fn what_no_query_returns_any_more_is_marked_until_it_comes_again() {
    run(async {
        let portal = forgetful(portal());
        let (world, connection) = synced(&portal).await;
        portal.forget("labs", "Observation/3");
        portal.forget("labs", "Observation/22");
        assert_eq!(vanished(&world, connection, &portal).await, (1, vec!["3".to_owned()]), "vitals has 22");
        assert_eq!(vanished(&world, connection, &portal).await, (0, vec!["3".to_owned()]), "told once");
        portal.forget("vitals", "Observation/22");
        let both = vec!["22".to_owned(), "3".to_owned()];
        assert_eq!(vanished(&world, connection, &portal).await, (1, both));
        portal.add("labs", result(3, "1"));
        portal.add("labs", result(22, "2"));
        assert_eq!(vanished(&world, connection, &portal).await, (0, vec![]));
        portal.forget("labs", "Observation/3");
        assert_eq!(vanished(&world, connection, &portal).await, (1, vec!["3".to_owned()]), "and again");
    });
}

#[test]
fn a_query_that_ends_empty_marks_all_it_returned_and_a_deletion_is_no_vanishing() {
    run(async {
        let portal = forgetful(portal());
        let (world, connection) = synced(&portal).await;
        for id in 20..30 {
            portal.forget("vitals", &format!("Observation/{id}"));
        }
        portal.add("labs", Item::Gone(Gone::new("Observation", "29")));
        let report = sync(&world.open().await, connection, &portal).await.unwrap();
        assert_eq!((report.gone, report.vanished), (1, 4), "25 to 28; labs has the others");
        assert_eq!(marked(&world.keep().await), ["25", "26", "27", "28"]);
    });
}

#[test]
fn a_pull_that_is_not_complete_marks_nothing() {
    run(async {
        for ending in [
            Outcome::Partial("some".into()),
            Outcome::Refused("no".into()),
            Outcome::NotGranted,
            Outcome::NotSupported,
        ] {
            let portal = forgetful(portal());
            let (world, connection) = synced(&portal).await;
            portal.forget("labs", "Observation/3");
            portal.end("labs", ending.clone());
            assert_eq!(vanished(&world, connection, &portal).await, (0, vec![]), "{ending:?}");
            portal.end("labs", Outcome::Done);
            assert_eq!(vanished(&world, connection, &portal).await.0, 1, "the next complete one does");
        }
        let portal = forgetful(portal());
        let (world, connection) = synced(&portal).await;
        portal.forget("labs", "Observation/3");
        portal.fail("pull labs", [None, None, Some(ErrorKind::Malformed("page"))]);
        assert_eq!(vanished(&world, connection, &portal).await, (0, vec![]), "it failed");
        assert_eq!(vanished(&world, connection, &portal).await, (0, vec![]), "it went on from the middle");
        assert_eq!(vanished(&world, connection, &portal).await.0, 1, "it began at its beginning");
    });
}

#[test]
fn a_record_that_moved_to_a_query_that_failed_is_not_marked() {
    run(async {
        let portal = forgetful(portal());
        let (world, connection) = synced(&portal).await;
        portal.forget("labs", "Observation/22");
        portal.fail("pull vitals", [Some(ErrorKind::Malformed("page"))]);
        assert_eq!(vanished(&world, connection, &portal).await, (0, vec![]));
        portal.forget("vitals", "Observation/22");
        assert_eq!(vanished(&world, connection, &portal).await, (1, vec!["22".to_owned()]));
    });
}

#[test]
fn silence_under_other_scopes_says_nothing() {
    run(async {
        let portal = forgetful(portal());
        portal.grant(&["patient/*.rs", "offline_access"]);
        let (world, connection) = synced(&portal).await;
        portal.grant(&["patient/Observation.rs"]);
        sign_in(&world.open().await, &portal).await;
        portal.forget("labs", "Observation/3");
        assert_eq!(vanished(&world, connection, &portal).await, (0, vec![]), "it may be the scopes");
        portal.forget("labs", "Observation/4");
        assert_eq!(
            vanished(&world, connection, &portal).await,
            (1, vec!["4".to_owned()]),
            "these are the same"
        );
    });
}

#[test]
fn what_comes_refused_doubted_or_unreadable_did_not_vanish() {
    run(async {
        let portal = forgetful(portal());
        let (world, connection) = synced(&portal).await;
        for id in [1, 2, 3] {
            portal.forget("labs", &format!("Observation/{id}"));
        }
        portal.add("labs", result_of("Patient/pat-2", 1, "1"));
        let Item::Put(mut put) = result(2, "1") else { unreachable!("it is one") };
        put.doubt = Some("it was not asked for".into());
        portal.add("labs", Item::Put(put));
        assert_eq!(vanished(&world, connection, &portal).await, (1, vec!["3".to_owned()]));
        // What cannot be read may be any of them.
        portal.forget("labs", "Observation/4");
        portal.add("labs", Item::json(r#"{"resourceType":"Observation","id":"4","id":"4"}"#));
        assert_eq!(vanished(&world, connection, &portal).await, (0, vec!["3".to_owned()]));
        assert_eq!(vanished(&world, connection, &portal).await, (0, vec!["3".to_owned()]));
        // The same unreadable item is no reason for ever.
        portal.forget("labs", "Observation/5");
        let both = vec!["3".to_owned(), "5".to_owned()];
        assert_eq!(vanished(&world, connection, &portal).await, (1, both));
    });
}

#[test]
fn where_increments_work_a_full_sync_finds_what_vanished() {
    run(async {
        let portal = portal();
        let (world, connection) = synced(&portal).await;
        portal.add("labs", result(40, "1"));
        portal.forget("labs", "Observation/3");
        assert_eq!(
            vanished(&world, connection, &portal).await,
            (0, vec![]),
            "an increment says nothing of it"
        );
        // What came by an increment is known, too.
        portal.forget("labs", "Observation/40");
        let before = portal.calls()["pull labs"];
        let report = sync(&world.full().await, connection, &portal).await.unwrap();
        assert_eq!((report.vanished, report.unchanged, report.complete), (2, 35, true));
        assert_eq!(portal.calls()["pull labs"] - before, 3, "from its beginning");
        assert_eq!(marked(&world.keep().await), ["3", "40"]);
        assert_eq!(sync(&world.open().await, connection, &portal).await.unwrap().received, 0);
    });
}

#[test]
fn a_full_sync_that_was_broken_off_is_made_up_for_by_the_next_one() {
    run(async {
        let portal = portal();
        let (world, connection) = synced(&portal).await;
        portal.forget("labs", "Observation/3");
        let engine = world.full().await;
        portal.fail("pull vitals", [Some(ErrorKind::Cancelled)]);
        assert!(sync(&engine, connection, &portal).await.is_err());
        assert_eq!(marked(&world.keep().await), Vec::<String>::new());
        let report = sync(&world.open().await, connection, &portal).await.unwrap();
        assert_eq!((report.vanished, report.complete), (1, true), "though nobody asked for a full one");
        assert_eq!(marked(&world.keep().await), ["3"]);
        let (upkeep, _) = world.keep().await.row::<UpkeepRow>(connection.as_bytes()).await.unwrap().unwrap();
        assert!(!upkeep.full);
    });
}

#[test]
fn a_portal_that_changes_nothing_costs_no_write_of_members() {
    run(async {
        let portal = forgetful(
            ScriptedConnector::new()
                .in_pages_of(100)
                .with_query(query("labs"), (0..1_000).map(|id| result(id, "1"))),
        );
        let (world, connection) = synced(&portal).await;
        let rows = async || {
            let mut rows = world.keep().await.rows::<MembersRow>().await.unwrap();
            rows.sort_by_key(|row| row.number);
            rows
        };
        let before = rows().await;
        let sizes: Vec<usize> = before.iter().map(|row| row.records.len()).collect();
        assert_eq!(sizes, [256, 256, 256, 232]);
        let keep = world.keep().await;
        let versions = async || {
            let mut versions = Vec::new();
            for row in &before {
                let name = backpack_keep::Row::name(row);
                versions.push(keep.row::<MembersRow>(&name).await.unwrap().unwrap().1);
            }
            versions
        };
        let written = versions().await;
        sync(&world.engine(keep.clone()), connection, &portal).await.unwrap();
        assert_eq!((rows().await, versions().await), (before.clone(), written));
        // All of them go, and their rows with them.
        for id in 0..1_000 {
            portal.forget("labs", &format!("Observation/{id}"));
        }
        assert_eq!(sync(&world.open().await, connection, &portal).await.unwrap().vanished, 1_000);
        assert_eq!(rows().await, []);
    });
}
