//! Freeing space, in the whole account.

use backpack_keep::CompactionReport;

use super::Account;
use crate::Error;
use crate::role::Operation;

/// What compacting an account did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Compacted {
    /// What was done in all Backpacks together.
    pub report: CompactionReport,
    /// Blobs that a crash had left without a name, and which are gone.
    pub orphans: u64,
    /// The bytes that the store took before its room was given back, a ballast left out; 0 where a store has none to give.
    pub before: u64,
    /// The bytes that it took after.
    pub after: u64,
}

impl Account {
    /// Frees space in every Backpack, and gives what the store no longer needs back to the system.
    ///
    /// It opens every Backpack, packs it as [`Backpack::compact`](crate::Backpack::compact) does, and then has the store
    /// written anew, which needs as much room again while it lasts and holds up commits, but no reading. Call it now and
    /// then, as after a first import, when a person is not waiting; nothing needs it but space. What was deleted and
    /// replaced is then no longer in the store's files.
    ///
    /// Cancel-safe: what was freed by then stays so, and nothing that is in use is touched.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Full`](crate::ErrorKind::Full) if there is no room to write the store anew; everything goes on then
    /// as before. [`ErrorKind::Damaged`](crate::ErrorKind::Damaged), [`ErrorKind::Io`](crate::ErrorKind::Io).
    pub async fn compact(&self) -> Result<Compacted, Error> {
        let mut compacted = Compacted::default();
        for backpack in self.all_for(Operation::Maintain).await? {
            let report = backpack.whole().compact().await?;
            let sum = &mut compacted.report;
            sum.dropped += report.dropped;
            sum.rewritten += report.rewritten;
            sum.repacked += report.repacked;
            sum.merged += report.merged;
            compacted.orphans += backpack.whole().sweep().await?;
        }
        if let Some(reclaimed) = self.0.storage.store.reclaim().await? {
            (compacted.before, compacted.after) = (reclaimed.before, reclaimed.after);
        }
        Ok(compacted)
    }
}
