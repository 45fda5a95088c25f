//! Finding by words.

use std::sync::Arc;

use super::Backpack;
use crate::Error;
use crate::role::Operation;
use crate::search::{IndexSize, Looked, Search, SearchResults, Searcher};

impl Backpack {
    /// Finds records and files by words: titles, codes, notes, narratives and all other text of bodies, and what is written
    /// in files. The best comes first, with the places in which the words stand.
    ///
    /// What was committed by anybody when the search begins is found. What is not in the index by then is read first: a
    /// page of a sync takes milliseconds, a whole import seconds, which [`Backpack::prepare_search`] can spend beforehand.
    ///
    /// Cancel-safe: what was read into the index by then is kept.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`](crate::ErrorKind::Io), [`ErrorKind::Closed`](crate::ErrorKind::Closed), and
    /// [`ErrorKind::Busy`](crate::ErrorKind::Busy) if other processes write the index all the time. A
    /// damaged index is none: it is made anew.
    pub async fn search(&self, search: &Search) -> Result<SearchResults, Error> {
        self.permit(Operation::Read)?;
        let loaded = self.followed().await?;
        let looked = Arc::new(Looked::new(self.keep(), loaded, search).await?);
        let hits = looked.hits(self, search).await?;
        let end = search.skip.saturating_add(looked.hits.hits.len());
        let next = (end < looked.hits.total && search.limit > 0).then_some(end);
        Ok(SearchResults { hits, total: looked.hits.total, has_all_words: looked.hits.has_all, next })
    }

    /// Reads into the search index what is not in it yet, so that the next search need not: after a sync, or while nothing
    /// else is to be done. Returns how large the index is.
    ///
    /// Syncs go on meanwhile.
    ///
    /// Cancel-safe: what was read by then is kept.
    ///
    /// # Errors
    ///
    /// As [`Backpack::search`]. A full disk is none: what cannot be kept is held in memory.
    pub async fn prepare_search(&self) -> Result<IndexSize, Error> {
        self.permit(Operation::Read)?;
        self.index_size().await
    }

    /// Throws the search index away and makes it anew from the records. Nothing asks for it: an index that is damaged, or
    /// of another version, is made anew by itself.
    ///
    /// Cancel-safe: the next search goes on with it.
    ///
    /// # Errors
    ///
    /// As [`Backpack::search`].
    pub async fn rebuild_search(&self) -> Result<IndexSize, Error> {
        self.permit(Operation::Read)?;
        self.searcher().forget().await;
        self.0.keep.forget_index().await?;
        self.index_size().await
    }

    pub(crate) fn searcher(&self) -> &Searcher {
        &self.0.searcher
    }

    /// Reads what other processes committed, where there may be any.
    pub(crate) async fn see_others(&self) -> Result<(), Error> {
        Ok(self.0.keep.see_others().await?)
    }
}
