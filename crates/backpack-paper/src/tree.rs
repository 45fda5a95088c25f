//! What the parts of the text are: the tree that a screen reader walks (ISO 32000-1, section 14.7).

/// A part of the text.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) role: Role,
    pub(crate) parent: Option<usize>,
    pub(crate) kids: Vec<Kid>,
    /// What a picture is, in words.
    pub(crate) words: Option<String>,
}

#[derive(Debug)]
pub(crate) enum Kid {
    Node(usize),
    /// A piece of the text of a page, by the page and the number there.
    Text {
        page: usize,
        mark: i32,
    },
}

/// What a part is (ISO 32000-1, section 14.8.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Document,
    Heading(u8),
    Paragraph,
    List,
    Item,
    Label,
    Body,
    Table,
    Row,
    HeadCell,
    Cell,
    Figure,
}

/// The tree; number 0 is the document.
#[derive(Debug)]
pub(crate) struct Tree(pub(crate) Vec<Node>);

impl Tree {
    pub(crate) fn new() -> Self {
        Self(vec![Node { role: Role::Document, parent: None, kids: Vec::new(), words: None }])
    }

    /// Adds a part to another, and returns its number.
    pub(crate) fn add(&mut self, parent: usize, role: Role) -> usize {
        let number = self.0.len();
        self.0.push(Node { role, parent: Some(parent), kids: Vec::new(), words: None });
        if let Some(node) = self.0.get_mut(parent) {
            node.kids.push(Kid::Node(number));
        }
        number
    }

    /// Says in words what a part is.
    pub(crate) fn describe(&mut self, node: usize, words: &str) {
        if let Some(node) = self.0.get_mut(node) {
            node.words = Some(words.to_owned());
        }
    }

    /// Notes that a piece of the text of a page belongs to a part.
    pub(crate) fn mark(&mut self, node: usize, page: usize, mark: i32) {
        if let Some(node) = self.0.get_mut(node) {
            node.kids.push(Kid::Text { page, mark });
        }
    }
}
