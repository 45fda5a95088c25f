//! Accounts that share a Backpack on the servers, each in a process or with a pool of connections of its own.

mod hosts;
mod kills;
mod processes;

use std::path::Path;
use std::process::Child;

use backpack::core::{AccountId, SpaceId};
use backpack::hosting::Places;
use backpack::people::{Affirmation, Relation};
use backpack::record::entry::Allergy;
use backpack::role::Role;
use backpack::sharing::{AccountCard, NewInvitation};
use backpack::{Account, Backpack, Error, ErrorKind, Filter, Options, Person, Unlock};
use backpack_testkit::VirtualClock;

use crate::world::{options, process};

const FILES: &str = "BACKPACK_TEST_FILES";
const ACCOUNT: &str = "BACKPACK_TEST_ACCOUNT";
const WORD: &str = "BACKPACK_TEST_WORD";

/// An account on the servers, its card, and the name of its key file.
struct Holder {
    place: AccountId,
    account: Account,
    card: AccountCard,
}

impl Holder {
    async fn new(places: &Places, name: &str, options: &Options) -> Self {
        let place = AccountId::random();
        let account = Account::create_on(places.storage(place), unlock(), options.clone()).await.unwrap();
        let card = account.card(name).await.unwrap();
        Self { place, account, card }
    }

    /// Makes a Backpack with one entry, about somebody else.
    async fn childs(&self) -> Backpack {
        let adding = self.account.add_person(Person::new("Mia").born("1996-05-14")).await.unwrap();
        let affirmed = Affirmation::new(Relation::Parent, "2026-01");
        let backpack = adding.finish(affirmed, Vec::new()).await.unwrap().there().unwrap();
        backpack.add(Allergy::new("peanut")).await.unwrap();
        backpack
    }

    async fn invites(&self, other: &Self, backpack: SpaceId, role: Role) -> String {
        let new = NewInvitation::to_card(self.card.clone(), other.card.clone(), role);
        self.account.invite(backpack, new).await.unwrap().link.expose().to_owned()
    }

    /// Starts another process that does something with this account.
    fn elsewhere(&self, test: &str, folder: &Path, files: &str, word: &str) -> Child {
        let id = self.place.to_string();
        let variables = [(FILES, files), (ACCOUNT, id.as_str()), (WORD, word)];
        process::start(&format!("servers::sharing::{test}"), folder, &variables)
    }
}

fn unlock() -> Unlock {
    Unlock::host_key(vec![7; 32])
}

/// Opens an account in a process that was started for it, with what it was told; `None` in any other.
async fn told() -> Option<(Account, String)> {
    let (Some(_), Ok(files), Ok(id), Ok(word)) =
        (process::folder(), std::env::var(FILES), std::env::var(ACCOUNT), std::env::var(WORD))
    else {
        return None;
    };
    let options = options(&VirtualClock::auto());
    let places = super::at(&files, &options).await;
    Some((again(&places, id.parse().unwrap(), &options).await, word))
}

/// Opens an account as another process does.
async fn again(places: &Places, place: AccountId, options: &Options) -> Account {
    Account::open_on(places.storage(place), unlock(), options.clone()).await.unwrap()
}

fn titles(backpack: &Backpack) -> Vec<String> {
    let found = backpack.find(&Filter::new()).records;
    let mut titles: Vec<_> = found.into_iter().map(|record| record.header.title.to_string()).collect();
    titles.sort();
    titles
}

fn kind<T>(result: Result<T, Error>) -> ErrorKind {
    result.map(drop).unwrap_err().kind().clone()
}

fn gone() -> ErrorKind {
    ErrorKind::NotFound("backpack")
}

/// Fails if anything in a Backpack is not whole.
async fn check_whole(backpack: &Backpack) {
    let options = backpack::keep::VerifyOptions::new(backpack::keep::Depth::Data);
    assert_eq!(backpack.verify_with(&options).await.unwrap().findings, []);
}
