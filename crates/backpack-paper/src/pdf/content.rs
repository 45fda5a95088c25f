//! What is drawn on a page, and to which part each piece of text belongs.

use pdf_writer::{Content, Name, Str};

use super::font_name;
use crate::face::{Faces, Weight};
use crate::flow::Run;
use crate::pages::Placed;
use crate::setting::{FOOT, SIDE, SMALL};

/// What stands at the foot of a page.
pub(super) struct Foot<'d> {
    pub(super) text: Option<&'d str>,
    pub(super) language: &'d str,
    /// From 0.
    pub(super) number: usize,
    pub(super) count: usize,
}

/// A page, drawn.
pub(super) struct Drawn {
    pub(super) bytes: Vec<u8>,
    /// The part that each piece of text belongs to, by the number of the piece.
    pub(super) nodes: Vec<usize>,
}

pub(super) fn draw(
    page: &[Placed],
    (width, height): (f32, f32),
    foot: &Foot<'_>,
    faces: &mut Faces,
) -> Drawn {
    let mut content = Content::new();
    let mut nodes = Vec::new();
    for Placed { piece, top } in page {
        for run in &piece.runs {
            let mark = i32::try_from(nodes.len()).unwrap_or(i32::MAX);
            nodes.push(run.node);
            content.begin_marked_content_with_properties(Name(b"Span")).properties().identify(mark);
            show(&mut content, run, height - top - run.base, faces);
            content.end_marked_content();
        }
        for rule in &piece.rules {
            let y = height - top - rule.y;
            content.begin_marked_content(Name(b"Artifact"));
            content.set_line_width(0.5).move_to(rule.from, y).line_to(rule.to, y).stroke();
            content.end_marked_content();
        }
    }
    draw_foot(&mut content, width, foot, faces);
    Drawn { bytes: content.finish().to_vec(), nodes }
}

/// The foot is no part of the text.
fn draw_foot(content: &mut Content, width: f32, foot: &Foot<'_>, faces: &mut Faces) {
    // In other languages without a word, which would be one of English.
    let is_english = foot.language.get(..2).is_some_and(|tag| tag.eq_ignore_ascii_case("en"));
    let (number, count) = (foot.number + 1, foot.count);
    let number = if is_english { format!("Page {number} of {count}") } else { format!("{number} / {count}") };
    let right = width - SIDE - faces.width(&number, Weight::Regular, SMALL);
    let text = crate::words::clean(foot.text.unwrap_or_default(), faces);
    content.begin_marked_content(Name(b"Artifact"));
    content.save_state().set_fill_gray(0.35);
    for (text, x) in [(text, SIDE), (number, right)] {
        if !text.is_empty() {
            let run = Run { text, x, base: 0.0, weight: Weight::Regular, size: SMALL, node: 0 };
            show(content, &run, FOOT, faces);
        }
    }
    content.restore_state();
    content.end_marked_content();
}

fn show(content: &mut Content, run: &Run, y: f32, faces: &mut Faces) {
    let letters = faces.encode(&run.text, run.weight);
    content.begin_text().set_font(font_name(run.weight), run.size);
    content.next_line(run.x, y).show(Str(&letters)).end_text();
}
