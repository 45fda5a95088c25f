//! Whom a Backpack is about and how far it has come, without opening it.

use backpack_store::{Anchor, Key};
use bytes::Bytes;

use crate::row_batch::open_row;
use crate::{Error, Keep, Parts, Person, Role, Row as _, SharingRow, head, table};

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

    /// Returns what the account of `parts` is in a Backpack, without reading its catalog; `None` if it has no access.
    ///
    /// For lists, as [`Keep::peek_person`].
    ///
    /// # Errors
    ///
    /// As [`Keep::peek_person`].
    pub async fn peek_role(parts: &Parts) -> Result<Option<Role>, Error> {
        let id = parts.keys.row_id(SharingRow::TABLE.0, &[]);
        let key = Key::new(parts.space(), SharingRow::TABLE, Bytes::copy_from_slice(&id));
        let Some(me) = parts.account else { return Ok(Some(Role::Owner)) };
        parts
            .with_keys(|| async {
                let Some(value) = parts.store.get(&key).await? else { return Ok(Some(Role::Owner)) };
                let (_, sharing) = open_row::<SharingRow>(&parts.keys, &id, &value.bytes)?;
                Ok(sharing.role_of(me))
            })
            .await
    }

    /// Returns how far a Backpack has come, without opening it; `None` if the space holds none. Two that are equal are as of
    /// the same commit group, by the same way.
    ///
    /// # Errors
    ///
    /// As [`Keep::peek_person`].
    pub async fn peek_head(parts: &Parts) -> Result<Option<Anchor>, Error> {
        let key = Key::new(parts.space(), table::HEAD, Bytes::new());
        let Some(value) = parts.store.get(&key).await? else { return Ok(None) };
        let head: head::Head = head::HEAD.open(&parts.keys, &[], &value.bytes)?;
        Ok(Some(Anchor::new(head.sequence, head.hash)))
    }
}
