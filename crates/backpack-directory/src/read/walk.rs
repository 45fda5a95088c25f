//! Walks a list item by item, so that only one item at a time is held apart from the list's own bytes.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::ReadError;

/// Which sort of item it is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Part {
    /// An entry of a Bundle.
    Entry,
    /// A row of another list.
    Row,
}

/// Hands each item to `take`, and says whether the list is a Bundle.
pub(super) fn walk(bytes: &[u8], take: &mut dyn FnMut(Part, &str)) -> Result<bool, ReadError> {
    let mut found = Found { bundle: false, list: false };
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let top = Top { take, found: &mut found };
    json.deserialize_any(top).and_then(|()| json.end()).map_err(|_| ReadError::NotJson)?;
    if found.list || found.bundle { Ok(found.bundle) } else { Err(ReadError::NotAList) }
}

struct Found {
    bundle: bool,
    list: bool,
}

struct Top<'t> {
    take: &'t mut dyn FnMut(Part, &str),
    found: &'t mut Found,
}

impl<'de> Visitor<'de> for Top<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            let part = match key.as_str() {
                "entry" => Part::Entry,
                "Endpoints" | "endpoints" => Part::Row,
                "resourceType" => {
                    let value: serde_json::Value = map.next_value()?;
                    self.found.bundle |= value.as_str() == Some("Bundle");
                    continue;
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                    continue;
                }
            };
            self.found.list |= matches!(part, Part::Row);
            map.next_value_seed(Items { part, take: self.take })?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<(), A::Error> {
        self.found.list = true;
        Items { part: Part::Row, take: self.take }.visit_seq(items)
    }

    fn visit_str<E: serde::de::Error>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E: serde::de::Error>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E: serde::de::Error>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E: serde::de::Error>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E: serde::de::Error>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<(), E> {
        Ok(())
    }
}

struct Items<'t> {
    part: Part,
    take: &'t mut dyn FnMut(Part, &str),
}

impl<'de> DeserializeSeed<'de> for Items<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Items<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while let Some(item) = items.next_element::<&'de RawValue>()? {
            (self.take)(self.part, item.get());
        }
        Ok(())
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<(), E> {
        Ok(())
    }
}
