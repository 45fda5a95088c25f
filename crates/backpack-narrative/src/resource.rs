//! The narrative of a resource in JSON.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::{NarrativeLimits, NotShown, SafeHtml, html, wall, xhtml};

/// Returns the narrative of a FHIR resource in JSON (`text.div`) made safe to show; `None` if it has none.
///
/// It is XHTML and read as such; what is no XML is read as HTML, so that a sloppy narrative is shown all the same.
/// A page's `<p/>` then is a whole paragraph, as its author meant it, where HTML would see an open one.
///
/// # Errors
///
/// [`NotShown::TooLarge`]; [`NotShown::NotText`] if `text` or `div` is something else, or the body no JSON.
pub fn clean_narrative(body: &[u8], limits: &NarrativeLimits) -> Result<Option<SafeHtml>, NotShown> {
    let limits = limits.capped();
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let resource: Resource<'_> = serde_json::from_slice(body).map_err(|_| NotShown::NotText)?;
    let Some(text) = resource.text.filter(|text| text.get() != "null") else { return Ok(None) };
    let text: Narrative<'_> = serde_json::from_str(text.get()).map_err(|_| NotShown::NotText)?;
    let Some(div) = text.div else { return Ok(None) };
    if div.len() > limits.html_bytes {
        return Err(NotShown::TooLarge { limit: limits.html_bytes });
    }
    let written = match xhtml::rewrite(&div, &limits) {
        Ok(written) => written,
        Err(too_large @ NotShown::TooLarge { .. }) => return Err(too_large),
        Err(_) => html::rewrite(&div, &limits)?,
    };
    Ok(Some(wall::pass(&written, &limits)))
}

/// What is read of a resource; the rest is passed over.
#[derive(Deserialize)]
struct Resource<'a> {
    #[serde(default, borrow)]
    text: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Narrative<'a> {
    #[serde(default, borrow)]
    div: Option<Cow<'a, str>>,
}
