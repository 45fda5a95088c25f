//! The bundle of brands that a portal links to (SMART App Launch 2.2, user-access brands).

use serde_json::{Map, Value};
use url::Url;

use super::Quirk;
use crate::base::{Base, is_safe};

/// The longest identifier that is kept, in bytes.
const MAX_IDENTIFIER: usize = 500;

/// The bundle of brands that a portal links to, and which brand of it the portal is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BrandLink {
    /// The bundle's address.
    pub bundle: Url,
    /// The brand's identifier, system and value.
    pub identifier: Option<(String, String)>,
}

/// Returns the link, if there is one that can be used.
pub(super) fn link(base: &Base, members: &Map<String, Value>, quirks: &mut Vec<Quirk>) -> Option<BrandLink> {
    let said = members.get("user_access_brand_bundle")?;
    let bundle = said.as_str().and_then(|text| base.root().join(text).ok()).filter(is_safe);
    if bundle.is_none() {
        quirks.push(Quirk::UnusableEndpoint("user_access_brand_bundle"));
    }
    let identifier = members.get("user_access_brand_identifier").and_then(|identifier| {
        let text = |name| identifier.get(name).and_then(Value::as_str).unwrap_or_default();
        let (system, value) = (text("system"), text("value"));
        let fits = !value.is_empty() && system.len() + value.len() <= MAX_IDENTIFIER;
        fits.then(|| (system.to_owned(), value.to_owned()))
    });
    Some(BrandLink { bundle: bundle?, identifier })
}
