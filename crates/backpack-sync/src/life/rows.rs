//! Changing how a connection stands, whoever else changes it at the same time.

use backpack_core::ConnectionId;
use backpack_keep::{AccessRow, Act, ConnectionRow, PaceRow, RowBatch, Support};
use backpack_record::Actor;
use backpack_store::Fence;

use super::{Expiring, make_due};
use crate::schedule::Schedule;
use crate::{Engine, SyncError};

/// What becomes of what is known of a grant's end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    Stays,
    /// The portal itself said that the grant no longer holds.
    Ended,
}

impl Engine {
    /// Says whether the portal of a connection is supported, as a host or a probe found out.
    ///
    /// # Errors
    ///
    /// [`SyncError::NoSuchConnection`], and the Backpack's errors.
    pub async fn set_support(&self, connection: ConnectionId, support: Support) -> Result<(), SyncError> {
        self.change(connection, None, |row, _| {
            row.support = support;
            Access::Stays
        })
        .await
    }

    /// Says that a connection's patient is the Backpack's person, although they seem to differ.
    ///
    /// # Errors
    ///
    /// [`SyncError::NoSuchConnection`], and the Backpack's errors.
    pub async fn confirm_person(&self, connection: ConnectionId) -> Result<(), SyncError> {
        let told = (self.keep.actor(), Act::PersonConfirmed(connection));
        self.change_and_tell(connection, None, Some(&told), |row, pace| {
            row.person_confirmed = true;
            // What stopped the sync is settled: there is nothing to wait for.
            make_due(row, pace);
            pace.not_before = None;
            Access::Stays
        })
        .await
    }

    /// Returns the sign-ins whose end a warning time of the schedule has reached, each warning once, and tells them as
    /// events.
    ///
    /// # Errors
    ///
    /// The Backpack's errors.
    pub async fn foresee(&self, schedule: &Schedule) -> Result<Vec<Expiring>, SyncError> {
        let now = self.context.clock.now();
        let mut told = Vec::new();
        for (expiring, warned) in schedule.foreseen(now, &self.standings().await?) {
            let id = expiring.connection;
            let found = self.keep.row::<PaceRow>(id.as_bytes()).await?;
            let (mut pace, version) = match found {
                Some((pace, version)) => (pace, Some(version)),
                None => (PaceRow::new(id), None),
            };
            pace.warned = Some(warned);
            let batch = required::<PaceRow>(RowBatch::new().put(&pace), id, version);
            match self.keep.write(batch).await {
                // Somebody else is at it: a sync, or another process that warns. The next call sees what is left to say.
                Err(backpack_keep::Error::Conflict) => {}
                ended => {
                    ended?;
                    told.push(expiring);
                }
            }
        }
        Ok(told)
    }

    /// Changes how a connection stands, whoever else changes it at the same time.
    pub(crate) async fn change(
        &self,
        id: ConnectionId,
        fence: Option<&Fence>,
        change: impl Fn(&mut ConnectionRow, &mut PaceRow) -> Access + Send + Sync,
    ) -> Result<(), SyncError> {
        self.change_and_tell(id, fence, None, change).await
    }

    /// The same, and tells the activity journal in the same commit who did what.
    pub(crate) async fn change_and_tell(
        &self,
        id: ConnectionId,
        fence: Option<&Fence>,
        told: Option<&(Actor, Act)>,
        change: impl Fn(&mut ConnectionRow, &mut PaceRow) -> Access + Send + Sync,
    ) -> Result<(), SyncError> {
        loop {
            let (mut row, version) = self.connection(id).await?;
            let found = self.keep.row::<PaceRow>(id.as_bytes()).await?;
            let (mut pace, pace_version) = match found {
                Some((pace, version)) => (pace, Some(version)),
                None => (PaceRow::new(id), None),
            };
            let access = change(&mut row, &mut pace);
            let batch = RowBatch::new().put(&row).put(&pace);
            let batch = batch.require_at::<ConnectionRow>(*id.as_bytes(), version);
            let mut batch = required::<PaceRow>(batch, id, pace_version);
            if access == Access::Ended {
                batch = batch.delete::<AccessRow>(*id.as_bytes());
            }
            if let Some((actor, act)) = told {
                batch = batch.act(actor.clone(), act.clone());
            }
            if let Some(fence) = fence {
                batch = batch.fenced(fence.clone());
            }
            match self.keep.write(batch).await {
                Err(backpack_keep::Error::Conflict) => {}
                ended => return Ok(ended.map(drop)?),
            }
        }
    }
}

/// Demands that a row be as it was read.
pub(crate) fn required<R: backpack_keep::Row>(
    batch: RowBatch,
    id: ConnectionId,
    version: Option<backpack_store::Version>,
) -> RowBatch {
    match version {
        Some(version) => batch.require_at::<R>(*id.as_bytes(), version),
        None => batch.require_absent::<R>(*id.as_bytes()),
    }
}
