//! Rows: a base with a name and a postal code, or a pointer to another list.

use serde_json::Value;

use super::json::text;
use super::{Further, List};
use crate::address::secure;
use crate::listing::tidy;
use crate::{Identifier, Listing, NameKind, Place, states};

/// The system of the identifiers that the United States give to providers.
const NPI: &str = "http://hl7.org/fhir/sid/us-npi";

/// Reads one row. A row is a portal (`URL` with `OrganizationName`), a pointer to a list (`URL` with `EndpointName` or
/// `FileName`, or `listSourceURL`), or neither.
pub(super) fn row(item: usize, raw: &str, list: &mut List) {
    let Ok(row) = serde_json::from_str::<Value>(raw) else {
        return list.skipped.note(item, "the row is not JSON, or nested too deeply");
    };
    let result = if row.get("listSourceURL").is_some() {
        further(&row, "listSourceURL").map(|found| list.further.push(found))
    } else if row.get("FileName").is_some() || row.get("EndpointName").is_some() {
        further(&row, "URL").map(|found| list.further.push(found))
    } else if row.get("URL").is_some() {
        listing(&row).map(|found| list.listings.push(found))
    } else {
        Err("the row names no address")
    };
    if let Err(reason) = result {
        list.skipped.note(item, reason);
    }
}

fn further(row: &Value, key: &str) -> Result<Further, &'static str> {
    let stated = text(row, key);
    // The address of a page may point into the page; that part is of no use for loading.
    let address = secure(stated.split('#').next().unwrap_or_default())?;
    let named = [text(row, "EndpointName"), text(row, "FileName"), developer(row)];
    let name = named.into_iter().find(|name| !name.is_empty()).unwrap_or_default();
    Ok(Further { name: tidy(name), address })
}

fn developer(row: &Value) -> &str {
    let product = row.get("softwareProducts").and_then(|products| products.get(0));
    product.and_then(|product| product.get("developer")).map(|it| text(it, "name")).unwrap_or_default()
}

fn listing(row: &Value) -> Result<Listing, &'static str> {
    let stated = tidy(text(row, "OrganizationName"));
    let mut listing = Listing::new(text(row, "URL"), &stated, kind(&stated)).map_err(|refused| refused.0)?;
    let mut place = Place::default().zip(zip(text(row, "OrganizationZipCode")));
    if let Some((state, rest)) = state_before(&stated) {
        place = place.state(state);
        listing = listing.alias(rest, kind(rest));
    }
    let npi = text(row, "NPIID");
    Ok(listing.place(place).identifier(Identifier::new(NPI, npi)))
}

/// Takes apart a name such as `NC - Riverside Pediatrics`, if it begins with the code of a state.
fn state_before(name: &str) -> Option<(&str, &str)> {
    let (code, rest) = name.split_once(" - ")?;
    let is_state = code.len() == 2 && code == code.to_ascii_uppercase() && states::name_of(code).is_some();
    Some((code, rest.trim())).filter(|(_, rest)| is_state && !rest.is_empty())
}

/// Returns a postal code with the last four of nine digits set apart.
fn zip(stated: &str) -> String {
    let stated = tidy(stated);
    let digits = stated.len() == 9 && stated.bytes().all(|byte| byte.is_ascii_digit());
    match stated.split_at_checked(5) {
        Some((first, last)) if digits => format!("{first}-{last}"),
        _ => stated,
    }
}

/// Takes a name that ends with a clinician's degree for a clinician's.
fn kind(name: &str) -> NameKind {
    const DEGREES: &[&str] =
        &["md", "do", "np", "fnp", "dds", "dmd", "dpm", "dc", "phd", "psyd", "lcsw", "od", "pac", "aprn"];
    const FIRMS: &[&str] = &["pa", "pc", "pllc", "llc", "inc", "ltd", "plc", "llp", "sc"];
    let mut words = crate::fold::words(name);
    while words.len() > 1 && words.last().is_some_and(|word| FIRMS.contains(&word.as_str())) {
        words.pop();
    }
    let degree = words.len() > 1 && words.last().is_some_and(|word| DEGREES.contains(&word.as_str()));
    if degree { NameKind::Clinician } else { NameKind::Organisation }
}
