//! Corrections: what a record shows follows the person, whatever its source sends, and both values stay.

use std::time::{Duration, Instant};

use backpack_connect::Gone;
use backpack_core::{ContactId, RecordId, Timestamp};
use backpack_keep::{
    Change, ChangeKind, ConnectionRow, Depth, Disposal, Error, Filter, Keep, Outcome, RotationOptions,
    RowBatch, VerifyOptions,
};
use backpack_record::{
    Actor, Correction, CorrectionState, Element, NewValue, Overlay, OverlayChange, OverlayEvent, Relation,
};
use backpack_testkit::run;
use bytes::Bytes;
use proptest::prelude::*;

use crate::world::{CONNECTION, World, describe, page, result};

fn event(keep: &Keep, record: RecordId, change: OverlayChange) -> OverlayEvent {
    OverlayEvent::new(record, keep.actor(), Timestamp::from_millis(1), change)
}

async fn did(keep: &Keep, record: RecordId, change: OverlayChange) -> Result<(), Error> {
    keep.append(vec![event(keep, record, change)]).await
}

/// Corrects an element against what the source says now.
async fn correct(keep: &Keep, record: RecordId, element: &str, value: &str) {
    let body = keep.body(record).await.unwrap();
    let version = keep.catalog(|catalog| catalog.record(record).unwrap().current_version());
    let version = u32::try_from(version).unwrap();
    let (element, value) = (Element::from(element), NewValue::from(value));
    let correction = Correction::of(&body, &element, &value, version, None).unwrap();
    did(keep, record, OverlayChange::Corrected(Box::new(correction))).await.unwrap();
}

async fn uncorrect(keep: &Keep, record: RecordId, element: &str) {
    did(keep, record, OverlayChange::Uncorrected(element.parse().unwrap())).await.unwrap();
}

/// Returns the title, the value and the date that lists show, and how many conflicts there are.
fn shown(keep: &Keep, record: RecordId) -> (String, String, String, usize) {
    keep.catalog(|catalog| {
        let record = catalog.record(record).unwrap();
        let header = record.effective();
        assert_eq!(record.title(), header.title);
        let number = match header.value {
            Some(backpack_record::Value::Quantity(quantity)) => quantity.number.unwrap().to_string(),
            other => format!("no number: {other:?}"),
        };
        let when = header.when.and_then(|when| when.start).map(|start| start.as_str().to_owned());
        (header.title.to_string(), number, when.unwrap_or_default(), record.conflicts())
    })
}

fn row(title: &str, value: &str, date: &str, conflicts: usize) -> (String, String, String, usize) {
    (title.to_owned(), value.to_owned(), date.to_owned(), conflicts)
}

async fn come(keep: &Keep, body: impl Into<Bytes>) -> RecordId {
    let counts = keep.commit_page(page([body])).await.unwrap();
    counts.new_ids.iter().chain(&counts.changed_ids).copied().next().unwrap()
}

/// What is shown is what the corrected body says, in this process and in one that opens now.
async fn holds(world: &World, keep: &Keep) {
    let other = world.open().await;
    assert_eq!(keep.catalog(describe), other.catalog(describe));
    let ids: Vec<_> = keep.catalog(|catalog| catalog.records().map(|record| record.id()).collect());
    for id in ids {
        let body = keep.body(id).await.unwrap();
        keep.catalog(|catalog| {
            let record = catalog.record(id).unwrap();
            let corrected = record.overlay().corrected_body(&body).unwrap();
            let read = backpack_record::Header::read(&corrected).unwrap().into_owned();
            assert_eq!(record.effective(), read);
            let states = record.overlay().corrected(&body).unwrap();
            let conflicts = states.iter().filter(|one| one.state == CorrectionState::Conflict).count();
            assert_eq!(record.conflicts(), conflicts);
            assert_eq!(record.is_corrected(), !states.is_empty());
        });
    }
    let verified = keep.verify_with(&VerifyOptions::new(Depth::Data)).await.unwrap();
    assert_eq!(verified.outcome(), Outcome::Ok, "{:?}", verified.findings);
}

#[test]
fn lists_filters_and_orders_go_by_what_was_corrected() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        let first = come(&keep, result("a", "1")).await;
        let second = come(&keep, result("b", "2")).await;
        correct(&keep, first, "effectiveDateTime", "2021-05-06").await;
        correct(&keep, first, "code.text", "Blood sugar, Zürich").await;
        correct(&keep, first, "category[0].coding[0].code", "vital-signs").await;
        correct(&keep, first, "code.coding[0].code", "15074-8").await;
        holds(&world, &keep).await;
        for keep in [&keep, &world.open().await] {
            assert_eq!(shown(keep, first), row("Blood sugar, Zürich", "1", "2021-05-06", 0));
            let found = |filter: Filter| keep.catalog(|catalog| catalog.query(&filter).records);
            assert_eq!(found(Filter::new()), [first, second], "the later one comes first");
            assert_eq!(found(Filter::new().text("ZÜRICH")), [first]);
            assert_eq!(found(Filter::new().text("glucose")), [first, second], "the code still says so");
            assert_eq!(found(Filter::new().kind(backpack_record::Kind::VitalSign)), [first]);
            assert_eq!(found(Filter::new().code("15074-8")), [first]);
            assert_eq!(found(Filter::new().code("2345-7")), [second]);
            let from = backpack_record::PartialDate::parse("2021").unwrap().earliest();
            assert_eq!(found(Filter::new().from(from)), [first]);
            let source = keep.catalog(|catalog| catalog.record(first).unwrap().header().into_owned());
            assert_eq!(
                (source.title.as_str(), source.when.unwrap().start.unwrap().as_str()),
                ("Glucose", "2019-03-07")
            );
        }
        // Taken back and undone, all is as it was, and back.
        uncorrect(&keep, first, "effectiveDateTime").await;
        assert_eq!(keep.catalog(|catalog| catalog.query(&Filter::new()).records), [first, second]);
        assert_eq!(shown(&keep, first).2, "2019-03-07");
        keep.undo(first).await.unwrap();
        assert_eq!(shown(&keep, first).2, "2021-05-06");
        keep.undo(first).await.unwrap();
        assert_eq!(shown(&keep, first).2, "2019-03-07");
        holds(&world, &keep).await;
    });
}

#[test]
fn a_new_version_keeps_the_correction_and_a_conflict_is_told() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        let id = come(&keep, result("a", "6.10")).await;
        correct(&keep, id, "valueQuantity.value", "110").await;
        let mut changes = keep.changes();
        let mut conflicts = || {
            let mut told = 0;
            while let Ok(Change { what, .. }) = changes.try_recv() {
                told += usize::from(what == ChangeKind::Conflicts(vec![id]));
            }
            told
        };
        // Elsewhere it changes: the correction stands.
        come(&keep, result("a", "6.10").replace("2019-03-07", "2019-03-08")).await;
        assert_eq!((shown(&keep, id), conflicts()), (row("Glucose", "110", "2019-03-08", 0), 0));
        // It says something else there: both stand.
        come(&keep, result("a", "61")).await;
        assert_eq!((shown(&keep, id), conflicts()), (row("Glucose", "110", "2019-03-07", 1), 1));
        assert_eq!(keep.catalog(|catalog| catalog.in_conflict()), [id]);
        come(&keep, result("a", "62")).await;
        assert_eq!((shown(&keep, id).3, conflicts()), (1, 0), "told once");
        holds(&world, &keep).await;
        // It is mended there.
        come(&keep, result("a", "110.0")).await;
        assert_eq!(shown(&keep, id), row("Glucose", "110", "2019-03-07", 0));
        // And goes back to what it said first: the very same version.
        assert_eq!(come(&keep, result("a", "6.10")).await, id);
        assert_eq!(shown(&keep, id), row("Glucose", "110", "2019-03-07", 0));
        come(&keep, result("a", "61")).await;
        assert_eq!((shown(&keep, id).3, conflicts()), (1, 1));
        // Kept against the new version, it is no conflict; taken back, the source counts.
        correct(&keep, id, "valueQuantity.value", "110").await;
        assert_eq!(shown(&keep, id), row("Glucose", "110", "2019-03-07", 0));
        uncorrect(&keep, id, "valueQuantity.value").await;
        assert_eq!(shown(&keep, id), row("Glucose", "61", "2019-03-07", 0));
        holds(&world, &keep).await;
        assert_eq!(keep.versions(id).unwrap().len(), 5);
    });
}

#[test]
fn it_survives_going_vanishing_rotation_merging_and_the_connection_s_end() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        let mut known = ConnectionRow::new("s", "u", "n", Timestamp::from_millis(1));
        known.id = CONNECTION;
        keep.write(RowBatch::new().put(&known)).await.unwrap();
        let id = come(&keep, result("a", "6.10")).await;
        let other = come(&keep, result("b", "1")).await;
        correct(&keep, id, "valueQuantity.value", "110").await;
        let contact = ContactId::from_bytes([4; 16]);
        for change in [
            OverlayChange::Tagged("Zucker".into()),
            OverlayChange::Linked(other, Relation::FollowUpOf, Some("the week after".into())),
            OverlayChange::ContactLinked(contact),
        ] {
            did(&keep, id, change).await.unwrap();
        }
        let overlay = |keep: &Keep| keep.catalog(|catalog| catalog.record(id).unwrap().overlay().clone());
        let before = overlay(&keep);
        let mut gone = page(Vec::<String>::new());
        gone.gone.push(Gone::new("Observation", "a"));
        keep.commit_page(gone).await.unwrap();
        assert_eq!(shown(&keep, id).1, "110");
        come(&keep, result("a", "6.10")).await;
        keep.mark_vanished(CONNECTION, &[id], None).await.unwrap();
        assert_eq!(shown(&keep, id).1, "110");
        for number in 0..40 {
            come(&keep, result("a", &format!("6.1{number}"))).await;
        }
        come(&keep, result("a", "61")).await;
        keep.compact().await.unwrap();
        let forget = async { Ok::<_, Error>(world.forget_old()) };
        keep.rotate(world.new_epoch(), RotationOptions::new(), |_| {}, forget).await.unwrap();
        holds(&world, &keep).await;
        assert_eq!(shown(&keep, id), row("Glucose", "110", "2019-03-07", 1));
        let to = |keep: &Keep| keep.catalog(|catalog| catalog.links_to(other).len());
        assert_eq!(to(&keep), 1);
        keep.remove_connection(CONNECTION, Disposal::Delete).await.unwrap();
        holds(&world, &keep).await;
        for keep in [&keep, &world.open().await] {
            assert_eq!(overlay(keep), before);
            assert_eq!(shown(keep, id), row("Glucose", "110", "2019-03-07", 1));
            keep.catalog(|catalog| {
                assert!(catalog.record(other).is_none(), "nothing was said on it");
                assert_eq!(catalog.linked_to_contact(contact), [id]);
                assert_eq!(catalog.query(&Filter::new().tag("zucker")).records, [id]);
            });
            assert_eq!(to(keep), 1, "the link stays, to something that is no longer here");
        }
    });
}

#[test]
fn what_cannot_be_is_refused_whole() {
    run(async {
        let keep = World::new().create().await;
        let id = come(&keep, result("a", "1")).await;
        let entry = keep.put_entry(None, result("", "1").into(), Actor::Person).await.unwrap();
        let correction = Correction::new("status".parse().unwrap(), Some("\"amended\"".into()), None, 0);
        let corrected = OverlayChange::Corrected(Box::new(correction.clone()));
        assert!(matches!(did(&keep, entry, corrected).await, Err(Error::AnEntry)));
        let linked = |to| OverlayChange::Linked(to, Relation::Related, None);
        assert!(matches!(did(&keep, id, linked(id)).await, Err(Error::NoSuchRecord)));
        assert!(matches!(
            did(&keep, id, linked(RecordId::from_bytes([1; 16]))).await,
            Err(Error::NoSuchRecord)
        ));
        let large = correction.because(Some("x".repeat(17 << 10)));
        let large = did(&keep, id, OverlayChange::Corrected(Box::new(large))).await;
        assert!(matches!(large, Err(Error::TooLarge("overlay"))));
        let long = did(&keep, id, OverlayChange::Tagged("x".repeat(17 << 10))).await;
        assert!(matches!(long, Err(Error::TooLarge("overlay"))));
        let many = vec![event(&keep, id, OverlayChange::Hidden); 257];
        assert!(matches!(keep.append(many).await, Err(Error::TooLarge("overlay"))));
        let both = vec![event(&keep, id, OverlayChange::Hidden), event(&keep, id, linked(id))];
        assert!(keep.append(both).await.is_err());
        keep.catalog(|catalog| assert_eq!(catalog.record(id).unwrap().events(), []));
    });
}

#[test]
fn events_of_one_call_count_in_their_order_whatever_the_clock_says() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        let id = come(&keep, result("a", "1")).await;
        // Twenty acts at one moment, and then as many long before.
        for at in [1_000_000, 5] {
            let changes = (0..10).flat_map(|tag| {
                [OverlayChange::Tagged(format!("t{tag}")), OverlayChange::Untagged("t1".into())]
            });
            let events = changes
                .map(|change| OverlayEvent::new(id, Actor::Person, Timestamp::from_millis(at), change));
            keep.append(events.collect()).await.unwrap();
            let tags =
                |keep: &Keep| keep.catalog(|catalog| catalog.record(id).unwrap().overlay().tags.clone());
            assert_eq!(tags(&keep), ["t0", "t2", "t3", "t4", "t5", "t6", "t7", "t8", "t9"]);
            assert_eq!(tags(&world.open().await), tags(&keep));
            did(&keep, id, OverlayChange::Tagged("t1".into())).await.unwrap();
            did(&keep, id, OverlayChange::Untagged("T1".into())).await.unwrap();
            assert!(!tags(&keep).contains(&"t1".to_owned()));
        }
    });
}

#[test]
fn two_processes_correct_and_sync_at_once_and_agree() {
    run(async {
        let world = World::shared();
        let one = world.create().await;
        let two = world.open().await;
        let id = come(&one, result("a", "1")).await;
        two.refresh().await.unwrap();
        for round in 2..12 {
            // One corrects what it saw while the other takes a new version in.
            let body = result("a", &round.to_string());
            let (corrected, came) = tokio::join!(
                correct(&one, id, "code.text", if round % 2 == 0 { "Sugar" } else { "Glucose, again" }),
                come(&two, body),
            );
            let ((), _) = (corrected, came);
            let unit = format!("u{round}");
            tokio::join!(
                async {
                    two.append(vec![event(&two, id, OverlayChange::Tagged(format!("r{round}")))])
                        .await
                        .unwrap();
                },
                correct(&one, id, "valueQuantity.unit", &unit),
            );
            one.refresh().await.unwrap();
            two.refresh().await.unwrap();
            assert_eq!(one.catalog(describe), two.catalog(describe));
            holds(&world, &one).await;
            assert_eq!(shown(&two, id).1, round.to_string());
        }
        assert_eq!(one.catalog(|catalog| catalog.record(id).unwrap().overlay().tags.len()), 10);
    });
}

#[test]
fn tags_are_counted_and_found_in_any_case() {
    run(async {
        let keep = World::new().create().await;
        let mut ids = Vec::new();
        for name in ["a", "b", "c"] {
            ids.push(come(&keep, result(name, "1")).await);
        }
        for (record, tag) in
            [(0, "Herz"), (1, "herz"), (2, "herz"), (0, "Übung"), (1, "ärger"), (0, "Straße")]
        {
            did(&keep, ids[record], OverlayChange::Tagged(tag.into())).await.unwrap();
        }
        keep.catalog(|catalog| {
            let counts: Vec<_> = catalog.tags().into_iter().map(|tag| (tag.tag, tag.records)).collect();
            let expected = [("herz", 3), ("Straße", 1), ("ärger", 1), ("Übung", 1)];
            assert_eq!(counts, expected.map(|(tag, count)| (tag.to_owned(), count)));
            let found = |filter: Filter| catalog.query(&filter).total;
            assert_eq!(found(Filter::new().tag("HERZ")), 3);
            assert_eq!(found(Filter::new().tag("übung").tag("ÄRGER")), 2);
            assert_eq!(found(Filter::new().tag("STRASSE").code("2345-7")), 1);
            assert_eq!(found(Filter::new().tag("herz").code("none")), 0);
            assert_eq!(found(Filter::new().tag("her")), 0);
            assert_eq!(found(Filter::new().text("her")), 3);
        });
        did(&keep, ids[0], OverlayChange::Hidden).await.unwrap();
        assert_eq!(keep.catalog(|catalog| catalog.query(&Filter::new().tag("herz")).total), 2);
    });
}

#[test]
fn ten_thousand_events_on_one_record_stay_fast() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        let id = come(&keep, result("a", "1")).await;
        correct(&keep, id, "code.text", "Sugar").await;
        let begun = Instant::now();
        for call in 0..40 {
            let changes = (0..250).map(|number| match number % 5 {
                0 => OverlayChange::Noted(format!("note {call} {number}")),
                1 => OverlayChange::Tagged(format!("tag {}", number % 50)),
                2 => OverlayChange::Untagged(format!("tag {}", number % 50)),
                3 => OverlayChange::Hidden,
                _ => OverlayChange::Shown,
            });
            keep.append(changes.map(|change| event(&keep, id, change)).collect()).await.unwrap();
        }
        let written = begun.elapsed();
        let begun = Instant::now();
        let reopened = world.open().await;
        let opened = begun.elapsed();
        let begun = Instant::now();
        for _ in 0..10 {
            reopened.undo(id).await.unwrap();
        }
        let undone = begun.elapsed();
        println!("10,000 events: written in {written:?}, opened in {opened:?}, ten undoings in {undone:?}");
        let overlay = |keep: &Keep| keep.catalog(|catalog| catalog.record(id).unwrap().overlay().clone());
        assert_eq!(overlay(&reopened).notes.len(), 2000);
        let folded = reopened.catalog(|catalog| Overlay::fold(catalog.record(id).unwrap().events()));
        assert_eq!(overlay(&reopened), folded);
        // Without optimisation, on a busy machine; a fold for each event took minutes.
        assert!(written + opened + undone < Duration::from_secs(30), "{written:?} {opened:?} {undone:?}");
    });
}

/// Something that happens to one of two records.
#[derive(Clone, Debug)]
enum Step {
    Comes(bool, u8, u8),
    Corrects(bool, &'static str, &'static str),
    Uncorrects(bool, &'static str),
    Undoes(bool),
    Goes(bool),
    Compacts,
}

fn step() -> impl Strategy<Value = Step> {
    let element = prop_oneof![
        Just(("code.text", "Sugar")),
        Just(("effectiveDateTime", "2020-02-02")),
        Just(("valueQuantity.value", "3")),
        Just(("valueQuantity.value", "4"))
    ];
    prop_oneof![
        4 => (any::<bool>(), 1_u8..5, 1_u8..3).prop_map(|(which, value, day)| Step::Comes(which, value, day)),
        4 => (any::<bool>(), element.clone()).prop_map(|(which, (at, to))| Step::Corrects(which, at, to)),
        1 => (any::<bool>(), element).prop_map(|(which, (at, _))| Step::Uncorrects(which, at)),
        2 => any::<bool>().prop_map(Step::Undoes),
        1 => any::<bool>().prop_map(Step::Goes),
        1 => Just(Step::Compacts),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn whatever_happens_a_record_shows_what_its_corrected_body_says(
        steps in proptest::collection::vec(step(), 1..16)
    ) {
        run(async {
            let world = World::new();
            let keep = world.create().await;
            let name = |which| if which { "a" } else { "b" };
            let mut ids = Vec::new();
            for which in [false, true] {
                ids.push(come(&keep, result(name(which), "1")).await);
            }
            for step in steps {
                let id = |which| ids[usize::from(which)];
                match step {
                    Step::Comes(which, value, day) => {
                        let body = result(name(which), &value.to_string());
                        let body = body.replace("2019-03-07", &format!("2019-03-0{day}"));
                        keep.commit_page(page([body])).await.unwrap();
                    }
                    Step::Corrects(which, element, value) => {
                        let body = keep.body(id(which)).await.unwrap();
                        let made = Correction::of(&body, &element.into(), &value.into(), 0, None);
                        if let Ok(correction) = made {
                            did(&keep, id(which), OverlayChange::Corrected(Box::new(correction))).await.unwrap();
                        }
                    }
                    Step::Uncorrects(which, element) => uncorrect(&keep, id(which), element).await,
                    Step::Undoes(which) => drop(keep.undo(id(which)).await),
                    Step::Goes(which) => {
                        let mut gone = page(Vec::<String>::new());
                        gone.gone.push(Gone::new("Observation", name(which)));
                        keep.commit_page(gone).await.unwrap();
                    }
                    Step::Compacts => drop(keep.compact().await.unwrap()),
                }
            }
            holds(&world, &keep).await;
        });
    }
}
