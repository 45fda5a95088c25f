//! Entries: adding, editing, deleting and bringing back.

use backpack_core::RecordId;
use backpack_keep::Source;
use backpack_record::OverlayChange;
use backpack_record::entry::NewEntry;

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
        self.write_entry(None, &RecordId::random().to_string(), &entry.into()).await
    }

    /// Replaces an entry's content. The version before is kept.
    ///
    /// Cancel-safe: the old or the new content is the latest, whole.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`], [`ErrorKind::NotAnEntry`] for an imported record, and those of [`Backpack::add`].
    pub async fn edit(&self, id: RecordId, entry: impl Into<NewEntry> + Send) -> Result<(), Error> {
        self.permit(Operation::Correct)?;
        let header = self.require_entry(id).await?.header;
        let kept = header.id.map(|id| id.to_string());
        // An entry that the host made itself may have no FHIR id; it gets one now.
        let fhir_id = kept.unwrap_or_else(|| RecordId::random().to_string());
        self.write_entry(Some(id), &fhir_id, &entry.into()).await?;
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

    async fn write_entry(
        &self,
        id: Option<RecordId>,
        fhir_id: &str,
        entry: &NewEntry,
    ) -> Result<RecordId, Error> {
        let subject = format!("Patient/{}", self.id());
        let built = entry
            .build(fhir_id, Some(&subject))
            .map_err(|source| Error::new(ErrorKind::Invalid(source.to_string()), "write entry"))?;
        let (_, body) = built.into_parts();
        Ok(self.0.keep.put_entry(id, body.into(), self.0.keep.actor().clone()).await?)
    }

    async fn require_entry(&self, id: RecordId) -> Result<Record, Error> {
        let record = self.known(id).await?;
        match record.source {
            Source::Entry => Ok(record),
            _ => Err(Error::new(ErrorKind::NotAnEntry, "change entry")),
        }
    }
}
