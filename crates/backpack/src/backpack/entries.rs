//! Entries: adding, reading into a form, editing, deleting and bringing back.

use backpack_core::RecordId;
use backpack_keep::Source;
use backpack_record::OverlayChange;
use backpack_record::entry::{Entry, EntryError, NewEntry};

use super::{Backpack, Record};
use crate::role::Operation;
use crate::{Error, ErrorKind};

impl Backpack {
    /// Adds an entry made by hand. It has the same abilities as an imported record.
    ///
    /// Cancel-safe: the entry is there whole, or not at all.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`] if a field is not one that FHIR can hold, [`ErrorKind::Full`], [`ErrorKind::Io`].
    pub async fn add(&self, entry: impl Into<NewEntry> + Send) -> Result<RecordId, Error> {
        self.permit(Operation::Contribute)?;
        let built = entry.into().build(&RecordId::random().to_string(), Some(&self.subject()));
        self.write_entry(None, built.map_err(invalid)?).await
    }

    /// Returns an entry for a form: in the builder of its kind, whose fields are public.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`], [`ErrorKind::NotAnEntry`] for an imported record, [`ErrorKind::Damaged`], [`ErrorKind::Io`].
    pub async fn entry(&self, id: RecordId) -> Result<NewEntry, Error> {
        self.permit(Operation::Read)?;
        self.require_entry(id).await?;
        NewEntry::read(&self.body(id).await?).map_err(invalid)
    }

    /// Does to an entry what the form changed. What a builder has no field for stays, and the version before is kept.
    ///
    /// Begin with the form that [`Backpack::entry`] returns: a field that it leaves empty is emptied. Two people who edit
    /// at the same time both land; of the fields that both changed, the later form's stay.
    ///
    /// Cancel-safe: the old or the new content is the latest, whole.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`], [`ErrorKind::NotAnEntry`] for an imported record, and those of [`Backpack::add`].
    pub async fn edit(&self, id: RecordId, entry: impl Into<NewEntry> + Send) -> Result<(), Error> {
        let entry = entry.into();
        self.permit(Operation::Correct)?;
        let header = self.require_entry(id).await?.header;
        let kept = header.id.map(|id| id.to_string());
        // An entry that the host made itself may have no FHIR id; it gets one now.
        let fhir_id = kept.unwrap_or_else(|| RecordId::random().to_string());
        let subject = self.subject();
        let built = match self.body(id).await {
            Ok(before) => entry.build_over(&before, &fhir_id, Some(&subject)),
            // Of what cannot be read nothing can be kept; the new content is whole all the same.
            Err(error) if error.kind() == &ErrorKind::Damaged => entry.build(&fhir_id, Some(&subject)),
            Err(error) => return Err(error),
        };
        self.write_entry(Some(id), built.map_err(invalid)?).await?;
        Ok(())
    }

    /// Deletes an entry: no list shows it any more. [`Backpack::restore`] brings it back.
    ///
    /// Cancel-safe, as all of the overlay: it happened whole, or not at all.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`], [`ErrorKind::NotAnEntry`] for an imported record, [`ErrorKind::Full`], [`ErrorKind::Io`].
    pub async fn delete(&self, id: RecordId) -> Result<(), Error> {
        self.permit(Operation::Correct)?;
        self.require_entry(id).await?;
        self.overlay(id, OverlayChange::Deleted).await
    }

    /// Brings a deleted entry back.
    ///
    /// Cancel-safe: it happened whole, or not at all.
    ///
    /// # Errors
    ///
    /// As [`Backpack::delete`].
    pub async fn restore(&self, id: RecordId) -> Result<(), Error> {
        self.permit(Operation::Correct)?;
        self.require_entry(id).await?;
        self.overlay(id, OverlayChange::Restored).await
    }

    async fn write_entry(&self, id: Option<RecordId>, entry: Entry) -> Result<RecordId, Error> {
        let (_, body) = entry.into_parts();
        Ok(self.0.keep.put_entry(id, body.into(), self.0.keep.actor()).await?)
    }

    fn subject(&self) -> String {
        format!("Patient/{}", self.id())
    }

    async fn require_entry(&self, id: RecordId) -> Result<Record, Error> {
        let record = self.known(id).await?;
        match record.source {
            Source::Entry => Ok(record),
            _ => Err(Error::new(ErrorKind::NotAnEntry, "change entry")),
        }
    }
}

fn invalid(source: EntryError) -> Error {
    Error::new(ErrorKind::Invalid(source.to_string()), "write entry")
}
