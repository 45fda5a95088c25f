//! Sizes and distances, in points.

/// The margins: left and right, top, and bottom, where the foot stands.
pub(crate) const SIDE: f32 = 72.0;
pub(crate) const TOP: f32 = 64.0;
pub(crate) const BOTTOM: f32 = 68.0;
/// Where the foot stands, from the bottom.
pub(crate) const FOOT: f32 = 40.0;

pub(crate) const BODY: f32 = 10.5;
pub(crate) const LEADING: f32 = 14.5;
pub(crate) const SMALL: f32 = 8.0;

/// From the top of a line to what its letters stand on.
pub(crate) const BASE: f32 = 11.0;
/// Between blocks.
pub(crate) const GAP: f32 = 8.5;
/// Before the heading of a section.
pub(crate) const SECTION_GAP: f32 = 12.0;
/// Between a heading and what follows it, at most.
pub(crate) const HEADING_GAP: f32 = 3.0;
/// How far points are set in.
pub(crate) const INDENT: f32 = 16.0;
/// Between the columns of a table.
pub(crate) const GUTTER: f32 = 10.0;
/// The room in which a signature is written.
pub(crate) const SIGNATURE: f32 = 34.0;

/// The most pages.
pub(crate) const MOST_PAGES: usize = 1_000;
/// The most lines of a row of a table that is not broken.
pub(crate) const ROW_LINES: usize = 40;
