//! What else the catalog is asked: counts, gaps, what is in quarantine.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};

use backpack_core::{ConnectionId, RecordId, Timestamp};
use backpack_record::{Kind, Text};

use super::slot::KnownUrl;
use super::{Catalog, Record, Show, Source};
use crate::packed;

/// An item that could not be read: its bytes are kept, and it is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Quarantine {
    /// Names the item: the same bytes from the same connection always meet.
    pub id: RecordId,
    /// The connection it came from.
    pub connection: ConnectionId,
    /// When it was received.
    pub received: Timestamp,
    /// Why it could not be read.
    pub reason: String,
    /// The length of its body in bytes.
    pub length: u64,
    /// Whether its bytes are kept; what is over 64 MiB is not.
    pub kept: bool,
    /// Whether its connector doubts that it belongs into the record: it stays here even if it can be read.
    pub doubted: bool,
}

impl Catalog {
    /// Returns for each kind how many records are shown: not hidden, not deleted, not gone.
    #[must_use]
    pub fn count_by_kind(&self) -> BTreeMap<Kind, usize> {
        let mut counts = BTreeMap::new();
        let shown = self.records().filter(|record| record.is_shown(Show::default()));
        shown.for_each(|record| *counts.entry(record.kind()).or_default() += 1);
        counts
    }

    /// Returns for each resource type how many records came from a connection.
    #[must_use]
    pub fn count_by_type(&self, connection: ConnectionId) -> BTreeMap<String, usize> {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for record in self.records_of(connection) {
            let header = record.header();
            match counts.get_mut(header.resource_type.as_str()) {
                Some(count) => *count += 1,
                None => {
                    counts.insert(header.resource_type.to_string(), 1);
                }
            }
        }
        counts
    }

    /// Returns the records of a connection, whatever is shown of them.
    pub fn records_of(&self, connection: ConnectionId) -> impl Iterator<Item = Record<'_>> {
        let source = self.source_number(Source::Connection(connection));
        self.records().filter(move |record| source == Some(record.column.source))
    }

    /// Returns the references of a connection's records, as written, that none of its records answers. Sorted, each once.
    ///
    /// A relative reference counts from the base of its record's full URL (FHIR R4, Bundle, section 2.36.4.1): in a
    /// record from another server than most of the connection's, it is given as an absolute one.
    /// References to contained resources are never missing. It reads every header: a fraction of a second for 100,000.
    #[must_use]
    pub fn missing_references(&self, connection: ConnectionId) -> Vec<String> {
        let home = self.bases_of(connection);
        let mut known = HashSet::new();
        let mut targets: HashSet<Text<'_>> = HashSet::new();
        for record in self.records_of(connection) {
            let Some(header) = packed::unpack(&record.slot.header) else { continue };
            let elsewhere = match &record.slot.full_url {
                KnownUrl::Based(base) if !home.contains(base) => self.base(*base),
                _ => None,
            };
            // A record whose body is lost answers nothing: it is asked for as if it were not here.
            if !record.is_lost() {
                known.extend(record.full_url_of(&header).map(Cow::into_owned));
                let id = header.id.as_ref().filter(|_| elsewhere.is_none());
                known.extend(id.map(|id| format!("{}/{id}", header.resource_type)));
            }
            let targeted = header.references.into_iter().chain(header.subject).map(|one| one.target);
            let targeted = targeted.filter(|target| !target.is_empty() && !target.starts_with('#'));
            targets.extend(targeted.map(|target| match elsewhere {
                Some(base) if is_relative(&target) => Text::from(format!("{base}/{target}")),
                _ => target,
            }));
        }
        targets.retain(|target| !is_answered(&known, target));
        let mut missing: Vec<String> =
            targets.into_iter().map(|target| target.into_cow().into_owned()).collect();
        missing.sort_unstable();
        missing
    }

    /// Returns the base that most of a connection's full URLs have; several if as many have each.
    ///
    /// It need not be the portal's own address: one behind another server may write its inner name on all that it gives.
    fn bases_of(&self, connection: ConnectionId) -> HashSet<u32> {
        let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
        for record in self.records_of(connection) {
            if let KnownUrl::Based(base) = &record.slot.full_url {
                *counts.entry(*base).or_default() += 1;
            }
        }
        let most = counts.values().copied().max();
        counts.into_iter().filter(|(_, count)| Some(*count) == most).map(|(base, _)| base).collect()
    }

    /// Returns what is in quarantine.
    pub fn quarantined(&self) -> impl Iterator<Item = Quarantine> {
        self.quarantine().map(|(id, item)| Quarantine {
            id,
            connection: item.connection,
            received: item.received,
            reason: item.reason.clone(),
            length: item.length,
            kept: item.at.is_some(),
            doubted: item.doubted,
        })
    }
}

impl Record<'_> {
    /// Says whether the body of the version that is shown is known to be lost.
    pub(crate) fn is_lost(&self) -> bool {
        self.slot.versions.current().is_some_and(|version| self.catalog.is_lost_block(version.block))
    }

    pub(crate) fn is_shown(&self, show: Show) -> bool {
        (show.hidden || !self.is_hidden())
            && (show.deleted || !self.is_deleted())
            && (show.gone || !self.is_gone())
            && (show.vanished || !self.is_vanished())
    }
}

/// Says whether a reference is `Type/id` or such, which counts from a base.
fn is_relative(target: &str) -> bool {
    let (scheme, _) = target.split_once(':').unwrap_or_default();
    let is_absolute = !scheme.is_empty()
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    !is_absolute && !target.starts_with('/')
}

/// An absolute reference is answered by a full URL, or by type and id at its end; a version behind it is left out.
fn is_answered(known: &HashSet<String>, target: &str) -> bool {
    let target = target.split_once("/_history/").map_or(target, |(before, _)| before);
    if known.contains(target) {
        return true;
    }
    let mut parts = target.rsplitn(3, '/');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(id), Some(resource_type), Some(_)) => known.contains(&format!("{resource_type}/{id}")),
        _ => false,
    }
}
