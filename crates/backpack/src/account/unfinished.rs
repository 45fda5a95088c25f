//! Spaces that are being put back or deleted, noted in the account's own space until that is done.

use backpack_core::SpaceId;
use backpack_keep::TABLES;
use backpack_keys::{Aad, BackpackKeys, Purpose};
use backpack_store::{Batch, Scan, Table};
use bytes::Bytes;

use super::Account;
use crate::{Error, ErrorKind};

/// In the account's own space: which spaces are unfinished. A number like those of a Backpack's tables.
const UNFINISHED: Table = Table(21);
/// The format of what stands there.
const FORMAT: u8 = 1;

impl Account {
    pub(super) async fn own_keys(&self) -> Result<BackpackKeys, Error> {
        let keys = self.keys_now().await?;
        Ok(keys.file.backpack_keys(&keys.root, keys.file.own_space())?)
    }

    /// Notes that a space is being put back or deleted, or no longer.
    pub(super) async fn mark(
        &self,
        own: &BackpackKeys,
        space: SpaceId,
        set: Option<SpaceId>,
    ) -> Result<(), Error> {
        let id = own.row_id(UNFINISHED.0, space.as_bytes());
        let key = Bytes::copy_from_slice(&id);
        let batch = Batch::new(own.space());
        let batch = match set {
            Some(space) => {
                let plain = [&[FORMAT], space.as_bytes().as_slice()].concat();
                batch.put(UNFINISHED, key, own.seal(Purpose::Row, &Aad::new(UNFINISHED.0, &id), &plain))
            }
            None => batch.delete(UNFINISHED, key),
        };
        self.0.storage.store.commit(batch).await?;
        Ok(())
    }

    /// Removes what restores and deletions that were broken off left: spaces that were noted, and that have no keys.
    pub(super) async fn remove_left_over(&self, own: &BackpackKeys) -> Result<(), Error> {
        let storage = &self.0.storage;
        let mut scan = Some(Scan::new(own.space(), UNFINISHED));
        let mut noted = Vec::new();
        while let Some(asked) = scan {
            let page = storage.store.scan(&asked).await?;
            for entry in &page.entries {
                let plain = own.open(Purpose::Row, &Aad::new(UNFINISHED.0, &entry.id), &entry.value.bytes)?;
                match plain.split_first() {
                    Some((&FORMAT, rest)) if rest.len() == 16 => {
                        noted.push(SpaceId::from_bytes(rest.try_into().unwrap_or_default()));
                    }
                    Some((format, _)) if *format > FORMAT => {
                        let newer = ErrorKind::NewerFormat((*format).into());
                        return Err(Error::new(newer, "restore backpack"));
                    }
                    _ => return Err(Error::new(ErrorKind::Damaged, "restore backpack")),
                }
            }
            scan = asked.continued(page.next);
        }
        let there = self.spaces().await?;
        for space in noted {
            if !there.contains(&space) {
                backpack_store::clear(&*storage.store, space, TABLES).await?;
                storage.blobs.remove(space).await?;
                storage.anchors.forget(space).await?;
            }
            self.mark(own, space, None).await?;
        }
        Ok(())
    }
}
