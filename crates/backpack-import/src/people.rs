//! Who is in the files: one look through them, before anything is imported.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::fs::File;
use std::sync::Arc;

use backpack_connect::{Context, Error, ErrorKind, Item, Put};
use backpack_record::{Header, PersonHint, PersonName};

use crate::connector::FileConnector;
use crate::files::{Files, Opened};
use crate::owner::{Household, Owner, patient_in};
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
    /// Whether the files contradict themselves: a Patient with this id has another birth date, or another name
    /// altogether. What is in documents of its own is told apart; lines that only name the id cannot be.
    pub contradicted: bool,
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
        match census.file(file, context) {
            // It goes with what names nobody; asked for, it says that it cannot be read.
            Err(error) if error.kind() == &ErrorKind::Local => drop(census.count(file, (None, 0))),
            looked => looked?,
        }
    }
    Ok(People { found: census.found(), files: Arc::clone(files), source: (String::new(), String::new()) })
}

#[derive(Default)]
struct Census {
    places: HashMap<Whom, usize>,
    people: Vec<FoundPerson>,
}

/// A patient's id, and which of several people with this id: in files of several sources an id may come twice.
type Whom = (Option<String>, usize);

/// Which of several people a document means by an id.
type Namesakes = HashMap<String, usize>;

impl Census {
    fn file(&mut self, source: &SourceFile, context: &Context) -> Result<(), Error> {
        let opened = Opened::new(source)?;
        match opened.shape()? {
            Shape::Empty => {}
            Shape::Whole => {
                if let Some(document) = document::read(&opened.file, opened.size, context)? {
                    let household = Household::of(&document.items);
                    let namesakes = self.namesakes(&document.items);
                    self.items(source, (&household, &namesakes), &document.items, context)?;
                } else {
                    self.count(source, (None, 0));
                }
            }
            Shape::Lines => self.lines(source, &opened.file, context)?,
        }
        Ok(())
    }

    fn lines(&mut self, source: &SourceFile, file: &File, context: &Context) -> Result<(), Error> {
        let mut place = crate::cursor::Place::default();
        loop {
            let page = lines::read_page(file, place, context)?;
            for line in page.lines {
                let items = document::split(&line).items;
                self.items(source, (&Household::of(&items), &Namesakes::new()), &items, context)?;
            }
            place = page.next;
            if page.at_end {
                return Ok(());
            }
        }
    }

    fn items(
        &mut self,
        source: &SourceFile,
        (household, namesakes): (&Household, &Namesakes),
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
            let namesake = patient.as_ref().and_then(|id| namesakes.get(id)).copied().unwrap_or_default();
            let person = self.count(source, (patient, namesake));
            if let Some(person) = person
                && header.is_some_and(|header| header.resource_type == "Patient")
            {
                learn(person, put);
            }
        }
        Ok(())
    }

    /// Says whom a document means by the ids of its patients: who was met before, or somebody else with the same id.
    fn namesakes(&self, items: &[Item]) -> Namesakes {
        let mut namesakes = Namesakes::new();
        for item in items {
            let Item::Put(put) = item else { continue };
            let Some((id, hint)) = patient_in(put).zip(PersonHint::read(&put.body).ok()) else { continue };
            let known = |number| self.people.get(*self.places.get(&(Some(id.clone()), number))?);
            let fits = |number: &usize| known(*number).is_none_or(|person| !contradicts(person, &hint));
            let number = (0..).find(fits).unwrap_or_default();
            namesakes.entry(id).or_insert(number);
        }
        namesakes
    }

    fn count(&mut self, source: &SourceFile, whom: Whom) -> Option<&mut FoundPerson> {
        let next = self.people.len();
        let patient = whom.0.clone();
        let place = *self.places.entry(whom).or_insert(next);
        if place == next {
            self.people.push(FoundPerson {
                patient,
                name: None,
                birth_date: None,
                gender: None,
                contradicted: false,
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
            && let Some(place) = self.places.get(&(None, 0))
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
    person.contradicted |= contradicts(person, &hint);
    let name = hint.names.into_iter().find_map(|PersonName { text, .. }| text);
    person.name = person.name.take().or_else(|| name.map(|name| name.to_string()));
    person.birth_date =
        person.birth_date.take().or_else(|| hint.birth_date.map(|date| date.as_str().to_owned()));
    person.gender = person.gender.take().or_else(|| hint.gender.map(|gender| gender.to_string()));
}

/// Says whether a Patient is somebody else: born on another day, or, as far as the days do not say, of another name.
fn contradicts(person: &FoundPerson, hint: &PersonHint<'_>) -> bool {
    let days = person.birth_date.as_deref().zip(hint.birth_date.as_ref().map(|date| date.as_str()));
    if let Some((one, other)) = days {
        return !one.starts_with(other) && !other.starts_with(one);
    }
    let mut theirs =
        hint.names.iter().filter_map(|name| name.text.as_ref()).map(|name| words(name)).peekable();
    let Some(mine) = person.name.as_deref().map(words) else { return false };
    theirs.peek().is_some() && theirs.all(|theirs| mine.is_disjoint(&theirs))
}

fn words(name: &str) -> HashSet<String> {
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}
