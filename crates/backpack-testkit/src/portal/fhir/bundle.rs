//! Writes a page of search results, each resource byte for byte as it is held.

use super::outcome::outcome;
use super::stamp::doubled;
use crate::people::Resource;
use crate::people::json::quoted;

/// A Bundle of type `searchset` being written.
#[derive(Debug)]
pub(crate) struct PageWriter {
    base: String,
    links: Vec<String>,
    total: Option<usize>,
    entries: Vec<u8>,
}

/// A link that shows parameters openly.
#[derive(Debug)]
pub(crate) struct Link {
    relation: &'static str,
    path: String,
}

impl Link {
    pub(crate) fn new(relation: &'static str, kind: &str, parameters: &[(String, String)]) -> Self {
        let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
        let mark = if query.is_empty() { "" } else { "?" };
        Self { relation, path: format!("{kind}{mark}{query}") }
    }
}

impl PageWriter {
    pub(crate) fn new(base: &str) -> Self {
        Self { base: base.to_owned(), links: Vec::new(), total: None, entries: Vec::new() }
    }

    pub(crate) fn link(&mut self, link: &Link) {
        self.address(link.relation, &format!("{}/{}", self.base, link.path));
    }

    pub(crate) fn address(&mut self, relation: &str, address: &str) {
        self.links.push(format!(r#"{{"relation":{},"url":{}}}"#, quoted(relation), quoted(address)));
    }

    pub(crate) const fn total(&mut self, total: usize) {
        self.total = Some(total);
    }

    pub(crate) fn found(&mut self, resource: &Resource) {
        self.entry(Some(&resource.reference()), &resource.body, "match");
    }

    pub(crate) fn included(&mut self, resource: &Resource) {
        self.entry(Some(&resource.reference()), &resource.body, "include");
    }

    /// Adds a resource with a member twice.
    pub(crate) fn doubled(&mut self, resource: &Resource) {
        let body = doubled(&String::from_utf8_lossy(&resource.body));
        self.entry(Some(&resource.reference()), body.as_bytes(), "match");
    }

    /// Adds a warning, which is no record.
    pub(crate) fn outcome(&mut self, text: &str) {
        self.entry(None, outcome("warning", "informational", text).as_bytes(), "outcome");
    }

    pub(crate) fn finish(self) -> Vec<u8> {
        let mut page = br#"{"resourceType":"Bundle","type":"searchset","link":["#.to_vec();
        page.extend_from_slice(self.links.join(",").as_bytes());
        page.push(b']');
        if let Some(total) = self.total {
            page.extend_from_slice(format!(",\"total\":{total}").as_bytes());
        }
        if !self.entries.is_empty() {
            page.extend_from_slice(b",\"entry\":[");
            page.extend_from_slice(&self.entries);
            page.push(b']');
        }
        page.push(b'}');
        page
    }

    fn entry(&mut self, reference: Option<&str>, body: &[u8], mode: &str) {
        if !self.entries.is_empty() {
            self.entries.push(b',');
        }
        let full_url = reference
            .map(|reference| format!("\"fullUrl\":{},", quoted(&format!("{}/{reference}", self.base))));
        self.entries.extend_from_slice(format!("{{{}\"resource\":", full_url.unwrap_or_default()).as_bytes());
        self.entries.extend_from_slice(body);
        self.entries.extend_from_slice(format!(",\"search\":{{\"mode\":\"{mode}\"}}}}").as_bytes());
    }
}
