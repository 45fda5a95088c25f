//! The few members of a resource that a connector looks at.

use std::borrow::Cow;

use backpack_core::Timestamp;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::instant;

/// The type, the id and the last update of a resource, as far as they can be read.
pub(crate) struct Peek<'a> {
    pub(crate) resource_type: Cow<'a, str>,
    pub(crate) id: Option<String>,
    pub(crate) updated: Option<Timestamp>,
}

impl<'a> Peek<'a> {
    /// Reads a resource; `None` if it is no JSON object with a type. Whether it is kept is for the engine to say.
    pub(crate) fn read(body: &'a [u8]) -> Option<Self> {
        let outer: Outer<'a> = serde_json::from_slice(body).ok()?;
        let resource_type = text(outer.resource_type?)?;
        let meta = outer.meta.and_then(|meta| serde_json::from_str::<Meta<'_>>(meta.get()).ok());
        let updated = meta.and_then(|meta| instant::fhir(&text(meta.updated?)?));
        Some(Self { resource_type, id: outer.id.and_then(text).map(Cow::into_owned), updated })
    }
}

/// Raw values, so that a wrong type costs its own member alone.
#[derive(Deserialize)]
struct Outer<'a> {
    #[serde(borrow, default, rename = "resourceType")]
    resource_type: Option<&'a RawValue>,
    #[serde(borrow, default)]
    id: Option<&'a RawValue>,
    #[serde(borrow, default)]
    meta: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Meta<'a> {
    #[serde(borrow, default, rename = "lastUpdated")]
    updated: Option<&'a RawValue>,
}

fn text(raw: &RawValue) -> Option<Cow<'_, str>> {
    serde_json::from_str::<Text<'_>>(raw.get()).ok().map(|text| text.0)
}

#[derive(Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);
