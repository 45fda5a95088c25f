//! Reads NDJSON a page at a time: one resource a line, memory bounded by the page.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _, Seek as _, SeekFrom};
use std::ops::Range;

use backpack_connect::{Context, Error};
use bytes::Bytes;

use crate::cursor::Place;
use crate::paths::local;

/// A page ends once it holds this many bytes or items; one line may go over.
pub(crate) const PAGE_BYTES: usize = 4 << 20;
/// See [`PAGE_BYTES`].
pub(crate) const PAGE_ITEMS: usize = 2_000;

/// The lines of one page.
#[derive(Debug)]
pub(crate) struct LinePage {
    /// The lines that are not blank, without their ends.
    pub(crate) lines: Vec<Bytes>,
    /// Where the next page begins.
    pub(crate) next: Place,
    /// Whether the file ends here.
    pub(crate) at_end: bool,
}

/// Reads the page at `place`. A line over the context's limit is left out and counted in the place.
pub(crate) fn read_page(file: &File, place: Place, context: &Context) -> Result<LinePage, Error> {
    let limit = usize::try_from(context.limits.body_bytes).unwrap_or(usize::MAX);
    let mut reader = BufReader::with_capacity(256 << 10, file);
    reader.seek(SeekFrom::Start(place.at)).map_err(|cause| local("pull", &cause))?;
    let mut buffer = Vec::with_capacity(PAGE_BYTES + (64 << 10));
    let mut spans: Vec<Range<usize>> = Vec::new();
    let mut next = place;
    let mut at_end = false;
    while buffer.len() < PAGE_BYTES && spans.len() < PAGE_ITEMS {
        context.check("pull")?;
        let start = buffer.len();
        let read = read_line(&mut reader, &mut buffer, limit)?;
        next.at += read.bytes;
        if read.bytes == 0 {
            at_end = true;
            break;
        }
        if read.left_out {
            next.left_out += 1;
            continue;
        }
        let line = buffer.get(start..).unwrap_or_default();
        let span = trimmed(line, place.at == 0 && start == 0);
        if span.is_empty() {
            buffer.truncate(start);
        } else {
            spans.push(start + span.start..start + span.end);
        }
    }
    next.items += spans.len() as u64;
    let all = Bytes::from(buffer);
    Ok(LinePage { lines: spans.into_iter().map(|span| all.slice(span)).collect(), next, at_end })
}

/// Returns where the value lies in `text`: white space around it left out, and a byte order mark at the start of a file.
pub(crate) fn trimmed(text: &[u8], at_start_of_file: bool) -> Range<usize> {
    let mark = if at_start_of_file && text.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let rest = text.get(mark..).unwrap_or_default();
    let start = mark + rest.len() - rest.trim_ascii_start().len();
    start..start + rest.trim_ascii().len()
}

struct LineRead {
    /// The bytes the line takes in the file, its end counted.
    bytes: u64,
    left_out: bool,
}

fn read_line(reader: &mut BufReader<&File>, buffer: &mut Vec<u8>, limit: usize) -> Result<LineRead, Error> {
    let start = buffer.len();
    let most = limit.saturating_add(2) as u64;
    let mut bytes =
        reader.by_ref().take(most).read_until(b'\n', buffer).map_err(|cause| local("pull", &cause))? as u64;
    let line = buffer.get(start..).unwrap_or_default();
    let ended = line.last() == Some(&b'\n');
    if line.trim_ascii().len() <= limit && (ended || bytes < most) {
        return Ok(LineRead { bytes, left_out: false });
    }
    buffer.truncate(start);
    if !ended {
        bytes += reader.skip_until(b'\n').map_err(|cause| local("pull", &cause))? as u64;
    }
    Ok(LineRead { bytes, left_out: true })
}
