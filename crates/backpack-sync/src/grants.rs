//! The grant of a running sync: fresh, durable before its first use, refreshed by one at a time.

use std::sync::Arc;
use std::time::Duration;

use backpack_connect::{Connector, Context, Error, ErrorKind, Grant};
use backpack_core::{ConnectionId, Retry, Timestamp};
use backpack_keep::{AccessRow, GrantRow, Keep, RowBatch};
use backpack_store::Version;
use tokio::sync::Mutex;

use crate::fault::Fault;
use crate::lease::Lease;
use crate::retry::Backoff;
use crate::{SyncError, SyncOptions};

/// A grant that ends within this time is refreshed before it is used, and none is refreshed more often.
const MARGIN: Duration = Duration::from_secs(60);

/// The grant of a running sync.
pub(crate) struct Grants<'a> {
    pub(crate) keep: &'a Keep,
    pub(crate) connector: &'a dyn Connector,
    pub(crate) context: &'a Context,
    pub(crate) options: &'a SyncOptions,
    pub(crate) lease: &'a Lease,
    connection: ConnectionId,
    state: Mutex<State>,
}

struct State {
    grant: Option<Arc<Grant>>,
    /// The version of the row it was read from or written to: at another one somebody signed in meanwhile.
    version: Version,
    /// Counts the grants of this sync, so that a failed call knows whether its grant is still the current one.
    generation: u64,
    refreshed: Option<Timestamp>,
    /// When a refresh failed for good, and how: the portal is left alone for a while then.
    failed: Option<(Timestamp, ErrorKind)>,
}

/// A grant in use.
#[derive(Clone)]
pub(crate) struct InUse {
    pub(crate) grant: Arc<Grant>,
    generation: u64,
}

impl<'a> Grants<'a> {
    /// Loads the grant of a connection; fails with [`Fault::NeedsSignIn`] if there is none.
    pub(crate) async fn load(
        (keep, connector, context): (&'a Keep, &'a dyn Connector, &'a Context),
        options: &'a SyncOptions,
        lease: &'a Lease,
        connection: ConnectionId,
    ) -> Result<Self, Fault> {
        let (grant, version) = load(keep, connection).await?;
        let state = State { grant: Some(grant), version, generation: 0, refreshed: None, failed: None };
        let state = Mutex::new(state);
        Ok(Self { keep, connector, context, options, lease, connection, state })
    }

    /// Returns the current grant, refreshed if it is near its end.
    pub(crate) async fn current(&self) -> Result<InUse, Fault> {
        let mut state = self.state.lock().await;
        let grant = state.grant.clone().ok_or(Fault::NeedsSignIn)?;
        if self.has_run_out(&grant) {
            // The portal would only say the same.
            self.lose(&mut state).await?;
            return in_use(&state);
        }
        let is_due = grant.refreshable && self.is_near_its_end(&grant);
        if is_due && !self.was_just_refreshed(&state) && self.just_failed(&state).is_none() {
            match self.refresh(&mut state, &grant).await {
                // It still holds for a while: the portal itself will say when it no longer does.
                Err(Fault::Portal(_)) => {}
                ended => ended?,
            }
        }
        in_use(&state)
    }

    /// Returns another grant after the portal refused `used`: refreshed once, by whoever comes first.
    pub(crate) async fn after_refusal(&self, used: &InUse) -> Result<InUse, Fault> {
        let mut state = self.state.lock().await;
        // Others may have found out meanwhile that no grant holds any more.
        if state.grant.is_none() {
            return Err(Fault::NeedsSignIn);
        }
        if state.generation == used.generation {
            if let Some(kind) = self.just_failed(&state) {
                return Err(Error::new(kind, "refresh").with_retry(Retry::Never).into());
            }
            let is_hopeless = !used.grant.refreshable || self.was_just_refreshed(&state);
            if is_hopeless {
                self.lose(&mut state).await?;
            } else {
                self.refresh(&mut state, &used.grant).await?;
            }
        }
        in_use(&state)
    }

    /// Returns the scopes of the current grant, as it stands; `None` if no grant holds any more.
    pub(crate) async fn scopes(&self) -> Option<Vec<String>> {
        self.state.lock().await.grant.as_ref().map(|grant| grant.scopes.clone())
    }

    /// Says that the portal refused `used`, which was fresh. Fails unless there is another grant meanwhile.
    pub(crate) async fn give_up(&self, used: &InUse) -> Result<InUse, Fault> {
        let mut state = self.state.lock().await;
        if state.generation == used.generation {
            self.lose(&mut state).await?;
        }
        in_use(&state)
    }

    /// Says whether the person must sign in again.
    pub(crate) async fn are_lost(&self) -> bool {
        self.state.lock().await.grant.is_none()
    }

    async fn refresh(&self, state: &mut State, grant: &Grant) -> Result<(), Fault> {
        let mut backoff = Backoff::new(self.options.attempts, self.options.longest_wait);
        let mut fresh = loop {
            // A portal that watches for used-up secrets ends the sign-in when it sees one. So nobody else may come to
            // refresh this grant before the answer is kept, and nobody may have done so.
            self.lease.extend().await?;
            if load(self.keep, self.connection).await?.1 != state.version {
                return self.lose(state).await;
            }
            match self.connector.refresh(self.context, grant).await {
                Ok(fresh) => break fresh,
                Err(error) if matches!(error.kind(), ErrorKind::NeedsSignIn | ErrorKind::Unsupported) => {
                    return self.lose(state).await;
                }
                Err(error) => match backoff.next(error.retry()) {
                    Some(wait) => self.lease.sleep(wait).await?,
                    None => {
                        state.failed = Some((self.context.clock.now(), error.kind().clone()));
                        return Err(error.into());
                    }
                },
            }
        };
        if fresh.patient.id != grant.patient.id {
            state.grant = None;
            return Err(SyncError::OtherPatient.into());
        }
        // Who signed in is told at sign-in; a refresh changes nothing about it.
        fresh.user = fresh.user.or_else(|| grant.user.clone());
        // Durable before its first use: the old one may be worthless already.
        let before = self.keep.row::<AccessRow>(self.connection.as_bytes()).await?.map(|(row, _)| row);
        let access = AccessRow::new(self.connection, self.context.clock.now(), &fresh);
        let access = access.following(before.as_ref());
        let row = GrantRow::new(self.connection, fresh);
        let written = match self.lease.fence().await {
            Ok(fence) => self.keep.write(self.refreshed(&row, &access, state.version).fenced(fence)).await,
            Err(error) => return self.keep_without_lease(&row, &access, state, error).await,
        };
        state.version = match written.map_err(SyncError::from) {
            Err(SyncError::Keep(backpack_keep::Error::Conflict)) => return self.lose(state).await,
            Err(error @ SyncError::LeaseLost) => {
                return self.keep_without_lease(&row, &access, state, error).await;
            }
            written => written?,
        };
        state.grant = Some(Arc::new(row.into_grant()));
        state.generation += 1;
        state.refreshed = Some(self.context.clock.now());
        Ok(())
    }

    /// A new sign-in is worth more than what its forerunner's grant was refreshed to.
    fn refreshed(&self, row: &GrantRow, access: &AccessRow, version: Version) -> RowBatch {
        RowBatch::new().put(row).put(access).require_at::<GrantRow>(*self.connection.as_bytes(), version)
    }

    /// Keeps a refreshed grant although the lease was lost while the portal answered slowly: the one before is used up, and
    /// whoever has the lease now takes this one over. If they refreshed it themselves, theirs is kept.
    async fn keep_without_lease(
        &self,
        row: &GrantRow,
        access: &AccessRow,
        state: &mut State,
        lost: SyncError,
    ) -> Result<(), Fault> {
        state.grant = None;
        match self.keep.write(self.refreshed(row, access, state.version)).await {
            Ok(_) | Err(backpack_keep::Error::Conflict) => Err(lost.into()),
            Err(error) => Err(error.into()),
        }
    }

    /// Parts with a grant that no longer holds, and takes over what the person signed in to meanwhile; fails with
    /// [`Fault::NeedsSignIn`] if that is nothing.
    async fn lose(&self, state: &mut State) -> Result<(), Fault> {
        state.grant = None;
        let (grant, version) = load(self.keep, self.connection).await?;
        if version == state.version {
            return Err(Fault::NeedsSignIn);
        }
        (state.grant, state.version) = (Some(grant), version);
        state.generation += 1;
        (state.refreshed, state.failed) = (None, None);
        Ok(())
    }

    /// Says whether a grant is over that nobody but the person can renew.
    fn has_run_out(&self, grant: &Grant) -> bool {
        !grant.refreshable && grant.expires.is_some_and(|expires| expires <= self.context.clock.now())
    }

    fn is_near_its_end(&self, grant: &Grant) -> bool {
        grant.expires.is_some_and(|expires| expires <= self.context.clock.now().saturating_add(MARGIN))
    }

    fn just_failed(&self, state: &State) -> Option<ErrorKind> {
        let now = self.context.clock.now();
        let (at, kind) = state.failed.as_ref()?;
        (now.saturating_since(*at) < MARGIN).then(|| kind.clone())
    }

    fn was_just_refreshed(&self, state: &State) -> bool {
        let now = self.context.clock.now();
        state.refreshed.is_some_and(|refreshed| now.saturating_since(refreshed) < MARGIN)
    }
}

/// Reads the grant of a connection, with the version of its row.
pub(crate) async fn load(keep: &Keep, connection: ConnectionId) -> Result<(Arc<Grant>, Version), Fault> {
    let row = keep.row::<GrantRow>(connection.as_bytes()).await?;
    row.map(|(row, version)| (Arc::new(row.into_grant()), version)).ok_or(Fault::NeedsSignIn)
}

fn in_use(state: &State) -> Result<InUse, Fault> {
    let grant = state.grant.clone().ok_or(Fault::NeedsSignIn)?;
    Ok(InUse { grant, generation: state.generation })
}
