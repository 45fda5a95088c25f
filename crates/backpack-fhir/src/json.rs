//! JSON as written: members in order, numbers as their digits.

use std::borrow::Cow;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::{Departure, Reason};

const MAX_DEPTH: usize = 64;

/// A JSON value whose numbers keep the digits they were written with.
#[derive(Debug)]
pub(crate) enum Json<'a> {
    Null,
    Boolean(bool),
    Number(&'a str),
    Text(Text<'a>),
    List(Vec<Self>),
    Object(Vec<(Text<'a>, Self)>),
}

/// A text that borrows where it can.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub(crate) struct Text<'a>(#[serde(borrow)] pub(crate) Cow<'a, str>);

impl<'a> Json<'a> {
    /// Reads a whole body.
    pub(crate) fn read(body: &'a [u8]) -> Result<Self, Departure> {
        let raw: &RawValue = serde_json::from_slice(body).map_err(|_| not_json())?;
        Self::value(raw, 0)
    }

    /// Returns a member of an object.
    pub(crate) fn member(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => members.iter().find(|(key, _)| key.0 == name).map(|(_, value)| value),
            _ => None,
        }
    }

    /// Returns the text, if it is one.
    pub(crate) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(&text.0),
            _ => None,
        }
    }

    fn value(raw: &'a RawValue, depth: usize) -> Result<Self, Departure> {
        if depth > MAX_DEPTH {
            return Err(Departure::new("", Reason::TooDeep));
        }
        let text = raw.get();
        match text.as_bytes().first() {
            Some(b'{') => {
                let members: Members<'a> = parse(text)?;
                let read = |(key, value)| Ok((key, Self::value(value, depth + 1)?));
                members.0.into_iter().map(read).collect::<Result<_, _>>().map(Self::Object)
            }
            Some(b'[') => {
                let values: Vec<&'a RawValue> = parse(text)?;
                values
                    .into_iter()
                    .map(|value| Self::value(value, depth + 1))
                    .collect::<Result<_, _>>()
                    .map(Self::List)
            }
            Some(b'"') => parse(text).map(Self::Text),
            Some(b't' | b'f') => parse(text).map(Self::Boolean),
            Some(b'n') => Ok(Self::Null),
            _ => Ok(Self::Number(text)),
        }
    }
}

/// The members of one object, in order, doubles kept.
struct Members<'a>(Vec<(Text<'a>, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;

        impl<'de> Visitor<'de> for InOrder {
            type Value = Vec<(Text<'de>, &'de RawValue)>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(members)
            }
        }

        deserializer.deserialize_map(InOrder).map(Self)
    }
}

fn parse<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, Departure> {
    serde_json::from_str(text).map_err(|_| not_json())
}

fn not_json() -> Departure {
    Departure::new("", Reason::NotJson)
}
