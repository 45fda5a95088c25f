//! Entries: adding, reading into a form, editing, deleting and bringing back.

use backpack_core::RecordId;
use backpack_keep::Source;
use backpack_record::OverlayChange;
use backpack_record::entry::{Entry, EntryError, NewEntry};
use bytes::Bytes;

use super::{Backpack, Record};
use crate::role::Operation;
use crate::{Error, ErrorKind};

const OPERATION: &str = "edit entry";
/// How often an edit is made anew because somebody else's landed in between.
pub(super) const ATTEMPTS: usize = 8;

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
        let (_, body) = built.map_err(invalid)?.into_parts();
        Ok(self.0.keep.put_entry(None, body.into(), self.0.keep.actor()).await?)
    }

    /// Returns an entry for reading: in the builder of its kind, whose fields are public. [`Backpack::open_entry`] opens it for
    /// an edit.
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

    /// Does to an entry what makes it say what this form says, whatever it says now. What a builder has no field for stays, and
    /// the version before is kept.
    ///
    /// It knows nothing of what the form said when it was opened: what somebody else changed since is changed back. A person
    /// who edits does so with [`Backpack::open_entry`] and [`Backpack::save_entry`], which tell of it.
    ///
    /// Cancel-safe: the old or the new content is the latest, whole.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`], [`ErrorKind::NotAnEntry`] for an imported record, [`ErrorKind::Busy`] if others change it again
    /// and again, and those of [`Backpack::add`].
    pub async fn edit(&self, id: RecordId, entry: impl Into<NewEntry> + Send) -> Result<(), Error> {
        let entry = entry.into();
        self.permit(Operation::Correct)?;
        for _ in 0..ATTEMPTS {
            let now = self.standing(id).await?;
            let subject = self.subject();
            let built = match &now.body {
                Some(before) => entry.build_over(before, &now.fhir_id, Some(&subject)),
                // Of what cannot be read nothing can be kept; the new content is whole all the same.
                None => entry.build(&now.fhir_id, Some(&subject)),
            };
            if self.write_over(id, now.version, built.map_err(invalid)?).await? {
                return Ok(());
            }
        }
        Err(backpack_keep::Error::Conflict.into())
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

    /// Writes a new version of an entry; `false` if another is the current one by now than the one it was made from.
    pub(super) async fn write_over(&self, id: RecordId, version: usize, entry: Entry) -> Result<bool, Error> {
        let (_, body) = entry.into_parts();
        match self.0.keep.put_entry_over(id, version, body.into()).await {
            Err(backpack_keep::Error::Conflict) => Ok(false),
            written => Ok(written.map(|()| true)?),
        }
    }

    /// Returns how an entry stands now, also if another process wrote it a moment ago.
    pub(super) async fn standing(&self, id: RecordId) -> Result<Standing, Error> {
        self.catch_up().await?;
        let record = self.require_entry(id).await?;
        let current = self.versions(id)?.into_iter().find(|version| version.is_current);
        let version = current.ok_or_else(|| Error::new(ErrorKind::Damaged, OPERATION))?.version;
        let body = match self.0.keep.original(id, version).await.map_err(Error::from) {
            Ok(original) => Some(original.body),
            Err(error) if error.kind() == &ErrorKind::Damaged => None,
            Err(error) => return Err(error),
        };
        // An entry that the host made itself may have no FHIR id; it gets one now.
        let fhir_id =
            record.header.id.as_ref().map_or_else(|| RecordId::random().to_string(), ToString::to_string);
        Ok(Standing { version, body, fhir_id, is_deleted: record.overlay.deleted })
    }

    pub(super) fn subject(&self) -> String {
        format!("Patient/{}", self.id())
    }

    pub(super) async fn require_entry(&self, id: RecordId) -> Result<Record, Error> {
        let record = self.known(id).await?;
        match record.source {
            Source::Entry => Ok(record),
            _ => Err(Error::new(ErrorKind::NotAnEntry, "change entry")),
        }
    }
}

/// How an entry stands.
pub(super) struct Standing {
    pub(super) version: usize,
    /// `None` if it is damaged.
    pub(super) body: Option<Bytes>,
    pub(super) fhir_id: String,
    pub(super) is_deleted: bool,
}

pub(super) fn invalid(source: EntryError) -> Error {
    Error::new(ErrorKind::Invalid(source.to_string()), "write entry")
}
