//! QR codes: ISO/IEC 18004, in the smallest version that holds the text, with 15 % of it to spare (level M).

use std::fmt::{self, Write as _};

use qrcode::{Color, EcLevel};

use crate::Error;

/// How many light modules stand around a code, at least (ISO/IEC 18004, section 6.3.8).
const QUIET: usize = 4;

/// A QR code: a square of dark and light modules.
///
/// Whoever sees it has the text. Its `Debug` tells its size alone.
#[derive(Clone, PartialEq, Eq)]
pub struct QrCode {
    size: usize,
    dark: Vec<bool>,
}

/// Dark modules side by side: where they begin, in modules from the corner of the quiet zone, and how many they are.
pub(crate) struct Bar {
    pub(crate) x: usize,
    pub(crate) y: usize,
    pub(crate) length: usize,
}

impl QrCode {
    /// Returns the code of a text.
    ///
    /// # Errors
    ///
    /// [`Error::TooMuch`] for more than 2,331 bytes.
    pub fn new(text: &str) -> Result<Self, Error> {
        let code = qrcode::QrCode::with_error_correction_level(text, EcLevel::M);
        let code = code.map_err(|_| Error::TooMuch)?;
        let dark = code.to_colors().into_iter().map(|color| color == Color::Dark).collect();
        Ok(Self { size: code.width(), dark })
    }

    /// Returns how many modules wide it is, with the quiet zone around it: 29 to 185.
    #[must_use]
    pub const fn width(&self) -> usize {
        self.size + 2 * QUIET
    }

    /// Says whether a module is dark: column and row from 0, in the quiet zone and beyond it none is.
    #[must_use]
    pub fn is_dark(&self, column: usize, row: usize) -> bool {
        let within = |at: usize| at.checked_sub(QUIET).filter(|at| *at < self.size);
        let (Some(column), Some(row)) = (within(column), within(row)) else { return false };
        self.dark.get(row * self.size + column).copied().unwrap_or(false)
    }

    /// Returns the code as an SVG picture, black on white on any ground, with words for those who cannot see it. It names no
    /// other file and holds no script.
    #[must_use]
    pub fn svg(&self, words: &str) -> String {
        let width = self.width();
        let mut path = String::new();
        for Bar { x, y, length } in self.bars() {
            // Writing into a text does not fail.
            let _written = write!(path, "M{x} {y}h{length}v1h-{length}z");
        }
        let words = escaped(words);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {width}\" role=\"img\" \
             shape-rendering=\"crispEdges\"><title>{words}</title>\
             <path fill=\"#fff\" d=\"M0 0h{width}v{width}H0z\"/><path fill=\"#000\" d=\"{path}\"/></svg>"
        )
    }

    /// Returns the dark modules, row by row.
    pub(crate) fn bars(&self) -> Vec<Bar> {
        let mut bars: Vec<Bar> = Vec::new();
        for y in 0..self.width() {
            for x in (0..self.width()).filter(|x| self.is_dark(*x, y)) {
                match bars.last_mut().filter(|bar| bar.y == y && bar.x + bar.length == x) {
                    Some(bar) => bar.length += 1,
                    None => bars.push(Bar { x, y, length: 1 }),
                }
            }
        }
        bars
    }
}

impl fmt::Debug for QrCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("QrCode").field("size", &self.size).finish_non_exhaustive()
    }
}

/// Returns a text as XML takes it; what XML has no place for is left out.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars().filter(|c| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}')) {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            c => safe.push(c),
        }
    }
    safe
}
