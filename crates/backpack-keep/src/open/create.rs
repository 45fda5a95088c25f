//! Making a Backpack: its first commit group, which only one can write.

use std::sync::{Arc, Mutex};

use crate::catalog::Catalog;
use crate::commit::{Draft, Drafted, Write};
use crate::keep::{Inner, detached};
use crate::row::RowWrite;
use crate::{Act, ConsentRow, Error, Keep, Parts, Person, Row as _, RowBatch};

impl Keep {
    /// Makes a new Backpack for `person` in the space the keys belong to, and opens it.
    ///
    /// # Errors
    ///
    /// [`Error::Exists`] if the space holds one already, [`Error::RolledBack`] if the anchor says that it held one,
    /// and the store's errors.
    pub async fn create(parts: Parts, person: Person) -> Result<Self, Error> {
        let rows = RowBatch::new().put(&person).act(parts.actor.clone(), Act::Created);
        Self::create_with(parts, rows).await
    }

    /// Makes a new Backpack that is still being added: [`Keep::is_unfinished`] until the row of number 0 is deleted.
    ///
    /// # Errors
    ///
    /// As [`Keep::create`].
    pub async fn create_unfinished(parts: Parts, person: Person) -> Result<Self, Error> {
        let pending = ConsentRow::pending(parts.clock.now(), parts.actor.clone());
        let rows = RowBatch::new().put(&person).put(&pending).act(parts.actor.clone(), Act::Created);
        Self::create_with(parts, rows).await
    }

    /// Says whether the Backpack is still being added. Answered from memory.
    #[must_use]
    pub fn is_unfinished(&self) -> bool {
        let id = self.0.parts.keys.row_id(ConsentRow::TABLE.0, &ConsentRow::name_of(0));
        self.catalog(|catalog| catalog.row_sequence(ConsentRow::TABLE.0, &id).is_some())
    }

    /// Makes a new Backpack whose first commit group holds these rows.
    pub(crate) async fn create_with(parts: Parts, rows: RowBatch) -> Result<Self, Error> {
        let inner = Inner::new(parts);
        inner.check_absent().await?;
        let rows = rows.into_write(&inner.parts.keys)?;
        let write = Arc::new(Mutex::new(FirstWrite(rows)));
        detached(async move {
            inner.commit(&write).await?;
            Ok(Self::of(inner))
        })
        .await
    }
}

/// The first commit group on its way.
#[derive(Debug)]
struct FirstWrite(RowWrite);

impl Write for FirstWrite {
    fn draft(&mut self, catalog: &Catalog, draft: &mut Draft<'_>) -> Result<Drafted, Error> {
        // Another process made one since the space was seen to be empty.
        if catalog.sequence() > 0 {
            return Err(Error::Exists);
        }
        self.0.draft(catalog, draft)
    }

    fn room(&self) -> usize {
        self.0.room()
    }
}
