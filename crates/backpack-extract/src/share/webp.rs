//! WebP (RFC 9649, section 2): chunks in a RIFF.

use crate::bytes::{Order, place_at};
use crate::image::exif::Exif;

/// The flags in the first byte of `VP8X` that say that there is Exif, and XMP.
const HAS_EXIF: u8 = 0b1000;
const HAS_XMP: u8 = 0b0100;

/// The lengths of what stands at the head of the extended form, of an animation, and of each of its frames.
const EXTENDED_LENGTH: usize = 10;
const ANIMATION_LENGTH: usize = 6;
const FRAME_LENGTH: usize = 16;

fn chunk(bytes: &[u8]) -> Option<(&[u8; 4], &[u8], &[u8])> {
    let name = bytes.first_chunk()?;
    let length = place_at(bytes, 4, Order::Little)?;
    let end = length.checked_add(8)?;
    let body = bytes.get(8..end)?;
    // The byte that makes it even may be missing at the end.
    let after = bytes.get(end + length % 2..).unwrap_or_default();
    Some((name, body, after))
}

fn chunks(bytes: &[u8]) -> impl Iterator<Item = (&[u8; 4], &[u8])> {
    let mut rest = start(bytes).unwrap_or_default();
    std::iter::from_fn(move || {
        let (name, body, after) = chunk(rest)?;
        rest = after;
        Some((name, body))
    })
}

/// Returns the chunks' bytes: what is hung on behind the RIFF is none.
fn start(bytes: &[u8]) -> Option<&[u8]> {
    let length = place_at(bytes, 4, Order::Little)?.checked_add(8)?;
    let is_one = bytes.starts_with(b"RIFF") && bytes.get(8..12)? == b"WEBP";
    bytes.get(12..length.min(bytes.len())).filter(|_| is_one)
}

/// Returns the Exif in it.
pub(crate) fn exif(bytes: &[u8]) -> Option<&[u8]> {
    chunks(bytes).find(|(name, _)| *name == b"EXIF").map(|(_, body)| body)
}

/// Returns the XMP in it.
pub(super) fn packets(bytes: &[u8]) -> Vec<&[u8]> {
    chunks(bytes).filter(|(name, _)| *name == b"XMP ").map(|(_, body)| body).collect()
}

pub(super) fn cleaned(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut rest = start(bytes)?;
    let mut out = b"RIFF\0\0\0\0WEBP".to_vec();
    let bare = exif(bytes).and_then(Exif::parse).filter(Exif::says_anything).map(|exif| exif.bare());
    let mut is_extended = false;
    while !rest.is_empty() {
        let (name, body, after) = chunk(rest)?;
        match name {
            b"VP8X" => {
                let (flags, others) = body.split_first()?;
                let flags = flags & !(HAS_EXIF | HAS_XMP) | if bare.is_some() { HAS_EXIF } else { 0 };
                let others = others.get(..EXTENDED_LENGTH - 1)?;
                push(&mut out, name, &[&[flags], others].concat())?;
                is_extended = true;
            }
            b"VP8 " | b"VP8L" | b"ALPH" | b"ICCP" => push(&mut out, name, body)?,
            b"ANIM" => push(&mut out, name, body.get(..ANIMATION_LENGTH)?)?,
            b"ANMF" => push(&mut out, name, &frame(body)?)?,
            _ => {}
        }
        rest = after;
    }
    // Only the extended form may hold Exif.
    if let Some(bare) = bare.filter(|_| is_extended) {
        push(&mut out, b"EXIF", &bare)?;
    }
    let length = u32::try_from(out.len().checked_sub(8)?).ok()?;
    out.get_mut(4..8)?.copy_from_slice(&length.to_le_bytes());
    Some(out)
}

/// Returns a frame of an animation with its pixels alone: chunks that nobody knows may stand in it, too.
fn frame(body: &[u8]) -> Option<Vec<u8>> {
    let (head, mut rest) = body.split_at_checked(FRAME_LENGTH)?;
    let mut out = head.to_vec();
    while !rest.is_empty() {
        let (name, body, after) = chunk(rest)?;
        if matches!(name, b"VP8 " | b"VP8L" | b"ALPH") {
            push(&mut out, name, body)?;
        }
        rest = after;
    }
    Some(out)
}

fn push(out: &mut Vec<u8>, name: &[u8; 4], body: &[u8]) -> Option<()> {
    out.extend_from_slice(name);
    out.extend(u32::try_from(body.len()).ok()?.to_le_bytes());
    out.extend_from_slice(body);
    if body.len() % 2 == 1 {
        out.push(0);
    }
    Some(())
}
