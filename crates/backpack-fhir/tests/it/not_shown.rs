//! A view tells what it does not show: a dropped value is the worst case.

use backpack_fhir::How;
use backpack_fhir::model::{Observation, Patient};
use proptest::prelude::*;

use crate::{told, view};

fn observation(members: &str) -> String {
    format!(r#"{{"resourceType":"Observation","status":"final","code":{{"text":"x"}}{members}}}"#)
}

#[test]
fn a_body_that_is_shown_whole_tells_nothing() {
    let body = observation(
        r#","effectiveDateTime":"2024-02-29","valueQuantity":{"value":72.5,"unit":"kg"},
           "_status":{"extension":[{"url":"http://example.org/x","valueInteger":120}]},
           "contained":[{"resourceType":"Device","id":"scale","distinctIdentifier":"1"}]"#,
    );
    assert!(view::<Observation>(&body).is_complete());
}

#[test]
fn a_time_that_vanishes_is_told() {
    for time in [r#""last Tuesday""#, r#""2024-02-30""#, r#""2024-02-29T08:30""#, "20240229", r#"["2024"]"#] {
        let body = observation(&format!(r#","effectiveDateTime":{time}"#));
        let view = view::<Observation>(&body);
        assert!(view.value.effective.is_none(), "the model drops it");
        assert_eq!(told::<Observation>(&body), ["effectiveDateTime (not shown)"], "{time}");
    }
}

#[test]
fn a_quantity_that_vanishes_is_told() {
    for quantity in [r#"{"value":"72.5"}"#, r#"{"value":72.5,"comparator":"about"}"#, "72.5", r#""72.5 kg""#]
    {
        let body = observation(&format!(r#","valueQuantity":{quantity}"#));
        let view = view::<Observation>(&body);
        assert!(view.value.value.is_none(), "the model drops it");
        assert_eq!(told::<Observation>(&body), ["valueQuantity (not shown)"], "{quantity}");
    }
}

#[test]
fn the_second_of_two_values_is_told() {
    let body = observation(r#","valueString":"72.5 kg","valueQuantity":{"value":72.5}"#);
    assert_eq!(told::<Observation>(&body), ["valueQuantity (not shown)"]);
}

#[test]
fn what_the_model_does_not_know_is_told() {
    let body = observation(
        r#","instantiatesCanonical":"x","code2":{"a":[1]},"valueQuantity":{"value":1,"vendor":2}"#,
    );
    let expected =
        ["instantiatesCanonical (not shown)", "code2 (not shown)", "valueQuantity.vendor (not shown)"];
    assert_eq!(told::<Observation>(&body), expected);
}

#[test]
fn a_list_read_as_an_object_is_told() {
    // The model takes a list for an object, member by member.
    let body = r#"{"resourceType":"Patient","maritalStatus":["id1"]}"#;
    let told = told::<Patient>(body);
    assert_eq!(told, ["maritalStatus (changed)"]);
}

#[test]
fn digits_and_forms_are_told_apart_from_values() {
    let cases = [
        ("1.10", Some(How::OtherDigits)),
        ("1.0", Some(How::OtherDigits)),
        ("1e2", Some(How::OtherDigits)),
        ("1e-6", Some(How::OtherDigits)),
        ("-0.0", Some(How::OtherDigits)),
        ("120", None),
        ("-1.5", None),
        ("0.30000000000000004", None),
        ("0.1234567890123456789", Some(How::Changed)),
        ("9007199254740993", Some(How::Changed)),
    ];
    for (digits, how) in cases {
        let body = observation(&format!(r#","valueQuantity":{{"value":{digits}}}"#));
        let found: Vec<_> = view::<Observation>(&body).not_shown;
        let found: Vec<_> =
            found.iter().map(|difference| (difference.path.as_str(), difference.how)).collect();
        let expected: Vec<_> = how.map(|how| ("valueQuantity.value", how)).into_iter().collect();
        assert_eq!(found, expected, "{digits}");
    }
}

#[test]
fn moments_keep_their_meaning_or_it_is_told() {
    let cases = [
        ("2024", None),
        ("2024-02", None),
        ("2024-02-29", None),
        ("2024-02-29T08:30:00Z", None),
        ("2024-02-29T08:30:00.5-05:00", None),
        ("2024-02-29T08:30:00+00:00", Some(How::OtherForm)),
        ("2024-02-29T08:30:00.000Z", Some(How::OtherForm)),
        ("2024-02-29T08:30:00.100+02:00", Some(How::OtherForm)),
    ];
    for (time, how) in cases {
        let body = observation(&format!(r#","effectiveDateTime":"{time}""#));
        let found = view::<Observation>(&body).not_shown;
        let found: Vec<_> =
            found.iter().map(|difference| (difference.path.as_str(), difference.how)).collect();
        let expected: Vec<_> = how.map(|how| ("effectiveDateTime", how)).into_iter().collect();
        assert_eq!(found, expected, "{time}");
    }
}

#[test]
fn nulls_and_members_of_lists_are_told_by_index() {
    let body = r#"{"resourceType":"Patient","gender":null,"name":[{"given":["Ana",null],
        "_given":[null,{"extension":[{"url":"x","valueString":"y"}]}],"nick":"A"},{"family":"B","x":1}]}"#;
    assert_eq!(told::<Patient>(body), ["name[0].nick (not shown)", "name[1].x (not shown)"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// Either the view has the number as an `f64` that says the same, or it tells.
    #[test]
    fn no_number_changes_in_silence(digits in "-?(0|[1-9][0-9]{0,17})(\\.[0-9]{1,18})?([eE][+-]?[0-9]{1,2})?") {
        let body = observation(&format!(r#","valueQuantity":{{"value":{digits}}}"#));
        let view = view::<Observation>(&body);
        let written = serde_json::to_value(&view.value).unwrap();
        let number = written.pointer("/valueQuantity/value").and_then(serde_json::Value::as_f64);
        prop_assert_eq!(number, digits.parse().ok(), "the nearest binary fraction");
        let plain = number.map(|number| number.to_string()) == Some(digits.clone());
        prop_assert!(!view.is_complete() || plain, "{} in silence", digits);
    }

    /// A member that the model does not have is told, wherever it stands.
    #[test]
    fn no_unknown_member_vanishes_in_silence(name in "x[a-z]{3,8}", value in "[0-9]|true|\"a\"|\\{\\}|\\[\\]|\\[1\\]") {
        let body = observation(&format!(r#","{name}":{value},"code":{{"text":"x","{name}":{value}}}"#));
        let body = body.replacen(r#""code":{"text":"x"},"#, "", 1);
        let expected = [format!("{name} (not shown)"), format!("code.{name} (not shown)")];
        prop_assert_eq!(told::<Observation>(&body), expected);
    }
}
