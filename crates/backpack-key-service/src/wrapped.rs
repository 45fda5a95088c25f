//! A key as a service wrapped it.

use std::fmt;

use crate::{Error, ErrorKind};

/// The longest wrapped key, in bytes. It has at least one.
pub const MAX_WRAPPED_BYTES: usize = 4096;

/// A key as a key service wrapped it: ciphertext, and whatever the service wants to know again. No secret.
///
/// What is in it is the service's own affair; everybody else stores it and hands it back.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Wrapped(Vec<u8>);

impl Wrapped {
    /// Takes what a service made of a key, 1 to 4096 bytes.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`] if it is empty or longer.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Result<Self, Error> {
        let bytes = bytes.into();
        match bytes.len() {
            1..=MAX_WRAPPED_BYTES => Ok(Self(bytes)),
            _ => {
                let kind = ErrorKind::Invalid("a wrapped key has 1 to 4096 bytes");
                Err(Error::new(kind, "take wrapped key"))
            }
        }
    }

    /// Returns the bytes, for storing them.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Wrapped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Wrapped({} bytes)", self.0.len())
    }
}
