//! Words that stand one after the other.

use std::ops::Range;

use crate::Segment;
use crate::postings::{Posting, read_places, take_places};

/// The documents in which a phrase may stand still.
#[derive(Default)]
struct Left {
    documents: Vec<(Posting, Range<usize>)>,
    /// Where the phrase would begin, document by document.
    begins: Vec<u32>,
}

/// Returns the documents of a segment in which these words stand one after the other, ascending.
pub(crate) fn phrase(segment: &Segment, words: &[String]) -> Vec<Posting> {
    find(segment, words).unwrap_or_default()
}

/// Nothing if one of the words is not there at all.
fn find(segment: &Segment, words: &[String]) -> Option<Vec<Posting>> {
    let at: Vec<u64> = words.iter().map(|word| segment.0.dictionary.get(word)).collect::<Option<_>>()?;
    // The rarest word first: only where it stands are the others looked for.
    let mut order: Vec<(u32, u64)> = (0..).zip(at).collect();
    order.sort_by_key(|(_, at)| segment.postings(*at).map_or(0, |all| all.count));
    let (first, rest) = order.split_first()?;
    let mut left = all_of(segment, *first)?;
    for word in rest {
        left = left.narrow(segment, *word)?;
    }
    Some(left.documents.into_iter().map(|(posting, _)| posting).collect())
}

/// Returns every document of a word, the `index`-th of the phrase.
fn all_of(segment: &Segment, (index, at): (u32, u64)) -> Option<Left> {
    let postings = segment.postings(at)?;
    let mut bytes = segment.0.places.get(postings.places..)?;
    let mut left = Left::default();
    for posting in postings {
        let from = left.begins.len();
        read_places(take_places(&mut bytes)?, |place| left.begins.extend(place.checked_sub(index)))?;
        left.keep(posting, from);
    }
    Some(left)
}

impl Left {
    /// Notes a document with the begins from a place on, if there are any.
    fn keep(&mut self, posting: Posting, from: usize) {
        if self.begins.len() > from {
            self.documents.push((posting, from..self.begins.len()));
        }
    }

    /// Returns the documents that have another word of the phrase in its place, too.
    fn narrow(self, segment: &Segment, (index, at): (u32, u64)) -> Option<Self> {
        let postings = segment.postings(at)?;
        let mut bytes = segment.0.places.get(postings.places..)?;
        let mut wanted = self.documents.iter().peekable();
        let mut left = Self::default();
        for posting in postings {
            let own = take_places(&mut bytes)?;
            while wanted.next_if(|(other, _)| other.document < posting.document).is_some() {}
            let Some((other, begins)) = wanted.peek() else { break };
            if other.document != posting.document {
                continue;
            }
            let begins = self.begins.get(begins.clone()).unwrap_or_default();
            let from = left.begins.len();
            read_places(own, |place| {
                left.begins.extend(place.checked_sub(index).filter(|begin| begins.contains(begin)));
            })?;
            left.keep(other.both(posting), from);
        }
        Some(left)
    }
}
