//! The host's own table of people: who has which account and Backpack. Ids are no secret; they open nothing by themselves.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context as _;
use backpack::Person;
use backpack::core::{AccountId, SpaceId};
use backpack::hosting::Hosting;

use crate::house::FOLDER;

/// Where somebody's record is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Home {
    /// Their account.
    pub(crate) account: AccountId,
    /// Their Backpack.
    pub(crate) backpack: SpaceId,
}

/// The people of the example, by the name they sign in with.
#[derive(Debug)]
pub(crate) struct People(BTreeMap<String, Home>);

impl People {
    /// Finds the people who were here before, and makes an account for each who is new.
    pub(crate) async fn settle(hosting: &Hosting) -> anyhow::Result<Self> {
        let mut homes = BTreeMap::new();
        for (name, person) in [("ana", Person::new("Ana Ruiz")), ("ben", Person::new("Ben Okafor"))] {
            let known = find(hosting, name).await?;
            let home = match known {
                Some(home) => home,
                None => {
                    let account = hosting.create_account().await?;
                    let backpack = account.add_backpack(person).await?;
                    let home = Home { account: account.id(), backpack: backpack.id() };
                    note(name, home)?;
                    home
                }
            };
            homes.insert(name.to_owned(), home);
        }
        Ok(Self(homes))
    }

    /// Returns where somebody's record is.
    pub(crate) fn find(&self, name: &str) -> Option<Home> {
        self.0.get(name).copied()
    }
}

/// Reads a line of the table: two ids. One of another database is passed over.
async fn find(hosting: &Hosting, name: &str) -> anyhow::Result<Option<Home>> {
    let Ok(line) = std::fs::read_to_string(Path::new(FOLDER).join(name)) else { return Ok(None) };
    let (account, backpack) = line.trim().split_once(' ').context("a line of the table has two ids")?;
    let home = Home { account: account.parse()?, backpack: backpack.parse()? };
    Ok(hosting.backpack(home.account, home.backpack).await.ok().map(|_| home))
}

fn note(name: &str, home: Home) -> anyhow::Result<()> {
    let folder = Path::new(FOLDER);
    // Without a database there is nothing to find again.
    if folder.exists() {
        std::fs::write(folder.join(name), format!("{} {}\n", home.account, home.backpack))?;
    }
    Ok(())
}
