//! JPEG (ITU-T T.81, annex B): segments, then scans.

use std::ops::Range;

use crate::bytes::{Order, u16_at};
use crate::image::exif::Exif;

const APP1: u8 = 0xe1;
const SCAN: u8 = 0xda;
const START: u8 = 0xd8;
/// A frame of JPEG-LS (ITU-T T.87), whose segments are others.
const LOSSLESS: u8 = 0xf7;
/// The most segments before the first scan that are looked at.
const MOST_SEGMENTS: usize = 4_096;
const END: u8 = 0xd9;

/// Returns the segments up to the first scan of what follows the two bytes that begin a JPEG: each marker with its body.
pub(crate) fn segments(mut rest: &[u8]) -> Vec<(u8, &[u8])> {
    let mut segments = Vec::new();
    while let Some((marker, body, after)) = segment(rest) {
        // Where another begins, this one was cut; one of more segments is none.
        if matches!(marker, SCAN | START | END) || segments.len() >= MOST_SEGMENTS {
            break;
        }
        segments.push((marker, body));
        rest = after;
    }
    segments
}

/// Returns a segment's marker and body, and what follows it.
fn segment(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    // Any number of 0xff may stand before a marker.
    let fill = bytes.iter().take_while(|byte| **byte == 0xff).count();
    if fill == 0 {
        return None;
    }
    let (marker, rest) = bytes.get(fill..)?.split_first()?;
    if !has_body(*marker) {
        return Some((*marker, &[], rest));
    }
    let length = usize::from(u16_at(rest, 0, Order::Big)?);
    let body = rest.get(2..length.max(2))?;
    Some((*marker, body, rest.get(length.max(2)..)?))
}

fn after_start(bytes: &[u8]) -> Option<&[u8]> {
    bytes.strip_prefix(&[0xff, 0xd8])
}

/// Returns the Exif in it.
pub(crate) fn exif(bytes: &[u8]) -> Option<&[u8]> {
    let all = segments(after_start(bytes)?);
    all.into_iter().find_map(|(marker, body)| body.strip_prefix(b"Exif\0\0").filter(|_| marker == APP1))
}

/// Returns the packets beside Exif that may name a place.
pub(super) fn packets(bytes: &[u8]) -> Vec<&[u8]> {
    let all = segments(after_start(bytes).unwrap_or_default());
    let others = all
        .into_iter()
        .filter(|(marker, body)| matches!(marker, 0xe1..=0xef | 0xfe) && !body.starts_with(b"Exif\0\0"));
    others.map(|(_, body)| body).collect()
}

/// The length of a JFIF segment without a small picture, and of Adobe's (JFIF 1.02; Adobe Technical Note 5116).
const JFIF_LENGTH: usize = 14;
const ADOBE_LENGTH: usize = 12;

/// Returns what of a segment is needed to show the picture: of what programs add JFIF without its small picture, the colour
/// profile, and how Adobe's colours are meant; of what the standard names all but comments. Nothing else is.
fn staying(marker: u8, body: &[u8]) -> Option<Vec<u8>> {
    let head = |length: usize| body.iter().take(length).copied().collect::<Vec<u8>>();
    match marker {
        0xe0 if body.starts_with(b"JFIF\0") => {
            // Its last two bytes are the width and the height of the small picture.
            let jfif = [head(JFIF_LENGTH - 2), vec![0, 0]].concat();
            (body.len() >= JFIF_LENGTH).then_some(jfif)
        }
        0xe2 if body.starts_with(b"ICC_PROFILE\0") => Some(body.to_vec()),
        0xee if body.starts_with(b"Adobe") => Some(head(ADOBE_LENGTH)),
        0xc0..=0xcf | 0xdb..=0xdf => Some(body.to_vec()),
        _ => None,
    }
}

/// Returns where a JPEG says something beside its pixels, up to its first scan: the bodies of segments that do not stay.
pub(super) fn going(bytes: &[u8]) -> Vec<Range<usize>> {
    let segments = segments(after_start(bytes).unwrap_or_default());
    let mut at = bytes.len() - after_start(bytes).unwrap_or_default().len();
    let mut going = Vec::new();
    for (marker, body) in segments {
        // Fill bytes stand before a marker; a body stands behind two bytes of length.
        let rest = bytes.get(at..).unwrap_or_default();
        let fill = rest.iter().take_while(|byte| **byte == 0xff).count();
        let start = at + fill + 1 + if has_body(marker) { 2 } else { 0 };
        at = start + body.len();
        if staying(marker, body).as_deref() != Some(body) {
            going.push(start..at);
        }
    }
    going
}

/// Says whether a marker has a length and a body.
const fn has_body(marker: u8) -> bool {
    !matches!(marker, 0x01 | 0xd0..=0xd9)
}

pub(super) fn cleaned(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut rest = after_start(bytes)?;
    let mut out = vec![0xff, 0xd8];
    let bare = exif(bytes).and_then(Exif::parse).filter(Exif::says_anything).map(|exif| exif.bare());
    let mut bare = bare.map(|bare| [b"Exif\0\0".as_slice(), &bare].concat());
    loop {
        let (marker, body, after) = segment(rest)?;
        // JFIF comes first where there is any (JFIF 1.02).
        if marker != 0xe0
            && let Some(bare) = bare.take()
        {
            push(&mut out, APP1, &bare)?;
        }
        match marker {
            END => {
                out.extend([0xff, END]);
                return Some(out);
            }
            SCAN => {
                push(&mut out, SCAN, body)?;
                let length = scan(after);
                out.extend_from_slice(after.get(..length)?);
                rest = after.get(length..)?;
                // A picture that was cut has no end.
                if rest.is_empty() {
                    return Some(out);
                }
            }
            0x01 | 0xd0..=0xd8 => {
                out.extend([0xff, marker]);
                rest = after;
            }
            LOSSLESS => return None,
            _ => {
                if let Some(body) = staying(marker, body) {
                    push(&mut out, marker, &body)?;
                }
                rest = after;
            }
        }
    }
}

fn push(out: &mut Vec<u8>, marker: u8, body: &[u8]) -> Option<()> {
    let length = u16::try_from(body.len() + 2).ok()?;
    out.extend([0xff, marker]);
    out.extend(length.to_be_bytes());
    out.extend_from_slice(body);
    Some(())
}

/// Returns how long the entropy-coded bytes of a scan are: up to a marker that is no restart and no stuffed byte.
fn scan(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(found) = bytes.get(at..).and_then(|rest| rest.iter().position(|byte| *byte == 0xff)) {
        at += found;
        match bytes.get(at + 1) {
            Some(0x00 | 0xd0..=0xd7) => at += 2,
            Some(0xff) => at += 1,
            Some(_) => return at,
            None => return bytes.len(),
        }
    }
    bytes.len()
}
