//! Entries are read back into their builders, and edited without losing what the builders do not know.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use backpack_record::entry::{
    Allergy, Condition, Entry, Immunization, LabResult, Medication, NewEntry, Symptom,
};
use backpack_record::{Header, Kind};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::samples;

const PERSON: Option<&str> = Some("Patient/p1");

#[test]
fn every_kind_comes_back_from_its_bytes() {
    for entry in samples::full().into_iter().chain(samples::fewest()) {
        let built = entry.build("e1", PERSON).unwrap();
        let read = NewEntry::read(built.body()).unwrap();
        assert_eq!(std::mem::discriminant(&read), std::mem::discriminant(&entry), "{entry:?}");
        assert_eq!(shown(&read.build("e1", PERSON).unwrap()), shown(&built));
        assert_eq!(Header::read(built.body()).unwrap().kind, entry.kind().unwrap(), "{}", shown(&built));
    }
}

#[test]
fn a_status_that_the_fields_imply_follows_them() {
    let now = Condition::new("Asthma").onset("1999");
    let read = Condition::read(now.build("e1", PERSON).unwrap().body()).unwrap();
    assert_eq!(read.status, None);
    let over = read.end("2011").build("e1", PERSON).unwrap();
    assert_eq!(Header::read(over.body()).unwrap().status.as_deref(), Some("resolved"));
}

#[test]
fn an_edit_keeps_what_the_form_has_no_field_for() {
    let before = json!({
        "resourceType": "AllergyIntolerance", "id": "a1",
        "meta": {"versionId": "4", "security": [{"code": "R"}]},
        "text": {"status": "generated", "div": "<div>Peanut</div>"},
        "extension": [{"url": "https://example.org/own", "valueInteger": 3}],
        "identifier": [{"value": "77"}],
        "clinicalStatus": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical", "code": "active", "version": "4.0.1"}]},
        "category": ["food", "environment"],
        "code": {"id": "c", "coding": [{"system": "http://snomed.info/sct", "code": "762952008", "userSelected": true}], "text": "Peanut"},
        "patient": {"reference": "Patient/other"},
        "note": [{"authorString": "Ben", "text": "first"}, {"text": "second"}],
        "reaction": [
            {"id": "r1", "manifestation": [{"text": "Hives"}, {"text": "Cough"}], "severity": "mild"},
            {"id": "r2", "manifestation": [{"text": "Swelling"}], "description": "of the lips"}
        ]
    });
    let body = before.to_string().into_bytes();
    let mut form = Allergy::read(&body).unwrap();
    assert_eq!(form.reactions.len(), 2);
    form.note = Some("changed".into());
    form.reactions.remove(0);
    let form = form.severity(backpack_record::entry::ReactionSeverity::Severe);
    let after = NewEntry::from(form).build_over(&body, "a1", PERSON).unwrap();
    let mut expected = before;
    expected.as_object_mut().unwrap().remove("text");
    expected["note"][0]["text"] = "changed".into();
    let mut swelling = expected["reaction"][1].clone();
    swelling["severity"] = "severe".into();
    // Of the reaction that was taken off, what the form had no field for is left.
    expected["reaction"] = json!([swelling, {"id": "r1", "manifestation": [{"text": "Cough"}]}]);
    assert_eq!(value(&after), expected);
}

#[test]
fn an_edit_that_changes_nothing_leaves_every_byte() {
    let body = br#"{ "resourceType" : "Condition", "id":"c", "code": {"coding":[{"display":"Asthma"}]}, "onsetRange": {"low": {"value": 3.0}} }"#;
    let form = NewEntry::read(body).unwrap();
    assert_eq!(form.build_over(body, "c", PERSON).unwrap().body(), body);
}

#[test]
fn one_type_of_a_choice_takes_the_place_of_another() {
    let body =
        br#"{"resourceType":"Condition","id":"c","code":{"text":"Asthma"},"onsetRange":{"low":{"value":3}}}"#;
    let form = Condition::read(body).unwrap().onset("1999");
    let after = value(&NewEntry::from(form).build_over(body, "c", PERSON).unwrap());
    assert_eq!((&after["onsetRange"], &after["onsetDateTime"]), (&Value::Null, &json!("1999")));
    let given = Immunization::new("Measles").build("i", PERSON).unwrap();
    let form = Immunization::read(given.body()).unwrap().date("2001");
    let after = value(&NewEntry::from(form).build_over(given.body(), "i", PERSON).unwrap());
    assert_eq!((&after["occurrenceString"], &after["occurrenceDateTime"]), (&Value::Null, &json!("2001")));
}

#[test]
fn a_reason_that_was_read_by_its_display_is_replaced_not_doubled() {
    let body = br#"{"resourceType":"MedicationStatement","id":"m","status":"active","medicationCodeableConcept":{"text":"X"},
        "subject":{"reference":"Patient/p1"},"reasonCode":[{"coding":[{"display":"Asthma"}]}]}"#;
    let form = Medication::read(body).unwrap();
    assert_eq!(form.reason.as_ref().map(|reason| reason.text.as_str()), Some("Asthma"));
    let after = value(&NewEntry::from(form.reason("Flu")).build_over(body, "m", PERSON).unwrap());
    assert_eq!(after["reasonCode"], json!([{"text": "Flu"}]));
}

#[test]
fn another_kind_of_the_same_type_loses_its_tag_and_another_type_takes_its_place() {
    let symptom = Symptom::new("Cough").note("dry").build("s", PERSON).unwrap();
    let condition = Condition::new("Bronchitis").note("dry");
    let after = NewEntry::from(condition).build_over(symptom.body(), "s", PERSON).unwrap();
    assert_eq!(Header::read(after.body()).unwrap().kind, Kind::Condition);
    assert_eq!(value(&after)["meta"], Value::Null);
    let lab = LabResult::new("CRP");
    let plain = lab.build("s", PERSON).unwrap();
    assert_eq!(NewEntry::from(lab).build_over(symptom.body(), "s", PERSON).unwrap(), plain);
}

#[test]
fn what_is_no_resource_and_what_no_builder_knows() {
    assert!(NewEntry::read(b"[]").is_err());
    assert!(Condition::read(br#"{"resourceType":"Goal"}"#).is_err());
    let own = br#"{"resourceType":"Basic","id":"b"}"#;
    assert!(matches!(NewEntry::read(own).unwrap(), NewEntry::Resource(_)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn building_reading_and_building_again_gives_the_same_bytes(
        kind in 0..samples::KINDS,
        numbers in proptest::collection::vec(any::<u32>(), 1..40),
    ) {
        let built = samples::any(kind, numbers).build("e1", PERSON).unwrap();
        let read = NewEntry::read(built.body()).unwrap();
        prop_assert_eq!(shown(&read.build("e1", PERSON).unwrap()), shown(&built));
    }

    #[test]
    fn an_edit_of_what_was_built_is_what_the_new_form_builds(
        kind in 0..samples::KINDS,
        numbers in proptest::collection::vec(any::<u32>(), 1..40),
        others in proptest::collection::vec(any::<u32>(), 1..40),
    ) {
        let before = samples::any(kind, numbers).build("e1", PERSON).unwrap();
        let form = samples::any(kind, others);
        let expected = form.build("e1", PERSON).unwrap();
        let after = form.build_over(before.body(), "e1", PERSON).unwrap();
        prop_assert_eq!(shown(&after), shown(&expected));
    }

    #[test]
    fn unknown_content_survives_any_edit(
        kind in 0..samples::KINDS,
        numbers in proptest::collection::vec(any::<u32>(), 1..40),
        others in proptest::collection::vec(any::<u32>(), 1..40),
    ) {
        let before = samples::any(kind, numbers).build("e1", PERSON).unwrap();
        let mut marked = value(&before);
        let marks = mark(&mut marked, &mut 0);
        let after = samples::any(kind, others).build_over(marked.to_string().as_bytes(), "e1", PERSON).unwrap();
        let after = shown(&after);
        for mark in 0..marks {
            prop_assert!(after.contains(&format!("\"mark-{mark}\"")), "{} of {} in {}", mark, marked, after);
        }
    }
}

/// Puts something that no builder knows into every object of the body, and returns how many there are.
fn mark(value: &mut Value, marks: &mut usize) -> usize {
    match value {
        Value::Object(object) => {
            // Of a choice one type takes the place of another, and a contained resource goes with what it was for.
            const GOES: &[&str] = &[
                "contained",
                "onset",
                "abatement",
                "value",
                "_",
                "deceased",
                "performed",
                "effective",
                "asNeeded",
            ];
            let goes = |name: &str| GOES.iter().any(|stem| name.starts_with(stem));
            object.iter_mut().filter(|(name, _)| !goes(name)).for_each(|(_, value)| {
                mark(value, marks);
            });
            object.insert("unknown".to_owned(), format!("mark-{marks}").into());
            *marks += 1;
        }
        Value::Array(values) => values.iter_mut().for_each(|value| {
            mark(value, marks);
        }),
        _ => {}
    }
    *marks
}

fn value(entry: &Entry) -> Value {
    serde_json::from_slice(entry.body()).unwrap()
}

fn shown(entry: &Entry) -> String {
    String::from_utf8(entry.body().to_vec()).unwrap()
}
