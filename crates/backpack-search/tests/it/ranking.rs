//! What comes first.

use backpack_search::{Field, Index, Place, Query, SegmentBuilder, Subject};

use crate::{record, segment, when};

/// Returns the numbers of what was found, the best first; the number is also how new it is.
fn order(index: &Index, typed: &str) -> Vec<u8> {
    let hits = index.search(&Query::parse(typed), (0, 100), when(index));
    hits.hits.iter().map(|hit| hit.place.subject.id[0]).collect()
}

#[test]
fn a_title_counts_more_than_a_code_a_note_the_body_and_a_file() {
    let mut builder = SegmentBuilder::new();
    for (number, field) in
        [(5, Field::File), (4, Field::Body), (3, Field::Note), (2, Field::Code), (1, Field::Title)]
    {
        builder.add(record(number), 0, field, "asthma");
    }
    assert_eq!(order(&Index::new(vec![segment(builder)]), "asthma "), [1, 2, 3, 4, 5]);
}

#[test]
fn the_word_itself_comes_before_longer_ones_and_those_before_misspellings() {
    let index = crate::index(&["asthmx", "asthmatic", "asthma", "aesthmaticus"]);
    assert_eq!(order(&index, "asthma"), [2, 1, 0, 3]);
}

#[test]
fn the_rarer_word_counts_more() {
    let texts = ["common common rare", "common", "common", "common", "rare other"];
    let index = crate::index(&texts);
    assert_eq!(order(&index, "nothing rare ").first(), Some(&4));
}

#[test]
fn of_two_alike_the_newer_comes_first_and_pages_follow_each_other() {
    let index = crate::index(&["fever"; 40]);
    let newest: Vec<u8> = (0..40).rev().collect();
    assert_eq!(order(&index, "fever "), newest);
    let query = Query::parse("fever ");
    let mut paged = Vec::new();
    for skip in (0..45).step_by(7) {
        let hits = index.search(&query, (skip, 7), when(&index));
        assert_eq!(hits.total, 40);
        paged.extend(hits.hits.iter().map(|hit| hit.place.subject.id[0]));
    }
    assert_eq!(paged, newest);
}

#[test]
fn a_file_is_found_once_with_its_best_page() {
    let file = Subject::file([9; 16]);
    let mut builder = SegmentBuilder::new();
    builder.add(
        file,
        1,
        Field::File,
        "fever, and much else that is written on a long first page of many words",
    );
    builder.add(file, 2, Field::File, "fever fever fever");
    builder.add(file, 3, Field::File, "nothing");
    let index = Index::new(vec![segment(builder)]);
    let hits = index.search(&Query::parse("fever"), (0, 10), |_| Some(0));
    let places: Vec<Place> = hits.hits.iter().map(|hit| hit.place).collect();
    assert_eq!((hits.total, places), (1, vec![Place { subject: file, page: 2 }]));
}

#[test]
fn what_is_not_shown_counts_for_nothing() {
    let index = crate::index(&["fever", "fever", "fever chills"]);
    let shown = |number| (number != 2).then_some(0);
    let hits = index.search(&Query::parse("fever chills "), (0, 10), shown);
    assert_eq!((hits.total, hits.has_all), (2, false));
}
