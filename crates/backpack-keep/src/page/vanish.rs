//! Records that their source no longer returns.

use std::sync::{Arc, Mutex};

use backpack_core::{ConnectionId, RecordId};
use backpack_record::Actor;
use backpack_store::Fence;

use crate::catalog::change::Logged;
use crate::catalog::{Catalog, Source};
use crate::commit::{Draft, Drafted, Write};
use crate::keep::detached;
use crate::{Act, ChangeKind, Error, Keep};

/// The most records that are marked in one commit.
const AT_ONCE: usize = 8_192;

impl Keep {
    /// Marks records that their source no longer returns, without having said that they are deleted. Returns which of
    /// them were neither gone nor marked before; what is not this connection's is passed over.
    ///
    /// The mark goes once the record comes again. The future may be dropped at any time; some may then be marked and
    /// others not.
    ///
    /// # Errors
    ///
    /// The store's errors, `Fenced` among them if the lease was lost.
    pub async fn mark_vanished(
        &self,
        connection: ConnectionId,
        records: &[RecordId],
        fence: Option<Fence>,
    ) -> Result<Vec<RecordId>, Error> {
        self.may_write()?;
        let mut marked = Vec::new();
        for records in records.chunks(AT_ONCE) {
            let (records, fence) = (records.to_vec(), fence.clone());
            let write = Arc::new(Mutex::new(VanishWrite { connection, records, fence, marked: Vec::new() }));
            let (inner, drafted) = (Arc::clone(&self.0), Arc::clone(&write));
            detached(async move { inner.commit(&drafted).await?.ok_or(Error::Busy) }).await?;
            let mut write = write.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            marked.append(&mut write.marked);
        }
        Ok(marked)
    }
}

/// Marks on their way to a commit.
#[derive(Debug)]
struct VanishWrite {
    connection: ConnectionId,
    records: Vec<RecordId>,
    fence: Option<Fence>,
    /// What was marked, as it was drafted last.
    marked: Vec<RecordId>,
}

impl Write for VanishWrite {
    fn draft(&mut self, catalog: &Catalog, draft: &mut Draft<'_>) -> Result<Drafted, Error> {
        self.marked.clear();
        let source = Some(Source::Connection(self.connection));
        for id in &self.records {
            if catalog.source_of(*id) == source && draft.seen.vanishes(catalog, *id) {
                draft.log.push(&Logged::Vanished(*id))?;
                self.marked.push(*id);
            }
        }
        if !self.marked.is_empty() {
            let (connection, records) = (self.connection, self.marked.len() as u64);
            draft.act(&Actor::Connection(connection), Act::Vanished { connection, records })?;
            draft.changes.push(ChangeKind::Vanished(self.marked.clone()));
        }
        Ok(Drafted::Ready)
    }

    fn room(&self) -> usize {
        self.records.len() * 20 + (4 << 10)
    }

    fn fence(&self) -> Option<&Fence> {
        self.fence.as_ref()
    }
}
