//! A departure names the path, and never a value.

use backpack_fhir::model::{
    Coverage, ExplanationOfBenefit, Immunization, MedicationStatement, Observation, Patient,
    QuestionnaireResponse,
};
use backpack_fhir::{Reason, TypedResource, typed};
use proptest::prelude::*;

#[track_caller]
fn departs<T: TypedResource + std::fmt::Debug>(body: &str, path: &str, reason: Reason) {
    let departure = typed::<T>(body.as_bytes()).unwrap_err();
    assert_eq!((departure.path.as_str(), departure.reason), (path, reason), "{body}");
}

#[test]
fn what_the_model_requires_and_the_body_lacks() {
    departs::<Observation>(r#"{"resourceType":"Observation","status":"final"}"#, "code", Reason::Missing);
    departs::<Observation>(
        r#"{"resourceType":"Observation","status":"final","code":{},"component":[{"code":{}},{}]}"#,
        "component[1].code",
        Reason::Missing,
    );
    departs::<Immunization>(
        r#"{"resourceType":"Immunization","status":"completed","vaccineCode":{"text":"x"},"patient":{}}"#,
        "occurrence[x]",
        Reason::Missing,
    );
    departs::<ExplanationOfBenefit>(
        r#"{"resourceType":"ExplanationOfBenefit","diagnosis":[{"sequence":1}]}"#,
        "diagnosis[0].diagnosis[x]",
        Reason::Missing,
    );
    departs::<Coverage>(r#"{"resourceType":"Coverage","status":"active"}"#, "beneficiary", Reason::Missing);
}

#[test]
fn content_of_another_type() {
    departs::<Patient>(r#"{"resourceType":"Patient","name":"Ana"}"#, "name", Reason::WrongType);
    departs::<Patient>(
        r#"{"resourceType":"Patient","name":[{"given":["Ana",3]}]}"#,
        "name[0].given[1]",
        Reason::WrongType,
    );
    departs::<Patient>(r#"{"resourceType":"Patient","active":"yes"}"#, "active", Reason::WrongType);
}

#[test]
fn codes_and_dates_that_are_none() {
    departs::<Patient>(r#"{"resourceType":"Patient","gender":"secret"}"#, "gender", Reason::UnknownCode);
    for date in ["1990-13", "1990-02-30", "05/04/1990", "", "199O"] {
        let body = format!(r#"{{"resourceType":"Patient","birthDate":"{date}"}}"#);
        departs::<Patient>(&body, "birthDate", Reason::InvalidValue);
    }
    departs::<Observation>(
        r#"{"resourceType":"Observation","status":"final","code":{},"issued":"2024-02-29"}"#,
        "issued",
        Reason::InvalidValue,
    );
}

#[test]
fn a_year_that_the_model_reads_and_cannot_write() {
    departs::<Patient>(r#"{"resourceType":"Patient","birthDate":"0003"}"#, "birthDate", Reason::InvalidValue);
}

#[test]
fn a_contained_resource_is_named_by_its_place() {
    let body = |contained: &str| {
        format!(
            r#"{{"resourceType":"MedicationStatement","status":"active","subject":{{}},
                "medicationReference":{{"reference":"urn:m"}},"contained":[{contained}]}}"#
        )
    };
    let unknown = body(r#"{"resourceType":"Potion"}"#);
    departs::<MedicationStatement>(&unknown, "contained[0].resourceType", Reason::UnknownCode);
    let lacking = body(r#"{"resourceType":"Medication"},{"resourceType":"Observation"}"#);
    departs::<MedicationStatement>(&lacking, "contained[1].status", Reason::Missing);
}

#[test]
fn another_resource_or_no_json() {
    departs::<Patient>(r#"{"resourceType":"Observation"}"#, "resourceType", Reason::OtherType);
    departs::<Patient>("{}", "resourceType", Reason::OtherType);
    departs::<Patient>("[]", "resourceType", Reason::OtherType);
    departs::<Patient>(r#"{"resourceType":"Patient","#, "", Reason::NotJson);
    departs::<Patient>("", "", Reason::NotJson);
    assert_eq!(typed::<Patient>(b"\"\xff\"").unwrap_err().reason, Reason::NotJson);
}

#[test]
fn a_member_that_stands_twice() {
    let body = r#"{"resourceType":"Patient","birthDate":"1990","birthDate":"1991"}"#;
    departs::<Patient>(body, "birthDate", Reason::Duplicate);
}

#[test]
fn nesting_beyond_the_limit_is_refused_and_not_followed() {
    for depth in [65, 100_000] {
        let body = format!(r#"{{"resourceType":"Patient","x":{}{}}}"#, "[".repeat(depth), "]".repeat(depth));
        departs::<Patient>(&body, "", Reason::TooDeep);
    }
}

#[test]
fn nesting_up_to_the_limit_fits_the_stack_of_a_thread() {
    // Two levels of JSON for each: the list and the object in it. Threads of a test have 2 MiB.
    let nested = |open: &str| format!("{}{}", open.repeat(31), "}]".repeat(31));
    let items = nested(r#","item":[{"linkId":"1""#);
    let body = format!(r#"{{"resourceType":"QuestionnaireResponse","status":"completed"{items}}}"#);
    assert!(typed::<QuestionnaireResponse>(body.as_bytes()).unwrap().is_complete());
    let extensions = nested(r#","extension":[{"url":"x""#);
    let body = format!(r#"{{"resourceType":"Patient"{extensions}}}"#);
    assert!(typed::<Patient>(body.as_bytes()).unwrap().is_complete());
    let contained = nested(r#","contained":[{"resourceType":"Patient""#);
    let body = format!(r#"{{"resourceType":"Patient"{contained}}}"#);
    assert!(typed::<Patient>(body.as_bytes()).unwrap().is_complete());
}

#[test]
fn a_departure_reads_as_a_sentence() {
    let departure = typed::<Patient>(br#"{"resourceType":"Patient","gender":"x"}"#).unwrap_err();
    assert_eq!(departure.to_string(), "read as a typed view: gender: not a code of the standard");
    let departure = typed::<Patient>(b"x").unwrap_err();
    assert_eq!(departure.to_string(), "read as a typed view: the resource: not JSON");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_departure_carries_a_value(secret in "zq[a-z`:. ]{4,12}") {
        let quoted = serde_json::to_string(&secret).unwrap();
        for member in ["gender", "birthDate", "name", "active", "contact", "deceasedBoolean", "multipleBirthInteger"] {
            let body = format!(r#"{{"resourceType":"Patient","{member}":{quoted}}}"#);
            let shown = match typed::<Patient>(body.as_bytes()) {
                Ok(view) => format!("{:?}", view.not_shown),
                Err(departure) => format!("{departure} {departure:?}"),
            };
            prop_assert!(shown.contains(member) && !shown.contains("zq"), "{}", shown);
        }
    }
}
