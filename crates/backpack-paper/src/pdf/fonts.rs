//! Fonts, cut down and embedded, with what their letters are called (ISO 32000-1, sections 9.7 and 9.10).

use std::collections::BTreeSet;

use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Filter, Finish as _, Name, Pdf, Rect, Ref, Str};

use super::{Refs, deflated};
use crate::face::Face;
use crate::subset::subset;

/// Characters are numbered as they come: no collection of Adobe's.
const NUMBERS: SystemInfo<'_> =
    SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };

pub(super) fn write(pdf: &mut Pdf, refs: &mut Refs, font: Ref, face: &Face) {
    let (cid, descriptor, to_unicode, to_glyph, file) =
        (refs.next(), refs.next(), refs.next(), refs.next(), refs.next());
    // Six letters say that it is a part of the font.
    let name = format!("BPAPER+{}", face.name);
    let name = Name(name.as_bytes());
    pdf.type0_font(font)
        .base_font(name)
        .encoding_predefined(Name(b"Identity-H"))
        .descendant_font(cid)
        .to_unicode(to_unicode);
    let mut object = pdf.cid_font(cid);
    object.subtype(CidFontType::Type2).base_font(name).system_info(NUMBERS).font_descriptor(descriptor);
    object.default_width(0.0).cid_to_gid_map_stream(to_glyph);
    object.widths().consecutive(1, face.letters.iter().map(|(_, glyph)| face.advance(*glyph) * 1000.0));
    object.finish();
    describe(pdf, descriptor, name, file, face);
    pdf.stream(to_unicode, &deflated(&characters(face))).filter(Filter::FlateDecode);
    // Number 0 is glyph 0.
    let glyphs = std::iter::once(0).chain(face.letters.iter().map(|(_, glyph)| glyph.0));
    let map: Vec<u8> = glyphs.flat_map(u16::to_be_bytes).collect();
    pdf.stream(to_glyph, &deflated(&map)).filter(Filter::FlateDecode);
    let used: BTreeSet<u16> = face.letters.iter().map(|(_, glyph)| glyph.0).collect();
    // The whole font would do as well; it is only larger.
    let cut = subset(face.bytes, &used).unwrap_or_else(|| face.bytes.to_vec());
    let length = i32::try_from(cut.len()).unwrap_or(i32::MAX);
    pdf.stream(file, &deflated(&cut)).filter(Filter::FlateDecode).pair(Name(b"Length1"), length);
}

fn describe(pdf: &mut Pdf, descriptor: Ref, name: Name<'_>, file: Ref, face: &Face) {
    let parsed = &face.parsed;
    let scaled = |units: i16| f32::from(units) * 1000.0 / f32::from(parsed.units_per_em());
    let bounds = parsed.global_bounding_box();
    let bounds =
        Rect::new(scaled(bounds.x_min), scaled(bounds.y_min), scaled(bounds.x_max), scaled(bounds.y_max));
    pdf.font_descriptor(descriptor)
        .name(name)
        .flags(FontFlags::SYMBOLIC)
        .bbox(bounds)
        .italic_angle(0.0)
        .ascent(scaled(parsed.ascender()))
        .descent(scaled(parsed.descender()))
        .cap_height(scaled(parsed.capital_height().unwrap_or(parsed.ascender())))
        .stem_v(if parsed.is_bold() { 140.0 } else { 90.0 })
        .font_file2(file);
}

/// Returns which character each number is, so that text can be searched and copied.
fn characters(face: &Face) -> Vec<u8> {
    let mut map = UnicodeCmap::<u16>::new(Name(b"Backpack"), NUMBERS);
    for (number, (c, _)) in (1_u16..).zip(&face.letters) {
        map.pair(number, *c);
    }
    map.finish().to_vec()
}
