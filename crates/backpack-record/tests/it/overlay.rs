//! What a record's events come to.

use std::time::Duration;

use backpack_core::{EventId, FileId, RecordId, Timestamp};
use backpack_record::{Actor, Overlay, OverlayChange, OverlayEvent};
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
    ];
    assert_eq!(seen, expected);
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
