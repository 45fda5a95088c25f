//! Sign-in: attempts that outlive the app, connections that are never doubled.

use backpack_connect::{Answer, Connector, Descriptor, Grant, Prompt, Step, Turn};
use backpack_core::{AttemptId, ConnectionId};
use backpack_keep::{AccessRow, Act, AttemptRow, Authorisation, ConnectionRow, GrantRow, PaceRow, RowBatch};
use sha2::{Digest as _, Sha256};

use crate::engine::check_connector;
use crate::life::{make_due, required};
use crate::{Engine, SyncError, WhoseBackpack};

/// Where a sign-in stands.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignIn {
    /// The person must do something. The app keeps the attempt's id, nothing else, and may restart meanwhile.
    Ask {
        /// What to hand back with the answer.
        attempt: AttemptId,
        /// What the person must do.
        prompt: Prompt,
        /// Whose Backpack it is for: to be shown beside the prompt.
        whose: Box<WhoseBackpack>,
    },
    /// Signed in: a connection for each patient, new or known before.
    Done(Vec<ConnectionId>),
}

/// A sign-in that waits for the person.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Attempt {
    /// The sort of connector that began it.
    pub sort: String,
    /// The portal.
    pub portal: String,
    /// The connection that is signed in again; `None` for a new one.
    pub connection: Option<ConnectionId>,
}

impl Engine {
    /// Begins a sign-in at a connector's portal. Dropping the future begins none, or one that nobody will answer.
    ///
    /// # Errors
    ///
    /// [`SyncError::Portal`] with what the connector says, and the Backpack's errors.
    pub async fn begin(&self, connector: &dyn Connector) -> Result<SignIn, SyncError> {
        self.turn(connector, Turn::Begin, None).await
    }

    /// Begins a sign-in for a connection that needs one again. It must end with the same patient.
    ///
    /// # Errors
    ///
    /// [`SyncError::NoSuchConnection`] and [`SyncError::WrongConnector`]; else as [`Engine::begin`].
    pub async fn begin_again(
        &self,
        connection: ConnectionId,
        connector: &dyn Connector,
    ) -> Result<SignIn, SyncError> {
        let (row, _) = self.connection(connection).await?;
        check_connector(&row, connector)?;
        self.turn(connector, Turn::Begin, Some(connection)).await
    }

    /// Says which connector a waiting sign-in needs; `None` if none waits under this id.
    ///
    /// # Errors
    ///
    /// The Backpack's errors.
    pub async fn attempt(&self, attempt: AttemptId) -> Result<Option<Attempt>, SyncError> {
        let row = self.keep.row::<AttemptRow>(attempt.as_bytes()).await?;
        let waiting = row.map(|(row, _)| row).filter(|row| self.still_waits(row));
        Ok(waiting.map(|row| Attempt { sort: row.sort, portal: row.portal, connection: row.connection }))
    }

    /// Goes on with a sign-in. An attempt is used once: whatever comes of it, a second answer is refused.
    ///
    /// A future that is dropped may have used the attempt up: the person then signs in anew.
    ///
    /// # Errors
    ///
    /// [`SyncError::NoSuchAttempt`], [`SyncError::WrongConnector`], [`SyncError::OtherPatient`] if another patient was
    /// signed in for a known connection, [`SyncError::Portal`] with what the connector says, and the Backpack's errors.
    pub async fn resume(
        &self,
        connector: &dyn Connector,
        attempt: AttemptId,
        answer: Answer,
    ) -> Result<SignIn, SyncError> {
        let row = self.keep.row::<AttemptRow>(attempt.as_bytes()).await?;
        let (row, version) = row.ok_or(SyncError::NoSuchAttempt)?;
        let descriptor = connector.descriptor();
        if descriptor.sort != row.sort || descriptor.portal != row.portal {
            return Err(SyncError::WrongConnector);
        }
        // Used up before the portal hears of it: of two answers at the same time one finds the attempt gone.
        let name = *attempt.as_bytes();
        let used = RowBatch::new().delete::<AttemptRow>(name).require_at::<AttemptRow>(name, version);
        match self.keep.write(used).await {
            Err(backpack_keep::Error::Conflict) => return Err(SyncError::NoSuchAttempt),
            ended => drop(ended?),
        }
        if !self.still_waits(&row) {
            return Err(SyncError::NoSuchAttempt);
        }
        let connection = row.connection;
        let pending = row.into_pending();
        self.turn(connector, Turn::Resume(&pending, answer), connection).await
    }

    async fn turn(
        &self,
        connector: &dyn Connector,
        turn: Turn<'_>,
        connection: Option<ConnectionId>,
    ) -> Result<SignIn, SyncError> {
        self.forget_old_attempts().await?;
        let descriptor = connector.descriptor();
        match connector.authorize(&self.context, turn).await? {
            Step::Done(grants) => self.settle(&descriptor, grants, connection).await,
            Step::Ask(prompt, pending) => {
                let now = self.context.clock.now();
                let person = self.keep.person().await?;
                let whose = Box::new(WhoseBackpack::new(person, &descriptor.name));
                let row = AttemptRow::new(descriptor.sort, descriptor.portal, connection, now, pending);
                self.keep.write(RowBatch::new().put(&row)).await?;
                Ok(SignIn::Ask { attempt: row.id, prompt, whose })
            }
            _ => {
                Err(backpack_connect::Error::new(backpack_connect::ErrorKind::Unsupported, "authorize")
                    .into())
            }
        }
    }

    /// Keeps the grants: all connections of one sign-in together.
    async fn settle(
        &self,
        descriptor: &Descriptor,
        grants: Vec<Grant>,
        again: Option<ConnectionId>,
    ) -> Result<SignIn, SyncError> {
        let now = self.context.clock.now();
        let mut signed_in = Vec::new();
        for grant in grants {
            let id = self.connection_id(descriptor, &grant.patient.id);
            if again.is_some_and(|again| again != id) {
                return Err(SyncError::OtherPatient);
            }
            let access = AccessRow::new(id, now, &grant);
            signed_in.push((id, access, GrantRow::new(id, grant)));
        }
        loop {
            let mut batch = RowBatch::new();
            for (id, access, grant) in &signed_in {
                batch = self.settled(descriptor, batch, *id, grant).await?.put(grant).put(access);
            }
            match self.keep.write(batch).await {
                // A sync of a known connection ended meanwhile.
                Err(backpack_keep::Error::Conflict) => {}
                ended => {
                    ended?;
                    return Ok(SignIn::Done(signed_in.into_iter().map(|(id, ..)| id).collect()));
                }
            }
        }
    }

    /// Adds a connection that is signed in, new or known before: nothing that was known of it is lost, and it is due.
    async fn settled(
        &self,
        descriptor: &Descriptor,
        batch: RowBatch,
        id: ConnectionId,
        grant: &GrantRow,
    ) -> Result<RowBatch, SyncError> {
        let (mut row, version) = match self.keep.row::<ConnectionRow>(id.as_bytes()).await? {
            Some((row, version)) => (row, Some(version)),
            None => (self.new_connection(descriptor, id), None),
        };
        let (mut pace, pace_version) = match self.keep.row::<PaceRow>(id.as_bytes()).await? {
            Some((pace, version)) => (pace, Some(version)),
            None => (PaceRow::new(id), None),
        };
        let is_known = version.is_some() && row.authorisation != Authorisation::Removed;
        let act = if is_known { Act::SignedIn(id) } else { Act::Connected(id) };
        row.name.clone_from(&descriptor.name);
        row.patient = Some(grant.patient.clone());
        row.patient_name = grant.patient_name.clone().or(row.patient_name);
        row.authorisation = Authorisation::Ok;
        // The sync waits for nothing but what the portal itself asked for.
        make_due(&row, &mut pace);
        pace.warned = None;
        if !pace.portal_failed {
            pace.not_before = None;
        }
        let batch = batch.put(&row).put(&pace).act(self.keep.actor(), act);
        let batch = required::<ConnectionRow>(batch, id, version);
        Ok(required::<PaceRow>(batch, id, pace_version))
    }

    fn new_connection(&self, descriptor: &Descriptor, id: ConnectionId) -> ConnectionRow {
        let now = self.context.clock.now();
        let mut row = ConnectionRow::new(&*descriptor.sort, &*descriptor.portal, &*descriptor.name, now);
        row.id = id;
        row
    }

    /// Returns the id of the connection to a portal's patient: the same in every process and after a removal, so that two
    /// sign-ins never make two connections. The space, which is random, keeps it from saying anything to others.
    fn connection_id(&self, descriptor: &Descriptor, patient: &str) -> ConnectionId {
        let mut hash = Sha256::new();
        hash.update(b"backpack connection 1");
        hash.update(self.keep.space().as_bytes());
        for part in [descriptor.sort.as_str(), descriptor.portal.as_str(), patient] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        let digest: [u8; 32] = hash.finalize().into();
        let mut id = [0; 16];
        id.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
        ConnectionId::from_bytes(id)
    }

    fn still_waits(&self, row: &AttemptRow) -> bool {
        let now = self.context.clock.now();
        now < row.begun.saturating_add(self.options.sign_in_time)
    }

    async fn forget_old_attempts(&self) -> Result<(), SyncError> {
        let rows = self.keep.rows::<AttemptRow>().await?;
        let old: Vec<AttemptId> =
            rows.iter().filter(|row| !self.still_waits(row)).map(|row| row.id).collect();
        if old.is_empty() {
            return Ok(());
        }
        let batch = old.iter().fold(RowBatch::new(), |batch, id| batch.delete::<AttemptRow>(*id.as_bytes()));
        self.keep.write(batch).await?;
        Ok(())
    }
}
