//! A key in the operating system's keyring instead of a passphrase, and a recovery code for the day it is lost.
//!
//! Run: `cargo run --release --features keyring --example keyring` (twice: the second run opens without a question)
//! After the keyring was lost: the same with `-- --lost`, and the recovery code at hand.
//! Without a keyring: `cargo run --release --example keyring -- --rehearse` plays all of it with one in memory.
#![expect(clippy::print_stdout, reason = "an example talks to a person")]

use std::io::{IsTerminal as _, stdin};
use std::path::Path;

use anyhow::{Context as _, bail};
use backpack::keys::RecoveryCode;
use backpack::record::entry::Allergy;
use backpack::{Account, ErrorKind, Filter, Options, Person, Unlock};
use backpack_examples::{account, keyring};
use keyring_core::{Entry, Error as KeyringError};

const FOLDER: &str = "backpack-keyring";

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (rehearses, is_lost) =
        (arguments.iter().any(|a| a == "--rehearse"), arguments.iter().any(|a| a == "--lost"));
    if rehearses {
        keyring_core::set_default_store(keyring_core::mock::Store::new()?);
    } else {
        keyring::of_the_system()?;
    }
    // A real app names itself here; the system may ask the person about this name.
    let entry = Entry::new("backpack-example", FOLDER)?;
    if is_lost {
        return recover(&entry, &RecoveryCode::parse(&account::ask("Recovery code: ")?)?).await;
    }
    let made = open_or_make(&entry).await?;
    if let Some(code) = made.filter(|_| rehearses) {
        println!("\nThe next day:");
        open_or_make(&entry).await?;
        println!("\nOn a new machine, with a copy of the folder and the paper:");
        entry.delete_credential()?;
        recover(&entry, &code).await?;
        println!("\nThe day after:");
        open_or_make(&entry).await?;
    }
    Ok(())
}

/// Opens the account with the key from the keyring. The first time it makes both, and returns the recovery code.
async fn open_or_make(entry: &Entry) -> anyhow::Result<Option<RecoveryCode>> {
    let options = Options::new()?;
    let key = match entry.get_secret() {
        Ok(key) => key,
        Err(KeyringError::NoEntry) if !Path::new(FOLDER).exists() => new_key(entry)?,
        Err(KeyringError::NoEntry) => bail!("the key of ./{FOLDER} is not in the keyring: try `-- --lost`"),
        Err(error) => return Err(error).context("the keyring did not give the key; is it locked?"),
    };
    let account = match Account::open(FOLDER, Unlock::host_key(key.clone()), options.clone()).await {
        Err(error) if *error.kind() == ErrorKind::NotAnAccount => {
            let account = Account::create(FOLDER, Unlock::host_key(key), options).await?;
            let backpack = account.add_backpack(Person::new("Ana Ruiz")).await?;
            backpack.add(Allergy::new("penicillin")).await?;
            println!("Made an account in ./{FOLDER}. Its key is in the keyring; no passphrase is needed.");
            let code = account.make_recovery_code().await?;
            show(&code)?;
            account.close().await?;
            return Ok(Some(code));
        }
        opened => opened?,
    };
    println!("Opened ./{FOLDER} with the key from the keyring.");
    tell(&account).await?;
    Ok(None)
}

/// Makes a key, and keeps it before anything is made that only it opens.
fn new_key(entry: &Entry) -> anyhow::Result<Vec<u8>> {
    let mut key = vec![0; 32];
    getrandom::fill(&mut key)?;
    entry.set_secret(&key).context("the keyring did not take the key; is it locked?")?;
    Ok(key)
}

/// Shows the recovery code, and sees to it that it was written down.
fn show(code: &RecoveryCode) -> anyhow::Result<()> {
    println!(
        "Write this down, and keep the paper safe. It is shown once:\n\n    {}\n",
        code.as_text().expose()
    );
    while stdin().is_terminal() && !code.matches_groups(&[(3, &account::ask("The third group, please: ")?)]) {
        println!("That is not what stands there.");
    }
    Ok(())
}

/// Opens the account with the recovery code, and gives it a new key. The lost key and the code open nothing afterwards.
async fn recover(entry: &Entry, code: &RecoveryCode) -> anyhow::Result<()> {
    let unlock = Unlock::recovery_code(code.as_text().expose())?;
    let account = Account::open(FOLDER, unlock, Options::new()?).await?;
    println!("Opened ./{FOLDER} with the recovery code.");
    let key = new_key(entry)?;
    account.add_slot(Unlock::host_key(key.clone()), "").await?;
    let rotated = account.rotate_root(vec![Unlock::host_key(key)]).await?;
    println!("The keyring has a new key. Old keys that open no more: {}.", rotated.dropped.len());
    show(&rotated.recovery_code.context("a new code is made where there was one")?)?;
    tell(&account).await
}

async fn tell(account: &Account) -> anyhow::Result<()> {
    for listed in account.backpacks().await? {
        let records = account.backpack(listed.id).await?.find(&Filter::new()).total;
        println!("Records in the Backpack of {}: {records}.", listed.person.name);
    }
    Ok(account.close().await?)
}
