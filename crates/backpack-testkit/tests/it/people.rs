//! Synthetic people: the same in every run, whole, and as untidy as real records.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at the first surprise")]

use std::collections::{BTreeMap, BTreeSet};

use backpack_testkit::people::{PeopleOptions, Person, Resource};
use proptest::prelude::*;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

#[test]
fn a_seed_gives_the_same_bytes_in_every_release() {
    let mut ndjson = Vec::new();
    assert_eq!(small(7).write_ndjson(&mut ndjson).unwrap(), 300);
    let digest: String = Sha256::digest(&ndjson).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(
        digest, "f7e44ab1c1f39a4754d7494da3310987eb5dde9a5d8c03bc4743168565646413",
        "the synthetic people have changed: tests that count on them may too"
    );
}

#[test]
fn a_record_has_these_types() {
    let counted = |person: &Person| {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        person.resources().for_each(|resource| *counts.entry(resource.resource_type).or_default() += 1);
        counts.iter().map(|(kind, count)| format!("{kind} {count}")).collect::<Vec<_>>().join(", ")
    };
    let expected = "AllergyIntolerance 3, Binary 7, CarePlan 1, CareTeam 1, Condition 13, Coverage 1, Device 1, \
         DiagnosticReport 12, DocumentReference 7, Encounter 18, FamilyMemberHistory 1, Goal 1, Immunization \
         8, Location 1, Medication 1, MedicationRequest 11, Observation 172, Organization 3, Patient 1, \
         Practitioner 3, PractitionerRole 3, Procedure 4, Provenance 4, ServiceRequest 12, Specimen 11";
    assert_eq!(counted(&small(7)), expected);
    let least = Person::from_seed(3, PeopleOptions::with_resources(1));
    assert_eq!(least.resources().count(), PeopleOptions::LEAST);
    assert_eq!(counted(&least).split(", ").count(), 25);
}

#[test]
fn a_record_spans_forty_years_in_order_of_its_visits() {
    let starts: Vec<String> = Person::from_seed(7, PeopleOptions::medium())
        .resources()
        .filter(|resource| resource.resource_type == "Encounter")
        .map(|visit| json(&visit)["period"]["start"].as_str().unwrap()[..7].to_owned())
        .collect();
    assert!(starts.is_sorted());
    assert_eq!((starts.first().unwrap().as_str(), starts.last().unwrap().as_str()), ("1985-12", "2025-11"));
}

#[test]
fn decimals_keep_their_digits() {
    let text = ndjson(&small(7));
    for decimal in [r#""value":1.10,"#, r#""value":0.50,"#, r#""longitude":-71.0600"#, r#""period":1.0,"#] {
        assert!(text.contains(decimal), "{decimal}");
    }
    let is_lab = |resource: &Resource| json(resource)["category"][0]["coding"][0]["code"] == "laboratory";
    let labs: Vec<Resource> = small(7).resources().filter(is_lab).collect();
    let texts: Vec<&str> = labs.iter().map(|lab| std::str::from_utf8(&lab.body).unwrap()).collect();
    let values = texts.iter().flat_map(|text| text.split(r#""value":"#).skip(1));
    let values: Vec<&str> = values.map(|rest| rest.split(',').next().unwrap()).collect();
    let exact = |value: &&str| value.split_once('.').is_some_and(|(_, digits)| digits.len() == 2);
    assert!(values.len() > 100 && values.iter().all(exact), "{values:?}");
}

#[test]
fn a_record_is_as_untidy_as_real_ones() {
    let person = small(7);
    let all: Vec<Value> = person.resources().map(|resource| json(&resource)).collect();
    let has = |test: &dyn Fn(&Value) -> bool| all.iter().any(test);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    assert!(has(&|r| r["status"] == "amended" && r["meta"]["versionId"] == "2"), "an amended result");
    assert!(has(&|r| r["status"] == "entered-in-error"), "a retracted result");
    assert!(
        has(&|r| r["verificationStatus"]["coding"][0]["code"] == "entered-in-error"),
        "a retracted condition"
    );
    assert!(has(&|r| text(&r["onsetDateTime"]).len() == 7), "a month");
    assert!(has(&|r| text(&r["onsetDateTime"]).len() == 4), "a year");
    assert!(has(&|r| text(&r["onsetDateTime"]).len() == 10), "a day");
    assert!(has(&|r| r["onsetString"].is_string()), "a date in words");
    assert!(
        has(&|r| r["resourceType"] == "AllergyIntolerance" && r["recordedDate"].is_null()),
        "an undated allergy"
    );
    assert!(
        has(&|r| !r["component"][1]["dataAbsentReason"].is_null()),
        "a missing component, with its reason"
    );
    assert!(has(&|r| !r["contained"].is_null()), "a contained resource");
    assert!(has(&|r| !r["extension"].is_null()), "an extension");
    assert!(
        has(&|r| r["resourceType"] == "Patient" && !text(&r["name"][1]["family"]).is_ascii()),
        "a name of its own"
    );
}

#[test]
fn attachments_hold_what_they_say() {
    let mut found = BTreeSet::new();
    let binaries: BTreeMap<String, Value> = small(7)
        .resources()
        .filter(|resource| resource.resource_type == "Binary")
        .map(|resource| (resource.reference(), json(&resource)))
        .collect();
    for resource in small(7).resources() {
        let body = json(&resource);
        let contents = body["content"].as_array().into_iter().flatten().map(|content| &content["attachment"]);
        for attachment in contents.chain(body["presentedForm"].as_array().into_iter().flatten()) {
            found.insert(attached(attachment, &binaries));
        }
    }
    let expected = ["elsewhere", "pdf by url", "text by url", "text in line"].map(str::to_owned);
    assert_eq!(found, BTreeSet::from(expected));
}

/// Checks one attachment and says of what sort it is.
fn attached(attachment: &Value, binaries: &BTreeMap<String, Value>) -> String {
    use base64::Engine as _;
    let engine = base64::engine::general_purpose::STANDARD;
    let Some(url) = attachment["url"].as_str() else {
        let bytes = engine.decode(attachment["data"].as_str().unwrap()).unwrap();
        assert!(!String::from_utf8(bytes).unwrap().is_ascii());
        return "text in line".to_owned();
    };
    let Some(binary) = binaries.get(url) else {
        assert!(url.starts_with("https://images.example.org/"), "{url}");
        return "elsewhere".to_owned();
    };
    assert_eq!(binary["contentType"], attachment["contentType"]);
    let bytes = engine.decode(binary["data"].as_str().unwrap()).unwrap();
    assert_eq!(attachment["size"], bytes.len());
    if attachment["contentType"] == "application/pdf" {
        whole_pdf(&bytes);
        return "pdf by url".to_owned();
    }
    assert!(String::from_utf8(bytes).unwrap().starts_with("Visit of "));
    "text by url".to_owned()
}

/// Checks that the cross-reference table of a PDF points at its objects.
fn whole_pdf(bytes: &[u8]) {
    let text = std::str::from_utf8(bytes).unwrap();
    assert!(text.starts_with("%PDF-1.4\n") && text.ends_with("%%EOF\n"));
    let (_, end) = text.rsplit_once("startxref\n").unwrap();
    let table: usize = end.lines().next().unwrap().parse().unwrap();
    let lines: Vec<&str> = text[table..].lines().collect();
    assert_eq!((lines[0], lines[1]), ("xref", "0 6"));
    for (number, line) in (1..6).zip(&lines[3..8]) {
        let at: usize = line[..10].parse().unwrap();
        assert!(text[at..].starts_with(&format!("{number} 0 obj\n")));
    }
}

#[test]
fn a_bundle_holds_every_resource_under_its_full_url() {
    let mut bundle = Vec::new();
    assert_eq!(small(7).write_bundle("https://example.org/fhir", &mut bundle).unwrap(), 300);
    let bundle: Value = serde_json::from_slice(&bundle).unwrap();
    let entries = bundle["entry"].as_array().unwrap();
    let held: Vec<_> =
        entries.iter().map(|e| (e["fullUrl"].as_str().unwrap().to_owned(), e["resource"].clone())).collect();
    let expected: Vec<_> = small(7)
        .resources()
        .map(|r| (format!("https://example.org/fhir/{}", r.reference()), json(&r)))
        .collect();
    assert_eq!(held, expected);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Whatever the seed and wherever the stream ends: valid JSON, ids used once, no reference into the void.
    #[test]
    fn every_reference_looks_back_or_leaves_on_purpose(seed: u64, resources in 150_usize..900) {
        let person = Person::from_seed(seed, PeopleOptions::with_resources(resources));
        let mut known = BTreeSet::new();
        for resource in person.resources() {
            let body = json(&resource);
            prop_assert_eq!(&body["resourceType"], &resource.resource_type);
            prop_assert_eq!(&body["id"], &resource.id);
            prop_assert_eq!(&body["meta"]["lastUpdated"], &resource.last_updated);
            prop_assert_eq!(&body["meta"]["versionId"], &resource.version.to_string());
            prop_assert!(!resource.body.contains(&b'\n'));
            prop_assert!(known.insert(resource.reference()), "{} twice", resource.reference());
            for target in targets(&body) {
                let contained = target.strip_prefix('#').is_some_and(|id| body["contained"][0]["id"] == id);
                let elsewhere = target.starts_with("https://images.example.org/");
                prop_assert!(contained || elsewhere || known.contains(&target), "{target}");
            }
        }
        let patient = format!("Patient/{}", person.patient_id());
        prop_assert!(known.contains(&patient));
    }

    #[test]
    fn two_seeds_share_no_id(one: u64, other: u64) {
        prop_assume!(one != other);
        let ids = |seed| small(seed).resources().map(|resource| resource.reference()).collect::<BTreeSet<_>>();
        prop_assert!(ids(one).is_disjoint(&ids(other)));
    }
}

/// Returns every reference and attachment address in a body.
fn targets(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().flat_map(targets).collect(),
        Value::Object(members) => {
            let own = ["reference", "url"].iter().filter_map(|name| members.get(*name)?.as_str());
            let own = own.filter(|target| !target.starts_with("http://hl7.org/")).map(str::to_owned);
            own.chain(members.values().flat_map(targets)).collect()
        }
        _ => Vec::new(),
    }
}

fn small(seed: u64) -> Person {
    Person::from_seed(seed, PeopleOptions::small())
}

fn json(resource: &Resource) -> Value {
    serde_json::from_slice(&resource.body).unwrap()
}

fn ndjson(person: &Person) -> String {
    let mut bytes = Vec::new();
    person.write_ndjson(&mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}
