//! Which accounts there are.

use backpack_core::AccountId;
use backpack_store::Error;
use tokio_postgres::types::Type;

use crate::connection::Connections;
use crate::errors::{from_postgres, io};
use crate::scope::Scope;

/// The most accounts of a page.
const PAGE_ACCOUNTS: i64 = 1000;

/// One page of accounts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct AccountPage {
    /// The accounts that have a key file, ascending.
    pub accounts: Vec<AccountId>,
    /// After which account the next page begins; `None` if this is the last.
    pub next: Option<AccountId>,
}

pub(crate) async fn page(connections: &Connections, after: Option<AccountId>) -> Result<AccountPage, Error> {
    let after = after.map_or_else(Vec::new, |after| after.as_bytes().to_vec());
    let parameters = [(&after as _, Type::BYTEA), (&PAGE_ACCOUNTS as _, Type::INT8)];
    let rows =
        connections.read("list accounts", Scope::Accounts, &connections.sql.accounts, &parameters).await?;
    let mut accounts = Vec::with_capacity(rows.len());
    for row in &rows {
        let id: Vec<u8> = row.try_get(0).map_err(|error| from_postgres(&error, "list accounts"))?;
        let id = id.try_into().map_err(|_| io("list accounts", "an id has another length"))?;
        accounts.push(AccountId::from_bytes(id));
    }
    let is_last = i64::try_from(accounts.len()).is_ok_and(|count| count < PAGE_ACCOUNTS);
    let next = if is_last { None } else { accounts.last().copied() };
    Ok(AccountPage { accounts, next })
}
