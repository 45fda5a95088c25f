//! A view of the values of a body that a scan has accepted: an index of places, never a tree of values.

use crate::Text;

/// A body and the places of its values.
#[derive(Debug, Default)]
pub(crate) struct Doc<'a> {
    text: &'a str,
    /// Every value in order of its start; a member's name stands before its value.
    places: Vec<Place>,
}

/// Where a value stands.
#[derive(Clone, Copy, Debug)]
struct Place {
    start: u32,
    end: u32,
    /// The index after the value and all that is inside it.
    after: u32,
    /// Whether it is a string with escapes.
    has_escapes: bool,
}

/// The most values of one body that are indexed, for bounded memory; a header misses what comes after them.
const MOST_PLACES: usize = 1 << 20;

/// Bodies are at most 64 MiB, so that 32 bits hold a place in them.
#[expect(clippy::cast_possible_truncation, reason = "a body is at most 64 MiB long")]
fn place(at: usize) -> u32 {
    at as u32
}

impl<'a> Doc<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, places: Vec::with_capacity((text.len() / 16).min(MOST_PLACES)) }
    }

    /// Takes note of a value that starts here; returns the slot to close. Beyond the most, no more is noted.
    #[inline]
    pub(crate) fn open(&mut self, start: usize) -> Option<usize> {
        let slot = self.places.len();
        if slot == MOST_PLACES {
            return None;
        }
        self.places.push(Place { start: place(start), end: 0, after: 0, has_escapes: false });
        Some(slot)
    }

    /// Closes a value that ends here.
    #[inline]
    pub(crate) fn close(&mut self, slot: Option<usize>, end: usize, has_escapes: bool) {
        let after = place(self.places.len());
        if let Some(open) = slot.and_then(|slot| self.places.get_mut(slot)) {
            *open = Place { end: place(end), after, has_escapes, ..*open };
        }
    }

    /// Returns the body's own value.
    pub(crate) fn root(&self) -> Json<'_, 'a> {
        self.json(0)
    }

    /// Returns how many values are indexed; `None` if there are more than that.
    pub(crate) fn len(&self) -> Option<usize> {
        (self.places.len() < MOST_PLACES).then_some(self.places.len())
    }

    /// Returns the value noted in a slot.
    pub(crate) fn json(&self, slot: usize) -> Json<'_, 'a> {
        let none = Place { start: 0, end: 0, after: 0, has_escapes: false };
        Json { doc: self, slot: place(slot), place: self.places.get(slot).copied().unwrap_or(none) }
    }
}

/// One JSON value of a body.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Json<'d, 'a> {
    doc: &'d Doc<'a>,
    slot: u32,
    place: Place,
}

impl<'d, 'a> Json<'d, 'a> {
    /// Returns the slot of the value.
    pub(crate) fn slot(self) -> usize {
        self.slot as usize
    }

    /// Returns the slot after the value and all that is inside it.
    pub(crate) fn after(self) -> usize {
        self.place.after as usize
    }

    /// Returns the value's text, quotes and brackets included.
    #[inline]
    pub(crate) fn raw(self) -> &'a str {
        self.doc.text.get(self.place.start as usize..self.place.end as usize).unwrap_or_default()
    }

    pub(crate) fn is_object(self) -> bool {
        self.first() == b'{'
    }

    pub(crate) fn is_array(self) -> bool {
        self.first() == b'['
    }

    pub(crate) fn is_string(self) -> bool {
        self.first() == b'"'
    }

    pub(crate) fn is_null(self) -> bool {
        self.first() == b'n'
    }

    #[inline]
    fn first(self) -> u8 {
        self.doc.text.as_bytes().get(self.place.start as usize).copied().unwrap_or(0)
    }

    /// Returns a string with its escapes undone; `None` if it is no string.
    pub(crate) fn text(self) -> Option<Text<'a>> {
        let inside = inside(self.raw())?;
        Some(if self.place.has_escapes { Text::from(unescape(inside)) } else { Text::from(inside) })
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
        let digits = inside(raw).unwrap_or(raw);
        is_number(digits).then_some(digits)
    }

    /// Returns the first member of this name; `None` if there is none, it is `null`, or this is no object.
    pub(crate) fn get(self, name: &str) -> Option<Self> {
        if !self.is_object() {
            return None;
        }
        // Every reader goes through here: the lengths of the names tell most of them apart.
        let length = place(name.len() + 2);
        let mut slot = self.slot + 1;
        while slot < self.place.after {
            let key = self.doc.places.get(slot as usize)?;
            let value = self.doc.places.get(slot as usize + 1)?;
            if (key.end - key.start == length || key.has_escapes)
                && self.doc.json(slot as usize).is_named(name)
            {
                return Some(self.doc.json(slot as usize + 1)).filter(|value| !value.is_null());
            }
            slot = value.after.max(slot + 2);
        }
        None
    }

    /// Returns the string member of this name.
    pub(crate) fn text_of(self, name: &str) -> Option<Text<'a>> {
        self.get(name)?.text()
    }

    /// Tells whether this string, a member's name, says so.
    #[inline]
    pub(crate) fn is_named(self, name: &str) -> bool {
        let length = (self.place.end - self.place.start) as usize;
        if self.place.has_escapes {
            return self.text().is_some_and(|text| text == name);
        }
        length == name.len() + 2 && inside(self.raw()) == Some(name)
    }

    /// Returns the members of an object, in order; nothing for anything else.
    pub(crate) fn members(self) -> Members<'d, 'a> {
        Members(self.walk(b'{'))
    }

    /// Returns the elements of an array, in order; nothing for anything else.
    pub(crate) fn elements(self) -> Elements<'d, 'a> {
        self.walk(b'[')
    }

    /// Returns the elements of an array, or the value itself: FHIR versions differ in what repeats.
    pub(crate) fn each(self) -> impl Iterator<Item = Self> {
        let own = (!self.is_array() && !self.is_null()).then_some(self);
        own.into_iter().chain(self.elements().filter(|element| !element.is_null()))
    }

    fn walk(self, open: u8) -> Elements<'d, 'a> {
        let end = if self.first() == open { self.place.after } else { 0 };
        Elements { doc: self.doc, slot: self.slot + 1, end }
    }
}

/// The members of an object.
#[derive(Debug)]
pub(crate) struct Members<'d, 'a>(Elements<'d, 'a>);

impl<'d, 'a> Iterator for Members<'d, 'a> {
    type Item = (Json<'d, 'a>, Json<'d, 'a>);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let key = self.0.next()?;
        let value = self.0.next()?;
        Some((key, value))
    }
}

/// The elements of an array.
#[derive(Debug)]
pub(crate) struct Elements<'d, 'a> {
    doc: &'d Doc<'a>,
    slot: u32,
    end: u32,
}

impl<'d, 'a> Iterator for Elements<'d, 'a> {
    type Item = Json<'d, 'a>;

    #[inline]
    fn next(&mut self) -> Option<Json<'d, 'a>> {
        if self.slot >= self.end {
            return None;
        }
        let json = self.doc.json(self.slot as usize);
        self.slot = json.place.after.max(self.slot + 1);
        Some(json)
    }
}

/// Returns the text that a string, quotes included, says; `None` if it is no string.
pub(crate) fn said(raw: &str) -> Option<Text<'_>> {
    let inside = inside(raw)?;
    Some(if inside.contains('\\') { Text::from(unescape(inside)) } else { Text::from(inside) })
}

#[inline]
fn inside(raw: &str) -> Option<&str> {
    raw.strip_prefix('"')?.strip_suffix('"')
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
