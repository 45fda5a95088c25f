//! Corrections: what the person says in place of what the source says. The source's value stays beside it.

mod apply;
mod element;
mod field;
mod new;

use backpack_core::{EventId, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Actor, Overlay};
use crate::json::Json;
use crate::scan::{check, checked_text};
use crate::{HowChanged, Refusal, compare};

pub use element::{ElementPath, ElementStep, InvalidPath};
pub use field::Field;
pub use new::{Element, NewValue, NotCorrectable};

/// The longest value that a correction holds, in bytes of JSON; a larger element is corrected in its parts.
pub const MAX_CORRECTED: usize = 16 << 10;

/// What the person says an element of a record should say. Values are JSON, digit for digit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Correction {
    /// Where it stands.
    pub element: ElementPath,
    /// What it should say; `None` if it should not be there.
    pub value: Option<String>,
    /// What the source said when it was corrected; `None` if it was not there.
    pub was: Option<String>,
    /// The number of the version, from 0, that said so.
    pub version: u32,
    /// Why, in the person's words.
    pub reason: Option<String>,
}

impl Correction {
    /// Returns a correction as it was made elsewhere. [`Correction::of`] makes a new one, and checks it.
    #[must_use]
    pub const fn new(element: ElementPath, value: Option<String>, was: Option<String>, version: u32) -> Self {
        Self { element, value, was, version, reason: None }
    }

    /// Says why.
    #[must_use]
    pub fn because(mut self, reason: Option<String>) -> Self {
        self.reason = reason;
        self
    }

    /// Says how a body stands to it.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] if the body is not JSON within the limits.
    pub fn judge(&self, body: &[u8]) -> Result<Judged, Refusal> {
        let text = checked_text(body)?;
        let doc = check(text.as_bytes(), body.len() - text.len())?;
        Ok(self.judge_in(doc.root()))
    }

    fn judge_in(&self, root: Json<'_, '_>) -> Judged {
        let found = self.element.locate(root);
        let source = found.as_ref().and_then(|found| found.value).map(|value| value.raw().to_owned());
        Judged {
            state: state_of(self, source.as_deref(), found.is_some()),
            source,
            element: found.map(|found| found.path),
        }
    }

    /// Returns how many bytes its texts take.
    #[must_use]
    pub fn texts(&self) -> usize {
        let texts = [&self.value, &self.was, &self.reason];
        self.element.texts() + texts.into_iter().flatten().map(String::len).sum::<usize>()
    }
}

/// A correction that was not taken back, and who made it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OverlayCorrection {
    /// The event that made it, or based it on another version.
    pub event: EventId,
    /// Who made it.
    pub actor: Actor,
    /// When.
    pub at: Timestamp,
    /// What it says.
    pub correction: Correction,
}

/// How a correction and its source stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CorrectionState {
    /// The source says what it said when it was corrected.
    Standing,
    /// The source says what the person says: it was mended there.
    Same,
    /// The source says something else since: neither what it said, nor what the person says.
    Conflict,
}

/// A corrected element, the source's value beside the person's. Values are JSON; `None` if the element is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Corrected {
    /// Where it stands in what the source says now; where it stood, if it is not there any more.
    pub element: ElementPath,
    /// What the source says now.
    pub source: Option<String>,
    /// What it said when it was corrected.
    pub was: Option<String>,
    /// What the person says.
    pub value: Option<String>,
    /// The number of the version that was corrected, from 0.
    pub version: u32,
    /// Why, in the person's words.
    pub reason: Option<String>,
    /// The event that made the correction.
    pub event: EventId,
    /// Who made it.
    pub actor: Actor,
    /// When.
    pub at: Timestamp,
    /// How the two stand to each other.
    pub state: CorrectionState,
}

/// How a body stands to a correction.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Judged {
    /// How the two stand to each other.
    pub state: CorrectionState,
    /// What the body says, as JSON; `None` if the element is not there.
    pub source: Option<String>,
    /// Where the element stands in this body; `None` if it has no place in it any more: its item is gone, or an element on
    /// the way is of another type.
    pub element: Option<ElementPath>,
}

impl Overlay {
    /// Returns the corrections as they stand to what the source says in `body`, in the order in which they were made.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] if the body is not JSON within the limits.
    pub fn corrected(&self, body: &[u8]) -> Result<Vec<Corrected>, Refusal> {
        let text = checked_text(body)?;
        let doc = check(text.as_bytes(), body.len() - text.len())?;
        let corrected = self.corrections.iter().map(|made| {
            let correction = &made.correction;
            let judged = correction.judge_in(doc.root());
            Corrected {
                element: judged.element.unwrap_or_else(|| correction.element.clone()),
                state: judged.state,
                source: judged.source,
                was: correction.was.clone(),
                value: correction.value.clone(),
                version: correction.version,
                reason: correction.reason.clone(),
                event: made.event,
                actor: made.actor.clone(),
                at: made.at,
            }
        });
        Ok(corrected.collect())
    }

    /// Returns a body with the person's corrections in place of what the source says there. What is not corrected stays
    /// byte for byte.
    ///
    /// A correction in conflict counts as the others do, until the person decides. One whose element has no place any
    /// more (the item of the list is gone, or the element is of another type) is left out.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] if the body is not JSON within the limits.
    pub fn corrected_body(&self, body: &[u8]) -> Result<Vec<u8>, Refusal> {
        let text = checked_text(body)?;
        let doc = check(text.as_bytes(), body.len() - text.len())?;
        Ok(apply::corrected(doc.root(), self.corrections.iter().map(|made| &made.correction)))
    }

    /// Returns the correction of this element, if it is corrected.
    #[must_use]
    pub fn correction_of(&self, element: &ElementPath) -> Option<&OverlayCorrection> {
        self.corrections.iter().find(|made| made.correction.element == *element)
    }
}

fn state_of(correction: &Correction, source: Option<&str>, has_place: bool) -> CorrectionState {
    if says_the_same(source, correction.value.as_deref()) {
        CorrectionState::Same
    } else if has_place && says_the_same(source, correction.was.as_deref()) {
        CorrectionState::Standing
    } else {
        CorrectionState::Conflict
    }
}

/// Says whether two values are the same: members in any order, strings by what they say, numbers by what they are worth.
fn says_the_same(one: Option<&str>, other: Option<&str>) -> bool {
    match (one, other) {
        (None, None) => true,
        (Some(one), Some(other)) => compare(one.as_bytes(), other.as_bytes()).is_ok_and(|difference| {
            let rewritten = |how| matches!(how, HowChanged::Rewritten { .. });
            difference.served.is_empty() && difference.changes.iter().all(|change| rewritten(change.how))
        }),
        _ => false,
    }
}
