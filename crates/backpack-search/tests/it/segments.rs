//! Segments: what a later one says replaces what an earlier one said; one that is damaged is none.

use backpack_search::{Error, Field, Index, Segment, SegmentBuilder, merge};

use crate::{found, record, segment};

fn of(subjects: &[(u8, Option<&str>)]) -> Segment {
    let mut builder = SegmentBuilder::new();
    for (number, text) in subjects {
        builder.begin(record(*number));
        if let Some(text) = text {
            builder.add(record(*number), 0, Field::Body, text);
        }
    }
    segment(builder)
}

#[test]
fn a_later_segment_replaces_and_removes() {
    let segments = vec![
        of(&[(1, Some("asthma")), (2, Some("asthma")), (3, Some("asthma"))]),
        of(&[(1, Some("bronchitis")), (2, None)]),
    ];
    let index = Index::new(segments.clone());
    assert_eq!((found(&index, "asthma "), found(&index, "bronchitis ")), (vec![3], vec![1]));
    assert_eq!(index.living().collect::<Vec<_>>(), [1, 1]);
    for is_all in [false, true] {
        let merged = Segment::from_bytes(&merge(&segments, is_all).unwrap()).unwrap();
        assert_eq!(merged.subjects().len(), if is_all { 2 } else { 3 });
        let index = Index::new(vec![of(&[(2, Some("asthma"))]), merged]);
        assert_eq!(found(&index, "asthma "), if is_all { vec![2, 3] } else { vec![3] });
    }
}

#[test]
fn nothing_is_a_segment_too() {
    let nothing = of(&[]);
    let merged = Segment::from_bytes(&merge(&[nothing.clone(), nothing.clone()], true).unwrap()).unwrap();
    assert_eq!((merged.documents(), merged.words()), (0, 0));
    assert_eq!(found(&Index::new(vec![nothing, merged]), "x"), [] as [u8; 0]);
    assert_eq!(found(&Index::default(), "x"), [] as [u8; 0]);
    assert!(merge(&[], true).is_ok());
}

#[test]
fn a_segment_of_bytes_that_do_not_fit_is_refused_and_a_newer_one_by_number() {
    let mut builder = SegmentBuilder::new();
    builder.add(record(1), 0, Field::Title, "asthma, and bronchitis");
    let bytes = builder.finish().unwrap();
    for end in 0..bytes.len() {
        assert_eq!(Segment::from_bytes(&bytes[..end]).err(), Some(Error::Damaged), "{end}");
    }
    let mut longer = bytes.clone();
    longer.push(0);
    assert_eq!(Segment::from_bytes(&longer).err(), Some(Error::Damaged));
    let mut newer = bytes.clone();
    newer[0] = 2;
    assert_eq!(Segment::from_bytes(&newer).err(), Some(Error::NewerFormat(2)));
    // What passes with a flipped byte is asked without harm: whoever stores it seals it, and knows.
    for at in 0..bytes.len() {
        let mut flipped = bytes.clone();
        flipped[at] ^= 0x41;
        if let Ok(segment) = Segment::from_bytes(&flipped) {
            let index = Index::new(vec![segment]);
            for typed in ["asthma", "a", "\"and bronchitis\"", "brochitis "] {
                drop(crate::search(&index, typed));
            }
        }
    }
}

/// The bytes of a segment are persisted: if this fails, raise the format.
#[test]
fn the_bytes_of_a_segment_are_pinned() {
    let mut builder = SegmentBuilder::new();
    builder.add(record(1), 0, Field::Title, "E11.9 asthma");
    let hex: String = builder.finish().unwrap().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hex, include_str!("segment.hex").trim());
}
