//! Who is in the files: one look through them, before anything is imported.

use std::collections::HashMap;
use std::fmt;
use std::fs::File;
use std::sync::Arc;

use backpack_connect::{Context, Error, Item, Put};
use backpack_record::{Header, PersonHint, PersonName};

use crate::connector::FileConnector;
use crate::files::{Files, Opened, items_of_lines};
use crate::owner::{Household, Owner};
use crate::paths::SourceFile;
use crate::shape::Shape;
use crate::{document, lines};

/// Everybody found in the files, in the order in which they were met.
#[derive(Clone)]
#[non_exhaustive]
pub struct People {
    /// The people, and at most one group of what names nobody.
    pub found: Vec<FoundPerson>,
    pub(crate) files: Arc<Files>,
    /// The portal and its name.
    pub(crate) source: (String, String),
}

/// A patient found in the files, or what names no patient at all.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FoundPerson {
    /// The id of the patient in the files; `None` for what names nobody and lies in no patient's document.
    pub patient: Option<String>,
    /// The name in the Patient resource.
    pub name: Option<String>,
    /// The birth date in the Patient resource, as written.
    pub birth_date: Option<String>,
    /// `Patient.gender`: `male`, `female`, `other` or `unknown`, as written.
    pub gender: Option<String>,
    /// The items that go with this person, malformed ones included.
    pub items: u64,
    /// The queries of the files that hold them.
    pub(crate) files: Vec<String>,
    /// Whether what names nobody goes with this person, as the only one found.
    pub(crate) takes_unnamed: bool,
}

impl fmt::Debug for People {
    /// Names nobody and no file.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("People").field("found", &self.found.len()).finish_non_exhaustive()
    }
}

impl People {
    /// Returns a connector for what goes with one person alone.
    ///
    /// What names nobody goes with the first patient of its document; where a file names nobody at all, with the only
    /// person found, else with the group of [`FoundPerson::patient`] `None`.
    #[must_use]
    pub fn connector(&self, person: &FoundPerson) -> FileConnector {
        FileConnector::narrowed(&self.files, &self.source, person.clone())
    }
}

/// Looks through all files.
pub(crate) fn find(files: &Arc<Files>, context: &Context) -> Result<People, Error> {
    let mut census = Census::default();
    for file in files.walk()?.iter() {
        census.file(file, context)?;
    }
    Ok(People { found: census.found(), files: Arc::clone(files), source: (String::new(), String::new()) })
}

#[derive(Default)]
struct Census {
    places: HashMap<Option<String>, usize>,
    people: Vec<FoundPerson>,
}

impl Census {
    fn file(&mut self, source: &SourceFile, context: &Context) -> Result<(), Error> {
        let opened = Opened::new(source)?;
        match opened.shape()? {
            Shape::Empty => {}
            Shape::Whole => {
                if let Some(document) = document::read(&opened.file, opened.size, context)? {
                    let household = Household::of(&document.items);
                    self.items(source, &household, &document.items, context)?;
                } else {
                    self.count(source, None);
                }
            }
            Shape::Lines => self.lines(source, &opened.file, context)?,
        }
        Ok(())
    }

    fn lines(&mut self, source: &SourceFile, file: &File, context: &Context) -> Result<(), Error> {
        let household = Household::default();
        let mut place = crate::cursor::Place::default();
        loop {
            let page = lines::read_page(file, place, context)?;
            let items = items_of_lines(page.lines);
            self.items(source, &household, &items, context)?;
            place = page.next;
            if page.at_end {
                return Ok(());
            }
        }
    }

    fn items(
        &mut self,
        source: &SourceFile,
        household: &Household,
        items: &[Item],
        context: &Context,
    ) -> Result<(), Error> {
        for item in items {
            context.check("find people")?;
            let Item::Put(put) = item else { continue };
            let header = Header::read(&put.body).ok();
            let owner =
                header.as_ref().map_or(Owner::Nobody, |header| household.owner_by_header(header, put));
            let patient = match owner {
                Owner::Patient(id) => Some(id),
                Owner::Nobody => household.first().map(ToOwned::to_owned),
            };
            let person = self.count(source, patient);
            if let Some(person) = person
                && header.is_some_and(|header| header.resource_type == "Patient")
            {
                learn(person, put);
            }
        }
        Ok(())
    }

    fn count(&mut self, source: &SourceFile, patient: Option<String>) -> Option<&mut FoundPerson> {
        let next = self.people.len();
        let place = *self.places.entry(patient.clone()).or_insert(next);
        if place == next {
            self.people.push(FoundPerson {
                patient,
                name: None,
                birth_date: None,
                gender: None,
                items: 0,
                files: Vec::new(),
                takes_unnamed: false,
            });
        }
        let person = self.people.get_mut(place)?;
        person.items += 1;
        if person.files.last() != Some(&source.id) {
            person.files.push(source.id.clone());
        }
        Some(person)
    }

    /// What names nobody joins the only person found.
    fn found(mut self) -> Vec<FoundPerson> {
        if self.people.len() == 2
            && let Some(place) = self.places.get(&None)
        {
            let unnamed = self.people.remove(*place);
            if let Some(person) = self.people.first_mut() {
                person.items += unnamed.items;
                person.files.extend(unnamed.files);
                person.files.sort();
                person.files.dedup();
                person.takes_unnamed = true;
            }
        }
        self.people
    }
}

/// Takes what a Patient resource says where nothing is known yet.
fn learn(person: &mut FoundPerson, put: &Put) {
    let Ok(hint) = PersonHint::read(&put.body) else { return };
    let name = hint.names.into_iter().find_map(|PersonName { text, .. }| text);
    person.name = person.name.take().or_else(|| name.map(|name| name.to_string()));
    person.birth_date =
        person.birth_date.take().or_else(|| hint.birth_date.map(|date| date.as_str().to_owned()));
    person.gender = person.gender.take().or_else(|| hint.gender.map(|gender| gender.to_string()));
}
