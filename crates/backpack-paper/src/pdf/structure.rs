//! The tree of the parts of the text, for screen readers (ISO 32000-1, section 14.7).

use pdf_writer::types::StructRole;
use pdf_writer::{Finish as _, Pdf, Ref, TextStr};

use super::Refs;
use crate::tree::{Kid, Role, Tree};

pub(super) fn write(
    pdf: &mut Pdf,
    refs: &mut Refs,
    root: Ref,
    tree: &Tree,
    (pages, marks): (&[Ref], &[Vec<usize>]),
) {
    let elements: Vec<Ref> = tree.0.iter().map(|_| refs.next()).collect();
    let element = |number: usize| elements.get(number).copied().unwrap_or(root);
    let parents = refs.next();
    let mut object = pdf.indirect(root).start::<pdf_writer::writers::StructTreeRoot<'_>>();
    object.child(element(0));
    object.pair(pdf_writer::Name(b"ParentTree"), parents);
    object.parent_tree_next_key(i32::try_from(pages.len()).unwrap_or(i32::MAX));
    object.finish();
    for (number, node) in tree.0.iter().enumerate() {
        let mut object = pdf.struct_element(element(number));
        object.kind(kind(node.role)).parent(node.parent.map_or(root, element));
        if let Some(words) = &node.words {
            object.alt(TextStr(words));
        }
        let mut children = object.children();
        for kid in &node.kids {
            match kid {
                Kid::Node(number) => drop(children.struct_element(element(*number))),
                Kid::Text { page, mark } => {
                    let mut text = children.marked_content_ref();
                    text.marked_content_id(*mark);
                    if let Some(page) = pages.get(*page) {
                        text.page(*page);
                    }
                }
            }
        }
    }
    // Which part a piece of a page belongs to.
    let lists: Vec<Ref> = marks.iter().map(|_| refs.next()).collect();
    for (list, marks) in lists.iter().zip(marks) {
        pdf.indirect(*list).array().items(marks.iter().map(|node| element(*node)));
    }
    let mut numbers = pdf.number_tree::<Ref>(parents);
    let mut entries = numbers.nums();
    for (page, list) in (0_i32..).zip(&lists) {
        entries.insert(page, *list);
    }
}

fn kind(role: Role) -> StructRole {
    match role {
        Role::Document => StructRole::Document,
        Role::Heading(1) => StructRole::H1,
        Role::Heading(2) => StructRole::H2,
        Role::Heading(_) => StructRole::H3,
        Role::Paragraph => StructRole::P,
        Role::List => StructRole::L,
        Role::Item => StructRole::LI,
        Role::Label => StructRole::Lbl,
        Role::Body => StructRole::LBody,
        Role::Table => StructRole::Table,
        Role::Row => StructRole::TR,
        Role::HeadCell => StructRole::TH,
        Role::Cell => StructRole::TD,
        Role::Figure => StructRole::Figure,
    }
}
