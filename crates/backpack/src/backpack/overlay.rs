//! What a person says on top of a record: notes, files, what is hidden or marked.

use backpack_core::{FileId, RecordId};
use backpack_record::{OverlayChange, OverlayEvent};

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

    /// Appends one event to a record's overlay.
    pub(super) async fn overlay(&self, id: RecordId, change: OverlayChange) -> Result<(), Error> {
        let known = self.known(id).await?.overlay;
        let event = OverlayEvent::new(id, self.0.keep.actor().clone(), self.0.context.clock.now(), change)
            .after(&known);
        self.0.keep.append(vec![event]).await?;
        Ok(())
    }
}
