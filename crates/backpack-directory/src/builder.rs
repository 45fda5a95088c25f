//! Builds a directory out of lists.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::address::normal;
use crate::fold::{Folded, whole};
use crate::keep::{Kept, together};
use crate::merge::{Item, groups, ids, key_of};
use crate::source::Rank;
use crate::{BuildError, Directory, FhirVersion, List, Listing, Mark, PortalId, Source, Standing, index};

/// The most listings of a directory.
const MAX_LISTINGS: usize = 1_000_000;

/// Builds a directory out of lists, and out of what an earlier directory holds of others.
#[derive(Debug, Default)]
pub struct Builder {
    lists: Vec<(Source, Vec<Listing>)>,
    before: Vec<Kept>,
    marks: Vec<(PortalId, Mark)>,
}

impl Builder {
    /// Returns a builder without lists.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a list. A list of the same address that was added before is replaced.
    #[must_use]
    pub fn list(mut self, list: List) -> Self {
        self.lists.retain(|(known, _)| known.address != list.source.address);
        self.lists.push((list.source, list.listings));
        self
    }

    /// Takes over what `directory` holds of lists that are not added here, and remembers its ids and names: a portal
    /// whose id changes is still found by the old one, and by the name it had. What was marked is carried over.
    #[must_use]
    pub fn over(mut self, directory: &Directory) -> Self {
        self.before = directory.kept().collect();
        self.marks = directory.marked_portals();
        let mut old: BTreeMap<u32, Vec<Listing>> = BTreeMap::new();
        for (source, listing) in self.before.iter().flat_map(|kept| &kept.listings) {
            old.entry(*source).or_default().push(listing.clone());
        }
        for (number, source) in directory.sources().iter().enumerate() {
            if !self.lists.iter().any(|(known, _)| known.address == source.address) {
                let listings = u32::try_from(number).ok().and_then(|number| old.remove(&number));
                self.lists.push((source.clone(), listings.unwrap_or_default()));
            }
        }
        self
    }

    /// Merges the lists and builds the directory. The same lists give the same directory, in whatever order they were
    /// added.
    ///
    /// # Errors
    ///
    /// [`BuildError`]: more than 1,000,000 listings, or an index over 4 GiB.
    pub fn build(mut self) -> Result<Directory, BuildError> {
        self.lists.sort_by(|(a, _), (b, _)| {
            (&a.standing, a.address.as_str()).cmp(&(&b.standing, b.address.as_str()))
        });
        let count: usize = self.lists.iter().map(|(_, listings)| listings.len()).sum();
        if count > MAX_LISTINGS {
            return Err(BuildError::TooMany { limit: MAX_LISTINGS });
        }
        let (sources, lists): (Vec<Source>, Vec<Vec<Listing>>) = self.lists.into_iter().unzip();
        let mut portals = merged(&sources, lists);
        remember(&mut portals, &self.before);
        let mut directory =
            Directory::open(index::write(&sources, portals)?).map_err(|_| BuildError::TooLarge)?;
        directory.take_marks(self.marks);
        Ok(directory)
    }
}

/// Returns the portals that the listings come to, each with its folded name, and the listings of each in the order in
/// which their word weighs.
fn merged(sources: &[Source], lists: Vec<Vec<Listing>>) -> Vec<(Folded, Kept)> {
    let numbered = (0_u32..).zip(lists);
    let items: Vec<Item> =
        numbered.flat_map(|(source, list)| list.into_iter().map(move |it| Item::new(source, it))).collect();
    let groups = groups(&items);
    let mut members: Vec<Vec<Item>> = (0..items.len()).map(|_| Vec::new()).collect();
    for (group, item) in groups.into_iter().zip(items) {
        let Some(known) = members.get_mut(group) else { continue };
        if !known.iter().any(|other| other.source == item.source && other.listing == item.listing) {
            known.push(item);
        }
    }
    if sources.iter().any(|source| source.standing != Standing::Consolidated) {
        members.iter_mut().for_each(|items| heed(sources, items));
    }
    let mut portals: Vec<(Folded, Kept)> = members.into_iter().filter_map(kept).collect();
    let own = portals.iter().map(|(_, kept)| kept.id).collect::<HashSet<_>>();
    let mut counts = HashMap::new();
    let former = portals.iter().flat_map(|(_, kept)| &kept.former_ids);
    former.for_each(|id| *counts.entry(*id).or_insert(0) += 1);
    for (_, kept) in &mut portals {
        kept.former_ids.retain(|id| !own.contains(id) && counts.get(id) == Some(&1));
    }
    portals
}

/// Puts the portal's own word first, and leaves out what its neighbours say if anybody else says something.
fn heed(sources: &[Source], items: &mut Vec<Item>) {
    let rank = |item: &Item| sources.get(item.source as usize).map(|source| source.rank(&item.base));
    items.sort_by_key(rank);
    if items.first().and_then(rank).is_some_and(|rank| rank < Rank::Neighbour) {
        items.retain(|item| rank(item).is_some_and(|rank| rank < Rank::Neighbour));
    }
}

/// Returns a portal. Other ids that would also name it, and those that each listing alone would have had, are kept.
fn kept(mut items: Vec<Item>) -> Option<(Folded, Kept)> {
    let first = items.first_mut()?;
    let (mut former_ids, name) = (std::mem::take(&mut first.ids), first.name.clone());
    if let [first, rest @ ..] = items.as_slice()
        && !rest.is_empty()
    {
        let borrowed: Vec<&Listing> = items.iter().map(|item| &item.listing).collect();
        let whole = together(&borrowed)?;
        let own = ids(&first.base, &first.name.text, whole.fhir_version, &whole.identifiers);
        let alone = std::mem::replace(&mut former_ids, own);
        former_ids.extend(alone.into_iter().chain(rest.iter().flat_map(|item| item.ids.iter().copied())));
    }
    // The first id is one that no other portal has: groups share no identifier, and one group at most has none.
    let id = former_ids.remove(0);
    former_ids.sort_unstable();
    former_ids.dedup();
    former_ids.retain(|other| *other != id);
    let listings = items.into_iter().map(|item| (item.source, item.listing)).collect();
    Some((name, Kept { id, listings, former_ids, former_names: Vec::new() }))
}

/// What a portal is recognised by over a change of its listings.
fn marks(listing: &Listing) -> Vec<(String, FhirVersion, String)> {
    let version = listing.fhir_version;
    let by_identifier = listing.identifiers.iter().map(|it| (String::new(), version, key_of(it)));
    let base = normal(&listing.base);
    let by_name = listing.names().map(|name| (base.clone(), version, format!("n{}", whole(&name.text))));
    let by_base = std::iter::once((base.clone(), version, "b".to_owned()));
    by_identifier.chain(by_name).chain(by_base).collect()
}

/// Carries ids and names of earlier portals over to those they became. A mark that two portals bear, before or now,
/// recognises neither.
fn remember(portals: &mut [(Folded, Kept)], before: &[Kept]) {
    if before.is_empty() {
        return;
    }
    let now = unique(portals.iter().map(|(_, kept)| kept));
    let then = unique(before.iter());
    let mut known: HashSet<_> =
        portals.iter().flat_map(|(_, kept)| kept.former_ids.iter().copied()).collect();
    known.extend(portals.iter().map(|(_, kept)| kept.id));
    for (at, kept) in before.iter().enumerate() {
        let Some(listing) = kept.listing() else { continue };
        let found = marks(&listing).into_iter().find_map(|mark| {
            then.get(&mark).copied().flatten().filter(|owner| *owner == at)?;
            now.get(&mark).copied().flatten()
        });
        let Some((_, heir)) = found.and_then(|heir| portals.get_mut(heir)) else { continue };
        let fresh = std::iter::once(&kept.id).chain(&kept.former_ids).filter(|id| known.insert(**id));
        heir.former_ids.extend(fresh);
        let has: Vec<String> =
            heir.listings.iter().flat_map(|(_, it)| it.names()).map(|it| whole(&it.text)).collect();
        let lost = listing
            .names()
            .filter(|name| !has.contains(&whole(&name.text)) && !heir.former_names.contains(name));
        let lost: Vec<_> = lost.cloned().collect();
        heir.former_names.extend(lost.into_iter().take(64));
    }
}

fn unique<'k>(
    portals: impl Iterator<Item = &'k Kept>,
) -> HashMap<(String, FhirVersion, String), Option<usize>> {
    let mut owners = HashMap::new();
    for (at, kept) in portals.enumerate() {
        let mut own = kept.listing().map(|listing| marks(&listing)).unwrap_or_default();
        own.sort_unstable();
        own.dedup();
        for mark in own {
            owners.entry(mark).and_modify(|owner| *owner = None).or_insert(Some(at));
        }
    }
    owners
}
