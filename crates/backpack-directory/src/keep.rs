//! How a portal is kept: as its lists gave it, so that one list can be loaded anew without the others.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::fold::whole;
use crate::listing::MAX_PLACES;
use crate::{FhirVersion, Listing, Name, Portal, PortalId, Source};

/// A portal as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Kept {
    pub(crate) id: PortalId,
    /// Each listing with the number of its source, the one that wins first.
    pub(crate) listings: Vec<(u32, Listing)>,
    /// Ids by which it was known before, and the names it had then.
    pub(crate) former_ids: Vec<PortalId>,
    pub(crate) former_names: Vec<Name>,
}

/// The most names of a portal, its aliases and former names together.
const MAX_ALIASES: usize = 128;

/// The most identifiers of a portal.
const MAX_IDENTIFIERS: usize = 64;

/// Returns what the listings say together: of each thing that there is one of, what the first listing says that says
/// it; of each thing that there may be several of, all without doubles.
pub(crate) fn together<'l>(listings: &[&'l Listing]) -> Option<Cow<'l, Listing>> {
    let first = *listings.first()?;
    if listings.len() == 1 {
        return Some(Cow::Borrowed(first));
    }
    let mut whole_listing = first.clone();
    let mut known: Vec<String> = first.names().map(|name| whole(&name.text)).collect();
    for other in listings.iter().skip(1) {
        whole_listing.web = whole_listing.web.or_else(|| other.web.clone());
        whole_listing.logo = whole_listing.logo.or_else(|| other.logo.clone());
        whole_listing.part_of = whole_listing.part_of.or_else(|| other.part_of.clone());
        if whole_listing.fhir_version == FhirVersion::Unknown {
            whole_listing.fhir_version = other.fhir_version;
        }
        add_names(&mut whole_listing.aliases, other.names(), &mut known);
        for place in &other.places {
            if whole_listing.places.len() < MAX_PLACES && !whole_listing.places.contains(place) {
                whole_listing.places.push(place.clone());
            }
        }
        for identifier in &other.identifiers {
            if whole_listing.identifiers.len() < MAX_IDENTIFIERS
                && !whole_listing.identifiers.contains(identifier)
            {
                whole_listing.identifiers.push(identifier.clone());
            }
        }
    }
    Some(Cow::Owned(whole_listing))
}

fn add_names<'n>(aliases: &mut Vec<Name>, names: impl Iterator<Item = &'n Name>, known: &mut Vec<String>) {
    for name in names {
        let folded = whole(&name.text);
        if aliases.len() < MAX_ALIASES && !known.contains(&folded) {
            known.push(folded);
            aliases.push(name.clone());
        }
    }
}

impl Kept {
    /// Returns what its listings say together.
    pub(crate) fn listing(&self) -> Option<Cow<'_, Listing>> {
        let listings: Vec<&Listing> = self.listings.iter().map(|(_, listing)| listing).collect();
        let listing = together(&listings)?;
        if self.former_names.is_empty() {
            return Some(listing);
        }
        let mut listing = listing.into_owned();
        let mut known = listing.names().map(|name| whole(&name.text)).collect();
        add_names(&mut listing.aliases, self.former_names.iter(), &mut known);
        Some(Cow::Owned(listing))
    }

    /// Returns the portal as the host sees it.
    pub(crate) fn portal(&self, sources: &[Source]) -> Option<Portal> {
        let listing = self.listing()?.into_owned();
        let mut addresses: Vec<String> = Vec::new();
        let mut dialect = None;
        for source in self.listings.iter().filter_map(|(source, _)| sources.get(*source as usize)) {
            if !addresses.iter().any(|known| known == source.address.as_str()) {
                addresses.push(source.address.as_str().to_owned());
            }
            dialect = dialect.or_else(|| source.dialect.clone());
        }
        Some(Portal {
            id: self.id,
            name: listing.name,
            aliases: listing.aliases,
            part_of: listing.part_of,
            base: listing.base,
            fhir_version: listing.fhir_version,
            web: listing.web,
            logo: listing.logo,
            places: listing.places,
            identifiers: listing.identifiers,
            sources: addresses,
            dialect,
        })
    }
}
