//! PNG (third edition, section 5): chunks with a sum each.

use crate::bytes::{Order, place_at};
use crate::image::exif::Exif;

const MAGIC: &[u8] = b"\x89PNG\r\n\x1a\n";
/// What is needed to show the picture, each with its greatest length: pixels, colours, transparency, the size of a pixel,
/// animation (PNG, section 11).
const STAYING: [(&[u8; 4], usize); 18] = [
    (b"IHDR", 13),
    (b"PLTE", 768),
    (b"IDAT", usize::MAX),
    (b"tRNS", 256),
    (b"gAMA", 4),
    (b"cHRM", 32),
    (b"sRGB", 1),
    (b"iCCP", usize::MAX),
    (b"cICP", 4),
    (b"sBIT", 4),
    (b"mDCV", 24),
    (b"cLLI", 8),
    (b"bKGD", 6),
    (b"pHYs", 9),
    (b"hIST", 512),
    (b"acTL", 8),
    (b"fcTL", 26),
    (b"fdAT", usize::MAX),
];

/// A chunk: its name, what it holds, and all of its bytes.
struct Chunk<'b> {
    name: &'b [u8; 4],
    body: &'b [u8],
    whole: &'b [u8],
}

/// Returns the first chunk and what follows it.
fn chunk(bytes: &[u8]) -> Option<(Chunk<'_>, &[u8])> {
    let length = place_at(bytes, 0, Order::Big)?;
    let name = bytes.get(4..)?.first_chunk()?;
    let end = length.checked_add(8)?;
    let body = bytes.get(8..end)?;
    let end = end.checked_add(4)?;
    Some((Chunk { name, body, whole: bytes.get(..end)? }, bytes.get(end..)?))
}

fn chunks(bytes: &[u8]) -> impl Iterator<Item = Chunk<'_>> {
    let mut rest = bytes.strip_prefix(MAGIC).unwrap_or_default();
    std::iter::from_fn(move || {
        let (first, after) = chunk(rest)?;
        rest = after;
        Some(first)
    })
}

/// Returns the Exif in it.
pub(crate) fn exif(bytes: &[u8]) -> Option<&[u8]> {
    chunks(bytes).find(|chunk| chunk.name == b"eXIf").map(|chunk| chunk.body)
}

/// Returns the texts in it. Packed ones count as they are.
pub(super) fn packets(bytes: &[u8]) -> Vec<&[u8]> {
    chunks(bytes).filter(|chunk| matches!(chunk.name, b"iTXt" | b"tEXt")).map(|chunk| chunk.body).collect()
}

pub(super) fn cleaned(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut rest = bytes.strip_prefix(MAGIC)?;
    let mut out = MAGIC.to_vec();
    let mut bare = exif(bytes).and_then(Exif::parse).filter(Exif::says_anything).map(|exif| exif.bare());
    loop {
        let (next, after) = chunk(rest)?;
        if next.name == b"IEND" {
            push(&mut out, b"IEND", &[])?;
            return Some(out);
        }
        if next.name == b"IDAT"
            && let Some(bare) = bare.take()
        {
            push(&mut out, b"eXIf", &bare)?;
        }
        let stays = STAYING.iter().any(|(name, longest)| *name == next.name && next.body.len() <= *longest);
        // A critical chunk begins with a capital letter: without it the picture is another one.
        if !stays && next.name.first().is_some_and(u8::is_ascii_uppercase) {
            return None;
        }
        if stays {
            out.extend_from_slice(next.whole);
        }
        rest = after;
    }
}

fn push(out: &mut Vec<u8>, name: &[u8; 4], body: &[u8]) -> Option<()> {
    let length = u32::try_from(body.len()).ok()?;
    out.extend(length.to_be_bytes());
    let named = [name.as_slice(), body].concat();
    out.extend_from_slice(&named);
    out.extend(crc32fast::hash(&named).to_be_bytes());
    Some(())
}
