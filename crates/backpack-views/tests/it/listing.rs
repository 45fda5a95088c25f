use backpack_record::Kind;
use backpack_views::{Measure, measurements};
use serde_json::json;

use super::{lab, portal, seen, with};

#[test]
fn every_measurement_is_listed_once_with_its_counts() {
    let bodies = [
        (1, lab("2345-7", "Glucose", "2024-01-05", 100.0, "mg/dL")),
        (1, lab("2345-7", "Glucose", "2024-03-05", 101.0, "mg/dl")),
        (2, lab("14749-6", "Glucose (SI)", "2024-02-05", 5.5, "mmol/L")),
        (0, json!({"resourceType": "Observation", "code": {"text": "glucose"}, "valueString": "fine"})),
        (1, lab("2160-0", "Creatinine", "2024-01-05", 1.0, "mg/dL")),
        (
            1,
            with(
                lab("2160-0", "Creatinine", "2024-01-06", 1.0, "mg/dL"),
                json!({"status": "entered-in-error"}),
            ),
        ),
        (0, json!({"resourceType": "Observation", "code": {"text": "Mood"}, "valueInteger": 7})),
    ];
    let listed: Vec<_> = measurements(seen(&bodies))
        .into_iter()
        .map(|one| (one.measure, one.title, one.unit, one.numbers, one.others, one.sources.len()))
        .collect();
    assert_eq!(
        listed,
        [
            (Measure::loinc("2345-7"), "Glucose".to_owned(), "mmol/L".to_owned(), 3, 1, 3),
            (Measure::loinc("2160-0"), "Creatinine".to_owned(), "mg/dL".to_owned(), 1, 0, 1),
            (Measure::titled("mood"), "Mood".to_owned(), String::new(), 1, 0, 1),
        ]
    );
    let first = measurements(seen(&bodies)).remove(0);
    assert_eq!((first.kind, first.last.unwrap().as_str()), (Kind::LabResult, "2024-03-05"));
    assert_eq!(first.sources, [None, Some(portal(1)), Some(portal(2))]);
    assert!(measurements(Vec::new()).is_empty());
}
