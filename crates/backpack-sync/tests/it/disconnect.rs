//! Ending a connection.

use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, channel};

use async_trait::async_trait;
use backpack_connect::{
    Capabilities, Connector, Context, Cursor, Descriptor, Error, ErrorKind, Grant, Page, Query, Step, Turn,
};
use backpack_keep::{Authorisation, ConnectionRow, Disposal, GrantRow, SyncState};
use backpack_sync::{Revocation, SyncError};
use backpack_testkit::connector::ScriptedConnector;
use backpack_testkit::run;

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

/// A connector that makes whoever asks what it is wait once, until it is told to go on.
#[derive(Debug)]
struct Gated {
    portal: ScriptedConnector,
    gate: Mutex<Option<(Sender<()>, Receiver<()>)>>,
}

#[async_trait]
impl Connector for Gated {
    fn descriptor(&self) -> Descriptor {
        if let Some((reached, go_on)) = self.gate.lock().unwrap().take() {
            reached.send(()).unwrap();
            go_on.recv().unwrap();
        }
        self.portal.descriptor()
    }

    async fn authorize(&self, context: &Context, turn: Turn<'_>) -> Result<Step, Error> {
        self.portal.authorize(context, turn).await
    }

    async fn plan(&self, context: &Context, grant: &Grant) -> Result<Vec<Query>, Error> {
        self.portal.plan(context, grant).await
    }

    async fn pull(
        &self,
        context: &Context,
        grant: &Grant,
        query: &Query,
        cursor: Option<&Cursor>,
    ) -> Result<Page, Error> {
        self.portal.pull(context, grant, query, cursor).await
    }
}

/// A sync has read how the connection stands, and another process removes it before the sync gets the lease.
#[test]
fn a_sync_never_brings_a_removed_connection_back() {
    run(async {
        let world = World::new();
        let portal = portal();
        let (engine, connection) = world.connected(&portal).await;
        let there = world.open().await;
        let ((reached, has_reached), (let_go, go_on)) = (channel(), channel());
        let gated = Gated { portal, gate: Mutex::new(Some((reached, go_on))) };
        let syncing =
            std::thread::spawn(move || run(async move { there.sync(connection, &gated, |_| {}).await }));
        has_reached.recv().unwrap();
        engine.disconnect(connection, None, Disposal::Keep).await.unwrap();
        let_go.send(()).unwrap();
        let ended = syncing.join().unwrap();
        assert!(matches!(ended, Err(SyncError::NoSuchConnection)), "{ended:?}");
        let row = world.keep().await.row::<ConnectionRow>(connection.as_bytes()).await.unwrap().unwrap().0;
        assert_eq!((row.authorisation, row.sync), (Authorisation::Removed, SyncState::Never));
    });
}
