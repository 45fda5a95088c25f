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
pub(crate) struct Memory(Mutex<State>);

/// The most patients that are kept in mind: a connector of a hosted service lives for months.
const PATIENTS: usize = 1024;

#[derive(Default)]
struct State {
    patients: HashMap<String, Learned>,
    /// Counts the uses, to know whose was the last one longest ago.
    uses: u64,
}

#[derive(Default)]
struct Learned {
    used: u64,
    by_reference: Option<bool>,
    minded: HashSet<(Part, String)>,
}

impl Memory {
    /// Says whether the portal minded `part` of a question about `what`.
    pub(crate) fn minds(&self, patient: &str, part: Part, what: &str) -> bool {
        self.state().look(patient).is_some_and(|known| known.minded.contains(&(part, what.to_owned())))
    }

    /// Remembers that the portal minded it.
    pub(crate) fn note(&self, patient: &str, part: Part, what: &str) {
        self.state().learn(patient).minded.insert((part, what.to_owned()));
    }

    /// Says whether searches find something by `patient=Patient/ID` alone; `None` while that is not known.
    pub(crate) fn by_reference(&self, patient: &str) -> Option<bool> {
        self.state().look(patient)?.by_reference
    }

    /// Remembers how something was found, unless that is known.
    pub(crate) fn found(&self, patient: &str, by_reference: bool) {
        self.state().learn(patient).by_reference.get_or_insert(by_reference);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn look(&mut self, patient: &str) -> Option<&Learned> {
        self.uses += 1;
        let known = self.patients.get_mut(patient)?;
        known.used = self.uses;
        Some(known)
    }

    /// Returns what is known of a patient; whoever was not asked about for longest is forgotten for a new one.
    fn learn(&mut self, patient: &str) -> &mut Learned {
        if !self.patients.contains_key(patient) && self.patients.len() >= PATIENTS {
            let oldest = self.patients.iter().min_by_key(|(_, known)| known.used);
            if let Some(oldest) = oldest.map(|(name, _)| name.clone()) {
                self.patients.remove(&oldest);
            }
        }
        self.uses += 1;
        let known = self.patients.entry(patient.to_owned()).or_default();
        known.used = self.uses;
        known
    }
}

impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Memory")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_patients_are_kept_in_mind_and_no_more() {
        let memory = Memory::default();
        let name = |number: usize| format!("p{number}");
        memory.note("often", Part::Count, "Observation");
        for number in 0..3 * PATIENTS {
            memory.found(&name(number), true);
            assert!(memory.minds("often", Part::Count, "Observation"), "{number}");
        }
        assert_eq!(memory.state().patients.len(), PATIENTS);
        let kept = (0..3 * PATIENTS).filter(|&number| memory.by_reference(&name(number)) == Some(true));
        let last = (2 * PATIENTS + 1..3 * PATIENTS).collect::<Vec<_>>();
        assert_eq!(kept.collect::<Vec<_>>(), last);
        // Asking about somebody who is not known keeps nothing.
        assert_eq!((memory.by_reference("nobody"), memory.state().patients.len()), (None, PATIENTS));
    }
}
