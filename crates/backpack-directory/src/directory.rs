//! A directory: portals, where they come from, and which of them can be connected.

use backpack_core::Timestamp;
use bytes::Bytes;

use crate::index::{Layout, Section, first_where};
use crate::keep::Kept;
use crate::marks::{self, Marks};
use crate::{Builder, CacheError, Hit, Mark, Portal, PortalId, Query, Source, Support, search};

/// A directory of portals. It is made by a [`Builder`], and lives in one run of bytes, which is also its cache on disk.
#[derive(Clone, Debug)]
pub struct Directory {
    pub(crate) layout: Layout,
    sources: Vec<Source>,
    marks: Marks,
}

impl Directory {
    /// Returns a builder of a directory.
    #[must_use]
    pub fn builder() -> Builder {
        Builder::new()
    }

    /// Opens a cache. The checksum reveals accidents, not malice; bytes made up by an enemy may give wrong answers,
    /// but neither panics nor endless searches.
    ///
    /// # Errors
    ///
    /// [`CacheError`]: no cache, a newer format, or damaged.
    pub fn open(bytes: impl Into<Bytes>) -> Result<Self, CacheError> {
        let layout = Layout::open(bytes.into())?;
        let sources =
            postcard::from_bytes(layout.section(Section::Sources)).map_err(|_| CacheError::Damaged)?;
        Ok(Self { layout, sources, marks: Marks::new() })
    }

    /// Returns the cache, to be written to disk as it stands. What was marked is not part of it.
    #[must_use]
    pub fn cache(&self) -> &Bytes {
        self.layout.bytes()
    }

    /// Returns how many portals there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.layout.count(Section::PortalEnds)
    }

    /// Says whether there are no portals.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the lists it was built from, each with the ETag it had.
    #[must_use]
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// Returns the portal of this id, or the one that had it before.
    #[must_use]
    pub fn portal(&self, id: PortalId) -> Option<Portal> {
        self.at(self.position(id)?)
    }

    /// Returns every portal, by folded name.
    pub fn portals(&self) -> impl Iterator<Item = Portal> {
        (0..self.len()).filter_map(|at| self.at(at))
    }

    /// Returns the portals that fit, the best first, always in the same order.
    #[must_use]
    pub fn search(&self, query: &Query) -> Vec<Hit> {
        search::search(self, query)
    }

    /// Notes what was found out about a portal. An id that it had before will do; an unknown id is left alone.
    pub fn mark(&mut self, id: PortalId, mark: Mark) {
        if let Some(portal) = self.portal(id) {
            self.marks.insert(portal.id, mark);
        }
    }

    /// Returns what was found out about a portal, if anybody has looked.
    #[must_use]
    pub fn marked(&self, id: PortalId) -> Option<&Mark> {
        self.marks.get(&self.portal(id)?.id)
    }

    /// Returns whether a portal can be connected, as it was marked.
    #[must_use]
    pub fn support(&self, id: PortalId) -> Support {
        self.marked(id).map(|mark| mark.support.clone()).unwrap_or_default()
    }

    /// Returns everything that was marked, to be written beside the cache; the 100,000 newest at most. It tells which
    /// portals a person looked at, so that it belongs where the person's own things lie.
    #[must_use]
    pub fn marks(&self) -> Bytes {
        marks::write(&self.marks)
    }

    /// Takes back what was marked, from the bytes of [`Directory::marks`]. A mark of a portal that is not listed any
    /// more is left out; one of a portal whose id has changed since is due at once.
    ///
    /// # Errors
    ///
    /// [`CacheError`]: no marks, a newer format, or damaged. Whoever then goes on without marks only probes again.
    pub fn with_marks(mut self, bytes: &[u8]) -> Result<Self, CacheError> {
        self.take_marks(marks::read(bytes)?);
        Ok(self)
    }

    pub(crate) fn take_marks(&mut self, marks: Vec<(PortalId, Mark)>) {
        for (id, mut mark) in marks {
            let Some(portal) = self.portal(id) else { continue };
            if portal.id == id {
                self.marks.insert(id, mark);
            } else {
                mark.due = Timestamp::from_millis(i64::MIN);
                self.marks.entry(portal.id).or_insert(mark);
            }
        }
    }

    pub(crate) fn marked_portals(&self) -> Vec<(PortalId, Mark)> {
        self.marks.iter().map(|(id, mark)| (*id, mark.clone())).collect()
    }

    pub(crate) fn mark_of(&self, id: PortalId) -> Option<&Mark> {
        self.marks.get(&id)
    }

    pub(crate) fn at(&self, at: usize) -> Option<Portal> {
        self.kept_at(at)?.portal(&self.sources)
    }

    pub(crate) fn kept(&self) -> impl Iterator<Item = Kept> {
        (0..self.len()).filter_map(|at| self.kept_at(at))
    }

    fn kept_at(&self, at: usize) -> Option<Kept> {
        let bytes = self.layout.section(Section::Portals).get(self.layout.part(Section::PortalEnds, at))?;
        postcard::from_bytes(bytes).ok()
    }

    fn position(&self, id: PortalId) -> Option<usize> {
        let (rows, _) = self.layout.section(Section::Ids).as_chunks::<20>();
        let at =
            first_where(rows.len(), |at| rows.get(at).is_none_or(|row| row.as_slice() >= id.0.as_slice()));
        let (known, portal) = rows.get(at)?.split_first_chunk::<16>()?;
        let portal: [u8; 4] = portal.try_into().ok()?;
        (*known == id.0).then(|| u32::from_le_bytes(portal) as usize)
    }
}

impl PartialEq for Directory {
    fn eq(&self, other: &Self) -> bool {
        self.layout.bytes() == other.layout.bytes() && self.marks == other.marks
    }
}
