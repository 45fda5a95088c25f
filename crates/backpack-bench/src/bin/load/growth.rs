//! What steps that bring nothing leave in the database: a number that no machine changes.

use std::sync::Arc;

use anyhow::Context as _;
use backpack::Options as Settings;
use backpack::hosting::Places;
use backpack::keep::TABLES;
use backpack::keys::KeyFile;
use backpack::store::Scan;

use crate::fill::{connect, filled, sync};
use crate::ground::Ground;
use crate::options::Options;
use crate::people::PagesPortal;
use crate::report::{Table, number};
use crate::roster::Filled;

/// How often each step is made: often enough for the catalog's log to be merged on the way, as it is in the long run.
const TIMES: u32 = 100;

/// Makes each step many times on a store in memory. Returns how many rows and bytes one of them leaves.
pub(crate) async fn table(options: &Options) -> anyhow::Result<Table> {
    let folder = tempfile::tempdir()?;
    let ground = Ground::on(Places::in_memory(Settings::new()?.clock), folder.path()).await?;
    let (account, backpack) = ground.create().await?;
    let (portal, raw) = PagesPortal::whole(0, options.records, options.narrative);
    let (connection, _) = connect(&backpack, portal).await?;
    sync(&backpack, connection).await?;
    let whom = filled(0, &account, &backpack, None, raw);
    account.register(Arc::new(PagesPortal::nothing()));
    let mut table =
        Table::new("What a step leaves that brings nothing", &["step", "rows", "bytes of sealed values"]);

    let before = weigh(&ground, &whom).await?;
    for _ in 0..TIMES {
        sync(&backpack, connection).await?;
    }
    let synced = weigh(&ground, &whom).await?;
    table.row(row("sync that brings nothing", before, synced));
    drop((account, backpack));
    for _ in 0..TIMES {
        ground.let_go();
        ground.enter(&whom).await?;
    }
    table.row(row("opening of an account and its Backpack", synced, weigh(&ground, &whom).await?));
    Ok(table)
}

fn row(step: &str, before: (usize, usize), after: (usize, usize)) -> [String; 3] {
    let each = |before: usize, after: usize| number((after as f64 - before as f64) / f64::from(TIMES));
    [step.to_owned(), each(before.0, after.0), each(before.1, after.1)]
}

/// Returns the rows of an account in the store, and the bytes of their values.
async fn weigh(ground: &Ground, whom: &Filled) -> anyhow::Result<(usize, usize)> {
    let storage = ground.storage(whom.account);
    let stored = storage.key_file.load().await?.context("the account has no key file")?;
    let (mut rows, mut bytes) = (0, 0);
    for space in [whom.backpack, KeyFile::parse(&stored)?.own_space()] {
        for table in TABLES {
            let mut scan = Some(Scan::new(space, *table));
            while let Some(asked) = scan {
                let page = storage.store.scan(&asked).await?;
                rows += page.entries.len();
                bytes += page.entries.iter().map(|entry| entry.value.bytes.len()).sum::<usize>();
                scan = asked.continued(page.next);
            }
        }
    }
    Ok((rows, bytes))
}
