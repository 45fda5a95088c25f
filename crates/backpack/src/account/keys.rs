//! The key file and the root key while the account is open: changed in memory once the change is durable.

use std::sync::Arc;

use backpack_keys::{KeyFile, RootKey};
use bytes::Bytes;

use super::{Account, blocking};
use crate::{Error, ErrorKind};

/// The key file as it is stored, and the root key that opens what it holds.
#[derive(Clone)]
pub(super) struct Keys {
    pub(super) file: KeyFile,
    pub(super) root: Arc<RootKey>,
    /// The key file as it was last read or written, byte for byte: only that may be replaced.
    pub(super) stored: Bytes,
}

impl Account {
    /// Changes the keys, and stores the key file if it changed. One change at a time.
    ///
    /// It runs to its end even if nobody waits for it: a key file in memory that lags behind the one that is stored would
    /// bring back, with the next change, what was taken away.
    pub(super) async fn change_keys<T: Send + 'static>(
        &self,
        operation: &'static str,
        change: impl FnOnce(&mut Keys) -> Result<T, backpack_keys::Error> + Send + 'static,
    ) -> Result<T, Error> {
        let account = self.clone();
        let work = tokio::spawn(async move {
            let mut keys = account.0.keys.lock().await;
            let before = keys.clone();
            let changed = blocking(operation, move || {
                let mut changed = before;
                let answer = change(&mut changed)?;
                Ok::<_, backpack_keys::Error>((changed, answer))
            });
            let (changed, answer) = changed.await??;
            if changed.file != keys.file {
                account.store_keys(&mut keys, changed).await?;
            }
            Ok(answer)
        });
        work.await.map_err(|source| Error::new(ErrorKind::Closed, operation).with_source(source))?
    }

    async fn store_keys(&self, keys: &mut Keys, mut changed: Keys) -> Result<(), Error> {
        let bytes = Bytes::from(changed.file.to_bytes());
        changed.stored = bytes.clone();
        let place = &self.0.storage.key_file;
        let Err(error) = place.replace(Some(&keys.stored), bytes.clone()).await else {
            *keys = changed;
            return Ok(());
        };
        // It may be there all the same: what is stored counts.
        if place.load().await.is_ok_and(|stored| stored == Some(bytes)) {
            *keys = changed;
        }
        Err(error.into())
    }
}
