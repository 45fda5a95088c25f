//! How much room the files of a Backpack take: counted once, and followed from then on.

use std::sync::Arc;

use super::ATTEMPTS;
use crate::rows::Found;
use crate::{Error, FileBytes, FileRow, Keep, Row as _};

/// Up to how many rows are read one by one; more are read in a run.
const FEW: usize = 64;

impl Keep {
    /// Returns how much room the files take.
    ///
    /// The rows of all files are read the first time; from then on those alone that were written since, by this process or
    /// another.
    ///
    /// # Errors
    ///
    /// As [`Keep::rows`].
    pub async fn file_bytes(&self) -> Result<FileBytes, Error> {
        self.see_others().await?;
        let inner = Arc::clone(&self.0);
        inner.check_open()?;
        for _ in 0..ATTEMPTS {
            let Err(unread) = inner.read_catalog().file_bytes() else { break };
            self.read_sizes(unread).await?;
            if inner.read_catalog().file_bytes().is_ok() {
                break;
            }
            // Some were written in between, or outside. Which of the two shows where every row is held against the catalog.
            let rows = self.rows_with_versions::<FileRow>().await?;
            let mut catalog = inner.write_catalog();
            for (row, version) in rows {
                let id = inner.parts.keys.row_id(FileRow::TABLE.0, row.id.as_bytes());
                catalog.note_size(id, version.0, row.size);
            }
        }
        inner.read_catalog().file_bytes().map_err(|_| Error::Busy)
    }

    /// Reads rows of files, and notes the sizes that they say.
    async fn read_sizes(&self, unread: Vec<[u8; 16]>) -> Result<(), Error> {
        let inner = &self.0;
        let mut read: Vec<([u8; 16], Found<FileRow>)> = Vec::with_capacity(unread.len());
        if unread.len() > FEW {
            read.extend(inner.scan_rows::<FileRow>().await?);
        } else {
            for id in unread {
                read.extend(inner.read_row::<FileRow>(&id).await?.map(|found| (id, found)));
            }
        }
        let mut catalog = inner.write_catalog();
        for (id, found) in read {
            catalog.note_size(id, found.sequence, found.row.size);
        }
        Ok(())
    }
}
