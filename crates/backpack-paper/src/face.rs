//! The two faces, and which of their letters are in use.

use std::collections::BTreeSet;

use ttf_parser::{Face as Parsed, GlyphId};

use crate::Error;

/// What stands where a font has no letter.
const REPLACEMENT: char = '\u{fffd}';

/// How heavy letters are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weight {
    Regular,
    Bold,
}

/// A font, and the letters of it that are in use: each has a number of its own, so that every one can be copied out as
/// the character it was.
pub(crate) struct Face {
    pub(crate) bytes: &'static [u8],
    pub(crate) name: &'static str,
    pub(crate) parsed: Parsed<'static>,
    /// Character and glyph, by number; number 0 is no letter.
    pub(crate) letters: Vec<(char, GlyphId)>,
}

pub(crate) struct Faces {
    pub(crate) regular: Face,
    pub(crate) bold: Face,
    missing: BTreeSet<char>,
}

impl Faces {
    pub(crate) fn embedded() -> Result<Self, Error> {
        let regular = Face::new(include_bytes!("../fonts/NotoSans-Regular.ttf"), "NotoSans-Regular")?;
        let bold = Face::new(include_bytes!("../fonts/NotoSans-Bold.ttf"), "NotoSans-Bold")?;
        Ok(Self { regular, bold, missing: BTreeSet::new() })
    }

    pub(crate) fn of(&self, weight: Weight) -> &Face {
        match weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        }
    }

    /// Returns the width of a text, in points.
    pub(crate) fn width(&self, text: &str, weight: Weight, size: f32) -> f32 {
        let face = self.of(weight);
        let units: f32 = text.chars().map(|c| face.advance(face.glyph(c).unwrap_or(GlyphId(0)))).sum();
        units * size
    }

    /// Returns a text in the numbers of its letters, two bytes each, and puts those in use.
    pub(crate) fn encode(&mut self, text: &str, weight: Weight) -> Vec<u8> {
        let face = match weight {
            Weight::Regular => &mut self.regular,
            Weight::Bold => &mut self.bold,
        };
        text.chars().flat_map(|c| face.number(c).to_be_bytes()).collect()
    }

    /// Returns a text in which every character has a letter in both faces.
    pub(crate) fn with_letters(&mut self, text: &str) -> String {
        let has = |c: char| self.regular.glyph(c).is_some() && self.bold.glyph(c).is_some();
        let lacking: Vec<char> = text.chars().filter(|c| !has(*c)).collect();
        let text = text.chars().map(|c| if lacking.contains(&c) { REPLACEMENT } else { c }).collect();
        self.missing.extend(lacking);
        text
    }

    pub(crate) fn missing(&self) -> Vec<char> {
        self.missing.iter().copied().collect()
    }
}

impl Face {
    fn new(bytes: &'static [u8], name: &'static str) -> Result<Self, Error> {
        let parsed = Parsed::parse(bytes, 0).map_err(|_| Error::Font)?;
        Ok(Self { bytes, name, parsed, letters: Vec::new() })
    }

    fn glyph(&self, c: char) -> Option<GlyphId> {
        self.parsed.glyph_index(c)
    }

    /// Returns how far a glyph moves on, in parts of the size.
    pub(crate) fn advance(&self, glyph: GlyphId) -> f32 {
        f32::from(self.parsed.glyph_hor_advance(glyph).unwrap_or(0)) / f32::from(self.parsed.units_per_em())
    }

    /// Returns the number of a character, from 1.
    fn number(&mut self, c: char) -> u16 {
        let known = self.letters.iter().position(|(known, _)| *known == c);
        let position = known.unwrap_or_else(|| {
            self.letters.push((c, self.glyph(c).unwrap_or(GlyphId(0))));
            self.letters.len() - 1
        });
        // A font has no more glyphs than that.
        u16::try_from(position + 1).unwrap_or(0)
    }
}
