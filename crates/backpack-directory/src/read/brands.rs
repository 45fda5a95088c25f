//! Bundles of brands and endpoints: collected entry by entry, joined at the end.

use serde::Deserialize;
use serde_json::Value;

use super::endpoint::{Endpoint, endpoint};
use super::json::{each, text};
use super::links::Links;
use super::organization::{Offer, Organization, organization};
use super::{List, MAX_ITEMS, Skipped};
use crate::{FhirVersion, Listing, NameKind};

/// The most resources inside another, levels of organisations, and listings that one organisation comes to.
const MAX_CONTAINED: usize = 64;
const MAX_LEVELS: usize = 8;
const MAX_LISTINGS_EACH: usize = 64;

/// The most text that the listings of one list may come to, in bytes.
const MAX_LISTED: usize = 256 << 20;

/// The organisations and endpoints of a Bundle.
#[derive(Debug, Default)]
pub(super) struct Brands {
    organizations: Vec<Organization>,
    endpoints: Vec<Endpoint>,
    organization_links: Links,
    endpoint_links: Links,
}

#[derive(Deserialize)]
struct Entry<'a> {
    #[serde(default, rename = "fullUrl")]
    full_url: Option<Value>,
    #[serde(borrow)]
    resource: Option<&'a serde_json::value::RawValue>,
}

impl Brands {
    /// Takes one entry, and keeps what matters of it.
    pub(super) fn entry(&mut self, item: usize, raw: &str, skipped: &mut Skipped) {
        let Ok(entry) = serde_json::from_str::<Entry<'_>>(raw) else {
            return skipped.note(item, "the entry is no object");
        };
        let Some(resource) = entry.resource.and_then(|raw| serde_json::from_str::<Value>(raw.get()).ok())
        else {
            return skipped.note(item, "the entry's resource is missing, or nested too deeply");
        };
        let full_url = entry.full_url.as_ref().and_then(Value::as_str).unwrap_or_default();
        let result = match text(&resource, "resourceType") {
            "Organization" => self.organization(item, full_url, &resource),
            "Endpoint" => self.endpoint(item, full_url, &resource),
            _ => Err("the entry is neither an organisation nor an endpoint"),
        };
        if let Err(reason) = result {
            skipped.note(item, reason);
        }
    }

    fn organization(&mut self, item: usize, full_url: &str, resource: &Value) -> Result<(), &'static str> {
        let organization = organization(item, full_url, resource)?;
        let at = self.organizations.len();
        self.organization_links.add(full_url, "Organization", text(resource, "id"), at);
        for inner in contained(resource, "Endpoint") {
            let place = inside(full_url, item, text(inner, "id"));
            if let Ok(endpoint) = endpoint(&place, inner) {
                self.endpoint_links.add(&place, "", "", self.endpoints.len());
                self.endpoints.push(endpoint);
            }
        }
        self.organizations.push(at_home(organization, item));
        Ok(())
    }

    fn endpoint(&mut self, item: usize, full_url: &str, resource: &Value) -> Result<(), &'static str> {
        // An endpoint without a full url is still found, by its type and id.
        let full_url = if full_url.is_empty() { &inside(full_url, item, "") } else { full_url };
        let mut endpoint = endpoint(full_url, resource)?;
        if let Some(id) = endpoint.managing.strip_prefix('#') {
            let place = inside(full_url, item, id);
            let inner = contained(resource, "Organization").find(|inner| text(inner, "id") == id);
            if let Some(Ok(organization)) = inner.map(|inner| organization(item, &place, inner)) {
                self.organization_links.add(&place, "", "", self.organizations.len());
                self.organizations.push(organization);
            }
            endpoint.managing = place;
        }
        self.endpoint_links.add(full_url, "Endpoint", text(resource, "id"), self.endpoints.len());
        self.endpoints.push(endpoint);
        Ok(())
    }

    /// Joins what was collected: each organisation with the portals it offers, or those of the one it is part of.
    pub(super) fn join(mut self, list: &mut List) {
        self.adopt();
        let mut used = vec![false; self.endpoints.len()];
        let mut room = MAX_LISTED;
        for organization in &self.organizations {
            let made = self.listings(organization, &mut used);
            if made.is_empty() {
                list.skipped.note(organization.item, "the organisation offers no portal that can be read");
            }
            for listing in made {
                room = room.saturating_sub(weight(&listing));
                if room == 0 || list.listings.len() >= MAX_ITEMS {
                    list.skipped.note(organization.item, "the list comes to too much");
                } else {
                    list.listings.push(listing);
                }
            }
        }
        for (endpoint, _) in self.endpoints.iter().zip(used).filter(|(_, used)| !used) {
            list.listings.extend(listed(endpoint, &endpoint.name, NameKind::Organisation));
        }
    }

    /// Gives endpoints that name their organisation to it, unless it names them itself.
    fn adopt(&mut self) {
        for (at, endpoint) in self.endpoints.iter().enumerate() {
            let owner = self.organization_links.follow(&endpoint.managing, &endpoint.full_url);
            let Some(owner) = owner.and_then(|owner| self.organizations.get_mut(owner)) else { continue };
            let links = &self.endpoint_links;
            let named = owner.offers.iter().flat_map(|offer| &offer.endpoints);
            if named.clone().take(MAX_LISTINGS_EACH).count() >= MAX_LISTINGS_EACH {
                continue;
            }
            let mut named = named.map(|link| links.follow(link, &owner.full_url));
            if !named.any(|known| known == Some(at)) {
                let link = vec![endpoint.full_url.clone()];
                owner.offers.push(Offer { endpoints: link, ..Offer::default() });
            }
        }
    }

    fn listings(&self, organization: &Organization, used: &mut [bool]) -> Vec<Listing> {
        let mut listings = Vec::new();
        let parent = self.organization_links.follow(&organization.part_of, &organization.full_url);
        let parent = parent.and_then(|at| self.organizations.get(at));
        let offering = self.offering(organization);
        for offer in &offering.offers {
            for link in &offer.endpoints {
                let Some(at) = self.endpoint_links.follow(link, &offering.full_url) else { continue };
                let Some(endpoint) = self.endpoints.get(at) else { continue };
                used.iter_mut().skip(at).take(1).for_each(|used| *used = true);
                let made = listed(endpoint, &organization.name.text, organization.name.kind);
                let room = MAX_LISTINGS_EACH.saturating_sub(listings.len());
                listings.extend(made.take(room).map(|listing| dress(listing, organization, offer, parent)));
            }
        }
        listings
    }

    /// Returns the organisation itself if it offers a portal, else the nearest one above it that does.
    fn offering<'s>(&'s self, organization: &'s Organization) -> &'s Organization {
        let mut at = organization;
        for _ in 0..MAX_LEVELS {
            if !at.offers.is_empty() {
                return at;
            }
            let parent = self.organization_links.follow(&at.part_of, &at.full_url);
            let Some(parent) = parent.and_then(|parent| self.organizations.get(parent)) else { break };
            at = parent;
        }
        at
    }
}

/// Returns a listing for each FHIR version of an endpoint.
fn listed(endpoint: &Endpoint, name: &str, kind: NameKind) -> impl Iterator<Item = Listing> {
    let listing = Listing::new(&endpoint.base, name, kind).ok();
    let versions: Vec<Option<FhirVersion>> = match endpoint.versions.as_slice() {
        [] => vec![None],
        versions => versions.iter().copied().map(Some).collect(),
    };
    versions.into_iter().filter_map(move |version| match version {
        Some(version) => listing.clone().map(|listing| listing.fhir_version(version)),
        None => listing.clone(),
    })
}

/// Adds what the organisation and its portal say.
fn dress(listing: Listing, brand: &Organization, offer: &Offer, parent: Option<&Organization>) -> Listing {
    let logo = if brand.logo.is_empty() { &offer.logo } else { &brand.logo };
    let mut listing = listing.web(&offer.web).logo(logo).alias(&offer.name, NameKind::Portal);
    if let Some(parent) = parent {
        listing = listing.part_of(&parent.name.text);
    }
    listing = brand.aliases.iter().fold(listing, |listing, name| listing.alias(&name.text, name.kind));
    listing = brand.places.iter().cloned().fold(listing, Listing::place);
    brand.identifiers.iter().cloned().fold(listing, Listing::identifier)
}

fn contained<'v>(resource: &'v Value, kind: &'static str) -> impl Iterator<Item = &'v Value> {
    each(resource, "contained")
        .iter()
        .take(MAX_CONTAINED)
        .filter(move |inner| text(inner, "resourceType") == kind)
}

/// Returns where a contained resource is: a place that no reference from outside can name.
fn inside(full_url: &str, item: usize, id: &str) -> String {
    format!("\u{0}{item}\u{0}{full_url}#{id}")
}

/// Points the references to contained endpoints to where those are.
fn at_home(mut organization: Organization, item: usize) -> Organization {
    let full_url = &organization.full_url;
    for link in organization.offers.iter_mut().flat_map(|offer| &mut offer.endpoints) {
        if let Some(id) = link.strip_prefix('#') {
            *link = inside(full_url, item, id);
        }
    }
    organization
}

fn weight(listing: &Listing) -> usize {
    let places =
        listing.places.iter().map(|it| it.city.len() + it.state.len() + it.zip.len() + it.country.len());
    let identifiers = listing.identifiers.iter().map(|it| it.system.len() + it.value.len());
    let logo = listing.logo.as_ref().map_or(0, String::len);
    listing.names().map(|name| name.text.len()).chain(places).chain(identifiers).sum::<usize>()
        + listing.base.len()
        + logo
        + 64 * (4 + listing.places.len() + listing.aliases.len() + listing.identifiers.len())
}
