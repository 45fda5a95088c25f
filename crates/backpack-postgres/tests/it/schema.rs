//! The schema: made once, by whoever comes first, and refused if it is not the one that is expected.

use backpack_core::SpaceId;
use backpack_postgres::{Postgres, PostgresOptions};
use backpack_store::{Batch, ErrorKind, Store as _, Table};
use backpack_testkit::run;
use futures_util::future::join_all;

use crate::support::{Server, raw, server};

/// A schema of one test's own, removed at its end.
struct Own {
    server: Server,
    name: String,
}

impl Own {
    fn new(server: Server) -> Self {
        let name = format!("backpack_it_{}", SpaceId::random());
        Self { server, name }
    }

    fn owner(&self) -> PostgresOptions {
        self.server.owner().schema(&self.name)
    }

    fn app(&self) -> PostgresOptions {
        self.server.app().schema(&self.name)
    }

    async fn run(&self, statement: &str) {
        raw(&self.server.owner).await.batch_execute(&statement.replace('@', &self.name)).await.unwrap();
    }

    async fn remove(self) {
        self.run("DROP SCHEMA IF EXISTS @ CASCADE").await;
    }
}

async fn connected(options: PostgresOptions) -> Result<(), ErrorKind> {
    Postgres::connect(options).await.map(drop).map_err(|error| error.kind().clone())
}

#[test]
fn a_schema_is_made_once_however_many_make_it() {
    run(async {
        let Some(server) = server() else { return };
        let own = Own::new(server);
        let space = SpaceId::random();
        for made in join_all((0..8).map(|_| Postgres::migrate(own.owner()))).await {
            made.unwrap();
        }
        let store = Postgres::connect(own.app()).await.unwrap().store();
        let first = store.commit(Batch::new(space).put(Table(3), "id", "sealed")).await.unwrap();
        Postgres::migrate(own.owner()).await.unwrap();
        let next = store.commit(Batch::new(space).put(Table(3), "id", "sealed")).await.unwrap();
        assert_eq!(next.0, first.0 + 1, "what was there is there");
        own.remove().await;
    });
}

#[test]
fn a_schema_that_is_not_there_or_not_this_one_is_refused() {
    run(async {
        let Some(server) = server() else { return };
        let own = Own::new(server);
        assert_eq!(connected(own.app()).await, Err(ErrorKind::NotAStore));
        Postgres::migrate(own.owner()).await.unwrap();
        assert_eq!(connected(own.app()).await, Ok(()));
        own.run("UPDATE @.migrations SET version = 0").await;
        assert_eq!(connected(own.app()).await, Err(ErrorKind::NotAStore));
        own.run("UPDATE @.migrations SET version = 99").await;
        assert_eq!(connected(own.app()).await, Err(ErrorKind::NewerFormat(99)));
        let refused = Postgres::migrate(own.owner()).await.unwrap_err();
        assert_eq!(*refused.kind(), ErrorKind::NewerFormat(99));
        own.run("UPDATE @.migrations SET version = 1").await;
        assert_eq!(connected(own.app()).await, Ok(()));
        own.remove().await;
    });
}

#[test]
fn a_schema_whose_wall_was_taken_down_is_refused() {
    run(async {
        let Some(server) = server() else { return };
        let own = Own::new(server);
        Postgres::migrate(own.owner()).await.unwrap();
        own.run("ALTER TABLE @.entries DISABLE ROW LEVEL SECURITY").await;
        assert_eq!(connected(own.app()).await, Err(ErrorKind::Io));
        let accepted = own.app().wide_role(backpack_postgres::WideRole::Accepted);
        assert_eq!(connected(accepted).await, Ok(()));
        own.remove().await;
    });
}

#[test]
fn the_application_may_not_change_the_schema() {
    run(async {
        let Some(server) = server() else { return };
        let own = Own::new(server);
        Postgres::migrate(own.owner()).await.unwrap();
        let client = raw(&own.server.app).await;
        for statement in [
            "DROP TABLE @.entries",
            "ALTER TABLE @.entries DISABLE ROW LEVEL SECURITY",
            "TRUNCATE @.entries",
            "UPDATE @.migrations SET version = 9",
        ] {
            let refused = client.batch_execute(&statement.replace('@', &own.name)).await.unwrap_err();
            assert_eq!(refused.code().unwrap().code(), "42501", "{statement}");
        }
        own.remove().await;
    });
}
