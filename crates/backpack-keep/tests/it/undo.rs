//! Undoing: one more act each time, nothing erased, and what cannot be undone is said.

use std::time::Duration;

use backpack_connect::Gone;
use backpack_core::{EventId, RecordId};
use backpack_files::ByteStream;
use backpack_keep::{ActivityFilter, Error, Keep, NewFile, Turn, Undone};
use backpack_record::{Actor, NotUndoable, Overlay, OverlayChange, OverlayEvent};
use backpack_testkit::run;
use bytes::Bytes;
use proptest::prelude::*;

use crate::world::{CONNECTION, World, page, result};

fn overlay(keep: &Keep, record: RecordId) -> Overlay {
    let mut overlay = keep.catalog(|catalog| catalog.record(record).unwrap().overlay().clone());
    overlay.changed_at = None;
    overlay
}

fn events(keep: &Keep, record: RecordId) -> Vec<OverlayEvent> {
    keep.catalog(|catalog| catalog.record(record).unwrap().events().to_vec())
}

async fn did(keep: &Keep, record: RecordId, change: OverlayChange) -> EventId {
    let known = keep.catalog(|catalog| catalog.record(record).unwrap().overlay().clone());
    let now = backpack_core::Timestamp::from_millis(0);
    let event = OverlayEvent::new(record, keep.actor(), now, change).after(&known);
    let id = event.id;
    keep.append(vec![event]).await.unwrap();
    id
}

#[test]
fn the_last_act_is_undone_and_undoing_that_brings_it_back() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        let id = keep.commit_page(page([result("a", "1")])).await.unwrap().new_ids[0];
        let nothing = keep.undo(id).await;
        assert!(matches!(nothing, Err(Error::NotUndoable(NotUndoable::Nothing))), "{nothing:?}");
        did(&keep, id, OverlayChange::Flagged("not mine".into())).await;
        let before = overlay(&keep, id);
        let hidden = did(&keep, id, OverlayChange::Hidden).await;
        let after = overlay(&keep, id);
        let ana = keep.acting_as(Actor::Named("Ana".into()));
        for round in 0..4 {
            let undone = ana.undo(id).await.unwrap();
            let Undone::Event(event) = undone else { panic!("{undone:?}") };
            if round == 0 {
                assert_eq!(event.id, hidden);
            }
            let expected = if round % 2 == 0 { &before } else { &after };
            assert_eq!(&overlay(&keep, id), expected);
            assert_eq!(&overlay(&world.open().await, id), expected);
            assert_eq!(events(&keep, id).len(), 3 + round, "nothing is erased");
        }
        // Who undid what stands in the journal and in the overlay.
        assert_eq!(events(&keep, id).last().unwrap().actor, Actor::Named("Ana".into()));
        let told = keep.activity(&ActivityFilter::new().limit(1)).await.unwrap().acts;
        assert_eq!(told[0].actor, Actor::Named("Ana".into()));
        assert_eq!(keep.body(id).await.unwrap(), result("a", "1"));
    });
}

#[test]
fn a_named_act_is_undone_only_if_nothing_later_stands_on_it() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        let id = keep.commit_page(page([result("a", "1")])).await.unwrap().new_ids[0];
        let flagged = did(&keep, id, OverlayChange::Flagged("first".into())).await;
        let again = did(&keep, id, OverlayChange::Flagged("second".into())).await;
        let note = did(&keep, id, OverlayChange::Noted("n".into())).await;
        let rewritten = did(&keep, id, OverlayChange::NoteRewritten(note, "m".into())).await;
        let refused = |error: Result<OverlayEvent, Error>| match error {
            Err(Error::NotUndoable(why)) => why,
            other => panic!("{other:?}"),
        };
        assert_eq!(refused(keep.undo_event(id, flagged).await), NotUndoable::StoodUpon);
        assert_eq!(refused(keep.undo_event(id, note).await), NotUndoable::StoodUpon);
        assert_eq!(refused(keep.undo_event(id, EventId::random()).await), NotUndoable::NoSuchEvent);
        // A note does not stand on a flag.
        keep.undo_event(id, again).await.unwrap();
        assert_eq!(overlay(&keep, id).flagged.as_deref(), Some("first"));
        assert_eq!(refused(keep.undo_event(id, again).await), NotUndoable::Already);
        keep.undo_event(id, flagged).await.unwrap();
        keep.undo_event(id, rewritten).await.unwrap();
        assert_eq!(overlay(&keep, id).notes[0].text, "n");
        keep.undo_event(id, note).await.unwrap();
        assert_eq!(overlay(&keep, id), Overlay::default());
        assert!(matches!(keep.undo(RecordId::random()).await, Err(Error::NoSuchRecord)));
    });
}

#[test]
fn a_file_that_was_removed_is_not_attached_again() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        let id = keep.commit_page(page([result("a", "1")])).await.unwrap().new_ids[0];
        let file = keep.add_file(NewFile::new("x"), ByteStream::from_bytes("1")).await.unwrap().id;
        did(&keep, id, OverlayChange::Attached(file)).await;
        let detached = did(&keep, id, OverlayChange::Detached(file)).await;
        keep.undo(id).await.unwrap();
        assert_eq!(overlay(&keep, id).files, [file]);
        keep.undo(id).await.unwrap();
        keep.remove_file(file).await.unwrap();
        assert!(matches!(keep.undo_event(id, detached).await, Err(Error::NoSuchFile)));
        assert!(overlay(&keep, id).files.is_empty());
    });
}

#[test]
fn what_the_engine_did_is_not_the_persons_to_undo() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        let id = keep.commit_page(page([result("a", "1")])).await.unwrap().new_ids[0];
        did(&keep, id, OverlayChange::Hidden).await;
        did(&keep.acting_as(Actor::Engine), id, OverlayChange::Flagged("by the engine".into())).await;
        keep.undo(id).await.unwrap();
        let overlay = overlay(&keep, id);
        assert_eq!((overlay.hidden, overlay.flagged.as_deref()), (false, Some("by the engine")));
    });
}

#[test]
fn an_edit_is_undone_by_one_more_version() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        let id = keep.put_entry(None, Bytes::from(result("", "1")), Actor::Person).await.unwrap();
        assert!(matches!(keep.undo(id).await, Err(Error::NotUndoable(NotUndoable::Nothing))));
        keep.put_entry(Some(id), Bytes::from(result("", "2")), Actor::Person).await.unwrap();
        let ana = keep.acting_as(Actor::Named("Ana".into()));
        assert_eq!(ana.undo(id).await.unwrap(), Undone::Edit { version: 0 });
        assert_eq!(keep.body(id).await.unwrap(), result("", "1"));
        assert_eq!(keep.original(id, 2).await.unwrap().actor, Some(Actor::Named("Ana".into())));
        assert_eq!(keep.undo(id).await.unwrap(), Undone::Edit { version: 1 });
        assert_eq!(keep.body(id).await.unwrap(), result("", "2"));
        assert_eq!(keep.versions(id).unwrap().len(), 4, "nothing is erased");
        // The last act is what counts, be it an edit or a note.
        did(&keep, id, OverlayChange::Noted("n".into())).await;
        assert!(matches!(keep.undo(id).await.unwrap(), Undone::Event(_)));
        keep.put_entry(Some(id), Bytes::from(result("", "3")), Actor::Person).await.unwrap();
        assert_eq!(keep.undo(id).await.unwrap(), Undone::Edit { version: 4 - 1 });
        keep.revert_entry(id, 0).await.unwrap();
        assert_eq!(world.open().await.body(id).await.unwrap(), result("", "1"));
        assert!(matches!(keep.revert_entry(id, 99).await, Err(Error::NoSuchVersion)));
        let imported = keep.commit_page(page([result("a", "1"), result("a", "2")])).await.unwrap().new_ids[0];
        assert!(matches!(keep.revert_entry(imported, 0).await, Err(Error::NotAnEntry)));
    });
}

#[test]
fn of_two_undoings_at_once_each_undoes_something_else() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        let id = keep.commit_page(page([result("a", "1")])).await.unwrap().new_ids[0];
        did(&keep, id, OverlayChange::Hidden).await;
        let other = world.open().await;
        let (one, two) = tokio::join!(keep.undo(id), other.undo(id));
        assert_ne!(one.unwrap(), two.unwrap());
        assert!(overlay(&world.open().await, id).hidden, "undone, and brought back");
    });
}

#[test]
fn every_coming_and_going_is_known_with_its_time() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        let id = keep.commit_page(page([result("a", "1")])).await.unwrap().new_ids[0];
        let tick = || world.clock.advance(Duration::from_secs(1));
        tick();
        keep.mark_vanished(CONNECTION, &[id], None).await.unwrap();
        tick();
        keep.commit_page(page([result("a", "1")])).await.unwrap();
        tick();
        keep.commit_page(page([result("a", "2")])).await.unwrap();
        tick();
        keep.commit_page(page([result("a", "1")])).await.unwrap();
        tick();
        let mut gone = page([result("b", "1")]);
        gone.gone.push(Gone::new("Observation", "a"));
        keep.commit_page(gone).await.unwrap();
        tick();
        keep.commit_page(page([result("a", "2")])).await.unwrap();
        let began = keep.turns(id).await.unwrap()[0].at;
        // Compaction moves bodies and merges the log; no time is lost.
        for value in 3..12 {
            tick();
            keep.commit_page(page([result("c", &value.to_string())])).await.unwrap();
        }
        keep.compact().await.unwrap();
        for keep in [&keep, &world.open().await] {
            let turned = keep.turns(id).await.unwrap();
            let seconds = |at: backpack_core::Timestamp| at.saturating_since(began).as_secs();
            let known: Vec<_> = turned.iter().map(|turned| (seconds(turned.at), turned.turn)).collect();
            assert_eq!(
                known,
                [
                    (0, Turn::Came(0)),
                    (1, Turn::Vanished),
                    (2, Turn::Returned),
                    (3, Turn::Came(1)),
                    (4, Turn::Recurred(0)),
                    (5, Turn::Gone),
                    (6, Turn::Recurred(1)),
                ]
            );
        }
        assert!(matches!(keep.turns(RecordId::random()).await, Err(Error::NoSuchRecord)));
    });
}

#[derive(Clone, Copy, Debug)]
enum Doing {
    Hide,
    Show,
    Flag,
    Unflag,
    Note,
    Undo,
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn undoing_takes_back_exactly_the_last_act(
        doings in prop::collection::vec(
            prop_oneof![Just(Doing::Hide), Just(Doing::Show), Just(Doing::Flag), Just(Doing::Unflag), Just(Doing::Note), Just(Doing::Undo)],
            0..12,
        )
    ) {
        run(async {
            let world = World::new();
            let keep = world.create().await;
            let id = keep.commit_page(page([result("a", "1")])).await.unwrap().new_ids[0];
            // What undoing must come to: the overlay before the last act, an undoing being an act too.
            let mut states = vec![overlay(&keep, id)];
            for (number, doing) in doings.iter().enumerate() {
                match doing {
                    Doing::Hide => drop(did(&keep, id, OverlayChange::Hidden).await),
                    Doing::Show => drop(did(&keep, id, OverlayChange::Shown).await),
                    Doing::Flag => drop(did(&keep, id, OverlayChange::Flagged(number.to_string())).await),
                    Doing::Unflag => drop(did(&keep, id, OverlayChange::Unflagged).await),
                    Doing::Note => drop(did(&keep, id, OverlayChange::Noted(number.to_string())).await),
                    Doing::Undo => match keep.undo(id).await {
                        Ok(_) => assert_eq!(overlay(&keep, id), states[states.len() - 2]),
                        Err(error) => {
                            assert!(matches!(error, Error::NotUndoable(NotUndoable::Nothing)), "{error}");
                            assert_eq!(states.len(), 1);
                            continue;
                        }
                    },
                }
                states.push(overlay(&keep, id));
                assert_eq!(events(&keep, id).len(), states.len() - 1);
            }
            assert_eq!(&overlay(&world.open().await, id), states.last().unwrap());
        });
    }
}
