//! Preparing the next visit: what is new since the last one, what is disputed, what the person wants to ask.

use std::sync::Arc;

use backpack::connect::{Item, Outcome, Query};
use backpack::contacts::Contact;
use backpack::core::{ConnectionId, RecordId, Timestamp};
use backpack::record::entry::{Appointment, Medication};
use backpack::views::{Language, NextVisit, QUESTION, Standing, VisitPreparation, Words};
use backpack::{Backpack, ErrorKind, Filter, Person, Record, SignIn};
use backpack_testkit::connector::ScriptedConnector;
use backpack_testkit::run;

use crate::world::Home;

const LABS: &str = "Observation?category=laboratory";
const DOCTOR: &str = "Dr. Imogen Achterberg";

fn item(resource: &str, id: &str, rest: &str) -> Item {
    Item::json(format!(
        r#"{{"resourceType":"{resource}","id":"{id}","subject":{{"reference":"Patient/pat-1"}},{rest}}}"#
    ))
}

fn lab(id: &str, title: &str, date: &str, value: &str) -> Item {
    let rest = format!(
        r#""status":"final","category":[{{"coding":[{{"code":"laboratory"}}]}}],"code":{{"text":"{title}"}},
        "effectiveDateTime":"{date}","valueQuantity":{{"value":{value},"unit":"mmol/L"}},
        "referenceRange":[{{"low":{{"value":3.9,"unit":"mmol/L"}},"high":{{"value":5.5,"unit":"mmol/L"}}}}]"#
    );
    item("Observation", id, &rest)
}

fn visit(id: &str, title: &str, day: &str, doctor: &str) -> Item {
    let rest = format!(
        r#""status":"finished","type":[{{"text":"{title}"}}],"period":{{"start":"{day}T09:00:00Z","end":"{day}T09:30:00Z"}},
        "participant":[{{"individual":{{"display":"{doctor}"}}}}]"#
    );
    item("Encounter", id, &rest)
}

fn medication(id: &str, title: &str, day: &str) -> Item {
    let rest = format!(
        r#""status":"active","intent":"order","medicationCodeableConcept":{{"text":"{title}"}},"authoredOn":"{day}""#
    );
    item("MedicationRequest", id, &rest)
}

fn problem(id: &str, title: &str, status: &str) -> Item {
    let rest = format!(
        r#""clinicalStatus":{{"coding":[{{"code":"{status}"}}]}},"code":{{"text":"{title}"}},"onsetDateTime":"2024-03""#
    );
    item("Condition", id, &rest)
}

/// A portal that tells of two doctors. It was not asked for allergies, and gave not all results.
fn portal() -> ScriptedConnector {
    ScriptedConnector::new()
        .at("https://riverside.example/fhir")
        .with_query(
            Query::new("Encounter", "visits"),
            [
                visit("earlier", "Check-up", "2024-06-10", DOCTOR),
                visit("last", "Check-up", "2025-06-10", DOCTOR),
                visit("other", "Skin check", "2025-10-01", "Dr. Ben Ek"),
            ],
        )
        .with_query(
            Query::new(LABS, "lab results"),
            [
                lab("old", "Potassium", "2025-05-01", "4.0"),
                lab("normal", "Sodium", "2025-09-01", "4.5"),
                lab("high", "Glucose", "2025-11-05", "7.2"),
                lab("hidden", "Secret test", "2025-11-06", "9.9"),
            ],
        )
        .with_query(
            Query::new("MedicationRequest", "medications"),
            [medication("new", "Metformin", "2025-08-01"), medication("kept", "Lisinopril", "2020-01-07")],
        )
        .with_query(Query::new("Condition", "problems"), [problem("asthma", "Asthma", "active")])
        .with_outcome(Query::new("Immunization", "vaccinations"), Outcome::Partial("half of it".to_owned()))
}

struct Prepared {
    backpack: Backpack,
    appointment: RecordId,
}

/// The clock stands at 2026-01-01.
async fn prepared() -> Prepared {
    let home = Home::new();
    let account = home.create().await;
    let person = Person::new("Ana Ruiz").born("1980-04-02");
    let backpack = account.add_backpack(person).await.unwrap();
    let portal = portal();
    let connection = connect(&backpack, &portal).await;
    backpack.sync(connection).await.unwrap();
    portal.add("Condition", problem("asthma", "Asthma", "remission"));
    backpack.sync(connection).await.unwrap();

    backpack.hide(id(&backpack, "Secret test")).await.unwrap();
    backpack.flag(id(&backpack, "Potassium"), "that was my brother").await.unwrap();
    backpack.add(Medication::new("Ibuprofen").start("2025-01").stop("2025-07-01")).await.unwrap();
    let next = Appointment::new("Follow-up").start("2026-01-20").provider(DOCTOR);
    let appointment = backpack.add(next).await.unwrap();
    backpack.ask_at_visit(appointment, "Do I still need lisinopril?").await.unwrap();
    Prepared { backpack, appointment }
}

async fn connect(backpack: &Backpack, portal: &ScriptedConnector) -> ConnectionId {
    let SignIn::Done(connections) = backpack.connect(Arc::new(portal.clone())).await.unwrap() else {
        panic!("this portal asks nobody to sign in")
    };
    connections[0]
}

fn id(backpack: &Backpack, title: &str) -> RecordId {
    let found = backpack.find(&Filter::new()).records;
    found.iter().find(|record| record.title() == title).unwrap().id
}

fn titles(records: &[Record]) -> Vec<&str> {
    let mut titles: Vec<_> = records.iter().map(Record::title).collect();
    titles.sort_unstable();
    titles
}

#[test]
fn the_next_visit_is_prepared_with_what_is_new_since_the_last_one_with_the_same_doctor() {
    run(async {
        let it = prepared().await;
        let told = it.backpack.prepare_visit(NextVisit::Record(it.appointment)).await.unwrap();
        assert_eq!(
            (told.next.as_ref().map(|next| next.id), told.with.as_slice()),
            (Some(it.appointment), &[DOCTOR.to_owned()][..])
        );
        let last = told.last.as_ref().unwrap();
        assert_eq!(last.header.id.as_deref(), Some("last"), "neither the one before, nor another doctor's");
        // 2025-06-10T09:30:00Z.
        assert_eq!(told.since.unwrap().as_millis() / 1_000, 1_749_547_800);
        assert_eq!(titles(&told.new), ["Glucose", "Skin check", "Sodium"]);
        assert_eq!(titles(&told.out_of_range), ["Glucose"]);
        assert_eq!(titles(&told.begun), ["Metformin"]);
        assert_eq!(titles(&told.stopped), ["Ibuprofen"]);
        assert_eq!(titles(&told.changed), ["Asthma"]);
        assert_eq!(titles(&told.disputed), ["Potassium"]);
        assert_eq!(titles(&told.questions), ["Follow-up"]);
        let taken: Vec<_> = told.medications.facts.iter().map(|fact| fact.title.as_str()).collect();
        assert_eq!(taken, ["Metformin", "Lisinopril"]);
        // Nobody asked the portal for allergies: that is a gap, and none reads as none.
        assert_eq!(told.allergies.standing, Standing::Gap);
        assert!(!told.gaps.is_empty(), "the portal gave not all vaccinations");

        // The same for a contact that the person keeps, and for a day.
        let doctor = Contact::provider(DOCTOR);
        let doctor = it.backpack.add_contact(doctor).await.unwrap();
        let by_contact = it.backpack.prepare_visit(NextVisit::Contact(doctor)).await.unwrap();
        assert_eq!((by_contact.last.map(|last| last.id), by_contact.since), (Some(last.id), told.since));
        let day = Timestamp::from_millis(1_759_276_800_000); // 2025-10-01
        let by_day = it.backpack.prepare_visit(NextVisit::Since(day)).await.unwrap();
        assert_eq!((titles(&by_day.new), titles(&by_day.begun)), (vec!["Glucose", "Skin check"], vec![]));
        let missing = it.backpack.prepare_visit(NextVisit::Record(RecordId::from_bytes([7; 16]))).await;
        assert_eq!(*missing.unwrap_err().kind(), ErrorKind::NotFound("record"));
    });
}

#[test]
fn a_question_is_written_down_and_goes_once_it_is_answered() {
    run(async {
        let it = prepared().await;
        let about = id(&it.backpack, "Glucose");
        it.backpack.tag(about, "Question").await.unwrap();
        let asked = async || {
            let told = it.backpack.prepare_visit(NextVisit::Record(it.appointment)).await.unwrap();
            titles(&told.questions).into_iter().map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(asked().await, ["Follow-up", "Glucose"], "a tag set by hand counts, in any case");
        it.backpack.question_answered(it.appointment, Some("Yes, for now.".to_owned())).await.unwrap();
        assert_eq!(asked().await, ["Glucose"]);
        let record = it.backpack.record(it.appointment).unwrap();
        let notes: Vec<_> = record.overlay.notes.iter().map(|note| note.text.as_str()).collect();
        assert_eq!(notes, ["Do I still need lisinopril?", "Yes, for now."], "what was said stays");
        assert!(!record.overlay.has_tag(QUESTION));
        let empty = it.backpack.ask_at_visit(about, " ").await.unwrap_err();
        assert!(matches!(empty.kind(), ErrorKind::Invalid(_)), "{empty}");
    });
}

#[test]
fn the_sheet_of_a_visit_is_text_and_pdf_in_six_languages() {
    run(async {
        let it = prepared().await;
        let told = it.backpack.prepare_visit(NextVisit::Record(it.appointment)).await.unwrap();
        let mut sheets = std::collections::BTreeSet::new();
        for language in Language::ALL {
            let page = told.page(language.tag());
            let text = page.to_text();
            for part in ["Ana Ruiz", DOCTOR, "Do I still need lisinopril?", "that was my brother"] {
                assert!(text.contains(part), "{language:?} {part}: {text}");
            }
            assert!(!text.contains("Secret test"), "what is hidden is on no sheet: {text}");
            let words = Words::of(*language);
            assert!(text.contains(&format!("{} mmol/L", words.number("7.2"))), "{text}");
            assert!(text.contains(&words.word("standing", "gap")), "{text}");
            assert!(text.contains(&words.say("visit-more", &[])), "{text}");
            assert!(!text.contains("visit-") && !text.contains(['{', '}', '$']), "{text}");
            let pdf = page.to_pdf().unwrap();
            assert!(pdf.bytes.starts_with(b"%PDF-") && pdf.missing.is_empty());
            assert!(sheets.insert(text));
        }
        assert_eq!(told.page("de").to_text(), GERMAN);
    });
}

#[test]
fn where_nobody_was_asked_the_sheet_does_not_say_none() {
    run(async {
        let home = Home::new();
        let backpack = home.create().await.add_backpack(Person::new("Ana Ruiz")).await.unwrap();
        let next =
            backpack.add(Appointment::new("First visit").start("2026-02-01").provider(DOCTOR)).await.unwrap();
        let told: VisitPreparation = backpack.prepare_visit(NextVisit::Record(next)).await.unwrap();
        assert_eq!((told.last.is_none(), told.since, told.standing), (true, None, Standing::NotAsked));
        let text = told.page("en").to_text();
        assert_eq!(text.matches("Not known: nobody was asked.").count(), 3, "{text}");
        assert!(text.contains("No earlier visit is known, so everything is listed."), "{text}");
    });
}

const GERMAN: &str = "\
Vorbereitung auf den nächsten Arztbesuch
Stand: 1. Januar 2026 (UTC)

Name: Ana Ruiz
Geburtsdatum: 2. April 1980
Nächster Arztbesuch: Follow-up, 20. Januar 2026
Bei: Dr. Imogen Achterberg
Letzter Arztbesuch: Check-up, 10. Juni 2025, 09:00 Uhr
Neu ab: 10. Juni 2025

Meine Fragen
- Do I still need lisinopril? (Follow-up)

Auffällige Werte
- Glucose, 7,2 mmol/L, hoch, Referenzbereich: 3,9–5,5 mmol/L, 5. November 2025

Neu begonnene Medikamente
- Metformin, 1. August 2025, aktiv

Beendete Medikamente
- Ibuprofen, Januar 2025 – 1. Juli 2025, abgeschlossen

Außerdem neu
- Es kann mehr geben: Ein Portal hat nicht alles herausgegeben.
- Skin check, 1. Oktober 2025, 09:00 Uhr – 1. Oktober 2025, 09:30 Uhr
- Sodium, 4,5 mmol/L, 1. September 2025

Von der Quelle geändert
- Asthma, März 2024, in Remission

Das sehe ich anders
- Potassium, 4,0 mmol/L, 1. Mai 2025, that was my brother

Aktuelle Medikamente
- Metformin, 1. August 2025, aktiv
- Lisinopril, 7. Januar 2020, aktiv

Allergien
- Es kann welche geben: Ein Portal hat nicht alles herausgegeben.
";
