//! One strict pass over a body: is it RFC 8259 JSON within the limits, and where are the parts that a header needs?

mod cut;

use crate::bytes::{byte_at, plain_end, spaces};
use crate::json::{Doc, Json, said};
use crate::names::Names;
use crate::{Refusal, Text};

/// The largest body that is read: 64 MiB.
pub const MAX_BODY: usize = 64 * 1024 * 1024;

/// The deepest nesting that is read; the body's own object is level 1.
pub const MAX_DEPTH: u32 = 64;

/// What one pass over a body found.
#[derive(Debug, Default)]
pub(crate) struct Scanned<'a> {
    /// The body and its values.
    pub(crate) doc: Doc<'a>,
    /// The slots of every string member `reference`, each with that of its sibling `display`, in order.
    pub(crate) references: Vec<(usize, Option<usize>)>,
    /// The slots of every object that is an attachment, in order; none stands inside another.
    pub(crate) attachments: Vec<usize>,
}

impl<'a> Scanned<'a> {
    /// Returns the references found, each with its display.
    pub(crate) fn references(&self) -> impl Iterator<Item = (Json<'_, 'a>, Option<Json<'_, 'a>>)> {
        let json = |slot: usize| self.doc.json(slot);
        self.references.iter().map(move |(target, display)| (json(*target), display.map(json)))
    }

    /// Returns the attachments found.
    pub(crate) fn attachments(&self) -> impl Iterator<Item = Json<'_, 'a>> {
        self.attachments.iter().map(|slot| self.doc.json(*slot))
    }
}

/// Reads a whole body. With `content`, also writes what counts as its content there (see `content.rs`).
pub(crate) fn scan<'a>(body: &'a [u8], content: Option<&mut Vec<u8>>) -> Result<Scanned<'a>, Refusal> {
    let text = checked_text(body)?;
    let mut scan = Scan::new(text, body.len() - text.len(), content);
    scan.whole()?;
    let mut found = scan.found;
    found.attachments.sort_unstable();
    let mut end = 0;
    found.attachments.retain(|slot| {
        let is_outermost = *slot >= end;
        end = end.max(found.doc.json(*slot).after());
        is_outermost
    });
    Ok(found)
}

/// Checks one value that stands alone, cut from a body at this offset, and returns it.
pub(crate) fn check(value: &[u8], offset: usize) -> Result<Doc<'_>, Refusal> {
    let text = std::str::from_utf8(value)
        .map_err(|fault| Refusal::NotJson { offset: (offset + fault.valid_up_to()) as u64 })?;
    let mut scan = Scan::new(text, offset, None);
    scan.whole()?;
    Ok(scan.found.doc)
}

/// Returns the body as text, a byte order mark left out.
pub(crate) fn checked_text(body: &[u8]) -> Result<&str, Refusal> {
    if body.len() > MAX_BODY {
        return Err(Refusal::TooLarge { limit: MAX_BODY as u64 });
    }
    let text =
        std::str::from_utf8(body).map_err(|fault| Refusal::NotJson { offset: fault.valid_up_to() as u64 })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// Where a value stands, as far as it matters here.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Under a name that holds attachments.
    Attachment,
    /// Anywhere else.
    Elsewhere,
}

impl Place {
    fn under(name: &str) -> Self {
        match name {
            "attachment" | "presentedForm" | "photo" | "valueAttachment" | "contentAttachment" => {
                Self::Attachment
            }
            _ => Self::Elsewhere,
        }
    }
}

struct Scan<'a, 'c> {
    text: &'a str,
    bytes: &'a [u8],
    shift: usize,
    at: usize,
    depth: u32,
    names: Names,
    found: Scanned<'a>,
    content: Option<&'c mut Vec<u8>>,
    copied: usize,
    in_meta: bool,
}

impl<'a, 'c> Scan<'a, 'c> {
    fn new(text: &'a str, shift: usize, content: Option<&'c mut Vec<u8>>) -> Self {
        Self {
            text,
            bytes: text.as_bytes(),
            shift,
            at: 0,
            depth: 0,
            names: Names::default(),
            found: Scanned { doc: Doc::new(text), ..Scanned::default() },
            content,
            copied: 0,
            in_meta: false,
        }
    }

    fn whole(&mut self) -> Result<(), Refusal> {
        self.space();
        self.value(Place::Elsewhere)?;
        self.space();
        if self.at < self.bytes.len() {
            return Err(self.fault());
        }
        self.copy_until(self.at);
        Ok(())
    }

    fn value(&mut self, place: Place) -> Result<Option<usize>, Refusal> {
        let slot = self.found.doc.open(self.at);
        let mut has_escapes = false;
        match self.peek() {
            b'"' => has_escapes = self.string()?,
            b'{' => self.object(place, slot)?,
            b'[' => self.array(place)?,
            b'-' | b'0'..=b'9' => self.number()?,
            b't' => self.word(b"true")?,
            b'f' => self.word(b"false")?,
            b'n' => self.word(b"null")?,
            _ => return Err(self.fault()),
        }
        self.found.doc.close(slot, self.at, has_escapes);
        Ok(slot)
    }

    fn object(&mut self, place: Place, slot: Option<usize>) -> Result<(), Refusal> {
        self.enter()?;
        let names_from = self.names.len();
        let mut object = Object { is_attachment: place == Place::Attachment, ..Object::default() };
        self.at += 1;
        self.space();
        if self.peek() != b'}' {
            loop {
                self.member(&mut object)?;
                self.space();
                match self.peek() {
                    b',' => self.at += 1,
                    b'}' => break,
                    _ => return Err(self.fault()),
                }
                self.drop_comma(&object);
                self.space();
            }
        }
        self.close_content(&object);
        self.at += 1;
        self.names.close(names_from, self.text)?;
        self.depth -= 1;
        if let Some(slot) = object.reference.and_then(|at| self.found.references.get_mut(at)) {
            slot.1 = object.display;
        }
        if object.is_attachment {
            self.found.attachments.extend(slot);
        }
        Ok(())
    }

    fn member(&mut self, object: &mut Object) -> Result<(), Refusal> {
        let key_start = self.at;
        if self.peek() != b'"' {
            return Err(self.fault());
        }
        let content_mark = self.mark_content();
        let slot = self.found.doc.open(key_start);
        let has_escapes = self.string()?;
        self.found.doc.close(slot, self.at, has_escapes);
        self.names.push(self.text, key_start, self.at, has_escapes);
        let name = self.name(key_start, has_escapes);
        self.space();
        if self.peek() != b':' {
            return Err(self.fault());
        }
        self.at += 1;
        self.space();
        let is_string = self.peek() == b'"';
        if self.depth == 1 && name == "meta" {
            self.in_meta = true;
        }
        object.is_attachment |= is_string && name == "contentType";
        let place = Place::under(&name);
        let value = self.value(place)?;
        match name.as_str() {
            "reference" if is_string => {
                object.reference = Some(self.found.references.len());
                self.found.references.extend(value.map(|slot| (slot, None)));
            }
            "display" if is_string => object.display = value,
            _ => {}
        }
        self.in_meta &= self.depth > 1;
        object.dropped = self.drop_member(content_mark, &name);
        Ok(())
    }

    /// Returns the name whose opening quote stands at this place and whose closing quote came last.
    fn name(&self, start: usize, has_escapes: bool) -> Text<'a> {
        if has_escapes {
            return self.text.get(start..self.at).and_then(said).unwrap_or_default();
        }
        Text::from(self.text.get(start + 1..self.at - 1).unwrap_or_default())
    }

    fn array(&mut self, place: Place) -> Result<(), Refusal> {
        self.enter()?;
        self.at += 1;
        self.space();
        if self.peek() != b']' {
            loop {
                self.value(place)?;
                self.space();
                match self.peek() {
                    b',' => self.at += 1,
                    b']' => break,
                    _ => return Err(self.fault()),
                }
                self.space();
            }
        }
        self.at += 1;
        self.depth -= 1;
        Ok(())
    }

    /// Reads a string; returns whether it has escapes.
    fn string(&mut self) -> Result<bool, Refusal> {
        let mut has_escapes = false;
        self.at += 1;
        loop {
            self.at = plain_end(self.bytes, self.at);
            match self.bytes.get(self.at) {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(has_escapes);
                }
                Some(b'\\') => {
                    has_escapes = true;
                    self.escape()?;
                }
                _ => return Err(self.fault()),
            }
        }
    }

    /// A lone surrogate is let pass, as the grammar does; it reads as U+FFFD.
    fn escape(&mut self) -> Result<(), Refusal> {
        self.at += 1;
        match self.peek() {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => self.at += 1,
            b'u' => {
                self.at += 1;
                for _ in 0..4 {
                    if !self.peek().is_ascii_hexdigit() {
                        return Err(self.fault());
                    }
                    self.at += 1;
                }
            }
            _ => return Err(self.fault()),
        }
        Ok(())
    }

    fn number(&mut self) -> Result<(), Refusal> {
        if self.peek() == b'-' {
            self.at += 1;
        }
        if self.peek() == b'0' {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.peek() == b'.' {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), b'e' | b'E') {
            self.at += 1;
            if matches!(self.peek(), b'+' | b'-') {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(())
    }

    fn digits(&mut self) -> Result<(), Refusal> {
        if !self.peek().is_ascii_digit() {
            return Err(self.fault());
        }
        while self.peek().is_ascii_digit() {
            self.at += 1;
        }
        Ok(())
    }

    fn word(&mut self, word: &[u8]) -> Result<(), Refusal> {
        if self.bytes.get(self.at..).is_some_and(|rest| rest.starts_with(word)) {
            self.at += word.len();
            return Ok(());
        }
        Err(self.fault())
    }

    fn enter(&mut self) -> Result<(), Refusal> {
        self.depth += 1;
        if self.depth > MAX_DEPTH { Err(Refusal::TooDeep) } else { Ok(()) }
    }

    fn space(&mut self) {
        let from = self.at;
        self.at = spaces(self.bytes, from);
        if self.at > from && self.content.is_some() {
            self.copy_until(from);
            self.copied = self.at;
        }
    }

    /// Returns the byte here; 0, which no rule accepts, at the end.
    fn peek(&self) -> u8 {
        byte_at(self.bytes, self.at)
    }

    fn fault(&self) -> Refusal {
        Refusal::NotJson { offset: (self.at + self.shift) as u64 }
    }
}

/// What is known of an object while it is read.
#[derive(Default)]
struct Object {
    reference: Option<usize>,
    display: Option<usize>,
    is_attachment: bool,
    dropped: bool,
}
