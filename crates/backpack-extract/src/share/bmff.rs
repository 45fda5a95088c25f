//! HEIF, MP4 and QuickTime (ISO/IEC 14496-12): boxes, cleaned where they lie.

use std::ops::Range;

use crate::bytes::{Order, place_at, u32_at};
use crate::image::heif::Heif;

/// How deep boxes of boxes are looked into.
const DEEPEST: usize = 8;
/// A box that nobody reads.
const FREE: &[u8; 4] = b"free";

/// One box: its name, where its name stands, and where its content is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Boxed {
    pub(crate) name: [u8; 4],
    pub(crate) name_at: usize,
    pub(crate) content: Range<usize>,
}

/// Returns the boxes within a range of the bytes; `None` if they cannot be told apart.
pub(crate) fn boxes(bytes: &[u8], within: Range<usize>) -> Option<Vec<Boxed>> {
    let mut found = Vec::new();
    let mut at = within.start;
    while at < within.end {
        // QuickTime ends a list of boxes with four bytes of nothing.
        if within.end - at == 4 && u32_at(bytes, at, Order::Big) == Some(0) {
            break;
        }
        let name = *bytes.get(at + 4..)?.first_chunk()?;
        let (head, length) = match place_at(bytes, at, Order::Big)? {
            0 => (8, within.end - at),
            1 => {
                let long = u64::from_be_bytes(*bytes.get(at + 8..)?.first_chunk()?);
                (16, usize::try_from(long).ok()?)
            }
            length => (8, length),
        };
        let end = at.checked_add(length).filter(|end| length >= head && *end <= within.end)?;
        found.push(Boxed { name, name_at: at + 4, content: at + head..end });
        at = end;
    }
    Some(found)
}

/// Empties the Exif and the XMP of a picture. How it is turned stands among its properties, and stays.
pub(super) fn cleaned_image(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = bytes.to_vec();
    let heif = Heif::parse(bytes)?;
    for place in &heif.packets {
        out.get_mut(place.clone())?.fill(b' ');
    }
    for place in &heif.exif {
        let exif = out.get_mut(place.clone())?;
        exif.fill(0);
        // Where the TIFF begins, and a TIFF whose only directory is empty.
        let empty = b"\0\0\0\0II\x2a\0\x08\0\0\0\0\0\0\0\0\0";
        let length = empty.len().min(exif.len());
        exif.get_mut(..length)?.copy_from_slice(empty.get(..length)?);
    }
    // What else stands at the top is hung on, unless it is known.
    for outer in boxes(bytes, 0..bytes.len())? {
        if !matches!(&outer.name, b"ftyp" | b"meta" | b"mdat" | b"moov" | b"free" | b"skip" | b"idat") {
            blank(&mut out, &outer)?;
        }
    }
    film(&mut out, bytes, 0..bytes.len(), DEEPEST)?;
    Some(out)
}

/// Takes what a camera says of a film: `udta`, `meta` and `uuid` become boxes that nobody reads, and empty.
pub(super) fn cleaned_video(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = bytes.to_vec();
    let outer = boxes(bytes, 0..bytes.len())?;
    outer.iter().find(|found| &found.name == b"moov")?;
    for found in &outer {
        if matches!(&found.name, b"meta" | b"uuid" | b"udta") {
            blank(&mut out, found)?;
        }
    }
    film(&mut out, bytes, 0..bytes.len(), DEEPEST)?;
    Some(out)
}

fn film(out: &mut [u8], bytes: &[u8], within: Range<usize>, deepest: usize) -> Option<()> {
    for found in boxes(bytes, within)? {
        match &found.name {
            b"moov" | b"trak" | b"moof" | b"traf" if deepest > 0 => {
                for inner in boxes(bytes, found.content.clone())? {
                    if matches!(&inner.name, b"meta" | b"uuid" | b"udta") {
                        blank(out, &inner)?;
                    }
                }
                film(out, bytes, found.content, deepest - 1)?;
            }
            _ => {}
        }
    }
    Some(())
}

fn blank(out: &mut [u8], found: &Boxed) -> Option<()> {
    out.get_mut(found.content.clone())?.fill(0);
    out.get_mut(found.name_at..found.name_at + 4)?.copy_from_slice(FREE);
    Some(())
}
