//! Anchors in the database.

use std::sync::Arc;

use async_trait::async_trait;
use backpack_core::SpaceId;
use backpack_store::{Anchor, AnchorStore, Error};
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::connection::Connections;
use crate::errors::{from_postgres, io};
use crate::scope::Scope;

/// Anchors in the same database as the store, made by [`Postgres::anchors`](crate::Postgres::anchors).
///
/// They reveal a store of which rows were lost or set back, and not a database that was set back as a whole, anchors and
/// all: for that, keep the anchors elsewhere.
#[derive(Debug)]
pub struct PostgresAnchors {
    connections: Arc<Connections>,
}

impl PostgresAnchors {
    pub(crate) fn new(connections: Arc<Connections>) -> Self {
        Self { connections }
    }
}

#[async_trait]
impl AnchorStore for PostgresAnchors {
    async fn read(&self, space: SpaceId) -> Result<Option<Anchor>, Error> {
        let (sql, bytes) = (&self.connections.sql.anchor, space.as_bytes().as_slice());
        let rows =
            self.connections.read("read anchor", Scope::Space(space), sql, &[(&bytes, Type::BYTEA)]).await?;
        rows.first().map(anchor).transpose()
    }

    async fn write(&self, space: SpaceId, anchor: Anchor) -> Result<(), Error> {
        let Ok(sequence) = i64::try_from(anchor.sequence) else {
            return Err(io("write anchor", "the server cannot count so far"));
        };
        let (bytes, hash) = (space.as_bytes().as_slice(), anchor.hash.as_slice());
        self.connections
            .write(
                "write anchor",
                Scope::Space(space),
                &self.connections.sql.put_anchor,
                &[(&bytes, Type::BYTEA), (&sequence, Type::INT8), (&hash, Type::BYTEA)],
            )
            .await
            .map(drop)
    }

    async fn forget(&self, space: SpaceId) -> Result<(), Error> {
        let (sql, bytes) = (&self.connections.sql.forget_anchor, space.as_bytes().as_slice());
        let parameters = [(&bytes as _, Type::BYTEA)];
        self.connections.write("forget anchor", Scope::Space(space), sql, &parameters).await.map(drop)
    }
}

fn anchor(row: &Row) -> Result<Anchor, Error> {
    let failed = |error| from_postgres(&error, "read anchor");
    let sequence: i64 = row.try_get(0).map_err(failed)?;
    let hash: Vec<u8> = row.try_get(1).map_err(failed)?;
    let hash = hash.try_into().map_err(|_| io("read anchor", "a hash has another length"))?;
    Ok(Anchor::new(sequence.unsigned_abs(), hash))
}
