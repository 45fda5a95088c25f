//! What a connector has learned of its portal since the process began, so that nothing is refused twice.
//!
//! Nothing of it is needed: what is forgotten is learned again, at the price of a few requests.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A part of a question that a portal may mind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Part {
    /// `_include` and `_revinclude`.
    Includes,
    /// `Prefer: handling=strict`.
    Handling,
    /// `_count`.
    Count,
    /// `_lastUpdated`, ignored or refused.
    Since,
    /// The dialect's `Accept`.
    Accept,
    /// `POST _search`.
    Form,
}

/// What was learned, by patient: portals treat people's grants differently.
#[derive(Default)]
pub(crate) struct Memory(Mutex<HashMap<String, Learned>>);

#[derive(Default)]
struct Learned {
    by_reference: Option<bool>,
    minded: HashSet<(Part, String)>,
}

impl Memory {
    /// Says whether the portal minded `part` of a question about `what`.
    pub(crate) fn minds(&self, patient: &str, part: Part, what: &str) -> bool {
        let known = self.known();
        known.get(patient).is_some_and(|known| known.minded.contains(&(part, what.to_owned())))
    }

    /// Remembers that the portal minded it.
    pub(crate) fn note(&self, patient: &str, part: Part, what: &str) {
        self.known().entry(patient.to_owned()).or_default().minded.insert((part, what.to_owned()));
    }

    /// Says whether searches find something by `patient=Patient/ID` alone; `None` while that is not known.
    pub(crate) fn by_reference(&self, patient: &str) -> Option<bool> {
        self.known().get(patient)?.by_reference
    }

    /// Remembers how something was found, unless that is known.
    pub(crate) fn found(&self, patient: &str, by_reference: bool) {
        let mut known = self.known();
        known.entry(patient.to_owned()).or_default().by_reference.get_or_insert(by_reference);
    }

    fn known(&self) -> MutexGuard<'_, HashMap<String, Learned>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Memory")
    }
}
