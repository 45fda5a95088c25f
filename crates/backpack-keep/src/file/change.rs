//! Files renamed, described and removed.

use backpack_core::FileId;

use super::{ATTEMPTS, Description};
use crate::row::AddressRow;
use crate::{Act, AttachmentRow, AttachmentState, Error, FileOrigin, FileRow, Keep, Row as _, RowBatch};

/// Why an attachment is not fetched whose file was removed.
const REMOVED: &str = "removed here";

impl Keep {
    /// Renames or describes a file. Returns it as it is then.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchFile`]; [`Error::Busy`] if others wrote it all the time; the store's errors.
    pub async fn describe_file(&self, id: FileId, description: &Description) -> Result<FileRow, Error> {
        for _ in 0..ATTEMPTS {
            let (mut row, version) = self.row::<FileRow>(id.as_bytes()).await?.ok_or(Error::NoSuchFile)?;
            let before = (row.name.clone(), row.caption.clone(), row.taken.clone());
            description.put_on(&mut row);
            if before == (row.name.clone(), row.caption.clone(), row.taken.clone()) {
                return Ok(row);
            }
            let batch = RowBatch::new().put(&row).require_at::<FileRow>(row.name(), version);
            match self.write(batch.act(self.actor(), Act::FileDescribed(id))).await {
                Ok(_) => return Ok(row),
                Err(Error::Conflict) => {}
                Err(error) => return Err(error),
            }
        }
        Err(Error::Busy)
    }

    /// Removes a file for good: its row, what was read out of it, then its bytes. Overlays that name it stay as they are.
    /// What a portal sent is not fetched again.
    ///
    /// While a [snapshot](crate::Snapshot) is read the bytes stay, and so they do where other processes have the store open;
    /// [`Keep::sweep`] removes them. Their key is gone with the row.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchFile`]; the store's and the blob store's errors.
    pub async fn remove_file(&self, id: FileId) -> Result<(), Error> {
        self.may_write()?;
        for _ in 0..ATTEMPTS {
            let (row, version) = self.row::<FileRow>(id.as_bytes()).await?.ok_or(Error::NoSuchFile)?;
            let batch = RowBatch::new().delete::<FileRow>(row.name()).delete::<AddressRow>(row.address);
            let batch = batch.act(self.actor(), Act::FileRemoved(id)).let_go(row.blob);
            let batch = self.without_reading(batch, id).await?;
            let batch = self.refusing(batch, &row).await?;
            // Whoever was faster may have removed it, and the same bytes be here again under another id.
            match self.write(batch.require_at::<FileRow>(row.name(), version)).await {
                Err(Error::Conflict) => continue,
                written => written?,
            };
            // A snapshot may still read the bytes: they are then left to a sweep.
            if let Ok(_gate) = self.0.reading.try_write() {
                self.discard(vec![row.blob]).await?;
            }
            return Ok(());
        }
        Err(Error::Busy)
    }

    /// Notes of a file's attachments that they are not wanted again.
    async fn refusing(&self, mut batch: RowBatch, file: &FileRow) -> Result<RowBatch, Error> {
        for origin in &file.origins {
            let FileOrigin::Portal { connection, record, index } = origin else { continue };
            let name = AttachmentRow::new(*record, *index, *connection, "").name();
            if let Some((mut row, _)) = self.row::<AttachmentRow>(&name).await?
                && row.state == AttachmentState::Kept(file.id)
            {
                row.state = AttachmentState::Refused(REMOVED.to_owned());
                batch = batch.put(&row);
            }
        }
        Ok(batch)
    }
}
