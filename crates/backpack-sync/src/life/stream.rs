//! The stream of what happens to connections, made of what a Backpack tells of its rows.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use backpack_core::{Clock, ConnectionId};
use backpack_keep::{Change, ChangeKind, ConnectionState, PaceRow, WeakKeep};
use futures_util::stream::{self, Stream};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use super::diff::{Steps, between};
use super::standing::read;
use super::{ConnectionEvent, Standing};
use crate::{Engine, SyncError};

/// A stream of what happens to a Backpack's connections, made by [`Engine::connection_events`]. It ends when the
/// Backpack is closed or every handle of it is gone.
pub struct ConnectionEvents(Pin<Box<dyn Stream<Item = Result<ConnectionEvent, MissedEvents>> + Send>>);

/// The listener was too slow, or what another process did could not be read: about this many changes were missed. What
/// follows goes on from how things stand now; read anew what you show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("listen to connections: {0} changes missed")]
#[expect(clippy::exhaustive_structs, reason = "a number of changes is all there is to say")]
pub struct MissedEvents(pub u64);

impl Engine {
    /// Returns a stream of what happens to this Backpack's connections from now on, in order: by this process each thing
    /// by itself, by another process, once it was noticed, as far as the states then tell.
    ///
    /// # Errors
    ///
    /// The Backpack's errors.
    pub async fn connection_events(&self) -> Result<ConnectionEvents, SyncError> {
        // What comes in between is in both, and told apart by its commit group.
        let receiver = self.keep.changes();
        let (base, standings) = read(&self.keep).await?;
        let listener = Listener {
            receiver,
            keep: self.keep.downgrade(),
            clock: Arc::clone(&self.context.clock),
            base,
            known: by_id(standings),
            stale: false,
            ready: VecDeque::new(),
        };
        let events = stream::unfold(listener, |mut listener| async move {
            listener.next().await.map(|event| (event, listener))
        });
        Ok(ConnectionEvents(Box::pin(events)))
    }
}

impl Stream for ConnectionEvents {
    type Item = Result<ConnectionEvent, MissedEvents>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(context)
    }
}

impl fmt::Debug for ConnectionEvents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ConnectionEvents")
    }
}

struct Listener {
    receiver: Receiver<Change>,
    keep: WeakKeep,
    clock: Arc<dyn Clock>,
    /// The commit group after which things stood as `known` says.
    base: u64,
    known: BTreeMap<ConnectionId, Standing>,
    /// Whether `known` could not be read when it had to be.
    stale: bool,
    ready: VecDeque<Result<ConnectionEvent, MissedEvents>>,
}

impl Listener {
    async fn next(&mut self) -> Option<Result<ConnectionEvent, MissedEvents>> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Some(event);
            }
            match self.receiver.recv().await {
                Ok(change) if change.sequence <= self.base => {}
                Ok(Change { what: ChangeKind::Elsewhere, .. }) => self.read_anew().await?,
                Ok(_) if self.stale => self.read_anew().await?,
                Ok(Change { what: ChangeKind::Connection { connection, state }, .. }) => {
                    self.follow(connection, state);
                }
                Ok(_) => {}
                Err(RecvError::Lagged(missed)) => {
                    self.ready.push_back(Err(MissedEvents(missed)));
                    self.read_anew().await?;
                }
                Err(RecvError::Closed) => return None,
            }
        }
    }

    /// Takes over how things stand now; `None` if the Backpack is closed.
    async fn read_anew(&mut self) -> Option<()> {
        match read(&self.keep.upgrade()?).await {
            Ok((base, standings)) => {
                let before = std::mem::replace(&mut self.known, by_id(standings));
                let ids: std::collections::BTreeSet<_> =
                    before.keys().chain(self.known.keys()).copied().collect();
                for id in ids {
                    self.tell(id, before.get(&id), Steps::Many);
                }
                (self.base, self.stale) = (base, false);
            }
            Err(backpack_keep::Error::Closed) => return None,
            Err(error) => {
                tracing::warn!(%error, "the connections could not be read");
                self.ready.push_back(Err(MissedEvents(1)));
                self.stale = true;
            }
        }
        Some(())
    }

    /// Follows one write.
    fn follow(&mut self, id: ConnectionId, state: ConnectionState) {
        let before = self.known.get(&id).cloned();
        match (state, self.known.get_mut(&id)) {
            (ConnectionState::Connection(None), _) => drop(self.known.remove(&id)),
            (ConnectionState::Connection(Some(row)), Some(standing)) => standing.row = *row,
            (ConnectionState::Connection(Some(row)), None) => {
                let Some(keep) = self.keep.upgrade() else { return };
                self.known.insert(id, Standing::new(keep.space(), *row));
            }
            (ConnectionState::Access(access), Some(standing)) => {
                standing.access = access.map(|access| *access);
            }
            (ConnectionState::Pace(pace), Some(standing)) => {
                standing.pace = pace.map_or_else(|| PaceRow::new(id), |pace| *pace);
            }
            _ => {}
        }
        self.tell(id, before.as_ref(), Steps::One);
    }

    fn tell(&mut self, connection: ConnectionId, before: Option<&Standing>, steps: Steps) {
        let after = self.known.get(&connection);
        let Some(backpack) = after.or(before).map(|standing| standing.backpack) else { return };
        let at = self.clock.now();
        let events = between(before, after, steps);
        self.ready
            .extend(events.into_iter().map(|what| Ok(ConnectionEvent { backpack, connection, at, what })));
    }
}

fn by_id(standings: Vec<Standing>) -> BTreeMap<ConnectionId, Standing> {
    standings.into_iter().map(|standing| (standing.connection(), standing)).collect()
}
