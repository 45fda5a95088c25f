//! Reading and writing rows.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use backpack_store::{Key, Scan, Value, Version};
use bytes::Bytes;

use crate::keep::{Inner, detached};
use crate::row_batch::open_row;
use crate::{Error, Keep, Person, Row, RowBatch};

/// How often rows are read again because another process wrote them in between.
const ATTEMPTS: usize = 64;

impl Keep {
    /// Returns the row of this name, with its version for [`RowBatch::require_at`]: the commit group that wrote it.
    ///
    /// # Errors
    ///
    /// [`Error::Tampered`], also if the row was set back to an earlier state or removed outside; [`Error::Busy`] if another
    /// process writes all the time; the store's errors.
    pub async fn row<R: Row>(&self, name: &[u8]) -> Result<Option<(R, Version)>, Error> {
        self.may_read::<R>()?;
        let inner = Arc::clone(&self.0);
        inner.check_open()?;
        let id = inner.parts.keys.row_id(R::TABLE.0, name);
        let found = inner.read_row::<R>(&id).await?;
        if inner.agrees(&id, &found) {
            return Ok(found.map(|found| (found.row, Version(found.sequence))));
        }
        // It was written in between, or outside. Which of the two shows while nobody here writes.
        detached(async move {
            let mut head = inner.head.lock().await;
            inner.catch_up(&mut head).await?;
            for _ in 0..ATTEMPTS {
                let found = inner.read_row::<R>(&id).await?;
                if inner.agrees(&id, &found) {
                    return Ok(found.map(|found| (found.row, Version(found.sequence))));
                }
                if !inner.catch_up(&mut head).await? {
                    return Err(Error::Tampered(R::WHAT));
                }
            }
            Err(Error::Busy)
        })
        .await
    }

    /// Returns every row of a type, in no order that means anything.
    ///
    /// # Errors
    ///
    /// As [`Keep::row`].
    pub async fn rows<R: Row>(&self) -> Result<Vec<R>, Error> {
        Ok(self.rows_with_versions().await?.into_iter().map(|(row, _)| row).collect())
    }

    /// Returns every row of a type with its version, as [`Keep::row`] does, in no order that means anything.
    ///
    /// # Errors
    ///
    /// As [`Keep::row`].
    pub async fn rows_with_versions<R: Row>(&self) -> Result<Vec<(R, Version)>, Error> {
        self.may_read::<R>()?;
        let versioned = |found: HashMap<_, Found<R>>| {
            found.into_values().map(|found| (found.row, Version(found.sequence))).collect()
        };
        let inner = Arc::clone(&self.0);
        inner.check_open()?;
        let mut found = inner.scan_rows::<R>().await?;
        if inner.unlike(&found).is_empty() {
            return Ok(versioned(found));
        }
        // Some were written in between, or outside. Only those are read again, while nobody here writes.
        detached(async move {
            let mut head = inner.head.lock().await;
            inner.catch_up(&mut head).await?;
            let mut unlike = inner.unlike(&found);
            for _ in 0..ATTEMPTS {
                for id in unlike {
                    match inner.read_row(&id).await? {
                        Some(row) => drop(found.insert(id, row)),
                        None => drop(found.remove(&id)),
                    }
                }
                unlike = inner.unlike(&found);
                if unlike.is_empty() {
                    return Ok(versioned(found));
                }
                if !inner.catch_up(&mut head).await? {
                    return Err(Error::Tampered(R::WHAT));
                }
                unlike = inner.unlike(&found);
            }
            Err(Error::Busy)
        })
        .await
    }

    fn may_read<R: Row>(&self) -> Result<(), Error> {
        if R::GUARDED { self.may_write() } else { Ok(()) }
    }

    /// Writes rows: all or none, and only if every condition holds. Returns the version they got.
    ///
    /// # Errors
    ///
    /// [`Error::Conflict`] if a condition did not hold; [`Error::TooLarge`]; the store's errors.
    pub async fn write(&self, batch: RowBatch) -> Result<Version, Error> {
        self.may_write()?;
        let write = Arc::new(Mutex::new(batch.into_write(&self.0.parts.keys)?));
        let inner = Arc::clone(&self.0);
        detached(async move { inner.commit(&write).await?.ok_or(Error::Busy) }).await
    }

    /// Returns the person the Backpack is about.
    ///
    /// # Errors
    ///
    /// As [`Keep::row`].
    pub async fn person(&self) -> Result<Person, Error> {
        self.row(&[]).await?.map(|(person, _)| person).ok_or(Error::Tampered(Person::WHAT))
    }
}

/// A row as it lies in the store.
pub(crate) struct Found<R> {
    pub(crate) row: R,
    /// The commit group that wrote it.
    pub(crate) sequence: u64,
}

impl Inner {
    pub(crate) async fn read_row<R: Row>(&self, id: &[u8; 16]) -> Result<Option<Found<R>>, Error> {
        // Between the reading and the opening a rotation may have ended: what is there then is sealed anew.
        self.with_keys(|| async {
            let key = Key::new(self.parts.space(), R::TABLE, Bytes::copy_from_slice(id));
            let value = self.parts.store.get(&key).await?;
            value.map(|value| self.open_row(id, &value)).transpose()
        })
        .await
    }

    pub(crate) async fn scan_rows<R: Row>(&self) -> Result<HashMap<[u8; 16], Found<R>>, Error> {
        self.with_keys(|| self.scan_rows_once()).await
    }

    async fn scan_rows_once<R: Row>(&self) -> Result<HashMap<[u8; 16], Found<R>>, Error> {
        let mut rows = HashMap::new();
        let mut scan = Some(Scan::new(self.parts.space(), R::TABLE));
        while let Some(asked) = scan {
            let page = self.parts.store.scan(&asked).await?;
            for entry in &page.entries {
                let id = *entry.id.first_chunk().ok_or(Error::Tampered(R::WHAT))?;
                rows.insert(id, self.open_row(&id, &entry.value)?);
            }
            scan = asked.continued(page.next);
        }
        Ok(rows)
    }

    fn open_row<R: Row>(&self, id: &[u8; 16], value: &Value) -> Result<Found<R>, Error> {
        let (sequence, row) = open_row(&self.parts.keys, id, &value.bytes)?;
        Ok(Found { row, sequence })
    }

    /// Says whether a row, or its absence, is what the catalog knows. It must have been read before the catalog is asked.
    fn agrees<R: Row>(&self, id: &[u8; 16], found: &Option<Found<R>>) -> bool {
        let written = found.as_ref().map(|found| found.sequence);
        self.read_catalog().row_sequence(R::TABLE.0, id) == written
    }

    /// Returns the ids of which the catalog knows something else.
    pub(crate) fn unlike<R: Row>(&self, found: &HashMap<[u8; 16], Found<R>>) -> Vec<[u8; 16]> {
        let written = found.iter().map(|(id, found)| (*id, found.sequence)).collect();
        self.read_catalog().rows_unlike(R::TABLE.0, written)
    }
}
