//! A small ordered JSON tree, so that members come out in the order of the standard and decimals digit for digit.

use serde::ser::{Serialize, SerializeMap as _, SerializeSeq as _, Serializer};
use serde_json::value::RawValue;

/// One JSON value.
pub(super) enum Node {
    /// A string.
    Text(String),
    /// A number or a literal, already in its final form.
    Raw(Box<RawValue>),
    /// An array.
    List(Vec<Self>),
    /// An object.
    Object(Object),
}

/// A JSON object whose members keep the order in which they were set.
#[derive(Default)]
pub(super) struct Object(Vec<(&'static str, Node)>);

impl Object {
    /// Returns an object without members.
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// Sets a member.
    pub(super) fn with(mut self, name: &'static str, value: impl Into<Node>) -> Self {
        self.0.push((name, value.into()));
        self
    }

    /// Sets a member, unless there is nothing to set.
    pub(super) fn with_some(self, name: &'static str, value: Option<impl Into<Node>>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// Sets a member to an array; an empty one is left out, since FHIR forbids it.
    pub(super) fn with_list(self, name: &'static str, values: Vec<Node>) -> Self {
        if values.is_empty() { self } else { self.with(name, Node::List(values)) }
    }

    /// Returns the object as compact JSON.
    pub(super) fn to_bytes(&self) -> Result<Vec<u8>, serde_json::Error> {
        serde_json::to_vec(self)
    }
}

impl From<&str> for Node {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Node {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for Node {
    fn from(value: bool) -> Self {
        Self::Raw(if value { RawValue::TRUE } else { RawValue::FALSE }.to_owned())
    }
}

impl From<Box<RawValue>> for Node {
    fn from(value: Box<RawValue>) -> Self {
        Self::Raw(value)
    }
}

impl From<Object> for Node {
    fn from(object: Object) -> Self {
        Self::Object(object)
    }
}

impl From<Vec<Self>> for Node {
    fn from(values: Vec<Self>) -> Self {
        Self::List(values)
    }
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Raw(raw) => raw.serialize(serializer),
            Self::List(values) => {
                let mut list = serializer.serialize_seq(Some(values.len()))?;
                values.iter().try_for_each(|value| list.serialize_element(value))?;
                list.end()
            }
            Self::Object(object) => object.serialize(serializer),
        }
    }
}

impl Serialize for Object {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        self.0.iter().try_for_each(|(name, value)| map.serialize_entry(name, value))?;
        map.end()
    }
}
