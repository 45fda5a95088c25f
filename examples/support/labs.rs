//! Two portals with the laboratory results of one invented person, each in the units of its country.

use backpack::connect::{Item, Query};
use backpack_testkit::connector::ScriptedConnector;

/// A test as one portal reports it: code of LOINC, title, unit, and the least and the most that is expected.
type Test = (&'static str, &'static str, &'static str, &'static str, &'static str);

const AMERICAN: [(Test, &[(&str, &str)]); 3] = [
    (
        ("4548-4", "Hemoglobin A1c", "%", "4.0", "5.6"),
        &[
            ("2019-03-12", "5.4"),
            ("2019-11-02", "5.6"),
            ("2020-10-19", "5.9"),
            ("2021-06-08", "6.3"),
            ("2022-02-01", "6.9"),
        ],
    ),
    (
        ("2345-7", "Glucose", "mg/dL", "70", "99"),
        &[
            ("2019-03-12", "91"),
            ("2019-11-02", "97"),
            ("2020-10-19", "104"),
            ("2021-06-08", "118"),
            ("2022-02-01", "133"),
        ],
    ),
    (
        ("2093-3", "Cholesterol", "mg/dL", "0", "199"),
        &[("2019-03-12", "188"), ("2020-10-19", "207"), ("2022-02-01", "231")],
    ),
];

const EUROPEAN: [(Test, &[(&str, &str)]); 3] = [
    (
        ("59261-8", "HbA1c", "mmol/mol", "20", "42"),
        &[("2022-09-14", "55"), ("2023-03-20", "49"), ("2023-10-05", "46"), ("2024-04-22", "43")],
    ),
    (
        ("14749-6", "Glukose", "mmol/L", "3.9", "5.5"),
        &[("2022-09-14", "7.1"), ("2023-03-20", "6.4"), ("2023-10-05", "6.0"), ("2024-04-22", "5.7")],
    ),
    (
        ("14647-2", "Cholesterin gesamt", "mmol/L", "0", "5.2"),
        &[("2022-09-14", "5.83"), ("2023-10-05", "5.10"), ("2024-04-22", "4.72")],
    ),
];

/// Returns the portals with their names.
#[must_use]
pub fn portals() -> [(&'static str, ScriptedConnector); 2] {
    let query = || Query::new("Observation?category=laboratory", "lab results");
    let of = |base: &str, tests: &[(Test, &[(&str, &str)])]| {
        ScriptedConnector::new()
            .at(base)
            .with_query(query(), tests.iter().flat_map(|(test, values)| items(*test, values)))
    };
    [
        ("Riverside Clinic", of("https://riverside.example/fhir", &AMERICAN)),
        ("Klinikum am See", of("https://klinikum.example/fhir", &EUROPEAN)),
    ]
}

fn items(test: Test, values: &[(&str, &str)]) -> Vec<Item> {
    let (code, title, unit, low, high) = test;
    let one = |(date, value): &(&str, &str)| {
        Item::json(format!(
            r#"{{"resourceType":"Observation","id":"{code}.{date}","status":"final",
            "category":[{{"coding":[{{"code":"laboratory"}}]}}],"subject":{{"reference":"Patient/pat-1"}},
            "code":{{"coding":[{{"system":"http://loinc.org","code":"{code}"}}],"text":"{title}"}},
            "effectiveDateTime":"{date}","valueQuantity":{{"value":{value},"unit":"{unit}"}},
            "referenceRange":[{{"low":{{"value":{low},"unit":"{unit}"}},"high":{{"value":{high},"unit":"{unit}"}}}}]}}"#
        ))
    };
    values.iter().map(one).collect()
}
