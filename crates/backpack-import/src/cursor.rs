//! Where the reading of a file stands.

use std::fs::Metadata;
use std::time::SystemTime;

use backpack_connect::{Cursor, Error, ErrorKind};

/// The format of the bytes below; another is treated as expired.
const FORMAT: u8 = 1;
const LENGTH: usize = 1 + 8 + 8 + 8 + 8 + 8;

/// Where the reading of a file stands, bound to the file as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) struct Place {
    /// In a file of lines the byte offset of the next line; in a Bundle the number of the next entry.
    pub(crate) at: u64,
    /// The items given so far.
    pub(crate) items: u64,
    /// The lines left out so far since they were over the limit.
    pub(crate) left_out: u64,
}

/// What tells a file from the same file after a change: its size and time of change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fingerprint {
    size: u64,
    changed: i64,
}

impl Fingerprint {
    pub(crate) fn of(meta: &Metadata) -> Self {
        let changed = meta
            .modified()
            .ok()
            .and_then(|time| time.duration_since(SystemTime::UNIX_EPOCH).ok())
            .map_or(0, |since| i64::try_from(since.as_nanos()).unwrap_or(i64::MAX));
        Self { size: meta.len(), changed }
    }
}

/// Returns the cursor for `place` in the file with this fingerprint.
pub(crate) fn write(place: Place, fingerprint: Fingerprint) -> Cursor {
    let mut bytes = Vec::with_capacity(LENGTH);
    bytes.push(FORMAT);
    for number in [place.at, place.items, place.left_out, fingerprint.size] {
        bytes.extend_from_slice(&number.to_be_bytes());
    }
    bytes.extend_from_slice(&fingerprint.changed.to_be_bytes());
    Cursor::new(bytes)
}

/// Reads a cursor back.
///
/// Fails with [`ErrorKind::CursorExpired`] if the file is no longer the one it was made for.
pub(crate) fn read(cursor: Option<&Cursor>, fingerprint: Fingerprint) -> Result<Place, Error> {
    let Some(cursor) = cursor else { return Ok(Place::default()) };
    let expired = || Error::new(ErrorKind::CursorExpired, "pull");
    let (format, rest) = cursor.bytes.split_first().ok_or_else(expired)?;
    let (numbers, spare) = rest.as_chunks::<8>();
    let &[at, items, left_out, size, changed] = numbers else { return Err(expired()) };
    let made_for = Fingerprint { size: u64::from_be_bytes(size), changed: i64::from_be_bytes(changed) };
    if *format != FORMAT || !spare.is_empty() || made_for != fingerprint {
        return Err(expired());
    }
    let [at, items, left_out] = [at, items, left_out].map(u64::from_be_bytes);
    Ok(Place { at, items, left_out })
}
