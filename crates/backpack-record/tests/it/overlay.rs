//! What a record's events come to.

use std::time::Duration;

use backpack_core::{ContactId, EventId, FileId, RecordId, Timestamp};
use backpack_record::{
    Actor, Correction, InvalidTag, Overlay, OverlayChange, OverlayEvent, Relation, fold_tag, tag, undoable,
};
use proptest::prelude::*;

fn event(at: i64, id: u8, change: OverlayChange) -> OverlayEvent {
    let record = RecordId::from_bytes([9; 16]);
    let mut event = OverlayEvent::new(record, Actor::Person, Timestamp::from_millis(at), change);
    event.id = id_of(id);
    event
}

fn id_of(id: u8) -> EventId {
    EventId::from_bytes([id; 16])
}

#[test]
fn no_events_come_to_nothing() {
    assert_eq!(Overlay::fold([]), Overlay::default());
}

#[test]
fn the_last_word_counts_for_each_question() {
    let (kept, taken_off) = (FileId::from_bytes([1; 16]), FileId::from_bytes([2; 16]));
    let events = [
        event(1, 1, OverlayChange::Noted("first".into())),
        event(2, 2, OverlayChange::Noted("second".into())),
        event(3, 3, OverlayChange::NoteRewritten(id_of(1), "first, mended".into())),
        event(4, 4, OverlayChange::NoteRemoved(id_of(2))),
        event(5, 5, OverlayChange::Attached(taken_off)),
        event(6, 6, OverlayChange::Attached(kept)),
        event(7, 7, OverlayChange::Attached(kept)),
        event(8, 8, OverlayChange::Detached(taken_off)),
        event(9, 9, OverlayChange::Hidden),
        event(10, 10, OverlayChange::Shown),
        event(11, 11, OverlayChange::Deleted),
        event(12, 12, OverlayChange::Restored),
        event(13, 13, OverlayChange::Flagged("not mine".into())),
        event(14, 14, OverlayChange::Unflagged),
        event(15, 15, OverlayChange::Flagged("wrong dose".into())),
    ];
    comes_to(
        &Overlay::fold(&events),
        "\
        note 01010101010101010101010101010101 by Person at 1: first, mended\n\
        file 01010101010101010101010101010101\n\
        flagged: wrong dose\n\
        changed at 15\n",
    );
}

#[test]
fn hidden_and_deleted_stay_until_undone() {
    let overlay = Overlay::fold(&[event(1, 1, OverlayChange::Hidden), event(2, 2, OverlayChange::Deleted)]);
    comes_to(&overlay, "hidden\ndeleted\nchanged at 2\n");
}

#[test]
fn a_note_stays_removed_though_the_clock_went_backwards() {
    let events =
        [event(5, 1, OverlayChange::Noted("gone".into())), event(3, 2, OverlayChange::NoteRemoved(id_of(1)))];
    comes_to(&Overlay::fold(&events), "changed at 5\n");
}

#[test]
fn an_event_put_after_the_overlay_wins_though_the_clock_stands_still() {
    let hidden = event(7, 9, OverlayChange::Hidden);
    let shown = event(7, 1, OverlayChange::Shown).after(&Overlay::fold([&hidden]));
    assert_eq!(shown.at, Timestamp::from_millis(7).saturating_add(Duration::from_millis(1)));
    comes_to(&Overlay::fold([&shown, &hidden]), "changed at 8\n");
}

#[test]
fn what_is_persisted_keeps_its_bytes() {
    let change = |change: OverlayChange| postcard_hex(&change);
    let (file, note) = (FileId::from_bytes([1; 16]), id_of(2));
    let seen = [
        change(OverlayChange::Noted("a".into())),
        change(OverlayChange::Attached(file)),
        change(OverlayChange::Detached(file)),
        change(OverlayChange::Hidden),
        change(OverlayChange::Shown),
        change(OverlayChange::Flagged("a".into())),
        change(OverlayChange::Unflagged),
        change(OverlayChange::Deleted),
        change(OverlayChange::Restored),
        change(OverlayChange::NoteRewritten(note, "a".into())),
        change(OverlayChange::NoteRemoved(note)),
        change(OverlayChange::Undone(note)),
        change(OverlayChange::Tagged("a".into())),
        change(OverlayChange::Untagged("a".into())),
        change(OverlayChange::Corrected(Box::new(correction("c[1].d", Some("2"))))),
        change(OverlayChange::Uncorrected("c[1].d".parse().unwrap())),
        change(OverlayChange::Linked(RecordId::from_bytes([1; 16]), Relation::CausedBy, Some("w".into()))),
        change(OverlayChange::Unlinked(RecordId::from_bytes([1; 16]))),
        change(OverlayChange::ContactLinked(ContactId::from_bytes([1; 16]))),
        change(OverlayChange::ContactUnlinked(ContactId::from_bytes([1; 16]))),
    ];
    let (one, two) = ("01".repeat(16), "02".repeat(16));
    let expected = [
        "000161".to_owned(),
        format!("01{one}"),
        format!("02{one}"),
        "03".to_owned(),
        "04".to_owned(),
        "050161".to_owned(),
        "06".to_owned(),
        "07".to_owned(),
        "08".to_owned(),
        format!("09{two}0161"),
        format!("0a{two}"),
        format!("0b{two}"),
        "0c0161".to_owned(),
        "0d0161".to_owned(),
        "0e0300016301010000016401013201013107010177".to_owned(),
        "0f03000163010100000164".to_owned(),
        format!("10{one}02010177"),
        format!("11{one}"),
        format!("12{one}"),
        format!("13{one}"),
    ];
    assert_eq!(seen, expected);
}

fn correction(path: &str, value: Option<&str>) -> Correction {
    let text = |text: &str| Some(text.to_owned());
    let path = path.parse().unwrap_or_default();
    Correction::new(path, value.and_then(text), text("1"), 7).because(text("w"))
}

#[test]
fn a_tag_is_composed_trimmed_and_bounded() {
    assert_eq!(tag("  Cafe\u{301}   au  lait\n").as_deref(), Ok("Caf\u{e9} au lait"));
    assert_eq!(tag("\u{1f9ec} G\u{e8}nes").as_deref(), Ok("\u{1f9ec} G\u{e8}nes"));
    assert_eq!(tag(" \t\u{7} "), Err(InvalidTag::Empty));
    assert_eq!(tag(&"\u{e9}".repeat(64)).map(|tag| tag.chars().count()), Ok(64));
    assert_eq!(tag(&"e\u{301}".repeat(64)).map(|tag| tag.chars().count()), Ok(64), "counted composed");
    assert_eq!(tag(&"x".repeat(65)), Err(InvalidTag::TooLong));
    for same in [
        ["Stra\u{df}e", "STRASSE"],
        ["\u{39f}\u{394}\u{39f}\u{3a3}", "\u{3bf}\u{3b4}\u{3bf}\u{3c2}"],
        ["Cafe\u{301}", "CAF\u{c9}"],
    ] {
        assert_eq!(fold_tag(same[0]), fold_tag(same[1]));
    }
    assert_ne!(fold_tag("resume"), fold_tag("r\u{e9}sum\u{e9}"), "accents tell tags apart");
}

#[test]
fn tags_links_contacts_and_corrections_hold_one_of_each() {
    let to = |id| RecordId::from_bytes([id; 16]);
    let contact = |id| ContactId::from_bytes([id; 16]);
    let linked =
        |id, relation, words: Option<&str>| OverlayChange::Linked(to(id), relation, words.map(str::to_owned));
    let made = [
        OverlayChange::Tagged("Heart".into()),
        OverlayChange::Tagged("Kidney".into()),
        OverlayChange::Tagged("HEART".into()),
        OverlayChange::Untagged("kidney".into()),
        linked(1, Relation::Related, None),
        linked(2, Relation::CausedBy, Some("the fall")),
        linked(1, Relation::DuplicateOf, Some("sent twice")),
        OverlayChange::Unlinked(to(2)),
        OverlayChange::ContactLinked(contact(1)),
        OverlayChange::ContactLinked(contact(2)),
        OverlayChange::ContactLinked(contact(1)),
        OverlayChange::ContactUnlinked(contact(2)),
        OverlayChange::Corrected(Box::new(correction("a", Some("2")))),
        OverlayChange::Corrected(Box::new(correction("b", Some("3")))),
        OverlayChange::Corrected(Box::new(correction("a", Some("4")))),
        OverlayChange::Uncorrected("b".parse().unwrap_or_default()),
    ];
    let events: Vec<_> = (1_u8..).zip(made).map(|(at, change)| event(at.into(), at, change)).collect();
    let overlay = Overlay::fold(&events);
    assert_eq!(overlay.tags, ["HEART"], "the last spelling counts");
    assert!(overlay.has_tag("heart") && !overlay.has_tag("Kidney"));
    let links: Vec<_> =
        overlay.links.iter().map(|link| (link.to, link.relation, link.words.as_deref())).collect();
    assert_eq!(links, [(to(1), Relation::DuplicateOf, Some("sent twice"))]);
    assert_eq!(overlay.contacts, [contact(1)]);
    let values: Vec<_> = overlay.corrections.iter().map(|made| made.correction.value.as_deref()).collect();
    assert_eq!(values, [Some("4")]);
}

#[test]
fn only_what_stands_last_on_each_thing_can_be_undone() {
    let events = [
        event(1, 1, OverlayChange::Tagged("Heart".into())),
        event(2, 2, OverlayChange::Corrected(Box::new(correction("a", Some("2"))))),
        event(3, 3, OverlayChange::Linked(RecordId::from_bytes([1; 16]), Relation::Related, None)),
        event(4, 4, OverlayChange::ContactLinked(ContactId::from_bytes([1; 16]))),
        event(5, 5, OverlayChange::Untagged("HEART".into())),
        event(6, 6, OverlayChange::Uncorrected("a".parse().unwrap_or_default())),
        event(7, 7, OverlayChange::Unlinked(RecordId::from_bytes([1; 16]))),
        event(8, 8, OverlayChange::ContactUnlinked(ContactId::from_bytes([1; 16]))),
        event(9, 9, OverlayChange::Corrected(Box::new(correction("b", Some("2"))))),
    ];
    for first in 1..=4 {
        assert!(undoable(&events, Some(id_of(first))).is_err(), "{first} is stood upon");
        assert!(undoable(&events, Some(id_of(first + 4))).is_ok(), "{first} + 4 stands last");
    }
    assert!(undoable(&events, Some(id_of(9))).is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_order_in_which_events_are_given_does_not_matter(
        (events, shuffled) in proptest::collection::vec((0_i64..4, change()), 0..12).prop_flat_map(|drawn| {
            let number = |(index, (at, change))| event(at, u8::try_from(index).unwrap_or(0), change);
            let events: Vec<OverlayEvent> = drawn.into_iter().enumerate().map(number).collect();
            (Just(events.clone()), Just(events).prop_shuffle())
        })
    ) {
        prop_assert_eq!(Overlay::fold(&events), Overlay::fold(&shuffled));
    }

    #[test]
    fn adding_one_by_one_comes_to_what_folding_all_does(
        drawn in proptest::collection::vec((0_i64..30, change()), 0..14)
    ) {
        let mut overlay = Overlay::default();
        let mut events = Vec::new();
        for (index, (at, change)) in drawn.into_iter().enumerate() {
            let event = event(at, u8::try_from(index).unwrap_or(0), change);
            overlay.add(&events, &event);
            events.push(event);
            prop_assert_eq!(&overlay, &Overlay::fold(&events));
        }
    }
}

fn change() -> impl Strategy<Value = OverlayChange> {
    let file = (0_u8..3).prop_map(|n| FileId::from_bytes([n; 16]));
    prop_oneof![
        "[a-c]".prop_map(OverlayChange::Noted),
        (0_u8..12, "[a-c]").prop_map(|(id, text)| OverlayChange::NoteRewritten(id_of(id), text)),
        (0_u8..12).prop_map(|id| OverlayChange::NoteRemoved(id_of(id))),
        file.clone().prop_map(OverlayChange::Attached),
        file.prop_map(OverlayChange::Detached),
        Just(OverlayChange::Hidden),
        Just(OverlayChange::Shown),
        "[a-c]".prop_map(OverlayChange::Flagged),
        Just(OverlayChange::Unflagged),
        Just(OverlayChange::Deleted),
        Just(OverlayChange::Restored),
        (0_u8..12).prop_map(|id| OverlayChange::Undone(id_of(id))),
        "[abAB]".prop_map(OverlayChange::Tagged),
        "[abAB]".prop_map(OverlayChange::Untagged),
        ("[ab]", "[1-3]")
            .prop_map(|(path, value)| OverlayChange::Corrected(Box::new(correction(&path, Some(&value))))),
        "[ab]".prop_map(|path| OverlayChange::Uncorrected(path.parse().unwrap_or_default())),
        (0_u8..3).prop_map(|to| OverlayChange::Linked(
            RecordId::from_bytes([to; 16]),
            Relation::SameEvent,
            None
        )),
        (0_u8..3).prop_map(|to| OverlayChange::Unlinked(RecordId::from_bytes([to; 16]))),
        (0_u8..3).prop_map(|to| OverlayChange::ContactLinked(ContactId::from_bytes([to; 16]))),
        (0_u8..3).prop_map(|to| OverlayChange::ContactUnlinked(ContactId::from_bytes([to; 16]))),
    ]
}

/// Compares the whole overlay, in words.
#[track_caller]
fn comes_to(overlay: &Overlay, expected: &str) {
    let Overlay { notes, files, hidden, flagged, deleted, changed_at, .. } = overlay;
    let mut words = String::new();
    for note in notes {
        let (id, actor, at) = (note.id, &note.actor, note.at.as_millis());
        words += &format!("note {id} by {actor:?} at {at}: {}\n", note.text);
    }
    files.iter().for_each(|file| words += &format!("file {file}\n"));
    words += if *hidden { "hidden\n" } else { "" };
    flagged.iter().for_each(|reason| words += &format!("flagged: {reason}\n"));
    words += if *deleted { "deleted\n" } else { "" };
    changed_at.iter().for_each(|at| words += &format!("changed at {}\n", at.as_millis()));
    assert_eq!(words, expected);
}

#[expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]
fn postcard_hex(change: &OverlayChange) -> String {
    postcard::to_stdvec(change).unwrap().iter().map(|byte| format!("{byte:02x}")).collect()
}
