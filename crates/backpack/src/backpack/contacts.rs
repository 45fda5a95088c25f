//! Contacts: add, edit, remove, list, copy.

mod among;
mod offered;
mod tied;

use backpack_core::ContactId;
use backpack_keep::{Act, ContactRow, KeptContact, Row as _, RowBatch};
use backpack_record::contact::{Contact, ContactSort, Personal};
use backpack_store::Version;

use self::among::Among;
use super::Backpack;
use crate::contacts::Kept;
use crate::role::Operation;
use crate::{Error, ErrorKind};

impl Backpack {
    /// Adds a contact.
    ///
    /// Cancel-safe: the contact is there whole, or not at all.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`] if [`Contact::check`] says so, [`ErrorKind::Full`], [`ErrorKind::Io`].
    pub async fn add_contact(&self, contact: Contact) -> Result<ContactId, Error> {
        self.permit(Operation::Contribute)?;
        check(&contact)?;
        let id = ContactId::random();
        self.put_contact(KeptContact::new(id, contact, self.now()), None).await?;
        Ok(id)
    }

    /// Replaces what is said of a contact, as it was when it was read. Its ties to records stay.
    ///
    /// Cancel-safe: the old or the new is kept, whole.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Busy`] if it was written or removed since it was read: read it again then. [`ErrorKind::Invalid`],
    /// [`ErrorKind::Full`], [`ErrorKind::Io`].
    pub async fn edit_contact(&self, seen: &Kept, contact: Contact) -> Result<Kept, Error> {
        self.permit(Operation::Correct)?;
        check(&contact)?;
        let mut kept = KeptContact::new(seen.id, contact, seen.added);
        (kept.ties, kept.changed) = (seen.ties.clone(), self.now());
        let version = self.put_contact(kept.clone(), Some(seen.version)).await?;
        Ok(self.shown(kept, version))
    }

    /// Removes a contact. The records that it was taken from stay as they are, and may offer it again.
    ///
    /// Cancel-safe: it happened whole, or not at all.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`], [`ErrorKind::Busy`] if it is written just now, [`ErrorKind::Full`], [`ErrorKind::Io`].
    pub async fn remove_contact(&self, id: ContactId) -> Result<(), Error> {
        self.permit(Operation::Correct)?;
        let seen = self.contact(id).await?;
        let name = id.as_bytes().to_vec();
        let batch =
            RowBatch::new().require_at::<ContactRow>(name.clone(), seen.version).delete::<ContactRow>(name);
        self.0.keep.write(batch.act(self.0.keep.actor(), Act::ContactRemoved(id))).await?;
        Ok(())
    }

    /// Returns a contact.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`], [`ErrorKind::Damaged`], [`ErrorKind::Io`].
    pub async fn contact(&self, id: ContactId) -> Result<Kept, Error> {
        self.permit(Operation::Read)?;
        match self.0.keep.row::<ContactRow>(id.as_bytes()).await? {
            Some((ContactRow::Kept(kept), version)) => Ok(self.shown(*kept, version)),
            _ => Err(Error::new(ErrorKind::NotFound("contact"), "read contact")),
        }
    }

    /// Returns every contact, by name.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Damaged`], [`ErrorKind::Io`].
    pub async fn contacts(&self) -> Result<Vec<Kept>, Error> {
        self.permit(Operation::Read)?;
        let mut contacts = Vec::new();
        for (row, version) in self.0.keep.rows_with_versions::<ContactRow>().await? {
            if let ContactRow::Kept(kept) = row {
                contacts.push(self.shown(*kept, version));
            }
        }
        contacts.sort_by_cached_key(|kept| (kept.contact.name.to_lowercase(), kept.id));
        Ok(contacts)
    }

    /// Copies a contact into another Backpack, and returns its id there: a contact of its own, which keeps no word of where
    /// it came from. What it says of this person stays behind: the note, the relation and roles of somebody close, whether
    /// a provider is a former one, and the ties to records. Copied twice, or if the other Backpack has it already, it is the
    /// one that is there, unchanged.
    ///
    /// Cancel-safe: the copy is there whole, or not at all.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`], [`ErrorKind::NotPermitted`] if either Backpack does not allow it, [`ErrorKind::Full`],
    /// [`ErrorKind::Io`].
    pub async fn copy_contact(&self, id: ContactId, to: &Self) -> Result<ContactId, Error> {
        to.permit(Operation::Contribute)?;
        let contact = impersonal(self.contact(id).await?.contact);
        if self.id() == to.id() {
            return Ok(id);
        }
        let copied = to.0.keep.contact_id_of(&format!("copied|{id}"));
        let there = to.contacts().await?;
        if there.iter().any(|kept| kept.id == copied) {
            return Ok(copied);
        }
        if let Some(same) = Among::new(&there).same(&contact) {
            return Ok(same);
        }
        to.put_new_contact(KeptContact::new(copied, contact, to.now())).await
    }

    /// Writes a contact under an id that follows from where it came from. Whoever was faster wrote the same.
    async fn put_new_contact(&self, kept: KeptContact) -> Result<ContactId, Error> {
        let (id, name) = (kept.id, kept.id.as_bytes().to_vec());
        let row = ContactRow::Kept(Box::new(kept));
        let batch = RowBatch::new().require_absent::<ContactRow>(name).put(&row);
        let batch = batch.act(self.0.keep.actor(), Act::ContactKept(id));
        match self.0.keep.write(batch).await {
            Ok(_) | Err(backpack_keep::Error::Conflict) => Ok(id),
            Err(error) => Err(error.into()),
        }
    }

    async fn put_contact(&self, kept: KeptContact, at: Option<Version>) -> Result<Version, Error> {
        let id = kept.id;
        let row = ContactRow::Kept(Box::new(kept));
        let batch = match at {
            Some(version) => RowBatch::new().require_at::<ContactRow>(row.name(), version),
            None => RowBatch::new().require_absent::<ContactRow>(row.name()),
        };
        let act = Act::ContactKept(id);
        Ok(self.0.keep.write(batch.put(&row).act(self.0.keep.actor(), act)).await?)
    }

    fn shown(&self, kept: KeptContact, version: Version) -> Kept {
        let is_changed_at_source = kept.ties.iter().any(|tie| tie.describes && !self.is_as_seen(tie));
        let KeptContact { id, contact, ties, added, changed, .. } = kept;
        Kept { id, contact, ties, is_changed_at_source, added, changed, version }
    }
}

fn check(contact: &Contact) -> Result<(), Error> {
    contact.check().map_err(|wrong| Error::new(ErrorKind::Invalid(wrong.to_string()), "write contact"))
}

/// Leaves out what a contact says of the person whose it is.
fn impersonal(mut contact: Contact) -> Contact {
    contact.note = None;
    match &mut contact.sort {
        ContactSort::Provider(care) | ContactSort::Organisation(care) => care.is_past = false,
        ContactSort::Personal(personal) => *personal = Personal::default(),
        _ => {}
    }
    contact
}
