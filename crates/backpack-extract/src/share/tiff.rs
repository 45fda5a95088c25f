//! TIFF, cleaned where it lies: everything in it is named by its place, so nothing may move.

use std::collections::HashSet;
use std::ops::Range;

use super::jpeg;
use crate::image::exif::{DIGITIZED, EXIF, GPS, TAKEN};
use crate::image::tiff::{Entry, Tiff};

/// `SubIFDs` (TIFF technical note 1): directories of smaller versions.
const SUB_DIRECTORIES: u16 = 330;
/// Where a JPEG lies within, and how long it is (TIFF 6.0, section 22; Exif 2.32 has the small picture there).
const JPEG: u16 = 513;
const JPEG_LENGTH: u16 = 514;
/// The most directories that are cleaned; a file of more is not.
const MOST_DIRECTORIES: usize = 4_096;
/// How often the file may be emptied over: values that lie over one another are no file that a program wrote.
const MOST_TIMES: usize = 4;

/// The highest sort of value (TIFF technical note 1).
const MOST_SORT: u16 = 13;

/// What a directory is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Of {
    Pictures,
    Exif,
    Places,
}

impl Of {
    /// Says whether a value stays: what is needed to show a picture, how it is turned and when it was taken.
    const fn keeps(self, tag: u16) -> bool {
        match self {
            Self::Pictures => is_of_pixels(tag) || is_of_raw(tag),
            Self::Exif => matches!(tag, TAKEN | DIGITIZED),
            Self::Places => false,
        }
    }
}

/// TIFF 6.0 with its supplements, the colour profile (34675), and the directories that are followed.
const fn is_of_pixels(tag: u16) -> bool {
    matches!(
        tag,
        254..=259 | 262..=266 | 273 | 274 | 277..=284 | 290..=293 | 296 | 297 | 301 | 306 | 317..=325
            | 330 | 332 | 334 | 338..=342 | 347 | 512..=521 | 529..=532 | 559 | 32_995..=32_998
            | 33_421 | 33_422 | 34_675 | EXIF | GPS
    )
}

/// What DNG 1.7 needs to show a raw picture: not the serial number, the name and the bytes of the file it was made of, and
/// what its maker keeps private.
const fn is_of_raw(tag: u16) -> bool {
    matches!(tag, 50_706..=50_734 | 50_736..=50_739 | 50_741..=50_826 | 50_829..=51_041 | 51_107..=51_114)
}

/// Bytes that are emptied, as often as they may be.
struct Eraser {
    out: Vec<u8>,
    left: usize,
}

impl Eraser {
    fn empty(&mut self, place: Range<usize>) -> Option<()> {
        self.left = self.left.checked_sub(place.len())?;
        self.out.get_mut(place)?.fill(0);
        Some(())
    }
}

pub(super) fn cleaned(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut eraser = Eraser { out: bytes.to_vec(), left: bytes.len().saturating_mul(MOST_TIMES) };
    let tiff = Tiff::parse(bytes)?;
    let mut waiting = vec![(tiff.first()?, Of::Pictures)];
    let mut seen = HashSet::new();
    while let Some((at, of)) = waiting.pop() {
        // One that is named as two is cleaned as both.
        if !seen.insert((at, of)) {
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
            // What is not followed is not cleaned.
            match (of, entry.tag) {
                (Of::Pictures, EXIF) => waiting.push((tiff.number(entry)?, Of::Exif)),
                (Of::Pictures, GPS) => waiting.push((tiff.number(entry)?, Of::Places)),
                (Of::Pictures, SUB_DIRECTORIES) => {
                    waiting.extend(places(&tiff, entry).map(|at| (at, Of::Pictures)));
                }
                _ => {}
            }
            if !of.keeps(entry.tag) {
                // How long a value of a sort is that nobody knows cannot be told.
                if entry.sort > MOST_SORT || (entry.sort == 0 && entry.tag != 0) {
                    return None;
                }
                eraser.empty(entry.value.clone())?;
            }
            if of == Of::Places {
                // A tag of zeros alone is the version of a directory that says nothing.
                eraser.empty(entry.at..entry.at + 12)?;
            }
        }
        if of == Of::Pictures {
            inner_jpeg(&tiff, &entries, &mut eraser)?;
        }
        waiting.extend(next.map(|next| (next, of)));
    }
    Some(eraser.out)
}

/// Empties what a JPEG within says beside its pixels: a small picture may have Exif of its own.
fn inner_jpeg(tiff: &Tiff<'_>, entries: &[Entry], eraser: &mut Eraser) -> Option<()> {
    let number = |tag| entries.iter().find(|entry| entry.tag == tag).and_then(|entry| tiff.number(entry));
    let (Some(at), Some(length)) = (number(JPEG), number(JPEG_LENGTH)) else { return Some(()) };
    let Some(bytes) = tiff.bytes.get(at..at.saturating_add(length)) else { return Some(()) };
    for goes in jpeg::going(bytes) {
        eraser.empty(at + goes.start..at + goes.end)?;
    }
    Some(())
}

fn places<'b>(tiff: &Tiff<'b>, entry: &Entry) -> impl Iterator<Item = usize> + 'b {
    let (bytes, order) = (tiff.bytes_of(entry), tiff.order);
    (0..bytes.len() / 4).filter_map(move |number| crate::bytes::place_at(bytes, number * 4, order))
}
