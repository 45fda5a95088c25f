//! Organisations: brands, their portals, their places.

use serde_json::Value;

use super::json::{each, extensions, said, text};
use crate::listing::{MAX_IDENTIFIERS, MAX_NAMES, MAX_PLACES, tidy};
use crate::{Identifier, Name, NameKind, Place};

/// The most portals of one organisation, endpoints of one portal, and resources inside another.
const MAX_PORTALS: usize = 64;

/// What is kept of an Organization.
#[derive(Debug)]
pub(super) struct Organization {
    pub(super) item: usize,
    pub(super) full_url: String,
    pub(super) name: Name,
    pub(super) aliases: Vec<Name>,
    pub(super) logo: String,
    pub(super) places: Vec<Place>,
    pub(super) identifiers: Vec<Identifier>,
    /// What it offers: first each `organization-portal`, then its own endpoints.
    pub(super) offers: Vec<Offer>,
    pub(super) part_of: String,
}

/// A portal of an organisation, and the endpoints that it names.
#[derive(Clone, Debug, Default)]
pub(super) struct Offer {
    pub(super) name: String,
    pub(super) web: String,
    pub(super) logo: String,
    pub(super) endpoints: Vec<String>,
}

/// Reads an Organization that is in use.
pub(super) fn organization(
    item: usize,
    full_url: &str,
    resource: &Value,
) -> Result<Organization, &'static str> {
    if resource.get("active") == Some(&Value::Bool(false)) {
        return Err("the organisation is not active");
    }
    let brand = extensions(resource, "organization-brand").next();
    let kind = if brand.is_some() { NameKind::Brand } else { NameKind::Organisation };
    let aliases = each(resource, "alias").iter().filter_map(Value::as_str).take(MAX_NAMES);
    let mut offers: Vec<Offer> =
        extensions(resource, "organization-portal").take(MAX_PORTALS).map(offer).collect();
    let own = links(each(resource, "endpoint").iter());
    let left: Vec<String> =
        own.filter(|link| !offers.iter().any(|offer| offer.endpoints.contains(link))).collect();
    if !left.is_empty() {
        offers.push(Offer { endpoints: left, ..Offer::default() });
    }
    let part = |name: &'static str| brand.into_iter().flat_map(move |brand| extensions(brand, name));
    let logo = part("brandLogo").map(|logo| said(logo, &["valueUrl", "valueUri"])).next();
    let part_of = resource.get("partOf").map(|parent| text(parent, "reference"));
    Ok(Organization {
        item,
        full_url: full_url.to_owned(),
        name: Name::new(tidy(text(resource, "name")), kind),
        aliases: aliases.map(|alias| Name::new(tidy(alias), kind)).collect(),
        logo: short(logo.unwrap_or_default()),
        places: each(resource, "address").iter().take(MAX_PLACES).map(place).collect(),
        identifiers: each(resource, "identifier").iter().take(MAX_IDENTIFIERS).map(identifier).collect(),
        offers,
        part_of: part_of.unwrap_or_default().to_owned(),
    })
}

fn offer(extension: &Value) -> Offer {
    let part = |name: &str, keys: &[&str]| {
        let mut found = extensions(extension, name).map(|part| said(part, keys));
        found.next().unwrap_or_default().to_owned()
    };
    let endpoints =
        links(extensions(extension, "portalEndpoint").flat_map(|part| each(part, "valueReference")));
    Offer {
        name: tidy(&part("portalName", &["valueString", "valueMarkdown"])),
        web: part("portalUrl", &["valueUrl", "valueUri", "valueString"]),
        logo: short(&part("portalLogo", &["valueUrl", "valueUri"])),
        endpoints: endpoints.collect(),
    }
}

fn links<'v>(references: impl Iterator<Item = &'v Value>) -> impl Iterator<Item = String> {
    references.map(|it| text(it, "reference").to_owned()).filter(|link| !link.is_empty()).take(MAX_PORTALS)
}

fn place(address: &Value) -> Place {
    let part = |key| tidy(text(address, key));
    Place::city(part("city")).state(part("state")).zip(part("postalCode")).country(part("country"))
}

fn identifier(identifier: &Value) -> Identifier {
    Identifier::new(tidy(text(identifier, "system")), tidy(text(identifier, "value")))
}

/// Returns a logo that is short enough to be kept, or none.
fn short(logo: &str) -> String {
    if logo.len() > crate::address::MAX_ADDRESS { String::new() } else { logo.to_owned() }
}
