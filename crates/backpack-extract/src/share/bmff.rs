//! HEIF, MP4 and QuickTime (ISO/IEC 14496-12): boxes, cleaned where they lie.

mod film;
mod picture;

use std::ops::Range;

use crate::bytes::{Order, place_at, u32_at};

pub(super) use film::cleaned as cleaned_video;
pub(super) use picture::cleaned as cleaned_image;

/// A box that nobody reads.
const FREE: &[u8; 4] = b"free";
/// The most boxes beside one another; what has more is taken for damaged.
const MOST_BOXES: usize = 65_536;

/// One box: its name, where its name stands, and where its content is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Boxed {
    pub(crate) name: [u8; 4],
    pub(crate) name_at: usize,
    pub(crate) content: Range<usize>,
}

/// Returns the boxes within a range of the bytes; `None` if they cannot be told apart, or are more than 65,536.
pub(crate) fn boxes(bytes: &[u8], within: Range<usize>) -> Option<Vec<Boxed>> {
    let mut found = Vec::new();
    let mut at = within.start;
    while at < within.end {
        // QuickTime ends a list of boxes with four bytes of nothing.
        if within.end - at == 4 && u32_at(bytes, at, Order::Big) == Some(0) {
            break;
        }
        if found.len() >= MOST_BOXES {
            return None;
        }
        let name = *bytes.get(at + 4..)?.first_chunk()?;
        let (head, length) = match place_at(bytes, at, Order::Big)? {
            0 => (8, within.end - at),
            1 => {
                let long = u64::from_be_bytes(*bytes.get(at + 8..)?.first_chunk()?);
                (16, usize::try_from(long).ok()?)
            }
            length => (8, length),
        };
        let end = at.checked_add(length).filter(|end| length >= head && *end <= within.end)?;
        found.push(Boxed { name, name_at: at + 4, content: at + head..end });
        at = end;
    }
    Some(found)
}

/// Empties every box but those whose names are on the list. What programs left as `free` or `skip` was something once, and
/// is emptied with the rest.
fn keep_only(out: &mut [u8], found: &[Boxed], staying: &[&[u8; 4]]) -> Option<()> {
    found.iter().filter(|one| !staying.contains(&&one.name)).try_for_each(|one| blank(out, one))
}

fn blank(out: &mut [u8], found: &Boxed) -> Option<()> {
    out.get_mut(found.content.clone())?.fill(0);
    out.get_mut(found.name_at..found.name_at + 4)?.copy_from_slice(FREE);
    Some(())
}
