//! Filling: account after account, several at once, until there are enough or time is up.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use backpack::core::{Cancellation, ConnectionId, FileId};
use backpack::sync::{Attachments, PersonGuard, SyncOptions, SyncReport};
use backpack::{Account, Backpack, SignIn};
use backpack_bench::processor_time;

use crate::database::Database;
use crate::ground::Ground;
use crate::memory;
use crate::options::Options;
use crate::people::{self, PagesPortal};
use crate::report::{Table, number};
use crate::roster::{Filled, Roster};

const EVERY: Duration = Duration::from_secs(10);

/// What the writers share.
struct Work {
    options: Options,
    ground: Ground,
    roster: Arc<Roster>,
    next: AtomicU64,
    /// How many accounts are begun or were there.
    begun: AtomicU64,
    until: Instant,
    said: Mutex<Instant>,
}

/// Fills until there are enough accounts or time is up. Returns what it took.
pub(crate) async fn fill(options: &Options, ground: &Ground, roster: &Arc<Roster>) -> anyhow::Result<Table> {
    let there = roster.all();
    let began = Instant::now();
    let work = Arc::new(Work {
        options: options.clone(),
        ground: ground.clone(),
        roster: Arc::clone(roster),
        next: AtomicU64::new(there.iter().map(|filled| filled.number + 1).max().unwrap_or_default()),
        begun: AtomicU64::new(there.len() as u64),
        until: began + options.limit,
        said: Mutex::new(began),
    });
    let database = Database::connect(options).await?;
    let (log, processor) = (log_position(database.as_ref()).await?, processor_time());
    let writers = (0..options.writers).map(|_| tokio::spawn(write(Arc::clone(&work))));
    for writer in writers.collect::<Vec<_>>() {
        writer.await??;
    }
    let took = began.elapsed().as_secs_f64();
    let log = log_position(database.as_ref()).await?.zip(log).map(|(after, before)| after - before);
    let processor = processor_time().zip(processor).and_then(|(after, before)| after.checked_sub(before));
    let made = (roster.all().len() - there.len()) as f64;
    let records = made * options.records as f64;
    let mut table = Table::new("Filling", &["what", "figure"]);
    table.row(["accounts there before".to_owned(), number(there.len() as f64)]);
    table.row(["accounts filled".to_owned(), number(made)]);
    table.row(["seconds".to_owned(), number(took)]);
    table.row(["accounts a second".to_owned(), number(made / took)]);
    table.row(["records a second".to_owned(), number(records / took)]);
    if let Some(processor) = processor {
        let each = processor.as_secs_f64() * 1e3 / made;
        table.row(["processor time of this process for each account, ms".to_owned(), number(each)]);
    }
    if let Some(log) = log {
        table.row(["write-ahead log for each record, bytes".to_owned(), number(log / records)]);
    }
    memory::rows(&mut table, database.as_ref()).await?;
    Ok(table)
}

async fn log_position(database: Option<&Database>) -> anyhow::Result<Option<f64>> {
    match database {
        Some(database) => Ok(Some(database.log_position().await?)),
        None => Ok(None),
    }
}

/// Fills one account after the other.
async fn write(work: Arc<Work>) -> anyhow::Result<()> {
    while Instant::now() < work.until && work.begun.fetch_add(1, Ordering::Relaxed) < work.options.accounts {
        let number = work.next.fetch_add(1, Ordering::Relaxed);
        let filled = account(&work, number).await.with_context(|| format!("account {number}"))?;
        work.roster.add(filled)?;
        work.ground.let_go();
        say(&work);
    }
    Ok(())
}

async fn account(work: &Work, number: u64) -> anyhow::Result<Filled> {
    let options = &work.options;
    let (portal, raw) = PagesPortal::whole(number, options.records, options.narrative);
    let (account, backpack) = work.ground.create().await?;
    let (connection, portal) = connect(&backpack, portal).await?;
    let report = sync(&backpack, connection).await?;
    drop(portal);
    anyhow::ensure!(
        report.complete && report.new == options.records as u64,
        "a sync brought {} records, outcomes {:?}",
        report.new,
        report.queries
    );
    let has_file = number.is_multiple_of(options.files_every);
    let file = if has_file {
        let content = people::file(number, options.file_bytes);
        Some(backpack.add_file("scan", Some("image/jpeg"), content).await?.id)
    } else {
        None
    };
    Ok(filled(number, &account, &backpack, file, raw))
}

/// Returns the note of an account that is filled.
pub(crate) fn filled(
    number: u64,
    account: &Account,
    backpack: &Backpack,
    file: Option<FileId>,
    raw: u64,
) -> Filled {
    Filled { number, account: account.id(), backpack: backpack.id(), file, raw }
}

/// Connects a portal that asks nobody anything, or another one in its place.
pub(crate) async fn connect(
    backpack: &Backpack,
    portal: PagesPortal,
) -> anyhow::Result<(ConnectionId, Arc<PagesPortal>)> {
    let portal = Arc::new(portal);
    let SignIn::Done(connections) = backpack.connect(Arc::<PagesPortal>::clone(&portal)).await? else {
        anyhow::bail!("the portal asks somebody to sign in");
    };
    Ok((*connections.first().context("nobody was found")?, portal))
}

pub(crate) async fn sync(backpack: &Backpack, connection: ConnectionId) -> anyhow::Result<SyncReport> {
    let how = SyncOptions::default().with_person_guard(PersonGuard::Off).with_attachments(Attachments::Leave);
    Ok(backpack.sync_with(connection, how, Cancellation::new(), |_| {}).await?)
}

/// Says now and then how far it is.
#[expect(clippy::print_stdout, reason = "twenty minutes are long without a word")]
fn say(work: &Work) {
    let mut said = work.said.lock().unwrap_or_else(PoisonError::into_inner);
    if said.elapsed() >= EVERY {
        *said = Instant::now();
        println!("{} accounts", work.roster.len());
    }
}
