//! The limits every store keeps, checked in one place.

use bytes::Bytes;

use crate::{Batch, Error, ErrorKind, Key, LeaseName, MAX_BATCH_BYTES, MAX_ID_BYTES, MAX_VALUE_BYTES};

impl Batch {
    /// Checks the batch against the limits of the contract, for stores to call before anything else.
    ///
    /// # Errors
    ///
    /// [`TooLarge`](ErrorKind::TooLarge) if an id is over [`MAX_ID_BYTES`], a value over [`MAX_VALUE_BYTES`],
    /// or the whole over [`MAX_BATCH_BYTES`].
    pub fn check_limits(&self) -> Result<(), Error> {
        let put_ids = self.puts.iter().map(|put| &put.id);
        let delete_ids = self.deletes.iter().map(|(_, id)| id);
        let condition_ids = self.preconditions.iter().map(|precondition| &precondition.id);
        let ids_fit = put_ids.chain(delete_ids).chain(condition_ids).all(fits);
        let values_fit = self.puts.iter().all(|put| put.value.len() <= MAX_VALUE_BYTES);
        if ids_fit && values_fit && self.bytes() <= MAX_BATCH_BYTES {
            Ok(())
        } else {
            Err(too_large("commit"))
        }
    }
}

impl Key {
    /// Checks the length of the id, for stores to call before a read.
    ///
    /// # Errors
    ///
    /// [`TooLarge`](ErrorKind::TooLarge) if the id is over [`MAX_ID_BYTES`].
    pub fn check_limits(&self) -> Result<(), Error> {
        if fits(&self.id) { Ok(()) } else { Err(too_large("get")) }
    }
}

impl LeaseName {
    /// Checks the length of the name, for stores to call before anything else.
    ///
    /// # Errors
    ///
    /// [`TooLarge`](ErrorKind::TooLarge) if the name is over [`MAX_ID_BYTES`].
    pub fn check_limits(&self) -> Result<(), Error> {
        if fits(&self.name) { Ok(()) } else { Err(too_large("lease")) }
    }
}

fn fits(id: &Bytes) -> bool {
    id.len() <= MAX_ID_BYTES
}

fn too_large(operation: &'static str) -> Error {
    Error::new(ErrorKind::TooLarge, operation)
}
