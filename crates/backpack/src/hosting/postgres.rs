//! Hosted accounts on PostgreSQL.

use std::sync::Arc;

use async_trait::async_trait;
use backpack_core::AccountId;
use backpack_files::BlobSpaces;
use backpack_postgres::Postgres;
use backpack_store::{Error, KeyFileStore};
use bytes::Bytes;

use super::{AccountPage, KeyFiles, Places};

impl Places {
    /// Returns places in a database, with the files elsewhere. Key files and anchors lie in the database too: whoever can
    /// set all of it back to an earlier state sets back the anchors with it, so that this does not show. Where that matters,
    /// put the anchors into the object storage: `Places::with_anchors_in`.
    #[must_use]
    pub fn on_postgres(postgres: &Postgres, blobs: Arc<dyn BlobSpaces>) -> Self {
        let (store, anchors) = (Arc::new(postgres.store()), Arc::new(postgres.anchors()));
        Self::new(store, blobs, anchors, Arc::new(PostgresKeyFiles(postgres.clone())))
    }
}

/// The key files in a database.
#[derive(Debug)]
struct PostgresKeyFiles(Postgres);

#[async_trait]
impl KeyFiles for PostgresKeyFiles {
    fn of(&self, account: AccountId) -> Arc<dyn KeyFileStore> {
        Arc::new(self.0.key_file(account))
    }

    async fn list(&self, after: Option<AccountId>) -> Result<AccountPage, Error> {
        let page = self.0.accounts(after).await?;
        Ok(AccountPage::new(page.accounts, page.next))
    }

    async fn remove(&self, account: AccountId, bytes: &Bytes) -> Result<(), Error> {
        self.0.key_file(account).remove(bytes).await
    }
}
