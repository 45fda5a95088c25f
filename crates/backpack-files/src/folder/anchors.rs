//! Anchors in a folder: one small file for each space, overwritten in place, two slots by turns.
//!
//! A slot has 72 bytes, integers big-endian; the first lies at 0, the second at 4096, so that no disk tears both.
//!
//! | offset | bytes | field |
//! |---|---|---|
//! | 0 | 4 | magic `BPAN` |
//! | 4 | 4 | format, 1 |
//! | 8 | 8 | turn: counts the writes; the whole slot with the higher one counts |
//! | 16 | 8 | sequence of the commit group |
//! | 24 | 32 | hash of the commit group |
//! | 56 | 16 | SHA-256 of the space and everything before, cut to 16 bytes |

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use backpack_core::SpaceId;
use backpack_store::{Anchor, AnchorStore, Error, ErrorKind};
use sha2::{Digest as _, Sha256};

use super::disk::{self, blocking, store_error};

const MAGIC: [u8; 4] = *b"BPAN";
const FORMAT: u32 = 1;
const SLOT: usize = 72;
const SLOT_BYTES: u64 = SLOT as u64;
const OFFSETS: [u64; 2] = [0, 4096];

/// Keeps anchors in a local folder, durable when a write returns. It needs a tokio runtime.
#[derive(Clone, Debug)]
pub struct FolderAnchors {
    folder: PathBuf,
    /// Two writes at once would take the same slot.
    turn: Arc<Mutex<()>>,
}

impl FolderAnchors {
    /// Returns the anchors in `folder`, which is made by the first write.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), turn: Arc::default() }
    }

    fn path(&self, space: SpaceId) -> PathBuf {
        self.folder.join(space.to_string())
    }
}

#[async_trait]
impl AnchorStore for FolderAnchors {
    async fn read(&self, space: SpaceId) -> Result<Option<Anchor>, Error> {
        let path = self.path(space);
        let slots = blocking(move || match File::open(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok([Slot::Empty; 2]),
            file => read_slots(&mut file?, space),
        });
        let slots = slots.await.map_err(store_error("read anchor"))?;
        newest(&slots).map(|written| written.map(|written| written.anchor))
    }

    async fn write(&self, space: SpaceId, anchor: Anchor) -> Result<(), Error> {
        let place = self.clone();
        let written = blocking(move || {
            let _turn = place.turn.lock().unwrap_or_else(PoisonError::into_inner);
            write(&place.folder, &place.path(space), space, anchor)
        });
        written.await.map_err(store_error("write anchor"))
    }

    async fn forget(&self, space: SpaceId) -> Result<(), Error> {
        let place = self.clone();
        let forgotten = blocking(move || {
            let _turn = place.turn.lock().unwrap_or_else(PoisonError::into_inner);
            disk::remove_if_there(&place.path(space))?;
            if place.folder.is_dir() { disk::sync_folder(&place.folder) } else { Ok(()) }
        });
        forgotten.await.map_err(store_error("forget anchor"))
    }
}

#[derive(Clone, Copy)]
enum Slot {
    /// Never written.
    Empty,
    Whole(Written),
    /// Its checksum fits a layout that this version does not know.
    Newer(u32),
    /// Torn by a crash, or damaged.
    Torn,
}

#[derive(Clone, Copy)]
struct Written {
    turn: u64,
    anchor: Anchor,
}

/// Picks the newest whole slot. One torn slot is what a crash leaves; two are damage.
fn newest(slots: &[Slot; 2]) -> Result<Option<Written>, Error> {
    if let Some(format) =
        slots.iter().find_map(|slot| if let Slot::Newer(f) = slot { Some(*f) } else { None })
    {
        return Err(Error::new(ErrorKind::NewerFormat(format), "read anchor"));
    }
    let newest = whole(slots).max_by_key(|written| written.turn);
    if newest.is_none() && slots.iter().all(|slot| matches!(slot, Slot::Torn)) {
        return Err(Error::new(ErrorKind::Damaged, "read anchor"));
    }
    Ok(newest)
}

fn whole(slots: &[Slot; 2]) -> impl Iterator<Item = Written> + '_ {
    slots.iter().filter_map(|slot| if let Slot::Whole(written) = slot { Some(*written) } else { None })
}

fn write(folder: &Path, path: &Path, space: SpaceId, anchor: Anchor) -> io::Result<()> {
    disk::create_folder(folder)?;
    let is_new = !path.exists();
    let mut file = disk::private_file().read(true).write(true).create(true).truncate(false).open(path)?;
    let slots = read_slots(&mut file, space)?;
    let newest = whole(&slots).max_by_key(|written| written.turn);
    if newest.is_some_and(|newest| newest.anchor.sequence >= anchor.sequence) {
        return Ok(());
    }
    let last = newest.map_or(0, |newest| newest.turn);
    // The slot that is not the newest whole one: whatever happens to this write, that one stays.
    let target = match slots {
        [Slot::Whole(first), _] if first.turn == last => OFFSETS[1],
        _ => OFFSETS[0],
    };
    file.seek(SeekFrom::Start(target))?;
    file.write_all(&encode(space, &Written { turn: last.saturating_add(1), anchor }))?;
    file.sync_data()?;
    if is_new { disk::sync_folder(folder) } else { Ok(()) }
}

fn read_slots(file: &mut File, space: SpaceId) -> io::Result<[Slot; 2]> {
    let mut slots = [Slot::Empty; 2];
    for (slot, offset) in slots.iter_mut().zip(OFFSETS) {
        let mut bytes = Vec::with_capacity(SLOT);
        file.seek(SeekFrom::Start(offset))?;
        (&*file).take(SLOT_BYTES).read_to_end(&mut bytes)?;
        *slot = decode(space, &bytes);
    }
    Ok(slots)
}

fn encode(space: SpaceId, written: &Written) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(SLOT);
    bytes.extend_from_slice(&MAGIC);
    bytes.extend_from_slice(&FORMAT.to_be_bytes());
    bytes.extend_from_slice(&written.turn.to_be_bytes());
    bytes.extend_from_slice(&written.anchor.sequence.to_be_bytes());
    bytes.extend_from_slice(&written.anchor.hash);
    let checksum = checksum(space, &bytes);
    bytes.extend_from_slice(&checksum);
    bytes
}

fn decode(space: SpaceId, bytes: &[u8]) -> Slot {
    if bytes.iter().all(|byte| *byte == 0) {
        return Slot::Empty;
    }
    read_fields(space, bytes).unwrap_or(Slot::Torn)
}

fn read_fields(space: SpaceId, bytes: &[u8]) -> Option<Slot> {
    let (body, sum) = bytes.split_last_chunk::<16>()?;
    let (magic, rest) = body.split_first_chunk::<4>()?;
    let (format, rest) = rest.split_first_chunk::<4>()?;
    if bytes.len() != SLOT || *magic != MAGIC || checksum(space, body) != *sum {
        return None;
    }
    match u32::from_be_bytes(*format) {
        FORMAT => {}
        format => return Some(Slot::Newer(format)),
    }
    let (turn, rest) = rest.split_first_chunk::<8>()?;
    let (sequence, hash) = rest.split_first_chunk::<8>()?;
    let anchor = Anchor::new(u64::from_be_bytes(*sequence), hash.try_into().ok()?);
    Some(Slot::Whole(Written { turn: u64::from_be_bytes(*turn), anchor }))
}

fn checksum(space: SpaceId, body: &[u8]) -> [u8; 16] {
    let full: [u8; 32] = Sha256::new().chain_update(space.as_bytes()).chain_update(body).finalize().into();
    full.first_chunk().copied().unwrap_or_default()
}
