//! TIFF, cleaned where it lies: everything in it is named by its place, so nothing may move.

use std::collections::HashSet;

use crate::image::exif::{EXIF, GPS, MAKER_NOTE, PACKETS};
use crate::image::tiff::{Entry, Tiff};

/// `SubIFDs` (TIFF technical note 1): directories of smaller versions.
const SUB_DIRECTORIES: u16 = 330;
/// The most directories that are cleaned; a file of more is not.
const MOST_DIRECTORIES: usize = 4_096;

pub(super) fn cleaned(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = bytes.to_vec();
    let tiff = Tiff::parse(bytes)?;
    let mut waiting = vec![(tiff.first()?, false)];
    let mut seen = HashSet::new();
    while let Some((at, is_of_places)) = waiting.pop() {
        // One that is named as both is cleaned as both.
        if !seen.insert((at, is_of_places)) {
            continue;
        }
        if seen.len() > MOST_DIRECTORIES {
            return None;
        }
        let (entries, next) = tiff.directory(at);
        // What is cut may say anything behind the cut.
        if entries.is_empty() || entries.len() != tiff.count(at)? {
            return None;
        }
        for entry in &entries {
            match entry.tag {
                EXIF => waiting.extend(tiff.number(entry).map(|at| (at, false))),
                GPS => {
                    waiting.extend(tiff.number(entry).map(|at| (at, true)));
                }
                SUB_DIRECTORIES => waiting.extend(places(&tiff, entry).map(|at| (at, false))),
                _ => {}
            }
            if is_of_places || entry.tag == MAKER_NOTE || PACKETS.contains(&entry.tag) {
                out.get_mut(entry.value.clone())?.fill(0);
            }
            if is_of_places {
                // A tag of zeros alone is the version of a directory that says nothing.
                out.get_mut(entry.at..entry.at + 12)?.fill(0);
            }
        }
        waiting.extend(next.map(|next| (next, is_of_places)));
    }
    Some(out)
}

fn places<'b>(tiff: &Tiff<'b>, entry: &Entry) -> impl Iterator<Item = usize> + 'b {
    let (bytes, order) = (tiff.bytes_of(entry), tiff.order);
    (0..bytes.len() / 4).filter_map(move |number| crate::bytes::place_at(bytes, number * 4, order))
}
