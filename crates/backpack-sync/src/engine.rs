//! The engine: what a host calls.

use backpack_connect::{Connector, Context};
use backpack_core::{Cancellation, ConnectionId};
use backpack_keep::{AccessRow, Act, Authorisation, ConnectionRow, Keep, PaceRow, SyncState};
use backpack_record::Actor;
use backpack_store::Version;

use crate::fault::Fault;
use crate::grants::Grants;
use crate::lease::Lease;
use crate::life::{self, Access};
use crate::progress::{Board, Progress};
use crate::report::SyncReport;
use crate::run::Run;
use crate::sift::Guard;
use crate::{Due, PersonGuard, SyncError, SyncOptions};

/// Signs in at portals and brings what they have into one Backpack. Cheap to clone.
///
/// It holds no state of its own: everything that must outlive a call is in the Backpack, so that any number of engines,
/// also in other processes, may work on one. Its futures need a tokio runtime.
#[derive(Clone, Debug)]
pub struct Engine {
    pub(crate) keep: Keep,
    pub(crate) context: Context,
    pub(crate) options: SyncOptions,
}

impl Engine {
    /// Returns an engine for a Backpack. `context` is what connectors are given; throwing its cancellation ends every
    /// call of this engine.
    #[must_use]
    pub fn new(keep: Keep, mut context: Context, options: SyncOptions) -> Self {
        context.limits.request_time = context.limits.request_time.min(options.request_time);
        Self { keep, context, options }
    }

    /// Returns the same engine with a cancellation of its own.
    #[must_use]
    pub fn with_cancel(&self, cancel: Cancellation) -> Self {
        let mut engine = self.clone();
        engine.context.cancel = cancel;
        engine
    }

    /// Brings what is new at a connection's portal, and says what it was. `progress` is told of every step; it must be
    /// quick.
    ///
    /// A failed, refused or partial query is part of the report, not an error; it stops no other.
    /// The future may be dropped at any point, and the process may end at any point: what was committed stays, the next
    /// sync goes on from there, and nothing is lost or doubled.
    ///
    /// # Errors
    ///
    /// [`SyncError::Busy`] if another sync of the connection is under way; [`SyncError::NeedsSignIn`] if nothing can be
    /// asked before the person signs in again; [`SyncError::OtherPerson`] until the host confirms the person;
    /// [`SyncError::Cancelled`]; and what ended the sync as a whole.
    pub async fn sync(
        &self,
        connection: ConnectionId,
        connector: &dyn Connector,
        progress: impl Fn(&Progress) + Send + Sync,
    ) -> Result<SyncReport, SyncError> {
        self.sync_once(connection, connector, None, &progress).await.map(Option::unwrap_or_default)
    }

    /// Brings what is new at a connection's portal unless another process has begun to do so since it was found due.
    /// Returns `None` then; of two processes that find the same connection due, one syncs it.
    ///
    /// Otherwise as [`Engine::sync`].
    ///
    /// # Errors
    ///
    /// As [`Engine::sync`].
    pub async fn sync_due(
        &self,
        due: &Due,
        connector: &dyn Connector,
        progress: impl Fn(&Progress) + Send + Sync,
    ) -> Result<Option<SyncReport>, SyncError> {
        self.sync_once(due.connection, connector, Some(due.begun), &progress).await
    }

    async fn sync_once(
        &self,
        connection: ConnectionId,
        connector: &dyn Connector,
        begun: Option<u64>,
        progress: &(dyn Fn(&Progress) + Send + Sync),
    ) -> Result<Option<SyncReport>, SyncError> {
        // What other processes brought meanwhile is part of what is known here.
        self.keep.refresh().await?;
        self.check_ready(connection, connector).await?;
        let lease = match Lease::take(&self.keep, &self.context.clock, connection, self.options.lease).await {
            Err(SyncError::Busy(wait)) => {
                // Whoever asks what is due need not ask again at once.
                let until = self.context.clock.now().saturating_add(wait);
                self.change(connection, None, |_, pace| {
                    pace.not_before = pace.not_before.max(Some(until));
                    Access::Stays
                })
                .await?;
                return Err(SyncError::Busy(wait));
            }
            taken => taken?,
        };
        // Whoever held the lease until now may have removed the connection, or found that its sign-in ended.
        let ended = match self.check_ready(connection, connector).await {
            Ok(_) if self.has_begun_since(connection, begun).await? => Ok(None),
            Ok(row) => self.leased(&row, connector, &lease, progress).await.map(Some),
            Err(error) => Err(error),
        };
        lease.release().await;
        ended
    }

    async fn has_begun_since(&self, connection: ConnectionId, begun: Option<u64>) -> Result<bool, SyncError> {
        let Some(begun) = begun else { return Ok(false) };
        let pace = self.keep.row::<PaceRow>(connection.as_bytes()).await?;
        Ok(pace.map_or(0, |(pace, _)| pace.begun) != begun)
    }

    /// Returns the row of a connection that can be synced.
    async fn check_ready(
        &self,
        connection: ConnectionId,
        connector: &dyn Connector,
    ) -> Result<ConnectionRow, SyncError> {
        let (row, _) = self.connection(connection).await?;
        check_connector(&row, connector)?;
        match row.authorisation {
            Authorisation::Removed => Err(SyncError::NoSuchConnection),
            // A portal that watches for used-up secrets must not see one again and again. Where this machine's clock
            // alone ended the sign-in, nothing is sent before the clock says otherwise.
            Authorisation::NeedsSignIn if !self.ends_by_the_clock(connection).await? => {
                Err(SyncError::NeedsSignIn)
            }
            _ => Ok(row),
        }
    }

    /// Says whether the sign-in of a connection ends when this machine's clock says so. Where the portal itself ended it
    /// nothing is known of its end any more.
    async fn ends_by_the_clock(&self, connection: ConnectionId) -> Result<bool, SyncError> {
        let access = self.keep.row::<AccessRow>(connection.as_bytes()).await?;
        Ok(access.is_some_and(|(access, _)| access.is_short()))
    }

    async fn leased(
        &self,
        row: &ConnectionRow,
        connector: &dyn Connector,
        lease: &Lease,
        progress: &(dyn Fn(&Progress) + Send + Sync),
    ) -> Result<SyncReport, SyncError> {
        let was_broken_off = !matches!(row.sync, SyncState::Never | SyncState::Ok | SyncState::Partial);
        let began = self.context.clock.now();
        self.note(row.id, lease, |row, pace| {
            life::begin(row, pace, began);
            Access::Stays
        })
        .await?;
        let work = self.work(row, connector, lease, progress, was_broken_off);
        let cancelled = self.context.cancel.cancelled();
        let mut ended = match futures_util::future::select(std::pin::pin!(work), cancelled).await {
            futures_util::future::Either::Left((ended, _)) => ended,
            futures_util::future::Either::Right(_) => Err(SyncError::Cancelled),
        };
        if let Ok(report) = &mut ended
            && let Err(error) = self.add_untold(row.id, report).await
        {
            ended = Err(error);
        }
        let noted = self.note_end(row.id, lease, &ended).await;
        let report = ended?;
        noted?;
        Ok(report)
    }

    async fn note_end(
        &self,
        id: ConnectionId,
        lease: &Lease,
        ended: &Result<SyncReport, SyncError>,
    ) -> Result<(), SyncError> {
        let now = self.context.clock.now();
        let access = self.keep.row::<AccessRow>(id.as_bytes()).await?.map(|(row, _)| row);
        let complete = ended.as_ref().is_ok_and(|report| report.complete);
        let told = (Actor::Engine, Act::Synced { connection: id, complete });
        let fence = lease.fence().await?;
        self.change_and_tell(id, Some(&fence), Some(&told), |row, pace| {
            life::end(row, pace, access.as_ref(), ended, now)
        })
        .await
    }

    async fn work(
        &self,
        row: &ConnectionRow,
        connector: &dyn Connector,
        lease: &Lease,
        progress: &(dyn Fn(&Progress) + Send + Sync),
        was_broken_off: bool,
    ) -> Result<SyncReport, SyncError> {
        let company = (&self.keep, connector, &self.context);
        let grants = Grants::load(company, &self.options, lease, row.id).await?;
        let guard = self.guard(row, connector).await?;
        let run = Run::new(grants, row, Board::new(progress), guard);
        run.whole(was_broken_off).await
    }

    pub(crate) async fn guard(
        &self,
        row: &ConnectionRow,
        connector: &dyn Connector,
    ) -> Result<Option<Guard>, Fault> {
        let many = connector.descriptor().capabilities.many_patients;
        let Some(patient) =
            row.patient.clone().filter(|_| !many && self.options.person_guard == PersonGuard::On)
        else {
            return Ok(None);
        };
        let person = if row.person_confirmed { None } else { Some(self.keep.person().await?) };
        Ok(Some(Guard { patient, person }))
    }

    /// Returns the row of a connection, with its version.
    pub(crate) async fn connection(&self, id: ConnectionId) -> Result<(ConnectionRow, Version), SyncError> {
        let row = self.keep.row::<ConnectionRow>(id.as_bytes()).await?;
        row.ok_or(SyncError::NoSuchConnection)
    }

    async fn note(
        &self,
        id: ConnectionId,
        lease: &Lease,
        change: impl Fn(&mut ConnectionRow, &mut PaceRow) -> Access + Send + Sync,
    ) -> Result<(), SyncError> {
        let fence = lease.fence().await?;
        self.change(id, Some(&fence), change).await
    }
}

/// Checks that a connector is the one a connection was made with.
pub(crate) fn check_connector(row: &ConnectionRow, connector: &dyn Connector) -> Result<(), SyncError> {
    let descriptor = connector.descriptor();
    let is_same = descriptor.sort == row.sort && descriptor.portal == row.portal;
    if is_same { Ok(()) } else { Err(SyncError::WrongConnector) }
}
