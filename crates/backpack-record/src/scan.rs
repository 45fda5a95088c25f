//! One strict pass over a body: is it RFC 8259 JSON within the limits, and where are the parts that a header needs?

use crate::Refusal;
use crate::bytes::{byte_at, eight_at, spaces, special, string_end};
use crate::json::Json;
use crate::names::Names;

/// The largest body that is read: 64 MiB.
pub const MAX_BODY: usize = 64 * 1024 * 1024;

/// The deepest nesting that is read; the body's own object is level 1.
pub const MAX_DEPTH: u32 = 64;

/// What one pass over a body found.
#[derive(Debug, Default)]
pub(crate) struct Scanned<'a> {
    /// Whether the body is an object.
    pub(crate) is_object: bool,
    /// The members of the body's own object, in order.
    pub(crate) members: Vec<(Json<'a>, Json<'a>)>,
    /// Every string member `reference` with its sibling `display`, in order.
    pub(crate) references: Vec<(Json<'a>, Option<Json<'a>>)>,
    /// Every object that is an attachment, in order.
    pub(crate) attachments: Vec<Json<'a>>,
}

/// Reads a whole body. With `content`, also writes what counts as its content there (see `content.rs`).
pub(crate) fn scan<'a>(body: &'a [u8], content: Option<&mut Vec<u8>>) -> Result<Scanned<'a>, Refusal> {
    let text = checked_text(body)?;
    let mut scan = Scan::new(text, body.len() - text.len(), content);
    scan.found.is_object = byte_at(scan.bytes, spaces(scan.bytes, 0)) == b'{';
    scan.whole()?;
    let mut found = scan.found;
    found.attachments.sort_unstable_by_key(|attachment| attachment.start());
    let mut end = 0;
    found.attachments.retain(|attachment| {
        let is_outermost = attachment.start() >= end;
        end = end.max(attachment.end());
        is_outermost
    });
    Ok(found)
}

/// Checks one value that stands alone, cut from a body at this offset, and returns it.
pub(crate) fn check(value: &[u8], offset: usize) -> Result<Json<'_>, Refusal> {
    let text = std::str::from_utf8(value)
        .map_err(|fault| Refusal::NotJson { offset: (offset + fault.valid_up_to()) as u64 })?;
    Scan::new(text, offset, None).whole()?;
    Ok(Json::within(text, 0, text.len()))
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
            found: Scanned::default(),
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

    fn value(&mut self, place: Place) -> Result<(), Refusal> {
        match self.peek() {
            b'"' => self.string(),
            b'{' => self.object(place),
            b'[' => self.array(place),
            b'-' | b'0'..=b'9' => self.number(),
            b't' => self.word(b"true"),
            b'f' => self.word(b"false"),
            b'n' => self.word(b"null"),
            _ => Err(self.fault()),
        }
    }

    fn object(&mut self, place: Place) -> Result<(), Refusal> {
        self.enter()?;
        let start = self.at;
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
            self.found.attachments.push(self.json(start));
        }
        Ok(())
    }

    fn member(&mut self, object: &mut Object<'a>) -> Result<(), Refusal> {
        let key_start = self.at;
        if self.peek() != b'"' {
            return Err(self.fault());
        }
        let content_mark = self.mark_content();
        self.string()?;
        self.names.push(self.text, key_start, self.at);
        let key = self.json(key_start);
        self.space();
        if self.peek() != b':' {
            return Err(self.fault());
        }
        self.at += 1;
        self.space();
        let value_start = self.at;
        let is_string = self.peek() == b'"';
        let mut place = Place::Elsewhere;
        match key.raw() {
            "\"attachment\""
            | "\"presentedForm\""
            | "\"photo\""
            | "\"valueAttachment\""
            | "\"contentAttachment\"" => place = Place::Attachment,
            "\"contentType\"" if is_string => object.is_attachment = true,
            "\"meta\"" if self.depth == 1 => self.in_meta = true,
            _ => {}
        }
        self.value(place)?;
        match key.raw() {
            "\"reference\"" if is_string => {
                object.reference = Some(self.found.references.len());
                let target = self.json(value_start);
                self.found.references.push((target, None));
            }
            "\"display\"" if is_string => object.display = Some(self.json(value_start)),
            _ => {}
        }
        if self.depth == 1 {
            self.in_meta = false;
            let value = self.json(value_start);
            self.found.members.push((key, value));
        }
        object.dropped = self.drop_member(content_mark, key);
        Ok(())
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

    fn string(&mut self) -> Result<(), Refusal> {
        self.at += 1;
        loop {
            while let Some(eight) = eight_at(self.bytes, self.at) {
                let found = special(eight);
                if found == 0 {
                    self.at += 8;
                } else {
                    self.at += (found.trailing_zeros() / 8) as usize;
                    break;
                }
            }
            match self.bytes.get(self.at) {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(());
                }
                Some(b'\\') => self.escape()?,
                Some(0x20..) => self.at += 1,
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

    fn json(&self, start: usize) -> Json<'a> {
        Json::within(self.text, start, self.at)
    }

    fn fault(&self) -> Refusal {
        Refusal::NotJson { offset: (self.at + self.shift) as u64 }
    }
}

/// What is known of an object while it is read.
#[derive(Default)]
struct Object<'a> {
    reference: Option<usize>,
    display: Option<Json<'a>>,
    is_attachment: bool,
    dropped: bool,
}

/// What counts as content: everything but white space, `meta.lastUpdated` and `meta.versionId`.
impl<'a> Scan<'a, '_> {
    fn copy_until(&mut self, end: usize) {
        if let Some(content) = self.content.as_deref_mut() {
            content.extend_from_slice(self.bytes.get(self.copied..end).unwrap_or_default());
            self.copied = end;
        }
    }

    fn is_cutting(&self) -> bool {
        self.in_meta && self.depth == 2 && self.content.is_some()
    }

    fn mark_content(&mut self) -> usize {
        if !self.is_cutting() {
            return 0;
        }
        self.copy_until(self.at);
        self.content.as_ref().map_or(0, |content| content.len())
    }

    fn drop_member(&mut self, mark: usize, key: Json<'a>) -> bool {
        if !self.is_cutting() || !matches!(key.raw(), "\"lastUpdated\"" | "\"versionId\"") {
            return false;
        }
        if let Some(content) = self.content.as_deref_mut() {
            content.truncate(mark);
        }
        self.copied = self.at;
        true
    }

    fn drop_comma(&mut self, object: &Object<'a>) {
        if object.dropped && self.is_cutting() {
            self.copied = self.at;
        }
    }

    fn close_content(&mut self, object: &Object<'a>) {
        if object.dropped && self.is_cutting() {
            self.copy_until(self.at);
            if let Some(content) = self.content.as_deref_mut()
                && content.last() == Some(&b',')
            {
                content.pop();
            }
        }
    }
}

/// Returns where the value that starts here ends, by its strings and brackets alone: its inside is not checked.
///
/// `None` if brackets do not match, or the bytes end before it does.
pub(crate) fn skip_value(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start;
    let mut depth = 0_u32;
    // One bit a level, 1 for an object. Beyond 64 levels only the count is kept: such a value is refused anyway.
    let mut kinds = 0_u64;
    loop {
        match bytes.get(at)? {
            b'"' => at = string_end(bytes, at)?,
            open @ (b'{' | b'[') => {
                depth += 1;
                if depth <= 64 {
                    kinds = (kinds << 1) | u64::from(*open == b'{');
                }
                at += 1;
                continue;
            }
            close @ (b'}' | b']') => {
                if depth == 0 {
                    return (at > start).then_some(at);
                }
                if depth <= 64 {
                    if (kinds & 1 == 1) != (*close == b'}') {
                        return None;
                    }
                    kinds >>= 1;
                }
                depth -= 1;
                at += 1;
            }
            b' ' | b'\n' | b'\r' | b'\t' => {
                if depth == 0 {
                    return (at > start).then_some(at);
                }
                at = spaces(bytes, at);
                continue;
            }
            b',' | b':' => {
                if depth == 0 {
                    return (at > start).then_some(at);
                }
                at += 1;
                continue;
            }
            _ => {
                at += 1;
                if depth == 0 && at >= bytes.len() {
                    return Some(at);
                }
                continue;
            }
        }
        if depth == 0 {
            return Some(at);
        }
    }
}
