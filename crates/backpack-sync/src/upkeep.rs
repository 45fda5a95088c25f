//! What a sync must see to beside its queries, whatever became of the one before.

use std::sync::atomic::Ordering;

use backpack_core::ConnectionId;
use backpack_keep::{Keep, RowBatch, UpkeepRow};
use backpack_record::READING;

use crate::Extent;
use crate::fault::Fault;
use crate::run::Run;

impl Run<'_> {
    /// Reads the quarantine again if reading has improved, and writes down that everything is asked in full, so that the
    /// next sync does if this one is broken off.
    pub(crate) async fn begin_upkeep(&self) -> Result<UpkeepRow, Fault> {
        let connection = self.connection.id;
        let before = load(self.keep, connection).await?;
        let mut upkeep = before.clone();
        upkeep.full |= self.options.extent == Extent::Full;
        self.full.store(upkeep.full, Ordering::Relaxed);
        if upkeep.reading != READING {
            self.read_again().await?;
            upkeep.reading = READING;
        }
        if upkeep != before {
            self.write_upkeep(&upkeep).await?;
        }
        Ok(upkeep)
    }

    /// Writes down that the sync came to its end.
    pub(crate) async fn end_upkeep(&self, mut upkeep: UpkeepRow) -> Result<(), Fault> {
        if upkeep.full || upkeep.attachments {
            (upkeep.full, upkeep.attachments) = (false, false);
            self.write_upkeep(&upkeep).await?;
        }
        Ok(())
    }

    /// Says whether every query begins anew.
    pub(crate) fn is_full(&self) -> bool {
        self.full.load(Ordering::Relaxed)
    }

    async fn write_upkeep(&self, upkeep: &UpkeepRow) -> Result<(), Fault> {
        self.keep.write(RowBatch::new().put(upkeep).fenced(self.lease.fence().await?)).await?;
        Ok(())
    }
}

/// Reads the row of a connection; one that needs nothing if there is none.
pub(crate) async fn load(keep: &Keep, connection: ConnectionId) -> Result<UpkeepRow, backpack_keep::Error> {
    let row = keep.row::<UpkeepRow>(connection.as_bytes()).await?;
    Ok(row.map_or_else(|| UpkeepRow::new(connection), |(row, _)| row))
}
