//! What a person says on top of a record: notes, tags, files, corrections, links; none of it is lost, whatever a portal
//! sends.

use std::sync::Arc;

use backpack::answers::Direction;
use backpack::connect::{Gone, Item, Query};
use backpack::contacts::Contact;
use backpack::core::{ConnectionId, ContactId, RecordId};
use backpack::keep::{Change, ChangeKind, Disposal, Filter, Show};
use backpack::record::entry::{Condition, Note, Symptom};
use backpack::record::{
    CorrectionState, Field, Header, Kind, NewValue, OverlayChange, PartialDate, Relation,
};
use backpack::{Account, Backpack, ErrorKind, Person, SignIn};
use backpack_testkit::connector::ScriptedConnector;
use backpack_testkit::run;

use crate::world::{Home, told};

/// An account with a Backpack that a portal brought two laboratory results to.
struct Visited {
    home: Home,
    account: Account,
    backpack: Backpack,
    portal: ScriptedConnector,
    connection: ConnectionId,
}

fn result(id: &str, value: &str, date: &str) -> Item {
    Item::json(format!(
        r#"{{"resourceType":"Observation","id":"{id}","status":"final","category":[{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"laboratory"}}]}}],"code":{{"text":"Glucose"}},"subject":{{"reference":"Patient/pat-1"}},"effectiveDateTime":"{date}","valueQuantity":{{"value":{value},"unit":"mg/dL"}}}}"#
    ))
}

impl Visited {
    async fn new() -> Self {
        let home = Home::new();
        let account = home.create().await;
        let backpack = account.add_backpack(Person::new("Ana Ruiz")).await.unwrap();
        let portal = ScriptedConnector::new().with_query(
            Query::new("labs", "Labs"),
            [result("a", "6.10", "2019-03-07"), result("b", "5", "2019-04-01")],
        );
        let signed_in = backpack.connect(Arc::new(portal.clone())).await.unwrap();
        let SignIn::Done(connections) = signed_in else { panic!("it asks nothing") };
        let connection = connections[0];
        backpack.sync(connection).await.unwrap();
        Self { home, account, backpack, portal, connection }
    }

    async fn comes(&self, item: Item) {
        self.portal.add("labs", item);
        self.backpack.sync(self.connection).await.unwrap();
    }

    fn id(&self, name: &str) -> RecordId {
        let all = self.backpack.find(&Filter::new().show(Show::ALL)).records;
        all.iter().find(|record| record.header.id.as_deref() == Some(name)).unwrap().id
    }

    /// What lists show of a record: date and value.
    fn shows(&self, id: RecordId) -> String {
        shows(self.backpack.record(id).unwrap().effective())
    }

    async fn state(&self, id: RecordId) -> CorrectionState {
        let corrections = self.backpack.corrections(id).await.unwrap();
        assert_eq!(corrections.len(), 1);
        corrections[0].state
    }
}

fn shows(header: &Header<'_>) -> String {
    let when = header.when.as_ref().and_then(|when| when.start.as_ref()).map(PartialDate::as_str);
    let backpack::record::Value::Quantity(quantity) = header.value.as_ref().unwrap() else {
        panic!("{header:?}")
    };
    format!("{} {}", when.unwrap_or_default(), quantity.number.as_ref().unwrap())
}

#[test]
fn what_was_said_is_reviewed_a_mistake_is_found_and_marked_and_the_portals_mending_is_seen() {
    run(async {
        let it = Visited::new().await;
        let (backpack, id) = (&it.backpack, it.id("a"));
        // A mistake: marked with a reason, and what it should say beside what it says.
        backpack.flag(id, "it was 110, the sheet says so").await.unwrap();
        backpack.correct(id, Field::Value, "110", Some("read off the sheet")).await.unwrap();
        let record = backpack.record(id).unwrap();
        assert_eq!(record.overlay.flagged.as_deref(), Some("it was 110, the sheet says so"));
        assert_eq!(
            (shows(&record.header), it.shows(id)),
            ("2019-03-07 6.10".into(), "2019-03-07 110".into())
        );
        let corrections = backpack.corrections(id).await.unwrap();
        let [one] = corrections.as_slice() else { panic!("{corrections:?}") };
        assert_eq!(one.element.to_string(), "valueQuantity.value");
        let said = (one.source.as_deref(), one.was.as_deref(), one.value.as_deref(), one.reason.as_deref());
        assert_eq!(said, (Some("6.10"), Some("6.10"), Some("110"), Some("read off the sheet")));
        assert_eq!((one.state, one.version), (CorrectionState::Standing, 0));
        assert_eq!(
            backpack.body(id).await.unwrap().len(),
            backpack.original(id, 0).await.unwrap().body.len()
        );
        let effective = backpack.effective_body(id).await.unwrap();
        assert!(String::from_utf8_lossy(&effective).contains(r#""value":110,"#));
        // The provider mends it.
        it.comes(result("a", "110.0", "2019-03-07")).await;
        assert_eq!(it.state(id).await, CorrectionState::Same);
        assert_eq!((backpack.conflicts(), backpack.record(id).unwrap().conflicts), (vec![], 0));
        let element = backpack.corrections(id).await.unwrap().remove(0).element;
        backpack.withdraw_correction(id, &element).await.unwrap();
        backpack.unflag(id).await.unwrap();
        assert_eq!(it.shows(id), "2019-03-07 110.0");
        assert_eq!(backpack.corrections(id).await.unwrap(), []);
    });
}

#[test]
fn a_source_that_changes_what_was_corrected_is_a_conflict_that_the_person_decides() {
    run(async {
        let it = Visited::new().await;
        let (backpack, id) = (&it.backpack, it.id("a"));
        backpack.correct(id, Field::Value, "110", None).await.unwrap();
        let mut changes = backpack.changes();
        it.portal.add("labs", result("a", "61", "2019-03-08"));
        let report = backpack.sync(it.connection).await.unwrap();
        // Neither overwrites the other, and an app is told.
        assert_eq!(it.state(id).await, CorrectionState::Conflict);
        assert_eq!((backpack.conflicts(), it.shows(id)), (vec![id], "2019-03-08 110".into()));
        assert_eq!(shows(&backpack.record(id).unwrap().header), "2019-03-08 61");
        let is_told = |change: &Change| change.what == ChangeKind::Conflicts(vec![id]);
        assert_eq!(told(&mut changes).iter().filter(|change| is_told(change)).count(), 1);
        let news = backpack.news(it.connection, &report).await.unwrap();
        assert_eq!(news.conflicts.into_iter().collect::<Vec<_>>(), [id]);
        let element = backpack.corrections(id).await.unwrap().remove(0).element;
        // Mine stays mine, against the new version.
        backpack.keep_correction(id, &element).await.unwrap();
        assert_eq!((it.state(id).await, it.shows(id)), (CorrectionState::Standing, "2019-03-08 110".into()));
        assert_eq!(backpack.corrections(id).await.unwrap()[0].version, 1);
        // It changes again: this time the source is right.
        it.comes(result("a", "62", "2019-03-08")).await;
        assert_eq!(it.state(id).await, CorrectionState::Conflict);
        backpack.withdraw_correction(id, &element).await.unwrap();
        assert_eq!((it.shows(id), backpack.conflicts()), ("2019-03-08 62".into(), vec![]));
        // Every step is one more event, and the last can be undone.
        let events = backpack.history(id).await.unwrap().events;
        let is_correction = |change: &OverlayChange| {
            matches!(change, OverlayChange::Corrected(_) | OverlayChange::Uncorrected(_))
        };
        assert_eq!((events.len(), events.iter().all(|event| is_correction(&event.change))), (3, true));
        backpack.undo(id).await.unwrap();
        assert_eq!((it.shows(id), backpack.conflicts()), ("2019-03-08 110".into(), vec![id]));
    });
}

#[test]
fn lists_filters_and_the_timeline_go_by_what_the_person_says() {
    run(async {
        let it = Visited::new().await;
        let (backpack, a, b) = (&it.backpack, it.id("a"), it.id("b"));
        let order =
            || backpack.find(&Filter::new()).records.iter().map(|record| record.id).collect::<Vec<_>>();
        assert_eq!(order(), [b, a]);
        backpack.correct(a, Field::Start, "2020-01", None).await.unwrap();
        backpack.correct(a, Field::Title, "Blutzucker, nüchtern", None).await.unwrap();
        backpack.correct(b, "category[0].coding[0].code", "vital-signs", None).await.unwrap();
        assert_eq!(order(), [a, b]);
        let days: Vec<_> = backpack.timeline(&Filter::new()).days.into_iter().map(|day| day.date).collect();
        assert_eq!(days, ["2020-01", "2019-04-01"]);
        let found = backpack.find(&Filter::new().text("NÜCHTERN")).records;
        assert_eq!(
            (found.len(), found[0].title(), found[0].kind()),
            (1, "Blutzucker, nüchtern", Kind::LabResult)
        );
        assert_eq!(backpack.find(&Filter::new().kind(Kind::VitalSign)).records[0].id, b);
        assert_eq!(backpack.counts(), [(Kind::LabResult, 1), (Kind::VitalSign, 1)].into_iter().collect());
        let (_account, backpack) = it.home.reopened(&it.account).await;
        let again: Vec<_> = backpack.find(&Filter::new()).records.iter().map(|record| record.id).collect();
        assert_eq!(again, [a, b]);
    });
}

#[test]
fn notes_and_files_attach_to_any_record_and_contacts_are_tied_to_them() {
    run(async {
        let it = Visited::new().await;
        let backpack = &it.backpack;
        let contact = backpack.add_contact(Contact::provider("Dr Ruíz")).await.unwrap();
        let ids = [
            it.id("a"),
            backpack.add(Condition::new("asthma")).await.unwrap(),
            backpack.add(Symptom::new("cough")).await.unwrap(),
            backpack.add(Note::new("Slept badly.")).await.unwrap(),
        ];
        let file = backpack.add_file("letter", None, "a letter").await.unwrap();
        for id in ids {
            backpack.note(id, "ask about it").await.unwrap();
            backpack.attach(id, file.id).await.unwrap();
            backpack.link_contact(id, contact).await.unwrap();
        }
        let mut about = backpack.records_of_contact(contact).await.unwrap();
        let named = backpack.contacts_of_record(ids[0]).await.unwrap();
        assert_eq!(named.iter().map(|kept| kept.id).collect::<Vec<_>>(), [contact]);
        let mut linked = backpack.linked_to_contact(contact);
        about.sort_unstable();
        linked.sort_unstable();
        let mut expected = ids.to_vec();
        expected.sort_unstable();
        assert_eq!((&linked, &about), (&expected, &expected));
        for id in ids {
            let note = backpack.record(id).unwrap().overlay.notes[0].id;
            backpack.rewrite_note(id, note, "ask Dr Ruíz about it").await.unwrap();
            let overlay = backpack.record(id).unwrap().overlay;
            assert_eq!(
                (overlay.notes[0].text.as_str(), &overlay.files[..]),
                ("ask Dr Ruíz about it", &[file.id][..])
            );
            assert_eq!(backpack.linked_contacts(id).unwrap(), [contact]);
            backpack.remove_note(id, note).await.unwrap();
            backpack.unlink_contact(id, contact).await.unwrap();
            let overlay = backpack.record(id).unwrap().overlay;
            assert!(overlay.notes.is_empty() && overlay.contacts.is_empty() && !overlay.files.is_empty());
            // What was taken off is not there to be taken off again.
            let again = backpack.remove_note(id, note).await.unwrap_err();
            assert_eq!(again.kind(), &ErrorKind::NotFound("note"));
            assert!(backpack.rewrite_note(id, note, "x").await.is_err());
            assert!(backpack.unlink_contact(id, contact).await.is_err());
            let nobody = backpack.link_contact(id, ContactId::random()).await.unwrap_err();
            assert_eq!(nobody.kind(), &ErrorKind::NotFound("contact"));
        }
    });
}

#[test]
fn imported_records_and_entries_have_the_same_abilities() {
    run(async {
        let it = Visited::new().await;
        let backpack = &it.backpack;
        let imported = it.id("a");
        let entry = backpack.add(Condition::new("asthma")).await.unwrap();
        let file = backpack.add_file("f", None, "f").await.unwrap();
        for (id, other) in [(imported, entry), (entry, imported)] {
            backpack.note(id, "n").await.unwrap();
            backpack.tag(id, "To ask").await.unwrap();
            backpack.attach(id, file.id).await.unwrap();
            backpack.link(id, other, Relation::Related, None).await.unwrap();
            backpack.flag(id, "wrong").await.unwrap();
            backpack.hide(id).await.unwrap();
            let overlay = backpack.record(id).unwrap().overlay;
            let said = (overlay.notes.len(), overlay.tags.len(), overlay.files.len(), overlay.links.len());
            assert_eq!((said, overlay.hidden, overlay.flagged.is_some()), ((1, 1, 1, 1), true, true));
            for _ in 0..6 {
                let last = backpack.history(id).await.unwrap().events;
                let standing =
                    last.iter().rev().find(|event| !matches!(event.change, OverlayChange::Undone(_)));
                let undone: Vec<_> = last
                    .iter()
                    .filter_map(|event| match event.change {
                        OverlayChange::Undone(id) => Some(id),
                        _ => None,
                    })
                    .collect();
                let next = last.iter().rev().find(|event| {
                    !matches!(event.change, OverlayChange::Undone(_)) && !undone.contains(&event.id)
                });
                assert!(standing.is_some());
                backpack.undo_event(id, next.unwrap().id).await.unwrap();
            }
            let mut overlay = backpack.record(id).unwrap().overlay;
            overlay.changed_at = None;
            assert_eq!(overlay, backpack::record::Overlay::default());
        }
        // Both can be edited: an entry itself, an imported record beside what its source says.
        backpack.edit(entry, Condition::new("asthma, mild")).await.unwrap();
        backpack.correct(imported, Field::Title, "Sugar", None).await.unwrap();
        assert_eq!(backpack.record(entry).unwrap().title(), "asthma, mild");
        assert_eq!(backpack.record(imported).unwrap().title(), "Sugar");
        let refused = backpack.correct(entry, Field::Title, "x", None).await.unwrap_err();
        assert!(matches!(refused.kind(), ErrorKind::Invalid(_)), "{refused}");
    });
}

#[test]
fn the_persons_notes_files_and_edits_are_never_lost_silently() {
    run(async {
        let it = Visited::new().await;
        let (backpack, a, b) = (&it.backpack, it.id("a"), it.id("b"));
        let file = backpack.add_file("f", None, "f").await.unwrap();
        backpack.note(a, "mine").await.unwrap();
        backpack.tag(a, "Mine").await.unwrap();
        backpack.attach(a, file.id).await.unwrap();
        backpack.correct(a, Field::Value, "110", Some("the sheet")).await.unwrap();
        backpack.link(a, b, Relation::FollowUpOf, Some("the month after")).await.unwrap();
        let said = |backpack: &Backpack| backpack.record(a).unwrap().overlay;
        let before = said(backpack);
        // A new version, the record gone and back, a new sign-in, a connection that ends.
        it.comes(result("a", "6.10", "2019-03-09")).await;
        assert_eq!((said(backpack), it.shows(a)), (before.clone(), "2019-03-09 110".into()));
        it.comes(Item::Gone(Gone::new("Observation", "a"))).await;
        assert!(backpack.record(a).unwrap().gone);
        it.comes(result("a", "6.10", "2019-03-09")).await;
        backpack.reconnect(it.connection).await.unwrap();
        backpack.sync(it.connection).await.unwrap();
        backpack.compact().await.unwrap();
        assert_eq!((said(backpack), it.shows(a)), (before.clone(), "2019-03-09 110".into()));
        backpack.disconnect(it.connection, Disposal::Delete).await.unwrap();
        assert!(backpack.record(b).is_err(), "nothing was said on it");
        assert_eq!((said(backpack), it.shows(a)), (before.clone(), "2019-03-09 110".into()));
        // The link stays, and says that the other is no longer here.
        let links = backpack.links(a).unwrap();
        assert_eq!((links.len(), links[0].record, links[0].other.clone()), (1, b, None));
        let (_account, backpack) = it.home.reopened(&it.account).await;
        assert_eq!(said(&backpack), before);
        assert_eq!(backpack.corrections(a).await.unwrap()[0].source.as_deref(), Some("6.10"));
        backpack.unlink(a, b).await.unwrap();
        assert_eq!(backpack.links(a).unwrap(), []);
    });
}

#[test]
fn two_records_are_linked_and_each_shows_the_other() {
    run(async {
        let it = Visited::new().await;
        let (backpack, a, b) = (&it.backpack, it.id("a"), it.id("b"));
        backpack.correct(a, Field::Title, "Sugar", None).await.unwrap();
        backpack.link(b, a, Relation::CausedBy, Some("  the cake ")).await.unwrap();
        let seen = |id| {
            let links = backpack.links(id).unwrap().into_iter();
            links
                .map(|link| (link.record, link.direction, link.relation, link.words, link.other))
                .collect::<Vec<_>>()
        };
        let cake = || Some("the cake".to_owned());
        let title = |title: &str| Some((Kind::LabResult, title.to_owned()));
        assert_eq!(seen(b), [(a, Direction::To, Relation::CausedBy, cake(), title("Sugar"))]);
        assert_eq!(seen(a), [(b, Direction::From, Relation::CausedBy, cake(), title("Glucose"))]);
        backpack.link(a, b, Relation::DuplicateOf, None).await.unwrap();
        assert_eq!((seen(a).len(), seen(b).len()), (2, 2));
        backpack.unlink(a, b).await.unwrap();
        assert_eq!((seen(a), seen(b)), (vec![], vec![]), "whichever way they were made");
        for wrong in [backpack.link(a, a, Relation::Related, None).await, backpack.unlink(a, b).await] {
            assert!(wrong.is_err());
        }
        let nobody = backpack.link(a, RecordId::random(), Relation::Related, None).await.unwrap_err();
        assert_eq!(nobody.kind(), &ErrorKind::NotFound("record"));
    });
}

#[test]
fn records_are_tagged_counted_and_found_by_tag() {
    run(async {
        let it = Visited::new().await;
        let (backpack, a, b) = (&it.backpack, it.id("a"), it.id("b"));
        backpack.tag(a, "  Cafe\u{301}  Zucker ").await.unwrap();
        backpack.tag(b, "CAFÉ zucker").await.unwrap();
        backpack.tag(b, "wichtig").await.unwrap();
        assert_eq!(backpack.record(a).unwrap().overlay.tags, ["Café Zucker"]);
        let counts: Vec<_> = backpack.tags().into_iter().map(|tag| (tag.tag, tag.records)).collect();
        assert_eq!(counts, [("CAFÉ zucker".to_owned(), 2), ("wichtig".to_owned(), 1)]);
        let found = |tag: &str| backpack.find(&Filter::new().tag(tag)).total;
        assert_eq!((found("café ZUCKER"), found("Wichtig"), found("cafe zucker")), (2, 1, 0));
        backpack.untag(b, "café zucker").await.unwrap();
        assert_eq!((found("café zucker"), backpack.tags().len()), (1, 2));
        assert_eq!(backpack.untag(b, "nie").await.unwrap_err().kind(), &ErrorKind::NotFound("tag"));
        for wrong in ["", " \u{7} ", &"x".repeat(65)] {
            assert!(
                matches!(backpack.tag(a, wrong).await.unwrap_err().kind(), ErrorKind::Invalid(_)),
                "{wrong}"
            );
        }
    });
}

#[test]
fn a_correction_must_fit_and_one_element_has_one() {
    run(async {
        let it = Visited::new().await;
        let (backpack, id) = (&it.backpack, it.id("a"));
        let refused = |result: Result<(), backpack::Error>| {
            let error = result.unwrap_err();
            assert!(matches!(error.kind(), ErrorKind::Invalid(_)), "{error}");
            error.to_string()
        };
        for (element, value) in [
            ("valueQuantity.value", "plenty"),
            ("effectiveDateTime", "last spring"),
            ("resourceType", "Basic"),
            ("no[", "x"),
            ("status.x", "x"),
            ("status", "final"),
        ] {
            let said = refused(backpack.correct(id, element, value, None).await);
            assert!(!said.contains("plenty") && !said.contains("spring"), "{said}");
        }
        backpack.correct(id, "valueQuantity.value", "7.20", None).await.unwrap();
        backpack.correct(id, Field::Value, "7.30", None).await.unwrap();
        assert_eq!(
            (it.shows(id), backpack.corrections(id).await.unwrap().len()),
            ("2019-03-07 7.30".into(), 1)
        );
        let whole = NewValue::Json(r#"{"value":1,"unit":"g"}"#.to_owned());
        refused(backpack.correct(id, "valueQuantity", whole, None).await);
        backpack.correct(id, "note[0].text", "not fasting", None).await.unwrap();
        backpack.correct(id, "category", NewValue::Nothing, None).await.unwrap();
        let body = backpack.effective_body(id).await.unwrap();
        let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(
            (&body["note"][0]["text"], &body["category"]),
            (&"not fasting".into(), &serde_json::Value::Null)
        );
        assert_eq!(backpack.corrections(id).await.unwrap().len(), 3);
    });
}
