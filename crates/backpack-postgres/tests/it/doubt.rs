//! A connection that breaks while a commit is under way: the commit still says what became of it.

use std::time::{Duration, Instant};

use backpack_core::{AccountId, SpaceId};
use backpack_postgres::{Postgres, PostgresStore};
use backpack_store::{
    Batch, Condition, ErrorKind, Key, KeyFileStore as _, LeaseName, Store as _, Table, Value, Version,
};
use backpack_testkit::run;
use bytes::Bytes;

use crate::proxy::{Cut, Proxy};
use crate::support::{Server, server};

const TABLE: Table = Table(3);

/// A space that was written to once, through a proxy.
struct Place {
    proxy: Proxy,
    store: PostgresStore,
    postgres: Postgres,
    space: SpaceId,
    first: Version,
}

impl Place {
    async fn new(server: &Server) -> Self {
        let (proxy, through) = Proxy::start(&server.app).await;
        let options = Server { app: through, ..server.clone() }.app().patience(Duration::from_millis(1_500));
        let postgres = server.connect(options).await;
        let (store, space) = (postgres.store(), SpaceId::random());
        let first = store.commit(Batch::new(space).put(TABLE, "first", "1")).await.unwrap();
        Self { proxy, store, postgres, space, first }
    }

    /// Returns a batch that can land once.
    fn batch(&self) -> Batch {
        let batch = Batch::new(self.space).put(TABLE, "a", vec![7; 60_000]).put(TABLE, "b", "2");
        batch.delete(TABLE, "first").require(TABLE, "first", Condition::At(self.first))
    }

    async fn read(&self, id: &'static str) -> Option<Value> {
        self.store.get(&Key::new(self.space, TABLE, id)).await.unwrap()
    }

    async fn assert_landed(&self, version: Version) {
        assert_eq!(version.0, self.first.0 + 1, "it landed once");
        assert_eq!(self.read("a").await, Some(Value::new(vec![7; 60_000].into(), version)));
        assert_eq!(self.read("b").await, Some(Value::new("2".into(), version)));
        assert_eq!(self.read("first").await, None);
    }
}

#[test]
fn a_commit_whose_answer_was_lost_landed() {
    run(async {
        let Some(server) = server() else { return };
        let place = Place::new(&server).await;
        place.proxy.arm(Cut::TheAnswer);
        let version = place.store.commit(place.batch()).await.unwrap();
        assert!(place.proxy.has_cut());
        place.assert_landed(version).await;
    });
}

#[test]
fn a_commit_that_never_arrived_is_made_again() {
    run(async {
        let Some(server) = server() else { return };
        let place = Place::new(&server).await;
        place.proxy.arm(Cut::TheCommit);
        let version = place.store.commit(place.batch()).await.unwrap();
        assert!(place.proxy.has_cut());
        place.assert_landed(version).await;
    });
}

#[test]
fn a_commit_that_arrives_after_it_was_given_up_does_not_land() {
    run(async {
        let Some(server) = server() else { return };
        let place = Place::new(&server).await;
        place.proxy.arm(Cut::Everything);
        // Without a precondition nothing but its being given up keeps it from landing.
        let batch = Batch::new(place.space).put(TABLE, "a", "from the commit that was cut");
        let again = place.store.commit(batch).await.unwrap();
        assert!(place.proxy.has_cut());
        assert_eq!(again.0, place.first.0 + 1);
        let later = place.store.commit(Batch::new(place.space).put(TABLE, "a", "later")).await.unwrap();
        place.proxy.let_go().await;
        assert_eq!(place.read("a").await, Some(Value::new("later".into(), later)));
        let next = place.store.commit(Batch::new(place.space)).await.unwrap();
        assert_eq!(next.0, later.0 + 1, "nothing landed between");
    });
}

#[test]
fn only_a_server_that_stays_away_leaves_a_doubt() {
    run(async {
        let Some(server) = server() else { return };
        let place = Place::new(&server).await;
        place.proxy.arm(Cut::TheAnswer);
        place.proxy.go_away();
        let began = Instant::now();
        let error = place.store.commit(place.batch()).await.unwrap_err();
        assert!(began.elapsed() < Duration::from_secs(4), "{:?}", began.elapsed());
        assert_eq!(*error.kind(), ErrorKind::Unavailable);
        let source = std::error::Error::source(&error).unwrap().to_string();
        assert_eq!(source, "the batch may have landed, or may still: the server stays away");
        // Whoever tries again meets the conflict that says it had landed.
        let store = server.connect(server.app()).await.store();
        let kind = store.commit(place.batch()).await.unwrap_err().kind().clone();
        assert_eq!(kind, ErrorKind::Conflict(vec![Key::new(place.space, TABLE, "first")]));
    });
}

#[test]
fn a_lease_whose_answer_was_lost_is_held() {
    run(async {
        let Some(server) = server() else { return };
        for cut in [Cut::TheAnswer, Cut::TheCommit] {
            let place = Place::new(&server).await;
            let name = LeaseName::new(place.space, "sync");
            place.proxy.arm(cut);
            let fence = place.store.lease(&name, Duration::from_secs(60), None).await.unwrap();
            assert!(place.proxy.has_cut());
            place.store.commit(place.batch().fenced(fence.clone())).await.unwrap();
            place.proxy.arm(cut);
            let extended = place.store.lease(&name, Duration::from_secs(60), Some(&fence)).await.unwrap();
            assert!(place.proxy.has_cut());
            assert_eq!(extended, fence);
            place.proxy.arm(cut);
            place.store.release(&fence).await.unwrap();
            assert!(place.proxy.has_cut());
            place.store.lease(&name, Duration::from_secs(60), None).await.unwrap();
        }
    });
}

#[test]
fn a_key_file_whose_answer_was_lost_is_replaced() {
    run(async {
        let Some(server) = server() else { return };
        for cut in [Cut::TheAnswer, Cut::TheCommit] {
            let place = Place::new(&server).await;
            let key_file = place.postgres.key_file(AccountId::random());
            let (first, second) = (Bytes::from_static(b"first"), Bytes::from_static(b"second"));
            place.proxy.arm(cut);
            key_file.replace(None, first.clone()).await.unwrap();
            assert!(place.proxy.has_cut());
            place.proxy.arm(cut);
            key_file.replace(Some(&first), second.clone()).await.unwrap();
            assert!(place.proxy.has_cut());
            assert_eq!(key_file.load().await.unwrap(), Some(second));
        }
    });
}
