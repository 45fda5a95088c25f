//! A relative with an account, and what of access is shown.

use std::sync::Arc;

use backpack::core::{AccountId, Clock};
use backpack::hosting::Places;
use backpack::role::{Operation, Role};
use backpack::sharing::AccountCard;
use backpack::{Account, Backpack, Error, Options, Unlock};

/// Somebody with an account and a card.
#[derive(Debug)]
#[non_exhaustive]
pub struct Relative {
    /// The account.
    pub account: Account,
    /// Its card.
    pub card: AccountCard,
}

impl Relative {
    /// Makes an account on a store that several share.
    pub async fn new(name: &str, places: &Places, clock: &Arc<dyn Clock>) -> anyhow::Result<Self> {
        // Each account has a key file of its own; the store is one.
        let storage = places.storage(AccountId::random());
        let options = Options::new()?.with_clock(Arc::clone(clock));
        let account = Account::create_on(storage, Unlock::host_key(vec![7; 32]), options).await?;
        let card = account.card(name).await?;
        Ok(Self { account, card })
    }
}

/// Prints which role allows what.
pub fn print_roles() {
    let names: String = Role::ALL.iter().map(|role| format!("{:<13}", role.name())).collect();
    println!("  {:<22}{}", "", names.trim_end());
    for operation in Operation::ALL {
        let marks = Role::ALL.iter().map(|role| if role.allows(*operation) { "yes" } else { "-" });
        let marks: String = marks.map(|mark| format!("{mark:<13}")).collect();
        println!("  {:<22}{}", operation.name(), marks.trim_end());
    }
}

/// Prints who has access.
pub async fn print_members(backpack: &Backpack) -> anyhow::Result<()> {
    for member in backpack.members().await? {
        let about = if member.is_subject { ", whom it is about" } else { "" };
        println!("  {:<6}{}{about}", member.card.name, member.role.name());
    }
    Ok(())
}

/// Says how a try ended.
pub fn told<T>(tried: Result<T, Error>) -> String {
    tried.map_or_else(|error| error.kind().to_string(), |_| "done".to_owned())
}
