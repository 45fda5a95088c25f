//! Making one segment of several.

use fst::{IntoStreamer as _, MapBuilder, Streamer as _, map::OpBuilder};

use crate::index::{State, states};
use crate::postings::{PostingWriter, read_places, take_places};
use crate::segment::{self, Document};
use crate::{Error, Segment, Subject};

/// What becomes of the documents of one segment: their new numbers, `u32::MAX` for those that no longer count.
type Numbers = Vec<u32>;

/// Returns neighbouring segments, oldest first, as one. With `is_all` they are all there are, so that nothing need be said
/// any more of subjects that were removed.
///
/// # Errors
///
/// [`Error::TooLarge`], [`Error::Damaged`].
pub fn merge(segments: &[Segment], is_all: bool) -> Result<Vec<u8>, Error> {
    let Renumbered { subjects, documents, numbers } = renumber(segments, is_all)?;
    let mut dictionary = MapBuilder::memory();
    let (mut postings, mut places) = (Vec::new(), Vec::new());
    let streams = segments.iter().map(|segment| segment.0.dictionary.stream());
    let mut union = streams.fold(OpBuilder::new(), |all, stream| all.add(stream)).union().into_stream();
    while let Some((term, found)) = union.next() {
        let mut writer = PostingWriter::default();
        let mut found = found.to_vec();
        found.sort_unstable_by_key(|one| one.index);
        for one in found {
            let parts = segments.get(one.index).zip(numbers.get(one.index));
            let (segment, numbers) = parts.ok_or(Error::Damaged)?;
            copy(segment, one.value, numbers, &mut writer).ok_or(Error::Damaged)?;
        }
        if writer.count > 0 {
            let at = writer.finish(&mut postings, &mut places);
            dictionary.insert(term, at).map_err(|_| Error::Damaged)?;
        }
    }
    let dictionary = dictionary.into_inner().map_err(|_| Error::Damaged)?;
    segment::write(&subjects, &documents, (&postings, &places), &dictionary)
}

fn copy(segment: &Segment, at: u64, numbers: &Numbers, writer: &mut PostingWriter) -> Option<()> {
    let postings = segment.postings(at)?;
    let mut bytes = segment.0.places.get(postings.places..)?;
    let mut own = Vec::new();
    for posting in postings {
        own.clear();
        read_places(take_places(&mut bytes)?, |place| own.push(place))?;
        let number = *numbers.get(posting.document as usize)?;
        if number != u32::MAX {
            writer.push(number, posting.mask(), own.iter().copied());
        }
    }
    Some(())
}

/// What is left of several segments.
struct Renumbered {
    subjects: Vec<Subject>,
    documents: Vec<Document>,
    numbers: Vec<Numbers>,
}

/// Subjects must ascend, and documents keep the order of their segments, so that postings can be copied one after another.
fn renumber(segments: &[Segment], is_all: bool) -> Result<Renumbered, Error> {
    let states = states(segments);
    let mut subjects: Vec<Subject> = Vec::new();
    for (segment, states) in segments.iter().zip(&states) {
        if is_all {
            let live = segment.0.documents.iter().zip(states).filter(|(_, state)| **state != State::Dead);
            subjects
                .extend(live.filter_map(|(document, _)| segment.0.subjects.get(document.subject as usize)));
        } else {
            subjects.extend(segment.subjects());
        }
    }
    subjects.sort_unstable();
    subjects.dedup();
    let (mut documents, mut numbers) = (Vec::new(), Vec::new());
    for (segment, states) in segments.iter().zip(&states) {
        let mut own = vec![u32::MAX; segment.documents()];
        for ((document, state), slot) in segment.0.documents.iter().zip(states).zip(&mut own) {
            if *state == State::Dead {
                continue;
            }
            let subject = segment.0.subjects.get(document.subject as usize).ok_or(Error::Damaged)?;
            let at = subjects.binary_search(subject).map_err(|_| Error::Damaged)?;
            *slot = u32::try_from(documents.len()).map_err(|_| Error::TooLarge)?;
            let subject = u32::try_from(at).map_err(|_| Error::TooLarge)?;
            documents.push(Document { subject, ..*document });
        }
        numbers.push(own);
    }
    Ok(Renumbered { subjects, documents, numbers })
}
