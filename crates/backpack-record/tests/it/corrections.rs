//! Corrections: found, checked, applied, and set beside what the source says.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use backpack_core::{RecordId, Timestamp};
use backpack_record::{
    Actor, Correction, CorrectionState, Element, ElementPath, Field, Header, NewValue, NotCorrectable,
    Overlay, OverlayChange, OverlayEvent, Value,
};
use proptest::prelude::*;

const GLUCOSE: &str = r#"{"resourceType":"Observation","id":"o","meta":{"versionId":"1"},"status":"final","code":{"coding":[{"system":"http://loinc.org","code":"2345-7","display":"Glucose"}],"text":"Glucos"},"effectiveDateTime":"2019-03-07","valueQuantity":{"value":6.10,"unit":"mg/dL"},"referenceRange":[{"low":{"value":70},"high":{"value":99}}],"performer":[{"display":"Dr Ruiz"}],"note":[{"text":"fasting"}]}"#;
const PRESSURE: &str = r#"{"resourceType":"Observation","component":[{"code":{"coding":[{"system":"l","code":"8480-6"}]},"valueQuantity":{"value":120}},{"code":{"coding":[{"system":"l","code":"8462-4"}]},"valueQuantity":{"value":800}}]}"#;
const CONDITION: &str = r#"{"resourceType":"Condition","clinicalStatus":{"coding":[{"code":"active"}]},"code":{"text":"Asthma"},"onsetPeriod":{"start":"2001"},"recordedDate":"2010-01-02"}"#;

fn corrected(
    body: &str,
    element: impl Into<Element>,
    value: impl Into<NewValue>,
) -> Result<Correction, NotCorrectable> {
    Correction::of(body.as_bytes(), &element.into(), &value.into(), 0, None)
}

fn overlay(corrections: impl IntoIterator<Item = Correction>) -> Overlay {
    let events = (1_i64..).zip(corrections).map(|(at, correction)| {
        let change = OverlayChange::Corrected(Box::new(correction));
        OverlayEvent::new(RecordId::from_bytes([9; 16]), Actor::Person, Timestamp::from_millis(at), change)
    });
    Overlay::fold(&events.collect::<Vec<_>>())
}

fn applied(body: &str, element: impl Into<Element>, value: impl Into<NewValue>) -> String {
    let correction = corrected(body, element, value).unwrap();
    String::from_utf8(overlay([correction]).corrected_body(body.as_bytes()).unwrap()).unwrap()
}

fn states(overlay: &Overlay, body: &str) -> Vec<(String, CorrectionState)> {
    let corrected = overlay.corrected(body.as_bytes()).unwrap();
    corrected.into_iter().map(|one| (one.element.to_string(), one.state)).collect()
}

#[test]
fn every_field_that_people_see_is_read_as_corrected() {
    let header = |field: Field, value: &str| {
        let body = applied(GLUCOSE, field, value);
        Header::read(body.as_bytes()).unwrap().into_owned()
    };
    assert_eq!(header(Field::Title, "Glucose").title, "Glucose");
    assert_eq!(header(Field::Code, "Sugar").title, "Sugar");
    assert_eq!(header(Field::Status, "amended").status.unwrap(), "amended");
    assert_eq!(header(Field::Start, "2019-03-08").when.unwrap().start.unwrap().as_str(), "2019-03-08");
    let quantity = |header: Header<'_>| match header.value {
        Some(Value::Quantity(quantity)) => {
            (quantity.number.unwrap().to_string(), quantity.unit.unwrap().to_string())
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(quantity(header(Field::Value, "110.0")), ("110.0".to_owned(), "mg/dL".to_owned()));
    assert_eq!(quantity(header(Field::Unit, "mmol/L")), ("6.10".to_owned(), "mmol/L".to_owned()));
    let range = |field, value| header(field, value).reference_range.unwrap();
    assert_eq!(range(Field::RangeLow, "60").low.unwrap().number.unwrap(), "60");
    assert_eq!(range(Field::RangeHigh, "100").high.unwrap().number.unwrap(), "100");
    assert_eq!(range(Field::RangeText, "60 to 100").text.unwrap(), "60 to 100");
    assert_eq!(header(Field::Who, "Dr Ruíz").who[0].name.clone().unwrap(), "Dr Ruíz");
    assert!(applied(GLUCOSE, Field::Note, "not fasting").contains(r#""note":[{"text":"not fasting"}]"#));
    // Not every record has every field.
    for (body, field) in [(GLUCOSE, Field::Dose), (CONDITION, Field::Value), (PRESSURE, Field::Unit)] {
        assert_eq!(corrected(body, field, "1"), Err(NotCorrectable::NoElement), "{field:?}");
    }
}

#[test]
fn what_is_not_there_yet_is_added_where_it_belongs() {
    let ended = applied(CONDITION, Field::End, "2015-06");
    assert!(ended.ends_with(r#""abatementDateTime":"2015-06"}"#), "{ended}");
    let dosed = applied(r#"{"resourceType":"MedicationRequest"}"#, Field::Dose, "1 in the morning");
    assert_eq!(
        dosed,
        r#"{"resourceType":"MedicationRequest","dosageInstruction":[{"text":"1 in the morning"}]}"#
    );
    let ranged = applied(r#"{"resourceType":"Observation"}"#, Field::RangeHigh, "5.50");
    assert_eq!(ranged, r#"{"resourceType":"Observation","referenceRange":[{"high":{"value":5.50}}]}"#);
    assert_eq!(corrected(GLUCOSE, "note[2].text", "a"), Err(NotCorrectable::NoElement), "no gap in a list");
    assert!(applied(GLUCOSE, "note[1].text", "b").contains(r#"[{"text":"fasting"},{"text":"b"}]"#));
    assert_eq!(
        applied(CONDITION, "code.text", "a \"b\" \u{1f9ec}\n\\"),
        CONDITION.replace("Asthma", "a \\\"b\\\" \u{1f9ec}\\n\\\\")
    );
}

#[test]
fn what_should_not_be_there_goes_with_what_it_leaves_empty() {
    let without = applied(GLUCOSE, "performer[0].display", NewValue::Nothing);
    assert!(!without.contains("performer") && without.contains("note"), "{without}");
    let without = applied(PRESSURE, "component[1]", NewValue::Nothing);
    assert!(without.contains("8480-6") && !without.contains("8462-4"), "{without}");
    let all = r#"{"resourceType":"Basic","a":1}"#;
    assert_eq!(applied(all, "a", NewValue::Nothing), r#"{"resourceType":"Basic"}"#);
}

#[test]
fn a_value_must_fit_what_is_there() {
    let json = |text: &str| NewValue::Json(text.to_owned());
    let path = "valueQuantity.value";
    for (element, value, why) in [
        (path, json("\"7\""), NotCorrectable::OtherType),
        (path, "seven".into(), NotCorrectable::OtherType),
        (path, "7,2".into(), NotCorrectable::OtherType),
        (path, "6.1".into(), NotCorrectable::Same),
        (path, json("null"), NotCorrectable::Empty),
        (path, json("{"), NotCorrectable::Empty),
        ("code", "Sugar".into(), NotCorrectable::OtherType),
        ("code", json("{}"), NotCorrectable::Empty),
        ("effectiveDateTime", "yesterday".into(), NotCorrectable::NoDate),
        ("effectiveDateTime", "2019-02-30".into(), NotCorrectable::NoDate),
        ("issued", json("\"soon\""), NotCorrectable::NoDate),
        ("status", "  ".into(), NotCorrectable::Empty),
        ("status", json("1"), NotCorrectable::OtherType),
        ("status", "final".into(), NotCorrectable::Same),
        ("status.text", "a".into(), NotCorrectable::NoElement),
        ("resourceType", "Basic".into(), NotCorrectable::Fixed),
        ("id", "x".into(), NotCorrectable::Fixed),
        ("meta.versionId", "2".into(), NotCorrectable::Fixed),
        ("", "x".into(), NotCorrectable::NoPath),
        ("a..b", "x".into(), NotCorrectable::NoPath),
        ("a[x]", "x".into(), NotCorrectable::NoPath),
        ("a[0", "x".into(), NotCorrectable::NoPath),
        ("[0]", "x".into(), NotCorrectable::NoPath),
    ] {
        let tried = corrected(GLUCOSE, element, value.clone());
        assert_eq!(tried, Err(why), "{element} {value:?}");
    }
    let long = corrected(GLUCOSE, "status", "x".repeat(17 << 10));
    assert_eq!(long, Err(NotCorrectable::TooLong));
    let deep = vec!["a"; 65].join(".");
    assert_eq!(corrected(GLUCOSE, deep.as_str(), "x"), Err(NotCorrectable::NoPath));
    assert!(matches!(corrected("{", "a", "x"), Err(NotCorrectable::Unreadable(_))));
}

#[test]
fn the_source_s_value_stays_beside_and_a_change_of_it_is_a_conflict() {
    let overlay = overlay([corrected(GLUCOSE, Field::Value, "110").unwrap()]);
    let at = |value: &str| states(&overlay, &GLUCOSE.replace("6.10", value))[0].1;
    assert_eq!(at("6.10"), CorrectionState::Standing);
    assert_eq!(at("6.1"), CorrectionState::Standing, "the same number in other digits");
    assert_eq!(at("110.00"), CorrectionState::Same, "the source was mended");
    assert_eq!(at("61"), CorrectionState::Conflict);
    assert_eq!(at("\"6.1\""), CorrectionState::Conflict, "a text is no number");
    let shown = overlay.corrected(GLUCOSE.replace("6.10", "61").as_bytes()).unwrap().remove(0);
    assert_eq!(
        (shown.source.as_deref(), shown.was.as_deref(), shown.value.as_deref()),
        (Some("61"), Some("6.10"), Some("110"))
    );
    // Elsewhere it may say what it likes.
    assert_eq!(states(&overlay, &GLUCOSE.replace("fasting", "sober"))[0].1, CorrectionState::Standing);
    // It is gone, or another type: both stand.
    for gone in
        ["{\"resourceType\":\"Observation\"}", "{\"resourceType\":\"Observation\",\"valueQuantity\":[]}"]
    {
        assert_eq!(states(&overlay, gone)[0].1, CorrectionState::Conflict, "{gone}");
    }
    let kept = overlay.corrected_body(br#"{"resourceType":"Observation","valueQuantity":[]}"#).unwrap();
    assert_eq!(kept, br#"{"resourceType":"Observation","valueQuantity":[]}"#, "it has no place any more");
}

#[test]
fn a_kept_correction_is_no_conflict_any_more() {
    let mended = GLUCOSE.replace("6.10", "61");
    let made = corrected(GLUCOSE, Field::Value, "110").unwrap();
    let rebased = made.rebased(mended.as_bytes(), 1).unwrap();
    assert_eq!((rebased.was.as_deref(), rebased.version), (Some("61"), 1));
    assert_eq!(states(&overlay([made.clone(), rebased]), &mended)[0].1, CorrectionState::Standing);
    let same = made.rebased(GLUCOSE.replace("6.10", "110").as_bytes(), 1);
    assert_eq!(same, Err(NotCorrectable::Same));
    let nowhere = made.rebased(br#"{"resourceType":"Observation","valueQuantity":1}"#, 1);
    assert_eq!(nowhere, Err(NotCorrectable::NoElement));
}

#[test]
fn an_item_is_found_again_where_its_list_changed_around_it() {
    let overlay = overlay([corrected(PRESSURE, "component[1].valueQuantity.value", "80").unwrap()]);
    let (first, second) =
        PRESSURE.split_once(",{\"code\":{\"coding\":[{\"system\":\"l\",\"code\":\"8462-4\"").unwrap();
    let turned = format!(
        "{},{}]}}",
        first.replace(
            "[{\"code\"",
            &format!(
                "[{{\"code\":{{\"coding\":[{{\"system\":\"l\",\"code\":\"8462-4\"{},{{\"code\"",
                second.trim_end_matches("]}")
            )
        ),
        r#"{"code":{"text":"x"}}"#
    );
    assert_eq!(
        states(&overlay, &turned),
        [("component[0].valueQuantity.value".to_owned(), CorrectionState::Standing)]
    );
    let body = String::from_utf8(overlay.corrected_body(turned.as_bytes()).unwrap()).unwrap();
    assert!(
        body.contains("\"value\":80}") && body.contains("\"value\":120}") && !body.contains("800"),
        "{body}"
    );
    // Without it the correction has no place, and what took its number is not touched.
    let without = PRESSURE.replace("8462-4", "8867-4");
    assert_eq!(states(&overlay, &without)[0].1, CorrectionState::Conflict);
    assert_eq!(overlay.corrected_body(without.as_bytes()).unwrap(), without.as_bytes());
}

#[test]
fn a_correction_from_elsewhere_does_no_harm() {
    let path = |text: &str| text.parse().unwrap();
    let bad = Correction::new(path("status"), Some("{not json".to_owned()), None, 0);
    let whole = Correction::new(ElementPath::default(), None, None, 0);
    let steps = vec![backpack_record::ElementStep::Member("a".to_owned()); 100_000];
    let deep = Correction::new(ElementPath::new(steps), Some("1".to_owned()), None, 0);
    let both = [
        Correction::new(path("code"), Some("{\"text\":\"A\"}".into()), None, 0),
        Correction::new(path("code.text"), Some("\"B\"".into()), None, 0),
    ];
    let overlay = overlay([bad, whole, deep].into_iter().chain(both));
    let body = String::from_utf8(overlay.corrected_body(CONDITION.as_bytes()).unwrap()).unwrap();
    assert_eq!(body, CONDITION.replace("Asthma", "A"), "the element that is corrected as a whole counts");
    assert_eq!(overlay.corrected(CONDITION.as_bytes()).unwrap().len(), 5);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_a_text_is_corrected_to_is_read_back_and_nothing_else_changes(text in "\\PC{1,40}") {
        prop_assume!(!text.trim().is_empty() && text.trim() != "Asthma");
        let body = applied(CONDITION, "code.text", text.as_str());
        let read: serde_json::Value = serde_json::from_str(&body).unwrap();
        let mut expected: serde_json::Value = serde_json::from_str(CONDITION).unwrap();
        expected["code"]["text"] = text.trim().into();
        prop_assert_eq!(read, expected);
    }
}

#[test]
fn a_body_is_judged_by_what_was_asked_for_and_an_item_is_found_by_what_it_is_known_by() {
    let path: ElementPath = "component[1].valueQuantity.value".parse().unwrap();
    let asked = |path: ElementPath| Correction::new(path, Some("80".into()), Some("800".into()), 0);
    let keyed = asked(path.clone().keyed_in(PRESSURE.as_bytes()).unwrap());
    let judged = |asked: &Correction, body: &str| {
        let judged = asked.judge(body.as_bytes()).unwrap();
        (judged.state, judged.source, judged.element.map(|path| path.to_string()))
    };
    let here = |at: u32| Some(format!("component[{at}].valueQuantity.value"));
    assert_eq!(judged(&keyed, PRESSURE), (CorrectionState::Standing, Some("800".into()), here(1)));
    let mended = PRESSURE.replace("800", "80.0");
    assert_eq!(judged(&keyed, &mended), (CorrectionState::Same, Some("80.0".into()), here(1)));
    let turned = r#"{"resourceType":"Observation","component":[{"code":{"coding":[{"system":"l","code":"8462-4"}]},"valueQuantity":{"value":81}},{"code":{"coding":[{"system":"l","code":"8480-6"}]},"valueQuantity":{"value":120}}]}"#;
    assert_eq!(judged(&keyed, turned), (CorrectionState::Conflict, Some("81".into()), here(0)));
    // By its place alone it is taken for the other one.
    assert_eq!(judged(&asked(path), turned), (CorrectionState::Conflict, Some("120".into()), here(1)));
    let gone = r#"{"resourceType":"Observation","component":[]}"#;
    assert_eq!(judged(&keyed, gone), (CorrectionState::Conflict, None, None));
    assert!(keyed.judge(b"no").is_err());
}
