//! A server that is slow, away, or ends connections: an error in bounded time, or no error at all.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use backpack_core::{Retry, SpaceId};
use backpack_postgres::{Postgres, PostgresOptions};
use backpack_store::{Batch, Condition, Error, ErrorKind, Key, Scan, Store as _, Table, Version};
use backpack_testkit::run;
use tokio::net::TcpListener;

use crate::support::{SCHEMA, Server, raw, server};

const TABLE: Table = Table(3);
const SHORT: Duration = Duration::from_millis(300);

/// Runs `work`, which must be unavailable within three seconds.
async fn unavailable<T: std::fmt::Debug>(work: impl Future<Output = Result<T, Error>>) {
    let began = Instant::now();
    let error = work.await.unwrap_err();
    assert_eq!((error.kind(), error.retry()), (&ErrorKind::Unavailable, Retry::Soon));
    assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
}

#[test]
fn a_lock_that_another_holds_ends_the_wait_and_so_does_a_pool_in_use() {
    run(async {
        let Some(server) = server() else { return };
        let options = server.app().max_connections(1).statement_timeout(SHORT * 2).wait_timeout(SHORT);
        let store = Arc::new(server.connect(options).await.store());
        let (space, elsewhere) = (SpaceId::random(), SpaceId::random());
        for space in [space, elsewhere] {
            store.commit(Batch::new(space).put(TABLE, "id", "before")).await.unwrap();
        }
        let holder = raw(&server.app).await;
        let lock = format!(
            "BEGIN; SELECT set_config('backpack.space', '{space}', true); \
             SELECT version FROM {SCHEMA}.entries WHERE tbl = 256 FOR UPDATE"
        );
        holder.batch_execute(&lock).await.unwrap();
        let slow = tokio::spawn({
            let store = Arc::clone(&store);
            async move { unavailable(store.commit(Batch::new(space).put(TABLE, "id", "after"))).await }
        });
        tokio::task::yield_now().await;
        // The only connection waits for the lock.
        unavailable(store.get(&Key::new(elsewhere, TABLE, "id"))).await;
        slow.await.unwrap();
        let read = store.get(&Key::new(space, TABLE, "id")).await.unwrap().unwrap();
        assert_eq!(read.bytes, "before");
        holder.batch_execute("COMMIT").await.unwrap();
        store.commit(Batch::new(space).put(TABLE, "id", "after")).await.unwrap();
    });
}

#[test]
fn a_server_that_is_not_there_or_says_nothing_is_unavailable() {
    run(async {
        let Some(server) = server() else { return };
        let (before, rest) = server.app.split_once('@').unwrap();
        let database = rest.split_once('/').unwrap().1;
        let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let closed = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (silent_at, closed_at) = (silent.local_addr().unwrap(), closed.local_addr().unwrap());
        drop(closed);
        for address in [silent_at, closed_at] {
            let url = format!("{before}@{address}/{database}");
            let options = PostgresOptions::new(&url).unwrap().connect_timeout(SHORT);
            unavailable(Postgres::connect(options)).await;
        }
    });
}

#[test]
fn a_wrong_password_is_never_tried_again() {
    run(async {
        let Some(server) = server() else { return };
        let (before, rest) = server.app.split_once('@').unwrap();
        let role = before.rsplit_once(':').unwrap().0;
        let options = PostgresOptions::new(&format!("{role}:guessed@{rest}")).unwrap().schema(SCHEMA);
        let error = Postgres::connect(options).await.unwrap_err();
        assert_eq!((error.kind(), error.retry()), (&ErrorKind::Io, Retry::Never));
        assert!(!format!("{error:?}").contains("guessed"));
    });
}

#[test]
fn a_closed_pool_refuses() {
    run(async {
        let Some(server) = server() else { return };
        let postgres = server.connect(server.app()).await;
        let (store, other) = (postgres.store(), postgres.store());
        store.close().await.unwrap();
        other.commit(Batch::new(SpaceId::random()).put(TABLE, "id", "v")).await.unwrap();
        postgres.close();
        let refused = other.commit(Batch::new(SpaceId::random())).await.unwrap_err();
        assert_eq!(*refused.kind(), ErrorKind::Closed);
        let key = Key::new(SpaceId::random(), TABLE, "id");
        assert_eq!(*other.get(&key).await.unwrap_err().kind(), ErrorKind::Closed);
    });
}

#[test]
fn connections_that_the_server_ends_cost_no_commit_and_make_none_twice() {
    run(async {
        let Some(server) = server() else { return };
        let mine = format!("victim{}", SpaceId::random());
        let url = format!("{}?application_name={mine}", server.app);
        let postgres = server.connect(Server { app: url, ..server.clone() }.app().max_connections(4)).await;
        let is_done = AtomicBool::new(false);
        let killer = async {
            let (client, mut killed) = (raw(&server.app).await, 0);
            let statement = "SELECT count(pg_terminate_backend(pid)) FROM (SELECT pid FROM pg_stat_activity \
                             WHERE application_name = $1 ORDER BY random() LIMIT 1) AS one";
            while !is_done.load(Ordering::SeqCst) {
                killed += client.query_one(statement, &[&mine]).await.unwrap().get::<_, i64>(0);
                tokio::time::sleep(Duration::from_millis(40)).await;
            }
            killed
        };
        let work = async {
            let spaces: Vec<SpaceId> = (0..4).map(|_| SpaceId::random()).collect();
            futures_util::future::join_all(spaces.iter().map(|space| count_up(&postgres, *space))).await;
            is_done.store(true, Ordering::SeqCst);
        };
        let (killed, ()) = futures_util::join!(killer, work);
        println!("{killed} connections were ended");
        assert!(killed > 10, "{killed} connections were ended");
    });
}

/// Commits 40 steps, each on condition of the one before, so that one that landed twice or not at all is a conflict.
async fn count_up(postgres: &Postgres, space: SpaceId) {
    let store = postgres.store();
    let mut last: Option<Version> = None;
    for step in 0..40_u8 {
        let condition = last.map_or(Condition::Absent, Condition::At);
        let batch =
            Batch::new(space).put(TABLE, "head", vec![step]).put(TABLE, vec![step], vec![step; 3_000]);
        let batch = batch.require(TABLE, "head", condition);
        // A connection that is ended before anything was sent through it is the caller's to try again.
        last = Some(loop {
            match store.commit(batch.clone()).await {
                Ok(version) => break version,
                Err(error) => assert_eq!(*error.kind(), ErrorKind::Unavailable, "step {step}: {error:?}"),
            }
        });
        assert_eq!(last, Some(Version(u64::from(step) + 1)), "each landed once");
    }
    let page = loop {
        match store.scan(&Scan::new(space, TABLE)).await {
            Ok(page) => break page,
            Err(error) => assert_eq!(*error.kind(), ErrorKind::Unavailable),
        }
    };
    assert_eq!(page.entries.len(), 41);
}
