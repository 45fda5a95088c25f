//! Sealing of small values, and the encoding inside them.
//!
//! Every value is postcard behind one byte, its format number. The envelope binds it to space, table, id and purpose.

use backpack_keys::{Aad, BackpackKeys, Purpose};
use backpack_store::Table;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::Error;

/// A sort of value: what it is called in errors, its format, and what it is sealed for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sort {
    pub(crate) what: &'static str,
    pub(crate) table: Table,
    pub(crate) purpose: Purpose,
    pub(crate) format: u8,
}

impl Sort {
    pub(crate) fn seal<T: Serialize>(
        &self,
        keys: &BackpackKeys,
        id: &[u8],
        value: &T,
    ) -> Result<Vec<u8>, Error> {
        let plain = Zeroizing::new(self.encode(value)?);
        Ok(keys.seal(self.purpose, &Aad::new(self.table.0, id), &plain))
    }

    pub(crate) fn open<T>(&self, keys: &BackpackKeys, id: &[u8], sealed: &[u8]) -> Result<T, Error>
    where
        T: for<'de> Deserialize<'de>,
    {
        let opened = keys.open(self.purpose, &Aad::new(self.table.0, id), sealed);
        let plain = Zeroizing::new(opened.map_err(|error| Error::from_keys(&error, self.what))?);
        self.decode(&plain)
    }

    /// The buffer is sized first, so that no copy of a secret is left behind by growing.
    pub(crate) fn encode<T: Serialize>(&self, value: &T) -> Result<Vec<u8>, Error> {
        let too_large = |_| Error::TooLarge(self.what);
        let size = postcard::experimental::serialized_size(value).map_err(too_large)?;
        let mut plain = Vec::with_capacity(size + 1);
        plain.push(self.format);
        postcard::to_extend(value, plain).map_err(too_large)
    }

    pub(crate) fn decode<'de, T: Deserialize<'de>>(&self, plain: &'de [u8]) -> Result<T, Error> {
        match plain.split_first() {
            Some((format, rest)) if *format == self.format => {
                postcard::from_bytes(rest).map_err(|_| Error::Tampered(self.what))
            }
            Some((format, _)) if *format > self.format => {
                Err(Error::NewerFormat(self.what, (*format).into()))
            }
            _ => Err(Error::Tampered(self.what)),
        }
    }
}
