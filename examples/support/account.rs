//! Opening an account, or making one where there is none.

use std::env;
use std::io::{self, IsTerminal as _};
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use backpack::core::SecretText;
use backpack::{Account, ErrorKind, Options, Storage, Unlock};

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

/// Makes an account in memory, for an example that keeps nothing.
pub async fn in_memory() -> anyhow::Result<Account> {
    let options = Options::new()?;
    let storage = Storage::in_memory(Arc::clone(&options.clock));
    Ok(Account::create_on(storage, Unlock::passphrase("only an example"), options).await?)
}
