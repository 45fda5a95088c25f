use backpack_views::{Bounds, Flag, Measure, Reason, Series, SeriesRequest, series};
use proptest::prelude::*;
use serde_json::json;

use super::{lab, portal, record, seen, with};

fn asked(request: &SeriesRequest, bodies: &[(u8, serde_json::Value)]) -> Series {
    series(seen(bodies), request)
}

fn values(series: &Series) -> Vec<String> {
    series
        .lines
        .iter()
        .flat_map(|line| &line.points)
        .map(|point| format!("{} {}", point.when, point.value))
        .collect()
}

fn glucose() -> SeriesRequest {
    SeriesRequest::new(Measure::loinc("2345-7"))
}

#[test]
fn one_measurement_from_two_portals_in_one_unit() {
    let bodies = [
        (1, lab("2345-7", "Glucose", "2024-01-05T08:00:00Z", 100.0, "mg/dL")),
        (1, lab("2345-7", "Glucose", "2024-03-05T08:00:00Z", 110.0, "MG/DL")),
        (2, lab("14749-6", "Glucose moles", "2024-02", 5.5, "mmol/L")),
        (
            0,
            json!({"resourceType": "Observation", "code": {"text": " glucose "}, "effectiveDateTime": "2024-04-01",
            "category": [{"coding": [{"code": "laboratory"}]}], "valueQuantity": {"value": 6.1, "unit": "mmol/L"}}),
        ),
        (1, lab("2160-0", "Creatinine", "2024-01-05", 1.0, "mg/dL")),
    ];
    let found = asked(&glucose(), &bodies);
    assert_eq!(found.unit, "mmol/L", "two and two: the newest decides");
    let found = asked(&glucose().unit("mg/dL"), &bodies);
    let expected =
        ["2024-01-05T08:00:00Z 100.0", "2024-02 99", "2024-03-05T08:00:00Z 110.0", "2024-04-01 110"];
    assert_eq!(values(&found), expected);
    assert_eq!(found.sources(), [None, Some(portal(1)), Some(portal(2))]);
    assert_eq!(found.lines[0].points[1].written, ("5.5".to_owned(), "mmol/L".to_owned()));
    assert!(found.apart.is_empty());
    let found = asked(&glucose().source(Some(portal(2))), &bodies);
    assert_eq!((values(&found), found.unit.as_str()), (vec!["2024-02 5.5".to_owned()], "mmol/L"));
    let from = 1_706_745_600_000; // 2024-02-01
    assert_eq!(values(&asked(&glucose().from(from).until(from + 1), &bodies)), ["2024-02 5.5"]);
}

#[test]
fn a_title_that_two_tests_share_is_nobodys() {
    let bodies = [
        (1, lab("2345-7", "Glucose", "2024-01-05", 100.0, "mg/dL")),
        (1, lab("5792-7", "Glucose", "2024-01-05", 0.0, "mg/dL")),
        (
            0,
            json!({"resourceType": "Observation", "code": {"text": "Glucose"}, "effectiveDateTime": "2024-04-01",
            "valueQuantity": {"value": 99, "unit": "mg/dL"}}),
        ),
    ];
    assert_eq!(values(&asked(&glucose(), &bodies)), ["2024-01-05 100.0"]);
    assert_eq!(values(&asked(&SeriesRequest::new(Measure::titled("GLUCOSE")), &bodies)), ["2024-04-01 99"]);
}

#[test]
fn haemoglobin_a1c_in_percent_and_per_mole_is_one_series() {
    let bodies = [
        (1, lab("4548-4", "Hemoglobin A1c", "2023-01-05", 6.5, "%")),
        (2, lab("59261-8", "HbA1c (IFCC)", "2023-06-05", 53.0, "mmol/mol")),
    ];
    let found = asked(&SeriesRequest::new(Measure::loinc("59261-8")).unit("%"), &bodies);
    assert_eq!(values(&found), ["2023-01-05 6.5", "2023-06-05 7.00"]);
}

#[test]
fn what_is_no_point_is_listed_with_its_reason() {
    let own = |more| with(lab("2345-7", "Glucose", "2024-01-05", 100.0, "mg/dL"), more);
    let bodies = [
        (1, own(json!({}))),
        (1, own(json!({"valueQuantity": null, "valueString": "see note"}))),
        (1, own(json!({"effectiveDateTime": null}))),
        (1, own(json!({"valueQuantity": {"value": 5}}))),
        (1, own(json!({"valueQuantity": {"value": 5, "unit": "spoons"}}))),
        (1, own(json!({"valueQuantity": {"value": 5, "unit": "U/L"}}))),
        (1, own(json!({"valueQuantity": null, "dataAbsentReason": {"text": "clotted"}}))),
        (1, own(json!({"status": "entered-in-error"}))),
        (1, own(json!({"status": "cancelled"}))),
    ];
    let found = asked(&glucose(), &bodies);
    assert_eq!(values(&found), ["2024-01-05 100.0"]);
    let mut apart: Vec<_> =
        found.apart.iter().map(|apart| (apart.record, apart.reason, apart.text.as_str())).collect();
    apart.sort();
    assert_eq!(
        apart,
        [
            (record(1), Reason::Words, "see note"),
            (record(2), Reason::NoDate, "100.0 mg/dL"),
            (record(3), Reason::NoUnit, "5"),
            (record(4), Reason::UnknownUnit, "5 spoons"),
            (record(5), Reason::OtherUnit, "5 U/L"),
            (record(6), Reason::NoValue, "no value (clotted)"),
        ]
    );
}

#[test]
fn ranges_are_converted_and_flags_are_told() {
    let bodies = [
        (
            1,
            with(
                lab("2345-7", "Glucose", "2024-01-05", 65.0, "mg/dL"),
                json!({"referenceRange": [{"low": {"value": 70, "unit": "mg/dL"}, "high": {"value": 99}}]}),
            ),
        ),
        (
            2,
            with(
                lab("14749-6", "Glucose", "2024-02-05", 5.0, "mmol/L"),
                json!({"referenceRange": [{"high": {"value": 5.5, "unit": "mmol/L"}}], "interpretation": [{"coding": [{"code": "HH"}]}]}),
            ),
        ),
        (
            1,
            with(
                lab("2345-7", "Glucose", "2024-03-05", 40.0, "mg/dL"),
                json!({"valueQuantity": {"value": 40, "comparator": "<", "unit": "mg/dL"}, "referenceRange": [{"low": {"value": 70, "unit": "mg/dL"}}], "status": "preliminary"}),
            ),
        ),
    ];
    let found = asked(&glucose().unit("mg/dL"), &bodies);
    let told: Vec<_> = found.lines[0]
        .points
        .iter()
        .map(|point| (point.flag, point.bounds, point.comparator.as_deref(), point.preliminary))
        .collect();
    let decimal = |text: &str| Some(text.parse().unwrap());
    let bounds = |low: Option<&str>, high: Option<&str>| {
        let mut bounds = found.lines[0].points[0].bounds.unwrap();
        (bounds.low, bounds.high) = (low.and_then(decimal), high.and_then(decimal));
        Some::<Bounds>(bounds)
    };
    assert_eq!(
        told,
        [
            (Some(Flag::Low), bounds(Some("70"), Some("99")), None, false),
            (Some(Flag::Critical), bounds(None, Some("99")), None, false),
            (None, bounds(Some("70"), None), Some("<"), true),
        ]
    );
}

#[test]
fn the_same_from_two_portals_is_one_point_and_from_one_portal_two() {
    let bodies = [
        (1, lab("2345-7", "Glucose", "2024-01-05", 99.0, "mg/dL")),
        (2, lab("2345-7", "Glucose", "2024-01-05T08:00:00Z", 99.0, "mg/dL")),
        (2, lab("2345-7", "Glucose", "2024-01-05T20:00:00Z", 120.0, "mg/dL")),
        (2, lab("2345-7", "Glucose", "2024-01-05T20:00:00Z", 120.0, "mg/dL")),
        (3, lab("2345-7", "Glucose", "2024", 99.0, "mg/dL")),
    ];
    let found = asked(&glucose(), &bodies);
    let told: Vec<_> =
        found.lines[0].points.iter().map(|point| (point.when.as_str(), point.records.len())).collect();
    assert_eq!(
        told,
        [("2024", 1), ("2024-01-05T08:00:00Z", 2), ("2024-01-05T20:00:00Z", 1), ("2024-01-05T20:00:00Z", 1)]
    );
    assert_eq!(found.lines[0].points[1].sources, [Some(portal(2)), Some(portal(1))]);
}

#[test]
fn blood_pressure_is_two_lines_however_it_is_sent() {
    let part = |code, value| json!({"code": {"coding": [{"system": "http://loinc.org", "code": code}], "text": code}, "valueQuantity": {"value": value, "unit": "mmHg", "code": "mm[Hg]"}});
    let panel = |code, date, components| json!({"resourceType": "Observation", "category": [{"coding": [{"code": "vital-signs"}]}], "code": {"coding": [{"system": "http://loinc.org", "code": code}], "text": "Blood pressure"}, "effectiveDateTime": date, "component": components});
    let bodies = [
        (1, panel("85354-9", "2024-01-05", json!([part("8480-6", 121), part("8462-4", 79)]))),
        (2, panel("55284-4", "2024-02-05", json!([part("8462-4", 81), part("8480-6", 131)]))),
        (0, lab("8480-6", "Systolic", "2024-03-05", 140.0, "mm Hg")),
    ];
    for asked_for in ["85354-9", "8480-6", "35094-2"] {
        let (measure, _) = (Measure::loinc(asked_for), ());
        let measure = if asked_for == "8480-6" { Measure::loinc("85354-9") } else { measure };
        let found = asked(&SeriesRequest::new(measure), &bodies);
        let lines: Vec<Vec<String>> = found
            .lines
            .iter()
            .map(|line| line.points.iter().map(|point| point.value.to_string()).collect())
            .collect();
        assert_eq!(lines, [vec!["121", "131", "140.0"], vec!["79", "81"]]);
        assert_eq!((found.unit.as_str(), found.lines[0].title.as_str()), ("mm[Hg]", "Systolic"));
        assert!(found.apart.is_empty(), "{:?}", found.apart);
    }
}

#[test]
fn measures_go_through_text() {
    for measure in
        [Measure::loinc("14749-6"), Measure::titled("My  Own test"), Measure::coded("urn:x", "a|b")]
    {
        assert_eq!(Measure::from_text(measure.as_str()), measure);
    }
    assert_eq!(Measure::loinc("14749-6").loinc_code(), Some("2345-7"));
}

proptest! {
    #[test]
    fn nothing_is_lost_and_time_runs_forward(rows in proptest::collection::vec((0_u8..4, 1_u32..28, 50_u32..300, 0_usize..3), 0..40)) {
        let units = ["mg/dL", "mmol/L", "spoons"];
        let bodies: Vec<_> = rows.iter().map(|(source, day, value, unit)| {
            (*source, lab("2345-7", "Glucose", &format!("2024-01-{day:02}"), f64::from(*value), units[*unit]))
        }).collect();
        let found = asked(&glucose(), &bodies);
        let points = || found.lines.iter().flat_map(|line| &line.points);
        let told = points().map(|point| point.records.len()).sum::<usize>() + found.apart.len();
        prop_assert_eq!(told, rows.len());
        prop_assert!(points().map(|point| point.when.earliest()).is_sorted());
        for point in points() {
            let mut sources = point.sources.clone();
            sources.sort();
            sources.dedup();
            prop_assert_eq!(sources.len(), point.records.len());
        }
    }
}
