//! Writes HTML anew out of start tags, end tags and text: allowed elements alone, well nested, no deeper than the limit.
//!
//! Every element that a browser's parser would close by itself is closed here first, so that what is read is exactly
//! what was written. It also keeps the reading cheap: misnested formatting and deep nesting cost a parser the square.

use std::borrow::Cow;

use crate::allowed::{Element, Role};
use crate::aside;
use crate::attributes;
use crate::references::{MOST_NAMES, Reference};
use crate::{NarrativeLimits, NotShown};

/// How character references stand in the text that is handed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum References {
    /// They are undone: every `&` means itself.
    Undone,
    /// They stand as they were written.
    Written,
}

/// HTML as it is written.
#[derive(Debug)]
pub(crate) struct Writer<'l> {
    limits: &'l NarrativeLimits,
    references: References,
    out: String,
    open: Vec<Element>,
    /// How many elements are open beyond the deepest that is written.
    beyond: usize,
    /// How many names of characters were left to the parser.
    names: usize,
    /// Whether the last thing written began a `pre`, after which a parser drops a line feed.
    begins_pre: bool,
}

impl<'l> Writer<'l> {
    pub(crate) const fn new(limits: &'l NarrativeLimits, references: References) -> Self {
        Self {
            limits,
            references,
            out: String::new(),
            open: Vec::new(),
            beyond: 0,
            names: 0,
            begins_pre: false,
        }
    }

    /// Begins an element; anything that is not allowed is passed over, and its content stays.
    pub(crate) fn start<'v>(
        &mut self,
        name: &str,
        attributes: impl Iterator<Item = (&'v str, Cow<'v, str>)>,
    ) {
        let Some(element) = Element::of(name) else { return };
        let attributes: Vec<_> = attributes.collect();
        if element.role == Role::Picture {
            return self.picture(&element, &attributes);
        }
        let has_content = !matches!(element.role, Role::Break | Role::Rule | Role::Column);
        if has_content && self.beyond > 0 {
            self.beyond += 1;
            return;
        }
        if !self.make_room(element.role) {
            return;
        }
        if has_content && self.open.len() >= self.limits.depth {
            self.beyond += 1;
            return;
        }
        self.tag(&element, &attributes);
        if has_content {
            self.open.push(element);
        }
    }

    /// Ends the element of this name that was begun last, and all that is open inside it.
    pub(crate) fn end(&mut self, name: &str) {
        let Some(element) = Element::of(name) else { return };
        if self.beyond > 0 && !matches!(element.role, Role::Break | Role::Rule | Role::Column | Role::Picture)
        {
            self.beyond -= 1;
            return;
        }
        let bounds: fn(Role) -> bool = match element.role {
            Role::Table => |_| false,
            Role::Caption | Role::Columns | Role::RowGroup | Role::Row | Role::Cell => {
                |role| role == Role::Table
            }
            _ => ends_scope,
        };
        let found = self.nearest(|open| open.name == name, bounds);
        if let Some(at) = found {
            self.close_to(at);
        }
    }

    /// Writes text, its references undone or not, as was said at the beginning.
    pub(crate) fn text(&mut self, text: &str) {
        if self.in_table_structure() {
            if text.chars().all(char::is_whitespace) {
                return;
            }
            self.enter_cell();
        }
        let mut text = text;
        if self.begins_pre {
            // What falls away does not stand between the beginning and a line feed.
            text = text.trim_start_matches(|c| matches!(c, '\r' | '\n') || !is_kept(c));
            self.begins_pre = text.is_empty();
        }
        self.words(text, escape_text);
    }

    /// Writes a reference to an entity that XML itself does not know: HTML may, and else it stands for its own name.
    pub(crate) fn entity(&mut self, name: &str) {
        let kept = std::mem::replace(&mut self.references, References::Written);
        self.text(&format!("&{name};"));
        self.references = kept;
    }

    /// Says whether more was written than may be read.
    pub(crate) fn is_full(&self) -> bool {
        self.out.len() > self.limits.html_bytes.saturating_mul(2)
    }

    /// Ends everything and returns what was written.
    ///
    /// # Errors
    ///
    /// [`NotShown::TooLarge`].
    pub(crate) fn finish(mut self) -> Result<String, NotShown> {
        self.close_to(0);
        let is_full = self.is_full();
        if is_full { Err(NotShown::TooLarge { limit: self.limits.html_bytes }) } else { Ok(self.out) }
    }

    /// Closes and opens what must be for an element of this role; `false` if it has no place here.
    fn make_room(&mut self, role: Role) -> bool {
        match role {
            Role::Caption | Role::Columns | Role::RowGroup => {
                return self.close_within_table(|role| role == Role::Table);
            }
            Role::Row => {
                return self.close_within_table(|role| matches!(role, Role::Table | Role::RowGroup));
            }
            Role::Column => {
                let is_here = self.close_within_table(|role| matches!(role, Role::Table | Role::Columns));
                if is_here && self.top() == Some(Role::Table) {
                    self.open_implied("colgroup");
                }
                return is_here;
            }
            Role::Cell => {
                let parents = |role| matches!(role, Role::Table | Role::RowGroup | Role::Row);
                let is_here = self.close_within_table(parents);
                if is_here && self.top() != Some(Role::Row) {
                    self.open_implied("tr");
                }
                return is_here;
            }
            _ => {}
        }
        if self.in_table_structure() {
            self.enter_cell();
        }
        self.close_by_itself(role);
        true
    }

    /// Closes what a parser would close by itself when this comes.
    fn close_by_itself(&mut self, role: Role) {
        let closes: fn(Role) -> bool = match role {
            Role::Item => |role| role == Role::Item,
            Role::Term => |role| role == Role::Term,
            Role::Anchor => |role| role == Role::Anchor,
            Role::Heading => |role| matches!(role, Role::Heading | Role::Paragraph),
            _ => |_| false,
        };
        let bounds: fn(Role) -> bool = match role {
            Role::Item => |role| ends_scope(role) || role == Role::List,
            Role::Term => |role| ends_scope(role) || role == Role::Terms,
            _ => ends_scope,
        };
        if let Some(at) = self.nearest(|open| closes(open.role), bounds) {
            self.close_to(at);
        }
        let is_block = !matches!(role, Role::Inline | Role::Anchor | Role::Break | Role::Picture);
        if is_block && let Some(at) = self.nearest(|open| open.role == Role::Paragraph, ends_scope) {
            self.close_to(at);
        }
    }

    /// Closes everything down to the nearest parent of this sort inside the nearest table; `false` without a table.
    fn close_within_table(&mut self, is_parent: impl Fn(Role) -> bool) -> bool {
        let found = self.nearest(|open| is_parent(open.role), |role| role == Role::Table);
        if let Some(at) = found {
            self.close_to(at + 1);
        }
        found.is_some()
    }

    fn enter_cell(&mut self) {
        if self.top() == Some(Role::Columns) {
            self.close_to(self.open.len() - 1);
        }
        if self.top() != Some(Role::Row) {
            self.open_implied("tr");
        }
        self.open_implied("td");
    }

    fn open_implied(&mut self, name: &str) {
        if let Some(element) = Element::of(name) {
            self.tag(&element, &[]);
            self.open.push(element);
        }
    }

    /// Returns the place of the nearest open element that fits, looking no further than the first that bounds.
    fn nearest(&self, fits: impl Fn(&Element) -> bool, bounds: impl Fn(Role) -> bool) -> Option<usize> {
        for (at, open) in self.open.iter().enumerate().rev() {
            if fits(open) {
                return Some(at);
            }
            if bounds(open.role) {
                return None;
            }
        }
        None
    }

    fn close_to(&mut self, at: usize) {
        for element in self.open.drain(at.min(self.open.len())..).rev() {
            self.out.push_str("</");
            self.out.push_str(element.name);
            self.out.push('>');
        }
    }

    fn top(&self) -> Option<Role> {
        self.open.last().map(|open| open.role)
    }

    fn in_table_structure(&self) -> bool {
        self.top()
            .is_some_and(|role| matches!(role, Role::Table | Role::RowGroup | Role::Row | Role::Columns))
    }

    /// Writes text or a value, with what stands for its references.
    fn words(&mut self, text: &str, escape: fn(&mut String, &str)) {
        if self.references == References::Undone {
            return escape(&mut self.out, text);
        }
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('&') {
            escape(&mut self.out, before);
            rest = match Reference::read(after) {
                Reference::Char(c, length) => {
                    escape(&mut self.out, c.encode_utf8(&mut [0; 4]));
                    after.get(length..).unwrap_or_default()
                }
                Reference::Name(name) if self.names < MOST_NAMES => {
                    self.names += 1;
                    self.out.push('&');
                    self.out.push_str(name);
                    after.get(name.len()..).unwrap_or_default()
                }
                _ => {
                    escape(&mut self.out, "&");
                    after
                }
            };
        }
        escape(&mut self.out, rest);
    }

    fn tag(&mut self, element: &Element, attributes: &[(&str, Cow<'_, str>)]) {
        self.out.push('<');
        self.out.push_str(element.name);
        let mut written: Vec<&str> = Vec::new();
        for (name, value) in attributes {
            let Some(value) = attributes::value(element, name, value, self.limits) else { continue };
            if written.contains(name) {
                continue;
            }
            written.push(name);
            self.out.push(' ');
            self.out.push_str(name);
            self.out.push_str("=\"");
            self.words(&value, escape_value);
            self.out.push('"');
        }
        self.out.push('>');
        self.begins_pre = element.name == "pre";
    }

    /// Writes a picture, or the words in place of one that may not be shown.
    fn picture(&mut self, element: &Element, attributes: &[(&str, Cow<'_, str>)]) {
        let is_shown = attributes.iter().any(|(name, value)| {
            *name == "src" && attributes::value(element, name, value, self.limits).is_some()
        });
        if is_shown {
            if self.in_table_structure() {
                self.enter_cell();
            }
            self.tag(element, attributes);
        } else if let Some((_, words)) = attributes.iter().find(|(name, _)| *name == "alt") {
            self.text(words);
        }
    }
}

/// What is open outside a cell, a caption or a table is no matter inside it.
const fn ends_scope(role: Role) -> bool {
    matches!(role, Role::Cell | Role::Caption | Role::Table)
}

/// Writes a value whose every character means itself.
fn escape_value(out: &mut String, text: &str) {
    for c in text.chars().filter(|c| is_kept(*c)) {
        match c {
            '&' => out.push_str("&#38;"),
            '<' => out.push_str("&#60;"),
            '>' => out.push_str("&#62;"),
            '"' => out.push_str("&#34;"),
            '\r' => out.push('\n'),
            c => out.push(c),
        }
    }
}

/// Writes text whose every character means itself: what would stop the parser in its tracks is put aside meanwhile.
fn escape_text(out: &mut String, text: &str) {
    let mut chars = text.chars().filter(|c| is_kept(*c)).peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' if chars.peek() == Some(&'\n') => {}
            c => out.push(aside::put(if c == '\r' { '\n' } else { c })),
        }
    }
}

/// NUL, which parsers turn into something else, falls away, as do the characters that stand in for others.
const fn is_kept(c: char) -> bool {
    c != '\0' && !aside::is_stand_in(c)
}
