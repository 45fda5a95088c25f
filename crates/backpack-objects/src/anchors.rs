//! Anchors as objects: one of 64 bytes for each space.
//!
//! Integers are big-endian. An object is there whole or not at all, so that one place is enough.
//!
//! | offset | bytes | field |
//! |---|---|---|
//! | 0 | 4 | magic `BPOA` |
//! | 4 | 4 | format, 1 |
//! | 8 | 8 | sequence of the commit group |
//! | 16 | 32 | hash of the commit group |
//! | 48 | 16 | SHA-256 of the space and everything before, cut to 16 bytes |

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use backpack_core::SpaceId;
use backpack_store::{Anchor, AnchorStore, Error, ErrorKind};
use bytes::Bytes;
use object_store::path::Path;
use object_store::{ObjectStore, PutMode};
use sha2::{Digest as _, Sha256};

use crate::Patience;
use crate::attempt::Place;
use crate::trouble::{Cause, Trouble};

const MAGIC: [u8; 4] = *b"BPOA";
const FORMAT: u32 = 1;
const BYTES: usize = 64;
/// What is read of an object that should have no more than [`BYTES`].
const LONGEST: u64 = 4096;

/// Keeps anchors in an object storage: `PREFIX/anchors/SPACE`. Cheap to clone.
///
/// An anchor reveals a store that was set back only if it is not set back with it: keep the two in different hands. It needs a
/// storage that replaces an object on condition: not a local folder, for which there is `FolderAnchors` of backpack-files.
#[derive(Clone)]
pub struct ObjectAnchors {
    place: Place,
    folder: Path,
}

impl ObjectAnchors {
    /// Returns the anchors under `prefix`, which may be empty. Nothing is asked or made yet.
    #[must_use]
    pub fn new(store: Arc<dyn ObjectStore>, prefix: impl Into<Path>) -> Self {
        let prefix: Path = prefix.into();
        Self { place: Place { store, patience: Patience::default() }, folder: prefix.join("anchors") }
    }

    /// Sets how long the storage is waited for, and how often it is asked.
    #[must_use]
    pub fn with_patience(mut self, patience: Patience) -> Self {
        self.place.patience = patience;
        self
    }

    fn path(&self, space: SpaceId) -> Path {
        self.folder.clone().join(space.to_string())
    }
}

#[async_trait]
impl AnchorStore for ObjectAnchors {
    async fn read(&self, space: SpaceId) -> Result<Option<Anchor>, Error> {
        const OPERATION: &str = "read anchor";
        let stored = self.place.stored(&self.path(space), LONGEST).await;
        let stored = stored.map_err(|trouble| trouble.of_store(OPERATION))?;
        let anchor = stored.map(|stored| decode(space, &stored.bytes)).transpose();
        anchor.map_err(|kind| Error::new(kind, OPERATION))
    }

    async fn write(&self, space: SpaceId, anchor: Anchor) -> Result<(), Error> {
        const OPERATION: &str = "write anchor";
        let (path, bytes) = (self.path(space), Bytes::from(encode(space, anchor)));
        let mut failures = 0;
        loop {
            let stored = self.place.stored(&path, LONGEST).await;
            let stored = stored.map_err(|trouble| trouble.of_store(OPERATION))?;
            match stored.as_ref().map(|stored| decode(space, &stored.bytes)) {
                Some(Ok(kept)) if kept.sequence >= anchor.sequence => return Ok(()),
                // What is damaged says nothing, and is written over.
                None | Some(Ok(_) | Err(ErrorKind::Damaged)) => {}
                Some(Err(kind)) => return Err(Error::new(kind, OPERATION)),
            }
            let mode = stored.map_or(PutMode::Create, |stored| PutMode::Update(stored.version));
            let trouble = match self.place.put(&path, bytes.clone(), mode).await {
                Ok(_) => return Ok(()),
                // Another writer was faster, or an earlier try of this call: the next read tells.
                Err(Trouble::Exists | Trouble::Changed) => Trouble::Passing(Cause::Outrun),
                Err(trouble) => trouble,
            };
            failures += 1;
            if !trouble.passes() || failures >= self.place.patience.tries {
                return Err(trouble.of_store(OPERATION));
            }
            self.place.patience.rest(failures).await;
        }
    }

    async fn forget(&self, space: SpaceId) -> Result<(), Error> {
        self.place.delete(&self.path(space)).await.map_err(|trouble| trouble.of_store("forget anchor"))
    }
}

/// Names neither the storage nor its credentials, which a storage's own `Debug` may show.
impl fmt::Debug for ObjectAnchors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ObjectAnchors").field("folder", &self.folder).finish_non_exhaustive()
    }
}

fn encode(space: SpaceId, anchor: Anchor) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(BYTES);
    bytes.extend_from_slice(&MAGIC);
    bytes.extend_from_slice(&FORMAT.to_be_bytes());
    bytes.extend_from_slice(&anchor.sequence.to_be_bytes());
    bytes.extend_from_slice(&anchor.hash);
    let checksum = checksum(space, &bytes);
    bytes.extend_from_slice(&checksum);
    bytes
}

fn decode(space: SpaceId, bytes: &[u8]) -> Result<Anchor, ErrorKind> {
    let fields = || {
        let (body, sum) = bytes.split_last_chunk::<16>()?;
        let (magic, rest) = body.split_first_chunk::<4>()?;
        let (format, rest) = rest.split_first_chunk::<4>()?;
        let (sequence, hash) = rest.split_first_chunk::<8>()?;
        let is_ours = *magic == MAGIC && bytes.len() == BYTES && checksum(space, body) == *sum;
        is_ours.then_some((u32::from_be_bytes(*format), u64::from_be_bytes(*sequence), hash))
    };
    match fields().ok_or(ErrorKind::Damaged)? {
        (FORMAT, sequence, hash) => {
            hash.try_into().map(|hash| Anchor::new(sequence, hash)).map_err(|_| ErrorKind::Damaged)
        }
        (format, ..) => Err(ErrorKind::NewerFormat(format)),
    }
}

fn checksum(space: SpaceId, body: &[u8]) -> [u8; 16] {
    let full: [u8; 32] = Sha256::new().chain_update(space.as_bytes()).chain_update(body).finalize().into();
    full.first_chunk().copied().unwrap_or_default()
}
