//! What a person says on top of a record: notes, tags, files, what is hidden or marked.

use backpack_core::{EventId, FileId, RecordId};
use backpack_keep::TagCount;
use backpack_record::{OverlayChange, OverlayEvent, tag};

use super::Backpack;
use crate::role::Operation;
use crate::{Error, ErrorKind};

impl Backpack {
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
        self.overlay(id, OverlayChange::Noted(note_text(text.into())?)).await
    }

    /// Rewrites a note, named as [`Overlay::notes`](backpack_record::Overlay::notes) names it. What it said stays in the
    /// history.
    ///
    /// Cancel-safe: it happened whole, or not at all.
    ///
    /// # Errors
    ///
    /// As [`Backpack::note`]; [`ErrorKind::NotFound`] also if the record has no such note.
    pub async fn rewrite_note(
        &self,
        id: RecordId,
        note: EventId,
        text: impl Into<String> + Send,
    ) -> Result<(), Error> {
        self.permit(Operation::Correct)?;
        self.require_note(id, note).await?;
        self.overlay(id, OverlayChange::NoteRewritten(note, note_text(text.into())?)).await
    }

    /// Takes a note off. [`Backpack::undo`] brings it back.
    ///
    /// Cancel-safe: it happened whole, or not at all.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`] if there is no such record or note, [`ErrorKind::Full`], [`ErrorKind::Io`].
    pub async fn remove_note(&self, id: RecordId, note: EventId) -> Result<(), Error> {
        self.permit(Operation::Correct)?;
        self.require_note(id, note).await?;
        self.overlay(id, OverlayChange::NoteRemoved(note)).await
    }

    /// Puts a tag on a record: words of the person's own, 1 to 64 characters, composed (NFC) and trimmed. Case is kept;
    /// tags that differ in case alone are one, and the last spelling counts.
    ///
    /// Cancel-safe: it happened whole, or not at all.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`], [`ErrorKind::Invalid`] if it is no tag, [`ErrorKind::Full`], [`ErrorKind::Io`].
    pub async fn tag(&self, id: RecordId, text: impl AsRef<str> + Send) -> Result<(), Error> {
        self.permit(Operation::Contribute)?;
        let put = tag(text.as_ref()).map_err(not_a_tag)?;
        self.overlay(id, OverlayChange::Tagged(put)).await
    }

    /// Takes a tag off a record, in whatever case it is written.
    ///
    /// Cancel-safe: it happened whole, or not at all.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`] if the record has no such tag or is not there, [`ErrorKind::Invalid`],
    /// [`ErrorKind::Full`], [`ErrorKind::Io`].
    pub async fn untag(&self, id: RecordId, text: impl AsRef<str> + Send) -> Result<(), Error> {
        self.permit(Operation::Correct)?;
        let taken = tag(text.as_ref()).map_err(not_a_tag)?;
        if !self.known(id).await?.overlay.has_tag(&taken) {
            return Err(Error::new(ErrorKind::NotFound("tag"), "untag record"));
        }
        self.overlay(id, OverlayChange::Untagged(taken)).await
    }

    /// Returns every tag with how many records have it, in the order of the letters. [`Filter::tag`](crate::Filter::tag)
    /// finds the records. Answered from memory.
    #[must_use]
    pub fn tags(&self) -> Vec<TagCount> {
        self.0.keep.catalog(backpack_keep::Catalog::tags)
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

    /// Appends one event to a record's overlay.
    pub(super) async fn overlay(&self, id: RecordId, change: OverlayChange) -> Result<(), Error> {
        let known = self.known(id).await?.overlay;
        let event =
            OverlayEvent::new(id, self.0.keep.actor(), self.0.context.clock.now(), change).after(&known);
        self.0.keep.append(vec![event]).await?;
        Ok(())
    }

    async fn require_note(&self, id: RecordId, note: EventId) -> Result<(), Error> {
        let record = self.known(id).await?;
        let has_it = record.overlay.notes.iter().any(|known| known.id == note);
        if has_it { Ok(()) } else { Err(Error::new(ErrorKind::NotFound("note"), "change note")) }
    }
}

pub(super) fn note_text(text: String) -> Result<String, Error> {
    if text.trim().is_empty() {
        return Err(Error::new(ErrorKind::Invalid("an empty note".to_owned()), "write note"));
    }
    Ok(text)
}

fn not_a_tag(why: backpack_record::InvalidTag) -> Error {
    Error::new(ErrorKind::Invalid(why.to_string()), "tag record").with_source(why)
}
