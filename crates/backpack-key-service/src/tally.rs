//! How many wrapped keys there are under each master key, as the host counted them.

use std::collections::BTreeMap;

use crate::master::Head;
use crate::{Error, ErrorKind, Wrapped};

/// A count of what is wrapped under which master key: what [`FolderKeyService::retire`](crate::FolderKeyService::retire)
/// wants to see before it destroys one.
///
/// Only the host knows every key file. It begins a tally after the new master key was made and everything was wrapped anew,
/// adds the wrapped key of every account, and hands it in.
#[derive(Clone, Debug)]
pub struct Tally {
    service: [u8; 16],
    /// The newest master key when the count began.
    newest: u32,
    counted: BTreeMap<u32, u64>,
}

impl Tally {
    pub(crate) const fn new(service: [u8; 16], newest: u32) -> Self {
        Self { service, newest, counted: BTreeMap::new() }
    }

    /// Counts a wrapped key. It is not unwrapped.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::UnknownKey`] if another service wrapped it; [`ErrorKind::Tampered`] and [`ErrorKind::NewerFormat`] if it
    /// cannot be read. A count without it would be wrong, so find out why.
    pub fn add(&mut self, wrapped: &Wrapped) -> Result<(), Error> {
        let head = Head::read(wrapped.as_bytes())?;
        if head.service != self.service {
            return Err(Error::new(ErrorKind::UnknownKey, "count wrapped key"));
        }
        let count = self.counted.entry(head.version).or_default();
        *count = count.saturating_add(1);
        Ok(())
    }

    /// Returns how many are wrapped under this version of the master key.
    #[must_use]
    pub fn under(&self, version: u32) -> u64 {
        self.counted.get(&version).copied().unwrap_or(0)
    }

    /// Says why a master key may not be destroyed by this count, if it may not.
    pub(crate) fn allows(&self, service: [u8; 16], version: u32) -> Result<(), ErrorKind> {
        if service != self.service {
            return Err(ErrorKind::Invalid("the count is of another key service"));
        }
        // While it was still the newest, keys may have been wrapped under it behind the count's back.
        if version >= self.newest {
            return Err(ErrorKind::Invalid("the count began before there was a newer master key"));
        }
        if self.counted.is_empty() {
            return Err(ErrorKind::Invalid("nothing was counted"));
        }
        match self.under(version) {
            0 => Ok(()),
            still => Err(ErrorKind::StillWrapped(still)),
        }
    }
}
