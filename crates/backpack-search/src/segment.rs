//! A segment: an immutable part of the index, as bytes that are read where they lie.
//!
//! | bytes | what |
//! |---|---|
//! | 1 | format, 1 |
//! | 5 × 4 | lengths in order: subjects, documents, postings, places, dictionary; big-endian |
//! | … | subjects, ascending: sort and id, 17 bytes each |
//! | … | documents: subject, page, words, 4 bytes each, big-endian |
//! | … | postings of each word: how many, where its places begin, then each document's distance, fields and times |
//! | … | places of each word: for each document how many, then each one's distance |
//! | … | dictionary: an `fst` map from the word to where its postings begin |
//!
//! A segment speaks for its subjects alone: what older segments say of them no longer counts. A subject without documents
//! is one that was removed.

use std::sync::Arc;

use fst::Map;

use crate::subject::{Place, Subject};
use crate::{Error, postings::PostingReader};

const FORMAT: u8 = 1;
const HEAD: usize = 21;
pub(crate) const DOCUMENT: usize = 12;

/// An immutable part of the index. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Segment(pub(crate) Arc<Parts>);

#[derive(Debug)]
pub(crate) struct Parts {
    pub(crate) dictionary: Map<Vec<u8>>,
    pub(crate) subjects: Vec<Subject>,
    pub(crate) documents: Vec<Document>,
    pub(crate) postings: Box<[u8]>,
    pub(crate) places: Box<[u8]>,
}

/// One text that is found: a record, or a page of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Document {
    /// The number of its subject.
    pub(crate) subject: u32,
    pub(crate) page: u32,
    /// How many words it has.
    pub(crate) words: u32,
}

impl Segment {
    /// Reads a segment.
    ///
    /// # Errors
    ///
    /// [`Error::NewerFormat`], [`Error::Damaged`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        match bytes.first() {
            Some(&FORMAT) => {}
            Some(&format) if format > FORMAT => return Err(Error::NewerFormat(format)),
            _ => return Err(Error::Damaged),
        }
        let (lengths, mut rest) =
            bytes.get(1..).and_then(|b| b.split_at_checked(HEAD - 1)).ok_or(Error::Damaged)?;
        let mut sections = [&[][..]; 5];
        for (section, length) in sections.iter_mut().zip(lengths.chunks_exact(4)) {
            let length = number(length) as usize;
            (*section, rest) = rest.split_at_checked(length).ok_or(Error::Damaged)?;
        }
        let [subjects, documents, postings, places, dictionary] = sections;
        let subjects = subjects.chunks_exact(Subject::BYTES).map(Subject::read);
        let subjects: Vec<Subject> = subjects.collect::<Option<_>>().ok_or(Error::Damaged)?;
        let documents: Vec<Document> = documents.chunks_exact(DOCUMENT).map(document).collect();
        let count = u32::try_from(subjects.len()).map_err(|_| Error::Damaged)?;
        let is_whole = rest.is_empty() && documents.iter().all(|document| document.subject < count);
        let dictionary = Map::new(dictionary.to_vec()).map_err(|_| Error::Damaged)?;
        if !is_whole || dictionary.as_fst().verify().is_err() {
            return Err(Error::Damaged);
        }
        let (postings, places) = (Box::from(postings), Box::from(places));
        Ok(Self(Arc::new(Parts { dictionary, subjects, documents, postings, places })))
    }

    /// Returns the subjects that it speaks for, ascending; those that were removed are among them.
    #[must_use]
    pub fn subjects(&self) -> &[Subject] {
        &self.0.subjects
    }

    /// Returns how many records and pages can be found in it.
    #[must_use]
    pub fn documents(&self) -> usize {
        self.0.documents.len()
    }

    /// Returns how many words it knows.
    #[must_use]
    pub fn words(&self) -> usize {
        self.0.dictionary.len()
    }

    /// Returns about how many bytes it takes in memory.
    #[must_use]
    pub fn weight(&self) -> usize {
        let Parts { dictionary, subjects, documents, postings, places } = &*self.0;
        dictionary.as_fst().size()
            + size_of_val(subjects.as_slice())
            + size_of_val(documents.as_slice())
            + postings.len()
            + places.len()
    }

    /// Returns where each of its texts stands, in order; those that a later segment replaced too.
    pub fn places(&self) -> impl Iterator<Item = Place> {
        (0_u32..).take(self.documents()).filter_map(|document| self.place(document))
    }

    pub(crate) fn place(&self, document: u32) -> Option<Place> {
        let document = self.0.documents.get(document as usize)?;
        Some(Place { subject: *self.0.subjects.get(document.subject as usize)?, page: document.page })
    }

    pub(crate) fn postings(&self, at: u64) -> Option<PostingReader<'_>> {
        PostingReader::new(&self.0.postings, at)
    }
}

/// Puts the sections together.
pub(crate) fn write(
    subjects: &[Subject],
    documents: &[Document],
    (postings, places): (&[u8], &[u8]),
    dictionary: &[u8],
) -> Result<Vec<u8>, Error> {
    let lengths = [
        subjects.len() * Subject::BYTES,
        documents.len() * DOCUMENT,
        postings.len(),
        places.len(),
        dictionary.len(),
    ];
    let mut out = Vec::with_capacity(HEAD + lengths.iter().sum::<usize>());
    out.push(FORMAT);
    for length in lengths {
        out.extend_from_slice(&u32::try_from(length).map_err(|_| Error::TooLarge)?.to_be_bytes());
    }
    subjects.iter().for_each(|subject| subject.write(&mut out));
    for Document { subject, page, words } in documents {
        [subject, page, words].iter().for_each(|number| out.extend_from_slice(&number.to_be_bytes()));
    }
    for section in [postings, places, dictionary] {
        out.extend_from_slice(section);
    }
    Ok(out)
}

fn document(bytes: &[u8]) -> Document {
    let at = |from: usize| number(bytes.get(from..from + 4).unwrap_or_default());
    Document { subject: at(0), page: at(4), words: at(8) }
}

fn number(bytes: &[u8]) -> u32 {
    bytes.first_chunk().map_or(0, |bytes| u32::from_be_bytes(*bytes))
}
