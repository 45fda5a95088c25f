//! Sealing the values of the store anew, each where it lies.

use std::sync::Arc;

use backpack_keys::{Aad, BackpackKeys, Purpose};
use backpack_store::{Batch, Condition, ErrorKind, Key, Scan, Table, Version};
use bytes::Bytes;
use zeroize::Zeroizing;

use super::count::epoch_of;
use super::table::purpose_of;
use crate::commit::HeadState;
use crate::keep::{Inner, busy, detached};
use crate::{Error, Keep, TABLES, table};

/// How often the head is sealed anew because another process moved it.
const ATTEMPTS: usize = 64;
/// About how many bytes are written in one batch: other writers wait for no longer than that takes.
const BATCH_BYTES: usize = 256 << 10;
/// Values read at a time: at most 4 MiB.
const PAGE: usize = 64;

/// A value to be sealed anew, on condition that it is still at this version.
struct Old {
    id: Bytes,
    version: Version,
    sealed: Bytes,
}

impl Keep {
    /// Seals every value of an older epoch anew. Returns how many were met.
    pub(super) async fn reseal_values(&self, tell: &mut (impl FnMut(u64) + Send)) -> Result<u64, Error> {
        let mut met = self.reseal_own_head().await?;
        for table in TABLES.iter().copied().filter(|table| ![table::HEAD, table::ENVELOPE].contains(table)) {
            let mut first = Scan::new(self.space(), table);
            first.limit = PAGE;
            let mut scan = Some(first);
            while let Some(asked) = scan {
                let page = self.0.parts.store.scan(&asked).await?;
                let mut old = Vec::new();
                let mut bytes = 0;
                for entry in page.entries {
                    if epoch_of(&entry.value.bytes)? >= self.newest_epoch() {
                        continue;
                    }
                    met += 1;
                    bytes += entry.value.bytes.len() + entry.id.len();
                    old.push(Old { id: entry.id, version: entry.value.version, sealed: entry.value.bytes });
                    if bytes > BATCH_BYTES {
                        tell(self.reseal(table, std::mem::take(&mut old)).await?);
                        bytes = 0;
                    }
                }
                if !old.is_empty() {
                    tell(self.reseal(table, old).await?);
                }
                scan = asked.continued(page.next);
            }
        }
        Ok(met)
    }

    async fn reseal_own_head(&self) -> Result<u64, Error> {
        let inner = self.shared();
        detached(async move {
            let mut head = inner.head.lock().await;
            inner.reseal_head(&mut head).await.map(|()| 0)
        })
        .await
    }

    /// Seals values of one table anew. Returns how many: those that another writer changed are left.
    async fn reseal(&self, table: Table, old: Vec<Old>) -> Result<u64, Error> {
        let inner = self.shared();
        let purpose = purpose_of(table)?;
        detached(async move {
            inner.check_open()?;
            let at_work = Arc::clone(&inner);
            let new = busy(move || {
                let keys = &at_work.parts.keys;
                let anew = |old: Old| {
                    let sealed = seal_anew(keys, table, purpose, &old.id, &old.sealed)?;
                    Ok(Old { sealed, ..old })
                };
                old.into_iter().map(anew).collect::<Result<Vec<_>, Error>>()
            })
            .await?;
            inner.replace(table, new).await
        })
        .await
    }
}

impl Inner {
    async fn replace(&self, table: Table, mut values: Vec<Old>) -> Result<u64, Error> {
        while !values.is_empty() {
            let mut batch = Batch::new(self.parts.space());
            for value in &values {
                batch = batch.require(table, value.id.clone(), Condition::At(value.version));
                batch = batch.put(table, value.id.clone(), value.sealed.clone());
            }
            match self.parts.store.commit(batch).await {
                Ok(_) => return Ok(values.len() as u64),
                // Whoever changed one of them meanwhile sealed it anew by that.
                Err(error) => match error.kind() {
                    ErrorKind::Conflict(keys) => {
                        let before = values.len();
                        values.retain(|value| keys.iter().all(|key| key.id != value.id));
                        if values.len() == before {
                            return Err(Error::Busy);
                        }
                    }
                    _ => return Err(error.into()),
                },
            }
        }
        Ok(0)
    }

    /// Seals the head anew if it is of an older epoch.
    pub(super) async fn reseal_head(self: &Arc<Self>, head: &mut HeadState) -> Result<(), Error> {
        let key = Key::new(self.parts.space(), table::HEAD, Bytes::new());
        for _ in 0..ATTEMPTS {
            self.catch_up(head).await?;
            let Some(value) = self.parts.store.get(&key).await? else { return Err(Error::NoSuchBackpack) };
            if epoch_of(&value.bytes)? >= self.parts.keys.newest_epoch() {
                return Ok(());
            }
            let purpose = purpose_of(table::HEAD)?;
            let sealed = seal_anew(&self.parts.keys, table::HEAD, purpose, &key.id, &value.bytes)?;
            let batch = Batch::new(self.parts.space()).put(table::HEAD, Bytes::new(), sealed).require(
                table::HEAD,
                Bytes::new(),
                Condition::At(value.version),
            );
            match self.parts.store.commit(batch).await {
                Ok(version) => {
                    head.version = Some(version);
                    return Ok(());
                }
                Err(error) if matches!(error.kind(), ErrorKind::Conflict(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(Error::Busy)
    }
}

/// Returns the same content for the same place, sealed under the newest epoch.
fn seal_anew(
    keys: &BackpackKeys,
    table: Table,
    purpose: Purpose,
    id: &[u8],
    sealed: &[u8],
) -> Result<Bytes, Error> {
    let place = Aad::new(table.0, id);
    let opened = keys.open(purpose, &place, sealed);
    let plain = Zeroizing::new(opened.map_err(|error| Error::from_keys(&error, "value"))?);
    Ok(Bytes::from(keys.seal(purpose, &place, &plain)))
}
