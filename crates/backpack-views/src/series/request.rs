//! What series is asked for.

use crate::seen::Seen;
use crate::{Measure, SourceId};

/// A series that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SeriesRequest {
    /// What is measured.
    pub measure: Measure,
    /// The unit to show it in, a code of UCUM; `None` for the one that most readings have.
    pub unit: Option<String>,
    /// Nothing that was measured before this, in milliseconds since 1970-01-01T00:00:00Z.
    pub from: Option<i64>,
    /// Nothing that was measured at this or after it, in milliseconds since 1970-01-01T00:00:00Z.
    pub until: Option<i64>,
    /// Any of these sources; empty for all.
    pub sources: Vec<SourceId>,
}

impl SeriesRequest {
    /// Returns a request for everything of a measure, in its usual unit.
    #[must_use]
    pub const fn new(measure: Measure) -> Self {
        Self { measure, unit: None, from: None, until: None, sources: Vec::new() }
    }

    /// Sets the unit to show it in.
    #[must_use]
    pub fn unit(mut self, code: impl Into<String>) -> Self {
        self.unit = Some(code.into());
        self
    }

    /// Leaves out what was measured before `millis` since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn from(mut self, millis: i64) -> Self {
        self.from = Some(millis);
        self
    }

    /// Leaves out what was measured at `millis` since 1970-01-01T00:00:00Z or after it.
    #[must_use]
    pub const fn until(mut self, millis: i64) -> Self {
        self.until = Some(millis);
        self
    }

    /// Also takes this source; the first call narrows to it.
    #[must_use]
    pub fn source(mut self, source: SourceId) -> Self {
        self.sources.push(source);
        self
    }

    pub(crate) fn takes(&self, seen: &Seen<'_>) -> bool {
        if !self.sources.is_empty() && !self.sources.contains(&seen.source) {
            return false;
        }
        let Some(date) = seen.date() else { return self.from.is_none() && self.until.is_none() };
        self.from.is_none_or(|from| date.latest() >= from)
            && self.until.is_none_or(|until| date.earliest() < until)
    }
}
