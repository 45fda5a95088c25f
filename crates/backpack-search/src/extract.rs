//! What people can read in a FHIR resource.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as BASE64;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::Field;
use crate::strip::strip;

/// The most bytes of text that are taken from one body.
const MOST_BYTES: usize = 4 << 20;

/// Members that say nothing to people, or nothing that they would look for by words: ids, addresses on the web, dates, bytes,
/// codes of FHIR itself. They are passed over with all that is in them.
const PASSED_OVER: &[&str] = &[
    "criticality",
    "fullUrl",
    "gender",
    "hash",
    "id",
    "identifier",
    "implicitRules",
    "instantiatesCanonical",
    "instantiatesUri",
    "intent",
    "language",
    "meta",
    "mode",
    "profile",
    "reference",
    "resourceType",
    "status",
    "system",
    "uri",
    "url",
    "use",
    "version",
];

/// Returns every text of a resource that people read, each with the field it counts for, in the order of the body: what codes
/// mean, titles, descriptions, answers, notes, numbers of measurements, and the narrative without its tags.
///
/// Text that is held in base64 is read; nothing else that is held so is, and never ids, links and dates. A body that is no JSON has none, and one that ends too early has what came before.
#[must_use]
pub fn texts_of(body: &[u8]) -> Vec<(Field, String)> {
    let mut texts = Texts { all: Vec::new(), room: MOST_BYTES };
    let mut reader = serde_json::Deserializer::from_slice(body);
    let walk = Walk { texts: &mut texts, name: Name::Other, field: Field::Body };
    // Whatever is wrong with the rest of it, what was read is there.
    drop(walk.deserialize(&mut reader));
    texts.all
}

struct Texts {
    all: Vec<(Field, String)>,
    room: usize,
}

/// What matters of a member's name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Name {
    /// `div`: a narrative.
    Div,
    /// `value`: a number counts.
    Value,
    /// `coding`: what is in it is a code.
    Coding,
    /// Any other.
    Other,
}

/// One value on the way through a body.
struct Walk<'t> {
    texts: &'t mut Texts,
    name: Name,
    field: Field,
}

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("JSON")
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        if self.name == Name::Div {
            self.texts.push(self.field, strip(text));
        } else if is_for_people(text) {
            self.texts.push(self.field, text.to_owned());
        }
        Ok(())
    }

    fn visit_f64<E>(self, number: f64) -> Result<(), E> {
        self.number(number.to_string());
        Ok(())
    }

    fn visit_u64<E>(self, number: u64) -> Result<(), E> {
        self.number(number.to_string());
        Ok(())
    }

    fn visit_i64<E>(self, number: i64) -> Result<(), E> {
        self.number(number.to_string());
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        loop {
            let walk = Walk { texts: self.texts, name: self.name, field: self.field };
            if list.next_element_seed(walk)?.is_none() {
                return Ok(());
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let mut attachment = Attachment::default();
        while let Some(member) = members.next_key::<Member>()? {
            match member {
                Member::ContentType => attachment.content_type = members.next_value::<Maybe>()?.text(),
                Member::Data => attachment.data = members.next_value::<Maybe>()?.text(),
                Member::PassedOver => drop(members.next_value::<IgnoredAny>()?),
                member => {
                    let (name, field) = member.meaning(self.field);
                    members.next_value_seed(Walk { texts: self.texts, name, field })?;
                }
            }
        }
        if let Some((field, text)) = attachment.text() {
            self.texts.push(field, text);
        }
        Ok(())
    }
}

impl Walk<'_> {
    fn number(self, digits: String) {
        if self.name == Name::Value {
            self.texts.push(self.field, digits);
        }
    }
}

/// A member by its name, as far as that matters.
#[derive(Clone, Copy)]
enum Member {
    ContentType,
    Data,
    PassedOver,
    Div,
    Coding,
    Note,
    Value,
    Other,
}

impl<'de> Deserialize<'de> for Member {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_identifier(MemberName)
    }
}

/// Reads a name, whether it has escapes or lies there as it is.
struct MemberName;

impl Visitor<'_> for MemberName {
    type Value = Member;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E>(self, name: &str) -> Result<Member, E> {
        Ok(match name {
            "contentType" => Member::ContentType,
            "data" => Member::Data,
            "div" => Member::Div,
            "coding" => Member::Coding,
            "note" | "comment" | "comments" => Member::Note,
            "value" => Member::Value,
            name if PASSED_OVER.binary_search(&name).is_ok() => Member::PassedOver,
            _ => Member::Other,
        })
    }
}

impl Member {
    fn meaning(self, field: Field) -> (Name, Field) {
        let field_of_codes = if field == Field::Body { Field::Code } else { field };
        match self {
            Self::Div => (Name::Div, field),
            Self::Coding => (Name::Coding, field_of_codes),
            Self::Note => (Name::Other, Field::Note),
            Self::Value => (Name::Value, field),
            _ => (Name::Other, field),
        }
    }
}

/// What an object says of bytes that are in it: `Attachment` and `Binary` (R4, datatypes.html#Attachment).
#[derive(Default)]
struct Attachment {
    content_type: Option<String>,
    data: Option<String>,
}

impl Attachment {
    /// Returns the bytes as a text, if that is what they are said to be: a note of the person's own is kept so.
    fn text(self) -> Option<(Field, String)> {
        let sort = self.content_type?.to_ascii_lowercase();
        let sort = sort.split(';').next().unwrap_or_default().trim();
        let is_tagged = matches!(sort, "text/html" | "application/xhtml+xml" | "text/xml");
        if !is_tagged && !matches!(sort, "text/plain" | "text/markdown") {
            return None;
        }
        let bytes = BASE64.decode(self.data?.trim()).ok()?;
        let text = String::from_utf8_lossy(&bytes);
        Some(if is_tagged { (Field::Body, strip(&text)) } else { (Field::Note, text.into_owned()) })
    }
}

/// A text, or anything else.
#[derive(serde::Deserialize)]
#[serde(untagged)]
enum Maybe {
    Text(String),
    Other(IgnoredAny),
}

impl Maybe {
    fn text(self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text),
            Self::Other(_) => None,
        }
    }
}

impl Texts {
    fn push(&mut self, field: Field, text: String) {
        if !text.is_empty() && text.len() <= self.room {
            self.room -= text.len();
            self.all.push((field, text));
        }
    }
}

/// Says whether a text is more than a link, a date or bytes.
fn is_for_people(text: &str) -> bool {
    let is_link = || text.contains("://") && !text.contains(' ') || text.starts_with("urn:");
    let is_long = || text.len() > 100 && !text.contains([' ', '\n', '\t']);
    !text.is_empty() && !is_date(text) && !is_link() && !is_long()
}

/// A date, or a point in time, as FHIR writes them (R4, datatypes.html#dateTime): `2024-05`, `2024-05-01T08:00:00Z`.
fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digits =
        |from: usize, to: usize| bytes.get(from..to).is_some_and(|part| part.iter().all(u8::is_ascii_digit));
    let month = || bytes.get(4) == Some(&b'-') && digits(5, 7);
    let day = || bytes.get(7) == Some(&b'-') && digits(8, 10);
    digits(0, 4)
        && match bytes.len() {
            7 => month(),
            10 => month() && day(),
            11.. => month() && day() && bytes.get(10) == Some(&b'T'),
            _ => false,
        }
}
