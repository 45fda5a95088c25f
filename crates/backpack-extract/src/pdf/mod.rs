//! PDF: pages, size, title, text, and a picture of the first page.

mod costly;
mod words;

use std::sync::Arc;

use hayro::hayro_interpret::{Context, InterpreterCache, InterpreterSettings, interpret_page};
use hayro::hayro_syntax::page::Page;
use hayro::hayro_syntax::{LoadPdfError, Pdf};
use hayro::kurbo::{Affine, Rect};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings};
use image::{DynamicImage, RgbaImage};

use self::costly::{would_paint_too_much, would_unpack_too_much};
use self::words::Words;
use crate::extract::{Content, IsOver};
use crate::facts::{Extracted, Picture};
use crate::guard::guarded;
use crate::image::small;
use crate::limits::Limits;
use crate::text::decode_text;
use crate::why::{Part, Why};

pub(crate) fn read(content: &Content, limits: &Limits, is_over: IsOver<'_>, out: &mut Extracted) {
    if would_unpack_too_much(&content.bytes, limits.unpacked_bytes) {
        return out.facts.miss_all(Why::TooMuch);
    }
    let bytes = Arc::clone(&content.bytes);
    let pdf = guarded(|| {
        Pdf::new(bytes).map_err(|error| match error {
            LoadPdfError::Decryption(_) => Why::Encrypted,
            LoadPdfError::Invalid => Why::Damaged,
        })
    });
    let pdf = match pdf {
        Ok(pdf) => pdf,
        Err(why) => return out.facts.miss_all(why),
    };
    if let Err(why) = guarded(|| facts(&pdf, out)) {
        return out.facts.miss_all(why);
    }
    match guarded(|| text(&pdf, limits, is_over, &mut out.pages)) {
        Ok(None) => {}
        Ok(Some(why)) | Err(why) => out.facts.miss(Part::Text, why),
    }
    // Pages of a scan say nothing.
    if out.pages.iter().all(|page| page.is_empty()) {
        out.pages.clear();
    }
    let picture = if would_paint_too_much(&content.bytes, limits.pixels) {
        Err(Why::TooMuch)
    } else {
        guarded(|| picture(&pdf, limits, is_over))
    };
    match picture {
        Ok(picture) => out.picture = Some(picture),
        Err(why) => out.facts.miss(Part::Picture, why),
    }
}

fn facts(pdf: &Pdf, out: &mut Extracted) -> Result<(), Why> {
    let pages = pdf.pages();
    let first = pages.iter().next().ok_or(Why::Damaged)?;
    out.facts.pages = u32::try_from(pages.len()).ok();
    out.facts.page_size = size_of(first);
    out.facts.title = pdf.metadata().title.as_deref().map(string).filter(|title| !title.trim().is_empty());
    Ok(())
}

/// Returns a page's width and height in points.
fn size_of(page: &Page<'_>) -> Option<(u32, u32)> {
    let (width, height) = page.render_dimensions();
    let is_sane = |length: f32| (1.0..=20_000.0).contains(&length);
    (is_sane(width) && is_sane(height)).then(|| (width.round() as u32, height.round() as u32))
}

/// Returns a text string (ISO 32000-1, 7.9.2): UTF-16 or UTF-8 behind a mark, or else one byte a character.
fn string(bytes: &[u8]) -> String {
    match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0xef, 0xbb, 0xbf, ..] => decode_text(bytes).0,
        _ => bytes.iter().copied().map(char::from).collect(),
    }
}

/// Reads the text, page by page. Returns why it is not all of it.
fn text(
    pdf: &Pdf,
    limits: &Limits,
    is_over: IsOver<'_>,
    pages: &mut Vec<String>,
) -> Result<Option<Why>, Why> {
    let cache = InterpreterCache::new();
    let mut left = limits.text_bytes;
    let mut cut = None;
    for (number, page) in (0..).zip(pdf.pages().iter()) {
        if number >= limits.pages || left == 0 {
            return Ok(Some(Why::TooLong));
        }
        if is_over() {
            return Ok(Some(Why::OutOfTime));
        }
        // A page that a parser fails over costs itself.
        let read = guarded(|| {
            let mut words = Words::new(left, is_over);
            let bounds = Rect::new(0.0, 0.0, 1.0, 1.0);
            let settings = InterpreterSettings::default();
            let mut context = Context::new(Affine::IDENTITY, bounds, &cache, pdf.xref(), settings);
            interpret_page(page, &mut context, &mut words);
            Ok(words.into_text())
        });
        let text = match read {
            Ok(text) => text,
            Err(Why::OutOfTime) => return Ok(Some(Why::OutOfTime)),
            Err(why) => {
                cut = Some(why);
                String::new()
            }
        };
        left = left.saturating_sub(text.len());
        pages.push(text);
    }
    Ok(cut)
}

fn picture(pdf: &Pdf, limits: &Limits, is_over: IsOver<'_>) -> Result<Picture, Why> {
    if is_over() {
        return Err(Why::OutOfTime);
    }
    let page = pdf.pages().iter().next().ok_or(Why::Damaged)?;
    let (width, height) = size_of(page).ok_or(Why::Damaged)?;
    let scale = limits.edge as f32 / width.max(height) as f32;
    let settings = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
    let pixmap = hayro::render(
        page,
        &RenderCache::new(),
        &InterpreterSettings::default(),
        &RenderSettings::default(),
        &settings,
    );
    let (width, height) = (u32::from(pixmap.width()), u32::from(pixmap.height()));
    // On white paper nothing is transparent, so that what was multiplied by its opacity is as it was.
    let pixels = pixmap.data_as_u8_slice().to_vec();
    let image = RgbaImage::from_raw(width, height, pixels).ok_or(Why::Failed)?;
    small(DynamicImage::ImageRgba8(image), limits.edge)
}
