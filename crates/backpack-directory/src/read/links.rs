//! References between the entries of a Bundle, joined by `fullUrl`.

use std::collections::HashMap;

/// Where the entries of one type are.
#[derive(Debug, Default)]
pub(super) struct Links {
    full: HashMap<String, usize>,
    /// By type and id; nothing where two entries share them.
    typed: HashMap<String, Option<usize>>,
}

impl Links {
    /// Adds an entry. The first one with a `fullUrl` keeps it.
    pub(super) fn add(&mut self, full_url: &str, kind: &str, id: &str, at: usize) {
        if !full_url.is_empty() {
            self.full.entry(full_url.to_owned()).or_insert(at);
        }
        if !id.is_empty() {
            self.typed.entry(format!("{kind}/{id}")).and_modify(|known| *known = None).or_insert(Some(at));
        }
    }

    /// Returns the entry that `reference`, made by the entry at `from`, names: absolute and `urn:` by `fullUrl`,
    /// relative next to the entry itself, else by the type and id that only one entry has.
    pub(super) fn follow(&self, reference: &str, from: &str) -> Option<usize> {
        let reference = reference.split("/_history/").next().unwrap_or_default();
        if let Some(at) = self.full.get(reference) {
            return Some(*at);
        }
        if reference.contains(':') {
            return None;
        }
        let beside = folder(from).and_then(|folder| self.full.get(&format!("{folder}/{reference}")));
        beside.copied().or_else(|| self.typed.get(reference).copied().flatten())
    }
}

/// Returns the base of a `fullUrl`: what stands before type and id.
fn folder(full_url: &str) -> Option<&str> {
    let (rest, _) = full_url.rsplit_once('/')?;
    rest.rsplit_once('/').map(|(folder, _)| folder)
}
