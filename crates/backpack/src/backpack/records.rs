//! Reading: find, list, open.

use std::collections::BTreeMap;

use backpack_core::{RecordId, Timestamp};
use backpack_keep::{Filter, Original, PageToken, Source, VersionInfo};
use backpack_record::{Header, Kind, Overlay};
use bytes::Bytes;

use super::Backpack;
use crate::views::timeline::{self, Timeline};
use crate::{Error, ErrorKind};

/// A record as lists and details show it. Its body is read with [`Backpack::body`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Record {
    /// The record's id, stable over syncs and versions.
    pub id: RecordId,
    /// Where it came from.
    pub source: Source,
    /// What is known of its latest version, as its source has it. [`Record::effective`] is what the person sees.
    pub header: Header<'static>,
    /// How many versions are kept.
    pub versions: usize,
    /// When its latest version was received or written.
    pub received: Timestamp,
    /// Whether the source says it no longer has it.
    pub gone: bool,
    /// Whether the source no longer returns it, without a word. It is shown all the same.
    pub vanished: bool,
    /// Whether the source or the person took it back (`entered-in-error`).
    pub retracted: bool,
    /// What the person noted, attached, tagged, corrected, linked, hid or flagged.
    pub overlay: Overlay,
    /// How many corrections its source disagrees with, having changed since: the person decides.
    pub conflicts: usize,
    /// The header as corrected, if anything is.
    corrected: Option<Box<Header<'static>>>,
}

impl Record {
    /// Returns the category under which people see it.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.effective().kind
    }

    /// Returns the header as the person sees it: what they corrected in place of what the source says.
    #[must_use]
    pub fn effective(&self) -> &Header<'static> {
        self.corrected.as_deref().unwrap_or(&self.header)
    }

    /// Returns a title that a person understands.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.effective().title
    }
}

/// One page of records.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Found {
    /// The records, in the filter's order.
    pub records: Vec<Record>,
    /// How many there are in all.
    pub total: usize,
    /// Where the next page begins; `None` at the end.
    pub next: Option<PageToken>,
}

impl Backpack {
    /// Returns the page of records that the filter asks for. Answered from memory.
    #[must_use]
    pub fn find(&self, filter: &Filter) -> Found {
        self.0.keep.catalog(|catalog| {
            let hits = catalog.query(filter);
            let records = hits.records.iter().filter_map(|id| catalog.record(*id)).map(record).collect();
            Found { records, total: hits.total, next: hits.next }
        })
    }

    /// Returns one record, hidden and deleted ones too.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`].
    pub fn record(&self, id: RecordId) -> Result<Record, Error> {
        let found = self.0.keep.catalog(|catalog| catalog.record(id).map(record));
        found.ok_or_else(|| Error::new(ErrorKind::NotFound("record"), "read record"))
    }

    /// Returns one record, after looking whether another process wrote it a moment ago.
    pub(crate) async fn known(&self, id: RecordId) -> Result<Record, Error> {
        match self.record(id) {
            Err(error) if self.catch_up().await? => self.record(id).map_err(|_| error),
            found => found,
        }
    }

    /// Returns how many records of each kind there are, those that the person hid or deleted left out.
    #[must_use]
    pub fn counts(&self) -> BTreeMap<Kind, usize> {
        self.0.keep.catalog(|catalog| catalog.count_by_kind())
    }

    /// Returns what the filter finds as a timeline: newest first, by year and day, what has no date at the end.
    #[must_use]
    pub fn timeline(&self, filter: &Filter) -> Timeline {
        timeline::of(self.find(filter).records)
    }

    /// Returns the latest version's body, byte for byte as it was received or written.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`], [`ErrorKind::Damaged`], [`ErrorKind::Io`].
    pub async fn body(&self, id: RecordId) -> Result<Bytes, Error> {
        Ok(self.0.keep.body(id).await?)
    }

    /// Returns what is kept of each version, oldest first.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`].
    pub fn versions(&self, id: RecordId) -> Result<Vec<VersionInfo>, Error> {
        Ok(self.0.keep.versions(id)?)
    }

    /// Returns one version with all that came with it, the oldest being 0.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`], [`ErrorKind::Damaged`], [`ErrorKind::Io`].
    pub async fn original(&self, id: RecordId, version: usize) -> Result<Original, Error> {
        Ok(self.0.keep.original(id, version).await?)
    }

    /// Returns the records that the latest version of this one says it replaces, where they are here: a document's history.
    ///
    /// What was replaced stays as it is; its own status mostly says `superseded`.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// As [`Backpack::body`].
    pub async fn replaces(&self, id: RecordId) -> Result<Vec<RecordId>, Error> {
        let Source::Connection(connection) = self.record(id)?.source else { return Ok(Vec::new()) };
        let body = self.body(id).await?;
        let named = backpack_record::replaces(&body);
        Ok(named.iter().filter_map(|one| self.0.keep.record_named(connection, &one.target)).collect())
    }

    /// Returns a typed view of the latest version: a view, never the truth. It says what it does not show.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`], [`ErrorKind::Damaged`], [`ErrorKind::Io`], and [`ErrorKind::Invalid`] with the path
    /// at which the content departs from the model. The record is untouched.
    #[cfg(feature = "typed")]
    pub async fn typed<T: backpack_fhir::TypedResource>(
        &self,
        id: RecordId,
    ) -> Result<backpack_fhir::View<T>, Error> {
        let body = self.body(id).await?;
        backpack_fhir::typed::<T>(&body)
            .map_err(|departure| Error::new(ErrorKind::Invalid(departure.to_string()), "read typed view"))
    }
}

pub(super) fn record(kept: backpack_keep::Record<'_>) -> Record {
    Record {
        id: kept.id(),
        source: kept.source(),
        header: kept.header().into_owned(),
        versions: kept.versions(),
        received: kept.received(),
        gone: kept.is_gone(),
        vanished: kept.is_vanished(),
        retracted: kept.is_retracted(),
        overlay: kept.overlay().clone(),
        conflicts: kept.conflicts(),
        corrected: kept.is_corrected().then(|| Box::new(kept.effective().into_owned())),
    }
}
