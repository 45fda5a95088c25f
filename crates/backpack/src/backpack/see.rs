//! Seeing: the timeline by visit, what matters now, measurements over time. Answered from memory.

use std::collections::{BTreeSet, HashMap, HashSet};

use backpack_core::{ConnectionId, RecordId, Timestamp};
use backpack_keep::{Catalog, ConnectionRow, Filter, QueryOutcome, QueryRow, Source};
use backpack_record::{Extent, Kind, Who};
use backpack_views::{
    Asked, Ended, Limits, Measurement, Placed, Seen, Series, SeriesRequest, Snapshot, SourceId, Span, Why,
};

use super::Backpack;
use super::records::{Record, record};
use crate::Error;
use crate::views::timeline::{ByVisit, VisitDay, VisitGroup};

impl Backpack {
    /// Returns what matters now: active problems, current medications, allergies, recent results, vaccinations, what is to
    /// come, visits, the care team. Each section says how it stands, so that a gap never reads as "none".
    ///
    /// Records are read from memory, what the portals were asked from their ledgers.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Damaged`](crate::ErrorKind::Damaged), [`ErrorKind::Io`](crate::ErrorKind::Io).
    pub async fn snapshot(&self, now: Timestamp) -> Result<Snapshot, Error> {
        self.snapshot_with(now, &Limits::default()).await
    }

    /// Returns what matters now, as much of it as the limits say.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// As [`Backpack::snapshot`].
    pub async fn snapshot_with(&self, now: Timestamp, limits: &Limits) -> Result<Snapshot, Error> {
        let asked = self.asked().await?;
        Ok(self.0.keep.catalog(|catalog| {
            backpack_views::snapshot(seen(catalog, Snapshot::KINDS, Extent::Judged), &asked, now, limits)
        }))
    }

    /// Returns the measurements that there are values of, those with the most numbers first.
    #[must_use]
    pub fn measurements(&self) -> Vec<Measurement> {
        self.0.keep.catalog(|catalog| backpack_views::measurements(seen(catalog, MEASURED, Extent::Said)))
    }

    /// Returns one measurement over time, across portals, in one unit. What cannot be a point of it is listed with the
    /// reason, and nothing is dropped.
    #[must_use]
    pub fn series(&self, request: &SeriesRequest) -> Series {
        self.0
            .keep
            .catalog(|catalog| backpack_views::series(seen(catalog, MEASURED, Extent::Judged), request))
    }

    /// Returns a page of what the filter finds as a timeline grouped by visits, newest first.
    ///
    /// A record stands with the visit that it names, or with the one visit of its portal within which, or on whose day, it
    /// happened; each says why.
    #[must_use]
    pub fn timeline_by_visit(&self, filter: &Filter) -> ByVisit {
        let found = self.find(filter);
        let spans = self.spans(&found.records);
        let placed: Vec<Placed> = found.records.iter().map(|record| self.placed(record, &spans)).collect();
        let mut visits: Vec<Span> = spans.into_iter().map(|(span, _)| span).collect();
        self.add_named(&placed, &mut visits);
        let (days, undated) = backpack_views::by_visit(&placed, &visits);
        let mut records: HashMap<RecordId, Record> =
            found.records.into_iter().map(|record| (record.id, record)).collect();
        let mut shown = Vec::with_capacity(days.len());
        for day in days {
            let mut groups = Vec::with_capacity(day.groups.len());
            for group in day.groups {
                let visit =
                    group.visit.and_then(|id| records.get(&id).cloned().or_else(|| self.record(id).ok()));
                let own = group.records.into_iter();
                let own = own.filter_map(|(id, joined)| Some((records.remove(&id)?, joined))).collect();
                groups.push(VisitGroup { visit, records: own });
            }
            shown.push(VisitDay { date: day.date, groups });
        }
        let undated = undated.iter().filter_map(|id| records.remove(id)).collect();
        ByVisit { days: shown, undated, total: found.total, next: found.next }
    }

    /// Adds the visits that records name although they lie elsewhere in time.
    fn add_named(&self, placed: &[Placed], visits: &mut Vec<Span>) {
        let mut known: HashSet<RecordId> = visits.iter().map(|visit| visit.id).collect();
        let named = placed.iter().filter_map(|record| record.visit);
        let missing: Vec<RecordId> = named.filter(|id| known.insert(*id)).collect();
        let found = self.0.keep.catalog(|catalog| {
            missing.into_iter().filter_map(|id| span(catalog, id)).map(|(span, _)| span).collect::<Vec<_>>()
        });
        visits.extend(found);
    }

    /// Returns what the portals were asked; of a connection that was never synced, that nothing is here yet, and of one of
    /// which something could not be read, that a part is missing. What came by then is in memory.
    pub(super) async fn asked(&self) -> Result<Vec<Asked>, Error> {
        let rows = self.0.keep.rows::<QueryRow>().await?;
        let connections = self.0.keep.rows::<ConnectionRow>().await?;
        // Another process may have brought what the ledger already tells of.
        self.catch_up().await?;
        let mut asked: Vec<Asked> = rows.iter().map(asked).collect();
        for connection in connections {
            if rows.iter().all(|row| row.connection != connection.id) {
                asked.push(Asked::new(connection.id, "", Ended::Missing(Why::Unfinished)));
            }
        }
        // What lies in quarantine may be anything.
        let unread = |catalog: &Catalog| catalog.quarantined().map(|item| item.connection).collect();
        let unread: BTreeSet<ConnectionId> = self.0.keep.catalog(unread);
        asked.extend(unread.into_iter().map(|id| Asked::new(id, "", Ended::Missing(Why::Partial))));
        Ok(asked)
    }

    /// Returns the visits that the records may belong to, each with its full URL.
    fn spans(&self, records: &[Record]) -> Vec<(Span, Option<String>)> {
        let dates = || records.iter().filter_map(|record| record.effective().when.as_ref());
        let starts = dates().filter_map(|when| when.start.as_ref().or(when.end.as_ref()));
        let (mut first, mut last) = (i64::MAX, i64::MIN);
        for start in starts {
            (first, last) = (first.min(start.earliest()), last.max(start.latest()));
        }
        // A visit that is named may lie elsewhere: it is found by its name.
        let filter =
            Filter::new().kind(Kind::Visit).from(first.saturating_sub(DAY)).until(last.saturating_add(DAY));
        self.0.keep.catalog(|catalog| {
            let hits = catalog.query(&filter).records;
            hits.into_iter().filter_map(|id| span(catalog, id)).collect()
        })
    }

    fn placed(&self, record: &Record, spans: &[(Span, Option<String>)]) -> Placed {
        let header = record.effective();
        let date = header.when.as_ref().and_then(|when| when.start.clone().or_else(|| when.end.clone()));
        let source = source_id(record.source);
        let visit = if header.resource_type == "Encounter" {
            Some(record.id)
        } else {
            header.references.iter().find_map(|reference| self.visit_named(source?, &reference.target, spans))
        };
        Placed { id: record.id, source, date, visit, organisations: names(&header.who) }
    }

    /// Returns the visit that a reference names, if it is here and the person did not hide it.
    fn visit_named(
        &self,
        connection: ConnectionId,
        target: &str,
        spans: &[(Span, Option<String>)],
    ) -> Option<RecordId> {
        let is_typed = target.starts_with("Encounter/") || target.contains("/Encounter/");
        let id = if is_typed {
            self.0.keep.record_named(connection, target)?
        } else if target.starts_with("urn:") {
            let own = |(span, url): &&(Span, Option<String>)| {
                span.source == Some(connection) && url.as_deref() == Some(target)
            };
            spans.iter().find(own)?.0.id
        } else {
            return None;
        };
        let shows = |catalog: &Catalog| {
            catalog.record(id).is_some_and(|kept| !kept.is_hidden() && !kept.is_deleted())
        };
        self.0.keep.catalog(shows).then_some(id)
    }
}

/// The kinds that measurements are among.
const MEASURED: &[Kind] = &[Kind::LabResult, Kind::VitalSign, Kind::SocialHistory];

/// Milliseconds.
const DAY: i64 = 86_400_000;

/// Looks at the records of some kinds that are shown: no more of each than the view reads, since most of the time goes
/// into that. Texts borrow from the catalog.
fn seen<'c>(catalog: &'c Catalog, kinds: &[Kind], extent: Extent) -> impl Iterator<Item = Seen<'c>> {
    let filter = kinds.iter().fold(Filter::new(), |filter, kind| filter.kind(*kind));
    catalog.listed(&filter).map(move |kept| {
        let extent = if kept.kind() == Kind::CareTeam { Extent::Whole } else { extent };
        Seen::new(kept.id(), source_id(kept.source()), kept.effective_part(extent))
    })
}

fn span(catalog: &Catalog, id: RecordId) -> Option<(Span, Option<String>)> {
    let kept = catalog.record(id)?;
    let full_url = kept.full_url().map(std::borrow::Cow::into_owned);
    let record = record(kept);
    let header = record.effective();
    if header.resource_type != "Encounter" {
        return None;
    }
    let when = header.when.as_ref()?;
    let start = when.start.clone()?;
    let organisations = names(&header.who);
    Some((
        Span { id, source: source_id(record.source), start, end: when.end.clone(), organisations },
        full_url,
    ))
}

/// Returns the organisations that are named by role: who did something is somebody else each time.
pub(super) fn names(who: &[Who<'_>]) -> Vec<String> {
    let is_organisation = |who: &&Who<'_>| {
        matches!(who.role.as_str(), "serviceProvider" | "managingOrganization" | "custodian" | "organization")
            || who.reference.as_deref().is_some_and(|target| target.contains("Organization/"))
    };
    let named = who.iter().filter(is_organisation);
    named.filter_map(|who| who.name.as_ref().or(who.reference.as_ref())).map(ToString::to_string).collect()
}

fn source_id(source: Source) -> SourceId {
    match source {
        Source::Connection(connection) => Some(connection),
        _ => None,
    }
}

fn asked(row: &QueryRow) -> Asked {
    let ended = match &row.ledger.outcome {
        Some(QueryOutcome::Done | QueryOutcome::Empty) => Ended::Complete,
        Some(QueryOutcome::Refused(_)) => Ended::Missing(Why::Refused),
        Some(QueryOutcome::NotGranted) => Ended::Missing(Why::NotGranted),
        Some(QueryOutcome::NotSupported) => Ended::Missing(Why::NotSupported),
        Some(QueryOutcome::Partial(_)) => Ended::Missing(Why::Partial),
        Some(_) => Ended::Missing(Why::Failed),
        // It runs at the moment, or was broken off: what was whole before still is.
        None if row.ledger.last_success.is_some() => Ended::Complete,
        None => Ended::Missing(Why::Unfinished),
    };
    Asked::new(row.connection, row.query.clone(), ended).complete(row.ledger.last_success)
}
