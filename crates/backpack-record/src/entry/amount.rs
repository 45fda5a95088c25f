//! Numbers with their units, and what a test or question answered.

use super::form::{Form, Token as _};
use super::json::{Node, Object};
use super::setters::codes;
use super::shape::{self, Concept, UCUM};
use super::{EntryError, check};
use crate::Code;

codes! {
    /// Says that a number is a bound, not the value itself.
    Comparator {
        /// Less than.
        Below = "<",
        /// Less than or equal to.
        AtMost = "<=",
        /// Greater than or equal to.
        AtLeast = ">=",
        /// Greater than.
        Above = ">",
    }
}

/// A number with its unit, as typed: FHIR `Quantity`. The digits stay: `1.10` is not `1.1`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Amount {
    /// The number: a decimal of at most 18 digits.
    pub number: String,
    /// Whether the number is a bound.
    pub comparator: Option<Comparator>,
    /// The unit.
    pub unit: Unit,
}

/// A unit, as people write it and, if known, in UCUM. Without either, a number has none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unit {
    /// As people write it: `°C`.
    pub words: Option<String>,
    /// The UCUM code: `Cel`.
    pub ucum: Option<String>,
}

/// What a test or question answered: FHIR `value[x]`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Answer {
    /// A number with its unit, or a bound.
    Amount(Amount),
    /// A ratio, such as a titre of 1:128.
    Ratio(Amount, Amount),
    /// Words.
    Text(String),
    /// A coded answer, with its words.
    Coded(Concept),
}

impl Amount {
    /// Returns an amount.
    #[must_use]
    pub fn new(number: impl Into<String>, unit: impl Into<Unit>) -> Self {
        Self { number: number.into(), comparator: None, unit: unit.into() }
    }

    /// Makes it a bound.
    #[must_use]
    pub const fn bound(mut self, comparator: Comparator) -> Self {
        self.comparator = Some(comparator);
        self
    }

    pub(super) fn write(&self, field: &'static str) -> Result<Object, EntryError> {
        let mut quantity = Object::new().with("value", check::decimal(field, &self.number)?);
        if let Some(comparator) = self.comparator {
            quantity.push("comparator", comparator.as_str());
        }
        if let Some(words) = check::optional_text("unit", self.unit.words.as_deref())? {
            quantity.push("unit", words);
        }
        if let Some(ucum) = &self.unit.ucum {
            quantity.push("system", UCUM);
            quantity.push("code", check::code("unit", ucum)?);
        }
        Ok(quantity)
    }

    pub(super) fn read(node: &Node) -> Option<Self> {
        let quantity = node.object()?;
        let ucum = quantity.text("code").filter(|_| quantity.text("system") == Some(UCUM));
        Some(Self {
            number: quantity.get("value")?.raw()?.to_owned(),
            comparator: quantity.text("comparator").and_then(Comparator::parse),
            unit: Unit {
                words: quantity.text("unit").and_then(|words| check::text("unit", words).ok()),
                ucum: ucum.and_then(|code| check::code("unit", code).ok()),
            },
        })
    }
}

impl Unit {
    /// Returns a UCUM unit, shown as people write it where that differs.
    #[must_use]
    pub fn ucum(code: impl Into<String>) -> Self {
        let code = code.into();
        Self { words: Some(words_of(&code).to_owned()), ucum: Some(code) }
    }
}

impl From<&str> for Unit {
    fn from(words: &str) -> Self {
        words.to_owned().into()
    }
}

impl From<String> for Unit {
    // An empty unit is the ordinary way to say that a number has none.
    fn from(words: String) -> Self {
        Self { words: (!words.trim().is_empty()).then_some(words), ucum: None }
    }
}

impl From<Code<'static>> for Unit {
    fn from(code: Code<'static>) -> Self {
        let symbol = code.code.as_deref().map(str::to_owned);
        let ucum = symbol.clone().filter(|_| code.system.as_deref() == Some(UCUM));
        let words = code.display.as_deref().map(str::to_owned).or(symbol);
        Self { words, ucum }
    }
}

impl Form<'_> {
    /// A `Quantity`.
    pub(super) fn amount(
        &mut self,
        member: &'static str,
        field: &'static str,
        value: &mut Option<Amount>,
    ) -> Result<(), EntryError> {
        if !self.writes() {
            *value = self.object.get(member).and_then(Amount::read);
            return Ok(());
        }
        match value.as_ref().map(|amount| amount.write(field)) {
            Some(Ok(quantity)) => self.object.push(member, quantity),
            Some(Err(error)) if self.is_strict() => return Err(error),
            Some(Err(_)) | None => {}
        }
        Ok(())
    }

    /// A `value[x]`.
    pub(super) fn answer(&mut self, value: &mut Option<Answer>) -> Result<(), EntryError> {
        if !self.writes() {
            *value = self.read_answer();
            return Ok(());
        }
        match value {
            None => Ok(()),
            Some(Answer::Amount(amount)) => self.amount("valueQuantity", "value", &mut Some(amount.clone())),
            Some(Answer::Text(words)) => self.text("valueString", "value", &mut Some(words.clone())),
            Some(Answer::Coded(concept)) => {
                self.concept("valueCodeableConcept", "value", &mut Some(concept.clone()))
            }
            Some(Answer::Ratio(above, below)) => self.within("valueRatio", |form| {
                form.amount("numerator", "value", &mut Some(above.clone()))?;
                form.amount("denominator", "value", &mut Some(below.clone()))
            }),
        }
    }

    fn read_answer(&self) -> Option<Answer> {
        if let Some(amount) = self.object.get("valueQuantity").and_then(Amount::read) {
            return Some(Answer::Amount(amount));
        }
        if let Some(ratio) = self.object.get("valueRatio").and_then(Node::object) {
            let part = |name: &str| ratio.get(name).and_then(Amount::read);
            return Some(Answer::Ratio(part("numerator")?, part("denominator")?));
        }
        if let Some(concept) = self.object.get("valueCodeableConcept").and_then(Concept::read) {
            return Some(Answer::Coded(concept));
        }
        let words = self.object.text("valueString")?;
        check::text("value", words).ok().map(Answer::Text)
    }
}

/// Returns a UCUM unit as people write it.
fn words_of(ucum: &str) -> &str {
    match ucum {
        "[lb_av]" => "lb",
        "[in_i]" => "in",
        "Cel" => "°C",
        "[degF]" => "°F",
        "mm[Hg]" => "mmHg",
        "kg/m2" => "kg/m²",
        same => same,
    }
}

/// Returns a LOINC code with the words it is shown by.
pub(super) fn loinc(code: &'static str, words: &'static str) -> Concept {
    Concept { text: words.to_owned(), codes: vec![Code::new(shape::LOINC, code)] }
}
