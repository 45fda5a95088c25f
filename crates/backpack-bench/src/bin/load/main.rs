//! The load program: fills one database with many people's Backpacks, then opens, syncs, asks and reads as many users
//! would, and says how long that took and how much room it takes.
//!
//! Run: `crates/backpack-bench/load` (starts a private PostgreSQL on loopback), or with one that is there:
//! `BACKPACK_POSTGRES=… cargo run --release -p backpack-bench --bin load -- --accounts 1000 --minutes 2`
//!
//! It ends by itself: filling ends after `--accounts` or `--minutes`, each level of the measurement after `--seconds`.

#![expect(clippy::print_stdout, reason = "it prints what it measured")]

mod bare;
mod calls;
mod database;
mod fill;
mod ground;
mod growth;
mod measure;
mod memory;
mod noisy;
mod options;
mod people;
mod ratios;
mod report;
mod roster;
mod sizes;
mod visit;

use std::sync::Arc;

use options::{Options, Phase};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let Some(options) = Options::from_arguments(std::env::args().skip(1))? else {
        println!("{}", options::HELP);
        return Ok(());
    };
    if options.does(Phase::Calls) {
        report::show(&calls::table(&options).await?, options.markdown.as_deref())?;
        report::show(&growth::table(&options).await?, options.markdown.as_deref())?;
    }
    let ground = ground::Ground::open(&options).await?;
    println!("{}", report::heading(&options));
    let roster = Arc::new(roster::Roster::open(&options.folder)?);
    let mut tables = Vec::new();
    if options.does(Phase::Fill) {
        tables.push(fill::fill(&options, &ground, &roster).await?);
    }
    show(&mut tables, &options)?;
    if options.does(Phase::Sizes) {
        tables.extend(sizes::tables(&options, &ground, &roster).await?);
    }
    show(&mut tables, &options)?;
    if options.does(Phase::Measure) {
        tables.extend(measure::levels(&options, &ground, &roster).await?);
    }
    show(&mut tables, &options)?;
    if options.does(Phase::Ratios) && options.database == options::Database::Postgres {
        println!("{}", ratios::figures(&options).await?);
    }
    Ok(())
}

fn show(tables: &mut Vec<report::Table>, options: &Options) -> anyhow::Result<()> {
    tables.drain(..).try_for_each(|table| report::show(&table, options.markdown.as_deref()))
}
