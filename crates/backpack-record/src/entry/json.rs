//! A small ordered JSON tree, so that members come out in the order of the standard and decimals digit for digit.

use std::borrow::Cow;

use crate::json::Json;

/// One JSON value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Node {
    /// A string.
    Text(String),
    /// A number or a literal, exactly as it is written.
    Raw(String),
    /// An array.
    List(Vec<Self>),
    /// An object.
    Object(Object),
}

/// A JSON object whose members keep the order in which they were set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Object(pub(super) Vec<(Cow<'static, str>, Node)>);

impl Object {
    /// Returns an object without members.
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// Returns the object that a body is; `None` if it is none.
    pub(super) fn read(json: Json<'_, '_>) -> Option<Self> {
        match Node::read(json) {
            Node::Object(object) => Some(object),
            _ => None,
        }
    }

    /// Sets a member.
    pub(super) fn with(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<Node>) -> Self {
        self.push(name, value);
        self
    }

    /// Sets a member, in place.
    pub(super) fn push(&mut self, name: impl Into<Cow<'static, str>>, value: impl Into<Node>) {
        self.0.push((name.into(), value.into()));
    }

    /// Returns the member of this name.
    pub(super) fn get(&self, name: &str) -> Option<&Node> {
        self.0.iter().find(|(own, _)| own == name).map(|(_, value)| value)
    }

    /// Returns the string member of this name.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.get(name)?.text()
    }

    /// Returns the elements of the array of this name; those of any other member are itself.
    pub(super) fn each(&self, name: &str) -> &[Node] {
        match self.get(name) {
            Some(Node::List(values)) => values,
            Some(value) => std::slice::from_ref(value),
            None => &[],
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the object as compact JSON.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut out = String::new();
        self.write(&mut out);
        out.into_bytes()
    }

    fn write(&self, out: &mut String) {
        out.push('{');
        for (at, (name, value)) in self.0.iter().enumerate() {
            if at > 0 {
                out.push(',');
            }
            quote(name, out);
            out.push(':');
            value.write(out);
        }
        out.push('}');
    }
}

impl Node {
    fn read(json: Json<'_, '_>) -> Self {
        if json.is_object() {
            let members = json.members().map(|(name, value)| {
                (Cow::Owned(name.text().unwrap_or_default().to_string()), Self::read(value))
            });
            return Self::Object(Object(members.collect()));
        }
        if json.is_array() {
            return Self::List(json.elements().map(Self::read).collect());
        }
        json.text().map_or_else(|| Self::Raw(json.raw().to_owned()), |text| Self::Text(text.to_string()))
    }

    /// Returns the string.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the number or literal as it is written.
    pub(super) fn raw(&self) -> Option<&str> {
        match self {
            Self::Raw(raw) => Some(raw),
            _ => None,
        }
    }

    /// Returns the object.
    pub(super) fn object(&self) -> Option<&Object> {
        match self {
            Self::Object(object) => Some(object),
            _ => None,
        }
    }

    /// Tells whether it is an object without members.
    pub(super) fn is_empty(&self) -> bool {
        self.object().is_some_and(Object::is_empty)
    }

    /// Returns the value as compact JSON.
    pub(super) fn to_json(&self) -> String {
        let mut out = String::new();
        self.write(&mut out);
        out
    }

    fn write(&self, out: &mut String) {
        match self {
            Self::Text(text) => quote(text, out),
            Self::Raw(raw) => out.push_str(raw),
            Self::Object(object) => object.write(out),
            Self::List(values) => {
                out.push('[');
                for (at, value) in values.iter().enumerate() {
                    if at > 0 {
                        out.push(',');
                    }
                    value.write(out);
                }
                out.push(']');
            }
        }
    }
}

fn quote(text: &str, out: &mut String) {
    // A string always has a JSON form.
    out.push_str(&serde_json::to_string(text).unwrap_or_default());
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
        Self::Raw(value.to_string())
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
