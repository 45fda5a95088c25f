//! Key services as ways into an account: opening again, and wrapping anew.

use std::sync::Arc;

use async_trait::async_trait;
use backpack_core::Retry;
use backpack_keep::{Act, Error as KeepError};
use backpack_key_service::{ErrorKind as ServiceError, KeyService, Wrapped};
use backpack_keys::{KeyFile, RootKey, SlotId, service_context};

use super::Account;
use super::keys::WayIn;
use crate::unlock::way::{Given, NewlyWrapped};
use crate::{Error, ErrorKind, Unlock};

impl Account {
    /// Lets a key service wrap anew what an older master key of its wrapped, and returns the ways in that it was done for:
    /// none if all is current. Call it when the account is opened, or over all accounts after a new master key was made; once
    /// every account was, the old master key may be destroyed.
    ///
    /// The slot gets a new key, so that whoever had the old master key and an older copy of the key file has nothing of the
    /// new one. The service need not have the old master key any more. Nothing else is sealed anew, and Backpacks stay open.
    ///
    /// Cancel-safe: each way in is under the old master key or the new one, and opens. Whoever is unsure calls it again.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::WrongKeyService`] if no way in is this service's; [`ErrorKind::KeyServiceUnavailable`],
    /// [`ErrorKind::KeyServiceDenied`]; [`ErrorKind::Full`], [`ErrorKind::Io`]. The ways in are then as they were.
    pub async fn rewrap(&self, service: &Arc<dyn KeyService>) -> Result<Vec<SlotId>, Error> {
        let file = self.keys_now().await?.file.clone();
        let mut anew = Vec::new();
        let mut is_there = false;
        for one in file.wrapped_keys().into_iter().filter(|one| one.service == service.name()) {
            is_there = true;
            if !is_current(&**service, &file, &Wrapped::new(one.wrapped)?).await? {
                let new = NewlyWrapped::ask(&**service, file.account()).await?;
                anew.push((one.slot, one.wrapped.to_vec(), new));
            }
        }
        if !is_there {
            return Err(Error::new(ErrorKind::WrongKeyService, "wrap key anew"));
        }
        let rewrapped = self.change_keys("wrap key anew", move |keys| {
            let mut done = Vec::new();
            for (slot, before, new) in &anew {
                // Another process may have done it, or taken the slot away.
                let stands =
                    keys.file.wrapped_keys().iter().any(|one| one.slot == *slot && one.wrapped == before);
                if stands {
                    keys.file.rewrap_slot(&keys.root, *slot, &new.key, new.wrapped.as_bytes())?;
                    done.push(*slot);
                }
            }
            Ok(done)
        });
        let rewrapped = rewrapped.await?;
        for slot in &rewrapped {
            self.tell(Act::Rewrapped(slot.number())).await;
        }
        Ok(rewrapped)
    }
}

/// Says whether the newest master key wrapped it. One that is gone is not the newest.
async fn is_current(service: &dyn KeyService, file: &KeyFile, wrapped: &Wrapped) -> Result<bool, Error> {
    match service.is_current(&service_context(file.account()), wrapped).await {
        Err(error) if *error.kind() == ServiceError::UnknownKey => Ok(false),
        answer => Ok(answer?),
    }
}

/// A key service opens an account again without anybody's help.
#[derive(Debug)]
pub(super) struct ServiceWayIn(Arc<Unlock>);

impl ServiceWayIn {
    /// Returns what opened an account as what opens it again, if it is a key service.
    pub(super) fn of(unlock: &Arc<Unlock>) -> Option<Arc<dyn WayIn>> {
        matches!(**unlock, Unlock::KeyService(_))
            .then(|| Arc::new(Self(Arc::clone(unlock))) as Arc<dyn WayIn>)
    }
}

#[async_trait]
impl WayIn for ServiceWayIn {
    async fn root_of(&self, file: &KeyFile) -> Result<RootKey, KeepError> {
        let given = Given::ask(Arc::clone(&self.0), file).await.map_err(|error| match error.retry() {
            // Whoever reads meanwhile is told that it passes.
            Retry::Soon | Retry::After(_) => {
                let store = backpack_store::ErrorKind::Unavailable;
                KeepError::Store(backpack_store::Error::new(store, "ask key service").with_source(error))
            }
            _ => KeepError::OtherRoot,
        })?;
        // It holds no passphrase, so nothing is stretched.
        given.root_of(file).map_err(|_| KeepError::OtherRoot)
    }
}
