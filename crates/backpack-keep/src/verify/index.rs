//! The search index: its blobs are there. It is derived from the records, so that what is lost of it is no loss.

use std::collections::BTreeSet;

use backpack_core::BlobId;
use backpack_files::ErrorKind;

use super::{Class, Concern, Examiner, Finding, Mend, Severity};
use crate::row::IndexRow;
use crate::{Error, Row as _};

impl Examiner<'_> {
    /// Looks for the blobs of the search index. Returns them, those that are not there too.
    pub(super) async fn index(&mut self) -> Result<BTreeSet<BlobId>, Error> {
        let mut named = BTreeSet::new();
        for (id, row) in self.typed::<IndexRow>().await? {
            let Some(blob) = row.blob() else { continue };
            named.insert(blob);
            match self.parts.blobs.size(blob).await {
                Ok(_) => {}
                Err(error) if *error.kind() == ErrorKind::NotFound => {
                    let concern = Concern::Row(IndexRow::TABLE.0, id);
                    let finding =
                        Finding::new(Class::RowDamaged, Severity::Repairable, concern, Mend::Rebuild);
                    self.found(finding.with([Concern::Blob(blob)]));
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(named)
    }
}
