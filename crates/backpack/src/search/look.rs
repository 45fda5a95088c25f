//! Asking the index, and showing where the words stand.

use std::cell::OnceCell;
use std::sync::Arc;

use backpack_core::{FileId, RecordId};
use backpack_keep::Keep;
use backpack_search::{Field, Fragment, Hits, Place, Query, Sort, highlight};

use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use super::load::{Loaded, Owner};
use super::texts::texts_of_record;
use super::{Found, Highlight, Hit, Search};
use crate::{Backpack, Error, ErrorKind};

/// The most highlights of one hit.
const HIGHLIGHTS: usize = 3;

/// How many hits are shown at a time: each may hold an opened block of a quarter of a mebibyte.
const SHOWN_AT_ONCE: usize = 8;

/// What the index says.
pub(crate) struct Looked {
    pub(crate) hits: Hits,
    query: Query,
    loaded: Arc<Loaded>,
}

impl Looked {
    /// Asks the index where that holds up nothing else.
    pub(crate) async fn new(keep: &Keep, loaded: Arc<Loaded>, search: &Search) -> Result<Self, Error> {
        let (keep, search) = (keep.clone(), search.clone());
        let work = move || {
            let query = Query::parse(&search.text);
            let hits = keep.catalog(|catalog| {
                let sieve = catalog.sieve(&search.filter);
                // A file has many pages: whether it is shown is found out once.
                let files = OnceCell::new();
                let files_shown = || {
                    let files = loaded.files.iter();
                    files.map(|file| file.admits(catalog, &sieve, &search.filter)).collect::<Vec<_>>()
                };
                let shown = loaded.shown.under(&search.filter, catalog.sequence(), loaded.owners.len());
                let ask = |text: usize| match loaded.owners.get(text)? {
                    Owner::Record(number) => sieve.admits(*number),
                    Owner::File(at) => files.get_or_init(files_shown).get(*at as usize).copied().flatten(),
                    Owner::Nobody => None,
                };
                let admit = |text: usize| shown.admits(text, || ask(text));
                loaded.index.search(&query, (search.skip, search.limit), admit)
            });
            Self { hits, query, loaded }
        };
        // A thread ends without an answer only when its runtime ends.
        tokio::task::spawn_blocking(work).await.map_err(|_| Error::new(ErrorKind::Closed, "search"))
    }

    /// Returns the hits with what they show, in their order; those that are gone by now are not among them.
    ///
    /// Several are shown at a time: most of it is opening blocks and looking through their texts.
    pub(crate) async fn hits(
        self: &Arc<Self>,
        backpack: &Backpack,
        search: &Search,
    ) -> Result<Vec<Hit>, Error> {
        let places: Vec<Place> = self.hits.hits.iter().map(|hit| hit.place).collect();
        let shown = stream::iter(places).map(|place| {
            let (looked, backpack, search) = (Arc::clone(self), backpack.clone(), search.clone());
            let show = tokio::spawn(async move { looked.show(&backpack, place, &search).await });
            // A task ends without an answer only when its runtime ends.
            async move { show.await.unwrap_or(Err(Error::new(ErrorKind::Closed, "search"))) }
        });
        shown.buffered(SHOWN_AT_ONCE).try_filter_map(|hit| async move { Ok(hit) }).try_collect().await
    }

    /// Returns a hit with what it shows; `None` if it is gone by now.
    async fn show(&self, backpack: &Backpack, place: Place, search: &Search) -> Result<Option<Hit>, Error> {
        match place.subject.sort {
            Sort::Record => {
                self.show_record(backpack, RecordId::from_bytes(place.subject.id), search.room).await
            }
            Sort::File => self.show_file(backpack, place, search).await,
        }
    }

    async fn show_record(
        &self,
        backpack: &Backpack,
        id: RecordId,
        room: usize,
    ) -> Result<Option<Hit>, Error> {
        let Ok(record) = backpack.record(id) else { return Ok(None) };
        let mut highlights = Vec::new();
        if room > 0 {
            // A body that cannot be read is a verification's to tell.
            let body = backpack.keep().body(id).await.unwrap_or_default();
            let texts = texts_of_record(&record, &body);
            let texts = texts.iter().map(|(field, text)| (*field, None, text.as_str()));
            highlights = self.highlights(texts, room);
        }
        Ok(Some(Hit { found: Found::Record(Box::new(record)), highlights }))
    }

    async fn show_file(
        &self,
        backpack: &Backpack,
        place: Place,
        search: &Search,
    ) -> Result<Option<Hit>, Error> {
        let id = FileId::from_bytes(place.subject.id);
        let Some(file) = backpack.keep().file(id).await? else { return Ok(None) };
        let page = Some(place.page).filter(|page| *page > 0);
        let mut highlights = Vec::new();
        if search.room > 0 {
            let pages = match page {
                Some(_) => backpack.pages_of(id).await?,
                None => Vec::new(),
            };
            let at = page.and_then(|page| usize::try_from(page - 1).ok());
            let text = at.and_then(|at| pages.get(at)).map(|text| (Field::File, page, text.as_str()));
            let name = (Field::Title, None, file.name.as_str());
            let caption = file.caption.as_deref().map(|caption| (Field::Note, None, caption));
            highlights = self.highlights(std::iter::once(name).chain(caption).chain(text), search.room);
        }
        let known = self.loaded.files.iter().find(|known| known.id == id);
        let records = backpack.keep().catalog(|catalog| {
            let sieve = catalog.sieve(&search.filter);
            let mut records = known.map(|known| known.records(catalog)).unwrap_or_default();
            records.retain(|id| catalog.number_of(*id).is_some_and(|number| sieve.admits(number).is_some()));
            records
        });
        Ok(Some(Hit { found: Found::File { file: Box::new(file), records, page }, highlights }))
    }

    /// Returns the best piece of each field, those that show most first; what says the same twice is shown once.
    fn highlights<'t>(
        &self,
        texts: impl Iterator<Item = (Field, Option<u32>, &'t str)>,
        room: usize,
    ) -> Vec<Highlight> {
        let mut best: Vec<(Field, Option<u32>, Fragment)> = Vec::new();
        for (field, page, text) in texts {
            let Some(fragment) = highlight(&self.query, text, room) else { continue };
            match best.iter_mut().find(|(own, ..)| *own == field) {
                Some((_, _, own)) if fragment.is_better_than(own) => *own = fragment,
                Some(_) => {}
                None => best.push((field, page, fragment)),
            }
        }
        best.sort_by_key(|(field, ..)| *field);
        let mut shown: Vec<Highlight> = Vec::new();
        for (field, page, fragment) in best {
            let Fragment { text, matches, is_cut_before, is_cut_after, .. } = fragment;
            if shown.iter().all(|highlight| highlight.text != text) {
                shown.push(Highlight { field, page, text, matches, is_cut_before, is_cut_after });
            }
        }
        shown.truncate(HIGHLIGHTS);
        shown
    }
}
