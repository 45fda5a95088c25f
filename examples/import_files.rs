//! Imports FHIR Bundles, NDJSON and single resources from files and folders.
//!
//! Run: `cargo run --example import_files -- --store DIR [--json] [--any-person] FILE…`
//!
//! One Backpack for each patient found; what names no patient goes with its bundle's patient.
//! With --any-person everything goes into one Backpack, the guard off, for archives of mixed origin.
#![expect(clippy::print_stdout, reason = "an example talks to a person")]

use std::path::Path;
use std::sync::Arc;

use anyhow::ensure;
use backpack::answers::SystemClock;
use backpack::connect::{Connector, Context};
use backpack::core::Cancellation;
use backpack::import::FileConnector;
use backpack::sync::{PersonGuard, SyncOptions, SyncReport};
use backpack::{Account, Backpack, ErrorKind, Options, Person, SignIn};
use backpack_examples::arguments::Arguments;
use backpack_examples::people::backpack_of;
use backpack_examples::progress::Bars;
use backpack_examples::{account, words};

const USAGE: &str = "import_files --store DIR [--json] [--any-person] FILE…";

/// Who comes into a Backpack.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Door {
    /// Everybody.
    Open,
    /// What goes with the patient, who is the Backpack's person.
    Patient,
    /// The same, as long as the patient seems to be the Backpack's person.
    Guarded,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::read(&["json", "any-person"], &["store"], USAGE)?;
    ensure!(!arguments.rest.is_empty(), USAGE);
    let options = Options::new()?;
    let context = Context::new(Arc::clone(&options.transport), Arc::new(SystemClock::new()));
    let store = Path::new(arguments.required("store")?);
    let account = account::open_or_create(store, &account::passphrase()?, options).await?;
    let files = FileConnector::new(&arguments.rest);

    let mut whole = SyncReport::default();
    let mut strangers = 0;
    if arguments.has("any-person") {
        let backpack = anybody(&account).await?;
        whole.merge(import(&backpack, Arc::new(files), Door::Open, &arguments).await?);
    } else {
        let people = files.people(&context).await?;
        for person in &people.found {
            let connector = people.connector(person);
            let backpack = backpack_of(&account, person, &connector).await?;
            // The files say who the patient is; only where they contradict themselves a person must decide.
            let door = if person.contradicted { Door::Guarded } else { Door::Patient };
            match import(&backpack, Arc::new(connector), door, &arguments).await {
                Ok(report) => whole.merge(report),
                Err(error) if may_be_another(&error) => strangers += 1,
                Err(error) => return Err(error),
            }
        }
    }
    if arguments.has("json") {
        println!("{}", serde_json::to_string(&whole)?);
    } else {
        words::report(&whole);
    }
    account.close().await?;
    ensure!(strangers == 0, "{strangers} patient id(s) stand for several people; import their files apart");
    Ok(())
}

/// Returns the Backpack for everything, as an earlier run made it, or a new one.
async fn anybody(account: &Account) -> anyhow::Result<Backpack> {
    let person = Person::new("Anybody");
    let known = account.backpacks().await?.into_iter().find(|listed| listed.person == person);
    Ok(match known {
        Some(listed) => account.backpack(listed.id).await?,
        None => account.add_backpack(person).await?,
    })
}

/// Imports what the connector has.
async fn import(
    backpack: &Backpack,
    files: Arc<dyn Connector>,
    door: Door,
    arguments: &Arguments,
) -> anyhow::Result<SyncReport> {
    let SignIn::Done(connections) = backpack.connect(files).await? else {
        anyhow::bail!("files ask nobody to sign in");
    };
    let mut whole = SyncReport::default();
    let guard = if door == Door::Open { PersonGuard::Off } else { PersonGuard::On };
    for connection in connections {
        if door == Door::Patient {
            backpack.confirm_person(connection).await?;
        }
        let bars = Bars::new();
        let show = |progress: &backpack::sync::Progress| bars.show(progress);
        let options = SyncOptions::default().with_person_guard(guard);
        whole.merge(backpack.sync_with(connection, options, Cancellation::new(), show).await?);
        bars.end();
    }
    if !arguments.has("json") {
        let all = backpack::Filter::new().show(backpack::keep::Show::ALL).limit(1);
        println!("{}: {} records", backpack.person().await?.name, backpack.find(&all).total);
    }
    Ok(whole)
}

fn may_be_another(error: &anyhow::Error) -> bool {
    let error = error.downcast_ref::<backpack::Error>();
    error.is_some_and(|error| matches!(error.kind(), ErrorKind::OtherPerson(_)))
}
