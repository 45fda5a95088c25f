//! Under which id something of a connection is kept.

use backpack_core::{ConnectionId, RecordId};

use super::identity::{quarantine_id, record_id, source_id};
use super::{Incoming, Quarantined};
use crate::{Keep, Source};

impl Keep {
    /// Returns the id of the record that an item of a connection is, or would be.
    #[must_use]
    pub fn id_of(&self, connection: ConnectionId, item: &Incoming) -> RecordId {
        record_id(&self.0.parts.keys, connection, item)
    }

    /// Returns the name that an item of a connection has in quarantine.
    #[must_use]
    pub fn id_in_quarantine(&self, connection: ConnectionId, item: &Quarantined) -> RecordId {
        quarantine_id(&self.0.parts.keys, connection, item)
    }

    /// Returns the record of a connection that a reference names by type and id, relative or absolute; a version behind it
    /// is left out. `None` if it is not here, or the reference names it otherwise (`urn:`, `#contained`).
    #[must_use]
    pub fn record_named(&self, connection: ConnectionId, reference: &str) -> Option<RecordId> {
        let reference = reference.split_once("/_history/").map_or(reference, |(before, _)| before);
        let mut parts = reference.rsplit('/');
        let (id, resource_type) = (parts.next()?, parts.next()?);
        let id = source_id(&self.0.parts.keys, connection, resource_type, id);
        self.catalog(|catalog| catalog.source_of(id) == Some(Source::Connection(connection))).then_some(id)
    }
}
