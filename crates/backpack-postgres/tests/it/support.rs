//! The server that `tests/servers/run` started.

use backpack_postgres::{Postgres, PostgresOptions};
use tokio::sync::OnceCell;

/// The schema that most tests share: each has spaces of its own.
pub(crate) const SCHEMA: &str = "backpack_it";

/// The URLs of a server.
#[derive(Clone, Debug)]
pub(crate) struct Server {
    /// The URL of the role that owns the tables.
    pub(crate) owner: String,
    /// The URL of the role that row security binds.
    pub(crate) app: String,
}

/// Returns the server, or says that the test is left out.
pub(crate) fn server() -> Option<Server> {
    let url = |name| std::env::var(name).ok();
    let server = url("BACKPACK_POSTGRES").zip(url("BACKPACK_POSTGRES_APP"));
    if server.is_none() {
        eprintln!(
            "left out: BACKPACK_POSTGRES and BACKPACK_POSTGRES_APP name no server; tests/servers/run starts one"
        );
    }
    server.map(|(owner, app)| Server { owner, app })
}

impl Server {
    pub(crate) fn owner(&self) -> PostgresOptions {
        let (_, rest) = self.app.split_once("://").unwrap();
        let role = rest.split_once(':').unwrap().0;
        PostgresOptions::new(&self.owner).unwrap().schema(SCHEMA).application_role(role)
    }

    pub(crate) fn app(&self) -> PostgresOptions {
        PostgresOptions::new(&self.app).unwrap().schema(SCHEMA)
    }

    /// Connects as the application.
    pub(crate) async fn connect(&self, options: PostgresOptions) -> Postgres {
        static MIGRATED: OnceCell<()> = OnceCell::const_new();
        let migrate = async || Postgres::migrate(self.owner()).await.unwrap();
        MIGRATED.get_or_init(migrate).await;
        Postgres::connect(options).await.unwrap()
    }
}

/// Connects as the application with at most so many connections, or says that the test is left out.
pub(crate) async fn connect(connections: usize) -> Option<Postgres> {
    let server = server()?;
    Some(server.connect(server.app().max_connections(connections)).await)
}

/// Connects past the store, as a mistake of the application might.
pub(crate) async fn raw(url: &str) -> tokio_postgres::Client {
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}
