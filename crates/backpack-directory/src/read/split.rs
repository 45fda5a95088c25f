//! Splits a list into its items while it comes in, so that one item at a time is held.
//!
//! It knows just enough of JSON to find where a value ends; each value is then checked by `serde_json`.

use serde_json::value::RawValue;

use crate::ReadError;

/// The largest item, in bytes: an organisation with a logo and some thousand addresses has room in it.
pub(super) const MAX_ITEM: usize = 4 << 20;

/// Which sort of item it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// An entry of a Bundle.
    Entry,
    /// A row of another list.
    Row,
}

/// One item: its text, or nothing if it is larger than [`MAX_ITEM`].
pub(super) type Taken<'t> = &'t mut dyn FnMut(Part, Option<&str>);

/// Where in the document the splitter stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Begin,
    /// In the outermost object, before a key; a comma has come.
    Key(Comma),
    Colon,
    /// Before or in the value of a member.
    Member,
    AfterMember,
    /// In an array of items, before or in one; a comma has come.
    Item(Part, Comma),
    AfterItem(Part),
    End,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comma {
    No,
    Yes,
}

/// Splits a list that comes in parts.
#[derive(Debug)]
pub(super) struct Splitter {
    place: Place,
    /// The outermost value is an array.
    is_array: bool,
    key: Vec<u8>,
    value: Value,
    pub(super) is_bundle: bool,
    pub(super) is_list: bool,
}

impl Splitter {
    pub(super) fn new() -> Self {
        Self {
            place: Place::Begin,
            is_array: false,
            key: Vec::new(),
            value: Value::default(),
            is_bundle: false,
            is_list: false,
        }
    }

    /// Takes the next bytes, and hands each item that is whole to `take`.
    pub(super) fn push(&mut self, mut bytes: &[u8], take: Taken<'_>) -> Result<(), ReadError> {
        while !bytes.is_empty() {
            if self.value.is_open() || self.begins_value(bytes) {
                let (used, ended) = self.value.push(bytes);
                bytes = bytes.get(used..).unwrap_or_default();
                if ended {
                    self.ended(take)?;
                }
            } else if let Some((first, rest)) = bytes.split_first() {
                self.step(*first)?;
                bytes = rest;
            }
        }
        Ok(())
    }

    /// Ends the document.
    pub(super) fn end(&mut self) -> Result<(), ReadError> {
        if self.place == Place::Begin && self.value.is_open() {
            // A number ends with the document.
            self.ended(&mut |_, _| {})?;
        }
        if self.place == Place::End { Ok(()) } else { Err(ReadError::NotJson) }
    }

    /// Says whether a value begins here that is taken whole, rather than a mark between values.
    fn begins_value(&self, bytes: &[u8]) -> bool {
        let Some(first) = bytes.first().filter(|first| !first.is_ascii_whitespace()) else { return false };
        match self.place {
            Place::Begin => !matches!(first, b'{' | b'[') && !is_mark(*first),
            Place::Key(_) => *first == b'"',
            Place::Member => *first != b'[' || self.items().is_none(),
            Place::Item(..) => *first != b']',
            _ => false,
        }
    }

    /// Takes one mark between values.
    fn step(&mut self, byte: u8) -> Result<(), ReadError> {
        if byte.is_ascii_whitespace() || self.place == Place::Begin && is_mark(byte) {
            return Ok(());
        }
        self.place = match (self.place, byte) {
            (Place::Begin, b'{') | (Place::AfterMember, b',') => {
                Place::Key(if byte == b',' { Comma::Yes } else { Comma::No })
            }
            (Place::Begin, b'[') => {
                (self.is_array, self.is_list) = (true, true);
                Place::Item(Part::Row, Comma::No)
            }
            (Place::Key(Comma::No) | Place::AfterMember, b'}') => Place::End,
            (Place::Colon, b':') => Place::Member,
            (Place::Member, b'[') => match self.items() {
                Some(part) => {
                    self.is_list |= part == Part::Row;
                    Place::Item(part, Comma::No)
                }
                None => return Err(ReadError::NotJson),
            },
            (Place::AfterItem(part), b',') => Place::Item(part, Comma::Yes),
            (Place::Item(_, Comma::No) | Place::AfterItem(_), b']') => {
                if self.is_array {
                    Place::End
                } else {
                    Place::AfterMember
                }
            }
            _ => return Err(ReadError::NotJson),
        };
        Ok(())
    }

    /// Goes on after a whole value.
    fn ended(&mut self, take: Taken<'_>) -> Result<(), ReadError> {
        let value = std::mem::take(&mut self.value);
        let text = value.text();
        if let Some(text) = text {
            let text = std::str::from_utf8(text).map_err(|_| ReadError::NotJson)?;
            serde_json::from_str::<&RawValue>(text).map_err(|_| ReadError::NotJson)?;
        }
        self.place = match self.place {
            Place::Begin => Place::End,
            Place::Key(_) => {
                let key: Option<String> = text.and_then(|key| serde_json::from_slice(key).ok());
                self.key = key.ok_or(ReadError::NotJson)?.into_bytes();
                Place::Colon
            }
            Place::Item(part, _) => {
                take(part, text.and_then(|text| std::str::from_utf8(text).ok()));
                Place::AfterItem(part)
            }
            _ => {
                if self.items().is_some() {
                    // Items that are no array: none at all, or no list.
                    let none = text == Some(b"null");
                    self.is_list |= none && self.items() == Some(Part::Row);
                    if !none {
                        return Err(ReadError::NotJson);
                    }
                }
                self.is_bundle |= self.key == b"resourceType" && text == Some(b"\"Bundle\"");
                Place::AfterMember
            }
        };
        // The room of a large item is not kept for the small ones after it.
        self.value = value.emptied();
        Ok(())
    }

    /// Returns which items the member holds that is being read.
    fn items(&self) -> Option<Part> {
        match self.key.as_slice() {
            b"entry" => Some(Part::Entry),
            b"Endpoints" | b"endpoints" => Some(Part::Row),
            _ => None,
        }
    }
}

/// A value that comes in parts.
#[derive(Debug, Default)]
struct Value {
    bytes: Vec<u8>,
    /// How many bytes have come, kept or not.
    length: usize,
    depth: usize,
    in_text: bool,
    escaped: bool,
}

impl Value {
    fn is_open(&self) -> bool {
        self.length > 0
    }

    /// Takes bytes up to the value's end; returns how many, and whether it has ended.
    fn push(&mut self, bytes: &[u8]) -> (usize, bool) {
        let mut used = 0;
        let mut ended = false;
        for byte in bytes {
            if !self.in_text && self.depth == 0 && self.length + used > 0 && ends_plain(*byte) {
                // A number or a word ends before what follows it.
                ended = true;
                break;
            }
            used += 1;
            if self.in_text {
                match byte {
                    _ if self.escaped => self.escaped = false,
                    b'\\' => self.escaped = true,
                    b'"' => self.in_text = false,
                    _ => continue,
                }
                ended = !self.in_text && self.depth == 0;
            } else {
                match byte {
                    b'"' => self.in_text = true,
                    b'{' | b'[' => self.depth += 1,
                    b'}' | b']' => {
                        self.depth = self.depth.saturating_sub(1);
                        ended = self.depth == 0;
                    }
                    _ => {}
                }
            }
            if ended {
                break;
            }
        }
        self.length += used;
        if self.length <= MAX_ITEM {
            self.bytes.extend_from_slice(bytes.get(..used).unwrap_or_default());
        } else {
            self.bytes = Vec::new();
        }
        (used, ended)
    }

    /// Returns the value, or nothing if it is too large.
    fn text(&self) -> Option<&[u8]> {
        (self.length <= MAX_ITEM).then_some(&self.bytes)
    }

    fn emptied(mut self) -> Self {
        self.bytes.clear();
        self.bytes.shrink_to(64 << 10);
        Self { bytes: self.bytes, ..Self::default() }
    }
}

/// Says whether a byte is part of the mark of UTF-8 that some put before the document.
fn is_mark(byte: u8) -> bool {
    matches!(byte, 0xef | 0xbb | 0xbf)
}

fn ends_plain(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b',' | b']' | b'}' | b':')
}
