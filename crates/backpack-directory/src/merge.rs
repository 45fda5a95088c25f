//! Brings together what several lists say of the same portal.

use std::borrow::Cow;
use std::collections::HashMap;

use sha2::{Digest as _, Sha256};

use crate::address::normal;
use crate::fold::{Folded, fold};
use crate::{FhirVersion, Identifier, Listing, PortalId};

/// A listing with what it is compared by.
#[derive(Debug)]
pub(crate) struct Item {
    pub(crate) source: u32,
    pub(crate) listing: Listing,
    /// The base, normalised.
    pub(crate) base: String,
    /// The name, folded.
    pub(crate) name: Folded,
    /// The ids that it has by its identifiers, in order, and by its name; for the version that it states itself.
    pub(crate) ids: Vec<PortalId>,
}

impl Item {
    pub(crate) fn new(source: u32, listing: Listing) -> Self {
        let (base, name) = (normal(&listing.base), fold(&listing.name.text));
        let ids = ids(&base, &name.text, listing.fhir_version, &listing.identifiers);
        Self { source, listing, base, name, ids }
    }

    /// Returns its ids at the version that is taken for its own.
    fn ids_at(&self, version: FhirVersion) -> Cow<'_, [PortalId]> {
        if version == self.listing.fhir_version {
            return Cow::Borrowed(&self.ids);
        }
        Cow::Owned(ids(&self.base, &self.name.text, version, &self.listing.identifiers))
    }
}

/// Returns, for each listing, the number of the portal that it is about; numbers have gaps.
///
/// Two listings are of the same portal if base (normalised) and FHIR version are the same, and they share an
/// identifier; or they share the name, and no two of that name contradict each other by identifiers of one system.
/// A version that is not known is taken for the only one that others state for that base.
pub(crate) fn groups(items: &[Item]) -> Vec<usize> {
    let mut sets = Sets::new(items.len());
    let mut known: Vec<(PortalId, usize)> = Vec::with_capacity(items.len());
    let mut named: Vec<(PortalId, usize)> = Vec::with_capacity(items.len());
    for (at, (item, version)) in items.iter().zip(versions(items)).enumerate() {
        // An id is made of base, version and organisation, so that equal ids are all there is to compare.
        let ids = item.ids_at(version);
        if let Some((name, identifiers)) = ids.split_last() {
            named.push((*name, at));
            known.extend(identifiers.iter().map(|id| (*id, at)));
        }
    }
    for members in runs(&mut known) {
        join_all(members.iter().map(|(_, at)| *at), &mut sets);
    }
    for members in runs(&mut named) {
        join_named(members, items, &mut sets);
    }
    (0..items.len()).map(|at| sets.find(at)).collect()
}

/// Returns the runs of several with the same id.
fn runs(members: &mut [(PortalId, usize)]) -> impl Iterator<Item = &[(PortalId, usize)]> {
    members.sort_unstable();
    members.chunk_by(|(one, _), (other, _)| one == other).filter(|run| run.len() > 1)
}

/// Returns the version that each listing is taken to be of.
fn versions(items: &[Item]) -> impl Iterator<Item = FhirVersion> {
    let mut stated: HashMap<&str, Option<FhirVersion>> = HashMap::new();
    for item in items {
        let version = item.listing.fhir_version;
        if version != FhirVersion::Unknown {
            let known = stated.entry(&item.base).or_insert(Some(version));
            *known = known.filter(|known| *known == version);
        }
    }
    items.iter().map(move |item| match item.listing.fhir_version {
        FhirVersion::Unknown => {
            stated.get(item.base.as_str()).copied().flatten().unwrap_or(FhirVersion::Unknown)
        }
        version => version,
    })
}

/// Joins listings of one name, unless two of them are known to be different organisations. Then those with an
/// identifier stay as they are, and those without one are one portal of their own.
fn join_named(members: &[(PortalId, usize)], items: &[Item], sets: &mut Sets) {
    let mut owners: HashMap<&str, usize> = HashMap::new();
    let mut contradiction = false;
    for (_, at) in members {
        let set = sets.find(*at);
        for identifier in items.get(*at).into_iter().flat_map(|item| &item.listing.identifiers) {
            contradiction |= *owners.entry(&identifier.system).or_insert(set) != set;
        }
    }
    let is_bare = |at: usize| items.get(at).is_some_and(|item| item.listing.identifiers.is_empty());
    let joined = members.iter().map(|(_, at)| *at).filter(|at| !contradiction || is_bare(*at));
    join_all(joined, sets);
}

fn join_all(mut members: impl Iterator<Item = usize>, sets: &mut Sets) {
    if let Some(first) = members.next() {
        members.for_each(|at| sets.join(first, at));
    }
}

/// Returns how an identifier is compared.
pub(crate) fn key_of(identifier: &Identifier) -> String {
    format!("i{}|{}", identifier.system.trim(), identifier.value.trim().to_lowercase())
}

/// Returns the ids that a portal has by its identifiers and by its name; the first one is its own.
pub(crate) fn ids(base: &str, name: &str, version: FhirVersion, identifiers: &[Identifier]) -> Vec<PortalId> {
    let mut keys: Vec<String> = identifiers.iter().map(key_of).collect();
    keys.sort_unstable();
    keys.dedup();
    let ids = keys.iter().map(|key| id(base, version, &["", key]));
    ids.chain([id(base, version, &["n", name])]).collect()
}

fn id(base: &str, version: FhirVersion, organisation: &[&str; 2]) -> PortalId {
    let mut hash = Sha256::new();
    hash.update(base.as_bytes());
    hash.update([0, version as u8, 0]);
    organisation.iter().for_each(|part| hash.update(part.as_bytes()));
    let mut id = [0; 16];
    id.iter_mut().zip(hash.finalize()).for_each(|(to, from)| *to = from);
    PortalId(id)
}

/// Which listings belong together.
struct Sets(Vec<usize>);

impl Sets {
    fn new(count: usize) -> Self {
        Self((0..count).collect())
    }

    /// Returns the first listing of the set of `at`.
    fn find(&mut self, mut at: usize) -> usize {
        while let Some(&above) = self.0.get(at) {
            if above == at {
                break;
            }
            let higher = self.0.get(above).copied().unwrap_or(above);
            if let Some(slot) = self.0.get_mut(at) {
                *slot = higher;
            }
            at = higher;
        }
        at
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.find(one), self.find(other));
        if let Some(slot) = self.0.get_mut(one.max(other)) {
            *slot = one.min(other);
        }
    }
}
