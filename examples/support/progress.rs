//! How far a sync is, as a bar on a terminal and as a line for each query elsewhere.

use std::collections::HashSet;
use std::io::{self, IsTerminal as _, Write as _};
use std::sync::{Mutex, PoisonError};

use backpack::sync::{Progress, Slot};

/// The width of the bar in characters.
const WIDTH: usize = 30;

/// Shows progress on standard error, so that standard output stays the report's.
#[derive(Debug)]
pub struct Bars {
    terminal: bool,
    told: Mutex<HashSet<String>>,
}

impl Bars {
    /// Returns bars for a terminal, or lines if standard error is none.
    #[must_use]
    pub fn new() -> Self {
        Self { terminal: io::stderr().is_terminal(), told: Mutex::default() }
    }

    /// Shows how far a sync is.
    pub fn show(&self, progress: &Progress) {
        if self.terminal {
            eprint!("\r\x1b[2K{}", bar(progress));
            // A terminal that cannot be flushed has nobody in front of it.
            drop(io::stderr().flush());
        } else {
            self.lines(progress);
        }
    }

    /// Ends the bar.
    pub fn end(&self) {
        if self.terminal {
            eprintln!();
        }
    }

    fn lines(&self, progress: &Progress) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        for query in &progress.queries {
            let ended = match query.slot {
                Slot::Done(count) | Slot::Partial(count) => format!("{count} received"),
                Slot::Refused => "refused".to_owned(),
                Slot::Failed => "failed".to_owned(),
                _ => continue,
            };
            if told.insert(query.id.clone()) {
                eprintln!("  {:<40} {ended}", query.label);
            }
        }
    }
}

impl Default for Bars {
    fn default() -> Self {
        Self::new()
    }
}

fn bar(progress: &Progress) -> String {
    let all = progress.queries.len().max(1);
    let ended = progress
        .queries
        .iter()
        .filter(|query| !matches!(query.slot, Slot::Pending | Slot::Active(_)))
        .count();
    let received: u64 = progress.queries.iter().map(|query| received(query.slot)).sum();
    let active = progress.queries.iter().find(|query| matches!(query.slot, Slot::Active(_)));
    let done = WIDTH * ended / all;
    let label = active.map_or("", |query| query.label.as_str());
    let files = match progress.attachments {
        0 => String::new(),
        all => format!(", {} of {all} attachments", progress.attachments_done),
    };
    format!("[{}{}] {received} records{files}  {label:.30}", "█".repeat(done), "·".repeat(WIDTH - done))
}

fn received(slot: Slot) -> u64 {
    match slot {
        Slot::Active(count) | Slot::Done(count) | Slot::Partial(count) => count,
        _ => 0,
    }
}
