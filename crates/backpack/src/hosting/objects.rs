//! Key files and anchors of hosted accounts in object storage, apart from the database.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use backpack_core::AccountId;
use backpack_objects::object_store::path::Path;
use backpack_objects::object_store::{Error as ObjectError, ObjectStore, ObjectStoreExt as _};
use backpack_objects::{ObjectAnchors, ObjectKeyFile};
use backpack_store::{Error, ErrorKind, KeyFileStore};
use bytes::Bytes;
use futures_util::{StreamExt as _, TryStreamExt as _};

use super::{AccountPage, KeyFiles, Places};

const PAGE: usize = 1000;

impl Places {
    /// Puts the anchors into object storage, so that a database that was set back shows: each account says so at opening.
    /// It needs a storage that replaces an object on condition, which a local folder is not.
    #[must_use]
    pub fn with_anchors_in(mut self, store: Arc<dyn ObjectStore>, prefix: impl Into<Path>) -> Self {
        self.anchors = Arc::new(ObjectAnchors::new(store, prefix));
        self
    }

    /// Puts the key files into object storage, so that whoever has a copy of the database alone has no key file either. The
    /// bucket must keep no old versions: a key that was destroyed would still be there. It needs a storage that replaces an
    /// object on condition, and that lists in order, as S3, Google Cloud Storage and Azure do.
    #[must_use]
    pub fn with_key_files_in(mut self, store: Arc<dyn ObjectStore>, prefix: impl Into<Path>) -> Self {
        let folder = prefix.into().join("key-files");
        self.key_files = Arc::new(ObjectKeyFiles { store, folder });
        self
    }
}

/// One object for each account, named by its id.
struct ObjectKeyFiles {
    store: Arc<dyn ObjectStore>,
    folder: Path,
}

impl ObjectKeyFiles {
    fn path(&self, account: AccountId) -> Path {
        self.folder.clone().join(account.to_string())
    }
}

#[async_trait]
impl KeyFiles for ObjectKeyFiles {
    fn of(&self, account: AccountId) -> Arc<dyn KeyFileStore> {
        Arc::new(ObjectKeyFile::new(Arc::clone(&self.store), self.path(account)))
    }

    async fn list(&self, after: Option<AccountId>) -> Result<AccountPage, Error> {
        let listed = match after {
            Some(after) => self.store.list_with_offset(Some(&self.folder), &self.path(after)),
            None => self.store.list(Some(&self.folder)),
        };
        let ids = listed.try_filter_map(|found| async move {
            // What has another name is none of ours.
            Ok(found.location.filename().and_then(|name| name.parse::<AccountId>().ok()))
        });
        let ids: Vec<AccountId> =
            ids.take(PAGE).try_collect().await.map_err(|error| told(&error, "list accounts"))?;
        let next = ids.last().copied().filter(|_| ids.len() == PAGE);
        Ok(AccountPage::new(ids, next))
    }

    /// No storage deletes on condition: what is there is compared first. Only placeholders are removed, which nobody replaces.
    async fn remove(&self, account: AccountId, bytes: &Bytes) -> Result<(), Error> {
        const OPERATION: &str = "remove key file";
        match self.of(account).load().await? {
            None => Ok(()),
            Some(there) if there != *bytes => Err(Error::new(ErrorKind::Conflict(Vec::new()), OPERATION)),
            Some(_) => match self.store.delete(&self.path(account)).await {
                Ok(()) | Err(ObjectError::NotFound { .. }) => Ok(()),
                Err(error) => Err(told(&error, OPERATION)),
            },
        }
    }
}

/// Says whether it may pass. A storage's own words may name addresses and are left out.
fn told(error: &ObjectError, operation: &'static str) -> Error {
    let kind = match error {
        ObjectError::Generic { .. } => ErrorKind::Unavailable,
        _ => ErrorKind::Io,
    };
    Error::new(kind, operation)
}

/// Names no storage: its own `Debug` may show credentials.
impl fmt::Debug for ObjectKeyFiles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ObjectKeyFiles").field("folder", &self.folder).finish_non_exhaustive()
    }
}
