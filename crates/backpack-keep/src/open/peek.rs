//! Whom a Backpack is about and how far it has come, without opening it.

use backpack_keys::BackpackKeys;
use backpack_store::{Anchor, Key, Scan, Store};
use bytes::Bytes;

use crate::row::open_row;
use crate::{
    ConsentRow, Error, FileRow, Keep, Parts, PeekedBytes, Person, Row as _, SharingRow, head, table,
};

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

    /// Returns who has access to a Backpack, without reading its catalog; `None` if it was never shared.
    ///
    /// For lists, as [`Keep::peek_person`].
    ///
    /// # Errors
    ///
    /// As [`Keep::peek_person`].
    pub async fn peek_sharing(parts: &Parts) -> Result<Option<SharingRow>, Error> {
        let id = parts.keys.row_id(SharingRow::TABLE.0, &[]);
        let key = Key::new(parts.space(), SharingRow::TABLE, Bytes::copy_from_slice(&id));
        parts
            .with_keys(|| async {
                let Some(value) = parts.store.get(&key).await? else { return Ok(None) };
                Ok(Some(open_row::<SharingRow>(&parts.keys, &id, &value.bytes)?.1))
            })
            .await
    }

    /// Returns how many bytes the files of a Backpack have together, without opening it. What was `known` before is returned
    /// if nothing was written since; else the row of every file is read.
    ///
    /// # Errors
    ///
    /// [`Error::NewerKeys`] if another process sealed some anew under keys that these are not; as [`Keep::peek_person`].
    pub async fn peek_file_bytes(
        store: &dyn Store,
        keys: &BackpackKeys,
        known: Option<PeekedBytes>,
    ) -> Result<PeekedBytes, Error> {
        // Read before the rows: what is written meanwhile makes them be read again.
        let as_of = anchor(store, keys).await?;
        if let Some(known) = known.filter(|known| known.as_of == as_of) {
            return Ok(known);
        }
        let mut bytes = 0_u64;
        let mut scan = Some(Scan::new(keys.space(), FileRow::TABLE));
        while let Some(asked) = scan {
            let page = store.scan(&asked).await?;
            for entry in &page.entries {
                let (_, row) = open_row::<FileRow>(keys, &entry.id, &entry.value.bytes)?;
                bytes = bytes.saturating_add(row.size);
            }
            scan = asked.continued(page.next);
        }
        Ok(PeekedBytes { as_of, bytes })
    }

    /// Returns the answers that are kept of a Backpack, by number, without reading its catalog: number 0 among them while it
    /// is still being added.
    ///
    /// # Errors
    ///
    /// As [`Keep::peek_person`].
    pub async fn peek_consents(parts: &Parts) -> Result<Vec<ConsentRow>, Error> {
        parts
            .with_keys(|| async {
                let mut found = Vec::new();
                let mut scan = Some(Scan::new(parts.space(), ConsentRow::TABLE));
                while let Some(asked) = scan {
                    let page = parts.store.scan(&asked).await?;
                    for entry in &page.entries {
                        found.push(open_row::<ConsentRow>(&parts.keys, &entry.id, &entry.value.bytes)?.1);
                    }
                    scan = asked.continued(page.next);
                }
                found.sort_by_key(|row| row.number);
                Ok(found)
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
        anchor(&*parts.store, &parts.keys).await
    }
}

async fn anchor(store: &dyn Store, keys: &BackpackKeys) -> Result<Option<Anchor>, Error> {
    let key = Key::new(keys.space(), table::HEAD, Bytes::new());
    let Some(value) = store.get(&key).await? else { return Ok(None) };
    let head: head::Head = head::HEAD.open(keys, &[], &value.bytes)?;
    Ok(Some(Anchor::new(head.sequence, head.hash)))
}
