//! Failures that pass, failures that stay, and pages that go wrong.

use std::time::Duration;

use backpack_connect::ErrorKind;
use backpack_core::Clock as _;
use backpack_keep::QueryRow;
use backpack_sync::SyncReport;
use backpack_testkit::connector::ScriptedConnector;
use backpack_testkit::run;

use crate::world::{World, patient, query, result, sync};

fn portal() -> ScriptedConnector {
    ScriptedConnector::new()
        .with_query(query("Patient"), [patient()])
        .with_query(query("labs"), (0..25).map(|id| result(id, "1")))
        .with_query(query("other"), [result(100, "1")])
}

/// Fails pulls of one query in turn. Returns the report, how often it was pulled, and how long the sync took.
fn failing(failures: Vec<Option<ErrorKind>>) -> (SyncReport, u64, Duration) {
    run(async {
        let portal = portal();
        portal.fail("pull labs", failures);
        let world = World::new();
        let (engine, connection) = world.connected(&portal).await;
        let began = world.clock.now();
        let report = sync(&engine, connection, &portal).await.unwrap();
        (report, portal.calls()["pull labs"], world.clock.now().saturating_since(began))
    })
}

#[test]
fn what_passes_is_tried_again() {
    let busy = |seconds| Some(ErrorKind::Busy(Some(Duration::from_secs(seconds))));
    for (failures, pulls, least) in [
        (vec![], 3, 0),
        (vec![Some(ErrorKind::Unreachable)], 4, 0),
        (
            vec![Some(ErrorKind::Timeout), None, Some(ErrorKind::Portal(503)), Some(ErrorKind::Portal(502))],
            6,
            1,
        ),
        (vec![busy(90), None, busy(30)], 5, 120),
        (vec![Some(ErrorKind::Busy(None)); 3], 6, 3),
    ] {
        let (report, pulled, took) = failing(failures.clone());
        assert!(report.complete, "{failures:?}");
        assert_eq!((report.new, pulled), (27, pulls), "{failures:?}");
        assert!(
            took >= Duration::from_secs(least) && took <= Duration::from_secs(2 * least + 10),
            "{failures:?}: {took:?}"
        );
    }
}

#[test]
fn what_stays_ends_its_query_alone() {
    for (failures, received, reason) in [
        (vec![Some(ErrorKind::Portal(400))], 0, "the portal failed with status 400"),
        (
            vec![None, None, Some(ErrorKind::Malformed("no bundle"))],
            20,
            "the answer cannot be understood: no bundle",
        ),
        (vec![Some(ErrorKind::Unreachable); 4], 0, "the portal cannot be reached"),
        (vec![None, Some(ErrorKind::Busy(Some(Duration::from_secs(3_600))))], 10, "the portal asks to wait"),
        (vec![Some(ErrorKind::Denied("ask your doctor".to_owned()))], 0, "refused: ask your doctor"),
    ] {
        let (report, _, _) = failing(failures);
        let told: Vec<_> =
            report.queries.iter().map(|q| (q.outcome, q.reason.as_deref(), q.received)).collect();
        assert_eq!(told, [("done", None, 1), ("failed", Some(reason), received), ("done", None, 1)]);
        assert!(!report.complete, "a failed later page is no success");
    }
}

#[test]
fn a_failed_query_goes_on_where_it_stood() {
    run(async {
        let portal = portal();
        portal.fail("pull labs", [None, None, Some(ErrorKind::Portal(404))]);
        let (engine, connection) = World::new().connected(&portal).await;
        assert_eq!(sync(&engine, connection, &portal).await.unwrap().new, 22);
        let report = sync(&engine, connection, &portal).await.unwrap();
        assert_eq!((report.received, report.new, report.complete), (5, 5, true));
    });
}

#[test]
fn an_expired_cursor_begins_the_query_once_more() {
    let (report, pulled, _) = failing(vec![None, None, Some(ErrorKind::CursorExpired)]);
    assert_eq!((report.received, report.new, report.unchanged, pulled), (47, 27, 20, 6));
    assert!(report.complete);
    let expired = || Some(ErrorKind::CursorExpired);
    let (report, _, _) = failing(vec![None, expired(), expired()]);
    assert_eq!(report.queries[1].reason.as_deref(), Some("the page cursor has expired"));
}

#[test]
fn too_many_pages_are_partial_and_go_on_next_time() {
    run(async {
        let portal = portal();
        let world = World::new();
        let (_, connection) = world.connected(&portal).await;
        let mut context = world.context();
        context.limits.pages = 2;
        let engine =
            backpack_sync::Engine::new(world.keep().await, context, backpack_sync::SyncOptions::default());
        let report = sync(&engine, connection, &portal).await.unwrap();
        assert_eq!((report.queries[1].outcome, report.queries[1].received), ("partial", 20));
        let report = sync(&engine, connection, &portal).await.unwrap();
        assert_eq!((report.queries[1].outcome, report.queries[1].received), ("done", 5));
    });
}

#[test]
fn too_many_items_are_partial_and_go_on_next_time() {
    run(async {
        let portal = portal();
        let world = World::new();
        let (_, connection) = world.connected(&portal).await;
        let mut context = world.context();
        context.limits.items = 11;
        let engine =
            backpack_sync::Engine::new(world.keep().await, context, backpack_sync::SyncOptions::default());
        let report = sync(&engine, connection, &portal).await.unwrap();
        let told =
            (report.queries[1].outcome, report.queries[1].reason.as_deref(), report.queries[1].received);
        assert_eq!(told, ("partial", Some("more items than one sync asks for; the next one goes on"), 20));
        let report = sync(&engine, connection, &portal).await.unwrap();
        assert_eq!((report.queries[1].outcome, report.queries[1].received), ("done", 5));
    });
}

#[test]
fn a_circle_of_pages_is_partial() {
    run(async {
        let world = World::new();
        let portal = portal().in_circles("labs");
        let (engine, connection) = world.connected(&portal).await;
        let report = sync(&engine, connection, &portal).await.unwrap();
        let told = (report.queries[1].outcome, report.queries[1].reason.as_deref());
        assert_eq!(told, ("partial", Some("the portal's pages go round in a circle")));
        let name = QueryRow::name_of(connection, "labs");
        let (row, _) = world.keep().await.row::<QueryRow>(&name).await.unwrap().unwrap();
        assert_eq!(row.cursor, None, "the next sync begins anew");
    });
}
