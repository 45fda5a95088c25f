//! Grants that run out in the middle of things.

use std::time::Duration;

use backpack_connect::{Capabilities, ErrorKind};
use backpack_keep::{Authorisation, ConnectionRow, GrantRow};
use backpack_store::ErrorKind as StoreErrorKind;
use backpack_sync::{Engine, SyncError, SyncOptions};
use backpack_testkit::connector::ScriptedConnector;
use backpack_testkit::faults::{StoreCall, When};
use backpack_testkit::{VirtualClock, run};
use futures_util::future::join;

use crate::world::{World, patient, query, result, sign_in, sync};

fn portal() -> ScriptedConnector {
    let queries = ["a", "b", "c", "d", "e"];
    queries.into_iter().enumerate().fold(
        ScriptedConnector::new().with_query(query("Patient"), [patient()]),
        |portal, (at, name)| {
            let first = u32::try_from(at).unwrap() * 100;
            portal.with_query(query(name), (first..first + 25).map(|id| result(id, "1")))
        },
    )
}

async fn authorisation(world: &World, connection: backpack_core::ConnectionId) -> Authorisation {
    let row = world.keep().await.row::<ConnectionRow>(connection.as_bytes()).await.unwrap();
    row.unwrap().0.authorisation
}

#[test]
fn a_grant_near_its_end_is_refreshed_once_for_all() {
    run(async {
        let portal = portal().with_lifetime(Duration::from_secs(3_600));
        let world = World::new();
        let (engine, connection) = world.connected(&portal).await;
        assert!(sync(&engine, connection, &portal).await.unwrap().complete);
        assert_eq!(portal.calls().get("refresh"), None, "it holds for an hour");
        world.clock.advance(Duration::from_secs(3_550));
        assert!(sync(&engine, connection, &portal).await.unwrap().complete);
        assert_eq!(portal.calls()["refresh"], 1);
        // Another process finds the new grant.
        assert!(sync(&world.open().await, connection, &portal).await.unwrap().complete);
        assert_eq!(portal.calls()["refresh"], 1);
    });
}

#[test]
fn a_refused_grant_is_refreshed_once_and_the_call_made_again() {
    run(async {
        let portal = portal();
        let (engine, connection) = World::new().connected(&portal).await;
        portal.fail("pull c", [None, Some(ErrorKind::NeedsSignIn)]);
        let report = sync(&engine, connection, &portal).await.unwrap();
        assert_eq!((report.new, report.complete, portal.calls()["refresh"]), (126, true, 1));
    });
}

#[test]
fn a_grant_that_ends_for_good_stops_cleanly() {
    run(async {
        let portal = portal().claiming(Capabilities { incremental: true, ..Capabilities::default() });
        let world = World::new();
        let (engine, connection) = world.connected(&portal).await;
        portal.fail("pull c", [None, Some(ErrorKind::NeedsSignIn)]);
        let report = sync(&engine, connection, &portal).await.unwrap();
        assert_eq!((report.needs_sign_in, report.complete), (true, false));
        let failed = report.queries.iter().filter(|query| query.outcome == "failed");
        assert!(failed.clone().all(|query| query.reason.as_deref() == Some("the person must sign in again")));
        assert!(failed.count() >= 1 && report.new >= 11, "{report:?}");
        assert_eq!(authorisation(&world, connection).await, Authorisation::NeedsSignIn);
        // After signing in again the rest comes, and nothing twice.
        assert_eq!(sign_in(&engine, &portal).await, connection);
        let rest = sync(&engine, connection, &portal).await.unwrap();
        assert_eq!((rest.new + report.new, rest.unchanged, rest.complete), (126, 0, true));
        assert_eq!(authorisation(&world, connection).await, Authorisation::Ok);
    });
}

#[test]
fn a_withdrawn_grant_is_said_at_once_and_never_looped() {
    run(async {
        let portal = portal();
        let world = World::new();
        let (engine, connection) = world.connected(&portal).await;
        portal.withdraw();
        assert!(matches!(sync(&engine, connection, &portal).await, Err(SyncError::NeedsSignIn)));
        assert_eq!((portal.calls()["plan"], portal.calls()["refresh"]), (1, 1));
        assert_eq!(authorisation(&world, connection).await, Authorisation::NeedsSignIn);
    });
}

#[test]
fn a_short_lived_grant_is_not_refreshed_all_the_time() {
    run(async {
        let portal = portal().with_lifetime(Duration::from_secs(30));
        let (engine, connection) = World::new().connected(&portal).await;
        assert!(sync(&engine, connection, &portal).await.unwrap().complete);
        assert_eq!(portal.calls()["refresh"], 1);
    });
}

#[test]
fn a_failing_refresh_is_tried_again_and_then_left_for_later() {
    run(async {
        let portal = portal().with_lifetime(Duration::from_secs(3_600));
        let world = World::new();
        let (engine, connection) = world.connected(&portal).await;
        world.clock.advance(Duration::from_secs(3_550));
        portal.fail("refresh", [Some(ErrorKind::Portal(503)), Some(ErrorKind::Unreachable)]);
        assert!(sync(&engine, connection, &portal).await.unwrap().complete);
        assert_eq!(portal.calls()["refresh"], 3);

        world.clock.advance(Duration::from_secs(7_200));
        portal.fail("refresh", vec![Some(ErrorKind::Unreachable); 4]);
        let failed = sync(&engine, connection, &portal).await;
        assert!(matches!(failed, Err(SyncError::Portal(error)) if *error.kind() == ErrorKind::Unreachable));
        assert_eq!(authorisation(&world, connection).await, Authorisation::Ok, "the grant is kept for later");
        assert!(sync(&engine, connection, &portal).await.unwrap().complete);
    });
}

#[test]
fn a_grant_that_was_given_up_is_not_refreshed_again() {
    run(async {
        let portal = portal();
        let (engine, connection) = World::new().connected(&portal).await;
        for name in ["Patient", "a", "b", "c", "d", "e"] {
            portal.fail(&format!("pull {name}"), [Some(ErrorKind::NeedsSignIn)]);
        }
        portal.fail("refresh", [Some(ErrorKind::NeedsSignIn)]);
        let report = sync(&engine, connection, &portal).await.unwrap();
        assert_eq!((report.new, report.complete, report.needs_sign_in), (0, false, true));
        assert_eq!(portal.calls()["refresh"], 1);
    });
}

/// The portal gave a new grant and made the old one worthless, and the process ended before the new one was durable.
#[test]
fn a_refresh_that_was_lost_asks_for_a_sign_in() {
    run(async {
        let portal = portal().with_lifetime(Duration::from_secs(3_600));
        let world = World::new();
        let (engine, connection) = world.connected(&portal).await;
        world.clock.advance(Duration::from_secs(3_550));
        // The first commit of a sync says that it runs; the second would keep the new grant.
        world.store.fail(StoreCall::Commit, 2, When::Before, StoreErrorKind::Io);
        assert!(matches!(sync(&engine, connection, &portal).await, Err(SyncError::Keep(_))));
        assert_eq!(portal.calls()["refresh"], 1);
        let engine = world.open().await;
        assert!(matches!(sync(&engine, connection, &portal).await, Err(SyncError::NeedsSignIn)));
        assert_eq!(portal.calls()["refresh"], 2, "it is tried once and not looped");
        assert_eq!(sign_in(&engine, &portal).await, connection);
        assert!(sync(&engine, connection, &portal).await.unwrap().complete);
    });
}

/// The new grant was durable, and the process ended before it knew.
#[test]
fn a_refresh_that_was_kept_is_used_by_the_next_process() {
    run(async {
        let portal = portal().with_lifetime(Duration::from_secs(3_600));
        let world = World::new();
        let (engine, connection) = world.connected(&portal).await;
        world.clock.advance(Duration::from_secs(3_550));
        world.store.fail(StoreCall::Commit, 2, When::After, StoreErrorKind::Io);
        assert!(matches!(sync(&engine, connection, &portal).await, Err(SyncError::Keep(_))));
        assert!(sync(&world.open().await, connection, &portal).await.unwrap().complete);
        assert_eq!(portal.calls()["refresh"], 1);
    });
}

/// Offering a used-up secret again and again looks like theft to a portal that watches for it.
#[test]
fn a_connection_that_needs_a_sign_in_asks_the_portal_nothing() {
    run(async {
        let portal = portal();
        let world = World::new();
        let (engine, connection) = world.connected(&portal).await;
        portal.withdraw();
        for _ in 0..3 {
            assert!(matches!(sync(&engine, connection, &portal).await, Err(SyncError::NeedsSignIn)));
        }
        assert_eq!((portal.calls()["plan"], portal.calls()["refresh"]), (1, 1));
        sign_in(&engine, &portal).await;
        assert!(sync(&engine, connection, &portal).await.unwrap().complete);
    });
}

#[test]
fn fifty_queries_that_are_refused_at_once_refresh_once() {
    run(async {
        let names: Vec<String> = (0..50).map(|number| format!("q{number}")).collect();
        let portal = ScriptedConnector::new().slowly(200).with_query(query("Patient"), [patient()]);
        let portal = names
            .iter()
            .zip(0..)
            .fold(portal, |portal, (name, id)| portal.with_query(query(name), [result(id, "1")]));
        let world = World::new();
        let (_, connection) = world.connected(&portal).await;
        let options = SyncOptions::default().with_concurrency(50);
        let engine = Engine::new(world.keep().await, world.context(), options);
        for name in &names {
            portal.fail(&format!("pull {name}"), [Some(ErrorKind::NeedsSignIn)]);
        }
        let report = sync(&engine, connection, &portal).await.unwrap();
        assert_eq!((report.new, report.complete), (51, true));
        assert_eq!((portal.most_pulls_at_once() >= 49, portal.calls()["refresh"]), (true, 1));
    });
}

#[test]
fn two_processes_at_the_end_of_a_grant_refresh_once() {
    run(async {
        let portal = portal().with_lifetime(Duration::from_secs(3_600)).slowly(20);
        let world = World::new();
        let (one, connection) = world.connected(&portal).await;
        let two = world.open().await;
        world.clock.advance(Duration::from_secs(3_550));
        let (first, second) = join(sync(&one, connection, &portal), sync(&two, connection, &portal)).await;
        assert!(first.unwrap().complete);
        assert!(matches!(second, Err(SyncError::Busy(_))));
        assert!(sync(&two, connection, &portal).await.unwrap().complete);
        assert_eq!(portal.calls()["refresh"], 1);
    });
}

#[test]
fn who_signed_in_is_kept_over_refreshes() {
    run(async {
        let portal = portal().with_lifetime(Duration::from_secs(3_600)).signed_in_by("RelatedPerson/mother");
        let world = World::new();
        let (engine, connection) = world.connected(&portal).await;
        world.clock.advance(Duration::from_secs(3_550));
        sync(&engine, connection, &portal).await.unwrap();
        assert_eq!(portal.calls()["refresh"], 1);
        let (row, _) = world.keep().await.row::<GrantRow>(connection.as_bytes()).await.unwrap().unwrap();
        assert_eq!(row.user.as_deref(), Some("RelatedPerson/mother"));
        assert_eq!(row.into_grant().user.as_deref(), Some("RelatedPerson/mother"));
    });
}

/// The person signs in again while a sync still asks with the sign-in before.
#[test]
fn a_sign_in_in_the_middle_of_a_sync_is_used_and_never_undone() {
    run(async {
        for refresh in [true, false] {
            for turns in (0..400).step_by(19) {
                let capabilities = Capabilities { refresh, ..Capabilities::default() };
                let portal = portal().claiming(capabilities).slowly(20);
                let world = World::new();
                let (engine, connection) = world.connected(&portal).await;
                let there = world.open().await;
                let signing_in = async {
                    for _ in 0..turns {
                        tokio::task::yield_now().await;
                    }
                    sign_in(&there, &portal).await
                };
                let (synced, again) = join(sync(&engine, connection, &portal), signing_in).await;
                assert_eq!(again, connection);
                let row = world.keep().await.row::<ConnectionRow>(connection.as_bytes()).await.unwrap();
                let authorisation = row.unwrap().0.authorisation;
                assert_eq!(authorisation, Authorisation::Ok, "{refresh} {turns}: {synced:?}");
                let next = sync(&world.open().await, connection, &portal).await.unwrap();
                assert!(next.complete, "{refresh} {turns}: {next:?}");
            }
        }
    });
}

/// The portal answers so slowly that the lease runs out: the secret before is used up, so the new one must not be lost.
#[test]
fn a_grant_that_came_after_the_lease_was_lost_is_kept() {
    run(async {
        let portal = portal().with_lifetime(Duration::from_secs(3_600)).slowly(100);
        let world = World::timed(VirtualClock::new());
        let (engine, connection) = world.connected(&portal).await;
        world.clock.advance(Duration::from_secs(3_550));
        let late = async {
            while !portal.calls().contains_key("refresh") {
                tokio::task::yield_now().await;
            }
            world.clock.advance(Duration::from_secs(91));
        };
        let (slow, ()) = join(sync(&engine, connection, &portal), late).await;
        assert!(matches!(slow, Err(SyncError::LeaseLost)), "{slow:?}");
        let next = sync(&world.open().await, connection, &portal).await.unwrap();
        assert_eq!((next.complete, portal.calls()["refresh"]), (true, 1));
    });
}
