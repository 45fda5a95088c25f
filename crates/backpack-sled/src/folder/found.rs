//! What sled lays into a folder, told without touching it.

use std::fs::{self, File};
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::Path;

use backpack_folder::{COMPLETE, Layout, Manifest};

use super::home::{Home, compaction, is_compacted};
use super::{SLED_CONF, SLED_LOG, SLED_SNAPSHOT};
use crate::engine::Engine;
use crate::layout::SEGMENT_SIZES;

/// Every segment in use begins with a header of this many bytes, not all of them zero.
const SEGMENT_HEADER_BYTES: usize = 20;

impl Layout for Engine {
    // Stores of the first format have shorter segments, and were never compacted.
    const MANIFEST: Manifest = Manifest::new("backpack store on sled", 2);

    fn is_made(format: u32, stands: &str) -> bool {
        stands == COMPLETE || (format > 1 && compaction(stands).is_some())
    }

    fn is_whole(folder: &Path) -> io::Result<bool> {
        is_whole(Home::find(folder)?.path())
    }

    fn is_part(name: &str) -> bool {
        [SLED_CONF, SLED_LOG].contains(&name) || name.starts_with(SLED_SNAPSHOT) || is_compacted(name)
    }
}

/// Says whether sled would take what is there for a store. It makes a new one of a folder whose `conf` is empty.
fn is_whole(folder: &Path) -> io::Result<bool> {
    let log = folder.join(SLED_LOG);
    Ok(match segment_bytes(folder)? {
        Some(segment) => size(&log)? > 0 && has_a_segment(&log, segment as u64)?,
        None => false,
    })
}

/// Returns the size in bytes of the log's segments, as sled's `conf` has it; `None` if it says nothing that a store of
/// ours can say, or is not what was written.
pub(crate) fn segment_bytes(folder: &Path) -> io::Result<Option<usize>> {
    let conf = match fs::read(folder.join(SLED_CONF)) {
        Ok(conf) => conf,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    Ok(SEGMENT_SIZES.into_iter().find(|segment| conf_bytes(*segment) == conf))
}

/// Returns the size in bytes of the log's segments as it shows in the log, for a folder whose `conf` is damaged.
pub(crate) fn guessed_segment_bytes(folder: &Path) -> io::Result<usize> {
    if let Some(segment) = segment_bytes(folder)? {
        return Ok(segment);
    }
    // A segment of the larger size shows no header of a message where the smaller ones would begin.
    let [small, large] = SEGMENT_SIZES;
    let mut log = File::open(folder.join(SLED_LOG))?;
    let mut header = Vec::with_capacity(SEGMENT_HEADER_BYTES);
    log.seek(SeekFrom::Start(small as u64))?;
    log.take(SEGMENT_HEADER_BYTES as u64).read_to_end(&mut header)?;
    let is_header = header
        .split_first_chunk::<4>()
        .is_some_and(|(crc, rest)| rest.len() == 16 && !crc32fast::hash(rest) == u32::from_le_bytes(*crc));
    Ok(if is_header { small } else { large })
}

/// Writes the `conf` of a log of such segments.
pub(crate) fn write_conf(folder: &Path, segment: usize) -> io::Result<()> {
    fs::write(folder.join(SLED_CONF), conf_bytes(segment))
}

fn conf_bytes(segment: usize) -> Vec<u8> {
    let mut bytes = format!("segment_size: {segment}\nuse_compression: false\nversion: 0.34\n").into_bytes();
    bytes.extend_from_slice(&crc32fast::hash(&bytes).to_le_bytes());
    bytes
}

fn size(file: &Path) -> io::Result<u64> {
    match fs::metadata(file) {
        Ok(metadata) => Ok(metadata.len()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(0),
        Err(error) => Err(error),
    }
}

/// Says whether any segment of the log was ever written: a log of zeros is what a power cut leaves of an unsynced one.
fn has_a_segment(log: &Path, segment: u64) -> io::Result<bool> {
    let mut file = File::open(log)?;
    let mut at = 0;
    loop {
        let mut header = Vec::with_capacity(SEGMENT_HEADER_BYTES);
        file.seek(SeekFrom::Start(at))?;
        if file.by_ref().take(SEGMENT_HEADER_BYTES as u64).read_to_end(&mut header)? == 0 {
            return Ok(false);
        }
        if header.iter().any(|byte| *byte != 0) {
            return Ok(true);
        }
        at += segment;
    }
}
