//! Bodies of records, chunk by chunk: the list of versions, then the parts that their bodies stand in.

use std::collections::BTreeMap;

use backpack_core::ConnectionId;
use backpack_keep::{KeptRecord, Original, Snapshot, Source};
use sha2::{Digest as _, Sha256};

use super::lines::{as_line, is_line, push};
use super::no_word;
use super::pipe::Pipe;
use crate::Error;
use crate::about::Counts;
use crate::layout;
use crate::line::{ActorLine, ItemLine, PageLine, RecordLine, VersionLine};
use crate::text::{At, Digest, Octets, Shown};

/// A chunk ends with the body that fills it up to this: what is in memory at a time, about twice.
const CHUNK_BYTES: usize = 8 << 20;

/// Writes every version of the records: all first ones in the order of the records, then all second ones, and so on, so
/// that what came together stays together.
pub(super) async fn write(snapshot: &Snapshot, pipe: &mut Pipe, counts: &mut Counts) -> Result<(), Error> {
    let mut chunk = Chunk::default();
    let last = snapshot.records.iter().map(|record| record.versions).max().unwrap_or_default();
    for version in 0..last {
        for record in &snapshot.records {
            if version < record.first || version >= record.versions {
                continue;
            }
            let original = snapshot.original(record, version).await?;
            chunk.add(record, version, original)?;
            counts.versions += 1;
            if chunk.bytes >= CHUNK_BYTES {
                chunk.flush(pipe).await?;
            }
        }
    }
    if chunk.page.is_some() { chunk.flush(pipe).await } else { Ok(()) }
}

/// What was added since the last flush.
#[derive(Default)]
struct Chunk {
    number: u32,
    bytes: usize,
    page: Option<PageLine>,
    records: Vec<u8>,
    parts: BTreeMap<String, (Vec<u8>, u64)>,
    raw: Vec<u8>,
}

impl Chunk {
    fn add(&mut self, record: &KeptRecord, version: usize, original: Original) -> Result<(), Error> {
        if self.page.is_none() {
            self.number += 1;
        }
        let page = page_of(record.source, &original);
        if self.page.as_ref() != Some(&page) {
            push(&mut self.records, &RecordLine::Page(page.clone()))?;
            self.page = Some(page);
        }
        let body = original.body.clone();
        let (line, raw) = if is_line(&body) {
            (Some(self.put_line(record, version, &body)), None)
        } else {
            let line = as_line(&body).map(|line| self.put_line(record, version, &line));
            (line, Some(put_raw(&mut self.raw, &body)))
        };
        self.bytes += body.len();
        let (record, version) = (Shown(record.id), version as u64);
        let by =
            original.actor.as_ref().map(|actor| ActorLine::new(actor).ok_or_else(no_word)).transpose()?;
        let version = VersionLine { record, version, line, raw, item: item_of(original), by };
        push(&mut self.records, &RecordLine::Version(Box::new(version)))
    }

    /// What is shown stands where other software looks for it.
    fn put_line(&mut self, record: &KeptRecord, version: usize, line: &[u8]) -> (String, u64) {
        let is_shown = record.is_shown && record.current == version;
        let folder = if is_shown { "fhir" } else { "kept" };
        let path = layout::bodies(folder, &record.resource_type, self.number);
        let (part, lines) = self.parts.entry(path.clone()).or_default();
        part.extend_from_slice(line);
        part.push(b'\n');
        *lines += 1;
        (path, *lines)
    }

    async fn flush(&mut self, pipe: &mut Pipe) -> Result<(), Error> {
        let number = self.number;
        pipe.part(format!("records/{number:04}.ndjson"), std::mem::take(&mut self.records)).await?;
        for (path, (part, _)) in std::mem::take(&mut self.parts) {
            pipe.part(path, part).await?;
        }
        let raw = std::mem::take(&mut self.raw);
        if !raw.is_empty() {
            pipe.part(format!("raw/{number:04}"), raw).await?;
        }
        (self.page, self.bytes) = (None, 0);
        Ok(())
    }
}

/// Appends a body as it came, and a line feed behind it. Returns where it begins.
pub(super) fn put_raw(raw: &mut Vec<u8>, body: &[u8]) -> u64 {
    let at = raw.len() as u64;
    raw.extend_from_slice(body);
    raw.push(b'\n');
    at
}

pub(super) fn item_of(original: Original) -> ItemLine {
    ItemLine {
        bytes: original.body.len() as u64,
        sha256: Digest(Sha256::digest(&original.body).into()),
        media_type: original.media_type,
        id: original.id,
        source_version: original.source_version,
        full_url: original.full_url,
        entry_envelope: original.envelope.map(Octets),
        patient: original.patient,
    }
}

fn page_of(source: Source, original: &Original) -> PageLine {
    PageLine {
        connection: connection_of(source).map(Shown),
        query: original.query.clone(),
        received: At(original.received),
        envelope: original.page_envelope.clone().map(Octets),
    }
}

fn connection_of(source: Source) -> Option<ConnectionId> {
    match source {
        Source::Connection(connection) => Some(connection),
        _ => None,
    }
}
