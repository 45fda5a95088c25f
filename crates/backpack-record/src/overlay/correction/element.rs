//! Where an element stands in a body, so that it is found again when its list changed around it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Refusal;
use crate::json::Json;
use crate::scan::{check, checked_text};

/// The most steps of a path: bodies are read to a depth of 64.
const MOST_STEPS: usize = 64;
/// The longest path as text, in bytes.
const LONGEST: usize = 2048;
/// The longest key of an item, in bytes.
const LONGEST_KEY: usize = 512;

/// The path of an element, from the body down, such as `component[1].valueQuantity.value`: an element path of FHIR without
/// the type at its head.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ElementPath {
    /// The steps; none is the whole body.
    pub steps: Vec<ElementStep>,
}

/// One step down.
///
/// Two items are the same if both are known by the same key, or both by their place alone.
#[derive(Clone, Debug, Eq, Serialize, Deserialize)]
#[expect(clippy::exhaustive_enums, reason = "JSON has members and items, nothing else")]
pub enum ElementStep {
    /// To a member of an object.
    Member(String),
    /// To an item of a list.
    Item {
        /// Its place, from 0, when the path was made.
        at: u32,
        /// What it is known by wherever it stands: its id, its first code, its reference and such; `None` if it has
        /// nothing of the kind, or another item has the same.
        key: Option<String>,
    },
}

/// A text that is no path of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[error("no path of an element")]
#[non_exhaustive]
pub struct InvalidPath;

/// An element that has a place in a body.
pub(super) struct Located<'d, 'a> {
    /// Where it stands in this body, items by their places here.
    pub(super) path: ElementPath,
    /// What stands there; `None` if it is not there yet.
    pub(super) value: Option<Json<'d, 'a>>,
}

impl ElementPath {
    /// Returns the path with these steps.
    #[must_use]
    pub const fn new(steps: Vec<ElementStep>) -> Self {
        Self { steps }
    }

    /// Says whether one of them stands inside the other, or is the other.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.steps.iter().zip(&other.steps).all(|(one, other)| one == other)
    }

    /// Returns how many bytes its names and keys take.
    #[must_use]
    pub fn texts(&self) -> usize {
        let length = |step: &ElementStep| match step {
            ElementStep::Member(name) => name.len() + 2,
            ElementStep::Item { key, .. } => key.as_ref().map_or(0, String::len) + 6,
        };
        self.steps.iter().map(length).sum()
    }

    /// Finds the element in a body; `None` if it has no place there: its item is gone, or an element on the way is of
    /// another type.
    pub(super) fn locate<'d, 'a>(&self, root: Json<'d, 'a>) -> Option<Located<'d, 'a>> {
        // What came from elsewhere may go any way down.
        if self.steps.len() > MOST_STEPS {
            return None;
        }
        let mut here = Some(root);
        let mut steps = Vec::with_capacity(self.steps.len());
        for step in &self.steps {
            match step {
                ElementStep::Member(name) => {
                    if here.is_some_and(|here| !here.is_object()) {
                        return None;
                    }
                    here = here.and_then(|here| here.get(name));
                    steps.push(step.clone());
                }
                ElementStep::Item { at, key } => {
                    let (place, item) = item_of(here, *at, key.as_deref())?;
                    here = item;
                    steps.push(ElementStep::Item { at: place, key: key.clone() });
                }
            }
        }
        Some(Located { path: Self { steps }, value: here })
    }

    /// Returns it with every item known by what identifies it in this body, so that it is found again in a later one.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] if the body is not JSON within the limits.
    pub fn keyed_in(self, body: &[u8]) -> Result<Self, Refusal> {
        let text = checked_text(body)?;
        let doc = check(text.as_bytes(), body.len() - text.len())?;
        Ok(self.keyed(doc.root()))
    }

    /// Gives every item its key, where it has one of its own in this body.
    pub(super) fn keyed(mut self, root: Json<'_, '_>) -> Self {
        let mut here = Some(root);
        for step in &mut self.steps {
            here = match step {
                ElementStep::Member(name) => here.and_then(|here| here.get(name)),
                ElementStep::Item { at, key } => {
                    let item = here.and_then(|here| here.elements().nth(*at as usize));
                    *key = here.zip(item).and_then(|(list, item)| own_key(list, item));
                    item
                }
            };
        }
        self
    }
}

/// Returns the item of a list and its place; the item is `None` right behind the last one, where one may be added.
fn item_of<'d, 'a>(
    list: Option<Json<'d, 'a>>,
    at: u32,
    key: Option<&str>,
) -> Option<(u32, Option<Json<'d, 'a>>)> {
    let Some(list) = list else { return (at == 0 && key.is_none()).then_some((0, None)) };
    if !list.is_array() {
        return None;
    }
    let Some(key) = key else {
        let count = u32::try_from(list.elements().count()).ok()?;
        return (at <= count).then(|| (at, list.elements().nth(at as usize)));
    };
    let has_key = |(_, item): &(u32, Json<'_, '_>)| key_of(*item).as_deref() == Some(key);
    let bearers: Vec<_> = (0_u32..).zip(list.elements()).filter(has_key).collect();
    let same_place = bearers.iter().find(|(place, _)| *place == at);
    same_place.or(bearers.first()).map(|(place, item)| (*place, Some(*item)))
}

fn own_key(list: Json<'_, '_>, item: Json<'_, '_>) -> Option<String> {
    let key = key_of(item)?;
    let bearers = list.elements().filter(|other| key_of(*other).as_ref() == Some(&key));
    (bearers.take(2).count() == 1).then_some(key)
}

/// Returns what an item of a list is known by, as the comparison of two versions matches items: the element that FHIR
/// identifies such an item with.
fn key_of(item: Json<'_, '_>) -> Option<String> {
    let alone = |name: &str| Some(format!("{name} {}", item.text_of(name)?));
    let with_system =
        |name: &str| Some(format!("{name} {}|{}", item.text_of("system")?, item.text_of(name)?));
    let coded = |concept: Json<'_, '_>| {
        let coding = concept.get("coding")?.elements().next()?;
        let system = coding.text_of("system").unwrap_or_default();
        Some(format!("coding {system}|{}", coding.text_of("code")?))
    };
    let key = alone("id")
        .or_else(|| alone("linkId"))
        .or_else(|| with_system("code"))
        .or_else(|| with_system("value"))
        .or_else(|| alone("reference"))
        .or_else(|| alone("url"))
        .or_else(|| coded(item))
        .or_else(|| coded(item.get("code")?));
    key.filter(|key| key.len() <= LONGEST_KEY)
}

impl PartialEq for ElementStep {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Member(one), Self::Member(other)) => one == other,
            (Self::Item { key: Some(one), .. }, Self::Item { key: Some(other), .. }) => one == other,
            (Self::Item { at: one, key: None }, Self::Item { at: other, key: None }) => one == other,
            _ => false,
        }
    }
}

impl FromStr for ElementPath {
    type Err = InvalidPath;

    /// Reads `name`, `name.name`, `name[0].name` and such.
    fn from_str(text: &str) -> Result<Self, InvalidPath> {
        let mut steps = Vec::new();
        if text.len() > LONGEST {
            return Err(InvalidPath);
        }
        for part in text.split('.') {
            let (name, mut rest) = part.split_at(part.find('[').unwrap_or(part.len()));
            if name.is_empty() || name.contains(|letter: char| letter.is_control() || letter == ']') {
                return Err(InvalidPath);
            }
            steps.push(ElementStep::Member(name.to_owned()));
            while !rest.is_empty() {
                let (digits, behind) =
                    rest.strip_prefix('[').and_then(|rest| rest.split_once(']')).ok_or(InvalidPath)?;
                if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
                    return Err(InvalidPath);
                }
                let at = digits.parse().map_err(|_| InvalidPath)?;
                steps.push(ElementStep::Item { at, key: None });
                rest = behind;
            }
        }
        if steps.len() > MOST_STEPS { Err(InvalidPath) } else { Ok(Self { steps }) }
    }
}

impl fmt::Display for ElementPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, step) in self.steps.iter().enumerate() {
            match step {
                ElementStep::Member(name) if at == 0 => f.write_str(name)?,
                ElementStep::Member(name) => write!(f, ".{name}")?,
                ElementStep::Item { at, .. } => write!(f, "[{at}]")?,
            }
        }
        Ok(())
    }
}
