//! What a writer writes, what it acknowledges, and what must hold of it afterwards.

mod account;
mod store;

use std::collections::BTreeSet;
use std::path::Path;

use backpack_testkit::run;

use self::account::Beside;
use super::engine::Engine;

/// A sort of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Work {
    /// Batches over two tables of a store.
    Store,
    /// A whole account: entries, notes, files, with journal and anchor.
    Account,
    /// A whole account that is compacted after every entry.
    Compaction,
}

impl Work {
    /// What every harness lets a writer do.
    pub(super) const ALL: [Self; 2] = [Self::Store, Self::Account];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Store => "store",
            Self::Account => "account",
            Self::Compaction => "compaction",
        }
    }

    pub(super) fn named(name: &str) -> Self {
        [Self::Store, Self::Account, Self::Compaction].into_iter().find(|work| work.name() == name).unwrap()
    }

    /// Writes so many steps, or until the engine refuses.
    pub(super) async fn write(self, engine: Engine, folder: &Path, steps: u32) {
        match self {
            Self::Store => store::write(engine, folder, steps).await,
            Self::Account => account::write(engine, folder, steps, Beside::Little).await,
            Self::Compaction => account::write(engine, folder, steps, Beside::Compacting).await,
        }
    }

    /// Opens what a writer left and checks all of it; what is wrong is said.
    pub(super) fn check(
        self,
        engine: Engine,
        folder: &Path,
        acknowledged: &Acknowledged,
    ) -> Result<(), String> {
        run(async {
            match self {
                Self::Store => store::check(engine, folder, acknowledged).await,
                Self::Account | Self::Compaction => account::check(engine, folder, acknowledged).await,
            }
        })
    }
}

/// What the writers were told to be durable, in their own words: "made", or a word and a number.
#[derive(Debug, Default)]
pub(super) struct Acknowledged(BTreeSet<String>);

impl Acknowledged {
    pub(super) fn extend(&mut self, said: Vec<String>) {
        self.0.extend(said);
    }

    pub(super) fn count(&self) -> usize {
        self.0.iter().filter(|line| line.contains(' ')).count()
    }

    /// Says whether the making of the folder was acknowledged.
    fn made(&self) -> bool {
        self.0.contains("made")
    }

    /// Returns the numbers that were acknowledged with `word`.
    fn numbers(&self, word: &str) -> BTreeSet<u32> {
        let number = |line: &String| line.strip_prefix(word)?.strip_prefix(' ')?.parse().ok();
        self.0.iter().filter_map(number).collect()
    }
}

/// Returns an error with `why` unless it holds.
fn must(holds: bool, why: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(why()) }
}

fn text(error: impl std::fmt::Debug) -> String {
    format!("{error:?}")
}
