//! One visit of one user: open, ask, read a file, sync.

use std::sync::Arc;
use std::time::Instant;

use anyhow::Context as _;
use backpack::record::Kind;
use backpack::{Backpack, Filter};

use crate::fill::sync;
use crate::ground::Ground;
use crate::people::PagesPortal;
use crate::roster::Filled;

/// How many bodies a question reads.
const BODIES: usize = 20;

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Step {
    Open,
    Again,
    Query,
    File,
    Sync,
}

impl Step {
    pub(crate) const ALL: [Self; 5] = [Self::Open, Self::Again, Self::Query, Self::File, Self::Sync];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Again => "open again, in memory",
            Self::Query => "query, 20 bodies",
            Self::File => "file",
            Self::Sync => "sync of one page",
        }
    }
}

/// Makes one visit. Returns how many milliseconds each step took.
pub(crate) async fn visit(
    ground: &Ground,
    whom: &Filled,
    page: PagesPortal,
) -> anyhow::Result<Vec<(Step, f64)>> {
    let mut took = Vec::new();
    let began = Instant::now();
    let (account, backpack) = ground.enter(whom).await?;
    took.push((Step::Open, millis(began)));

    let began = Instant::now();
    ground.enter_again(whom).await?;
    took.push((Step::Again, millis(began)));

    let began = Instant::now();
    ask(&backpack).await?;
    took.push((Step::Query, millis(began)));

    if let Some(file) = whom.file {
        let began = Instant::now();
        let content = backpack.open_file(file, None).await?.collect().await?;
        took.push((Step::File, millis(began)));
        anyhow::ensure!(!content.is_empty(), "the file is empty");
    }

    // After a restart a host makes its connectors known, and signs nobody in again.
    let connection = backpack.connections().await?.first().context("no connection")?.id;
    account.register(Arc::new(page));
    let began = Instant::now();
    let report = sync(&backpack, connection).await?;
    took.push((Step::Sync, millis(began)));
    anyhow::ensure!(
        report.complete && report.new > 0,
        "a sync brought {} records, outcomes {:?}",
        report.new,
        report.queries
    );
    Ok(took)
}

/// Asks for laboratory results, and reads what a screen of them shows; other records where there are fewer.
pub(crate) async fn ask(backpack: &Backpack) -> anyhow::Result<()> {
    let mut shown = backpack.find(&Filter::new().kind(Kind::LabResult).limit(BODIES)).records;
    if shown.len() < BODIES {
        shown.extend(backpack.find(&Filter::new().limit(BODIES - shown.len())).records);
    }
    for record in shown {
        let body = backpack.body(record.id).await?;
        anyhow::ensure!(!body.is_empty(), "a body is empty");
    }
    Ok(())
}

fn millis(began: Instant) -> f64 {
    began.elapsed().as_secs_f64() * 1e3
}
