//! Pages become a PDF: ISO 32000-1.

mod content;
mod fonts;
mod structure;

use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use pdf_writer::{Date, Filter, Finish as _, Name, Rect, Ref, TextStr};

use crate::Document;
use crate::face::{Faces, Weight};
use crate::pages::Placed;
use crate::tree::Tree;

/// Hands out the numbers of objects.
struct Refs(i32);

impl Refs {
    fn next(&mut self) -> Ref {
        self.0 += 1;
        Ref::new(self.0)
    }
}

/// Writes the whole.
pub(crate) fn write(
    document: &Document,
    pages: &[Vec<Placed>],
    mut tree: Tree,
    faces: &mut Faces,
) -> Vec<u8> {
    let mut refs = Refs(0);
    let (catalog, page_tree, root) = (refs.next(), refs.next(), refs.next());
    let fonts = [refs.next(), refs.next()];
    let page_refs: Vec<Ref> = pages.iter().map(|_| refs.next()).collect();
    let (width, height) = document.page.points();
    let mut pdf = pdf_writer::Pdf::new();
    let mut marks: Vec<Vec<usize>> = Vec::new();
    for (number, (page, page_ref)) in pages.iter().zip(&page_refs).enumerate() {
        let foot = content::Foot {
            text: document.footer.as_deref(),
            numbering: document.numbering(),
            number,
            count: pages.len(),
        };
        let drawn = content::draw(page, (width, height), &foot, faces);
        for (mark, node) in drawn.nodes.iter().enumerate() {
            tree.mark(*node, number, i32::try_from(mark).unwrap_or(i32::MAX));
        }
        marks.push(drawn.nodes);
        let contents = refs.next();
        pdf.stream(contents, &deflated(&drawn.bytes)).filter(Filter::FlateDecode);
        let mut object = pdf.page(*page_ref);
        object.parent(page_tree).media_box(Rect::new(0.0, 0.0, width, height)).contents(contents);
        object.struct_parents(i32::try_from(number).unwrap_or(i32::MAX));
        object.tab_order(pdf_writer::types::TabOrder::StructureOrder);
        let [regular, bold] = fonts;
        object
            .resources()
            .fonts()
            .pair(font_name(Weight::Regular), regular)
            .pair(font_name(Weight::Bold), bold);
    }
    let count = i32::try_from(pages.len()).unwrap_or(i32::MAX);
    pdf.pages(page_tree).kids(page_refs.iter().copied()).count(count);
    structure::write(&mut pdf, &mut refs, root, &tree, (&page_refs, &marks));
    let [regular, bold] = fonts;
    fonts::write(&mut pdf, &mut refs, regular, &faces.regular);
    fonts::write(&mut pdf, &mut refs, bold, &faces.bold);
    let mut object = pdf.catalog(catalog);
    object.pages(page_tree).lang(TextStr(&document.language));
    object.mark_info().marked(true);
    object.viewer_preferences().display_doc_title(true);
    object.pair(Name(b"StructTreeRoot"), root);
    object.finish();
    let about = refs.next();
    describe(&mut pdf, about, document);
    pdf.finish()
}

fn describe(pdf: &mut pdf_writer::Pdf, about: Ref, document: &Document) {
    let mut object = pdf.document_info(about);
    object.title(TextStr(&document.title));
    if let Some(author) = &document.author {
        object.author(TextStr(author));
    }
    if let Some((year, month, day)) = document.date {
        object.creation_date(Date::new(year).month(month).day(day));
    }
}

fn font_name(weight: Weight) -> Name<'static> {
    match weight {
        Weight::Regular => Name(b"R"),
        Weight::Bold => Name(b"B"),
    }
}

/// Compresses; writing into memory does not fail, and what were not compressed would not be said to be.
fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    let written = encoder.write_all(bytes).and_then(|()| encoder.finish());
    written.unwrap_or_default()
}
