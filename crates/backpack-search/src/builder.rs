//! Making a segment out of texts.

use std::collections::{BTreeMap, HashMap};

use fst::MapBuilder;

use crate::fold::each_token;
use crate::postings::PostingWriter;
use crate::segment::{self, Document};
use crate::{Error, Field, Subject};

/// How far apart two texts of one document stand, so that no phrase goes over.
const GAP: u32 = 16;
/// The most words of one document that are kept.
const MOST_WORDS: usize = 1 << 20;

/// Collects what records and files say. What is added twice is what was added last.
#[derive(Debug, Default)]
pub struct SegmentBuilder {
    subjects: BTreeMap<Subject, BTreeMap<u32, Pending>>,
    numbers: HashMap<String, u32>,
    terms: usize,
}

/// The words of a document.
#[derive(Debug, Default)]
struct Pending {
    /// The word's number, its place, its field.
    words: Vec<(u32, u32, u8)>,
    next: u32,
}

impl SegmentBuilder {
    /// Returns one without anything.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Says that the segment speaks for this subject: what is added after is all that it says, and nothing if it was removed.
    pub fn begin(&mut self, subject: Subject) {
        self.subjects.insert(subject, BTreeMap::new());
    }

    /// Adds a text of a page of this subject, 0 for a record.
    pub fn add(&mut self, subject: Subject, page: u32, field: Field, text: &str) {
        let pending = self.subjects.entry(subject).or_default().entry(page).or_default();
        let base = pending.next;
        each_token(text, |token| {
            if pending.words.len() >= MOST_WORDS {
                return;
            }
            let place = base + token.at;
            pending.next = pending.next.max(place + GAP);
            let number = self.numbers.get(token.term).copied().unwrap_or_else(|| {
                let fresh = u32::try_from(self.terms).unwrap_or(u32::MAX);
                self.terms += 1;
                self.numbers.insert(token.term.to_owned(), fresh);
                fresh
            });
            pending.words.push((number, place, field.bit()));
        });
    }

    /// Returns how many subjects it speaks for.
    #[must_use]
    pub fn len(&self) -> usize {
        self.subjects.len()
    }

    /// Says whether it speaks for none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.subjects.is_empty()
    }

    /// Returns the segment.
    ///
    /// # Errors
    ///
    /// [`Error::TooLarge`].
    pub fn finish(self) -> Result<Vec<u8>, Error> {
        let mut writers: Vec<PostingWriter> = Vec::new();
        writers.resize_with(self.terms, PostingWriter::default);
        let (mut subjects, mut documents) = (Vec::with_capacity(self.subjects.len()), Vec::new());
        for (subject, pages) in self.subjects {
            let number = u32::try_from(subjects.len()).map_err(|_| Error::TooLarge)?;
            subjects.push(subject);
            for (page, pending) in pages {
                let document = u32::try_from(documents.len()).map_err(|_| Error::TooLarge)?;
                let words = u32::try_from(pending.words.len()).map_err(|_| Error::TooLarge)?;
                documents.push(Document { subject: number, page, words });
                write_document(document, pending.words, &mut writers);
            }
        }
        let mut terms: Vec<(String, u32)> = self.numbers.into_iter().collect();
        terms.sort_unstable();
        let mut dictionary = MapBuilder::memory();
        let (mut postings, mut places) = (Vec::new(), Vec::new());
        for (term, number) in terms {
            let Some(writer) = writers.get(number as usize).filter(|writer| writer.count > 0) else {
                continue;
            };
            let at = writer.finish(&mut postings, &mut places);
            dictionary.insert(term, at).map_err(|_| Error::Damaged)?;
        }
        let dictionary = dictionary.into_inner().map_err(|_| Error::Damaged)?;
        segment::write(&subjects, &documents, (&postings, &places), &dictionary)
    }
}

fn write_document(document: u32, mut words: Vec<(u32, u32, u8)>, writers: &mut [PostingWriter]) {
    words.sort_unstable();
    for same in words.chunk_by(|a, b| a.0 == b.0) {
        let Some((number, ..)) = same.first() else { continue };
        let mask = same.iter().fold(0, |mask, (_, _, field)| mask | field);
        if let Some(writer) = writers.get_mut(*number as usize) {
            writer.push(document, mask, same.iter().map(|(_, place, _)| *place));
        }
    }
}
