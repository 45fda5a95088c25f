//! What the program is asked to do.

use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use anyhow::Context as _;

pub(crate) const HELP: &str = "\
load: fills a database with many people's Backpacks, and measures what using them costs

  --store postgres|memory  where they live: the server that BACKPACK_POSTGRES names, or memory, to try it [postgres]
  --folder PATH          files, and the list of accounts that are filled [a folder in the system's temporary one]
  --accounts N           fill until so many are there, those of an earlier run among them [1000]
  --records N            records of each, at least 150 [200]
  --narrative N          bytes of text in each record, as servers generate it [1200]
  --files-every N        every so many accounts get a file [10]
  --file-bytes N         its size [102400]
  --minutes N            the longest the filling may take [20]
  --writers N            accounts filled at once [8]
  --users A,B,…          users at once, a level each [1,8,32]
  --seconds N            how long each level takes [30]
  --page N               records of one synced page [50]
  --noisy-page N         records of one page of the noisy account [1000]
  --connections N        connections to the database at most [16]
  --only PHASES          of calls,fill,sizes,measure,ratios [all]
  --rounds N             rounds of the ratios [7]
  --markdown PATH        write the tables there too";

/// What the program does, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    Calls,
    Fill,
    Sizes,
    Measure,
    Ratios,
}

/// Where the accounts live.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Database {
    Postgres,
    Memory,
}

/// What the program is asked to do.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    pub(crate) database: Database,
    pub(crate) folder: PathBuf,
    pub(crate) accounts: u64,
    pub(crate) records: usize,
    pub(crate) narrative: usize,
    pub(crate) files_every: u64,
    pub(crate) file_bytes: usize,
    pub(crate) limit: Duration,
    pub(crate) writers: usize,
    pub(crate) users: Vec<usize>,
    pub(crate) level: Duration,
    pub(crate) page: usize,
    pub(crate) noisy_page: usize,
    pub(crate) connections: usize,
    pub(crate) markdown: Option<PathBuf>,
    pub(crate) rounds: usize,
    phases: Vec<Phase>,
}

impl Options {
    /// Reads them; `None` if help is asked for.
    pub(crate) fn from_arguments(
        mut arguments: impl Iterator<Item = String>,
    ) -> anyhow::Result<Option<Self>> {
        let mut options = Self::default();
        while let Some(name) = arguments.next() {
            if name == "--help" {
                return Ok(None);
            }
            let value = arguments.next().with_context(|| format!("{name} wants a value"))?;
            options.set(&name, &value).with_context(|| format!("{name} {value}"))?;
        }
        anyhow::ensure!(!options.users.contains(&0) && options.writers > 0, "nobody is there");
        Ok(Some(options))
    }

    pub(crate) fn does(&self, phase: Phase) -> bool {
        self.phases.contains(&phase)
    }

    fn set(&mut self, name: &str, value: &str) -> anyhow::Result<()> {
        match name {
            "--store" => {
                self.database = match value {
                    "postgres" => Database::Postgres,
                    "memory" => Database::Memory,
                    _ => anyhow::bail!("there is no such store"),
                }
            }
            "--folder" => self.folder = PathBuf::from(value),
            "--accounts" => self.accounts = value.parse()?,
            "--records" => self.records = value.parse()?,
            "--narrative" => self.narrative = value.parse()?,
            "--files-every" => self.files_every = value.parse::<u64>()?.max(1),
            "--file-bytes" => self.file_bytes = value.parse()?,
            "--minutes" => self.limit = Duration::from_secs_f64(value.parse::<f64>()? * 60.0),
            "--writers" => self.writers = value.parse()?,
            "--users" => self.users = list(value)?,
            "--seconds" => self.level = Duration::from_secs(value.parse()?),
            "--page" => self.page = value.parse()?,
            "--noisy-page" => self.noisy_page = value.parse()?,
            "--connections" => self.connections = value.parse()?,
            "--rounds" => self.rounds = value.parse()?,
            "--only" => self.phases = list(value)?,
            "--markdown" => self.markdown = Some(PathBuf::from(value)),
            _ => anyhow::bail!("there is no such option; --help names them"),
        }
        Ok(())
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            database: Database::Postgres,
            folder: std::env::temp_dir().join("backpack-load"),
            accounts: 1000,
            records: 200,
            narrative: 1200,
            files_every: 10,
            file_bytes: 100 << 10,
            limit: Duration::from_secs(20 * 60),
            writers: 8,
            users: vec![1, 8, 32],
            level: Duration::from_secs(30),
            page: 50,
            noisy_page: 1000,
            connections: 16,
            markdown: None,
            rounds: 7,
            phases: vec![Phase::Calls, Phase::Fill, Phase::Sizes, Phase::Measure, Phase::Ratios],
        }
    }
}

impl FromStr for Phase {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> anyhow::Result<Self> {
        Ok(match text {
            "calls" => Self::Calls,
            "fill" => Self::Fill,
            "sizes" => Self::Sizes,
            "measure" => Self::Measure,
            "ratios" => Self::Ratios,
            _ => anyhow::bail!("there is no such phase"),
        })
    }
}

fn list<T: FromStr>(text: &str) -> anyhow::Result<Vec<T>>
where
    anyhow::Error: From<T::Err>,
{
    text.split(',').map(|one| one.parse().map_err(anyhow::Error::from)).collect()
}
