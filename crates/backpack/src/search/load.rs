//! The index in memory, and how it gets there from what is kept.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use backpack_core::{FileId, RecordId};
use backpack_keep::{Error, Keep, KeptIndex, PieceId};
use backpack_search::{Index, Segment, Sort, Subject};

use super::READING;
use super::files::KnownFile;
use super::shown::LastShown;

/// How often what is kept is read again because somebody else changed it in between.
const ATTEMPTS: usize = 8;

/// The index in memory, as of one commit group.
#[derive(Debug, Default)]
pub(crate) struct Loaded {
    /// The manifest as it was seen last.
    pub(crate) kept: Option<KeptIndex>,
    /// The commit group up to which everything is in the pieces.
    pub(crate) covers: u64,
    /// The commit group up to which it was seen that there is nothing else.
    checked: AtomicU64,
    pub(crate) pieces: Vec<Piece>,
    pub(crate) index: Index,
    /// Whose each text is, in the order of the index.
    pub(crate) owners: Vec<Owner>,
    /// Every file that was seen, those that are gone too, so that each keeps its place.
    pub(crate) files: Vec<KnownFile>,
    /// How many files there were, and the last commit group that wrote of one.
    pub(crate) files_at: (usize, u64),
    /// How many records there were.
    pub(crate) records: usize,
    /// What was shown of it under the filter that was asked last.
    pub(crate) shown: LastShown,
}

/// Whose a text is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Owner {
    /// A record's, by its number in the catalog.
    Record(u32),
    /// A file's, by its place in the list.
    File(u32),
    /// Nobody's any more.
    Nobody,
}

/// A piece of the index.
#[derive(Clone, Debug)]
pub(crate) struct Piece {
    pub(crate) segment: Segment,
    /// How many bytes it has.
    pub(crate) length: usize,
    pub(crate) stored: Stored,
    /// Whose each of its texts is, once that was looked up.
    owners: Option<Arc<[Owner]>>,
}

impl Piece {
    pub(crate) const fn new(segment: Segment, length: usize, stored: Stored) -> Self {
        Self { segment, length, stored, owners: None }
    }
}

/// Whether a piece is kept.
#[derive(Clone, Debug)]
pub(crate) enum Stored {
    /// It is.
    As(PieceId),
    /// It waits to be.
    NotYet(Arc<[u8]>),
}

impl Loaded {
    /// Reads what is kept. What is damaged, missing, or of another version is removed, and the index begins anew.
    pub(crate) async fn read(keep: &Keep, known: &[Piece]) -> Result<Self, Error> {
        for _ in 0..ATTEMPTS {
            let kept = match keep.kept_index().await {
                Ok(Some(kept)) => kept,
                Ok(None) => return Ok(Self::default()),
                Err(error) if is_damage(&error) => return Self::anew(keep).await,
                Err(error) => return Err(error),
            };
            if kept.reading != READING || kept.covers > keep.sequence() {
                return Self::anew(keep).await;
            }
            if let Some(pieces) = read_pieces(keep, &kept, known).await? {
                return Ok(Self { covers: kept.covers, kept: Some(kept), pieces, ..Self::default() });
            }
            // A piece is lost, unless the manifest names others by now.
            if keep.kept_index().await.is_ok_and(|now| now.as_ref() == Some(&kept)) {
                return Self::anew(keep).await;
            }
        }
        Self::anew(keep).await
    }

    async fn anew(keep: &Keep) -> Result<Self, Error> {
        tracing::debug!("the search index is made anew");
        keep.forget_index().await?;
        Ok(Self::default())
    }

    /// Says whether everything that is committed is in it.
    pub(crate) fn is_current(&self, keep: &Keep) -> bool {
        if self.checked.load(Ordering::Relaxed) == keep.sequence() {
            return true;
        }
        if self.kept.as_ref().is_some_and(|kept| !keep.is_kept(kept)) {
            return false;
        }
        keep.catalog(|catalog| {
            let is_current = catalog.len() == self.records
                && catalog.files_at() == self.files_at
                && catalog.changed_since(self.covers).is_empty();
            if is_current {
                self.checked.store(catalog.sequence(), Ordering::Relaxed);
            }
            is_current
        })
    }

    /// Makes the index of the pieces, and says whose each text is.
    pub(crate) fn arrange(&mut self, keep: &Keep) {
        let places: HashMap<FileId, u32> =
            (0_u32..).zip(&self.files).map(|(at, file)| (file.id, at)).collect();
        self.owners.clear();
        for piece in &mut self.pieces {
            let owners = piece.owners.get_or_insert_with(|| owners_of(&piece.segment, keep, &places));
            self.owners.extend_from_slice(owners);
        }
        self.index = Index::new(self.pieces.iter().map(|piece| piece.segment.clone()).collect());
    }

    /// Returns about how many bytes of memory it takes.
    pub(crate) fn weight(&self) -> usize {
        let waiting = self.pieces.iter().map(|piece| match &piece.stored {
            Stored::As(_) => 0,
            Stored::NotYet(bytes) => bytes.len(),
        });
        // Whose each text is stands in a list for each piece, and in one for all; what is shown of it in one more.
        let lists = size_of::<Owner>() * 2 + size_of::<i64>();
        self.index.weight() + waiting.sum::<usize>() + self.owners.len() * lists
    }

    /// Says whether all pieces are kept.
    pub(crate) fn is_kept_whole(&self) -> bool {
        self.pieces.iter().all(|piece| matches!(piece.stored, Stored::As(_)))
    }

    /// Returns the files that came or changed since.
    pub(crate) fn new_files(&self) -> impl Iterator<Item = &KnownFile> {
        self.files.iter().filter(|file| file.sequence > self.covers && !file.is_gone)
    }

    /// Returns the records and files that can be found and are no more.
    pub(crate) fn gone(&self, keep: &Keep) -> Vec<Subject> {
        let files: HashSet<FileId> =
            self.files.iter().filter(|file| !file.is_gone).map(|file| file.id).collect();
        keep.catalog(|catalog| {
            let is_there = |subject: &Subject| match subject.sort {
                Sort::Record => catalog.number_of(RecordId::from_bytes(subject.id)).is_some(),
                Sort::File => files.contains(&FileId::from_bytes(subject.id)),
            };
            self.index.subjects().filter(|subject| !is_there(subject)).collect()
        })
    }

    pub(crate) fn copied(&self) -> Self {
        Self {
            kept: self.kept.clone(),
            covers: self.covers,
            checked: AtomicU64::new(self.checked.load(Ordering::Relaxed)),
            pieces: self.pieces.clone(),
            index: Index::default(),
            owners: Vec::new(),
            files: self.files.clone(),
            files_at: self.files_at,
            records: self.records,
            shown: LastShown::default(),
        }
    }
}

fn owners_of(segment: &Segment, keep: &Keep, places: &HashMap<FileId, u32>) -> Arc<[Owner]> {
    keep.catalog(|catalog| {
        let owner = |subject: Subject| {
            let owner = match subject.sort {
                Sort::Record => catalog.number_of(RecordId::from_bytes(subject.id)).map(Owner::Record),
                Sort::File => places.get(&FileId::from_bytes(subject.id)).copied().map(Owner::File),
            };
            owner.unwrap_or(Owner::Nobody)
        };
        segment.places().map(|place| owner(place.subject)).collect()
    })
}

/// Returns the pieces of a manifest, taking those that are known; `None` if one is not there, or is damaged.
async fn read_pieces(keep: &Keep, kept: &KeptIndex, known: &[Piece]) -> Result<Option<Vec<Piece>>, Error> {
    let mut pieces = Vec::with_capacity(kept.pieces.len());
    for id in &kept.pieces {
        let same = known.iter().find(|piece| matches!(piece.stored, Stored::As(own) if own == *id));
        if let Some(same) = same {
            pieces.push(same.clone());
            continue;
        }
        let bytes = match keep.index_piece(*id).await {
            Ok(Some(bytes)) => bytes,
            Ok(None) => return Ok(None),
            Err(error) if is_damage(&error) => return Ok(None),
            Err(error) => return Err(error),
        };
        let Ok(segment) = Segment::from_bytes(&bytes) else { return Ok(None) };
        pieces.push(Piece::new(segment, bytes.len(), Stored::As(*id)));
    }
    Ok(Some(pieces))
}

const fn is_damage(error: &Error) -> bool {
    matches!(error, Error::Tampered(_) | Error::NewerFormat(..))
}
