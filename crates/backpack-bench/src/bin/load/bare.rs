//! Pages of ciphertext written without a store: by COPY and by one INSERT of many rows, a commit for each page.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use backpack::store::{Batch, Error, ErrorKind, Store, Table, Version};
use backpack_bench::Watch;
use tokio::sync::Mutex;
use tokio_postgres::Client;
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::types::{ToSql, Type};

/// The table of blocks, part of the format: a batch with a block is a page.
const BLOCK: Table = Table(3);
const TYPES: [Type; 5] = [Type::BYTEA, Type::INT2, Type::BYTEA, Type::INT8, Type::BYTEA];

/// The same columns and the same key as the store's own table, without its walls.
const MAKE: &str = "\
CREATE SCHEMA IF NOT EXISTS bare;
DROP TABLE IF EXISTS bare.copied, bare.inserted;
CREATE TABLE bare.copied (space bytea NOT NULL, tbl smallint NOT NULL, id bytea NOT NULL, version bigint NOT NULL, \
    value bytea NOT NULL, PRIMARY KEY (space, tbl, id));
CREATE TABLE bare.inserted (LIKE bare.copied INCLUDING ALL);
ALTER TABLE bare.copied ALTER COLUMN value SET STORAGE EXTERNAL;
ALTER TABLE bare.inserted ALTER COLUMN value SET STORAGE EXTERNAL";

/// How long pages took: through the store, by COPY, by INSERT.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Times {
    pub(crate) pages: u32,
    pub(crate) bytes: usize,
    pub(crate) stored: Duration,
    pub(crate) copied: Duration,
    pub(crate) inserted: Duration,
}

/// Writes every page twice more beside the store that it goes to, and tells how long each took.
pub(crate) struct Beside {
    client: Mutex<Client>,
    times: Mutex<Times>,
    number: AtomicU64,
}

impl Beside {
    pub(crate) async fn new(client: Client) -> anyhow::Result<Arc<Self>> {
        client.batch_execute(MAKE).await?;
        let (client, times, number) = (Mutex::new(client), Mutex::default(), AtomicU64::new(0));
        Ok(Arc::new(Self { client, times, number }))
    }

    /// Returns how long the pages took since it was asked last.
    pub(crate) async fn take(&self) -> Times {
        std::mem::take(&mut *self.times.lock().await)
    }

    /// Writes a page by COPY. Returns how long it took.
    async fn copy(&self, rows: &[Row]) -> Result<Duration, tokio_postgres::Error> {
        let client = self.client.lock().await;
        let began = Instant::now();
        let sink = client.copy_in("COPY bare.copied FROM STDIN (FORMAT binary)").await?;
        let writer = BinaryCopyInWriter::new(sink, &TYPES);
        tokio::pin!(writer);
        for row in rows {
            let columns: [&(dyn ToSql + Sync); 5] =
                [&row.space, &row.table, &row.id, &row.version, &row.value];
            writer.as_mut().write(&columns).await?;
        }
        writer.finish().await?;
        Ok(began.elapsed())
    }

    /// Writes a page by one INSERT. Returns how long it took.
    async fn insert(&self, rows: &[Row]) -> Result<Duration, tokio_postgres::Error> {
        let (mut tables, mut ids, mut values) = (Vec::new(), Vec::new(), Vec::new());
        for row in rows {
            tables.push(row.table);
            ids.push(row.id.as_slice());
            values.push(&*row.value);
        }
        let Some(first) = rows.first() else { return Ok(Duration::ZERO) };
        let client = self.client.lock().await;
        let began = Instant::now();
        client
            .execute(
                "INSERT INTO bare.inserted SELECT $1, tbl, id, $2, value \
                 FROM unnest($3::int2[], $4::bytea[], $5::bytea[]) AS rows (tbl, id, value)",
                &[&first.space, &first.version, &tables, &ids, &values],
            )
            .await?;
        Ok(began.elapsed())
    }
}

/// A row as the bare tables take it. Rows that a store overwrites get a new id each time.
struct Row {
    space: Vec<u8>,
    table: i16,
    id: Vec<u8>,
    version: i64,
    value: Vec<u8>,
}

fn rows(batch: &Batch, number: u64) -> Vec<Row> {
    let space = batch.space.as_bytes().to_vec();
    let row = |put: &backpack::store::Put| Row {
        space: space.clone(),
        table: put.table.0.into(),
        id: [put.id.as_ref(), &number.to_be_bytes()].concat(),
        version: i64::try_from(number).unwrap_or(i64::MAX),
        value: put.value.to_vec(),
    };
    batch.puts.iter().map(row).collect()
}

#[async_trait]
impl Watch for Beside {
    async fn commit(&self, inner: &dyn Store, batch: Batch) -> Result<Version, Error> {
        if !batch.puts.iter().any(|put| put.table == BLOCK) {
            return inner.commit(batch).await;
        }
        let number = self.number.fetch_add(1, Ordering::Relaxed);
        let rows = rows(&batch, number);
        let failed = |error| Error::new(ErrorKind::Io, "write beside").with_source(error);
        let mut own = None;
        let (mut copied, mut inserted) = (Duration::ZERO, Duration::ZERO);
        // Each is first, second and last in turns: whoever comes after another finds the disk busy or the way warm.
        for turn in 0..3 {
            match (number + turn) % 3 {
                0 => copied = self.copy(&rows).await.map_err(failed)?,
                1 => inserted = self.insert(&rows).await.map_err(failed)?,
                _ => {
                    let began = Instant::now();
                    own = Some((inner.commit(batch.clone()).await, began.elapsed()));
                }
            }
        }
        let Some((version, stored)) = own else { return Err(Error::new(ErrorKind::Io, "write beside")) };
        let mut times = self.times.lock().await;
        *times = Times {
            pages: times.pages + 1,
            bytes: times.bytes + batch.bytes(),
            stored: times.stored + stored,
            copied: times.copied + copied,
            inserted: times.inserted + inserted,
        };
        version
    }
}
