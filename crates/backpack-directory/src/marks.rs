//! What was found out about portals, as it is kept beside the cache.
//!
//! | bytes | what |
//! |---|---|
//! | 0–7 | `BPDMARKS` |
//! | 8–11 | format, 1, little-endian |
//! | 12–15 | CRC-32 of everything that follows |
//! | then | the marks by portal id, as postcard |

use std::collections::BTreeMap;

use bytes::Bytes;

use crate::{CacheError, Mark, PortalId};

const MAGIC: &[u8; 8] = b"BPDMARKS";
const FORMAT: u32 = 1;
const HEAD: usize = 16;

/// The most marks that are kept, those that were made last.
const MAX_MARKS: usize = 100_000;

/// Marks by portal.
pub(crate) type Marks = BTreeMap<PortalId, Mark>;

/// Writes marks.
pub(crate) fn write(marks: &Marks) -> Bytes {
    let mut rows: Vec<(&PortalId, &Mark)> = marks.iter().collect();
    if rows.len() > MAX_MARKS {
        rows.sort_by_key(|(_, mark)| std::cmp::Reverse(mark.probed));
        rows.truncate(MAX_MARKS);
        rows.sort_by_key(|(id, _)| **id);
    }
    // Writing to memory fails for nothing that a mark holds; none would only mean that portals are probed again.
    let body = postcard::to_allocvec(&rows).unwrap_or_default();
    let mut bytes = Vec::with_capacity(HEAD + body.len());
    bytes.extend_from_slice(MAGIC);
    bytes.extend_from_slice(&FORMAT.to_le_bytes());
    bytes.extend_from_slice(&crc32fast::hash(&body).to_le_bytes());
    bytes.extend_from_slice(&body);
    bytes.into()
}

/// Reads marks.
pub(crate) fn read(bytes: &[u8]) -> Result<Vec<(PortalId, Mark)>, CacheError> {
    if !bytes.starts_with(MAGIC) {
        return Err(CacheError::NotACache);
    }
    let number = |at: usize| {
        let four = bytes.get(at..at + 4).and_then(|four| four.try_into().ok());
        four.map(u32::from_le_bytes).ok_or(CacheError::Damaged)
    };
    let found = number(8)?;
    if found > FORMAT {
        return Err(CacheError::Newer { found, known: FORMAT });
    }
    let body = bytes.get(HEAD..).unwrap_or_default();
    if found != FORMAT || number(12)? != crc32fast::hash(body) {
        return Err(CacheError::Damaged);
    }
    postcard::from_bytes(body).map_err(|_| CacheError::Damaged)
}
