//! Blocks become pieces: lines of text that are not broken any more.

use crate::face::{Faces, Weight};
use crate::piece::{Picture, Piece, Rule, Run};
use crate::setting::{
    BASE, BODY, GAP, GUTTER, HEADING_GAP, INDENT, LEADING, ROW_LINES, SECTION_GAP, SIDE, SIGNATURE, SMALL,
};
use crate::tree::{Role, Tree};
use crate::words::{broken, clean};
use crate::{Block, Document, QrCode};

pub(crate) struct Flow {
    pub(crate) pieces: Vec<Piece>,
    pub(crate) tree: Tree,
}

/// How text is set.
#[derive(Clone, Copy)]
struct Style {
    weight: Weight,
    size: f32,
    leading: f32,
}

const PLAIN: Style = Style { weight: Weight::Regular, size: BODY, leading: LEADING };
const STRONG: Style = Style { weight: Weight::Bold, ..PLAIN };

struct Setter<'f> {
    faces: &'f mut Faces,
    width: f32,
    flow: Flow,
    /// Whether a heading was set last.
    after_heading: bool,
}

/// Sets every block.
pub(crate) fn flow(document: &Document, faces: &mut Faces) -> Flow {
    let width = document.page.points().0 - 2.0 * SIDE;
    let flow = Flow { pieces: Vec::new(), tree: Tree::new() };
    let mut setter = Setter { faces, width, flow, after_heading: false };
    for block in &document.blocks {
        setter.block(block);
    }
    setter.flow
}

impl Setter<'_> {
    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading { level, text } => self.heading(*level, text),
            Block::Paragraph(text) => {
                let node = self.flow.tree.add(0, Role::Paragraph);
                self.text(text, node, PLAIN, GAP);
            }
            Block::Lines(lines) => self.lines(lines),
            Block::Points(points) => self.points(points),
            Block::Fields(fields) => self.fields(fields),
            Block::Table { head, rows } => self.table(head, rows),
            Block::Signature { name, role } => self.signature(name, role.as_deref()),
            Block::Code { code, words, side } => self.code(code, words, f32::from(*side)),
        }
    }

    fn heading(&mut self, level: u8, text: &str) {
        let size = match level {
            0 | 1 => 13.0,
            2 => 11.0,
            _ => BODY,
        };
        let style = Style { weight: Weight::Bold, size, leading: size + 4.5 };
        let node = self.flow.tree.add(0, Role::Heading(level.clamp(1, 6)));
        let from = self.flow.pieces.len();
        self.text(text, node, style, SECTION_GAP);
        self.keep(from, true);
        self.after_heading = true;
    }

    /// Sets a text over the whole width. No line of a paragraph stands alone at the foot or the head of a page.
    fn text(&mut self, text: &str, node: usize, style: Style, before: f32) {
        let text = clean(text, self.faces);
        let lines = broken(&text, style.weight, style.size, self.width, self.faces);
        let count = lines.len();
        for (number, line) in lines.into_iter().enumerate() {
            let keep = count > 1 && (number == 0 || number + 2 == count);
            let run = run(line, SIDE, 0.0, style, node);
            self.push(if number == 0 { before } else { 0.0 }, style.leading, vec![run], keep);
        }
    }

    fn lines(&mut self, lines: &[String]) {
        let from = self.flow.pieces.len();
        let node = self.flow.tree.add(0, Role::Paragraph);
        for (number, line) in lines.iter().enumerate() {
            self.text(line, node, PLAIN, if number == 0 { GAP + 2.0 } else { 0.0 });
        }
        self.keep(from, false);
    }

    fn points(&mut self, points: &[String]) {
        let list = self.flow.tree.add(0, Role::List);
        for (number, point) in points.iter().enumerate() {
            let item = self.flow.tree.add(list, Role::Item);
            let label = self.flow.tree.add(item, Role::Label);
            let body = self.flow.tree.add(item, Role::Body);
            let point = clean(point, self.faces);
            let lines = broken(&point, PLAIN.weight, PLAIN.size, self.width - INDENT, self.faces);
            let count = lines.len();
            for (line_number, line) in lines.into_iter().enumerate() {
                let mut runs = vec![run(line, SIDE + INDENT, 0.0, PLAIN, body)];
                if line_number == 0 {
                    runs.insert(0, run("•".to_owned(), SIDE + 4.0, 0.0, PLAIN, label));
                }
                let before = match (number, line_number) {
                    (0, 0) => GAP / 2.0,
                    (_, 0) => 2.0,
                    _ => 0.0,
                };
                // The first point stays with what announces it.
                let keep = count > 1 && (line_number == 0 || line_number + 2 == count);
                self.push(before, LEADING, runs, keep);
            }
        }
    }

    fn fields(&mut self, fields: &[(String, String)]) {
        let table = self.flow.tree.add(0, Role::Table);
        let names: Vec<String> =
            fields.iter().map(|(name, _)| clean(&format!("{name}:"), self.faces)).collect();
        let widths = names.iter().map(|name| self.faces.width(name, STRONG.weight, STRONG.size));
        // A hair more, so that no sum of its letters is wider.
        let left = (widths.fold(0.0, f32::max) + 0.5).min(self.width * 0.4);
        for (number, (name, (_, value))) in names.iter().zip(fields).enumerate() {
            let row = self.flow.tree.add(table, Role::Row);
            let cells = [
                (name.clone(), STRONG, Role::HeadCell, SIDE, left),
                (
                    clean(value, self.faces),
                    PLAIN,
                    Role::Cell,
                    SIDE + left + GUTTER,
                    self.width - left - GUTTER,
                ),
            ];
            self.row(row, &cells, if number == 0 { GAP } else { 1.0 }, number + 1 < fields.len());
        }
    }

    fn table(&mut self, head: &[String], rows: &[Vec<String>]) {
        let count = head.len().max(1);
        // No table has more columns than fit on a page.
        #[expect(clippy::cast_precision_loss, reason = "a count of columns")]
        let column = (self.width - GUTTER * (count as f32 - 1.0)).max(1.0) / count as f32;
        let table = self.flow.tree.add(0, Role::Table);
        let places: Vec<f32> =
            std::iter::successors(Some(SIDE), |x| Some(x + column + GUTTER)).take(count).collect();
        let named = self.cells(head, &places, column, STRONG, Role::HeadCell);
        let row = self.flow.tree.add(table, Role::Row);
        self.row(row, &named, GAP, true);
        if let Some(piece) = self.flow.pieces.last_mut() {
            piece.height += 3.0;
            piece.rules.push(Rule { from: SIDE, to: SIDE + self.width, y: piece.height - 1.5 });
        }
        for cells in rows {
            let cells = self.cells(cells, &places, column, PLAIN, Role::Cell);
            let row = self.flow.tree.add(table, Role::Row);
            self.row(row, &cells, 2.0, false);
        }
    }

    fn cells(
        &mut self,
        texts: &[String],
        places: &[f32],
        width: f32,
        style: Style,
        role: Role,
    ) -> Vec<(String, Style, Role, f32, f32)> {
        let texts = texts.iter().map(String::as_str).chain(std::iter::repeat(""));
        places.iter().zip(texts).map(|(x, text)| (clean(text, self.faces), style, role, *x, width)).collect()
    }

    /// Sets a row of cells, each of as many lines as it needs. One that fits on no page is broken.
    fn row(&mut self, row: usize, cells: &[(String, Style, Role, f32, f32)], before: f32, keep: bool) {
        let mut parts: Vec<(Vec<Run>, f32)> = vec![(Vec::new(), LEADING)];
        for (text, style, role, x, width) in cells {
            let node = self.flow.tree.add(row, *role);
            for (number, line) in
                broken(text, style.weight, style.size, *width, self.faces).into_iter().enumerate()
            {
                let (part, of_part) = (number / ROW_LINES, number % ROW_LINES);
                if part == parts.len() {
                    parts.push((Vec::new(), LEADING));
                }
                // At most as many as a page has.
                let top = f32::from(u8::try_from(of_part).unwrap_or(0)) * style.leading;
                if let Some((runs, height)) = parts.get_mut(part) {
                    runs.push(run(line, *x, top, *style, node));
                    *height = height.max(top + style.leading);
                }
            }
        }
        let is_whole = parts.len() == 1;
        for (number, (runs, height)) in parts.into_iter().enumerate() {
            self.push(if number == 0 { before } else { 0.0 }, height, runs, keep && is_whole);
        }
    }

    fn signature(&mut self, name: &str, role: Option<&str>) {
        self.keep_last();
        let from = self.flow.pieces.len();
        let node = self.flow.tree.add(0, Role::Paragraph);
        let label = Style { size: SMALL + 1.0, ..PLAIN };
        let date = SIDE + self.width * 0.62;
        let runs = vec![
            run("Signature: ".to_owned(), SIDE, SIGNATURE, label, node),
            run("Date: ".to_owned(), date, SIGNATURE, label, node),
        ];
        self.push(0.0, SIGNATURE + LEADING, runs, true);
        let first = self.faces.width("Signature: ", label.weight, label.size);
        let second = self.faces.width("Date: ", label.weight, label.size);
        let y = SIGNATURE + BASE + 1.5;
        if let Some(piece) = self.flow.pieces.last_mut() {
            piece.rules.push(Rule { from: SIDE + first, to: date - 2.0 * GUTTER, y });
            piece.rules.push(Rule { from: date + second, to: SIDE + self.width, y });
        }
        let node = self.flow.tree.add(0, Role::Paragraph);
        self.text(name, node, PLAIN, GAP / 2.0);
        if let Some(role) = role {
            self.text(role, node, PLAIN, 0.0);
        }
        self.keep(from, false);
    }

    fn code(&mut self, code: &QrCode, words: &str, side: f32) {
        let node = self.flow.tree.add(0, Role::Figure);
        self.flow.tree.describe(node, words);
        self.push(GAP, side.min(self.width), Vec::new(), false);
        if let Some(piece) = self.flow.pieces.last_mut() {
            piece.picture = Some(Picture { code: code.clone(), node });
        }
    }

    fn push(&mut self, before: f32, height: f32, runs: Vec<Run>, keep_with_next: bool) {
        let before = if std::mem::take(&mut self.after_heading) { before.min(HEADING_GAP) } else { before };
        let piece = Piece { before, height, runs, rules: Vec::new(), picture: None, keep_with_next };
        self.flow.pieces.push(piece);
    }

    /// Keeps the pieces from a number on together, and with what follows them if that is said.
    fn keep(&mut self, from: usize, with_next: bool) {
        let pieces = self.flow.pieces.get_mut(from..).unwrap_or_default();
        let last = pieces.len().saturating_sub(1);
        for (number, piece) in pieces.iter_mut().enumerate() {
            piece.keep_with_next = number < last || with_next;
        }
    }

    /// Keeps the last two blocks with what follows: no signature stands alone on a page.
    fn keep_last(&mut self) {
        let mut blocks = 0;
        for piece in self.flow.pieces.iter_mut().rev() {
            piece.keep_with_next = true;
            blocks += usize::from(piece.before > 0.0);
            if blocks == 2 {
                return;
            }
        }
    }
}

fn run(text: String, x: f32, top: f32, style: Style, node: usize) -> Run {
    let base = top + BASE + (style.size - BODY);
    Run { text, x, base, weight: style.weight, size: style.size, node }
}
