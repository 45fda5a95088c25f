//! How the index follows the records: what came or changed since the commit group that it covers is read and added.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use backpack_core::{FileId, RecordId};
use backpack_keep::{Error as KeepError, FileRow, IndexPart, IndexUpdate, Keep, KeptIndex};
use backpack_search::{Segment, SegmentBuilder, Subject, merge};

use super::files::KnownFile;
use super::load::{Loaded, Stored};
use super::policy::merge_from;
use super::reading::{aside, piece};
use super::{IndexSize, READING};
use crate::{Backpack, Error, ErrorKind};

/// How many records and files are read for one piece.
const AT_ONCE: usize = 4096;
/// How often it is begun again because another process was faster.
const ATTEMPTS: usize = 32;

/// The index of one open Backpack. Nothing is read before the first search.
#[derive(Debug, Default)]
pub(crate) struct Searcher {
    loaded: tokio::sync::Mutex<Option<Arc<Loaded>>>,
    weight: AtomicUsize,
}

impl Searcher {
    /// Forgets what is in memory.
    pub(crate) async fn forget(&self) {
        *self.loaded.lock().await = None;
        self.weight.store(0, Ordering::Relaxed);
    }

    /// Returns about how many bytes of memory the index takes; 0 before the first search.
    pub(crate) fn weight(&self) -> usize {
        self.weight.load(Ordering::Relaxed)
    }
}

/// What is to be read anew: when it changed last, and what it is.
type Changed = Vec<(u64, Subject)>;

impl Backpack {
    /// Returns the index with everything in it that is committed.
    pub(crate) async fn followed(&self) -> Result<Arc<Loaded>, Error> {
        self.see_others().await?;
        let mut slot = self.searcher().loaded.lock().await;
        if let Some(loaded) = slot.as_ref().filter(|loaded| loaded.is_current(self.keep())) {
            return Ok(Arc::clone(loaded));
        }
        for _ in 0..ATTEMPTS {
            let before = slot.as_ref().map(|loaded| loaded.copied());
            match self.follow(before).await? {
                Step::Done(loaded) => {
                    let loaded = Arc::new(loaded);
                    self.searcher().weight.store(loaded.weight(), Ordering::Relaxed);
                    *slot = Some(Arc::clone(&loaded));
                    return Ok(loaded);
                }
                Step::Again(loaded) => *slot = Some(Arc::new(loaded)),
            }
        }
        Err(Error::new(ErrorKind::Busy, "search"))
    }

    /// Reads what is new, a piece at a time. What was kept by then is there again if it is interrupted.
    async fn follow(&self, before: Option<Loaded>) -> Result<Step, Error> {
        let keep = self.keep();
        let mut loaded = match before {
            Some(before) => taken_up(keep, before).await?,
            None => Loaded::read(keep, &[]).await?,
        };
        let (mut read, mut cannot_keep) = (HashSet::new(), false);
        loop {
            let (at, changed) = self.changed(&mut loaded, &mut read).await?;
            if changed.is_empty() {
                loaded.arrange(keep);
                let gone = loaded.gone(keep);
                if gone.is_empty() && (cannot_keep || loaded.is_kept_whole()) {
                    return Ok(Step::Done(loaded));
                }
                if !gone.is_empty() {
                    purge(&mut loaded, gone).await?;
                }
            } else {
                let (batch, covers) = cut(changed, at);
                let piece = self.piece_of(&batch).await?;
                loaded.pieces.push(piece);
                loaded.covers = covers;
                merge_pieces(&mut loaded).await?;
            }
            match save(keep, &mut loaded).await {
                Ok(()) => {}
                Err(KeepError::Conflict) => {
                    keep.refresh().await?;
                    return Ok(Step::Again(Loaded::read(keep, &loaded.pieces).await?));
                }
                // A full disk keeps nobody from searching; it is kept with the next change.
                Err(error) => {
                    tracing::debug!(%error, "the search index could not be kept");
                    cannot_keep = true;
                }
            }
        }
    }

    /// Returns what came or changed since, oldest first, as of a commit group. `read` are the files that were read before.
    async fn changed(
        &self,
        loaded: &mut Loaded,
        read: &mut HashSet<FileId>,
    ) -> Result<(u64, Changed), Error> {
        let keep = self.keep();
        let mut seen = self.seen(loaded).await?;
        // Reading a file for the first time keeps what is read: that is a change too, and had better come before.
        let files: Vec<FileId> =
            loaded.new_files().map(|file| file.id).filter(|id| read.insert(*id)).collect();
        if !files.is_empty() {
            for id in files {
                self.pages_of(id).await?;
            }
            seen = self.seen(loaded).await?;
        }
        loaded.records = keep.catalog(backpack_keep::Catalog::len);
        let (at, records) = seen;
        let records = records.into_iter().map(|(at, id)| (at, Subject::record(*id.as_bytes())));
        let mut changed: Changed = records.collect();
        changed.extend(loaded.new_files().map(|file| (file.sequence, Subject::file(*file.id.as_bytes()))));
        // Stable, so that what lies together is read together.
        changed.sort_by_key(|(at, _)| *at);
        Ok((at, changed))
    }

    /// Looks at what there is: as of which commit group, and which records came or changed. Takes down the files.
    async fn seen(&self, loaded: &mut Loaded) -> Result<(u64, Vec<(u64, RecordId)>), Error> {
        let keep = self.keep();
        let (at, records, files_at) = keep.catalog(|catalog| {
            (catalog.sequence(), catalog.changed_since(loaded.covers), catalog.files_at())
        });
        if loaded.files_at != files_at {
            take_down(&mut loaded.files, &keep.files_changed().await?);
            loaded.files_at = files_at;
        }
        Ok((at, records))
    }

    /// Returns how large the index is, with everything in it that is committed.
    pub(crate) async fn index_size(&self) -> Result<IndexSize, Error> {
        let loaded = self.followed().await?;
        Ok(IndexSize {
            subjects: loaded.index.subjects().count(),
            pieces: loaded.pieces.len(),
            bytes: loaded.weight(),
        })
    }
}

/// How far following came.
enum Step {
    Done(Loaded),
    /// Another process was faster: this is what it left.
    Again(Loaded),
}

/// Takes down the files that there are now; each keeps its place.
fn take_down(files: &mut Vec<KnownFile>, rows: &[(u64, FileRow)]) {
    let mut now: HashMap<FileId, KnownFile> =
        rows.iter().map(|(at, row)| (row.id, KnownFile::new(row, *at))).collect();
    for file in files.iter_mut() {
        match now.remove(&file.id) {
            Some(same) => *file = same,
            None => file.is_gone = true,
        }
    }
    files.extend(now.into_values());
}

/// Returns what is in memory, if it is still what is kept; else what another process left; else the same, to be kept again.
async fn taken_up(keep: &Keep, mut before: Loaded) -> Result<Loaded, Error> {
    if before.kept.as_ref().is_none_or(|kept| keep.is_kept(kept)) {
        return Ok(before);
    }
    let fresh = Loaded::read(keep, &before.pieces).await?;
    if fresh.kept.is_some() {
        return Ok(fresh);
    }
    // New keys threw it away. It need not be read again to be written under them.
    before.kept = None;
    purge(&mut before, Vec::new()).await?;
    Ok(before)
}

/// Returns what goes into the next piece, and up to which commit group everything is then covered. A commit group is never cut.
fn cut(mut changed: Changed, at: u64) -> (Changed, u64) {
    let Some((last, _)) = changed.get(AT_ONCE) else { return (changed, at) };
    let last = *last;
    let end = changed.partition_point(|(sequence, _)| *sequence < last);
    if end == 0 {
        // One commit group brought more than that: all of it.
        let end = changed.partition_point(|(sequence, _)| *sequence <= last);
        changed.truncate(end);
        return (changed, last);
    }
    changed.truncate(end);
    let covers = changed.last().map_or(at, |(sequence, _)| *sequence);
    (changed, covers)
}

async fn merge_pieces(loaded: &mut Loaded) -> Result<(), Error> {
    let sizes: Vec<usize> = loaded.pieces.iter().map(|piece| piece.length).collect();
    let Some(from) = merge_from(&sizes) else { return Ok(()) };
    let segments: Vec<Segment> = loaded.pieces.iter().skip(from).map(|piece| piece.segment.clone()).collect();
    let merged = aside(move || piece(merge(&segments, from == 0)?)).await?;
    loaded.pieces.truncate(from);
    loaded.pieces.push(merged);
    Ok(())
}

/// Takes out what is no more: nothing of it stays in any piece.
async fn purge(loaded: &mut Loaded, gone: Vec<Subject>) -> Result<(), Error> {
    let mut segments: Vec<Segment> = loaded.pieces.iter().map(|piece| piece.segment.clone()).collect();
    let purged = aside(move || {
        let mut builder = SegmentBuilder::new();
        gone.into_iter().for_each(|subject| builder.begin(subject));
        segments.push(Segment::from_bytes(&builder.finish()?)?);
        piece(merge(&segments, true)?)
    });
    loaded.pieces = vec![purged.await?];
    Ok(())
}

/// Keeps what is not kept yet.
async fn save(keep: &Keep, loaded: &mut Loaded) -> Result<(), KeepError> {
    let parts = loaded.pieces.iter().map(|piece| match &piece.stored {
        Stored::As(id) => IndexPart::Kept(*id),
        Stored::NotYet(bytes) => IndexPart::New(Arc::clone(bytes)),
    });
    let update = IndexUpdate { covers: loaded.covers, reading: READING, pieces: parts.collect() };
    let kept: KeptIndex = keep.update_index(loaded.kept.clone(), update).await?;
    for (piece, id) in loaded.pieces.iter_mut().zip(&kept.pieces) {
        piece.stored = Stored::As(*id);
    }
    loaded.kept = Some(kept);
    Ok(())
}
