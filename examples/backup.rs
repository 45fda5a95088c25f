//! Backs a Backpack up, whole and then in changes, puts it back in another folder, and compares the two.
//!
//! Run: `cargo run --release --example backup` (it begins anew each time, in `./backpack-backup`)
//!
//! The person is invented. The backups open without this project: `age -d FILE | zstd -d | tar x`.
#![expect(clippy::print_stdout, reason = "an example talks to a person")]

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, ensure};
use backpack::archive::{Key, Lock, Written};
use backpack::core::Cancellation;
use backpack::import::FileConnector;
use backpack::keep::Catalog;
use backpack::record::entry::Allergy;
use backpack::{Account, Backpack, ErrorKind, Options, Person, SignIn, Unlock};
use backpack_examples::{account, folders};
use backpack_testkit::people::{PeopleOptions, Person as Invented};

const FOLDER: &str = "backpack-backup";

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let folder = Path::new(FOLDER);
    if folder.exists() {
        std::fs::remove_dir_all(folder)?;
    }
    std::fs::create_dir(folder)?;
    let account = Account::create(folder.join("here"), unlock(), Options::new()?).await?;
    let backpack = somebody(&account, folder).await?;
    let passphrase = std::env::var(account::PASSPHRASE).unwrap_or_else(|_| "only a demo".to_owned());
    let lock = Arc::new(Lock::passphrase(passphrase.as_str().into()));

    // Whole at first. What it returns is all that the next one needs to know; it holds no secret.
    let backups = folder.join("backups");
    std::fs::create_dir(&backups)?;
    let first = account.back_up_all(&backups, Arc::clone(&lock), &HashMap::new()).await?;
    first.iter().for_each(|backup| say("Backed up", &backup.written));
    let since = first.into_iter().map(|backup| (backup.id, backup.written.mark)).collect();

    let allergy = backpack.add(Allergy::new("demo: peanuts")).await?;
    backpack.note(allergy, "carries an auto-injector").await?;
    backpack.add_file("letter.txt", Some("text/plain"), "What the doctor wrote.").await?;
    let next = account.back_up_all(&backups, lock, &since).await?;
    next.iter().for_each(|backup| say("Backed up what came since", &backup.written));

    // A new account, on another disk or another machine: its passphrase has nothing to do with that of the backups.
    let there = Account::create(folder.join("there"), unlock(), Options::new()?).await?;
    let wrong = there.restore_all(&backups, Key::passphrase("another".into())).await;
    ensure!(matches!(wrong, Err(error) if *error.kind() == ErrorKind::WrongPassphrase));
    let restored = there.restore_all(&backups, Key::passphrase(passphrase.as_str().into())).await?;
    let restored = restored.first().context("there is a Backpack in the backups")?;
    let parts = same(&backpack, restored, folder).await?;
    println!("Put back and compared: {parts} parts of the export are the same, byte for byte");
    println!(
        "{} has {} records, as before",
        restored.person().await?.name,
        restored.keep().catalog(Catalog::len)
    );
    println!(
        "The first thing to do there is to sign in again. Portals: {}",
        restored.connections().await?.len()
    );
    account.close().await?;
    there.close().await?;
    Ok(())
}

/// Makes a Backpack of an invented person, from a file as a portal would export it.
async fn somebody(account: &Account, folder: &Path) -> anyhow::Result<Backpack> {
    let person = Invented::from_seed(1, PeopleOptions::small());
    let file = folder.join("person.ndjson");
    person.write_ndjson(std::fs::File::create(&file)?)?;
    let backpack = account.add_backpack(Person::new(person.name()).born(person.birth_date())).await?;
    let SignIn::Done(connections) = backpack.connect(Arc::new(FileConnector::new([&file]))).await? else {
        anyhow::bail!("files ask nobody to sign in");
    };
    for connection in connections {
        backpack.sync_with(connection, Default::default(), Cancellation::new(), |_| {}).await?;
    }
    Ok(backpack)
}

/// Exports both, compares them part by part, and returns how many there are.
async fn same(here: &Backpack, there: &Backpack, folder: &Path) -> anyhow::Result<usize> {
    here.export_to(folder.join("export here")).await?;
    there.export_to(folder.join("export there")).await?;
    let mut one = folders::files_below(&folder.join("export here"))?;
    let mut other = folders::files_below(&folder.join("export there"))?;
    // Each archive has an id of its own, and a journal that tells of itself.
    for own in ["about.json", "manifest.json", "activity/0001.ndjson"] {
        ensure!(one.remove(own).is_some() && other.remove(own).is_some(), "{own} is missing");
    }
    ensure!(one == other, "what was put back differs");
    Ok(one.len())
}

fn say(what: &str, written: &Written) {
    let counts = written.counts;
    println!(
        "{what}. Records: {}, versions: {}, files: {}; {} kB sealed",
        counts.records,
        counts.versions,
        counts.files,
        written.bytes.div_ceil(1000)
    );
}

fn unlock() -> Unlock {
    Unlock::passphrase("only a demo, too")
}
