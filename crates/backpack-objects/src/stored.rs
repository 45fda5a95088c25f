//! A small object, and which version of it was read: what replacing it on condition begins with.

use bytes::Bytes;
use object_store::UpdateVersion;
use object_store::path::Path;

use crate::attempt::Place;
use crate::reader::Reader;
use crate::trouble::{Cause, Trouble};

pub(crate) struct Stored {
    pub(crate) bytes: Bytes,
    pub(crate) version: UpdateVersion,
}

impl Place {
    /// Reads a whole object of up to `longest` bytes, or nothing if there is none.
    pub(crate) async fn stored(&self, path: &Path, longest: u64) -> Result<Option<Stored>, Trouble> {
        for failures in 1..=self.patience.tries {
            match self.stored_once(path, longest).await {
                Ok(stored) => return Ok(Some(stored)),
                Err(Trouble::Missing) => return Ok(None),
                // Between two reads of one object somebody replaced it.
                Err(Trouble::Changed) => self.patience.rest(failures).await,
                Err(trouble) => return Err(trouble),
            }
        }
        Err(Trouble::Passing(Cause::Outrun))
    }

    async fn stored_once(&self, path: &Path, longest: u64) -> Result<Stored, Trouble> {
        let mut reader = Reader::new(self.clone(), path.clone(), None);
        let meta = reader.meta().await?.clone();
        let length = usize::try_from(meta.size).ok().filter(|_| meta.size <= longest);
        let bytes = reader.read_exact(length.ok_or(Trouble::TooLarge)?).await?.into();
        Ok(Stored { bytes, version: UpdateVersion { e_tag: meta.e_tag, version: meta.version } })
    }
}
