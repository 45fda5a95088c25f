//! Ways in of which nothing is left to be asked: what a key service had to say was said.

use std::fmt;
use std::sync::Arc;

use backpack_core::{AccountId, Retry, SecretBytes};
use backpack_key_service::{ErrorKind as ServiceError, KeyService, MAX_NAME_BYTES, Wrapped};
use backpack_keys::{Argon2Params, KeyFile, NewSlot, RootKey, SlotId, service_context, service_key};

use crate::{Error, ErrorKind, Unlock};

/// A way in that is to be made.
pub(crate) struct NewWay {
    unlock: Unlock,
    cost: Argon2Params,
    wrapped: Option<NewlyWrapped>,
}

/// A new key and what a key service made of it, which was proved: it unwraps to the same key.
pub(crate) struct NewlyWrapped {
    pub(crate) key: SecretBytes,
    pub(crate) wrapped: Wrapped,
}

/// What was given to open an account with.
pub(crate) struct Given {
    unlock: Arc<Unlock>,
    unwrapped: Vec<Unwrapped>,
}

/// The key of a key service's slot.
pub(crate) struct Unwrapped {
    pub(crate) slot: SlotId,
    key: SecretBytes,
}

impl NewWay {
    /// Makes a way in ready for an account. A key service is asked here, and nothing is asked later.
    pub(crate) async fn prepare(
        unlock: Unlock,
        account: AccountId,
        cost: Argon2Params,
    ) -> Result<Self, Error> {
        let wrong = match &unlock {
            Unlock::Passphrase(passphrase) | Unlock::TwoFactors(passphrase, _)
                if passphrase.expose().is_empty() =>
            {
                "the passphrase is empty"
            }
            Unlock::HostKey(key) | Unlock::TwoFactors(_, key) if key.expose().len() != 32 => {
                "the host key is not 32 bytes"
            }
            Unlock::RecoveryCode(_) => "a recovery code is made by the account, not for it",
            Unlock::KeyService(service) if !(1..=MAX_NAME_BYTES).contains(&service.name().len()) => {
                "the name of the key service has not 1 to 64 bytes"
            }
            Unlock::KeyService(service) => {
                let wrapped = Some(NewlyWrapped::ask(&**service, account).await?);
                return Ok(Self { unlock, cost, wrapped });
            }
            Unlock::Passphrase(_) | Unlock::HostKey(_) | Unlock::TwoFactors(..) => {
                return Ok(Self { unlock, cost, wrapped: None });
            }
        };
        Err(Error::new(ErrorKind::Invalid(wrong.to_owned()), "make slot"))
    }

    /// Returns the slot to be made.
    pub(crate) fn slot(&self) -> Result<NewSlot<'_>, backpack_keys::Error> {
        match (&self.unlock, &self.wrapped) {
            (Unlock::Passphrase(passphrase), _) => Ok(NewSlot::passphrase(passphrase).with_params(self.cost)),
            (Unlock::HostKey(key), _) => Ok(NewSlot::host_key(key)),
            (Unlock::TwoFactors(passphrase, key), _) => {
                Ok(NewSlot::two_factors(passphrase, key).with_params(self.cost))
            }
            (Unlock::KeyService(service), Some(new)) => {
                Ok(NewSlot::key_service(service.name(), &new.key, new.wrapped.as_bytes()))
            }
            (Unlock::KeyService(_) | Unlock::RecoveryCode(_), _) => Err(backpack_keys::Error::NoSuchSlot),
        }
    }
}

impl NewWay {
    /// Returns what opens the way in.
    pub(crate) fn into_unlock(self) -> Arc<Unlock> {
        Arc::new(self.unlock)
    }
}

impl NewlyWrapped {
    /// Makes a key and lets a service wrap it for an account. Nothing may come to depend on it before it was unwrapped once.
    pub(crate) async fn ask(service: &dyn KeyService, account: AccountId) -> Result<Self, Error> {
        let (context, key) = (service_context(account), service_key());
        let wrapped = service.wrap(&context, &key).await?;
        let proved = service.unwrap(&context, &wrapped).await?;
        if proved.expose() != key.expose() {
            let broken = Error::new(ErrorKind::KeyServiceUnavailable, "prove wrapped key");
            return Err(broken.with_retry(Retry::Never));
        }
        Ok(Self { key, wrapped })
    }
}

impl Given {
    /// Asks a key service to unwrap what of this key file it wrapped. Nobody else is asked anything.
    pub(crate) async fn ask(unlock: Arc<Unlock>, file: &KeyFile) -> Result<Self, Error> {
        let unwrapped = match &*unlock {
            Unlock::KeyService(service) => unwrap_all(&**service, file).await?,
            _ => Vec::new(),
        };
        Ok(Self { unlock, unwrapped })
    }

    pub(crate) fn borrowed(&self) -> Vec<backpack_keys::Unlock<'_>> {
        use backpack_keys::Unlock as Keys;
        match &*self.unlock {
            Unlock::Passphrase(passphrase) => vec![Keys::Passphrase(passphrase)],
            Unlock::HostKey(key) => vec![Keys::HostKey(key)],
            Unlock::TwoFactors(passphrase, key) => vec![Keys::TwoFactors(passphrase, key)],
            Unlock::RecoveryCode(code) => vec![Keys::RecoveryCode(code)],
            Unlock::KeyService(_) => self.unwrapped.iter().map(|one| Keys::Unwrapped(&one.key)).collect(),
        }
    }

    /// Returns the root key of a key file. Blocks the thread for each passphrase slot.
    pub(crate) fn root_of(&self, file: &KeyFile) -> Result<RootKey, backpack_keys::Error> {
        let mut refused = backpack_keys::Error::NoSuchSlot;
        for unlock in self.borrowed() {
            match file.unlock(&unlock) {
                Ok(root) => return Ok(root),
                Err(error) => refused = error,
            }
        }
        Err(refused)
    }

    /// Returns the slots whose keys a key service unwrapped, and that service.
    pub(crate) fn of_service(&self) -> Option<(&Arc<dyn KeyService>, &[Unwrapped])> {
        match &*self.unlock {
            Unlock::KeyService(service) => Some((service, &self.unwrapped)),
            _ => None,
        }
    }
}

/// Unwraps every key of a key file that this service wrapped. One whose master key is gone, or that was altered, is passed
/// over as long as another one unwraps.
async fn unwrap_all(service: &dyn KeyService, file: &KeyFile) -> Result<Vec<Unwrapped>, Error> {
    let context = service_context(file.account());
    let mut unwrapped = Vec::new();
    let mut refused = Error::new(ErrorKind::WrongKeyService, "ask key service");
    for one in file.wrapped_keys().into_iter().filter(|one| one.service == service.name()) {
        match service.unwrap(&context, &Wrapped::new(one.wrapped)?).await {
            Ok(key) => unwrapped.push(Unwrapped { slot: one.slot, key }),
            Err(error) if matches!(error.kind(), ServiceError::UnknownKey | ServiceError::Tampered) => {
                refused = error.into();
            }
            Err(error) => return Err(error.into()),
        }
    }
    if unwrapped.is_empty() { Err(refused) } else { Ok(unwrapped) }
}

macro_rules! redacted {
    ($($way:ident)*) => {$(
        impl fmt::Debug for $way {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($way), "([redacted])"))
            }
        }
    )*};
}

redacted!(NewWay NewlyWrapped Given Unwrapped);
