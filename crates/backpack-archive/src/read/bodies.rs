//! One chunk of versions, and the parts that their bodies stand in.

use std::collections::HashMap;
use std::ops::Range;

use backpack_connect::Put;
use backpack_core::RecordId;
use backpack_keep::{RestoredItem, RestoredPage, Source};
use bytes::Bytes;
use sha2::{Digest as _, Sha256};

use super::Identity;
use crate::line::{ActorLine, ItemLine, PageLine, RecordLine, VersionLine};
use crate::text::Digest;

/// The parts of a chunk, by path.
#[derive(Default)]
pub(super) struct Bodies {
    parts: HashMap<String, Lines>,
}

struct Lines {
    text: Bytes,
    lines: Vec<Range<usize>>,
}

impl Bodies {
    pub(super) fn add(&mut self, path: String, bytes: Vec<u8>) {
        // The container of raw bodies is never asked for a line.
        let mut lines = Vec::new();
        if !path.starts_with("raw/") {
            let mut start = 0;
            let ends = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
            for (end, _) in ends {
                lines.push(start..end);
                start = end + 1;
            }
        }
        self.parts.insert(path, Lines { text: Bytes::from(bytes), lines });
    }

    /// Returns a version's body, byte for byte.
    fn body(&self, version: &VersionLine, raw: &str) -> Option<Bytes> {
        if let Some(at) = version.raw {
            return slice(&self.parts.get(raw)?.text, at, version.item.bytes);
        }
        let (path, number) = version.line.as_ref()?;
        let part = self.parts.get(path)?;
        let line = part.lines.get(usize::try_from(*number).ok()?.checked_sub(1)?)?;
        Some(part.text.slice(line.clone()))
    }
}

/// Returns so many bytes of a container.
pub(super) fn slice(container: &Bytes, at: u64, bytes: u64) -> Option<Bytes> {
    let start = usize::try_from(at).ok()?;
    let end = start.checked_add(usize::try_from(bytes).ok()?)?;
    (end <= container.len()).then(|| container.slice(start..end))
}

/// Returns the item of a body, once its size and hash are what the list says.
pub(super) fn put(item: ItemLine, body: Bytes) -> Option<Put> {
    if body.len() as u64 != item.bytes || Digest(Sha256::digest(&body).into()) != item.sha256 {
        return None;
    }
    let mut put = Put::new(item.media_type, body);
    put.id = item.id;
    put.version = item.source_version;
    put.full_url = item.full_url;
    put.envelope = item.entry_envelope.map(|envelope| envelope.0);
    put.patient = item.patient;
    Some(put)
}

/// Returns a chunk as pages, and for each version the record that the archive has it under.
pub(super) fn pages(
    list: Vec<RecordLine>,
    bodies: &Bodies,
    chunk: u32,
    identity: Identity,
    versions: &mut HashMap<RecordId, u64>,
) -> Option<(Vec<RestoredPage>, Vec<RecordId>)> {
    let raw = format!("raw/{chunk:04}");
    let mut pages: Vec<RestoredPage> = Vec::new();
    let mut records = Vec::new();
    for line in list {
        match line {
            RecordLine::Page(page) => pages.push(page_of(page)),
            RecordLine::Version(version) => {
                let page = pages.last_mut()?;
                let next = versions.entry(version.record.0).or_default();
                if *next != version.version {
                    return None;
                }
                *next += 1;
                let body = bodies.body(&version, &raw)?;
                records.push(version.record.0);
                // What the person wrote has a random id, which is as good anywhere.
                let keeps_id = identity == Identity::Same || page.source == Source::Entry;
                let id = keeps_id.then_some(version.record.0);
                let mut item = RestoredItem::new(id, put(version.item, body)?);
                item.actor = version.by.map(ActorLine::actor);
                page.items.push(item);
            }
        }
    }
    Some((pages, records))
}

fn page_of(line: PageLine) -> RestoredPage {
    let source = line.connection.map_or(Source::Entry, |id| Source::Connection(id.0));
    let mut page = RestoredPage::new(source, line.query, line.received.0);
    page.envelope = line.envelope.map(|envelope| envelope.0);
    page
}
