//! What a person writes: entries of every kind, edits, notes, marks. All of it outlives a restart and every sync.

use backpack::keep::{ChangeKind, Filter, Show, Source};
use backpack::record::entry::{
    Allergy, Condition, Entry, Immunization, Injury, LabResult, Medication, NewEntry, Note, Procedure,
    Symptom, Visit, VitalSign,
};
use backpack::record::{Actor, Kind};
use backpack::{Backpack, ErrorKind, Person};
use backpack_testkit::run;
use serde_json::Value;

use crate::world::{Connected, Home, everything, id_of, records, same, told};

fn one_of_each() -> Vec<(Kind, &'static str, NewEntry)> {
    let own = br#"{"resourceType":"Device","id":"pump","deviceName":[{"name":"insulin pump","type":"user-friendly-name"}]}"#;
    vec![
        (Kind::Allergy, "peanuts", Allergy::new("peanuts").onset("1999").reaction("hives").into()),
        (Kind::Condition, "migraine", Condition::new("migraine").onset("2010-05").into()),
        (Kind::Symptom, "dizziness", Symptom::new("dizziness").onset("2026-01-03").into()),
        (
            Kind::Injury,
            "broken wrist",
            Injury::new("broken wrist").onset("2001-07-14").cause("a fall").into(),
        ),
        (Kind::Medication, "ibuprofen 400 mg", Medication::new("ibuprofen 400 mg").start("2024-03").into()),
        (Kind::Immunization, "tetanus", Immunization::new("tetanus").date("2019-11-02").into()),
        (Kind::Procedure, "appendectomy", Procedure::new("appendectomy").date("1995").into()),
        (Kind::VitalSign, "waist", VitalSign::new("waist", "81.50", "cm").date("2026-01-01").into()),
        (
            Kind::LabResult,
            "ferritin",
            LabResult::new("ferritin").value("41.0", "ug/L").date("2025-12-01").into(),
        ),
        (Kind::Visit, "check-up", Visit::new("check-up").start("2025-06-30").into()),
        (Kind::Document, "Slept badly.", Note::new("Slept badly.").date("2025-06-30").into()),
        (Kind::Device, "insulin pump", Entry::from_resource(own.to_vec()).unwrap().into()),
    ]
}

async fn a_backpack(home: &Home) -> (backpack::Account, Backpack) {
    let account = home.create().await;
    let backpack = account.add_backpack(Person::new("Ana Ruiz")).await.unwrap();
    (account, backpack)
}

#[test]
fn an_entry_of_every_kind_is_kept_as_it_was_said() {
    run(async {
        let home = Home::new();
        let (account, backpack) = a_backpack(&home).await;
        let mut added = Vec::new();
        for (kind, title, entry) in one_of_each() {
            added.push((backpack.add(entry).await.unwrap(), kind, title));
        }
        let before = everything(&backpack).await;
        let (_account, backpack) = home.reopened(&account).await;
        same(&everything(&backpack).await, &before);
        assert_eq!(backpack.counts().values().sum::<usize>(), added.len());
        for (id, kind, title) in added {
            let record = backpack.record(id).unwrap();
            assert_eq!((record.kind(), record.title(), record.source), (kind, title, Source::Entry));
            let body: Value = serde_json::from_slice(&backpack.body(id).await.unwrap()).unwrap();
            assert_eq!(body["resourceType"], record.header.resource_type.as_str());
            assert_eq!(backpack.original(id, 0).await.unwrap().actor, Some(Actor::Person));
        }
        let waist = backpack.find(&Filter::new().kind(Kind::VitalSign)).records.remove(0);
        let text = String::from_utf8(backpack.body(waist.id).await.unwrap().to_vec()).unwrap();
        assert!(text.contains("81.50"), "a digit was lost: {text}");
    });
}

#[test]
fn an_edit_keeps_what_was_said_before() {
    run(async {
        let home = Home::new();
        let (account, backpack) = a_backpack(&home).await;
        let id = backpack.add(Allergy::new("nuts")).await.unwrap();
        let first = backpack.body(id).await.unwrap();
        backpack.note(id, "told by grandmother").await.unwrap();
        backpack.edit(id, Allergy::new("peanuts")).await.unwrap();
        let second = backpack.body(id).await.unwrap();
        backpack.edit(id, Allergy::new("peanuts")).await.unwrap();
        let (_account, backpack) = home.reopened(&account).await;
        let record = backpack.record(id).unwrap();
        assert_eq!(
            (record.title(), record.versions),
            ("peanuts", 2),
            "saying the same again is no new version"
        );
        assert_eq!(record.overlay.notes[0].text, "told by grandmother");
        let original = async |version| backpack.original(id, version).await.unwrap().body;
        assert_eq!((original(0).await, original(1).await), (first, second));
        let (a, b): (Value, Value) = (
            serde_json::from_slice(&original(0).await).unwrap(),
            serde_json::from_slice(&original(1).await).unwrap(),
        );
        assert_eq!(a["id"], b["id"], "an edit made another resource");
        assert_eq!(backpack.original(id, 2).await.unwrap_err().kind(), &ErrorKind::NotFound("version"));
    });
}

#[test]
fn a_deleted_entry_is_out_of_sight_and_can_come_back() {
    run(async {
        let home = Home::new();
        let (account, backpack) = a_backpack(&home).await;
        let id = backpack.add(Symptom::new("dizziness")).await.unwrap();
        let body = backpack.body(id).await.unwrap();
        backpack.delete(id).await.unwrap();
        assert_eq!(backpack.find(&Filter::new()).total, 0);
        assert!(backpack.timeline(&Filter::new()).undated.is_empty() && backpack.counts().is_empty());
        let (_account, backpack) = home.reopened(&account).await;
        assert_eq!(backpack.find(&Filter::new()).total, 0);
        let deleted = Show { deleted: true, ..Show::default() };
        assert_eq!(backpack.find(&Filter::new().show(deleted)).total, 1);
        backpack.restore(id).await.unwrap();
        assert_eq!(backpack.find(&Filter::new()).records[0].title(), "dizziness");
        assert_eq!(backpack.body(id).await.unwrap(), body);
    });
}

#[test]
fn imported_records_take_notes_and_marks_and_no_edits() {
    run(async {
        let connected = Connected::new().await;
        connected.sync().await;
        let backpack = &connected.backpack;
        let shots = connected.clinic.references("Immunization");
        let id = id_of(backpack, &shots[0]);
        let body = backpack.body(id).await.unwrap();
        assert_eq!(backpack.edit(id, Allergy::new("x")).await.unwrap_err().kind(), &ErrorKind::NotAnEntry);
        assert_eq!(backpack.delete(id).await.unwrap_err().kind(), &ErrorKind::NotAnEntry);
        assert_eq!(backpack.restore(id).await.unwrap_err().kind(), &ErrorKind::NotAnEntry);
        let nobody = backpack::core::RecordId::random();
        assert_eq!(backpack.note(nobody, "x").await.unwrap_err().kind(), &ErrorKind::NotFound("record"));
        assert!(matches!(backpack.note(id, "").await.unwrap_err().kind(), ErrorKind::Invalid(_)));

        backpack.note(id, "in the left arm").await.unwrap();
        backpack.flag(id, "not my vaccine").await.unwrap();
        backpack.hide(id).await.unwrap();
        let file = backpack.add_file("card.jpg", None, "a scan").await.unwrap();
        backpack.attach(id, file.id).await.unwrap();
        let own = backpack.add(Medication::new("vitamin D")).await.unwrap();
        let before = everything(backpack).await;

        // The portal says something new of it, and the person's words stand.
        connected.next_day();
        connected.sync().await;
        let (account, backpack) = connected.home.reopened(&connected.account).await;
        same(&everything(&backpack).await, &before);
        account.register(connected.clinic.connector());
        let name = &shots[0];
        let change = |body: &str| body.replacen("\"completed\"", "\"not-done\"", 1);
        connected.clinic.portal.edit(|records| records.update(name, change)).unwrap();
        connected.next_day();
        assert_eq!(crate::world::sync(&backpack, connected.connection).await.unwrap().changed, 1);
        let record = backpack.record(id).unwrap();
        let overlay = &record.overlay;
        assert_eq!(
            (overlay.notes[0].text.as_str(), overlay.flagged.as_deref()),
            ("in the left arm", Some("not my vaccine"))
        );
        assert_eq!((overlay.hidden, overlay.files.as_slice(), record.versions), (true, &[file.id][..], 2));
        assert_eq!(backpack.original(id, 0).await.unwrap().body, body);
        assert!(!records_shown(&backpack).contains(name));
        backpack.show(id).await.unwrap();
        backpack.unflag(id).await.unwrap();
        assert!(records_shown(&backpack).contains(name));
        assert_eq!(backpack.record(id).unwrap().overlay.flagged, None);
        assert_eq!(backpack.record(own).unwrap().title(), "vitamin D");
    });
}

fn records_shown(backpack: &Backpack) -> Vec<String> {
    backpack.find(&Filter::new()).records.iter().map(crate::world::name_of).collect()
}

#[test]
fn what_cannot_be_an_entry_is_refused_and_nothing_is_kept() {
    run(async {
        let home = Home::new();
        let (_account, backpack) = a_backpack(&home).await;
        let wrong: Vec<NewEntry> = vec![
            Allergy::new("").into(),
            Condition::new("x").onset("last summer").into(),
            VitalSign::new("waist", "eighty", "cm").into(),
            Immunization::new("x").date("2026-02-30").into(),
        ];
        for entry in wrong {
            let refused = backpack.add(entry.clone()).await.unwrap_err();
            assert!(matches!(refused.kind(), ErrorKind::Invalid(_)), "{entry:?}: {refused}");
        }
        for bytes in ["", "[]", r#"{"id":"x"}"#, r#"{"resourceType":"Goal","id":"a","id":"b"}"#] {
            assert!(Entry::from_resource(bytes.as_bytes().to_vec()).is_err(), "{bytes}");
        }
        assert!(records(&backpack).is_empty());
    });
}

#[test]
fn whoever_listens_is_told_what_changed() {
    run(async {
        let connected = Connected::new().await;
        let mut changes = connected.backpack.changes();
        let report = connected.sync().await;
        let mut new = 0;
        for change in told(&mut changes) {
            if let ChangeKind::Records { new: fresh, .. } = change.what {
                new += u64::try_from(fresh.len()).unwrap();
            }
        }
        assert_eq!(new, report.new);
        let backpack = &connected.backpack;
        let id = backpack.add(Allergy::new("peanuts")).await.unwrap();
        backpack.note(id, "since childhood").await.unwrap();
        let kinds: Vec<_> = told(&mut changes).into_iter().map(|change| change.what).collect();
        let added = ChangeKind::Records { new: vec![id], changed: vec![], gone: vec![] };
        assert_eq!(kinds, [added, ChangeKind::Overlay(vec![id])]);
    });
}
