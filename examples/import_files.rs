//! Imports FHIR Bundles, NDJSON and single resources from files and folders.
//!
//! Run: `cargo run --example import_files -- --store DIR [--json] [--any-person] FILE…`
//!
//! One Backpack for each patient found; what names no patient goes with its bundle's patient.
//! With --any-person everything goes into one Backpack, the guard off, for archives of mixed origin.
#![expect(clippy::print_stdout, reason = "an example talks to a person")]

use std::path::Path;
use std::sync::Arc;

use backpack::answers::SystemClock;
use backpack::connect::{Connector, Context};
use backpack::core::Cancellation;
use backpack::import::{FileConnector, FoundPerson};
use backpack::keep::Sex;
use backpack::sync::{PersonGuard, SyncOptions, SyncReport};
use backpack::{Account, Backpack, Options, Person, SignIn};
use backpack_examples::arguments::Arguments;
use backpack_examples::progress::Bars;
use backpack_examples::{account, words};

const USAGE: &str = "import_files --store DIR [--json] [--any-person] FILE…";

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::read(&["json", "any-person"], &["store"], USAGE)?;
    anyhow::ensure!(!arguments.rest.is_empty(), USAGE);
    let options = Options::new()?;
    let context = Context::new(Arc::clone(&options.transport), Arc::new(SystemClock::new()));
    let store = Path::new(arguments.required("store")?);
    let account = account::open_or_create(store, &account::passphrase()?, options).await?;
    let files = FileConnector::new(&arguments.rest);

    let mut whole = SyncReport::default();
    if arguments.has("any-person") {
        let backpack = backpack_for(&account, Person::new("Anybody")).await?;
        whole.merge(import(&backpack, Arc::new(files), PersonGuard::Off, &arguments).await?);
    } else {
        let people = files.people(&context).await?;
        for person in &people.found {
            let backpack = backpack_for(&account, person_of(person)).await?;
            whole.merge(
                import(&backpack, Arc::new(people.connector(person)), PersonGuard::On, &arguments).await?,
            );
        }
    }
    if arguments.has("json") {
        println!("{}", serde_json::to_string(&whole)?);
    } else {
        words::report(&whole);
    }
    account.close().await?;
    Ok(())
}

/// Returns the account's Backpack for this person, as an earlier run made it, or a new one.
async fn backpack_for(account: &Account, person: Person) -> anyhow::Result<Backpack> {
    let known = account.backpacks().await?.into_iter().find(|listed| listed.person == person);
    Ok(match known {
        Some(listed) => account.backpack(listed.id).await?,
        None => account.add_backpack(person).await?,
    })
}

async fn import(
    backpack: &Backpack,
    files: Arc<dyn Connector>,
    guard: PersonGuard,
    arguments: &Arguments,
) -> anyhow::Result<SyncReport> {
    let SignIn::Done(connections) = backpack.connect(files).await? else {
        anyhow::bail!("files ask nobody to sign in");
    };
    let mut whole = SyncReport::default();
    for connection in connections {
        let bars = Bars::new();
        let show = |progress: &backpack::sync::Progress| bars.show(progress);
        let options = SyncOptions::default().with_person_guard(guard);
        whole.merge(backpack.sync_with(connection, options, Cancellation::new(), show).await?);
        bars.end();
    }
    if !arguments.has("json") {
        println!(
            "{}: {} records",
            backpack.person().await?.name,
            backpack.find(&backpack::Filter::new().limit(1)).total
        );
    }
    Ok(whole)
}

/// Returns whom a found person's Backpack is about, as far as the files say.
fn person_of(found: &FoundPerson) -> Person {
    let person = Person::new(found.name.as_deref().unwrap_or("Nobody named"));
    let person = match &found.birth_date {
        Some(date) => person.born(date),
        None => person,
    };
    match found.gender.as_deref() {
        Some("female") => person.with_sex(Sex::Female),
        Some("male") => person.with_sex(Sex::Male),
        Some("other") => person.with_sex(Sex::Other),
        _ => person,
    }
}
