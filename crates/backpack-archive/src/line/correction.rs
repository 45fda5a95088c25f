//! What the person corrected, as JSON.

use backpack_record::{Correction, ElementPath, ElementStep};
use serde::{Deserialize, Serialize};

/// A correction. Values stand as JSON texts, so that a number keeps its digits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct CorrectionLine {
    element: Vec<StepLine>,
    value: Option<String>,
    was: Option<String>,
    version: u32,
    reason: Option<String>,
}

/// A step down: a member by its name, an item by its place and what it is known by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum StepLine {
    Member(String),
    Item { at: u32, key: Option<String> },
}

impl CorrectionLine {
    pub(super) fn new(correction: Correction) -> Self {
        let Correction { value, was, version, reason, .. } = correction;
        Self { element: steps(correction.element), value, was, version, reason }
    }

    pub(super) fn correction(self) -> Correction {
        Correction::new(element(self.element), self.value, self.was, self.version).because(self.reason)
    }
}

pub(super) fn steps(path: ElementPath) -> Vec<StepLine> {
    let step = |step| match step {
        ElementStep::Member(name) => StepLine::Member(name),
        ElementStep::Item { at, key } => StepLine::Item { at, key },
    };
    path.steps.into_iter().map(step).collect()
}

pub(super) fn element(steps: Vec<StepLine>) -> ElementPath {
    let step = |step| match step {
        StepLine::Member(name) => ElementStep::Member(name),
        StepLine::Item { at, key } => ElementStep::Item { at, key },
    };
    ElementPath::new(steps.into_iter().map(step).collect())
}
