//! How a connection stands: everything about it that an app shows or a scheduler weighs.

use std::collections::HashMap;

use backpack_connect::Url;
use backpack_core::{ConnectionId, SpaceId, Timestamp};
use backpack_keep::{AccessRow, Authorisation, ConnectionRow, Keep, PaceRow};

use crate::Engine;
use crate::SyncError;

/// How a connection stands: its three states, how long its sign-in lasts, and when it was synced last.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Standing {
    /// The Backpack it belongs to.
    pub backpack: SpaceId,
    /// The connection, with its states.
    pub row: ConnectionRow,
    /// How long its grant lasts; `None` if there is none, or if it was given before this was kept.
    pub access: Option<AccessRow>,
    /// When it was synced last, and how that went.
    pub pace: PaceRow,
}

impl Standing {
    /// Returns how a connection stands that was never synced.
    #[must_use]
    pub fn new(backpack: SpaceId, row: ConnectionRow) -> Self {
        let pace = PaceRow::new(row.id);
        Self { backpack, row, access: None, pace }
    }

    /// Returns the connection's id.
    #[must_use]
    pub const fn connection(&self) -> ConnectionId {
        self.row.id
    }

    /// Returns when the person must sign in again whatever the app does; `None` if that is not known, or is so already.
    #[must_use]
    pub fn ends(&self) -> Option<Timestamp> {
        let access = self.access.as_ref().filter(|_| self.row.authorisation == Authorisation::Ok)?;
        access.ends()
    }

    /// Returns what connections that share a server have in common: the origin of the portal's address (RFC 6454), or
    /// the portal's identity where that is no address.
    #[must_use]
    pub fn origin(&self) -> String {
        let url = Url::parse(&self.row.portal).ok();
        let origin = url.map(|url| url.origin()).filter(|origin| origin.is_tuple());
        origin.map_or_else(|| self.row.portal.clone(), |origin| origin.ascii_serialization())
    }
}

impl Engine {
    /// Reads what other processes wrote since. Returns whether there was anything; listeners are told of it.
    ///
    /// # Errors
    ///
    /// The Backpack's errors.
    pub async fn catch_up(&self) -> Result<bool, SyncError> {
        Ok(self.keep.refresh().await?)
    }

    /// Returns how every connection stands, those that were removed with their records kept among them; oldest first.
    ///
    /// # Errors
    ///
    /// The Backpack's errors.
    pub async fn standings(&self) -> Result<Vec<Standing>, SyncError> {
        let (_, mut standings) = read(&self.keep).await?;
        standings.sort_by_key(|standing| (standing.row.created, standing.row.id));
        Ok(standings)
    }
}

/// Reads how every connection stands, and after which commit group that was so.
pub(super) async fn read(keep: &Keep) -> Result<(u64, Vec<Standing>), backpack_keep::Error> {
    loop {
        let sequence = keep.sequence();
        let rows = keep.rows::<ConnectionRow>().await?;
        let mut access = by_connection(keep.rows::<AccessRow>().await?, |row| row.connection);
        let mut paces = by_connection(keep.rows::<PaceRow>().await?, |row| row.connection);
        if keep.sequence() == sequence {
            let standing = |row: ConnectionRow| Standing {
                access: access.remove(&row.id),
                pace: paces.remove(&row.id).unwrap_or_else(|| PaceRow::new(row.id)),
                ..Standing::new(keep.space(), row)
            };
            return Ok((sequence, rows.into_iter().map(standing).collect()));
        }
    }
}

fn by_connection<R>(rows: Vec<R>, id: impl Fn(&R) -> ConnectionId) -> HashMap<ConnectionId, R> {
    rows.into_iter().map(|row| (id(&row), row)).collect()
}
