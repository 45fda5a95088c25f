//! Ending a connection.

use backpack_connect::{Connector, ErrorKind};
use backpack_core::ConnectionId;
use backpack_keep::{Disposal, GrantRow, Removal, RowBatch};

use crate::engine::check_connector;
use crate::lease::Lease;
use crate::{Engine, SyncError, grants};

/// What became of a connection that was ended.
#[derive(Debug)]
#[non_exhaustive]
pub struct Disconnected {
    /// Whether the portal ended the grant.
    pub revocation: Revocation,
    /// What became of what came from the connection.
    pub removal: Removal,
}

/// Whether the portal ended the grant. Here it is gone in any case.
#[derive(Debug)]
#[non_exhaustive]
pub enum Revocation {
    /// It did.
    Done,
    /// It has no way to: the grant holds there until it runs out, or the person ends it at the portal.
    NotOffered,
    /// There was no grant any more, or no connector to ask.
    NothingToRevoke,
    /// It failed: the person should end the grant at the portal.
    Failed(backpack_connect::Error),
}

impl Engine {
    /// Ends a connection: the grant at the portal as far as possible, the grant here in any case, and what came from the
    /// connection if `disposal` says so. Without a connector the portal is not asked.
    ///
    /// # Errors
    ///
    /// [`SyncError::Busy`] if a sync of the connection is under way, [`SyncError::NoSuchConnection`],
    /// [`SyncError::WrongConnector`], and the Backpack's errors.
    pub async fn disconnect(
        &self,
        connection: ConnectionId,
        connector: Option<&dyn Connector>,
        disposal: Disposal,
    ) -> Result<Disconnected, SyncError> {
        let (row, _) = self.connection(connection).await?;
        if let Some(connector) = connector {
            check_connector(&row, connector)?;
        }
        let lease = Lease::take(&self.keep, &self.context.clock, connection, self.options.lease).await?;
        let revocation = self.revoke(connection, connector).await;
        let ended = self.wipe(connection, disposal, &lease).await;
        lease.release().await;
        Ok(Disconnected { revocation, removal: ended? })
    }

    async fn wipe(
        &self,
        connection: ConnectionId,
        disposal: Disposal,
        lease: &Lease,
    ) -> Result<Removal, SyncError> {
        // Nobody may sync it meanwhile, however long the portal took to revoke.
        lease.extend().await?;
        let wiped = RowBatch::new().delete::<GrantRow>(*connection.as_bytes());
        self.keep.write(wiped.fenced(lease.fence().await?)).await?;
        Ok(self.keep.remove_connection(connection, disposal).await?)
    }

    async fn revoke(&self, connection: ConnectionId, connector: Option<&dyn Connector>) -> Revocation {
        let Some(connector) = connector else { return Revocation::NothingToRevoke };
        let Ok((grant, _)) = grants::load(&self.keep, connection).await else {
            return Revocation::NothingToRevoke;
        };
        match connector.revoke(&self.context, &grant).await {
            Ok(()) => Revocation::Done,
            Err(error) if *error.kind() == ErrorKind::Unsupported => Revocation::NotOffered,
            Err(error) => Revocation::Failed(error),
        }
    }
}
