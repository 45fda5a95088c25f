//! The narrative block of a section (CDA R2, 4.3.5) as HTML.

use std::borrow::Cow;

use crate::NarrativeLimits;
use crate::writer::{References, Writer};

/// A narrative block while it is read.
#[derive(Debug)]
pub(super) struct Block<'l> {
    pub(super) writer: Writer<'l>,
    /// For each open element of the block, what was begun for it.
    begun: Vec<Vec<&'static str>>,
}

impl<'l> Block<'l> {
    pub(super) const fn new(limits: &'l NarrativeLimits) -> Self {
        Self { writer: Writer::new(limits, References::Undone), begun: Vec::new() }
    }

    pub(super) fn start(&mut self, name: &str, attributes: &[(String, String)]) {
        let value = |wanted: &str| {
            let found = attributes.iter().find(|(name, _)| name == wanted);
            found.map(|(_, value)| value.as_str())
        };
        let names = elements(name, value("listType"), value("styleCode"), value("revised"));
        for (at, name) in names.iter().enumerate() {
            // What the element says of itself stands once, at its outermost.
            let own = attributes.iter().filter(|_| at == 0);
            let own = own.filter_map(|(name, value)| Some((html_name(name)?, Cow::Borrowed(value.as_str()))));
            self.writer.start(name, own);
        }
        self.begun.push(names);
    }

    /// Ends an element; `false` if that was the block itself.
    pub(super) fn end(&mut self) -> bool {
        let Some(names) = self.begun.pop() else { return false };
        names.iter().rev().filter(|name| **name != "br").for_each(|name| self.writer.end(name));
        true
    }
}

/// Returns the elements of HTML that stand for one of a narrative block, outermost first; none where only what is
/// inside counts. What HTML a document puts in here of its own, and whatever else, is none of them.
fn elements(name: &str, list: Option<&str>, style: Option<&str>, revised: Option<&str>) -> Vec<&'static str> {
    let mut names = match name {
        "paragraph" => vec!["p"],
        "list" if list == Some("ordered") => vec!["ol"],
        "list" => vec!["ul"],
        "item" => vec!["li"],
        "content" => vec![match revised {
            Some("delete") => "del",
            Some("insert") => "ins",
            _ => "span",
        }],
        "linkHtml" => vec!["a"],
        "caption" => vec!["caption", "b"],
        "footnote" => vec!["small"],
        "footnoteRef" | "sup" => vec!["sup"],
        "sub" => vec!["sub"],
        "br" => vec!["br"],
        "table" => vec!["table"],
        "thead" => vec!["thead"],
        "tbody" => vec!["tbody"],
        "tfoot" => vec!["tfoot"],
        "tr" => vec!["tr"],
        "th" => vec!["th"],
        "td" => vec!["td"],
        "col" => vec!["col"],
        "colgroup" => vec!["colgroup"],
        _ => vec![],
    };
    if name == "content" {
        let codes = style.unwrap_or_default().split_whitespace();
        names.extend(codes.take(4).filter_map(|code| match code {
            "Bold" => Some("b"),
            "Italics" => Some("i"),
            "Underline" => Some("u"),
            "Emphasis" => Some("em"),
            _ => None,
        }));
    }
    names
}

/// Returns the attribute of HTML that says the same.
fn html_name(name: &str) -> Option<&str> {
    match name {
        "ID" => Some("id"),
        "language" => Some("lang"),
        "href" | "title" | "colspan" | "rowspan" | "span" | "align" | "scope" => Some(name),
        _ => None,
    }
}
