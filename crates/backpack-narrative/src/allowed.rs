//! The elements that may be written: the limited HTML of FHIR (R4, narrative.html: chapters 7 to 11 of HTML 4.0 but
//! for forms and frames, chapter 15, links and pictures).

/// What an element is, as far as nesting goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Flow,
    Paragraph,
    Heading,
    List,
    Item,
    Terms,
    Term,
    Inline,
    Anchor,
    /// Has no content: `br`.
    Break,
    /// Has no content and stands between blocks: `hr`.
    Rule,
    Picture,
    Table,
    Caption,
    Columns,
    Column,
    RowGroup,
    Row,
    Cell,
}

/// Every element that may be written, with its own attributes; [`EVERYWHERE`] come on top.
pub(crate) const ELEMENTS: &[(&str, Role, &[&str])] = &[
    ("div", Role::Flow, &[]),
    ("p", Role::Paragraph, &[]),
    ("span", Role::Inline, &[]),
    ("br", Role::Break, &[]),
    ("b", Role::Inline, &[]),
    ("i", Role::Inline, &[]),
    ("td", Role::Cell, &["colspan", "rowspan", "align"]),
    ("th", Role::Cell, &["colspan", "rowspan", "align", "scope"]),
    ("tr", Role::Row, &["align"]),
    ("table", Role::Table, &[]),
    ("caption", Role::Caption, &[]),
    ("colgroup", Role::Columns, &["span"]),
    ("col", Role::Column, &["span"]),
    ("thead", Role::RowGroup, &[]),
    ("tbody", Role::RowGroup, &[]),
    ("tfoot", Role::RowGroup, &[]),
    ("ul", Role::List, &[]),
    ("ol", Role::List, &["start"]),
    ("li", Role::Item, &["value"]),
    ("dl", Role::Terms, &[]),
    ("dt", Role::Term, &[]),
    ("dd", Role::Term, &[]),
    ("a", Role::Anchor, &["href"]),
    ("img", Role::Picture, &["src", "alt", "width", "height"]),
    ("hr", Role::Rule, &[]),
    ("h1", Role::Heading, &[]),
    ("h2", Role::Heading, &[]),
    ("h3", Role::Heading, &[]),
    ("h4", Role::Heading, &[]),
    ("h5", Role::Heading, &[]),
    ("h6", Role::Heading, &[]),
    ("address", Role::Flow, &[]),
    ("blockquote", Role::Flow, &[]),
    ("center", Role::Flow, &[]),
    ("pre", Role::Flow, &[]),
    ("em", Role::Inline, &[]),
    ("strong", Role::Inline, &[]),
    ("dfn", Role::Inline, &[]),
    ("code", Role::Inline, &[]),
    ("samp", Role::Inline, &[]),
    ("kbd", Role::Inline, &[]),
    ("var", Role::Inline, &[]),
    ("cite", Role::Inline, &[]),
    ("abbr", Role::Inline, &[]),
    ("acronym", Role::Inline, &[]),
    ("q", Role::Inline, &[]),
    ("sub", Role::Inline, &[]),
    ("sup", Role::Inline, &[]),
    ("ins", Role::Inline, &[]),
    ("del", Role::Inline, &[]),
    ("bdo", Role::Inline, &[]),
    ("tt", Role::Inline, &[]),
    ("big", Role::Inline, &[]),
    ("small", Role::Inline, &[]),
    ("u", Role::Inline, &[]),
    ("s", Role::Inline, &[]),
    ("strike", Role::Inline, &[]),
];

/// The attributes that any element may have.
pub(crate) const EVERYWHERE: &[&str] = &["id", "title", "lang", "dir"];

/// Elements whose content goes with them: what is inside is code, a drawing, a choice, or another page.
const DROPPED: &[&str] = &[
    "script",
    "style",
    "iframe",
    "frameset",
    "object",
    "embed",
    "applet",
    "svg",
    "math",
    "template",
    "noscript",
    "noembed",
    "noframes",
    "title",
    "textarea",
    "select",
    "audio",
    "video",
    "canvas",
    "xmp",
    "plaintext",
    "portal",
    "fencedframe",
    "head",
];

/// An element that may be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Element {
    pub(crate) name: &'static str,
    pub(crate) role: Role,
    pub(crate) own: &'static [&'static str],
}

impl Element {
    /// Returns the element of this name, in lower case, if it may be written.
    pub(crate) fn of(name: &str) -> Option<Self> {
        let row = ELEMENTS.iter().find(|(known, ..)| *known == name)?;
        Some(Self { name: row.0, role: row.1, own: row.2 })
    }

    pub(crate) fn allows(&self, attribute: &str) -> bool {
        self.own.contains(&attribute) || EVERYWHERE.contains(&attribute)
    }
}

/// Says whether the content of an element is left out together with it. Of any other unknown element the content stays.
pub(crate) fn is_dropped(name: &str) -> bool {
    DROPPED.contains(&name)
}
