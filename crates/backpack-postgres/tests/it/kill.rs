//! The server is killed in the middle of commits: what it acknowledged is there, and of everything else all or nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use backpack_core::SpaceId;
use backpack_postgres::{Postgres, PostgresOptions, WeakDurability, WideRole};
use backpack_store::{Batch, ErrorKind, Scan, Store as _, Table};
use futures_util::future::join_all;

use crate::cluster::Cluster;
use crate::support::{SCHEMA, server};

const TABLE: Table = Table(3);
const WRITERS: u8 = 4;

#[test]
fn no_kill_of_the_server_loses_or_tears_a_commit() {
    if server().is_none() {
        return;
    }
    let rounds = std::env::var("BACKPACK_POSTGRES_KILLS").map_or(20, |rounds| rounds.parse().unwrap());
    let Some(mut cluster) = Cluster::start() else { return };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let (mut acknowledged, mut unknown) = (0, 0);
    runtime.block_on(Postgres::migrate(cluster.server.owner())).unwrap();
    for round in 0..rounds {
        let spaces: Vec<SpaceId> = (0..WRITERS).map(|_| SpaceId::random()).collect();
        let writing = Arc::new(Writing::default());
        let options = cluster.server.app().max_connections(6);
        let store = Arc::new(runtime.block_on(Postgres::connect(options.clone())).unwrap().store());
        let writers: Vec<_> = spaces
            .iter()
            .map(|space| runtime.spawn(write(Arc::clone(&store), *space, Arc::clone(&writing))))
            .collect();
        // Each round is cut at another place, when something has landed and more is under way.
        let landed = 3 + u64::from(SpaceId::random().as_bytes()[0]) / 8;
        while writing.landed.load(Ordering::SeqCst) < landed {
            std::thread::sleep(Duration::from_millis(1));
        }
        cluster.kill();
        if round % 2 == 0 {
            // Some come back while they are waited for, others long after.
            writing.is_over.store(true, Ordering::SeqCst);
        }
        cluster.restart();
        writing.is_over.store(true, Ordering::SeqCst);
        let ends: Vec<End> = runtime.block_on(join_all(writers)).into_iter().map(Result::unwrap).collect();
        let store = runtime.block_on(Postgres::connect(options)).unwrap().store();
        for (space, end) in spaces.iter().zip(&ends) {
            let found = runtime.block_on(found(&store, *space));
            check(&found, end);
            acknowledged += end.acknowledged.len();
            unknown += end.unknown.len();
        }
    }
    println!(
        "{rounds} kills: {acknowledged} acknowledged commits are there, {unknown} were not acknowledged"
    );
    assert!(acknowledged > 0);
}

#[derive(Default)]
struct Writing {
    landed: AtomicU64,
    is_over: AtomicBool,
}

/// What a writer was told.
#[derive(Default)]
struct End {
    /// The batches that landed, each with its version.
    acknowledged: BTreeMap<u8, u64>,
    /// Those of which the store said that it cannot tell, or that there was no server to ask.
    unknown: BTreeSet<u8>,
}

/// Commits batches until it is told to end.
async fn write(store: Arc<impl backpack_store::Store>, space: SpaceId, writing: Arc<Writing>) -> End {
    let mut end = End::default();
    for number in 0..=u8::MAX {
        if writing.is_over.load(Ordering::SeqCst) {
            break;
        }
        match store.commit(batch(space, number)).await {
            Ok(version) => {
                writing.landed.fetch_add(1, Ordering::SeqCst);
                end.acknowledged.insert(number, version.0);
            }
            Err(error) => {
                assert_eq!(*error.kind(), ErrorKind::Unavailable, "{error:?}");
                end.unknown.insert(number);
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
    }
    end
}

/// Batches have between 1 and 40 entries, of up to 64 KiB.
fn batch(space: SpaceId, number: u8) -> Batch {
    (0..entries(number)).fold(Batch::new(space), |batch, entry| {
        let size = if entry == 0 { 60_000 } else { usize::from(entry) * 200 };
        batch.put(TABLE, vec![number, entry], vec![number ^ entry; size])
    })
}

fn entries(number: u8) -> u8 {
    1 + number % 40
}

/// Returns what is there of each batch, its version and how many of its entries, each compared byte for byte.
async fn found(store: &impl backpack_store::Store, space: SpaceId) -> BTreeMap<u8, (u64, u8)> {
    let (mut found, mut next) = (BTreeMap::new(), Some(Scan::new(space, TABLE)));
    while let Some(scan) = next {
        let page = store.scan(&scan).await.unwrap();
        for entry in &page.entries {
            let [number, place] = entry.id[..] else { unreachable!("ids have two bytes") };
            let whole = batch(space, number).puts.into_iter().nth(place.into()).unwrap();
            assert!(entry.value.bytes == whole.value, "batch {number}, entry {place} is altered");
            let (version, count) = found.entry(number).or_insert((entry.value.version.0, 0));
            assert_eq!(*version, entry.value.version.0, "a batch has one version");
            *count += 1;
        }
        next = scan.continued(page.next);
    }
    found
}

fn check(found: &BTreeMap<u8, (u64, u8)>, end: &End) {
    for (number, version) in &end.acknowledged {
        assert_eq!(found.get(number), Some(&(*version, entries(*number))), "batch {number} was acknowledged");
    }
    for (number, (_, count)) in found {
        assert_eq!(*count, entries(*number), "batch {number} is there in part");
        assert!(end.acknowledged.contains_key(number) || end.unknown.contains(number), "batch {number}");
    }
    let versions: BTreeSet<u64> = found.values().map(|(version, _)| *version).collect();
    assert_eq!(versions, (1..=found.len() as u64).collect(), "the versions have no gap and no double");
}

#[test]
fn a_server_or_a_role_that_promises_too_little_is_refused() {
    if server().is_none() {
        return;
    }
    let Some(mut cluster) = Cluster::start() else { return };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let connected = |options: PostgresOptions| {
        runtime.block_on(Postgres::connect(options)).map(drop).map_err(|error| error.kind().clone())
    };
    runtime.block_on(Postgres::migrate(cluster.server.owner())).unwrap();
    let app = cluster.server.app();
    assert_eq!(connected(app.clone()), Ok(()));

    cluster.sql("ALTER ROLE backpack_app BYPASSRLS");
    assert_eq!(connected(app.clone()), Err(ErrorKind::Io));
    assert_eq!(connected(app.clone().wide_role(WideRole::Accepted)), Ok(()));
    cluster.sql("ALTER ROLE backpack_app NOBYPASSRLS");

    cluster.sql("ALTER SYSTEM SET fsync = off");
    cluster.sql("DO $$ BEGIN PERFORM pg_reload_conf(); PERFORM pg_sleep(0.5); END $$");
    assert_eq!(connected(app.clone()), Err(ErrorKind::Io));
    assert_eq!(connected(app.clone().weak_durability(WeakDurability::Accepted)), Ok(()));
    cluster.sql("ALTER SYSTEM RESET fsync");
    cluster.sql("DO $$ BEGIN PERFORM pg_reload_conf(); PERFORM pg_sleep(0.5); END $$");

    // A role may have it off, and commits are durable all the same.
    cluster.sql("ALTER ROLE backpack_app SET synchronous_commit = off");
    cluster.sql(&format!(
        "CREATE TABLE public.seen (setting text); \
         GRANT INSERT ON public.seen TO backpack_app; \
         CREATE FUNCTION public.note() RETURNS trigger LANGUAGE plpgsql AS \
         $$ BEGIN INSERT INTO public.seen VALUES (current_setting('synchronous_commit')); RETURN NEW; END $$; \
         CREATE TRIGGER note AFTER INSERT OR UPDATE ON {SCHEMA}.entries FOR EACH ROW EXECUTE FUNCTION public.note()"
    ));
    runtime.block_on(async {
        let store = Postgres::connect(app).await.unwrap().store();
        store.commit(Batch::new(SpaceId::random()).put(TABLE, "id", "v")).await.unwrap();
    });
    cluster.sql(
        "DO $$ BEGIN ASSERT (SELECT count(*) > 0 AND bool_and(setting = 'on') FROM public.seen); END $$",
    );
}
