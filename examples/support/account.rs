//! Opening an account, or making one where there is none.

use std::env;
use std::io::{self, IsTerminal as _};
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use backpack::core::{ConnectionId, SecretText};
use backpack::keep::Sex;
use backpack::record::PersonHint;
use backpack::{Account, Backpack, ErrorKind, Options, Person, Storage, Unlock};

/// The variable that may hold the passphrase. Libraries never read the environment; examples may.
pub const PASSPHRASE: &str = "BACKPACK_PASSPHRASE";

/// Returns the passphrase from the environment, or asks for it.
pub fn passphrase() -> anyhow::Result<SecretText> {
    match env::var(PASSPHRASE) {
        Ok(passphrase) => Ok(passphrase.into()),
        Err(_) if io::stdin().is_terminal() => {
            Ok(rpassword::prompt_password("Passphrase: ").context("no passphrase was typed")?.into())
        }
        Err(_) => bail!("set {PASSPHRASE}: there is no terminal to ask for the passphrase"),
    }
}

/// Asks for a line on the terminal.
pub fn ask(question: &str) -> anyhow::Result<String> {
    rpassword::prompt_password(question).context("nothing was typed")
}

/// Opens the account in `folder`, or makes one there if there is none.
pub async fn open_or_create(
    folder: &Path,
    passphrase: &SecretText,
    options: Options,
) -> anyhow::Result<Account> {
    let unlock = || Unlock::passphrase(passphrase.expose());
    match Account::open(folder, unlock(), options.clone()).await {
        Err(error) if *error.kind() == ErrorKind::NotAnAccount => Account::create(folder, unlock(), options)
            .await
            .context("the folder is not empty, and holds no account"),
        opened => Ok(opened?),
    }
}

/// Names a Backpack that has no name yet after its connection's patient, so that another patient's sign-in is noticed.
pub async fn name_after_patient(backpack: &Backpack, connection: ConnectionId) -> anyhow::Result<()> {
    let patient = backpack.keep().catalog(|catalog| {
        let mut records = catalog.records_of(connection);
        records.find(|record| &*record.header().resource_type == "Patient").map(|record| record.id())
    });
    let Some(patient) = patient else { return Ok(()) };
    if backpack.person().await? != Person::unnamed() {
        return Ok(());
    }
    let body = backpack.body(patient).await?;
    let hint = PersonHint::read(&body)?;
    let mut person = Person::unnamed();
    person.name = hint.names.iter().find_map(|name| name.text.as_deref()).unwrap_or_default().to_owned();
    person.birth_date = hint.birth_date.map(|date| date.as_str().to_owned());
    person.sex = match hint.gender.as_deref() {
        Some("female") => Some(Sex::Female),
        Some("male") => Some(Sex::Male),
        _ => None,
    };
    Ok(backpack.set_person(person).await?)
}

/// Makes an account in memory, for an example that keeps nothing.
pub async fn in_memory() -> anyhow::Result<Account> {
    let options = Options::new()?;
    let storage = Storage::in_memory(Arc::clone(&options.clock));
    Ok(Account::create_on(storage, Unlock::passphrase("only an example"), options).await?)
}
