//! How connections stand, what happens to them, when they are due, and what they brought.

use std::time::Duration;

use backpack_core::{ConnectionId, Timestamp};
use backpack_keep::Support;
use backpack_sync::{ConnectionEvents, Due, Expiring, News, Schedule, Standing, SyncOptions, SyncReport};

use super::Backpack;
use crate::Error;
use crate::role::Operation;

impl Backpack {
    /// Returns a stream of what happens to this Backpack's connections from now on, in order: sign-ins that end, syncs
    /// that begin and end, warnings, removals. What another process did is told once it was noticed: see
    /// [`Backpack::catch_up`].
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Damaged`](crate::ErrorKind::Damaged), [`ErrorKind::Io`](crate::ErrorKind::Io).
    pub async fn connection_events(&self) -> Result<ConnectionEvents, Error> {
        Ok(self.engine(SyncOptions::default()).connection_events().await?)
    }

    /// Reads what other processes wrote since. Returns whether there was anything; listeners are told of it.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Damaged`](crate::ErrorKind::Damaged), [`ErrorKind::RolledBack`](crate::ErrorKind::RolledBack),
    /// [`ErrorKind::Io`](crate::ErrorKind::Io).
    pub async fn catch_up(&self) -> Result<bool, Error> {
        Ok(self.engine(SyncOptions::default()).catch_up().await?)
    }

    /// Returns how every connection stands: its states, how long its sign-in lasts, when it was synced last. Those that
    /// were removed with their records kept are among them.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Damaged`](crate::ErrorKind::Damaged), [`ErrorKind::Io`](crate::ErrorKind::Io).
    pub async fn standings(&self) -> Result<Vec<Standing>, Error> {
        Ok(self.engine(SyncOptions::default()).standings().await?)
    }

    /// Returns the connections whose sign-in ends within this time, the next to end first.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// As [`Backpack::standings`].
    pub async fn expiring(&self, within: Duration) -> Result<Vec<Expiring>, Error> {
        Ok(Expiring::within(&self.standings().await?, self.now(), within))
    }

    /// Gives the warnings of ends that the schedule's warning times have reached, each once: returns them, and tells them
    /// as events. [`Account::sync_due`](crate::Account::sync_due) does the same.
    ///
    /// Cancel-safe: a warning was given, or will be.
    ///
    /// # Errors
    ///
    /// As [`Backpack::standings`].
    pub async fn foresee(&self, schedule: &Schedule) -> Result<Vec<Expiring>, Error> {
        self.permit(Operation::Connect)?;
        Ok(self.engine(SyncOptions::default()).foresee(schedule).await?)
    }

    /// Says whether the portal of a connection is supported, as a probe or the host found out.
    ///
    /// Cancel-safe: it is written, or not.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound), [`ErrorKind::Io`](crate::ErrorKind::Io).
    pub async fn set_support(&self, connection: ConnectionId, support: Support) -> Result<(), Error> {
        self.permit(Operation::Connect)?;
        Ok(self.engine(SyncOptions::default()).set_support(connection, support).await?)
    }

    /// Returns which connections are due, without those whose connector this process does not know. Where several
    /// Backpacks share portals, ask the [account](crate::Account::due).
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// As [`Backpack::standings`].
    pub async fn due(&self, schedule: &Schedule) -> Result<Vec<Due>, Error> {
        Ok(schedule.due(self.now(), &self.runnable(self.standings().await?)))
    }

    /// Returns when something is due next, so that the host can set its alarm; `None` if nothing will be before somebody
    /// does something.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// As [`Backpack::standings`].
    pub async fn next_due(&self, schedule: &Schedule) -> Result<Option<Timestamp>, Error> {
        Ok(schedule.next_due(self.now(), &self.runnable(self.standings().await?)))
    }

    /// Returns what a sync of a connection brought, grouped by kind and in words, for a notification.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound), [`ErrorKind::Damaged`](crate::ErrorKind::Damaged),
    /// [`ErrorKind::Io`](crate::ErrorKind::Io).
    pub async fn news(&self, connection: ConnectionId, report: &SyncReport) -> Result<News, Error> {
        Ok(self.engine(SyncOptions::default()).news(connection, report).await?)
    }

    /// Leaves out what no connector of this process can sync.
    pub(crate) fn runnable(&self, mut standings: Vec<Standing>) -> Vec<Standing> {
        standings.retain(|standing| self.can_sync(standing));
        standings
    }

    pub(crate) fn can_sync(&self, standing: &Standing) -> bool {
        self.connector(&standing.row.sort, &standing.row.portal).is_ok()
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.0.context.clock.now()
    }
}
