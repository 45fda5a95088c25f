//! The files of one source: opened, told apart, read page by page.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::fs::File;
use std::io::{BufReader, Seek as _};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use backpack_connect::{Context, Cursor, Error, ErrorKind, Item, Next, Outcome, Page, Put};
use bytes::Bytes;

use crate::cursor::{self, Fingerprint, Place};
use crate::document::{self, Document};
use crate::lines;
use crate::owner::{Household, Owner};
use crate::paths::{self, SourceFile, local};
use crate::people::FoundPerson;
use crate::shape::{self, Hint, Shape};

/// The most documents held split between two of their pages.
const MOST_HELD: usize = 8;

/// The files of one source. Documents of several pages are held split until their last page.
pub(crate) struct Files {
    pub(crate) roots: Vec<PathBuf>,
    walked: Mutex<Option<Arc<Vec<SourceFile>>>>,
    held: Mutex<HashMap<String, (Fingerprint, Arc<Held>)>>,
}

/// A split document and its patients.
struct Held {
    document: Document,
    household: Household,
}

/// A file, opened.
pub(crate) struct Opened {
    pub(crate) file: File,
    pub(crate) size: u64,
    hint: Hint,
    fingerprint: Fingerprint,
}

impl Files {
    pub(crate) fn new(roots: Vec<PathBuf>) -> Self {
        Self { roots, walked: Mutex::default(), held: Mutex::default() }
    }

    /// Looks anew which files there are.
    pub(crate) fn walk(&self) -> Result<Arc<Vec<SourceFile>>, Error> {
        let files = Arc::new(paths::walk(&self.roots)?);
        *lock(&self.walked) = Some(Arc::clone(&files));
        Ok(files)
    }

    /// Returns the page of the file named `query` at `cursor`; of `person` alone, if given.
    pub(crate) fn page(
        &self,
        query: &str,
        cursor: Option<&Cursor>,
        person: Option<&FoundPerson>,
        context: &Context,
    ) -> Result<Page, Error> {
        context.check("pull")?;
        let source = self.source(query)?;
        let opened = Opened::new(&source)?;
        let place = cursor::read(cursor, opened.fingerprint)?;
        let shape = if self.held(query, &opened).is_some() { Shape::Whole } else { opened.shape()? };
        match shape {
            Shape::Empty => Ok(Page::new(Vec::new(), Next::Done(None, Outcome::Empty))),
            Shape::Lines => line_page(&opened, place, person, context),
            Shape::Whole => self.document_page(query, &opened, place, person, context),
        }
    }

    fn source(&self, query: &str) -> Result<SourceFile, Error> {
        let walked = lock(&self.walked).clone();
        let files = match walked {
            Some(files) => files,
            None => self.walk()?,
        };
        let found = files.iter().find(|file| file.id == query);
        found.cloned().ok_or_else(|| Error::new(ErrorKind::NotFound, "pull"))
    }

    fn document_page(
        &self,
        query: &str,
        opened: &Opened,
        place: Place,
        person: Option<&FoundPerson>,
        context: &Context,
    ) -> Result<Page, Error> {
        let Some(held) = self.hold(query, opened, person, context)? else {
            let words =
                format!("the document is larger than the limit of {} bytes", context.limits.body_bytes);
            return Ok(Page::new(Vec::new(), Next::Done(None, Outcome::Partial(words))));
        };
        let start = usize::try_from(place.at).unwrap_or(usize::MAX);
        let rest = held.document.items.get(start..).unwrap_or_default();
        let length = document::page_length(rest);
        let items: Vec<Item> = rest.iter().take(length).cloned().collect();
        let bytes = bytes_of(&items);
        let items = choose(items, &held.household, person);
        let next =
            Place { at: place.at + length as u64, items: place.items + items.len() as u64, left_out: 0 };
        let is_last = length == rest.len();
        if is_last {
            lock(&self.held).remove(query);
        }
        let mut page = Page::new(items, go_on(is_last, next, opened.fingerprint, context));
        page.envelope.clone_from(&held.document.envelope);
        page.bytes = bytes;
        Ok(page)
    }

    fn held(&self, query: &str, opened: &Opened) -> Option<Arc<Held>> {
        let all = lock(&self.held);
        let (_, held) = all.get(query).filter(|(fingerprint, _)| *fingerprint == opened.fingerprint)?;
        Some(Arc::clone(held))
    }

    fn hold(
        &self,
        query: &str,
        opened: &Opened,
        person: Option<&FoundPerson>,
        context: &Context,
    ) -> Result<Option<Arc<Held>>, Error> {
        if let Some(held) = self.held(query, opened) {
            return Ok(Some(held));
        }
        let Some(document) = document::read(&opened.file, opened.size, context)? else { return Ok(None) };
        let household = person.map_or_else(Household::default, |_| Household::of(&document.items));
        let held = Arc::new(Held { document, household });
        if document::page_length(&held.document.items) < held.document.items.len() {
            let mut all = lock(&self.held);
            if all.len() >= MOST_HELD {
                all.clear();
            }
            all.insert(query.to_owned(), (opened.fingerprint, Arc::clone(&held)));
        }
        Ok(Some(held))
    }
}

impl Opened {
    pub(crate) fn new(source: &SourceFile) -> Result<Self, Error> {
        let file = File::open(&source.path).map_err(|cause| local("pull", &cause))?;
        let meta = file.metadata().map_err(|cause| local("pull", &cause))?;
        let is_lines = |end: &OsStr| end.eq_ignore_ascii_case("ndjson") || end.eq_ignore_ascii_case("jsonl");
        let hint = if source.path.extension().is_some_and(is_lines) { Hint::Lines } else { Hint::Nothing };
        Ok(Self { size: meta.len(), fingerprint: Fingerprint::of(&meta), hint, file })
    }

    /// Tells what the file holds, and goes back to its beginning.
    pub(crate) fn shape(&self) -> Result<Shape, Error> {
        let mut reader = BufReader::with_capacity(64 << 10, &self.file);
        let shape = shape::detect(&mut reader, self.hint).map_err(|cause| local("pull", &cause))?;
        (&self.file).rewind().map_err(|cause| local("pull", &cause))?;
        Ok(shape)
    }
}

fn line_page(
    opened: &Opened,
    place: Place,
    person: Option<&FoundPerson>,
    context: &Context,
) -> Result<Page, Error> {
    let read = lines::read_page(&opened.file, place, context)?;
    // A line that is a Bundle stands for its entries, and is a document with patients of its own.
    let of_line = |line: &Bytes| {
        let items = document::split(line).items;
        let household = person.map_or_else(Household::default, |_| Household::of(&items));
        choose(items, &household, person)
    };
    let items = read.lines.iter().flat_map(of_line).collect();
    let mut page = Page::new(items, go_on(read.at_end, read.next, opened.fingerprint, context));
    page.bytes = read.next.at.saturating_sub(place.at);
    Ok(page)
}

fn go_on(is_last: bool, place: Place, fingerprint: Fingerprint, context: &Context) -> Next {
    if !is_last {
        return Next::More(cursor::write(place, fingerprint));
    }
    let outcome = match place {
        Place { left_out: 0, items: 0, .. } => Outcome::Empty,
        Place { left_out: 0, .. } => Outcome::Done,
        Place { left_out, .. } => Outcome::Partial(format!(
            "{left_out} line(s) larger than the limit of {} bytes were left out",
            context.limits.body_bytes
        )),
    };
    Next::Done(None, outcome)
}

/// Leaves out what goes with somebody else. What stays carries the patient it goes with.
fn choose(items: Vec<Item>, household: &Household, person: Option<&FoundPerson>) -> Vec<Item> {
    let Some(person) = person else { return items };
    let goes_with = |put: &Put| match household.owner(put) {
        Owner::Patient(id) => person.patient.as_ref() == Some(&id),
        Owner::Nobody => match household.first() {
            Some(first) => person.patient.as_deref() == Some(first),
            None => person.takes_unnamed || person.patient.is_none(),
        },
    };
    items
        .into_iter()
        .filter_map(|item| match item {
            Item::Put(mut put) => goes_with(&put).then(|| {
                put.patient.clone_from(&person.patient);
                Item::Put(put)
            }),
            gone => Some(gone),
        })
        .collect()
}

fn bytes_of(items: &[Item]) -> u64 {
    let length = |item: &Item| if let Item::Put(put) = item { put.body.len() as u64 } else { 0 };
    items.iter().map(length).sum()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
