//! JPEG (ITU-T T.81, annex B): segments, then scans.

use crate::bytes::{Order, u16_at};
use crate::image::exif::Exif;

const APP1: u8 = 0xe1;
const SCAN: u8 = 0xda;
const END: u8 = 0xd9;

/// Returns the segments up to the first scan of what follows the two bytes that begin a JPEG: each marker with its body.
pub(crate) fn segments(mut rest: &[u8]) -> Vec<(u8, &[u8])> {
    let mut segments = Vec::new();
    while let Some((marker, body, after)) = segment(rest) {
        if marker == SCAN || marker == END {
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
    if matches!(marker, 0x01 | 0xd0..=0xd9) {
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

/// Says whether a segment is needed to show the picture: all but comments and what programs add, of which stay JFIF, the
/// colour profile, and how Adobe's colours are meant.
fn stays(marker: u8, body: &[u8]) -> bool {
    match marker {
        0xe0 => body.starts_with(b"JFIF\0"),
        0xe2 => body.starts_with(b"ICC_PROFILE\0"),
        0xee => body.starts_with(b"Adobe"),
        0xe1..=0xef | 0xfe => false,
        _ => true,
    }
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
            _ => {
                if stays(marker, body) {
                    push(&mut out, marker, body)?;
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
