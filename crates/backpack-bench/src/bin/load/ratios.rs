//! The two ratios: opening from the server beside opening from sled, and committing a page beside bare COPY.
//!
//! What is compared takes turns, so that whatever else the machine does happens to both.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use anyhow::Context as _;
use backpack::core::SpaceId;
use backpack::{Account, Options as Settings, Storage, Unlock};
use backpack_bench::{Figures, Runs, Target, Watched, scratch};

use crate::bare::Beside;
use crate::database::Database;
use crate::fill::{connect, sync};
use crate::ground;
use crate::options::Options;
use crate::people::PagesPortal;

/// How many records the Backpack has that is opened.
const RECORDS: usize = 10_000;
/// How many records a round of commits writes.
const WRITTEN: usize = 2_000;

pub(crate) async fn figures(options: &Options) -> anyhow::Result<Figures> {
    let mut figures = Figures::new();
    opening(options, &mut figures).await?;
    committing(options, &mut figures).await?;
    Ok(figures)
}

/// Opens the same Backpack from sled and from the server, again and again.
async fn opening(options: &Options, figures: &mut Figures) -> anyhow::Result<()> {
    let folder = scratch()?;
    let sled = folder.path().join("account");
    let account = Account::create(&sled, key(), Settings::new()?).await?;
    let backpack = account.add_backpack(backpack::Person::unnamed()).await?;
    let (portal, _) = PagesPortal::whole(7, RECORDS, options.narrative);
    let (connection, _) = connect(&backpack, portal).await?;
    let report = sync(&backpack, connection).await?;
    anyhow::ensure!(
        report.new == RECORDS as u64,
        "a sync brought {} records, outcomes {:?}",
        report.new,
        report.queries
    );
    let (id, space, groups) = (account.id(), backpack.id(), backpack.keep().sequence());
    let places = ground::on_postgres(folder.path(), options.connections).await?;
    account.copy_to(&places.storage(id)).await?;
    account.close().await?;
    drop((account, backpack));

    let mut columns: [Runs; 6] = Default::default();
    // The first round warms the server, the pool and the system's cache of files.
    for round in 0..=options.rounds {
        let embedded = from_folder(&sled, space).await?;
        let hosted = from(places.storage(id), space).await?;
        if round > 0 {
            let ratios = [hosted.0 / embedded.0, hosted.1 / embedded.1];
            let row = [embedded.0, hosted.0, ratios[0], embedded.1, hosted.1, ratios[1]];
            columns.iter_mut().zip(row).for_each(|(runs, value)| runs.add(value));
        }
    }
    let [sled, postgres, ratio, sled_alone, postgres_alone, ratio_alone] = &columns;
    let shown = Target::Shown;
    figures.add(format!("open {RECORDS} records in {groups} groups from sled, ms"), sled, shown);
    figures.add("open the same from PostgreSQL, ms", postgres, shown);
    figures.add("PostgreSQL : sled, account and Backpack", ratio, Target::AtMost(3.0));
    figures.add("the Backpack alone from sled, its store and account open, ms", sled_alone, shown);
    figures.add("the same from PostgreSQL, ms", postgres_alone, shown);
    figures.add("PostgreSQL : sled, the Backpack alone", ratio_alone, Target::AtMost(3.0));
    Ok(())
}

/// Returns the milliseconds of opening everything, and of the Backpack alone.
async fn from_folder(folder: &Path, space: SpaceId) -> anyhow::Result<(f64, f64)> {
    let began = Instant::now();
    let account = Account::open(folder, key(), Settings::new()?).await?;
    let times = open(began, &account, space).await?;
    account.close().await?;
    Ok(times)
}

async fn from(storage: Storage, space: SpaceId) -> anyhow::Result<(f64, f64)> {
    let began = Instant::now();
    let account = Account::open_on(storage, key(), Settings::new()?).await?;
    let times = open(began, &account, space).await?;
    account.close().await?;
    Ok(times)
}

async fn open(began: Instant, account: &Account, space: SpaceId) -> anyhow::Result<(f64, f64)> {
    let alone = Instant::now();
    let backpack = account.backpack(space).await?;
    let took = (began.elapsed().as_secs_f64() * 1e3, alone.elapsed().as_secs_f64() * 1e3);
    let found = backpack.keep().catalog(backpack::keep::Catalog::len);
    anyhow::ensure!(found == RECORDS, "{found} records");
    Ok(took)
}

/// Commits pages through the store and bare, one after the other.
async fn committing(options: &Options, figures: &mut Figures) -> anyhow::Result<()> {
    let folder = scratch()?;
    let places = ground::on_postgres(folder.path(), options.connections).await?;
    let client = Database::connect(options).await?.context("no server")?.into_client();
    let id = backpack::core::AccountId::random();
    let mut storage = places.storage(id);
    let beside = Beside::new(client).await?;
    storage.store = Arc::new(Watched::new(storage.store, Arc::clone(&beside)));
    let account = Account::create_on(storage, key(), Settings::new()?).await?;
    let (mut to_copy, mut to_insert, mut rate, mut bytes) =
        (Runs::new(), Runs::new(), Runs::new(), Runs::new());
    for round in 0..=options.rounds {
        let backpack = account.add_backpack(backpack::Person::unnamed()).await?;
        let (portal, _) = PagesPortal::whole(100 + round as u64, WRITTEN, options.narrative);
        let (connection, _) = connect(&backpack, portal).await?;
        sync(&backpack, connection).await?;
        let times = beside.take().await;
        if round > 0 {
            to_copy.add(times.copied.as_secs_f64() / times.stored.as_secs_f64());
            to_insert.add(times.inserted.as_secs_f64() / times.stored.as_secs_f64());
            rate.add(f64::from(times.pages) / times.stored.as_secs_f64());
            bytes.add(times.bytes as f64 / f64::from(times.pages));
        }
    }
    figures.add("pages of 50 records committed through the store, a second", &rate, Target::Shown);
    figures.add("bytes of such a commit", &bytes, Target::Shown);
    figures.add("the rate : COPY of the same rows, a commit each", &to_copy, Target::AtLeast(0.6));
    figures.add("the rate : one INSERT of the same rows, a commit each", &to_insert, Target::AtLeast(0.6));
    Ok(())
}

fn key() -> Unlock {
    Unlock::host_key([0x5a; 32].to_vec())
}
