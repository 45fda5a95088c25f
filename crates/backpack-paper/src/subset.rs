//! A TrueType font cut down to the glyphs in use: the outlines of all others are emptied, numbers stay as they are
//! (ISO/IEC 14496-22: `glyf`, `loca`).

use std::collections::BTreeSet;

/// The tables that a PDF reader needs of a TrueType font (ISO 32000-1, section 9.9).
const KEPT: &[&[u8; 4]] = &[b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp"];

/// Composite glyphs: which fields follow.
const ARGS_ARE_WORDS: u16 = 0x0001;
const HAS_SCALE: u16 = 0x0008;
const MORE_COMPONENTS: u16 = 0x0020;
const HAS_TWO_SCALES: u16 = 0x0040;
const HAS_MATRIX: u16 = 0x0080;

/// Returns the font with the outlines of these glyphs, of those they are made of, and of glyph 0; `None` if it is none.
pub(crate) fn subset(font: &[u8], glyphs: &BTreeSet<u16>) -> Option<Vec<u8>> {
    let (head, loca, glyf) = (table(font, b"head")?, table(font, b"loca")?, table(font, b"glyf")?);
    let is_long = u16_at(head, 50)? == 1;
    let count = usize::from(u16_at(table(font, b"maxp")?, 4)?);
    let outline = |glyph: u16| outline(loca, glyf, is_long, glyph);
    let used = with_components(glyphs, outline);
    let (mut offsets, mut outlines) = (Vec::new(), Vec::new());
    for glyph in 0..count {
        offsets.extend(u32::try_from(outlines.len()).ok()?.to_be_bytes());
        let glyph = u16::try_from(glyph).ok()?;
        if used.contains(&glyph) {
            outlines.extend_from_slice(outline(glyph)?);
            outlines.resize(outlines.len().next_multiple_of(4), 0);
        }
    }
    offsets.extend(u32::try_from(outlines.len()).ok()?.to_be_bytes());
    let mut head = head.to_vec();
    // Offsets are long now.
    head.get_mut(50..52)?.copy_from_slice(&[0, 1]);
    let tables = KEPT.iter().map(|tag| match *tag {
        b"glyf" => Some((*tag, outlines.clone())),
        b"loca" => Some((*tag, offsets.clone())),
        b"head" => Some((*tag, head.clone())),
        tag => Some((tag, table(font, tag)?.to_vec())),
    });
    assemble(&tables.collect::<Option<Vec<_>>>()?)
}

fn with_components<'f>(glyphs: &BTreeSet<u16>, outline: impl Fn(u16) -> Option<&'f [u8]>) -> BTreeSet<u16> {
    let mut used = BTreeSet::from([0]);
    let mut waiting: Vec<u16> = glyphs.iter().copied().collect();
    while let Some(glyph) = waiting.pop() {
        if used.insert(glyph) {
            waiting.extend(outline(glyph).map(components).unwrap_or_default());
        }
    }
    used
}

/// Returns the glyphs that a composite one is made of.
fn components(outline: &[u8]) -> Vec<u16> {
    let mut found = Vec::new();
    // The number of contours is negative for a composite.
    if u16_at(outline, 0).is_none_or(|contours| contours < 0x8000) {
        return found;
    }
    let mut at = 10;
    while let (Some(flags), Some(glyph)) = (u16_at(outline, at), u16_at(outline, at + 2)) {
        found.push(glyph);
        let arguments = if flags & ARGS_ARE_WORDS == 0 { 2 } else { 4 };
        let transform = match flags {
            flags if flags & HAS_SCALE != 0 => 2,
            flags if flags & HAS_TWO_SCALES != 0 => 4,
            flags if flags & HAS_MATRIX != 0 => 8,
            _ => 0,
        };
        at += 4 + arguments + transform;
        if flags & MORE_COMPONENTS == 0 {
            break;
        }
    }
    found
}

fn outline<'f>(loca: &[u8], glyf: &'f [u8], is_long: bool, glyph: u16) -> Option<&'f [u8]> {
    let offset = |glyph: usize| {
        if is_long {
            usize::try_from(u32_at(loca, glyph * 4)?).ok()
        } else {
            Some(usize::from(u16_at(loca, glyph * 2)?) * 2)
        }
    };
    glyf.get(offset(usize::from(glyph))?..offset(usize::from(glyph) + 1)?)
}

fn assemble(tables: &[(&[u8; 4], Vec<u8>)]) -> Option<Vec<u8>> {
    let count = u16::try_from(tables.len()).ok()?;
    let selector = count.checked_ilog2()?;
    let range = 16_u16 << selector;
    let mut font = vec![0, 1, 0, 0];
    for field in [count, range, u16::try_from(selector).ok()?, count * 16 - range] {
        font.extend(field.to_be_bytes());
    }
    let mut offset = u32::from(12 + 16 * count);
    for (tag, bytes) in tables {
        let length = u32::try_from(bytes.len()).ok()?;
        font.extend_from_slice(*tag);
        for field in [checksum(bytes), offset, length] {
            font.extend(field.to_be_bytes());
        }
        offset += length.next_multiple_of(4);
    }
    for (_, bytes) in tables {
        font.extend_from_slice(bytes);
        font.resize(font.len().next_multiple_of(4), 0);
    }
    Some(font)
}

fn checksum(bytes: &[u8]) -> u32 {
    let word = |chunk: &[u8]| {
        let mut word = [0; 4];
        word.iter_mut().zip(chunk).for_each(|(to, from)| *to = *from);
        u32::from_be_bytes(word)
    };
    bytes.chunks(4).map(word).fold(0, u32::wrapping_add)
}

fn table<'f>(font: &'f [u8], tag: &[u8; 4]) -> Option<&'f [u8]> {
    let count = usize::from(u16_at(font, 4)?);
    let records = font.get(12..12 + 16 * count)?.chunks_exact(16);
    let record = records.into_iter().find(|record| record.starts_with(tag))?;
    let offset = usize::try_from(u32_at(record, 8)?).ok()?;
    let length = usize::try_from(u32_at(record, 12)?).ok()?;
    font.get(offset..offset.checked_add(length)?)
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().map(|bytes| u16::from_be_bytes(*bytes))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|bytes| u32::from_be_bytes(*bytes))
}
