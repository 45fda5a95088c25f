//! Splitting a Bundle into its entries without reading what they hold.

use crate::bytes::{byte_at, plain_end, spaces};
use crate::json::{Doc, Json, said};
use crate::scan::{check, scan};
use crate::skip::skip_value;
use crate::{MAX_BODY, Refusal, Text};

/// A Bundle (or a Bundle-like page of one), split.
///
/// Resources are told apart by strings and brackets alone; each is checked when its header is read, so that a fault
/// inside one costs that one. A Bundle inside a Bundle stays one resource.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Bundle<'a> {
    /// `id`.
    pub id: Option<Text<'a>>,
    /// `type`: `searchset`, `collection`, `document`, …
    pub bundle_type: Option<Text<'a>>,
    /// `timestamp` as written.
    pub timestamp: Option<Text<'a>>,
    /// `total` as the source counted.
    pub total: Option<u64>,
    /// `link`: paging among others.
    pub links: Vec<BundleLink<'a>>,
    /// The entries, in order.
    pub entries: Vec<BundleEntry<'a>>,
    /// The bundle itself as one JSON object: every member but `entry`, verbatim.
    pub envelope: Vec<u8>,
}

/// A link of a Bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BundleLink<'a> {
    /// `relation`: `self`, `next`, …
    pub relation: Text<'a>,
    /// `url`.
    pub url: Text<'a>,
}

/// An entry of a Bundle.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct BundleEntry<'a> {
    /// `fullUrl`.
    pub full_url: Option<Text<'a>>,
    /// The exact bytes of `resource`, whatever they are; of the whole entry, if it is no object.
    pub resource: Option<&'a [u8]>,
    /// `search.mode`.
    pub search_mode: Option<Text<'a>>,
    /// `request.method`.
    pub request_method: Option<Text<'a>>,
    /// `request.url`.
    pub request_url: Option<Text<'a>>,
    /// `response.status`.
    pub response_status: Option<Text<'a>>,
    /// `response.etag`.
    pub response_etag: Option<Text<'a>>,
    /// `response.lastModified`.
    pub response_last_modified: Option<Text<'a>>,
    /// The entry's members other than `fullUrl` and `resource`, verbatim, as one JSON object; `None` if there are none.
    pub envelope: Option<Vec<u8>>,
}

impl<'a> Bundle<'a> {
    /// Returns the parts of a Bundle. Its members are taken in any order; `resourceType` must say `Bundle`.
    ///
    /// # Errors
    ///
    /// A [`Refusal`]: the bundle itself is not JSON (the inside of resources is not looked at), is no object, names a
    /// member twice, is larger than 64 MiB, or is no Bundle ([`Refusal::NoResourceType`]).
    pub fn split(body: &'a [u8]) -> Result<Self, Refusal> {
        if body.len() > MAX_BODY {
            return Err(Refusal::TooLarge { limit: MAX_BODY as u64 });
        }
        let start = if body.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        let mut cut = Cut { bytes: body, at: start };
        cut.space();
        if cut.peek() != b'{' {
            scan(body, None)?;
            return Err(Refusal::NotAnObject);
        }
        let mut bundle = Self {
            id: None,
            bundle_type: None,
            timestamp: None,
            total: None,
            links: Vec::new(),
            entries: Vec::new(),
            envelope: Vec::new(),
        };
        let mut is_bundle = false;
        let mut names = Vec::new();
        cut.object(&mut |cut, key| {
            let name = said(key).unwrap_or_default();
            names.push(name.clone());
            if name == "entry" && cut.peek() == b'[' {
                return cut.array(&mut |cut| {
                    let entry = cut.entry()?;
                    bundle.entries.push(entry);
                    Ok(())
                });
            }
            let value = cut.value()?;
            let value = value.root();
            keep(&mut bundle.envelope, key, value);
            match name.as_str() {
                "resourceType" => is_bundle = value.text().is_some_and(|name| name == "Bundle"),
                "id" => bundle.id = value.text(),
                "type" => bundle.bundle_type = value.text(),
                "timestamp" => bundle.timestamp = value.text(),
                "total" => bundle.total = value.number().and_then(|digits| digits.parse().ok()),
                "link" => bundle.links = value.each().filter_map(link).collect(),
                _ => {}
            }
            Ok(())
        })?;
        cut.space();
        if cut.at < body.len() {
            return Err(cut.fault());
        }
        all_differ(names)?;
        close(&mut bundle.envelope);
        if is_bundle { Ok(bundle) } else { Err(Refusal::NoResourceType) }
    }

    /// Returns the url of the link with this relation.
    #[must_use]
    pub fn link(&self, relation: &str) -> Option<&str> {
        self.links.iter().find(|link| link.relation == relation).map(|link| link.url.as_str())
    }
}

fn link<'a>(json: Json<'_, 'a>) -> Option<BundleLink<'a>> {
    Some(BundleLink { relation: json.text_of("relation")?, url: json.text_of("url")? })
}

fn all_differ(mut names: Vec<Text<'_>>) -> Result<(), Refusal> {
    names.sort_unstable();
    let twice = names.windows(2).any(|pair| matches!(pair, [a, b] if a == b));
    if twice { Err(Refusal::DuplicateKey) } else { Ok(()) }
}

fn keep(envelope: &mut Vec<u8>, key: &str, value: Json<'_, '_>) {
    envelope.push(if envelope.is_empty() { b'{' } else { b',' });
    envelope.extend_from_slice(key.as_bytes());
    envelope.push(b':');
    envelope.extend_from_slice(value.raw().as_bytes());
}

fn close(envelope: &mut Vec<u8>) {
    envelope.extend_from_slice(if envelope.is_empty() { b"{}" } else { b"}" });
}

/// Cuts containers into values.
struct Cut<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Cut<'a> {
    fn object(
        &mut self,
        member: &mut dyn FnMut(&mut Self, &'a str) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        self.list(b'}', &mut |cut| {
            let key = cut.key()?;
            member(cut, key)
        })
    }

    fn array(&mut self, element: &mut dyn FnMut(&mut Self) -> Result<(), Refusal>) -> Result<(), Refusal> {
        self.list(b']', element)
    }

    fn list(
        &mut self,
        close: u8,
        item: &mut dyn FnMut(&mut Self) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        self.at += 1;
        self.space();
        if self.peek() == close {
            self.at += 1;
            return Ok(());
        }
        loop {
            item(self)?;
            self.space();
            let next = self.peek();
            if next != b',' && next != close {
                return Err(self.fault());
            }
            self.at += 1;
            if next == close {
                return Ok(());
            }
            self.space();
        }
    }

    /// Reads a member's name up to its value; returns it with its quotes.
    fn key(&mut self) -> Result<&'a str, Refusal> {
        let start = self.at;
        if self.peek() != b'"' {
            return Err(self.fault());
        }
        let raw = self.raw()?;
        let is_plain = plain_end(self.bytes, start + 1) + 1 == self.at;
        let name = match std::str::from_utf8(raw) {
            Ok(name) if is_plain => name,
            _ => check(raw, start)?.root().raw(),
        };
        self.space();
        if self.peek() != b':' {
            return Err(self.fault());
        }
        self.at += 1;
        self.space();
        Ok(name)
    }

    /// Reads a value of the envelope, strictly.
    fn value(&mut self) -> Result<Doc<'a>, Refusal> {
        let raw = self.raw()?;
        check(raw, self.at - raw.len())
    }

    /// Takes a value's bytes as they stand.
    fn raw(&mut self) -> Result<&'a [u8], Refusal> {
        let start = self.at;
        self.at = skip_value(self.bytes, start).ok_or_else(|| self.fault())?;
        self.bytes.get(start..self.at).filter(|raw| !raw.is_empty()).ok_or_else(|| self.fault())
    }

    fn entry(&mut self) -> Result<BundleEntry<'a>, Refusal> {
        let mut entry = BundleEntry::default();
        let start = self.at;
        if self.peek() != b'{' {
            entry.resource = Some(self.raw()?);
            return Ok(entry);
        }
        let mut inside = Cut { bytes: self.bytes, at: start };
        if inside.members(&mut entry).is_ok() {
            self.at = inside.at;
        } else {
            // An entry that is faulty by itself is handed out whole, to be refused by itself.
            entry = BundleEntry { resource: Some(self.raw()?), ..BundleEntry::default() };
        }
        Ok(entry)
    }

    fn members(&mut self, entry: &mut BundleEntry<'a>) -> Result<(), Refusal> {
        let mut envelope = Vec::new();
        let mut names = Vec::new();
        self.object(&mut |cut, key| {
            let name = said(key).unwrap_or_default();
            names.push(name.clone());
            if name == "resource" {
                entry.resource = Some(cut.raw()?);
                return Ok(());
            }
            let value = cut.value()?;
            let value = value.root();
            match name.as_str() {
                "fullUrl" if value.text().is_some() => {
                    entry.full_url = value.text();
                    return Ok(());
                }
                "search" => entry.search_mode = value.text_of("mode"),
                "request" => {
                    entry.request_method = value.text_of("method");
                    entry.request_url = value.text_of("url");
                }
                "response" => {
                    entry.response_status = value.text_of("status");
                    entry.response_etag = value.text_of("etag");
                    entry.response_last_modified = value.text_of("lastModified");
                }
                _ => {}
            }
            keep(&mut envelope, key, value);
            Ok(())
        })?;
        all_differ(names)?;
        if !envelope.is_empty() {
            close(&mut envelope);
            entry.envelope = Some(envelope);
        }
        Ok(())
    }

    fn space(&mut self) {
        self.at = spaces(self.bytes, self.at);
    }

    fn peek(&self) -> u8 {
        byte_at(self.bytes, self.at)
    }

    fn fault(&self) -> Refusal {
        Refusal::NotJson { offset: self.at as u64 }
    }
}
