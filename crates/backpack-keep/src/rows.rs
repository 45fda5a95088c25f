//! Reading and writing rows.

use std::sync::{Arc, Mutex};

use backpack_store::{Key, Scan, Version};
use bytes::Bytes;

use crate::keep::detached;
use crate::row_batch::open_row;
use crate::{Error, Keep, Person, Row, RowBatch};

/// How often a row is read again because it was written in between.
const ATTEMPTS: usize = 8;

impl Keep {
    /// Returns the row of this name, with its version for [`RowBatch::require_at`].
    ///
    /// # Errors
    ///
    /// [`Error::Tampered`], also if the row was set back to an earlier state or removed outside; the store's errors.
    pub async fn row<R: Row>(&self, name: &[u8]) -> Result<Option<(R, Version)>, Error> {
        let inner = &self.0;
        inner.check_open()?;
        let id = inner.parts.keys.row_id(R::TABLE.0, name);
        let key = Key::new(self.space(), R::TABLE, Bytes::copy_from_slice(&id));
        for _ in 0..ATTEMPTS {
            let value = inner.parts.store.get(&key).await?;
            let row = match &value {
                Some(value) => Some((open_row::<R>(&inner.parts.keys, &id, &value.bytes)?, value.version)),
                None => None,
            };
            let written = row.as_ref().map(|((sequence, _), _)| *sequence);
            // The value was read before the catalog is asked, so a difference may be a write in between.
            if self.agrees::<R>(&id, written) {
                return Ok(row.map(|((_, row), version)| (row, version)));
            }
            self.refresh().await?;
        }
        Err(Error::Tampered(R::WHAT))
    }

    /// Returns every row of a type, in no order that means anything.
    ///
    /// # Errors
    ///
    /// As [`Keep::row`].
    pub async fn rows<R: Row>(&self) -> Result<Vec<R>, Error> {
        for _ in 0..ATTEMPTS {
            if let Some(rows) = self.scan_rows().await? {
                return Ok(rows);
            }
            self.refresh().await?;
        }
        Err(Error::Tampered(R::WHAT))
    }

    /// Writes rows: all or none, and only if every condition holds. Returns the version they got.
    ///
    /// # Errors
    ///
    /// [`Error::Conflict`] if a condition did not hold; [`Error::TooLarge`]; the store's errors.
    pub async fn write(&self, batch: RowBatch) -> Result<Version, Error> {
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

    async fn scan_rows<R: Row>(&self) -> Result<Option<Vec<R>>, Error> {
        let inner = &self.0;
        inner.check_open()?;
        let mut rows = Vec::new();
        let mut scan = Some(Scan::new(self.space(), R::TABLE));
        while let Some(asked) = scan {
            let page = inner.parts.store.scan(&asked).await?;
            for entry in &page.entries {
                let id = *entry.id.first_chunk().ok_or(Error::Tampered(R::WHAT))?;
                let (written, row) = open_row(&inner.parts.keys, &id, &entry.value.bytes)?;
                if !self.agrees::<R>(&id, Some(written)) {
                    return Ok(None);
                }
                rows.push(row);
            }
            scan = asked.continued(page.next);
        }
        let expected = inner.read_catalog().rows_of(R::TABLE.0);
        Ok((rows.len() == expected).then_some(rows))
    }

    /// Says whether the catalog knows that the row was written last by this commit group, or by none.
    fn agrees<R: Row>(&self, id: &[u8; 16], written: Option<u64>) -> bool {
        self.0.read_catalog().row_sequence(R::TABLE.0, id) == written
    }
}
