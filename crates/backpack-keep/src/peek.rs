//! Whom a Backpack is about, without opening it.

use backpack_store::Key;
use bytes::Bytes;

use crate::row_batch::open_row;
use crate::{Error, Keep, Parts, Person, Row as _};

impl Keep {
    /// Returns the person a Backpack is about without reading its catalog; `None` if the space holds no Backpack.
    ///
    /// For lists. It opens the row with the Backpack's key, but does not check that the row is the latest:
    /// [`Keep::open`] does.
    ///
    /// # Errors
    ///
    /// [`Error::Tampered`], [`Error::NewerFormat`], the store's errors.
    pub async fn peek_person(parts: &Parts) -> Result<Option<Person>, Error> {
        let id = parts.keys.row_id(Person::TABLE.0, &[]);
        let key = Key::new(parts.space(), Person::TABLE, Bytes::copy_from_slice(&id));
        parts
            .with_keys(|| async {
                let Some(value) = parts.store.get(&key).await? else { return Ok(None) };
                let (_, person) = open_row::<Person>(&parts.keys, &id, &value.bytes)?;
                Ok(Some(person))
            })
            .await
    }
}
