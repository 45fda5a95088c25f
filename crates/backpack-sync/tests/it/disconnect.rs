//! Ending a connection.

use backpack_connect::{Capabilities, Connector, ErrorKind};
use backpack_keep::{Authorisation, ConnectionRow, Disposal, GrantRow};
use backpack_sync::{Revocation, SyncError};
use backpack_testkit::connector::ScriptedConnector;
use backpack_testkit::run;
use futures_util::future::join;

use crate::world::{World, patient, query, sign_in, sync};

fn portal() -> ScriptedConnector {
    ScriptedConnector::new().with_query(query("Patient"), [patient()])
}

fn told(revocation: &Revocation) -> &'static str {
    match revocation {
        Revocation::Done => "done",
        Revocation::NotOffered => "not offered",
        Revocation::NothingToRevoke => "nothing",
        _ => "failed",
    }
}

#[test]
fn the_grant_is_gone_whatever_the_portal_says() {
    run(async {
        let failing = portal();
        failing.fail("revoke", [Some(ErrorKind::Portal(503))]);
        let silent = portal().claiming(Capabilities::default());
        let unasked = portal();
        for (portal, asks, disposal, revoked, left) in [
            (portal(), true, Disposal::Delete, "done", 0),
            (failing, true, Disposal::Keep, "failed", 1),
            (silent, true, Disposal::Delete, "not offered", 0),
            (unasked, false, Disposal::Keep, "nothing", 1),
        ] {
            let world = World::new();
            let (engine, connection) = world.connected(&portal).await;
            sync(&engine, connection, &portal).await.unwrap();
            let connector: Option<&dyn Connector> = if asks { Some(&portal) } else { None };
            let ended = engine.disconnect(connection, connector, disposal).await.unwrap();
            assert_eq!(told(&ended.revocation), revoked);
            let keep = world.keep().await;
            assert_eq!(keep.catalog(backpack_keep::Catalog::len), left);
            assert!(keep.rows::<GrantRow>().await.unwrap().is_empty());
            assert!(matches!(sync(&engine, connection, &portal).await, Err(SyncError::NoSuchConnection)));
        }
    });
}

#[test]
fn who_connects_again_meets_what_stayed() {
    run(async {
        let portal = portal();
        let world = World::new();
        let (engine, connection) = world.connected(&portal).await;
        sync(&engine, connection, &portal).await.unwrap();
        engine.disconnect(connection, None, Disposal::Keep).await.unwrap();
        assert_eq!(sign_in(&engine, &portal).await, connection);
        let report = sync(&engine, connection, &portal).await.unwrap();
        assert_eq!((report.new, world.keep().await.catalog(backpack_keep::Catalog::len)), (0, 1));
    });
}

/// Whoever waits for the lease knows the connection as it was before.
#[test]
fn a_sync_never_brings_a_removed_connection_back() {
    run(async {
        for turns in 0..60 {
            let world = World::new();
            let portal = portal();
            let (engine, connection) = world.connected(&portal).await;
            let there = world.open().await;
            let syncing = async {
                for _ in 0..turns {
                    tokio::task::yield_now().await;
                }
                sync(&there, connection, &portal).await
            };
            let (removed, _) = join(engine.disconnect(connection, None, Disposal::Keep), syncing).await;
            if removed.is_err() {
                continue;
            }
            let row = world.keep().await.row::<ConnectionRow>(connection.as_bytes()).await.unwrap();
            assert_eq!(row.unwrap().0.authorisation, Authorisation::Removed, "after {turns} turns");
        }
    });
}
