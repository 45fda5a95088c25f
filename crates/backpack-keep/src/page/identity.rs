//! What makes an item the same as one that came before.

use backpack_core::{ConnectionId, RecordId};
use backpack_keys::BackpackKeys;

use super::{Incoming, Quarantined, digest_of};

/// Returns the id of an item's record: by its type and id at the source, else by its full URL, else by its content.
///
/// The connection is always part of it, so that two sources never collide.
pub(crate) fn record_id(keys: &BackpackKeys, connection: ConnectionId, incoming: &Incoming) -> RecordId {
    let (of, id) = *incoming.id.get_or_init(|| (connection, made(keys, connection, incoming)));
    if of == connection { id } else { made(keys, connection, incoming) }
}

fn made(keys: &BackpackKeys, connection: ConnectionId, incoming: &Incoming) -> RecordId {
    let resource_type = incoming.resource_type();
    let own_id = incoming.id().filter(|id| !id.is_empty());
    if let Some(id) = own_id.or(incoming.put.id.as_deref()) {
        return source_id(keys, connection, resource_type, id);
    }
    let connection = connection.as_bytes().as_slice();
    match &incoming.put.full_url {
        Some(url) => keys.record_id(&[b"url", connection, resource_type.as_bytes(), url.as_bytes()]),
        None => keys.record_id(&[b"content", connection, resource_type.as_bytes(), &incoming.digest]),
    }
}

/// Returns the id of the record with this type and id at its source.
pub(super) fn source_id(
    keys: &BackpackKeys,
    connection: ConnectionId,
    resource_type: &str,
    id: &str,
) -> RecordId {
    keys.record_id(&[b"id", connection.as_bytes(), resource_type.as_bytes(), id.as_bytes()])
}

/// Returns the id of an item that could not be read: by its bytes.
pub(crate) fn quarantine_id(keys: &BackpackKeys, connection: ConnectionId, item: &Quarantined) -> RecordId {
    bytes_id(keys, connection, &item.put.body)
}

/// The same, for those who have the bytes alone.
pub(crate) fn bytes_id(keys: &BackpackKeys, connection: ConnectionId, body: &[u8]) -> RecordId {
    let length = (body.len() as u64).to_be_bytes();
    keys.record_id(&[b"quarantine", connection.as_bytes(), &length, &digest_of(body)])
}
