//! Leases: one sync of a connection at a time, over all processes.

use std::time::Duration;

use backpack_store::{Fence, LeaseName};
use bytes::Bytes;

use crate::{Error, Keep, table};

impl Keep {
    /// Takes the lease `name`, or extends it if `held` is its current fence; it ends by itself after `ttl`.
    ///
    /// The name never stands readable on disk.
    ///
    /// # Errors
    ///
    /// The store's errors: `Held` with the time that remains if another holder has it, `Fenced` if `held` was lost.
    pub async fn lease(&self, name: &str, ttl: Duration, held: Option<&Fence>) -> Result<Fence, Error> {
        self.may_write()?;
        self.0.check_open()?;
        let id = self.0.parts.keys.row_id(table::LEASE.0, name.as_bytes());
        let name = LeaseName::new(self.space(), Bytes::copy_from_slice(&id));
        Ok(self.0.parts.store.lease(&name, ttl, held).await?)
    }

    /// Gives a lease back. A stale one is no error.
    ///
    /// # Errors
    ///
    /// The store's errors.
    pub async fn release(&self, fence: &Fence) -> Result<(), Error> {
        self.may_write()?;
        Ok(self.0.parts.store.release(fence).await?)
    }
}
