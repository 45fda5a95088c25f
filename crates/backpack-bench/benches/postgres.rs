//! Commits of a page through backpack-postgres, beside a bare multi-row INSERT and a bare COPY of the same ciphertext with
//! one commit a page.
//!
//! Run: `tests/servers/run cargo bench -p backpack-bench --bench postgres`
//!
//! The rounds take turns, so that whatever else the machine does happens to all. Without a server it says so and ends.

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::time::{Duration, Instant};

use anyhow::{Context as _, anyhow};
use backpack_bench::{Figures, Runs, Target};
use backpack_postgres::{Postgres, PostgresOptions, PostgresStore};
use backpack_store::{Batch, Condition, Fence, LeaseName, Store as _, Table, Version};
use bytes::Bytes;
use futures_util::future::try_join_all;
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, NoTls, Statement};

const SCHEMA: &str = "backpack_bench";
const ROUNDS: u32 = 150;
/// Left out of the figures: connections, catalogs and files are new.
const WARM_UP: u32 = 15;
const WRITERS: usize = 4;
const MEMBERS: u32 = 60;
const BLOCKS: u32 = 14;
const TTL: Duration = Duration::from_secs(3_600);

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let urls = std::env::var("BACKPACK_POSTGRES").ok().zip(std::env::var("BACKPACK_POSTGRES_APP").ok());
    let Some((owner, app)) = urls else {
        println!("left out: BACKPACK_POSTGRES and BACKPACK_POSTGRES_APP name no server");
        return Ok(());
    };
    prepare(&owner, &app).await?;
    let postgres = Postgres::connect(PostgresOptions::new(&app)?.schema(SCHEMA)).await?;
    let ours: Vec<Ours> = try_join_all((0..WRITERS).map(|_| Ours::new(&postgres))).await?;
    let bare: Vec<Bare> = try_join_all((0..WRITERS).map(|_| Bare::new(&owner))).await?;
    for writers in [1, WRITERS] {
        let (ours, bare) = (ours.get(..writers).unwrap_or(&ours), bare.get(..writers).unwrap_or(&bare));
        let mut measured = [Measured::default(), Measured::default(), Measured::default()];
        for round in 0..ROUNDS {
            // Each comes first as often as the others.
            for turn in 0..3 {
                let way = (round + turn) % 3;
                let pages: Vec<Page> = (0..writers).map(|_| Page::new()).collect();
                let began = Instant::now();
                let times = match way {
                    0 => try_join_all(ours.iter().zip(&pages).map(|(ours, page)| ours.commit(page))).await?,
                    1 => try_join_all(bare.iter().zip(&pages).map(|(bare, page)| bare.insert(page))).await?,
                    _ => try_join_all(bare.iter().zip(&pages).map(|(bare, page)| bare.copy(page))).await?,
                };
                let measured = measured.get_mut(way as usize).context("there are three ways")?;
                if round >= WARM_UP {
                    measured.add(began.elapsed(), &times);
                }
            }
        }
        println!("{writers} writer(s), pages of {:.2} MB", Page::new().bytes() as f64 / 1e6);
        report(&measured, writers);
    }
    disk(&owner).await
}

fn report([ours, insert, copy]: &[Measured; 3], writers: usize) {
    for (name, way) in [("backpack-postgres", ours), ("bare INSERT", insert), ("bare COPY", copy)] {
        println!(
            "  {name}: {:.1} pages/s, p50 {:.1} ms, p99 {:.1} ms",
            f64::from(ROUNDS - WARM_UP) * writers as f64 / way.total.as_secs_f64(),
            way.times.median(),
            way.times.quantile(0.99)
        );
    }
    let ratio = |bare: &Measured| {
        let mut runs = Runs::new();
        runs.add(bare.total.as_secs_f64() / ours.total.as_secs_f64());
        runs
    };
    let mut figures = Figures::new();
    figures.add("rate : bare INSERT", &ratio(insert), Target::AtLeast(0.6));
    figures.add("rate : bare COPY", &ratio(copy), Target::AtLeast(0.6));
    println!("{figures}");
}

/// What one way took.
#[derive(Default)]
struct Measured {
    total: Duration,
    times: Runs,
}

impl Measured {
    fn add(&mut self, round: Duration, times: &[Duration]) {
        self.total += round;
        times.iter().for_each(|time| self.times.add_millis(*time));
    }
}

/// What a sync commits at once: blocks near the largest value, many small rows, a head.
struct Page {
    values: Vec<(Bytes, Bytes)>,
}

impl Page {
    fn new() -> Self {
        let mut values = Vec::new();
        for number in 0..BLOCKS {
            values.push(sealed((64 << 10) - number as usize * 64));
        }
        for number in 0..MEMBERS {
            values.push(sealed(180 + number as usize * 40));
        }
        Self { values }
    }

    fn bytes(&self) -> usize {
        self.values.iter().map(|(id, value)| id.len() + value.len()).sum()
    }
}

/// Returns a random id and as many bytes as nothing can compress.
fn sealed(bytes: usize) -> (Bytes, Bytes) {
    use std::hash::{BuildHasher as _, Hasher as _, RandomState};
    let mut state = RandomState::new().build_hasher().finish() | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    };
    let id: Vec<u8> = [next(), next()].concat();
    let mut value: Vec<u8> = (0..bytes.div_ceil(8)).flat_map(|_| next()).collect();
    value.truncate(bytes);
    (id.into(), value.into())
}

/// A Backpack that is written to through the store.
struct Ours {
    store: PostgresStore,
    fence: Fence,
    head: std::sync::Mutex<Version>,
}

impl Ours {
    async fn new(postgres: &Postgres) -> anyhow::Result<Self> {
        let store = postgres.store();
        let name = LeaseName::new(backpack_core::SpaceId::random(), "sync");
        let fence = store.lease(&name, TTL, None).await?;
        let head = store.commit(Batch::new(name.space).put(Table(1), Bytes::new(), "head")).await?;
        Ok(Self { store, fence, head: head.into() })
    }

    async fn commit(&self, page: &Page) -> anyhow::Result<Duration> {
        let head = *self.head.lock().map_err(|_| anyhow!("a writer panicked"))?;
        let mut batch = Batch::new(self.fence.lease.space).fenced(self.fence.clone());
        batch =
            batch.require(Table(1), Bytes::new(), Condition::At(head)).put(Table(1), Bytes::new(), "head");
        for (id, value) in &page.values {
            batch = batch.put(Table(3), id.clone(), value.clone());
        }
        let began = Instant::now();
        let version = self.store.commit(batch).await?;
        let took = began.elapsed();
        *self.head.lock().map_err(|_| anyhow!("a writer panicked"))? = version;
        Ok(took)
    }
}

/// The same rows in a table of the same shape, without lock, lease, precondition, row security or mark.
struct Bare {
    client: Client,
    space: Vec<u8>,
    insert: Statement,
}

impl Bare {
    async fn new(url: &str) -> anyhow::Result<Self> {
        let client = client(url).await?;
        let insert = format!(
            "INSERT INTO {SCHEMA}.bare (space, tbl, id, version, value) \
             SELECT $1, 3, u.id, 1, u.value FROM unnest($2::bytea[], $3::bytea[]) AS u (id, value)"
        );
        let insert = client.prepare(&insert).await?;
        Ok(Self { client, space: backpack_core::SpaceId::random().as_bytes().to_vec(), insert })
    }

    async fn insert(&self, page: &Page) -> anyhow::Result<Duration> {
        let (ids, values): (Vec<&[u8]>, Vec<&[u8]>) =
            page.values.iter().map(|(id, value)| (&**id, &**value)).unzip();
        let began = Instant::now();
        self.client.execute(&self.insert, &[&self.space, &ids, &values]).await?;
        Ok(began.elapsed())
    }

    async fn copy(&self, page: &Page) -> anyhow::Result<Duration> {
        let began = Instant::now();
        let text = format!("COPY {SCHEMA}.bare (space, tbl, id, version, value) FROM STDIN BINARY");
        let sink = self.client.copy_in(&text).await?;
        let types = [Type::BYTEA, Type::INT2, Type::BYTEA, Type::INT8, Type::BYTEA];
        let writer = BinaryCopyInWriter::new(sink, &types);
        let mut writer = std::pin::pin!(writer);
        for (id, value) in &page.values {
            let row: [&(dyn ToSql + Sync); 5] = [&self.space, &3_i16, &&**id, &1_i64, &&**value];
            writer.as_mut().write(&row).await?;
        }
        writer.finish().await?;
        Ok(began.elapsed())
    }
}

async fn prepare(owner: &str, app: &str) -> anyhow::Result<()> {
    let role =
        app.split("://").nth(1).and_then(|rest| rest.split(':').next()).context("a URL with a role")?;
    let client = client(owner).await?;
    client.batch_execute(&format!("DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")).await?;
    Postgres::migrate(PostgresOptions::new(owner)?.schema(SCHEMA).application_role(role)).await?;
    client
        .batch_execute(&format!(
            "CREATE TABLE {SCHEMA}.bare (space bytea NOT NULL, tbl smallint NOT NULL, id bytea NOT NULL, \
             version bigint NOT NULL, value bytea NOT NULL, PRIMARY KEY (space, tbl, id)); \
             ALTER TABLE {SCHEMA}.bare ALTER COLUMN value SET STORAGE EXTERNAL"
        ))
        .await?;
    Ok(())
}

/// What the table takes of the disk, its index and what lies out of line among it, for each byte of a value.
async fn disk(owner: &str) -> anyhow::Result<()> {
    let client = client(owner).await?;
    for table in ["entries", "bare"] {
        let text = format!("SELECT pg_total_relation_size('{SCHEMA}.{table}')");
        let taken: i64 = client.query_one(&text, &[]).await?.try_get(0)?;
        // The owner is bound by row security too, so what was written is counted by the pages.
        let pages = i64::from(ROUNDS) * (1 + WRITERS as i64) * if table == "bare" { 2 } else { 1 };
        let written =
            pages as f64 * Page::new().values.iter().map(|(_, value)| value.len()).sum::<usize>() as f64;
        println!("{table}: {:.3} bytes on disk for each byte of a value", taken as f64 / written);
    }
    Ok(())
}

async fn client(url: &str) -> anyhow::Result<Client> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}
