//! What the builders refuse, and what they carry unharmed.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use backpack_record::entry::{
    Allergy, Condition, Entry, EntryError, Immunization, LabResult, MAX_TEXT, Medication, NewEntry, Note,
    ProblemStatus, Procedure, Visit, VitalSign,
};
use backpack_record::{Code, PartialDate, Refusal};
use proptest::prelude::*;
use serde_json::Value;

fn build(entry: impl Into<NewEntry>) -> Result<Entry, EntryError> {
    entry.into().build("e1", Some("Patient/p1"))
}

#[track_caller]
fn refuses(entry: impl Into<NewEntry>, expected: EntryError, words: &str) {
    let error = build(entry).unwrap_err();
    assert_eq!((error, error.to_string().as_str()), (expected, words));
}

fn json(entry: impl Into<NewEntry>) -> Value {
    serde_json::from_slice(build(entry).unwrap().body()).unwrap()
}

#[test]
fn text_that_fhir_cannot_hold_is_refused() {
    let empty = |field| EntryError::Empty { field };
    refuses(Allergy::new(""), empty("substance"), "write entry: substance is empty");
    refuses(Note::new(" \n\u{3000}"), empty("text"), "write entry: text is empty");
    refuses(Visit::new("Visit").reason("\t"), empty("reason"), "write entry: reason is empty");
    let long = "é".repeat(MAX_TEXT / 2 + 1);
    let too_long = EntryError::TooLong { field: "note", limit: MAX_TEXT };
    refuses(Allergy::new("Dust").note(long), too_long, "write entry: note is longer than 1048576 bytes");
    let control = EntryError::ControlCharacter { field: "name" };
    refuses(Condition::new("a\u{0}b"), control, "write entry: name holds a control character");
    let codeless = Allergy::new("Dust").code(Code::new("http://loinc.org", " "));
    refuses(codeless, empty("code"), "write entry: code is empty");
}

#[test]
fn text_at_the_limit_is_taken() {
    assert!(build(Allergy::new("Dust").note("é".repeat(MAX_TEXT / 2))).is_ok());
}

#[test]
fn decimals_are_taken_digit_for_digit_or_refused() {
    for digits in ["0", "-0.0", "1.10", "72.50", "0.000", "1e3", "-1.5E-10", "123456789012345678"] {
        let body = build(VitalSign::heart_rate(digits)).unwrap().into_parts().1;
        let written = format!(r#""valueQuantity":{{"value":{digits},"#);
        assert!(String::from_utf8(body).unwrap().contains(&written), "{digits}");
    }
    let refused = EntryError::Decimal { field: "value" };
    let words = "write entry: value is not a decimal number";
    let bad = [
        "",
        " 1",
        "1 ",
        "1,5",
        "+1",
        ".5",
        "5.",
        "01",
        "-",
        "1e",
        "1e+",
        "0x1",
        "NaN",
        "Infinity",
        "1.2.3",
        "٣",
        "1e1000",
        "1234567890123456789",
        "\"1\"",
        "1}",
        "--1",
    ];
    for digits in bad {
        refuses(VitalSign::heart_rate(digits), refused, words);
    }
    let range = LabResult::new("Iron").value("1", "").range_low("low", "");
    refuses(
        range,
        EntryError::Decimal { field: "range low" },
        "write entry: range low is not a decimal number",
    );
}

#[test]
fn dates_are_taken_as_given_or_refused() {
    let good = [
        "2019",
        "2019-03",
        "2020-02-29",
        "2019-03-07T08:30:00Z",
        "2019-03-07T08:30:00.123456-05:00",
        "2019-03-07T08:30:00+14:00",
    ];
    for date in good {
        assert_eq!(json(Procedure::new("x").date(date))["performedDateTime"], date);
        let parsed = PartialDate::parse(date).unwrap();
        assert_eq!(json(Procedure::new("x").date(parsed))["performedDateTime"], date);
    }
    let bad = [
        "",
        "19",
        "2019-3",
        "2019-13",
        "2019-02-29",
        "07.03.2019",
        "2019-03-07T08:30",
        "2019-03-07T08:30Z",
        "2019-03-07T08:30:00",
        "2019-03-07 08:30:00Z",
        "2019-03-07T",
        "0000",
        "yesterday",
    ];
    for date in bad {
        refuses(
            Procedure::new("x").date(date),
            EntryError::Date { field: "date" },
            "write entry: date is not a date",
        );
    }
}

#[test]
fn what_contradicts_itself_is_refused() {
    let before = EntryError::EndBeforeStart { field: "end" };
    refuses(
        Condition::new("x").onset("2020-05").end("2020-04-30"),
        before,
        "write entry: end is before the start",
    );
    refuses(
        Visit::new("x").start("2020-05-02").end("2020-05-01"),
        before,
        "write entry: end is before the start",
    );
    let before = EntryError::EndBeforeStart { field: "stop" };
    refuses(Medication::new("x").start("2020").stop("2019"), before, "write entry: stop is before the start");
    let going_on = EntryError::Contradiction { field: "end", other: "status" };
    let ended = Condition::new("x").status(ProblemStatus::Active).end("2020");
    refuses(ended, going_on, "write entry: end contradicts status");
    // As far as they say, these agree.
    assert!(build(Condition::new("x").onset("2020-05").end("2020")).is_ok());
    assert!(build(Visit::new("x").start("2020-05-01T23:00:00-05:00").end("2020-05-02T05:00:00Z")).is_ok());
}

#[test]
fn ids_and_subjects_are_checked() {
    let allergy = NewEntry::from(Allergy::new("Dust"));
    for id in ["", "a b", "ä", "a/b", &"x".repeat(65)] {
        assert_eq!(allergy.build(id, None), Err(EntryError::Id));
    }
    assert!(allergy.build(&"x".repeat(64), None).is_ok());
    assert_eq!(allergy.build("e1", Some("")), Err(EntryError::Empty { field: "subject" }));
}

#[test]
fn a_person_who_is_not_known_is_said_to_be_unknown() {
    let body = Immunization::new("Measles").build("e1", None).unwrap().into_parts().1;
    let body: Value = serde_json::from_slice(&body).unwrap();
    let reason = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";
    let unknown = serde_json::json!({"extension": [{"url": reason, "valueCode": "unknown"}]});
    assert_eq!(body["patient"], unknown);
}

#[test]
fn a_resource_of_the_host_app_is_kept_byte_for_byte() {
    let body = br#" {"resourceType" : "Observation", "valueQuantity": {"value": 1.10} } "#;
    let entry = Entry::from_resource(body.as_slice()).unwrap();
    assert_eq!(NewEntry::from(entry.clone()).build("other", None), Ok(entry.clone()));
    assert_eq!(entry.into_parts(), ("Observation".to_owned(), body.to_vec()));
    let refused = |body: &str| Entry::from_resource(body).unwrap_err();
    assert_eq!(refused("{}"), EntryError::Refused(Refusal::NoResourceType));
    assert_eq!(refused("[]").to_string(), "write entry: not a JSON object");
}

#[test]
fn building_again_under_the_same_id_changes_only_what_was_edited() {
    let before = Allergy::new("Dust").note("first");
    let after = before.clone().note("second");
    let (mut before, after) = (json(before), json(after));
    before["note"][0]["text"] = "second".into();
    assert_eq!(before, after);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_that_is_taken_comes_back_unchanged(
        text in prop_oneof![any::<String>(), "[\\x00-\\x20a\"\\\\\u{7f}\u{2028}\u{fffd}😀]{0,6}"]
    ) {
        let texts = [
            (json_of(Allergy::new(text.clone())), "/code/text"),
            (json_of(Allergy::new("x").reaction(text.clone())), "/reaction/0/manifestation/0/text"),
            (json_of(Condition::new("x").body_site(text.clone())), "/bodySite/0/text"),
            (json_of(Medication::new("x").dose(text.clone())), "/dosage/0/text"),
            (json_of(Medication::new("x").prescriber(text.clone())), "/contained/0/requester/display"),
            (json_of(Immunization::new("x").lot(text.clone())), "/lotNumber"),
            (json_of(Procedure::new("x").outcome(text.clone())), "/outcome/text"),
            (json_of(LabResult::new("x").value_text(text.clone())), "/valueString"),
            (json_of(Visit::new("x").provider(text.clone())), "/participant/0/individual/display"),
            (json_of(Note::new("x").title(text.clone())), "/content/0/attachment/title"),
        ];
        let taken = !text.trim().is_empty() && !text.contains(|c: char| c < ' ' && !"\t\n\r".contains(c));
        for (body, pointer) in texts {
            let found = body.as_ref().ok().and_then(|body| body.pointer(pointer)).and_then(Value::as_str);
            prop_assert_eq!(found, taken.then_some(text.as_str()), "{}", pointer);
        }
    }
}

fn json_of(entry: impl Into<NewEntry>) -> Result<Value, EntryError> {
    build(entry).map(|entry| serde_json::from_slice(entry.body()).unwrap())
}
