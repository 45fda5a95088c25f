//! A view of a JSON value inside text that is known to be well-formed: it is walked, never turned into a tree.

use crate::Text;
use crate::bytes::{byte_at, spaces, string_end};
use crate::scan::skip_value;

/// One JSON value, as it stands in a body that a scan has accepted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Json<'a> {
    /// The body.
    text: &'a str,
    start: u32,
    end: u32,
}

impl<'a> Json<'a> {
    /// Returns the value between two places. Bodies are at most 64 MiB, so that 32 bits hold a place.
    #[expect(clippy::cast_possible_truncation, reason = "a body is at most 64 MiB long")]
    #[inline]
    pub(crate) fn within(text: &'a str, start: usize, end: usize) -> Self {
        Self { text, start: start as u32, end: end as u32 }
    }

    /// Returns the place at which it starts.
    pub(crate) fn start(self) -> usize {
        self.start as usize
    }

    /// Returns the place after it.
    pub(crate) fn end(self) -> usize {
        self.end as usize
    }

    /// Returns the value's text, quotes and brackets included.
    #[inline]
    pub(crate) fn raw(self) -> &'a str {
        self.text.get(self.start as usize..self.end as usize).unwrap_or_default()
    }

    pub(crate) fn is_object(self) -> bool {
        self.first() == b'{'
    }

    pub(crate) fn is_array(self) -> bool {
        self.first() == b'['
    }

    fn first(self) -> u8 {
        byte_at(self.text.as_bytes(), self.start())
    }

    /// Returns a string with its escapes undone; `None` if it is no string.
    pub(crate) fn text(self) -> Option<Text<'a>> {
        let inside = self.raw().strip_prefix('"')?.strip_suffix('"')?;
        if inside.contains('\\') { Some(Text::from(unescape(inside))) } else { Some(Text::from(inside)) }
    }

    /// Returns a boolean.
    pub(crate) fn boolean(self) -> Option<bool> {
        match self.raw() {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        }
    }

    /// Returns a number's exact digits, also if the number was written as a string.
    pub(crate) fn number(self) -> Option<&'a str> {
        let raw = self.raw();
        let digits = raw.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(raw);
        is_number(digits).then_some(digits)
    }

    /// Returns the first member of this name; `None` if there is none, it is `null`, or this is no object.
    pub(crate) fn get(self, name: &str) -> Option<Self> {
        self.members()
            .find(|(key, _)| key.is_named(name))
            .map(|(_, value)| value)
            .filter(|value| !value.is_null())
    }

    /// Returns the string member of this name.
    pub(crate) fn text_of(self, name: &str) -> Option<Text<'a>> {
        self.get(name)?.text()
    }

    pub(crate) fn is_null(self) -> bool {
        self.raw() == "null"
    }

    /// Tells whether this string, a member's name, says so.
    #[inline]
    pub(crate) fn is_named(self, name: &str) -> bool {
        let raw = self.raw();
        let inside = raw.get(1..raw.len().saturating_sub(1)).unwrap_or_default();
        inside == name || (inside.contains('\\') && unescape(inside) == name)
    }

    /// Returns the members of an object, in order; nothing for anything else.
    pub(crate) fn members(self) -> Members<'a> {
        Members { walk: Walk::into(self, b'{') }
    }

    /// Returns the elements of an array, in order; nothing for anything else.
    pub(crate) fn elements(self) -> Elements<'a> {
        Elements { walk: Walk::into(self, b'[') }
    }

    /// Returns the elements of an array, or the value itself: FHIR versions differ in what repeats.
    pub(crate) fn each(self) -> impl Iterator<Item = Self> {
        let own = (!self.is_array() && !self.is_null()).then_some(self);
        own.into_iter().chain(self.elements().filter(|element| !element.is_null()))
    }
}

/// The members of an object.
#[derive(Debug)]
pub(crate) struct Members<'a> {
    walk: Walk<'a>,
}

impl<'a> Iterator for Members<'a> {
    type Item = (Json<'a>, Json<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let key = self.walk.next_value()?;
        let value = self.walk.next_value()?;
        Some((key, value))
    }
}

/// The elements of an array.
#[derive(Debug)]
pub(crate) struct Elements<'a> {
    walk: Walk<'a>,
}

impl<'a> Iterator for Elements<'a> {
    type Item = Json<'a>;

    fn next(&mut self) -> Option<Json<'a>> {
        self.walk.next_value()
    }
}

/// A walk over the values inside a container; commas and colons are passed alike, since they are known to be right.
#[derive(Debug)]
struct Walk<'a> {
    text: &'a str,
    at: usize,
    end: usize,
}

impl<'a> Walk<'a> {
    fn into(json: Json<'a>, open: u8) -> Self {
        let end = if json.first() == open { (json.end as usize).saturating_sub(1) } else { 0 };
        Self { text: json.text, at: json.start() + 1, end }
    }

    fn next_value(&mut self) -> Option<Json<'a>> {
        let bytes = self.text.as_bytes();
        if self.at >= self.end {
            return None;
        }
        self.at = spaces(bytes, self.at);
        if matches!(byte_at(bytes, self.at), b',' | b':') {
            self.at = spaces(bytes, self.at + 1);
        }
        if self.at >= self.end {
            return None;
        }
        let start = self.at;
        self.at = match byte_at(bytes, start) {
            b'"' => string_end(bytes, start)?,
            _ => skip_value(bytes, start)?,
        };
        Some(Json::within(self.text, start, self.at))
    }
}

/// Undoes the escapes of a string's inside. A lone surrogate becomes U+FFFD.
fn unescape(inside: &str) -> String {
    let mut out = String::with_capacity(inside.len());
    let mut rest = inside;
    while let Some(at) = rest.find('\\') {
        out.push_str(rest.get(..at).unwrap_or_default());
        let escape = rest.get(at + 1..).unwrap_or_default();
        let (letter, width) = match escape.as_bytes().first() {
            Some(b'b') => ('\u{8}', 1),
            Some(b'f') => ('\u{c}', 1),
            Some(b'n') => ('\n', 1),
            Some(b'r') => ('\r', 1),
            Some(b't') => ('\t', 1),
            Some(b'u') => code_point(escape),
            Some(other) => (char::from(*other), 1),
            None => break,
        };
        out.push(letter);
        rest = escape.get(width..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// Reads `uXXXX`, or a pair of surrogates; returns the character and how many bytes it took.
fn code_point(escape: &str) -> (char, usize) {
    let unit = |from: usize| escape.get(from..from + 4).and_then(|hex| u32::from_str_radix(hex, 16).ok());
    let first = unit(1).unwrap_or(0xfffd);
    if (0xd800..0xdc00).contains(&first)
        && escape.get(5..7) == Some("\\u")
        && let Some(second @ 0xdc00..0xe000) = unit(7)
    {
        let joined = 0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00);
        return (char::from_u32(joined).unwrap_or(char::REPLACEMENT_CHARACTER), 11);
    }
    (char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER), 5)
}

/// Tells whether a text is a number by the grammar of RFC 8259.
fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|text| digits(text.strip_prefix(['+', '-']).unwrap_or(text)))
}
