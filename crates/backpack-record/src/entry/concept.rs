//! What something is: words, codes, or both.

use super::json::{Node, Object};
use super::{EntryError, check};
use crate::Code;

/// What something is, in the person's words and, if known, in codes: FHIR `CodeableConcept`.
///
/// Words alone are always enough; a code alone is named by its display.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Concept {
    /// The words.
    pub text: String,
    /// The codes.
    pub codes: Vec<Code<'static>>,
}

impl Concept {
    /// Returns a concept in words alone.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), codes: Vec::new() }
    }

    /// Adds a code.
    #[must_use]
    pub fn code(mut self, code: Code<'static>) -> Self {
        self.codes.push(code);
        self
    }

    pub(super) fn write(&self, field: &'static str) -> Result<Object, EntryError> {
        let mut concept = Object::new();
        if !self.codes.is_empty() {
            let codings = self.codes.iter().map(coding).collect::<Result<Vec<_>, _>>()?;
            concept.push("coding", codings);
        }
        Ok(concept.with("text", check::text(field, &self.text)?))
    }

    /// Reads a concept; one without words is called by its first display, else by its first code.
    pub(super) fn read(node: &Node) -> Option<Self> {
        let concept = node.object()?;
        let said =
            |object: &Object, name: &str| object.text(name).and_then(|text| check::text("name", text).ok());
        let codings = concept.each("coding").iter().filter_map(Node::object);
        let codes = codings.map(|coding| Code {
            system: said(coding, "system").map(Into::into),
            code: said(coding, "code").map(Into::into),
            display: said(coding, "display").map(Into::into),
        });
        let codes: Vec<Code<'static>> = codes
            .filter(|code| code.system.is_some() || code.code.is_some() || code.display.is_some())
            .collect();
        let display = || codes.iter().find_map(|code| code.display.as_deref()).map(str::to_owned);
        let symbol = || codes.iter().find_map(|code| code.code.as_deref()).map(str::to_owned);
        let text = said(concept, "text").or_else(display).or_else(symbol)?;
        Some(Self { text, codes })
    }
}

impl From<&str> for Concept {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Concept {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl From<Code<'static>> for Concept {
    fn from(code: Code<'static>) -> Self {
        let text = code.display.as_deref().or(code.code.as_deref()).unwrap_or_default().to_owned();
        Self { text, codes: vec![code] }
    }
}

pub(super) fn coding(code: &Code<'_>) -> Result<Node, EntryError> {
    let parts = [
        ("system", "code system", &code.system),
        ("code", "code", &code.code),
        ("display", "code display", &code.display),
    ];
    let mut coding = Object::new();
    for (member, field, text) in parts {
        if let Some(text) = check::optional_text(field, text.as_deref())? {
            coding.push(member, text);
        }
    }
    if coding.is_empty() {
        return Err(EntryError::Empty { field: "code" });
    }
    Ok(coding.into())
}
