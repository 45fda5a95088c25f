//! An index: segments, oldest first, asked together.

use std::ops::RangeInclusive;

use crate::best::{Best, Candidate, Tally};
use crate::expand::expand;
use crate::phrase::phrase;
use crate::postings::Posting;
use crate::query::{Query, Wanted};
use crate::score::Scale;
use crate::{Place, Segment, Sort, Subject};

/// Segments that are asked together.
#[derive(Clone, Debug, Default)]
pub struct Index {
    segments: Vec<Segment>,
    /// For each segment what its documents are.
    states: Vec<Vec<State>>,
    /// For each segment of which class of length its documents are.
    classes: Vec<Vec<u8>>,
    scale: Scale,
}

/// One thing that was found.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Hit {
    /// The record or file, and the page that fits best.
    pub place: Place,
    /// How well it fits: more is better. It compares hits of one query alone.
    pub score: u32,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Hits {
    /// The hits asked for, the best first.
    pub hits: Vec<Hit>,
    /// How many there are in all.
    pub total: usize,
    /// Whether every word that was looked for is in each of them; if not, no record has all, and those with more come first.
    pub has_all: bool,
}

impl Index {
    /// Returns an index over segments, oldest first. What a later one says of a subject is all that counts.
    #[must_use]
    pub fn new(segments: Vec<Segment>) -> Self {
        let states = states(&segments);
        let (mut documents, mut words) = (0, 0);
        for (segment, states) in segments.iter().zip(&states) {
            for (document, _) in
                segment.0.documents.iter().zip(states).filter(|(_, state)| **state != State::Dead)
            {
                documents += 1;
                words += u64::from(document.words);
            }
        }
        let scale = Scale::new(documents, words);
        let classes =
            |segment: &Segment| segment.0.documents.iter().map(|one| scale.class(one.words)).collect();
        let classes = segments.iter().map(classes).collect();
        Self { segments, states, classes, scale }
    }

    /// Returns the segments, oldest first.
    #[must_use]
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// Returns how many documents of each segment count, oldest first.
    pub fn living(&self) -> impl Iterator<Item = usize> {
        self.states.iter().map(|states| states.iter().filter(|state| **state != State::Dead).count())
    }

    /// Returns every subject of which something can be found, in no order.
    pub fn subjects(&self) -> impl Iterator<Item = Subject> {
        let pairs = self.segments.iter().zip(&self.states);
        pairs.flat_map(|(segment, states)| {
            let mut last = None;
            (0_u32..).zip(states).filter(|(_, state)| **state != State::Dead).filter_map(
                move |(document, _)| {
                    let subject = segment.place(document)?.subject;
                    (last.replace(subject) != Some(subject)).then_some(subject)
                },
            )
        })
    }

    /// Returns about how many bytes it takes in memory.
    #[must_use]
    pub fn weight(&self) -> usize {
        self.segments.iter().map(Segment::weight).sum::<usize>()
            + self.states.iter().map(Vec::len).sum::<usize>() * 2 * 2
    }

    /// Returns every text that can be found or could once, segment by segment. Its number here is what [`Index::search`] asks by.
    pub fn places(&self) -> impl Iterator<Item = Place> {
        self.segments.iter().flat_map(Segment::places)
    }

    /// Returns the hits from `skip` on, `limit` of them at most, the best first. `admit` says of the text with a number in
    /// [`Index::places`] whether it is shown, and when it was: of two that fit alike the later comes first. A file counts
    /// once, with its best page.
    ///
    /// What has everything that is looked for is found; only where nothing has, what has a part of it.
    pub fn search(
        &self,
        query: &Query,
        (skip, limit): (usize, usize),
        mut admit: impl FnMut(usize) -> Option<i64>,
    ) -> Hits {
        if query.is_empty() {
            return Hits::default();
        }
        let total: usize = self.segments.iter().map(Segment::documents).sum();
        let mut tally = Tally { found: vec![0; total], score: vec![0.0; total] };
        let mut worth = vec![0.0_f32; total];
        for (bit, wanted) in query.wanted.iter().enumerate() {
            worth.fill(0.0);
            self.note_worth(wanted, &mut worth);
            tally.add(bit, &worth);
        }
        let wanted = query.wanted.len();
        let end = skip.saturating_add(limit);
        let mut best = self.best(&tally, wanted, 0..=0, end, &mut admit);
        let has_all = best.total > 0;
        if !has_all && wanted > 1 {
            best = self.best(&tally, wanted, 1..=wanted - 1, end, &mut admit);
        }
        let total = best.total;
        let hits = best.finish().into_iter().skip(skip);
        let hits = hits.filter_map(|candidate| {
            Some(Hit { place: self.place(candidate.document)?, score: candidate.score.0 })
        });
        Hits { hits: hits.collect(), total, has_all }
    }

    fn place(&self, mut document: u32) -> Option<Place> {
        for segment in &self.segments {
            let own = u32::try_from(segment.documents()).ok()?;
            match document.checked_sub(own) {
                Some(rest) => document = rest,
                None => return segment.place(document),
            }
        }
        None
    }

    /// Notes what one wanted thing is worth in every document where it is.
    fn note_worth(&self, wanted: &Wanted, mut worth: &mut [f32]) {
        for (segment, classes) in self.segments.iter().zip(&self.classes) {
            let Some((own, rest)) = worth.split_at_mut_checked(segment.documents()) else { return };
            worth = rest;
            let mut mark = |posting: Posting, factor: f32| {
                let at = posting.document as usize;
                if let Some((slot, class)) = own.get_mut(at).zip(classes.get(at)) {
                    *slot = slot.max(self.scale.worth(posting.worth, *class) * factor);
                }
            };
            let runs = match wanted {
                Wanted::Word(word) => {
                    for (at, quality) in expand(&segment.0.dictionary, word) {
                        let Some(postings) = segment.postings(at) else { continue };
                        let factor = self.scale.rarity(postings.count as usize) * quality.weight();
                        postings.for_each(|posting| mark(posting, factor));
                    }
                    Some(word.runs.as_slice()).filter(|runs| runs.len() > 1)
                }
                Wanted::Phrase(words) => Some(words.as_slice()),
            };
            let found = runs.map(|runs| phrase(segment, runs)).unwrap_or_default();
            let factor = self.scale.rarity(found.len());
            found.into_iter().for_each(|posting| mark(posting, factor));
        }
    }

    /// Returns the best of what is shown and lacks so many of the wanted things.
    fn best(
        &self,
        tally: &Tally,
        wanted: usize,
        lacking: RangeInclusive<usize>,
        most: usize,
        admit: &mut impl FnMut(usize) -> Option<i64>,
    ) -> Best {
        let mut best = Best::new(most);
        // The best page so far of the file whose pages are looked at: they stand one after the other.
        let mut file: Option<(u32, Candidate)> = None;
        let mut tallied = tally.found.iter().zip(&tally.score).enumerate();
        for (segment, states) in self.segments.iter().zip(&self.states) {
            let documents = segment.0.documents.iter().zip(states);
            for ((document, state), (number, (found, score))) in documents.zip(tallied.by_ref()) {
                let missing = wanted - found.count_ones() as usize;
                if *state == State::Dead || *found == 0 || !lacking.contains(&missing) {
                    continue;
                }
                let Some(when) = admit(number) else { continue };
                let candidate = Candidate::new(missing, *score, when, number);
                if *state == State::Record {
                    best.push(candidate);
                    continue;
                }
                match &mut file {
                    Some((subject, own)) if *subject == document.subject => *own = candidate.min(*own),
                    _ => {
                        let before = file.replace((document.subject, candidate));
                        before.into_iter().for_each(|(_, candidate)| best.push(candidate));
                    }
                }
            }
            file.take().into_iter().for_each(|(_, candidate)| best.push(candidate));
        }
        best
    }
}

/// What a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// A later segment speaks for its subject.
    Dead,
    Record,
    File,
}

/// Returns for each segment what its documents are: they count unless a later segment speaks for their subject.
pub(crate) fn states(segments: &[Segment]) -> Vec<Vec<State>> {
    let mut all = Vec::with_capacity(segments.len());
    for (at, segment) in segments.iter().enumerate() {
        let sorts = segment.subjects().iter().map(|subject| match subject.sort {
            Sort::Record => State::Record,
            Sort::File => State::File,
        });
        let mut states: Vec<State> = sorts.collect();
        for later in segments.get(at + 1..).unwrap_or_default() {
            for subject in later.subjects() {
                if let Ok(number) = segment.subjects().binary_search(subject)
                    && let Some(slot) = states.get_mut(number)
                {
                    *slot = State::Dead;
                }
            }
        }
        let state = |subject: u32| states.get(subject as usize).copied().unwrap_or(State::Dead);
        all.push(segment.0.documents.iter().map(|document| state(document.subject)).collect());
    }
    all
}
