//! Pieces: what stands on one page, and is not broken any more.

use crate::QrCode;
use crate::face::Weight;

/// A piece that stands on one page: a line, or a row of a table.
#[derive(Debug)]
pub(crate) struct Piece {
    /// The distance to what stands above it; none at the top of a page.
    pub(crate) before: f32,
    pub(crate) height: f32,
    pub(crate) runs: Vec<Run>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) picture: Option<Picture>,
    pub(crate) keep_with_next: bool,
}

/// A QR code that fills its piece from the left.
#[derive(Debug)]
pub(crate) struct Picture {
    pub(crate) code: QrCode,
    pub(crate) node: usize,
}

/// Letters of one face, from a point on.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) text: String,
    pub(crate) x: f32,
    /// What they stand on, from the top of the piece.
    pub(crate) base: f32,
    pub(crate) weight: Weight,
    pub(crate) size: f32,
    /// The part of the text that they belong to.
    pub(crate) node: usize,
}

/// A line that is drawn.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) from: f32,
    pub(crate) to: f32,
    /// From the top of the piece.
    pub(crate) y: f32,
}
