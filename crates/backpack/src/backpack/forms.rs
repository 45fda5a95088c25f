//! Entries opened in a form, and what others changed until it is saved.

use backpack_core::RecordId;
use backpack_record::entry::{Clash, NewEntry, OnClash, Rebased};
use bytes::Bytes;

use super::Backpack;
use super::entries::{ATTEMPTS, invalid};
use crate::role::Operation;
use crate::{Error, ErrorKind};

/// An entry opened in a form, as it was then.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct OpenEntry {
    /// The form: its fields are public, and one that is emptied is emptied in the entry.
    pub form: NewEntry,
    record: RecordId,
    version: usize,
    base: Bytes,
}

impl OpenEntry {
    /// Returns the entry.
    #[must_use]
    pub const fn record(&self) -> RecordId {
        self.record
    }

    /// Returns the number of the version that the form was opened with, from 0.
    #[must_use]
    pub const fn version(&self) -> usize {
        self.version
    }
}

/// What became of an edit.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Saved {
    /// Whether it was written; not so if there are clashes and the form was to ask first.
    pub is_written: bool,
    /// The numbers of the versions that others wrote since the form was opened: `Backpack::original` tells by whom and when.
    pub since: Vec<usize>,
    /// The elements that only others changed: they stay as the others wrote them.
    pub theirs: Vec<String>,
    /// The elements that both changed, with all three values.
    pub clashes: Vec<Clash>,
    /// Whether the entry is deleted: what is written is then seen once it is brought back.
    pub is_deleted: bool,
}

impl Backpack {
    /// Opens an entry in a form for an edit.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// As [`Backpack::entry`].
    pub async fn open_entry(&self, id: RecordId) -> Result<OpenEntry, Error> {
        self.permit(Operation::Read)?;
        let now = self.standing(id).await?;
        let base = now.body.ok_or_else(|| Error::new(ErrorKind::Damaged, "open entry"))?;
        Ok(OpenEntry {
            form: NewEntry::read(&base).map_err(invalid)?,
            record: id,
            version: now.version,
            base,
        })
    }

    /// Does to an entry what the person changed in the form, however long it was open, and tells what others changed
    /// meanwhile. What only they changed stays. Of what both changed the person is asked: with [`OnClash::Ask`] nothing is
    /// written then; the same form saved again with [`OnClash::Mine`] insists, with [`OnClash::Theirs`] gives way.
    ///
    /// Every version stays, and the activity journal tells of both edits.
    ///
    /// Cancel-safe: the old or the new content is the latest, whole.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`], [`ErrorKind::NotAnEntry`]; [`ErrorKind::Invalid`] also if what both wrote contradicts each other;
    /// [`ErrorKind::Damaged`], [`ErrorKind::Busy`] if others change it again and again, [`ErrorKind::Full`], [`ErrorKind::Io`].
    pub async fn save_entry(&self, opened: &OpenEntry, on_clash: OnClash) -> Result<Saved, Error> {
        self.permit(Operation::Correct)?;
        let subject = self.subject();
        for _ in 0..ATTEMPTS {
            let now = self.standing(opened.record).await?;
            let current = now.body.ok_or_else(|| Error::new(ErrorKind::Damaged, OPERATION))?;
            let whose = (now.fhir_id.as_str(), Some(subject.as_str()));
            let rebased = opened.form.rebase(&opened.base, &current, whose, on_clash);
            let Rebased { entry, theirs, clashes, .. } = rebased.map_err(invalid)?;
            let is_written = entry.is_some();
            if let Some(entry) = entry
                && !self.write_over(opened.record, now.version, entry).await?
            {
                // Another edit landed in between, and is looked at as well.
                continue;
            }
            let since = (opened.version + 1..=now.version).collect();
            return Ok(Saved { is_written, since, theirs, clashes, is_deleted: now.is_deleted });
        }
        Err(backpack_keep::Error::Conflict.into())
    }
}

const OPERATION: &str = "save entry";
