//! Brings together what several lists say of the same portal.

use std::collections::HashMap;

use sha2::{Digest as _, Sha256};

use crate::address::normal;
use crate::fold::whole;
use crate::{FhirVersion, Identifier, Listing, PortalId};

/// A base in one FHIR version.
type Spot<'l> = (&'l str, FhirVersion);

/// A listing with what it is compared by.
#[derive(Debug)]
pub(crate) struct Item {
    pub(crate) source: u32,
    pub(crate) listing: Listing,
    /// The base, normalised.
    pub(crate) base: String,
    /// The name, folded.
    pub(crate) name: String,
}

impl Item {
    pub(crate) fn new(source: u32, listing: Listing) -> Self {
        let (base, name) = (normal(&listing.base), whole(&listing.name.text));
        Self { source, listing, base, name }
    }
}

/// Returns, for each listing, the number of the portal that it is about; numbers have gaps.
///
/// Two listings are of the same portal if base (normalised) and FHIR version are the same, and they share an
/// identifier; or they share the name, and no two of that name contradict each other by identifiers of one system.
/// A version that is not known is taken for the only one that others state for that base.
pub(crate) fn groups(items: &[Item]) -> Vec<usize> {
    let spots = spots(items);
    let mut sets = Sets::new(items.len());
    let mut first: HashMap<(Spot<'_>, String), usize> = HashMap::new();
    for (at, (item, spot)) in items.iter().zip(&spots).enumerate() {
        for identifier in &item.listing.identifiers {
            sets.join(at, *first.entry((*spot, key_of(identifier))).or_insert(at));
        }
    }
    let mut named: HashMap<(Spot<'_>, &str), Vec<usize>> = HashMap::new();
    for (at, (item, spot)) in items.iter().zip(&spots).enumerate() {
        named.entry((*spot, &item.name)).or_default().push(at);
    }
    for members in named.values().filter(|members| members.len() > 1) {
        join_named(members, items, &mut sets);
    }
    (0..items.len()).map(|at| sets.find(at)).collect()
}

fn spots(items: &[Item]) -> Vec<Spot<'_>> {
    let mut stated: HashMap<&str, Option<FhirVersion>> = HashMap::new();
    for item in items {
        let version = item.listing.fhir_version;
        if version != FhirVersion::Unknown {
            let known = stated.entry(&item.base).or_insert(Some(version));
            *known = known.filter(|known| *known == version);
        }
    }
    let version = |item: &Item| match item.listing.fhir_version {
        FhirVersion::Unknown => {
            stated.get(item.base.as_str()).copied().flatten().unwrap_or(FhirVersion::Unknown)
        }
        version => version,
    };
    items.iter().map(|item| (item.base.as_str(), version(item))).collect()
}

/// Joins listings of one name, unless two of them are known to be different organisations. Then those with an
/// identifier stay as they are, and those without one are one portal of their own.
fn join_named(members: &[usize], items: &[Item], sets: &mut Sets) {
    let mut owners: HashMap<&str, usize> = HashMap::new();
    let mut contradiction = false;
    for at in members {
        let set = sets.find(*at);
        for identifier in items.get(*at).into_iter().flat_map(|item| &item.listing.identifiers) {
            contradiction |= *owners.entry(&identifier.system).or_insert(set) != set;
        }
    }
    let bare = |at: &&usize| items.get(**at).is_some_and(|item| item.listing.identifiers.is_empty());
    let mut joined = members.iter().filter(|at| !contradiction || bare(at));
    if let Some(first) = joined.next() {
        joined.for_each(|at| sets.join(*first, *at));
    }
}

/// Returns how an identifier is compared.
pub(crate) fn key_of(identifier: &Identifier) -> String {
    format!("i{}|{}", identifier.system.trim(), identifier.value.trim().to_lowercase())
}

/// Returns the ids that a portal has by its identifiers and by its name; the first one is its own.
pub(crate) fn ids(base: &str, name: &str, listing: &Listing) -> Vec<PortalId> {
    let mut keys: Vec<String> = listing.identifiers.iter().map(key_of).collect();
    keys.sort_unstable();
    keys.dedup();
    keys.push(format!("n{name}"));
    keys.iter().map(|key| id(base, listing.fhir_version, key)).collect()
}

fn id(base: &str, version: FhirVersion, organisation: &str) -> PortalId {
    let mut hash = Sha256::new();
    hash.update(base.as_bytes());
    hash.update([0, version as u8, 0]);
    hash.update(organisation.as_bytes());
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
