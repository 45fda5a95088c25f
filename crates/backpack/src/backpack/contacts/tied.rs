//! Contacts and records: who a record names, which records name somebody, what a source says by now.

use std::collections::{BTreeSet, HashMap, HashSet};

use backpack_core::{ContactId, RecordId};
use backpack_keep::{ContactTie, Source};
use backpack_record::Who;
use backpack_record::contact::{Described, Gathering, Mention, Met, plain_name};

use super::Among;
use crate::backpack::Backpack;
use crate::contacts::{Kept, SourceChange};
use crate::role::Operation;
use crate::{Error, ErrorKind};

/// The types that describe a provider or an organisation.
const DESCRIBING: &[&str] = &["Practitioner", "PractitionerRole", "Organization"];
/// Members that name whoever pays or is paid, rather than whoever cares.
const PAYING: &[&str] =
    &["insurer", "payor", "issuer", "payee", "paymentIssuer", "requestor", "target", "beneficiary"];

/// What the catalog says of whom records describe and name.
#[derive(Debug, Default)]
pub(super) struct Circle {
    /// The records that describe somebody.
    describing: Vec<(RecordId, Source)>,
    /// From the full URL of a record that describes somebody to the record.
    by_url: HashMap<(Source, String), RecordId>,
    /// Whom records name, and which do, with when.
    named: HashMap<Named, Vec<(Option<i64>, RecordId)>>,
}

/// Somebody as a record names them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Named {
    source: Source,
    name: Option<String>,
    reference: Option<String>,
}

impl Backpack {
    /// Returns the contacts that a record names or the person linked it to: those it was a source of, those whose source it points to, and those of
    /// the same identifier or name.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`] if there is no such record, [`ErrorKind::Damaged`], [`ErrorKind::Io`].
    pub async fn contacts_of_record(&self, record: RecordId) -> Result<Vec<Kept>, Error> {
        self.permit(Operation::Read)?;
        let known = self.known(record).await?;
        let contacts = self.contacts().await?;
        let among = Among::new(&contacts);
        let mut found: BTreeSet<ContactId> = among.tied_to(record).map(|(id, _)| id).collect();
        // Only what came in one file with the others is named by an address that says nothing of itself.
        let is_urn = |who: &Who<'_>| who.reference.as_ref().is_some_and(|one| one.starts_with("urn:"));
        let circle = if known.header.who.iter().any(is_urn) { self.circle() } else { Circle::default() };
        // Whom the person linked it to is here, or no longer.
        found.extend(known.overlay.contacts.iter().copied());
        for who in &known.header.who {
            let named = Named {
                source: known.source,
                name: who.name.as_ref().map(|name| name.to_string()),
                reference: who.reference.as_ref().map(|reference| reference.to_string()),
            };
            if named.is_of_care() {
                found.extend(self.contact_named(&named, &circle, &among).await?);
            }
        }
        drop(among);
        Ok(contacts.into_iter().filter(|kept| found.contains(&kept.id)).collect())
    }

    /// Returns the records that concern a contact, hidden and deleted ones left out, the latest first: those it was taken
    /// from, those that name it, and those that the person linked to it.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`] if there is no such contact, [`ErrorKind::Damaged`], [`ErrorKind::Io`].
    pub async fn records_of_contact(&self, id: ContactId) -> Result<Vec<RecordId>, Error> {
        self.permit(Operation::Read)?;
        let contact = self.contact(id).await?;
        let circle = self.circle();
        let met = self.gathered(&circle).await?.met(&[]);
        let is_tied = |met: &Met| {
            contact.ties.iter().any(|tie| tie.describes && met.described_by.contains(&tie.record))
        };
        let same: Vec<&Met> =
            met.iter().filter(|met| is_tied(met) || met.contact.is_same(&contact.contact)).collect();
        let described: HashSet<RecordId> =
            same.iter().flat_map(|met| met.described_by.iter().copied()).collect();
        let plain = plain_name(&contact.contact.name);
        let names = met.iter().filter(|met| plain_name(&met.contact.name) == plain).count();
        let mut found: HashSet<(Option<i64>, RecordId)> = HashSet::new();
        for (named, records) in &circle.named {
            let is_meant = match self.described_by(named, &circle) {
                Some(describing) => described.contains(&describing),
                // A bare name that several have says nothing.
                None => names <= 1 && named.name.as_deref().is_some_and(|name| plain_name(name) == plain),
            };
            if is_meant {
                found.extend(records.iter().copied());
            }
        }
        let linked = self.linked_to_contact(id);
        let tied = contact.ties.iter().map(|tie| tie.record).chain(described).chain(linked);
        let mut all: HashSet<RecordId> = found.iter().map(|(_, record)| *record).collect();
        found.extend(
            tied.filter(|record| all.insert(*record) && self.is_shown(*record)).map(|record| (None, record)),
        );
        let mut found: Vec<_> = found.into_iter().collect();
        found.sort_unstable_by(|a, b| b.cmp(a));
        Ok(found.into_iter().map(|(_, record)| record).collect())
    }

    /// Returns what has changed at the sources of a contact since the person saw them. Nothing of the contact changes by
    /// itself; [`Backpack::see_contact_sources`] takes note that it was seen.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`], [`ErrorKind::Damaged`], [`ErrorKind::Io`].
    pub async fn contact_changes(&self, id: ContactId) -> Result<Vec<SourceChange>, Error> {
        self.permit(Operation::Read)?;
        let kept = self.contact(id).await?;
        let mut changes = Vec::new();
        for tie in kept.ties.iter().filter(|tie| tie.describes && !self.is_as_seen(tie)) {
            let seen = usize::try_from(tie.version).unwrap_or(usize::MAX);
            // What was put back without its history has no earlier version to compare with.
            let was = match self.original(tie.record, seen).await {
                Ok(original) => described(&original.body).map(|one| one.contact),
                Err(error) if matches!(error.kind(), ErrorKind::NotFound(_)) => None,
                Err(error) => return Err(error),
            };
            let now = match self.record(tie.record) {
                Ok(record) if !record.gone && !record.retracted => {
                    described(&self.body(tie.record).await?).map(|one| one.contact)
                }
                _ => None,
            };
            if was != now {
                let was = was.unwrap_or_else(|| kept.contact.clone());
                changes.push(SourceChange { record: tie.record, was, now });
            }
        }
        Ok(changes)
    }

    /// Takes note that the person saw what the sources of a contact say by now. Ties to what is gone are dropped.
    ///
    /// Cancel-safe: it happened whole, or not at all.
    ///
    /// # Errors
    ///
    /// As [`Backpack::edit_contact`].
    pub async fn see_contact_sources(&self, seen: &Kept) -> Result<Kept, Error> {
        self.permit(Operation::Correct)?;
        let mut now = seen.clone();
        now.ties.retain(|tie| self.record(tie.record).is_ok_and(|record| !record.gone && !record.retracted));
        for tie in &mut now.ties {
            tie.version = self.version_of(tie.record).unwrap_or(tie.version);
        }
        self.edit_contact(&now, seen.contact.clone()).await
    }

    /// Says whether a source is as the person has seen it.
    pub(super) fn is_as_seen(&self, tie: &ContactTie) -> bool {
        self.0.keep.catalog(|catalog| {
            catalog.record(tie.record).is_some_and(|record| {
                record.current_version() as u64 == tie.version && !record.is_gone() && !record.is_retracted()
            })
        })
    }

    /// Returns the number of the version that is shown of a record.
    pub(super) fn version_of(&self, record: RecordId) -> Option<u64> {
        self.0.keep.catalog(|catalog| catalog.record(record).map(|record| record.current_version() as u64))
    }

    fn is_shown(&self, record: RecordId) -> bool {
        self.0.keep.catalog(|catalog| catalog.record(record).is_some_and(|record| is_shown(&record)))
    }

    /// Returns the contact that a record names.
    async fn contact_named(
        &self,
        named: &Named,
        circle: &Circle,
        among: &Among<'_>,
    ) -> Result<Option<ContactId>, Error> {
        let mut next = self.described_by(named, circle);
        // A role leads to its practitioner.
        for _ in 0..2 {
            let Some(record) = next else { break };
            if let Some((id, _)) = among.tied_to(record).find(|(_, describes)| *describes) {
                return Ok(Some(id));
            }
            let Some(described) = described(&self.body(record).await?) else { break };
            if !described.contact.name.is_empty()
                && let Some(id) = among.same(&described.contact)
            {
                return Ok(Some(id));
            }
            next = described.practitioner.and_then(|reference| {
                self.described_by(&Named { reference: Some(reference), ..named.clone() }, circle)
            });
        }
        Ok(named.name.as_deref().and_then(|name| among.named(&plain_name(name))))
    }

    /// Returns whom the records describe and name, as the catalog knows it.
    pub(super) fn circle(&self) -> Circle {
        self.0.keep.catalog(|catalog| {
            let mut circle = Circle::default();
            for record in catalog.records().filter(is_shown) {
                let (id, source, header) = (record.id(), record.source(), record.header());
                if DESCRIBING.contains(&header.resource_type.as_str()) {
                    circle.describing.push((id, source));
                    circle.by_url.extend(record.full_url().map(|url| ((source, url.into_owned()), id)));
                    continue;
                }
                let at = record.starts();
                for who in header.who.iter().filter(|who| !PAYING.contains(&who.role.as_str())) {
                    let (name, reference) = (who.name.as_ref(), who.reference.as_ref());
                    let name = name.map(|name| name.to_string());
                    let named = Named { source, name, reference: reference.map(|one| one.to_string()) };
                    if named.is_of_care() {
                        circle.named.entry(named).or_default().push((at, id));
                    }
                }
            }
            circle
        })
    }

    /// Puts together what the records say of everybody.
    pub(super) async fn gathered(&self, circle: &Circle) -> Result<Gathering, Error> {
        let mut gathering = Gathering::new();
        for (record, source) in &circle.describing {
            let body = match self.body(*record).await {
                // It was removed meanwhile, or is known by name alone.
                Err(error) if matches!(error.kind(), ErrorKind::NotFound(_) | ErrorKind::Damaged) => continue,
                body => body?,
            };
            let Some(described) = described(&body) else { continue };
            let resolve = |reference: &Option<String>| {
                let named = Named { source: *source, name: None, reference: reference.clone() };
                self.described_by(&named, circle)
            };
            let (practitioner, organisation) =
                (resolve(&described.practitioner), resolve(&described.organisation));
            gathering.describe(*record, described, practitioner, organisation);
        }
        for (named, records) in &circle.named {
            let described_by = self.described_by(named, circle);
            for (at, record) in records {
                let mention =
                    Mention::new(*record, *at).named(named.name.as_deref()).described_by(described_by);
                gathering.mention(&mention.of_organisation(named.target() == Some("Organization")));
            }
        }
        Ok(gathering)
    }

    /// Returns the record that describes whoever is named, if it is here.
    fn described_by(&self, named: &Named, circle: &Circle) -> Option<RecordId> {
        let reference = named.reference.as_deref()?;
        if let Some(record) = circle.by_url.get(&(named.source, reference.to_owned())) {
            return Some(*record);
        }
        let Source::Connection(connection) = named.source else { return None };
        self.0.keep.record_named(connection, reference)
    }
}

impl Named {
    /// Returns the type that the reference names.
    fn target(&self) -> Option<&str> {
        let reference = self.reference.as_deref()?.split("/_history/").next()?;
        reference.rsplit('/').nth(1)
    }

    /// Says whether it may be somebody who cares: neither the patient nor a place, a device, a group.
    fn is_of_care(&self) -> bool {
        let is_one = self.target().is_none_or(|target| DESCRIBING.contains(&target));
        is_one && (self.name.is_some() || self.reference.is_some())
    }
}

fn is_shown(record: &backpack_keep::Record<'_>) -> bool {
    !record.is_hidden() && !record.is_deleted() && !record.is_gone() && !record.is_retracted()
}

fn described(body: &[u8]) -> Option<Described> {
    Described::read(body).ok().flatten()
}
