//! Reads a file that is one document: a Bundle of any type, a single resource, or something that is neither.

use std::fs::File;
use std::io::Read as _;

use backpack_connect::{Context, Error, Gone, Item, Put};
use backpack_record::{Bundle, BundleEntry};
use bytes::Bytes;
use memchr::memmem;

use crate::lines::{PAGE_BYTES, PAGE_ITEMS, trimmed};
use crate::paths::local;

/// What a document holds, as items over one buffer.
#[derive(Debug)]
pub(crate) struct Document {
    pub(crate) items: Vec<Item>,
    pub(crate) envelope: Option<Bytes>,
}

/// Reads a document; `None` if it is larger than the context's limit.
pub(crate) fn read(file: &File, size: u64, context: &Context) -> Result<Option<Document>, Error> {
    let limit = context.limits.body_bytes;
    if size > limit {
        return Ok(None);
    }
    context.check("pull")?;
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(|cause| local("pull", &cause))?;
    if bytes.len() as u64 > limit {
        return Ok(None);
    }
    context.check("pull")?;
    Ok(Some(split(&Bytes::from(bytes))))
}

/// Splits a document. What is no Bundle is one item: a resource, or bytes that reading will refuse.
pub(crate) fn split(document: &Bytes) -> Document {
    let body = document.slice(trimmed(document, true));
    // Most lines and many files are no Bundle: a look for the word spares them the splitting.
    let bundle = memmem::find(&body, b"\"Bundle\"").and_then(|_| Bundle::split(&body).ok());
    let Some(bundle) = bundle else {
        let media_type = if body.starts_with(b"{") { JSON } else { "application/octet-stream" };
        return Document { items: vec![Item::Put(Put::new(media_type, body))], envelope: None };
    };
    let mut items: Vec<Item> = bundle.entries.iter().filter_map(|entry| item(&body, entry)).collect();
    // A history lists the newest version first; it is kept in the order in which it happened.
    if bundle.bundle_type.as_deref() == Some("history") {
        items.reverse();
    }
    Document { items, envelope: Some(Bytes::from(bundle.envelope)) }
}

/// Returns how many of `items`, from the first on, make one page.
pub(crate) fn page_length(items: &[Item]) -> usize {
    let mut bytes = 0;
    let fits = |item: &&Item| {
        let fits = bytes < PAGE_BYTES;
        if let Item::Put(put) = item {
            bytes += put.body.len();
        }
        fits
    };
    items.iter().take(PAGE_ITEMS).take_while(fits).count()
}

const JSON: &str = "application/fhir+json";

fn item(body: &Bytes, entry: &BundleEntry<'_>) -> Option<Item> {
    let Some(resource) = entry.resource else { return deletion(entry).map(Item::Gone) };
    let mut put = Put::new(JSON, body.slice_ref(resource));
    put.full_url = entry.full_url.as_ref().map(ToString::to_string);
    put.version = entry.response_etag.as_ref().map(ToString::to_string);
    put.envelope = entry.envelope.clone().map(Bytes::from);
    Some(Item::Put(put))
}

/// A deleted version in a history, or a transaction's request to delete: no resource, and an address that names one.
fn deletion(entry: &BundleEntry<'_>) -> Option<Gone> {
    if entry.request_method.as_deref() != Some("DELETE") {
        return None;
    }
    let address = entry.request_url.as_deref()?;
    let path = address.split_once("/_history").map_or(address, |(before, _)| before);
    let (before, id) = path.rsplit_once('/')?;
    let resource_type = before.rsplit('/').next()?;
    let is_plain = !id.is_empty() && !id.contains('?') && !resource_type.is_empty();
    is_plain.then(|| Gone::new(resource_type, id))
}
