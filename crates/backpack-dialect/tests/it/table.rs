//! Reading, mixing and searching the table.

use std::collections::BTreeSet;

use backpack_dialect::{Dialect, Dialects, TableError};

fn read(json: &str) -> Result<Dialects, String> {
    Dialects::read(json.as_bytes()).map_err(|error| match error {
        TableError::Unreadable(why) => why.to_string(),
        other => other.to_string(),
    })
}

fn names(table: &Dialects) -> Vec<&str> {
    table.rows().map(|row| row.name.as_str()).collect()
}

#[test]
fn the_built_in_table_is_read_whole() {
    let file = include_bytes!("../../src/dialects.json");
    let table = Dialects::read(file).unwrap();
    assert_eq!(Dialects::built_in(), table);
    assert_eq!(table.version(), "2026-11-26");
    assert_eq!(table.row("plain"), Some(&Dialect::plain()));
    let all = names(&table);
    let expected = [
        "plain",
        "epic",
        "oracle",
        "athenahealth",
        "eclinicalworks",
        "nextgen",
        "veradigm",
        "va",
        "bluebutton",
        "carin",
        "healthpartners",
        "oneup",
        "advancedmd",
        "cigna",
        "nhs",
        "quest",
        "careevolution",
        "anthem",
        "darena",
        "medhost",
        "netsmart",
        "qualifacts",
        "flatiron",
        "onemedical",
        "drchrono",
        "kaiser",
        "onpatient",
    ];
    assert_eq!(all, expected);
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
}

#[test]
fn every_row_has_evidence_and_departs_from_the_plain_one() {
    let table = Dialects::built_in();
    for row in table.rows().filter(|row| row.name != "plain") {
        assert!(row.name.bytes().all(|byte| byte.is_ascii_lowercase()), "{}", row.name);
        assert!(!row.title.is_empty() && !row.evidence.is_empty(), "{}", row.name);
        let graded = |text: &String| ["A: ", "B: ", "C: "].iter().any(|grade| text.starts_with(grade));
        assert!(row.evidence.iter().all(graded), "{}", row.name);
        let mut bare = Dialect::plain();
        bare.name.clone_from(&row.name);
        bare.title.clone_from(&row.title);
        bare.evidence.clone_from(&row.evidence);
        bare.recognition.clone_from(&row.recognition);
        assert_ne!(&bare, row, "{} says nothing", row.name);
        let labels = row.plan.searches.values().flatten().all(|search| !search.label.is_empty());
        assert!(labels, "a search of {} has no label", row.name);
    }
}

#[test]
fn a_row_that_is_written_down_reads_the_same() {
    for row in Dialects::built_in().rows() {
        let text = serde_json::to_string(row).unwrap();
        let table = read(&format!(r#"{{"format":1,"version":"copy","rows":[{text}]}}"#)).unwrap();
        assert_eq!(table.row(&row.name), Some(row));
    }
}

#[test]
fn portals_are_recognised_by_host_path_and_software() {
    let table = Dialects::built_in();
    let at = |host, path| table.at(host, path).map(|row| row.name.as_str());
    let rows = [
        ("fhir-myrecord.cerner.com", "/r4/some-tenant/", Some("oracle")),
        ("FHIR-MyRecord.cerner.com", "/r4/", Some("oracle")),
        ("notfhir-myrecord.cerner.com", "/r4/", None),
        ("fhir-myrecord.cerner.com.example", "/r4/", None),
        ("api.platform.athenahealth.com", "/fhir/r4/", Some("athenahealth")),
        ("api.preview.platform.athenahealth.com", "/fhir/r4/", Some("athenahealth")),
        ("fhir4.healow.com", "/fhir/r4/ABCDEF/", Some("eclinicalworks")),
        ("fhir.nextgen.com", "/nge/prod/fhir-api-r4/fhir/r4/", Some("nextgen")),
        ("sandbox-api.va.gov", "/services/fhir/v0/r4/", Some("va")),
        ("api.bluebutton.cms.gov", "/v2/fhir/", Some("bluebutton")),
        ("api.1up.health", "/fhir/r4/", Some("oneup")),
        ("hospital.example", "/interconnect/api/FHIR/R4/", Some("epic")),
        ("hospital.example", "/interconnect/api/fhir/r4/", None),
        ("hospital.example", "/fhir/", None),
        ("", "", None),
    ];
    for (host, path, expected) in rows {
        assert_eq!(at(host, path), expected, "{host}{path}");
    }
    let running = |software| table.running(software).map(|row| row.name.as_str());
    assert_eq!(running("Epic"), Some("epic"));
    assert_eq!(running("EPIC 2026"), Some("epic"));
    assert_eq!(running("Épic"), None);
    assert_eq!(running("Ep"), None);
    assert_eq!(running(""), None);
}

#[test]
fn a_hosts_own_rows_come_first_and_replace_those_of_the_same_name() {
    let own = r#"{"format":1,"version":"own","rows":[
        {"name":"clinic","title":"Clinic","recognition":{"hosts":["api.va.gov"]}},
        {"name":"epic","title":"Other"}]}"#;
    let own = read(own).unwrap();
    assert_eq!(names(&own), ["clinic", "epic", "plain"]);
    let both = Dialects::built_in().with(&own);
    assert_eq!(both.version(), "own over 2026-11-26");
    assert_eq!(both.at("api.va.gov", "/").map(|row| row.name.as_str()), Some("clinic"));
    assert_eq!(both.row("epic").map(|row| row.title.as_str()), Some("Other"));
    assert_eq!(both.at("a.example", "/api/FHIR/R4/"), None);
    assert_eq!(both.rows().count(), Dialects::built_in().rows().count() + 1);
}

#[test]
fn what_is_no_table_is_refused_in_words() {
    let refused = |json: &str| read(json).unwrap_err();
    assert_eq!(
        refused(r#"{"format":2,"version":"?","rows":"other"}"#),
        "read dialects: format 2 is not known, only 1"
    );
    let twice = r#"{"format":1,"version":"","rows":[{"name":"a"},{"name":"a"}]}"#;
    assert_eq!(refused(twice), "read dialects: the name \"a\" is missing or comes twice");
    let nameless = r#"{"format":1,"version":"","rows":[{"title":"A"}]}"#;
    assert_eq!(refused(nameless), "read dialects: the name \"\" is missing or comes twice");
    let unknown = [
        r#"{"format":1,"version":"","rows":[],"more":1}"#,
        r#"{"format":1,"version":"","rows":[{"name":"a","colour":1}]}"#,
        r#"{"format":1,"version":"","rows":[{"name":"a","search":{"page-size":5}}]}"#,
        r#"{"format":1,"version":"","rows":[{"name":"a","oddities":["shy"]}]}"#,
    ];
    for json in unknown {
        assert!(refused(json).starts_with("unknown "), "{json}: {}", refused(json));
    }
    for json in ["", "[]", "{}", r#"{"format":1}"#, r#"{"format":"1","version":"","rows":[]}"#] {
        assert!(Dialects::read(json.as_bytes()).is_err(), "{json}");
    }
}
