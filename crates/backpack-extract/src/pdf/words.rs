//! The words of a page: letters as they are placed, put together to lines.

use hayro::hayro_interpret::font::{Glyph, GlyphRun};
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, SoftMask,
};
use hayro::kurbo::{Affine, BezPath, Point, Vec2};
use hayro_cmap::BfString;

use crate::extract::IsOver;
use crate::guard::OutOfTime;

/// Letters are measured in parts of a thousand of their size.
const EM: f64 = 1000.0;
/// The gap between two letters, in sizes, from which on it stands for a space.
const SPACE: f64 = 0.18;
/// How far a letter is off the line of the one before, in sizes, to begin a new line.
const LINE: f64 = 0.5;
/// How far back a letter may stand, in sizes, and still be of the same line.
const BACK: f64 = 0.6;
/// How often the time is looked at: every so many drawings.
const PAUSE: u32 = 256;

/// Takes the letters of a page in the order in which they are drawn; of the drawings it takes none.
pub(super) struct Words<'w> {
    text: String,
    most: usize,
    end: Option<End>,
    /// Where the run before began: the same letters may be filled first and then outlined.
    began: Option<Point>,
    is_over: IsOver<'w>,
    drawn: u32,
}

/// Where the letter before ended.
struct End {
    at: Point,
    /// The direction in which its line runs, of length 1.
    along: Vec2,
    size: f64,
}

impl<'w> Words<'w> {
    /// Returns a page without words yet, of which at most so many bytes are taken.
    pub(super) fn new(most: usize, is_over: IsOver<'w>) -> Self {
        Self { text: String::new(), most, end: None, began: None, is_over, drawn: 0 }
    }

    /// Returns the words, line by line.
    pub(super) fn into_text(self) -> String {
        let lines = self.text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
        lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
    }

    /// A parser cannot be asked to stop, but what it draws on can refuse.
    fn count(&mut self) {
        self.drawn = self.drawn.wrapping_add(1);
        if self.drawn.is_multiple_of(PAUSE) && (self.is_over)() {
            std::panic::resume_unwind(Box::new(OutOfTime));
        }
    }

    fn letter(&mut self, place: Affine, advance: f64, letter: &str) {
        let start = place * Point::ZERO;
        let stop = place * Point::new(advance, 0.0);
        let size = (place * Point::new(0.0, EM) - start).hypot();
        let is_placed = start.is_finite() && stop.is_finite() && size.is_finite() && size > 0.0;
        if !is_placed || self.text.len() + letter.len() > self.most {
            return;
        }
        if let Some(end) = &self.end {
            let gap = start - end.at;
            let (along, across) = (gap.dot(end.along), gap.cross(end.along).abs());
            let of_both = size.max(end.size);
            if across > LINE * of_both || along < -BACK * of_both {
                self.text.push('\n');
            } else if along > SPACE * of_both {
                self.text.push(' ');
            }
        }
        self.text.push_str(letter);
        let run = stop - start;
        let along = if run.hypot() > 0.0 { run.normalize() } else { Vec2::new(1.0, 0.0) };
        self.end = Some(End { at: stop, along, size });
    }
}

impl<'a> Device<'a> for Words<'_> {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        self.count();
        let first = run.glyphs().first().map(|glyph| props.transform * glyph.transform() * Point::ZERO);
        if matches!(mode, DrawMode::Stroke(_)) && first.is_some() && first == self.began {
            return;
        }
        self.began = first;
        for glyph in run.glyphs() {
            let advance = match &**glyph {
                Glyph::Outline(glyph) => glyph.advance_width(),
                Glyph::Type3(glyph) => glyph.advance_width(),
            };
            let place = props.transform * glyph.transform();
            let advance = f64::from(advance.unwrap_or(0.0));
            match glyph.as_unicode() {
                Some(BfString::Char(letter)) => {
                    self.letter(place, advance, letter.encode_utf8(&mut [0; 4]));
                }
                Some(BfString::String(letters)) => self.letter(place, advance, &letters),
                None => {}
            }
        }
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {
        self.count();
    }

    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {
        self.count();
    }

    fn push_clip_path(&mut self, _: &ClipPath) {
        self.count();
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {}
}
