//! Pieces onto pages: what must stay together stays together.

use crate::piece::Piece;
use crate::setting::{BOTTOM, MOST_PAGES, TOP};
use crate::{Error, PageSize};

/// A piece, and where its top is, from the top of the page.
#[derive(Debug)]
pub(crate) struct Placed {
    pub(crate) piece: Piece,
    pub(crate) top: f32,
}

/// Puts pieces onto pages, one after the other. There is one page at least.
pub(crate) fn paginate(pieces: Vec<Piece>, size: PageSize) -> Result<Vec<Vec<Placed>>, Error> {
    let end = size.points().1 - BOTTOM;
    let mut pages = vec![Vec::new()];
    let mut y = TOP;
    for group in groups(pieces) {
        let height: f32 = group.iter().map(|piece| piece.before + piece.height).sum();
        let is_fresh = pages.last().is_some_and(Vec::is_empty);
        // A group that fits on no page is broken where the page ends.
        let fits_somewhere = height <= end - TOP;
        if y + height > end && !is_fresh && fits_somewhere {
            pages.push(Vec::new());
            y = TOP;
        }
        for piece in group {
            let is_first = pages.last().is_some_and(Vec::is_empty);
            let before = if is_first { 0.0 } else { piece.before };
            if y + before + piece.height > end && !is_first {
                pages.push(Vec::new());
                y = TOP;
            } else {
                y += before;
            }
            let height = piece.height;
            if let Some(page) = pages.last_mut() {
                page.push(Placed { piece, top: y });
            }
            y += height;
        }
        if pages.len() > MOST_PAGES {
            return Err(Error::TooLong);
        }
    }
    Ok(pages)
}

/// Returns the pieces in groups that stay together.
fn groups(pieces: Vec<Piece>) -> Vec<Vec<Piece>> {
    let mut groups: Vec<Vec<Piece>> = Vec::new();
    let mut joins = false;
    for piece in pieces {
        let keep = piece.keep_with_next;
        match groups.last_mut() {
            Some(group) if joins => group.push(piece),
            _ => groups.push(vec![piece]),
        }
        joins = keep;
    }
    groups
}
