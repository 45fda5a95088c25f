//! Reading again what could not be read: what is kept then concerns the connection's patient.

use std::sync::Arc;

use backpack_connect::Connector;
use backpack_core::ConnectionId;
use backpack_keep::{Incoming, Judgement, Retried, RowBatch};
use backpack_record::READING;

use crate::engine::check_connector;
use crate::fault::Fault;
use crate::lease::Lease;
use crate::run::Run;
use crate::sift::Guard;
use crate::upkeep::load;
use crate::{Engine, SyncError};

impl Engine {
    /// Reads a connection's quarantine again, and keeps what can be read by now and concerns its patient. What concerns
    /// somebody else is not kept; what its connector doubts stays where it is.
    ///
    /// A sync does the same by itself after an update of this library that reads more. Attachments that are named by
    /// what is kept now are fetched by the next sync.
    ///
    /// # Errors
    ///
    /// [`SyncError::NoSuchConnection`]; [`SyncError::WrongConnector`]; [`SyncError::Busy`] while it is being synced; and
    /// the Backpack's errors.
    pub async fn retry_quarantine(
        &self,
        connection: ConnectionId,
        connector: &dyn Connector,
    ) -> Result<Retried, SyncError> {
        self.keep.refresh().await?;
        let (row, _) = self.connection(connection).await?;
        check_connector(&row, connector)?;
        let guard = self.guard(&row, connector).await?.map(Arc::new);
        let lease = Lease::take(&self.keep, &self.context.clock, connection, self.options.lease).await?;
        let retried = self.retry_leased(connection, guard, &lease).await;
        lease.release().await;
        retried
    }

    async fn retry_leased(
        &self,
        connection: ConnectionId,
        guard: Option<Arc<Guard>>,
        lease: &Lease,
    ) -> Result<Retried, SyncError> {
        // Written first: if the process ends in between, the next sync looks at more than it must.
        let mut upkeep = load(&self.keep, connection).await?;
        let before = upkeep.clone();
        (upkeep.attachments, upkeep.reading) = (true, READING);
        if upkeep != before {
            self.keep.write(RowBatch::new().put(&upkeep).fenced(lease.fence().await?)).await?;
        }
        let fence = Some(lease.fence().await?);
        Ok(self.keep.retry_quarantine(connection, fence, judge(guard)).await?)
    }
}

impl Run<'_> {
    /// Reads the quarantine again. What is kept is news, and its attachments are looked at.
    pub(crate) async fn read_again(&self) -> Result<(), Fault> {
        let connection = self.connection.id;
        if !self.keep.catalog(|catalog| catalog.quarantined().any(|item| item.connection == connection)) {
            return Ok(());
        }
        let fence = Some(self.lease.fence().await?);
        let retried = self.keep.retry_quarantine(connection, fence, judge(self.guard.clone())).await?;
        let mut gathered = self.gathered();
        self.keep.catalog(|catalog| {
            let records = retried.records.iter().filter_map(|id| catalog.record(*id));
            records.for_each(|record| gathered.touched.tell(&record));
        });
        gathered.records.extend(retried.records);
        Ok(())
    }
}

fn judge(guard: Option<Arc<Guard>>) -> impl Fn(&Incoming) -> Judgement + Send + Sync + 'static {
    move |item| guard.as_ref().map_or(Judgement::Keep, |guard| guard.judge(item))
}
