//! How often each step of a visit calls the database: a number that no machine changes.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use backpack::Options as Settings;
use backpack::core::{AccountId, SpaceId};
use backpack::hosting::{AccountPage, KeyFiles, Places};
use backpack::store::{Anchor, AnchorStore, Error, KeyFileStore, MemoryStore, Store};
use backpack_bench::{Call, Watch, Watched};
use bytes::Bytes;

use crate::fill::{self, connect, sync};
use crate::ground::Ground;
use crate::options::Options;
use crate::people::PagesPortal;
use crate::report::Table;
use crate::visit::ask;

/// What is counted, by the column in which it is shown.
const COLUMNS: [&str; 6] = ["gets", "scans", "commits", "leases", "anchors", "key files"];

/// Counts the calls that each step makes of a store that other processes use too.
pub(crate) async fn table(options: &Options) -> anyhow::Result<Table> {
    let counts = Arc::new(Counts::default());
    let settings = Settings::new()?;
    let mut places = Places::in_memory(Arc::clone(&settings.clock));
    let store: Arc<dyn Store> = Arc::new(MemoryStore::new(settings.clock).shared());
    places.store = Arc::new(Watched::new(store, Arc::clone(&counts)));
    places.anchors = Arc::new(Counting { inner: places.anchors, counts: Arc::clone(&counts) });
    places.key_files = Arc::new(Counting { inner: places.key_files, counts: Arc::clone(&counts) });
    let folder = tempfile::tempdir()?;
    let ground = Ground::on(places, folder.path()).await?;

    let mut columns = vec!["step"];
    columns.extend(COLUMNS);
    columns.extend(["all", "that wait for the disk"]);
    let mut table = Table::new("Calls that a step makes", &columns);
    let mut told = |step: &str| table.row(counts.take(step));
    let (account, backpack) = ground.create().await?;
    told("make an account with a Backpack");
    let (portal, raw) = PagesPortal::whole(0, options.records, options.narrative);
    let (connection, _) = connect(&backpack, portal).await?;
    told("connect a portal that asks nothing");
    sync(&backpack, connection).await?;
    told(&format!("first sync, {} records", options.records));
    let file = backpack.add_file("scan", None, Bytes::from_static(b"a scan")).await?.id;
    told("add a file, its blob left out");
    let filled = fill::filled(0, &account, &backpack, Some(file), raw);
    drop((account, backpack));
    ground.let_go();

    let (account, backpack) = ground.enter(&filled).await?;
    told("open an account and its Backpack");
    ground.enter_again(&filled).await?;
    told("open again, in memory");
    ask(&backpack).await?;
    told("query, 20 bodies");
    backpack.open_file(file, None).await?.collect().await?;
    told("file, its blob left out");
    for (number, step) in [(1, "sync of one page"), (2, "another")] {
        account.register(Arc::new(PagesPortal::page(number, options.page, options.narrative)));
        sync(&backpack, connection).await?;
        told(step);
    }
    account.register(Arc::new(PagesPortal::nothing()));
    sync(&backpack, connection).await?;
    told("sync that brings nothing");
    Ok(table)
}

/// How often each sort of call was made.
#[derive(Debug, Default)]
struct Counts {
    calls: [AtomicU64; 6],
    durable: AtomicU64,
}

/// The columns of what is beside the store.
const ANCHOR: usize = 4;
const KEY_FILE: usize = 5;

impl Counts {
    fn count(&self, column: usize) {
        if let Some(count) = self.calls.get(column) {
            count.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Counts a call that waits until the disk has what it wrote.
    fn count_durable(&self, column: usize) {
        self.count(column);
        self.durable.fetch_add(1, Ordering::Relaxed);
    }

    /// Returns a row of what was called since the one before.
    fn take(&self, step: &str) -> Vec<String> {
        let counted: Vec<u64> = self.calls.iter().map(|count| count.swap(0, Ordering::Relaxed)).collect();
        let durable = self.durable.swap(0, Ordering::Relaxed);
        let all = counted.iter().sum::<u64>();
        let numbers = counted.iter().chain([&all, &durable]).map(ToString::to_string);
        std::iter::once(step.to_owned()).chain(numbers).collect()
    }
}

impl Watch for Counts {
    fn note(&self, call: Call) {
        match call {
            Call::Get => self.count(0),
            Call::Scan => self.count(1),
            Call::Commit => self.count_durable(2),
            _ => self.count_durable(3),
        }
    }
}

/// Passes every call on, and counts it.
struct Counting<T: ?Sized> {
    inner: Arc<T>,
    counts: Arc<Counts>,
}

impl<T: ?Sized> fmt::Debug for Counting<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Counting")
    }
}

#[async_trait]
impl AnchorStore for Counting<dyn AnchorStore> {
    async fn read(&self, space: SpaceId) -> Result<Option<Anchor>, Error> {
        self.counts.count(ANCHOR);
        self.inner.read(space).await
    }

    async fn write(&self, space: SpaceId, anchor: Anchor) -> Result<(), Error> {
        self.counts.count_durable(ANCHOR);
        self.inner.write(space, anchor).await
    }

    async fn forget(&self, space: SpaceId) -> Result<(), Error> {
        self.inner.forget(space).await
    }
}

#[async_trait]
impl KeyFiles for Counting<dyn KeyFiles> {
    fn of(&self, account: AccountId) -> Arc<dyn KeyFileStore> {
        Arc::new(Counting { inner: self.inner.of(account), counts: Arc::clone(&self.counts) })
    }

    async fn list(&self, after: Option<AccountId>) -> Result<AccountPage, Error> {
        self.inner.list(after).await
    }

    async fn remove(&self, account: AccountId, bytes: &Bytes) -> Result<(), Error> {
        self.inner.remove(account, bytes).await
    }
}

#[async_trait]
impl KeyFileStore for Counting<dyn KeyFileStore> {
    async fn load(&self) -> Result<Option<Bytes>, Error> {
        self.counts.count(KEY_FILE);
        self.inner.load().await
    }

    async fn replace(&self, before: Option<&Bytes>, bytes: Bytes) -> Result<(), Error> {
        self.counts.count_durable(KEY_FILE);
        self.inner.replace(before, bytes).await
    }
}
