//! Writing by hand: entries, notes, what is hidden or marked.

use backpack_core::{FileId, RecordId};
use backpack_keep::Source;
use backpack_record::entry::{Entry, EntryError, NewEntry};
use backpack_record::{OverlayChange, OverlayEvent};

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

    /// Writes a note on a record. No sync touches it.
    ///
    /// Cancel-safe: it happened whole, or not at all.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`], [`ErrorKind::Invalid`] if the note is empty or over 16 KiB, [`ErrorKind::Full`],
    /// [`ErrorKind::Io`].
    pub async fn note(&self, id: RecordId, text: impl Into<String> + Send) -> Result<(), Error> {
        self.permit(Operation::Contribute)?;
        let text = text.into();
        if text.trim().is_empty() {
            return Err(Error::new(ErrorKind::Invalid("an empty note".to_owned()), "write note"));
        }
        self.overlay(id, OverlayChange::Noted(text)).await
    }

    /// Hides a record from lists. It stays, and a sync goes on updating it.
    ///
    /// Cancel-safe: it happened whole, or not at all.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`], [`ErrorKind::Full`], [`ErrorKind::Io`].
    pub async fn hide(&self, id: RecordId) -> Result<(), Error> {
        self.permit(Operation::Correct)?;
        self.overlay(id, OverlayChange::Hidden).await
    }

    /// Shows a hidden record again.
    ///
    /// Cancel-safe: it happened whole, or not at all.
    ///
    /// # Errors
    ///
    /// As [`Backpack::hide`].
    pub async fn show(&self, id: RecordId) -> Result<(), Error> {
        self.permit(Operation::Correct)?;
        self.overlay(id, OverlayChange::Shown).await
    }

    /// Marks a record as wrong, in the person's words.
    ///
    /// Cancel-safe: it happened whole, or not at all.
    ///
    /// # Errors
    ///
    /// As [`Backpack::hide`].
    pub async fn flag(&self, id: RecordId, reason: impl Into<String> + Send) -> Result<(), Error> {
        self.permit(Operation::Correct)?;
        self.overlay(id, OverlayChange::Flagged(reason.into())).await
    }

    /// Takes the mark off.
    ///
    /// Cancel-safe: it happened whole, or not at all.
    ///
    /// # Errors
    ///
    /// As [`Backpack::hide`].
    pub async fn unflag(&self, id: RecordId) -> Result<(), Error> {
        self.permit(Operation::Correct)?;
        self.overlay(id, OverlayChange::Unflagged).await
    }

    /// Ties a file to a record. One file may belong to several records.
    ///
    /// Cancel-safe: it happened whole, or not at all.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`] if there is no such record or file, [`ErrorKind::Full`], [`ErrorKind::Io`].
    pub async fn attach(&self, id: RecordId, file: FileId) -> Result<(), Error> {
        self.permit(Operation::Contribute)?;
        self.file(file).await?;
        self.overlay(id, OverlayChange::Attached(file)).await
    }

    /// Unties a file from a record. The file itself stays.
    ///
    /// Cancel-safe: it happened whole, or not at all.
    ///
    /// # Errors
    ///
    /// As [`Backpack::attach`].
    pub async fn detach(&self, id: RecordId, file: FileId) -> Result<(), Error> {
        self.permit(Operation::Correct)?;
        self.overlay(id, OverlayChange::Detached(file)).await
    }

    async fn overlay(&self, id: RecordId, change: OverlayChange) -> Result<(), Error> {
        let known = self.known(id).await?.overlay;
        let event = OverlayEvent::new(id, self.0.keep.actor().clone(), self.0.context.clock.now(), change)
            .after(&known);
        self.0.keep.append(vec![event]).await?;
        Ok(())
    }

    async fn write_entry(&self, id: Option<RecordId>, entry: Entry) -> Result<RecordId, Error> {
        let (_, body) = entry.into_parts();
        Ok(self.0.keep.put_entry(id, body.into(), self.0.keep.actor().clone()).await?)
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
