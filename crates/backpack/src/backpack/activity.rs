//! Who did what, when.

use std::io::Write;
use std::sync::Arc;

use backpack_keep::{Act, ActivityFilter, ActivityPage};
use backpack_record::Actor;

use super::{Backpack, Inner};
use crate::Error;
use crate::role::Operation;

impl Backpack {
    /// Returns a handle under which somebody else acts: what is done through it is told in the journal by this name. Both
    /// are one Backpack. The name is the host's to vouch for.
    #[must_use]
    pub fn acting_as(&self, actor: Actor) -> Self {
        let Inner { keep, context, connectors, searcher, .. } = &*self.0;
        let (keep, connectors) = (keep.acting_as(actor), Arc::clone(connectors));
        let (shown, searcher) = (keep.guarded(), Arc::clone(searcher));
        Self(Arc::new(Inner { keep, shown, context: context.clone(), connectors, searcher }))
    }

    /// Tells the activity journal of something that the host did with what is here, such as an export or sharing it.
    /// What is written through this library is told by itself. Returns the act's number.
    ///
    /// Cancel-safe: it is told, or not.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) if the words are over 4 KiB,
    /// [`ErrorKind::Full`](crate::ErrorKind::Full), [`ErrorKind::Io`](crate::ErrorKind::Io).
    pub async fn act(&self, act: Act) -> Result<u64, Error> {
        self.permit(Operation::Contribute)?;
        Ok(self.0.keep.act(act).await?)
    }

    /// Reads a page of the activity journal: who did what, when. Each act that is met is checked.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Damaged`](crate::ErrorKind::Damaged) if an act was altered or removed,
    /// [`ErrorKind::Io`](crate::ErrorKind::Io).
    pub async fn activity(&self, filter: &ActivityFilter) -> Result<ActivityPage, Error> {
        Ok(self.0.keep.activity(filter).await?)
    }

    /// Follows the whole chain of the activity journal, from the first act to the last. Returns how many there are.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// As [`Backpack::activity`].
    pub async fn verify_activity(&self) -> Result<u64, Error> {
        Ok(self.0.keep.verify_activity().await?)
    }

    /// Writes what the filter lets through as lines of JSON, one an act; see
    /// [`Activity::line`](backpack_keep::Activity::line). Returns how many.
    ///
    /// It is plain, as every export: tell the journal of it with [`Backpack::act`] if it leaves the device. The chain can
    /// be followed in the lines of the whole journal, oldest first, with SHA-256 alone.
    ///
    /// Cancel-safe: it only reads; what was written by then stays written.
    ///
    /// # Errors
    ///
    /// As [`Backpack::activity`]; [`ErrorKind::Io`](crate::ErrorKind::Io) if the sink fails.
    pub async fn export_activity(
        &self,
        filter: &ActivityFilter,
        mut sink: impl Write + Send,
    ) -> Result<u64, Error> {
        self.permit(Operation::Export)?;
        let mut filter = filter.clone();
        let mut lines = 0;
        loop {
            let page = self.activity(&filter).await?;
            for told in &page.acts {
                writeln!(sink, "{}", told.line()).map_err(|error| Error::io("export activity", error))?;
                lines += 1;
            }
            let Some(next) = page.next else { break };
            filter = filter.after_page(next);
        }
        sink.flush().map_err(|error| Error::io("export activity", error))?;
        Ok(lines)
    }
}
