//! One sync: its company, and how it asks the portal.

use std::collections::{BTreeSet, HashMap};
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use backpack_connect::{Connector, Context, ErrorKind, Grant};
use backpack_core::{RecordId, Retry, Timestamp};
use backpack_keep::{ConnectionRow, Keep};

use crate::fault::Fault;
use crate::grants::{Grants, InUse};
use crate::lease::Lease;
use crate::life::is_the_portals;
use crate::members::Members;
use crate::progress::Board;
use crate::retry::Backoff;
use crate::sift::Guard;
use crate::{SyncError, SyncOptions, Touched};

/// After so many calls in a row that were given up, the portal counts as down.
const DOWN: u32 = 5;

/// An answer of the portal, on its way.
pub(crate) type Answering<'f, T> =
    Pin<Box<dyn Future<Output = Result<T, backpack_connect::Error>> + Send + 'f>>;

/// One sync of one connection.
pub(crate) struct Run<'a> {
    pub(crate) keep: &'a Keep,
    pub(crate) connector: &'a dyn Connector,
    pub(crate) context: &'a Context,
    pub(crate) options: &'a SyncOptions,
    pub(crate) connection: &'a ConnectionRow,
    pub(crate) lease: &'a Lease,
    pub(crate) grants: Grants<'a>,
    pub(crate) board: Board<'a>,
    /// Who may be kept; `None` if everybody.
    pub(crate) guard: Option<Arc<Guard>>,
    /// Whether every query begins anew.
    pub(crate) full: AtomicBool,
    /// What each query is known to return; a query takes its own while it is asked.
    pub(crate) members: Mutex<HashMap<String, Members>>,
    gathered: Mutex<Gathered>,
}

/// What the queries of a sync leave to what comes after them.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    /// The records that are new or changed.
    pub(crate) records: Vec<RecordId>,
    /// The portal's warnings.
    pub(crate) warnings: BTreeSet<String>,
    /// What became of records.
    pub(crate) touched: Touched,
    /// The longest wait that the portal asked for and that was left for a later sync.
    pub(crate) wait: Option<Duration>,
    /// Whether the portal answered at all.
    pub(crate) answered: bool,
    /// How many calls in a row were given up since the portal as a whole seems to be down.
    pub(crate) down: u32,
}

impl Gathered {
    /// Takes down that the portal gave something.
    pub(crate) fn answered(&mut self) {
        (self.answered, self.down) = (true, 0);
    }

    fn given_up(&mut self, error: &backpack_connect::Error) {
        if let Retry::After(asked) = error.retry() {
            self.wait = self.wait.max(Some(asked));
        }
        self.down = if is_the_portals(error) { self.down + 1 } else { 0 };
    }
}

impl<'a> Run<'a> {
    pub(crate) fn new(
        grants: Grants<'a>,
        connection: &'a ConnectionRow,
        board: Board<'a>,
        guard: Option<Guard>,
    ) -> Self {
        Self {
            keep: grants.keep,
            connector: grants.connector,
            context: grants.context,
            options: grants.options,
            lease: grants.lease,
            connection,
            board,
            guard: guard.map(Arc::new),
            full: AtomicBool::new(false),
            members: Mutex::default(),
            gathered: Mutex::default(),
            grants,
        }
    }

    /// Asks the portal until it answers or there is no point: with a fresh grant, once more after a refused one, and
    /// again after a pause where the failure allows it.
    pub(crate) async fn ask<'f, T>(
        &self,
        call: impl Fn(Arc<Grant>) -> Answering<'f, T> + Send + Sync,
    ) -> Result<T, Fault> {
        // A portal that is down is not asked four times for everything.
        let attempts = if self.is_down() { 1 } else { self.options.attempts };
        let mut backoff = Backoff::new(attempts, self.options.longest_wait);
        let mut was_refused = false;
        let mut in_use = self.grants.current().await?;
        loop {
            self.lease.fence().await?;
            let error = match call(Arc::clone(&in_use.grant)).await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            match error.kind() {
                ErrorKind::NeedsSignIn if was_refused => in_use = self.grants.give_up(&in_use).await?,
                ErrorKind::NeedsSignIn => {
                    was_refused = true;
                    in_use = self.after_refusal(&in_use).await?;
                }
                ErrorKind::CursorExpired => return Err(error.into()),
                _ => {
                    let Some(wait) = backoff.next(error.retry()) else {
                        self.gathered().given_up(&error);
                        return Err(error.into());
                    };
                    tracing::debug!(operation = error.operation(), ?wait, "a call to a portal is made again");
                    self.lease.sleep(wait).await?;
                    in_use = self.grants.current().await?;
                }
            }
        }
    }

    /// Says whether the portal counts as down.
    pub(crate) fn is_down(&self) -> bool {
        self.gathered().down >= DOWN
    }

    /// Returns another grant; a portal that cannot give one now may say how long it takes.
    async fn after_refusal(&self, used: &InUse) -> Result<InUse, Fault> {
        let renewed = self.grants.after_refusal(used).await;
        if let Err(Fault::Portal(error)) = &renewed {
            self.gathered().given_up(error);
        }
        renewed
    }

    pub(crate) fn gathered(&self) -> MutexGuard<'_, Gathered> {
        self.gathered.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.context.clock.now()
    }

    pub(crate) fn check(&self) -> Result<(), Fault> {
        if self.context.cancel.is_cancelled() { Err(SyncError::Cancelled.into()) } else { Ok(()) }
    }
}
