//! A Backpack in open form.

use std::path::Path;

use backpack_archive::Written;
use backpack_keep::Act;

use super::Backpack;
use crate::Error;
use crate::role::Operation;

impl Backpack {
    /// Writes everything in open form into `folder`, which must be absent or empty: FHIR NDJSON of what is shown, older
    /// versions, files, and what FHIR has no words for as JSON, with a manifest. `Account::restore` reads it again.
    ///
    /// It is not sealed: whoever reads the folder reads the record. Grants and tokens are not in it.
    ///
    /// The activity journal tells of it.
    ///
    /// Cancel-safe: it is written beside the folder and renamed at the end. What a killed process left, `folder.part`, is
    /// removed by the next call.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Exists`](crate::ErrorKind::Exists) if there is something already,
    /// [`ErrorKind::Full`](crate::ErrorKind::Full), [`ErrorKind::Io`](crate::ErrorKind::Io).
    pub async fn export_to(&self, folder: impl AsRef<Path> + Send) -> Result<Written, Error> {
        self.permit(Operation::Export)?;
        let written = backpack_archive::export_to(&self.0.keep, folder.as_ref(), self.now()).await?;
        let (records, files) = (written.counts.records, written.counts.files);
        self.0.keep.act(Act::Exported { what: "a folder in open form".to_owned(), records, files }).await?;
        Ok(written)
    }
}
