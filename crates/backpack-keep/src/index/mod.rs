//! The search index as it is kept: a manifest, and pieces that never change. What is in a piece is for the caller to know.
//!
//! A change is one commit: new pieces, a new manifest, and pieces that are no longer of use taken away, on condition that
//! the manifest is the one that the caller saw. Of two writers one is refused, and what it stored goes.

mod piece;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use backpack_core::BlobId;
use backpack_store::{Scan, Version};

use crate::catalog::Catalog;
use crate::commit::{Draft, Drafted, Write};
use crate::keep::detached;
use crate::row::open_row;
use crate::row::{IndexManifest, IndexRow};
use crate::share::Role;
use crate::{Error, FileRow, Keep, Row as _, RowBatch, table};

/// The search index, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct KeptIndex {
    /// The commit group up to which everything is in it.
    pub covers: u64,
    /// The version of the way texts are read, as its writer gave it.
    pub reading: u32,
    /// The pieces, oldest first.
    pub pieces: Vec<PieceId>,
    version: Version,
}

/// A piece of the search index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PieceId([u8; 16]);

/// What becomes of the search index.
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "the whole of what a manifest says")]
pub struct IndexUpdate {
    /// The commit group up to which everything is in it.
    pub covers: u64,
    /// The version of the way texts are read.
    pub reading: u32,
    /// The pieces, oldest first: those that were there and stay, and new ones. Those that are left out go.
    pub pieces: Vec<IndexPart>,
}

/// A piece of the search index after an update.
#[derive(Debug)]
#[expect(clippy::exhaustive_enums, reason = "it was there, or it is new")]
pub enum IndexPart {
    /// One that was there.
    Kept(PieceId),
    /// The bytes of a new one, shared with whoever asks them meanwhile.
    New(Arc<[u8]>),
}

impl Keep {
    /// Returns the search index as it is kept; `None` if there is none.
    ///
    /// Dropping the future changes nothing.
    ///
    /// # Errors
    ///
    /// As [`Keep::row`].
    pub async fn kept_index(&self) -> Result<Option<KeptIndex>, Error> {
        let Some((row, version)) = self.row::<IndexRow>(&IndexRow::MANIFEST).await? else { return Ok(None) };
        let IndexRow::Manifest(manifest) = row else { return Err(Error::Tampered(IndexRow::WHAT)) };
        let IndexManifest { covers, reading, pieces } = manifest;
        Ok(Some(KeptIndex { covers, reading, pieces: pieces.into_iter().map(PieceId).collect(), version }))
    }

    /// Says whether the search index is still this one, as far as this handle knows. Never touches the disk.
    #[must_use]
    pub fn is_kept(&self, index: &KeptIndex) -> bool {
        let id = self.0.parts.keys.row_id(IndexRow::TABLE.0, &IndexRow::MANIFEST);
        self.catalog(|catalog| catalog.row_sequence(IndexRow::TABLE.0, &id)) == Some(index.version.0)
    }

    /// Returns every file with the last commit group that wrote its row, or the row of what was read out of it.
    ///
    /// Dropping the future changes nothing.
    ///
    /// # Errors
    ///
    /// As [`Keep::row`].
    pub async fn files_changed(&self) -> Result<Vec<(u64, FileRow)>, Error> {
        let files = self.files().await?;
        let keys = &self.0.parts.keys;
        let at = |row: &FileRow| {
            // What was read out of a file has a head, which is written last.
            let head = [row.id.as_bytes().as_slice(), &[0; 5]].concat();
            let rows = [(table::FILE, row.id.as_bytes().to_vec()), (table::FACTS, head)];
            let ids = rows.map(|(table, name)| (table.0, keys.row_id(table.0, &name)));
            self.catalog(|catalog| {
                ids.iter().filter_map(|(table, id)| catalog.row_sequence(*table, id)).max()
            })
        };
        Ok(files.into_iter().map(|row| (at(&row).unwrap_or_default(), row)).collect())
    }

    /// Returns the bytes of a piece; `None` if it is no longer there.
    ///
    /// Dropping the future changes nothing.
    ///
    /// # Errors
    ///
    /// [`Error::Tampered`] if it does not open; the store's and the blob store's errors.
    pub async fn index_piece(&self, id: PieceId) -> Result<Option<Vec<u8>>, Error> {
        match self.row::<IndexRow>(&IndexRow::piece_name(&id.0)).await? {
            None => Ok(None),
            Some((IndexRow::Piece(piece), _)) => self.piece_bytes(piece).await,
            Some(_) => Err(Error::Tampered(IndexRow::WHAT)),
        }
    }

    /// Replaces the search index `before`, the one that the caller saw, and returns the new one.
    ///
    /// The future may be dropped at any time; the old or the new one is then kept, whole.
    ///
    /// # Errors
    ///
    /// [`Error::Conflict`] if it is no longer the one that the caller saw; the store's and the blob store's errors.
    pub async fn update_index(
        &self,
        before: Option<KeptIndex>,
        update: IndexUpdate,
    ) -> Result<KeptIndex, Error> {
        self.may_write()?;
        let keep = self.clone();
        detached(async move { keep.replace_index(before, update).await }).await
    }

    /// Removes the search index, damaged rows of it too: it is made again when somebody searches.
    ///
    /// The future may be dropped at any time.
    ///
    /// # Errors
    ///
    /// The store's and the blob store's errors.
    pub async fn forget_index(&self) -> Result<(), Error> {
        self.may_write()?;
        let keep = self.clone();
        detached(async move {
            let blobs = keep.index_blobs().await?;
            let forget = Arc::new(Mutex::new(ForgetIndex { blobs: blobs.keys().copied().collect() }));
            keep.0.commit(&forget).await?;
            keep.discard(blobs.into_keys().collect()).await
        })
        .await
    }

    /// Removes the index if any of its blobs has a key of an older epoch. Returns how many had.
    pub(crate) async fn forget_old_index(&self) -> Result<u64, Error> {
        let newest = self.0.parts.keys.newest_epoch();
        let old = self.index_blobs().await?.into_values().filter(|epoch| *epoch < newest).count();
        if old > 0 {
            self.forget_index().await?;
        }
        Ok(old as u64)
    }

    /// Returns the blobs that rows of the index name, each with the epoch of its key. What does not open names none.
    pub(crate) async fn index_blobs(&self) -> Result<HashMap<BlobId, u32>, Error> {
        let mut blobs = HashMap::new();
        let mut scan = Some(Scan::new(self.space(), IndexRow::TABLE));
        while let Some(asked) = scan {
            let page = self.0.parts.store.scan(&asked).await?;
            for entry in &page.entries {
                if let Ok((_, row)) = open_row::<IndexRow>(&self.0.parts.keys, &entry.id, &entry.value.bytes)
                {
                    blobs.extend(row.blob().zip(row.key_epoch()));
                }
            }
            scan = asked.continued(page.next);
        }
        Ok(blobs)
    }

    async fn replace_index(
        &self,
        before: Option<KeptIndex>,
        update: IndexUpdate,
    ) -> Result<KeptIndex, Error> {
        let IndexUpdate { covers, reading, pieces } = update;
        let mut batch = match &before {
            Some(before) => RowBatch::new().require_at::<IndexRow>(IndexRow::MANIFEST, before.version),
            None => RowBatch::new().require_absent::<IndexRow>(IndexRow::MANIFEST),
        };
        let (mut named, mut blobs) = (Vec::with_capacity(pieces.len()), Vec::new());
        for part in pieces {
            match part {
                IndexPart::Kept(id) => named.push(id),
                IndexPart::New(bytes) => {
                    let piece = match self.store_piece(bytes).await {
                        Ok(piece) => piece,
                        Err(error) => {
                            self.give_up(blobs).await;
                            return Err(error);
                        }
                    };
                    named.push(PieceId(piece.id));
                    let row = IndexRow::Piece(piece);
                    blobs.extend(row.blob());
                    batch = batch.put(&row);
                }
            }
        }
        let gone = before.iter().flat_map(|before| &before.pieces).filter(|id| !named.contains(id));
        let mut spare = Vec::new();
        for id in gone {
            let name = IndexRow::piece_name(&id.0);
            if let Ok(Some((row, _))) = self.row::<IndexRow>(&name).await {
                spare.extend(row.blob());
            }
            batch = batch.delete::<IndexRow>(name);
        }
        batch = spare.iter().fold(batch, |batch, blob| batch.let_go(*blob));
        let manifest = IndexManifest { covers, reading, pieces: named.iter().map(|id| id.0).collect() };
        match self.write(batch.put(&IndexRow::Manifest(manifest))).await {
            Ok(version) => {
                blobs.iter().for_each(|blob| self.0.in_flight.end(*blob));
                self.discard(spare).await?;
                Ok(KeptIndex { covers, reading, pieces: named, version })
            }
            // Another writer was faster: what was stored is of no use.
            Err(Error::Conflict | Error::Busy) => {
                self.give_up(blobs).await;
                Err(Error::Conflict)
            }
            Err(error) => {
                // It may have landed all the same: a sweep judges the blobs.
                blobs.iter().for_each(|blob| self.0.in_flight.end(*blob));
                Err(error)
            }
        }
    }

    /// Removes blobs that nothing got to name; a sweep finds what cannot be removed.
    async fn give_up(&self, blobs: Vec<BlobId>) {
        for blob in blobs {
            if let Err(error) = self.0.parts.blobs.delete(blob).await {
                tracing::debug!(%error, "a piece of the search index could not be removed");
            }
            self.0.in_flight.end(blob);
        }
    }
}

/// The index, on its way out.
#[derive(Debug)]
struct ForgetIndex {
    blobs: Vec<BlobId>,
}

impl Write for ForgetIndex {
    fn draft(&mut self, catalog: &Catalog, draft: &mut Draft<'_>) -> Result<Drafted, Error> {
        for id in catalog.rows_of(table::INDEX.0) {
            draft.delete_row(table::INDEX, id)?;
        }
        for blob in &self.blobs {
            draft.let_go(*blob)?;
        }
        Ok(Drafted::Ready)
    }

    fn room(&self) -> usize {
        self.blobs.len() * 256 + 8192
    }

    fn least(&self) -> Role {
        Role::Viewer
    }

    fn is_alone(&self) -> bool {
        true
    }
}
