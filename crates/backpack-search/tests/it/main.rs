//! What the search promises, apart from records and stores.
#![expect(clippy::unwrap_used, reason = "a test ends at the first thing that does not hold")]
#![expect(clippy::indexing_slicing, reason = "a test may end at a place that is not there")]
#![expect(clippy::tests_outside_test_module, reason = "the whole binary is tests")]

mod codes;
mod extract;
mod highlights;
mod letters;
mod oracle;
mod ranking;
mod segments;

use backpack_search::{Field, Hits, Index, Place, Query, Segment, SegmentBuilder, Subject};

/// Returns the record of this number.
fn record(number: u8) -> Subject {
    Subject::record([number; 16])
}

/// Returns an index of one segment, in which the n-th text is the body of the n-th record.
fn index(texts: &[&str]) -> Index {
    let mut builder = SegmentBuilder::new();
    for (number, text) in (0_u8..).zip(texts) {
        builder.add(record(number), 0, Field::Body, text);
    }
    Index::new(vec![segment(builder)])
}

fn segment(builder: SegmentBuilder) -> Segment {
    Segment::from_bytes(&builder.finish().unwrap()).unwrap()
}

fn search(index: &Index, typed: &str) -> Hits {
    index.search(&Query::parse(typed), (0, usize::MAX), when(index))
}

/// Returns the numbers of the records that were found with all words, ascending.
fn found(index: &Index, typed: &str) -> Vec<u8> {
    let hits = search(index, typed);
    if !hits.has_all {
        return Vec::new();
    }
    let mut numbers: Vec<u8> = hits.hits.iter().map(|hit| hit.place.subject.id[0]).collect();
    numbers.sort_unstable();
    numbers
}

/// Says of each text that it is as new as the number of its record.
fn when(index: &Index) -> impl FnMut(usize) -> Option<i64> + use<> {
    let places: Vec<Place> = index.places().collect();
    move |number| places.get(number).map(|place| i64::from(place.subject.id[0]))
}
