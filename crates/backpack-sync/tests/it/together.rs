//! Several at once, and work that is broken off.

use std::time::Duration;

use backpack_core::{Cancellation, ConnectionId};
use backpack_keep::ConnectionRow;
use backpack_sync::{Engine, SyncError, SyncOptions};
use backpack_testkit::connector::ScriptedConnector;
use backpack_testkit::{VirtualClock, run};
use futures_util::future::{Either, join, select};

use crate::world::{World, bodies, describe, patient, query, result, sync};

fn portal() -> ScriptedConnector {
    (0..12_u32).fold(ScriptedConnector::new().with_query(query("Patient"), [patient()]), |portal, number| {
        let items = (number * 100..number * 100 + 25).map(|id| result(id, "1"));
        portal.with_query(query(&format!("q{number}")), items)
    })
}

#[test]
fn five_queries_are_asked_at_once() {
    run(async {
        let portal = portal().slowly(1_000);
        let world = World::new();
        let (engine, connection) = world.connected(&portal).await;
        assert_eq!(sync(&engine, connection, &portal).await.unwrap().new, 301);
        assert_eq!(portal.most_pulls_at_once(), 5);
    });
}

#[test]
fn one_at_a_time_if_the_host_says_so() {
    run(async {
        let portal = portal();
        let world = World::new();
        let (_, connection) = world.connected(&portal).await;
        let mut options = SyncOptions::default();
        options.concurrency = 1;
        let engine = Engine::new(world.keep().await, world.context(), options);
        assert_eq!(sync(&engine, connection, &portal).await.unwrap().new, 301);
        assert_eq!(portal.most_pulls_at_once(), 1);
    });
}

#[test]
fn the_second_of_two_syncs_is_told_to_wait() {
    run(async {
        let portal = portal();
        let world = World::timed(VirtualClock::new());
        let (engine, connection) = world.connected(&portal).await;
        let other = world.open().await;
        let (first, second) =
            join(sync(&engine, connection, &portal), sync(&other, connection, &portal)).await;
        assert_eq!(first.unwrap().new, 301);
        assert!(
            matches!(second, Err(SyncError::Busy(wait)) if wait == Duration::from_secs(90)),
            "{second:?}"
        );
        assert_eq!(sync(&other, connection, &portal).await.unwrap().received, 0, "the lease was given back");
    });
}

#[test]
fn a_dead_holder_is_waited_for_no_longer_than_its_lease() {
    run(async {
        let portal = portal();
        let world = World::timed(VirtualClock::new());
        let (_, connection) = world.connected(&portal).await;
        let keep = world.keep().await;
        keep.lease(&format!("sync {connection}"), Duration::from_secs(90), None).await.unwrap();
        let engine = world.open().await;
        assert!(matches!(sync(&engine, connection, &portal).await, Err(SyncError::Busy(_))));
        world.clock.advance(Duration::from_secs(90));
        assert_eq!(sync(&engine, connection, &portal).await.unwrap().new, 301);
    });
}

#[test]
fn who_loses_the_lease_writes_nothing_more() {
    run(async {
        let portal = portal();
        let world = World::timed(VirtualClock::new());
        let (engine, connection) = world.connected(&portal).await;
        portal.hang_at(9);
        let asleep = async {
            while portal.calls().values().sum::<u64>() < 11 {
                tokio::task::yield_now().await;
            }
            world.clock.advance(Duration::from_secs(91));
            portal.hang_no_more();
            sync(&world.open().await, connection, &portal).await
        };
        let (slow, other) = join(sync(&engine, connection, &portal), asleep).await;
        assert!(matches!(slow, Err(SyncError::LeaseLost | SyncError::Busy(_))), "{slow:?}");
        assert!(other.unwrap().complete);
    });
}

/// Cancels or drops a sync at every call it makes; the next one must bring the rest.
async fn broken_off(how: &str) {
    let uninterrupted = World::new();
    let (engine, connection) = uninterrupted.connected(&portal()).await;
    sync(&engine, connection, &portal_signed_in(&uninterrupted, connection).await).await.unwrap();
    let expected = uninterrupted.keep().await.catalog(describe);
    for call in [0, 1, 2, 7, 20] {
        let portal = portal();
        let world = World::timed(VirtualClock::new());
        let (engine, connection) = world.connected(&portal).await;
        portal.hang_at(call);
        let made = portal.calls().values().sum::<u64>();
        let cancel = Cancellation::new();
        let engine = engine.with_cancel(cancel.clone());
        let reached = async {
            while portal.calls().values().sum::<u64>() <= made + call {
                tokio::task::yield_now().await;
            }
        };
        let syncing = Box::pin(sync(&engine, connection, &portal));
        let Either::Right(((), syncing)) = select(syncing, Box::pin(reached)).await else {
            unreachable!("the sync hangs")
        };
        if how == "cancel" {
            cancel.cancel();
            assert!(matches!(syncing.await, Err(SyncError::Cancelled)));
        } else {
            drop(syncing);
            // The lease is given back by a task of its own.
            for _ in 0..100 {
                tokio::task::yield_now().await;
            }
        }
        portal.hang_no_more();
        let engine = world.open().await;
        assert!(sync(&engine, connection, &portal).await.unwrap().complete);
        let keep = world.keep().await;
        assert_eq!(keep.catalog(describe), expected, "{how} at call {call}");
        assert_eq!(bodies(&keep).await.len(), 301);
    }
}

async fn portal_signed_in(world: &World, connection: ConnectionId) -> ScriptedConnector {
    let portal = portal();
    let engine = world.open().await;
    assert_eq!(crate::world::sign_in(&engine, &portal).await, connection);
    portal
}

#[test]
fn a_cancelled_sync_ends_at_once_and_the_next_one_goes_on() {
    run(broken_off("cancel"));
}

#[test]
fn a_dropped_sync_leaves_nothing_behind_that_hinders_the_next() {
    run(broken_off("drop"));
}

#[test]
fn a_connection_needs_its_own_connector() {
    run(async {
        let portal = portal();
        let world = World::new();
        let (engine, connection) = world.connected(&portal).await;
        let other = portal.clone().at("https://elsewhere.invalid");
        assert!(matches!(sync(&engine, connection, &other).await, Err(SyncError::WrongConnector)));
        let unknown = sync(&engine, ConnectionId::random(), &portal).await;
        assert!(matches!(unknown, Err(SyncError::NoSuchConnection)));
        let (row, _) = world.keep().await.row::<ConnectionRow>(connection.as_bytes()).await.unwrap().unwrap();
        assert_eq!(row.sync, backpack_keep::SyncState::Never, "nothing was begun");
    });
}
