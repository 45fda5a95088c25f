//! Which accounts are filled. It outlives the program, so that a later run goes on with what is there.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::Path;
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};

use anyhow::Context as _;
use backpack::core::{AccountId, FileId, SpaceId};

/// One account that is filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Filled {
    /// The number of which its key and its person are made.
    pub(crate) number: u64,
    pub(crate) account: AccountId,
    pub(crate) backpack: SpaceId,
    /// Its file, if it is one of those that have one.
    pub(crate) file: Option<FileId>,
    /// The bytes of its records as JSON.
    pub(crate) raw: u64,
}

/// The accounts that are filled, in memory and in a file of one line each.
#[derive(Debug)]
pub(crate) struct Roster {
    lines: Mutex<File>,
    filled: Mutex<Vec<Filled>>,
}

impl Roster {
    pub(crate) fn open(folder: &Path) -> anyhow::Result<Self> {
        std::fs::create_dir_all(folder)?;
        let path = folder.join("accounts");
        let text = if path.exists() { std::fs::read_to_string(&path)? } else { String::new() };
        // A run that was killed may have left half of a line; its account is then filled once more under a new number.
        let filled = text.split_inclusive('\n').filter(|line| line.ends_with('\n'));
        let filled = filled.map(str::parse).collect::<anyhow::Result<Vec<_>>>()?;
        let lines = OpenOptions::new().create(true).append(true).open(path)?;
        Ok(Self { lines: Mutex::new(lines), filled: Mutex::new(filled) })
    }

    /// Notes an account whose records are all in the database.
    pub(crate) fn add(&self, filled: Filled) -> anyhow::Result<()> {
        let file = filled.file.map_or_else(|| "-".to_owned(), |file| file.to_string());
        let Filled { number, account, backpack, raw, .. } = filled;
        let line = format!("{number} {account} {backpack} {file} {raw}\n");
        self.lines.lock().unwrap_or_else(PoisonError::into_inner).write_all(line.as_bytes())?;
        self.filled.lock().unwrap_or_else(PoisonError::into_inner).push(filled);
        Ok(())
    }

    pub(crate) fn len(&self) -> usize {
        self.filled.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    pub(crate) fn all(&self) -> Vec<Filled> {
        self.filled.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl FromStr for Filled {
    type Err = anyhow::Error;

    fn from_str(line: &str) -> anyhow::Result<Self> {
        let parts: Vec<&str> = line.split_whitespace().collect();
        let &[number, account, backpack, file, raw] = parts.as_slice() else {
            anyhow::bail!("the list of accounts is not of this program");
        };
        let file = if file == "-" { None } else { Some(file.parse()?) };
        let number = number.parse().context("no number")?;
        Ok(Self { number, account: account.parse()?, backpack: backpack.parse()?, file, raw: raw.parse()? })
    }
}
