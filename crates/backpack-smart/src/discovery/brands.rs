//! What a portal links to: the bundle of brands that it is in, and endpoints that take the same sign-in (SMART App
//! Launch 2.2, user-access brands and conformance).

use serde_json::{Map, Value};
use url::Url;

use super::Quirk;
use crate::base::{Base, is_safe};

/// The longest identifier that is kept, in bytes, and the most endpoints and capabilities.
const MAX_IDENTIFIER: usize = 500;
const MAX_LINKS: usize = 50;

/// The bundle of brands that a portal links to, and which brand of it the portal is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BrandLink {
    /// The bundle's address.
    pub bundle: Url,
    /// The brand's identifier, system and value; the system is empty where it is not said.
    pub identifier: Option<(String, String)>,
}

/// Returns the link, if there is one that can be used.
pub(super) fn link(base: &Base, members: &Map<String, Value>, quirks: &mut Vec<Quirk>) -> Option<BrandLink> {
    let said = members.get("user_access_brand_bundle")?;
    let bundle = said.as_str().and_then(|text| base.root().join(text).ok()).filter(is_safe);
    if bundle.is_none() {
        quirks.push(Quirk::UnusableEndpoint("user_access_brand_bundle"));
    }
    let identifier = members.get("user_access_brand_identifier").and_then(identifier);
    Some(BrandLink { bundle: bundle?, identifier })
}

/// Reads an identifier; some portals write its value alone.
fn identifier(said: &Value) -> Option<(String, String)> {
    let text = |name| said.get(name).and_then(Value::as_str).unwrap_or_default();
    let (system, value) = said.as_str().map_or_else(|| (text("system"), text("value")), |value| ("", value));
    let fits = !value.is_empty() && system.len() + value.len() <= MAX_IDENTIFIER;
    fits.then(|| (system.to_owned(), value.to_owned()))
}

/// Another endpoint that takes the same sign-in, such as one for images. It is told, and not asked.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AssociatedEndpoint {
    /// Its address.
    pub url: Url,
    /// What it can do, in the portal's words.
    pub capabilities: Vec<String>,
}

/// Returns the endpoints that are https and have an address that can be read.
pub(super) fn associated(base: &Base, members: &Map<String, Value>) -> Vec<AssociatedEndpoint> {
    let listed = members.get("associated_endpoints").and_then(Value::as_array).into_iter().flatten();
    let read = listed.filter_map(|endpoint| {
        let url = base.root().join(endpoint.get("url")?.as_str()?).ok().filter(is_safe)?;
        let able = endpoint.get("capabilities").and_then(Value::as_array).into_iter().flatten();
        let able = able.filter_map(Value::as_str).filter(|name| name.len() <= MAX_IDENTIFIER);
        let capabilities = able.take(MAX_LINKS).map(ToOwned::to_owned).collect();
        Some(AssociatedEndpoint { url, capabilities })
    });
    read.take(MAX_LINKS).collect()
}
