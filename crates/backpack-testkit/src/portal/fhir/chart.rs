//! The records that a portal holds, indexed for search, and how a test changes them.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use backpack_core::Timestamp;

use super::facets::{Facets, Words};
use super::stamp::{retracted, stamped, text_of};
use crate::people::{Person, Resource};
use crate::portal::shared::moment;

/// The records of every person at a portal; [`DemoPortal::edit`](crate::portal::DemoPortal::edit) hands them out.
#[derive(Debug)]
pub struct PortalRecords {
    now: Timestamp,
    words: Words,
    charts: Vec<Chart>,
}

/// The records of one person, in the order in which they came.
#[derive(Debug)]
pub(crate) struct Chart {
    pub(crate) patient: String,
    pub(crate) name: String,
    entries: Vec<Entry>,
    by_reference: HashMap<String, usize>,
    by_type: HashMap<String, Vec<usize>>,
    observations: HashMap<Arc<str>, Vec<usize>>,
    provenances: HashMap<String, Vec<usize>>,
}

/// One record and what is searched of it.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) resource: Resource,
    pub(crate) facets: Facets,
    pub(crate) state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Present,
    /// It can be read, and no search finds it.
    Hidden,
    Deleted,
}

/// Why an edit was not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EditError {
    /// The portal holds nothing by that name, or it was deleted.
    Missing,
    /// The text is not a JSON object with `resourceType` and `id`, or these changed.
    Malformed,
    /// The portal holds a resource of that name already.
    Taken,
}

impl PortalRecords {
    pub(crate) fn new(people: &[Person], now: Timestamp) -> Self {
        let mut records = Self { now, words: Words::default(), charts: Vec::new() };
        for person in people {
            let mut chart = Chart::new(person);
            for resource in person.resources() {
                chart.insert(resource, &mut records.words);
            }
            records.charts.push(chart);
        }
        records
    }

    pub(crate) const fn set_now(&mut self, now: Timestamp) {
        self.now = now;
    }

    pub(crate) fn charts(&self) -> &[Chart] {
        &self.charts
    }

    pub(crate) fn chart(&self, patient: &str) -> Option<&Chart> {
        self.charts.iter().find(|chart| chart.patient == patient)
    }

    /// Returns the body of `reference`, such as `Observation/o1`, unless it was deleted.
    #[must_use]
    pub fn body(&self, reference: &str) -> Option<&str> {
        let entry = self.charts.iter().find_map(|chart| chart.entry(reference))?;
        let body = (entry.state != State::Deleted).then_some(&entry.resource.body)?;
        std::str::from_utf8(body).ok()
    }

    /// Returns the references to the records of `patient` of one type that are there.
    #[must_use]
    pub fn references(&self, patient: &str, resource_type: &str) -> Vec<String> {
        let Some(chart) = self.chart(patient) else {
            return Vec::new();
        };
        let places = chart.of_type(resource_type).iter();
        let entries =
            places.filter_map(|place| chart.at(*place)).filter(|entry| entry.state == State::Present);
        entries.map(|entry| entry.resource.reference()).collect()
    }

    /// Replaces the body of `reference` by what `change` makes of it, as the next version, updated now.
    ///
    /// # Errors
    ///
    /// [`EditError::Missing`] or [`EditError::Malformed`]; nothing is changed then.
    pub fn update(&mut self, reference: &str, change: impl FnOnce(&str) -> String) -> Result<u32, EditError> {
        let changed = change(self.body(reference).ok_or(EditError::Missing)?);
        let updated = moment(self.now).to_string();
        let charts = self.charts.iter_mut();
        let chart =
            charts.into_iter().find(|chart| chart.entry(reference).is_some()).ok_or(EditError::Missing)?;
        let entry = chart.entry(reference).ok_or(EditError::Missing)?;
        let version = entry.resource.version + 1;
        let resource = read(&changed, version, &updated).ok_or(EditError::Malformed)?;
        if resource.reference() != reference {
            return Err(EditError::Malformed);
        }
        chart.replace(reference, resource, &mut self.words);
        Ok(version)
    }

    /// Deletes `reference`: a read answers 410 from now on, and no search finds it.
    ///
    /// # Errors
    ///
    /// [`EditError::Missing`].
    pub fn delete(&mut self, reference: &str) -> Result<(), EditError> {
        self.turn(reference, State::Deleted)
    }

    /// Hides `reference`: no search finds it from now on, and a read still answers it.
    ///
    /// # Errors
    ///
    /// [`EditError::Missing`].
    pub fn hide(&mut self, reference: &str) -> Result<(), EditError> {
        self.turn(reference, State::Hidden)
    }

    /// Retracts `reference`: its next version says that it was entered in error, and every search still finds it.
    ///
    /// # Errors
    ///
    /// [`EditError::Missing`].
    pub fn retract(&mut self, reference: &str) -> Result<u32, EditError> {
        self.update(reference, |body| retracted(body).unwrap_or_default())
    }

    fn turn(&mut self, reference: &str, state: State) -> Result<(), EditError> {
        let entries = self.charts.iter_mut().find_map(|chart| chart.entry_mut(reference));
        let entry = entries.filter(|entry| entry.state != State::Deleted).ok_or(EditError::Missing)?;
        entry.state = state;
        Ok(())
    }

    /// Adds a resource to the records of `patient`, as version 1, updated now; returns its reference.
    ///
    /// # Errors
    ///
    /// [`EditError::Missing`] if there is no such person, [`EditError::Malformed`] or [`EditError::Taken`].
    pub fn add(&mut self, patient: &str, body: &str) -> Result<String, EditError> {
        let resource = read(body, 1, &moment(self.now).to_string()).ok_or(EditError::Malformed)?;
        let reference = resource.reference();
        if self.charts.iter().any(|chart| chart.entry(&reference).is_some()) {
            return Err(EditError::Taken);
        }
        let chart =
            self.charts.iter_mut().find(|chart| chart.patient == patient).ok_or(EditError::Missing)?;
        chart.insert(resource, &mut self.words);
        Ok(reference)
    }
}

impl Chart {
    fn new(person: &Person) -> Self {
        Self {
            patient: person.patient_id().to_owned(),
            name: person.name(),
            entries: Vec::new(),
            by_reference: HashMap::new(),
            by_type: HashMap::new(),
            observations: HashMap::new(),
            provenances: HashMap::new(),
        }
    }

    pub(crate) fn at(&self, place: usize) -> Option<&Entry> {
        self.entries.get(place)
    }

    pub(crate) fn entry(&self, reference: &str) -> Option<&Entry> {
        self.at(*self.by_reference.get(reference)?)
    }

    pub(crate) fn place(&self, reference: &str) -> Option<usize> {
        self.by_reference.get(reference).copied()
    }

    /// Returns the places of every record of a type, deleted ones too.
    pub(crate) fn of_type(&self, kind: &str) -> &[usize] {
        self.by_type.get(kind).map_or(&[], Vec::as_slice)
    }

    /// Returns the places of every Observation with a category of this code, whatever its system.
    pub(crate) fn observations(&self, category: &str) -> &[usize] {
        self.observations.get(category).map_or(&[], Vec::as_slice)
    }

    /// Returns the places of every Provenance that speaks of `reference`.
    pub(crate) fn provenances(&self, reference: &str) -> &[usize] {
        self.provenances.get(reference).map_or(&[], Vec::as_slice)
    }

    fn entry_mut(&mut self, reference: &str) -> Option<&mut Entry> {
        self.entries.get_mut(*self.by_reference.get(reference)?)
    }

    fn insert(&mut self, resource: Resource, words: &mut Words) {
        let place = self.entries.len();
        let facets = Facets::read(&resource.body, words);
        self.by_reference.insert(resource.reference(), place);
        self.by_type.entry(resource.resource_type.clone()).or_default().push(place);
        self.index(&resource.resource_type, &facets, place);
        self.entries.push(Entry { resource, facets, state: State::Present });
    }

    /// Puts a new version in the old one's place, so that a walk in progress neither skips nor repeats.
    fn replace(&mut self, reference: &str, resource: Resource, words: &mut Words) {
        let facets = Facets::read(&resource.body, words);
        if let Some(place) = self.by_reference.get(reference).copied() {
            self.index(&resource.resource_type, &facets, place);
            if let Some(entry) = self.entries.get_mut(place) {
                *entry = Entry { resource, facets, state: State::Present };
            }
        }
    }

    fn index(&mut self, kind: &str, facets: &Facets, place: usize) {
        let note = |places: &mut Vec<usize>| {
            if let Err(at) = places.binary_search(&place) {
                places.insert(at, place);
            }
        };
        if kind == "Observation" {
            for category in &facets.categories {
                note(self.observations.entry(Arc::clone(&category.code)).or_default());
            }
        }
        for target in &facets.targets {
            note(self.provenances.entry(target.clone()).or_default());
        }
    }
}

impl fmt::Display for EditError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Missing => "the portal holds nothing by that name",
            Self::Malformed => "the text is not a resource of that type and id",
            Self::Taken => "the portal holds a resource of that name already",
        })
    }
}

impl std::error::Error for EditError {}

fn read(body: &str, version: u32, updated: &str) -> Option<Resource> {
    let stamped = stamped(body, version, updated)?;
    let (kind, id) = (text_of(&stamped, "resourceType")?, text_of(&stamped, "id")?);
    Some(Resource::new(&kind, &id, version, updated, stamped))
}
