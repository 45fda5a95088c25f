//! Every oddity of dialects is played: by a row for all requests, by a fault for some.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at the first surprise")]

use backpack_dialect::{Dialect, Oddity};
use backpack_testkit::portal::{DemoPortal, Fault, PortalOptions, When};
use backpack_testkit::run;
use serde_json::{Value, json};

use crate::client::{Client, document, link, references};
use crate::portal::{EVERYTHING, expected, person, portal};

async fn odd(oddity: Oddity) -> DemoPortal {
    let mut dialect = Dialect::plain();
    dialect.oddities = vec![oddity];
    let options = PortalOptions::people(vec![person()]).approved().speaking(dialect);
    DemoPortal::start(options).await.unwrap()
}

/// Returns the resources of a page.
fn resources(page: &Value) -> Vec<Value> {
    let entries = page["entry"].as_array().cloned().unwrap_or_default();
    entries.into_iter().map(|entry| entry["resource"].clone()).collect()
}

#[test]
fn a_fault_plays_an_oddity_for_one_request() {
    run(async {
        let portal = portal().await;
        let client = Client::new(&portal, EVERYTHING).await;
        portal.arm(Fault::Odd(Oddity::TotalOfPage), When::path("/fhir/Goal").nth(1));
        let odd = client.get("Goal?_count=1", &[]).await.json();
        let plain = client.get("Goal?_count=1", &[]).await.json();
        assert_eq!((&odd["total"], &plain["total"]), (&json!(1), &json!(null)));
    });
}

#[test]
fn codes_come_in_the_wrong_case() {
    run(async {
        let portal = odd(Oddity::WrongCase).await;
        let client = Client::new(&portal, EVERYTHING).await;
        let page = client.get("Encounter?_count=3", &[]).await.json();
        let status: Vec<Value> = resources(&page).iter().map(|one| one["status"].clone()).collect();
        assert_eq!(status, [json!("Finished"), json!("Finished"), json!("Finished")]);
        let visit = &expected(|kind| kind == "Encounter")[0];
        assert_eq!(client.get(visit, &[]).await.json()["status"], "Finished", "reads too");
    });
}

#[test]
fn numbers_stand_where_text_should() {
    run(async {
        let portal = odd(Oddity::NumbersAsText).await;
        let client = Client::new(&portal, EVERYTHING).await;
        let page = client.get("Encounter?_count=2", &[]).await.json();
        assert!(resources(&page).iter().all(|one| one["meta"]["versionId"].is_u64()), "{page}");
    });
}

#[test]
fn xml_comes_now_and_then() {
    run(async {
        let portal = odd(Oddity::Xml).await;
        let client = Client::new(&portal, EVERYTHING).await;
        let mut media = Vec::new();
        for _ in 0..20 {
            media.push(client.get("Patient", &[]).await.header("content-type").to_owned());
        }
        let xml = "application/fhir+xml; charset=utf-8";
        let places: Vec<usize> = (0..20).filter(|place| media[*place] == xml).collect();
        assert_eq!(places, [9, 19]);

        let plain = crate::portal::portal().await;
        let client = Client::new(&plain, EVERYTHING).await;
        plain.arm(Fault::Odd(Oddity::Xml), When::path("/fhir/Patient").times(1));
        let text = client.get("Patient", &[]).await.text();
        let begin = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Bundle xmlns=\"http://hl7.org/fhir\">";
        assert!(text.starts_with(begin) && text.ends_with("</Bundle>"), "{text}");
        assert!(text.contains("<resource><Patient>") && text.contains(person().patient_id()));
        assert_eq!(client.get("Patient", &[]).await.json()["resourceType"], "Bundle");
    });
}

#[test]
fn a_total_may_be_this_pages_count() {
    run(async {
        let portal = odd(Oddity::TotalOfPage).await;
        let client = Client::new(&portal, EVERYTHING).await;
        let page = client.get("Encounter?_count=3", &[]).await.json();
        assert_eq!(page["total"], 3);
        assert!(link(&page, "next").is_some());
    });
}

#[test]
fn pages_may_be_short_or_empty_and_go_on() {
    run(async {
        let portal = odd(Oddity::ShortPages).await;
        let client = Client::new(&portal, EVERYTHING).await;
        let mut sizes = Vec::new();
        let mut found = Vec::new();
        let mut next = Some("Observation?category=survey&_count=10".to_owned());
        while let Some(address) = next {
            let page = client.get(&address, &[]).await.json();
            sizes.push(references(&page, "match").len());
            found.extend(references(&page, "match"));
            next = link(&page, "next");
        }
        let honest = crate::portal::portal().await;
        let all = Client::new(&honest, EVERYTHING).await.walk("Observation?category=survey").await;
        assert_eq!(found, all);
        let before_last = &sizes[..sizes.len() - 1];
        assert!(before_last.contains(&0) && before_last.iter().all(|size| *size < 10), "{sizes:?}");
    });
}

#[test]
fn outcome_entries_stand_among_the_matches() {
    run(async {
        let portal = odd(Oddity::OutcomeEntries).await;
        let client = Client::new(&portal, EVERYTHING).await;
        let page = client.get("Goal", &[]).await.json();
        assert_eq!(references(&page, "match"), expected(|kind| kind == "Goal"));
        assert_eq!(references(&page, "outcome"), ["OperationOutcome/-"]);
    });
}

#[test]
fn a_merged_patient_is_read_by_a_redirect() {
    run(async {
        let portal = odd(Oddity::MergedPatient).await;
        let client = Client::new(&portal, EVERYTHING).await;
        let patient = format!("Patient/{}", person().patient_id());
        let away = client.get(&patient, &[]).await;
        assert_eq!(away.status, 302);
        let there = away.header("location");
        assert!(there.starts_with(portal.fhir_base()));
        assert_eq!(client.get(there, &[]).await.json()["id"], person().patient_id());
    });
}

#[test]
fn a_binary_is_json_whatever_is_asked_for() {
    run(async {
        let portal = odd(Oddity::BinaryAsJson).await;
        let client = Client::new(&portal, EVERYTHING).await;
        let letter = &expected(|kind| kind == "Binary")[0];
        let answer = client.get(letter, &[("Accept", "application/pdf")]).await;
        assert_eq!(answer.header("content-type"), "application/fhir+json; charset=utf-8");
        assert_eq!(answer.json()["contentType"], "application/pdf");
    });
}

#[test]
fn documents_come_in_line() {
    run(async {
        let portal = odd(Oddity::DocumentsInLine).await;
        let client = Client::new(&portal, EVERYTHING).await;
        let page = client.get("DocumentReference?_count=100", &[]).await.json();
        let held = expected(|kind| kind == "DocumentReference");
        assert_eq!(references(&page, "match"), held);
        let text = page.to_string();
        assert!(!text.contains("Binary/"), "none is left to be fetched");
        let data = resources(&page)[0]["content"][0]["attachment"]["data"].as_str().unwrap().to_owned();
        let letter = expected(|kind| kind == "Binary").remove(0);
        let binary = client.get(&letter, &[("Accept", "application/fhir+json")]).await.json();
        assert_eq!(binary["data"], data.as_str());
    });
}

#[test]
fn tags_come_without_quotes_and_are_known_again() {
    run(async {
        let portal = odd(Oddity::BareEtags).await;
        let client = Client::new(&portal, EVERYTHING).await;
        let patient = format!("Patient/{}", person().patient_id());
        assert_eq!(client.get(&patient, &[]).await.header("etag"), "1");
        let known = client.get(&patient, &[("If-None-Match", "1")]).await;
        assert_eq!((known.status, known.header("etag")), (304, "1"));
        assert_eq!(client.get(&patient, &[("If-None-Match", "2")]).await.status, 200);
    });
}

#[test]
fn the_first_page_may_be_larger_than_asked() {
    run(async {
        let portal = odd(Oddity::LargeFirstPage).await;
        let client = Client::new(&portal, EVERYTHING).await;
        let first = client.get("Encounter?_count=4", &[]).await.json();
        let second = client.get(&link(&first, "next").unwrap(), &[]).await.json();
        assert_eq!((references(&first, "match").len(), references(&second, "match").len()), (8, 4));
        assert_eq!(client.walk("Encounter?_count=4").await, expected(|kind| kind == "Encounter"));
    });
}

#[test]
fn what_is_new_may_be_ignored_and_the_self_link_says_so() {
    run(async {
        let portal = odd(Oddity::IgnoresLastUpdated).await;
        let client = Client::new(&portal, EVERYTHING).await;
        let page = client.get("Goal?_lastUpdated=ge2100-01-01&_count=9", &[]).await.json();
        assert_eq!(references(&page, "match"), expected(|kind| kind == "Goal"));
        assert_eq!(link(&page, "self").unwrap(), format!("{}/Goal?_count=9", portal.fhir_base()));
        let statement = document(&format!("{}/metadata", portal.fhir_base())).await;
        assert!(!statement.to_string().contains("_lastUpdated"));
    });
}

#[test]
fn a_bare_patient_id_may_find_nothing() {
    run(async {
        let portal = odd(Oddity::WantsPatientReference).await;
        let client = Client::new(&portal, EVERYTHING).await;
        let id = person().patient_id().to_owned();
        assert_eq!(client.walk(&format!("Goal?patient={id}")).await, Vec::<String>::new());
        let whole = format!("Goal?patient=Patient/{id}");
        assert_eq!(client.walk(&whole).await, expected(|kind| kind == "Goal"));
    });
}
