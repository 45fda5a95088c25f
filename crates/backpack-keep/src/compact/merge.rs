//! Merging small segments of the catalog's log, so that opening reads few of them.
//!
//! A merged segment lies at the id of the last one it holds. No sequence changes and no head moves: a reader that met
//! a frame before passes over it by its sequence, and one that has not meets it at the later id.

use std::sync::Arc;

use backpack_store::{Batch, Condition, ErrorKind, Scan, Version};
use bytes::Bytes;

use crate::keep::Inner;
use crate::{CompactionReport, Error, Keep, segment, table};

/// Segments of this many sealed bytes and more are left alone.
const SMALL: usize = 12 << 10;
/// A merged segment has at most this many plain bytes.
const MERGED_PLAIN: usize = 100 << 10;
/// Segments are merged and blocks freed whenever this many commit groups have gone by.
const MERGE_AFTER: u64 = 256;
/// At least this many are merged at a time.
const FEWEST: usize = 4;

/// Small segments that follow each other.
#[derive(Debug, Default)]
struct Run {
    segments: Vec<(Bytes, Version)>,
    frames: Vec<u8>,
}

impl Inner {
    /// Merges segments, and frees blocks that are mostly dead, in the background after every so many commit groups.
    pub(crate) fn merge_now_and_then(self: &Arc<Self>, sequence: u64) {
        if sequence.is_multiple_of(MERGE_AFTER) {
            let keep = Keep::of(Arc::clone(self));
            tokio::spawn(async move {
                if let Err(error) = keep.merge_segments().await {
                    // The log is whole without it; the next time will do.
                    tracing::debug!(%error, "segments could not be merged");
                }
                // Whoever reads as of one commit group may still need them; the next time will do.
                let Ok(_gate) = keep.0.reading.try_write() else { return };
                if let Err(error) = keep.free_blocks(&mut CompactionReport::default()).await {
                    tracing::debug!(%error, "blocks could not be freed");
                }
            });
        }
    }
}

impl Keep {
    /// Merges runs of small segments. Returns how many segments went into others.
    pub(crate) async fn merge_segments(&self) -> Result<u64, Error> {
        self.0.with_keys(|| self.merge_once()).await
    }

    async fn merge_once(&self) -> Result<u64, Error> {
        let inner = &self.0;
        inner.check_open()?;
        let mut merged = 0;
        let mut run = Run::default();
        let mut scan = Some(Scan::new(self.space(), table::SEGMENT));
        while let Some(asked) = scan {
            let page = inner.parts.store.scan(&asked).await?;
            for entry in page.entries {
                let sealed = &entry.value.bytes;
                let is_small = sealed.len() < SMALL;
                let frames =
                    if is_small { segment::open(&inner.parts.keys, &entry.id, sealed)? } else { Vec::new() };
                let joins = is_small && are_whole(&frames)?;
                if !joins || run.frames.len() + frames.len() > MERGED_PLAIN {
                    merged += self.merge(std::mem::take(&mut run)).await?;
                }
                if joins {
                    run.frames.extend_from_slice(&frames);
                    run.segments.push((entry.id, entry.value.version));
                }
            }
            scan = asked.continued(page.next);
        }
        Ok(merged + self.merge(run).await?)
    }

    async fn merge(&self, run: Run) -> Result<u64, Error> {
        if run.segments.len() < FEWEST {
            return Ok(0);
        }
        let Some((last, _)) = run.segments.last() else { return Ok(0) };
        let sealed = segment::seal(&self.0.parts.keys, last, &run.frames)?;
        if sealed.len() > backpack_store::MAX_VALUE_BYTES {
            return Ok(0);
        }
        let mut batch = Batch::new(self.space()).put(table::SEGMENT, last.clone(), sealed);
        for (id, version) in &run.segments {
            batch = batch.require(table::SEGMENT, id.clone(), Condition::At(*version));
            if id != last {
                batch = batch.delete(table::SEGMENT, id.clone());
            }
        }
        match self.0.parts.store.commit(batch).await {
            Ok(_) => Ok(run.segments.len() as u64 - 1),
            // Another process merged them first.
            Err(error) if matches!(error.kind(), ErrorKind::Conflict(_)) => Ok(0),
            Err(error) => Err(error.into()),
        }
    }
}

/// Says whether a segment holds whole commit groups alone: the parts of a long one stay where they are.
fn are_whole(frames: &[u8]) -> Result<bool, Error> {
    let mut rest = frames;
    while !rest.is_empty() {
        let (head, body) = segment::take_head(rest)?;
        if head.part != 0 || !head.last {
            return Ok(false);
        }
        rest = segment::read_changes(body, head.changes, |_| Ok(()))?;
    }
    Ok(true)
}
