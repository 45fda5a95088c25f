//! Portals: connect, sync, disconnect.

use std::sync::{Arc, PoisonError};

use backpack_connect::{Answer, Connector};
use backpack_core::{AttemptId, Cancellation, ConnectionId};
use backpack_keep::{ConnectionRow, Disposal, QueryRow, Retried};
use backpack_sync::{Disconnected, Due, Engine, Progress, SignIn, SyncOptions, SyncReport};

use super::Backpack;
use crate::account::register;
use crate::role::Operation;
use crate::{Error, ErrorKind};

impl Backpack {
    /// Begins to connect a portal, and makes its connector known.
    ///
    /// The answer is either what the person must do, with an attempt to [`answer`](Self::answer) when they did, or the
    /// connections: one for each patient. Connecting a known patient again renews that connection, and doubles nothing.
    ///
    /// Cancel-safe: a dropped call leaves at most an attempt that runs out by itself.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotAPortal`], [`ErrorKind::Portal`], [`ErrorKind::Config`], [`ErrorKind::Io`].
    pub async fn connect(&self, connector: Arc<dyn Connector>) -> Result<SignIn, Error> {
        self.permit(Operation::Connect)?;
        register(&self.0.connectors, Arc::clone(&connector));
        Ok(self.engine(SyncOptions::default()).begin(&*connector).await?)
    }

    /// Begins a new sign-in for a connection whose grant no longer holds.
    ///
    /// Cancel-safe, as [`Backpack::connect`].
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`], [`ErrorKind::NoConnector`], and those of [`Backpack::connect`].
    pub async fn reconnect(&self, connection: ConnectionId) -> Result<SignIn, Error> {
        self.permit(Operation::Connect)?;
        let connector = self.connector_of(connection).await?;
        Ok(self.engine(SyncOptions::default()).begin_again(connection, &*connector).await?)
    }

    /// Goes on with a sign-in once the person did what was asked; also in a process started since, if the connector was
    /// [registered](crate::Account::register). An attempt is good for one answer and ten minutes.
    ///
    /// Cancel-safe: the attempt is used up, or it is not.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`] if there is no such attempt any more, [`ErrorKind::NoConnector`],
    /// [`ErrorKind::Denied`] if the person or the portal refused, [`ErrorKind::WrongAnswer`],
    /// [`ErrorKind::OtherPerson`] if a connection was renewed for another patient.
    pub async fn answer(&self, attempt: AttemptId, answer: Answer) -> Result<SignIn, Error> {
        self.permit(Operation::Connect)?;
        let engine = self.engine(SyncOptions::default());
        let waiting = engine.attempt(attempt).await?;
        let waiting = waiting.ok_or_else(|| Error::new(ErrorKind::NotFound("sign-in"), "sign in"))?;
        let connector = self.connector(&waiting.sort, &waiting.portal)?;
        Ok(engine.resume(&*connector, attempt, answer).await?)
    }

    /// Returns the connections, those that were removed with their records kept among them.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Damaged`], [`ErrorKind::Io`].
    pub async fn connections(&self) -> Result<Vec<ConnectionRow>, Error> {
        let mut rows = self.0.keep.rows::<ConnectionRow>().await?;
        rows.sort_by_key(|row| (row.created, row.id));
        Ok(rows)
    }

    /// Returns the ledger of a connection: what was asked, how it ended, what is missing. A gap never reads as "none".
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Damaged`], [`ErrorKind::Io`].
    pub async fn ledger(&self, connection: ConnectionId) -> Result<Vec<QueryRow>, Error> {
        let mut rows = self.0.keep.rows::<QueryRow>().await?;
        rows.retain(|row| row.connection == connection);
        rows.sort_by(|a, b| a.query.cmp(&b.query));
        Ok(rows)
    }

    /// Brings in what is new at a connection's portal.
    ///
    /// Cancel-safe: what was committed stays, and the next sync goes on from there, with neither loss nor doubles.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`], [`ErrorKind::NoConnector`], [`ErrorKind::Busy`] if it is being synced already,
    /// [`ErrorKind::NeedsSignIn`], [`ErrorKind::OtherPerson`] until [`Backpack::confirm_person`],
    /// [`ErrorKind::Portal`], [`ErrorKind::Full`], [`ErrorKind::Io`].
    /// A query that failed or was refused is no error: the report says so, and the others went on.
    pub async fn sync(&self, connection: ConnectionId) -> Result<SyncReport, Error> {
        self.sync_with(connection, SyncOptions::default(), Cancellation::new(), |_| {}).await
    }

    /// Brings in what is new, with options, a way to cancel, and somebody who is told of every step.
    ///
    /// Cancel-safe, as [`Backpack::sync`].
    ///
    /// # Errors
    ///
    /// As [`Backpack::sync`], and [`ErrorKind::Cancelled`].
    pub async fn sync_with(
        &self,
        connection: ConnectionId,
        options: SyncOptions,
        cancel: Cancellation,
        progress: impl Fn(&Progress) + Send + Sync,
    ) -> Result<SyncReport, Error> {
        self.permit(Operation::Connect)?;
        let connector = self.connector_of(connection).await?;
        let engine = self.engine(options).with_cancel(cancel);
        Ok(engine.sync(connection, &*connector, progress).await?)
    }

    /// Brings in what is new unless another process has begun to since the connection was found due.
    pub(crate) async fn sync_due(
        &self,
        due: &Due,
        options: SyncOptions,
        cancel: Cancellation,
        progress: impl Fn(&Progress) + Send + Sync,
    ) -> Result<Option<SyncReport>, Error> {
        let connector = self.connector_of(due.connection).await?;
        let engine = self.engine(options).with_cancel(cancel);
        Ok(engine.sync_due(due, &*connector, progress).await?)
    }

    /// Reads again what a connection sent and could not be read, and keeps what can be read by now and concerns its patient.
    /// A sync does so by itself after an update of this library that reads more.
    ///
    /// Cancel-safe: some items may then be read and others not; call it again.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`], [`ErrorKind::NoConnector`], [`ErrorKind::Busy`] while it is being synced,
    /// [`ErrorKind::Full`], [`ErrorKind::Io`].
    pub async fn retry_quarantine(&self, connection: ConnectionId) -> Result<Retried, Error> {
        self.permit(Operation::Connect)?;
        let connector = self.connector_of(connection).await?;
        Ok(self.engine(SyncOptions::default()).retry_quarantine(connection, &*connector).await?)
    }

    /// Confirms that a connection's patient is this Backpack's person although name, birth date or sex differ.
    ///
    /// Cancel-safe: it is confirmed, or not.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`], [`ErrorKind::Io`].
    pub async fn confirm_person(&self, connection: ConnectionId) -> Result<(), Error> {
        self.permit(Operation::Connect)?;
        Ok(self.engine(SyncOptions::default()).confirm_person(connection).await?)
    }

    /// Ends a connection: revokes the grant at the portal if it can be, wipes it here in any case, and keeps or deletes
    /// what came from it. What the person wrote themselves is never deleted with it.
    ///
    /// Returns what became of the grant at the portal, which cannot be asked without a connector, and of the records.
    ///
    /// Cancel-safe: call it again if it was dropped.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`], [`ErrorKind::Busy`] while it is being synced, [`ErrorKind::Full`], [`ErrorKind::Io`].
    pub async fn disconnect(
        &self,
        connection: ConnectionId,
        disposal: Disposal,
    ) -> Result<Disconnected, Error> {
        self.permit(Operation::Connect)?;
        let engine = self.engine(SyncOptions::default());
        let connector = self.connector_of(connection).await.ok();
        Ok(engine.disconnect(connection, connector.as_deref(), disposal).await?)
    }

    pub(super) fn engine(&self, options: SyncOptions) -> Engine {
        Engine::new(self.0.keep.clone(), self.0.context.clone(), options)
    }

    async fn connector_of(&self, connection: ConnectionId) -> Result<Arc<dyn Connector>, Error> {
        let row = self.0.keep.row::<ConnectionRow>(connection.as_bytes()).await?;
        let (row, _) = row.ok_or_else(|| Error::new(ErrorKind::NotFound("connection"), "find connection"))?;
        self.connector(&row.sort, &row.portal)
    }

    pub(super) fn connector(&self, sort: &str, portal: &str) -> Result<Arc<dyn Connector>, Error> {
        let known = self.0.connectors.read().unwrap_or_else(PoisonError::into_inner);
        let found = known.get(&(sort.to_owned(), portal.to_owned())).cloned();
        found.ok_or_else(|| Error::new(ErrorKind::NoConnector, "find connector"))
    }
}
