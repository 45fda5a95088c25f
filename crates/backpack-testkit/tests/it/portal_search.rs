//! Searches, reads, documents and edits.

#![expect(clippy::indexing_slicing, reason = "a test stops at the first surprise")]

use std::sync::Arc;
use std::time::Duration;

use backpack_testkit::VirtualClock;
use backpack_testkit::people::{PeopleOptions, Person};
use backpack_testkit::portal::{DemoPortal, EditError, ObservationSearch, PortalOptions, Totals};
use backpack_testkit::run;
use serde_json::{Value, json};

use crate::client::{Client, link, references, send};
use crate::portal::{EVERYTHING, expected, person, portal};

#[test]
fn searches_narrow_as_asked() {
    run(async {
        let portal = portal().await;
        let client = Client::new(&portal, EVERYTHING).await;
        let cases: Vec<(&str, &str, Test)> = vec![
            ("Observation", "category=laboratory", |r| code(&r["category"][0]) == "laboratory"),
            (
                "Observation",
                "category=http%3A%2F%2Fterminology.hl7.org%2FCodeSystem%2Fobservation-category%7Csurvey",
                |r| code(&r["category"][0]) == "survey",
            ),
            ("Observation", "category=http%3A%2F%2Fother%7Csurvey", |_| false),
            ("Observation", "category=survey,social-history", |r| {
                ["survey", "social-history"].contains(&code(&r["category"][0]))
            }),
            ("Observation", "category=laboratory&code=2160-0", |r| code(&r["code"]) == "2160-0"),
            ("Observation", "code=http://loinc.org|8867-4", |r| code(&r["code"]) == "8867-4"),
            ("Observation", "status=amended", |r| r["status"] == "amended"),
            ("MedicationRequest", "intent=order&status=active", |_| true),
            ("MedicationRequest", "intent=plan", |_| false),
            ("Condition", "category=encounter-diagnosis", |r| {
                code(&r["category"][0]) == "encounter-diagnosis"
            }),
            ("CarePlan", "category=assess-plan", |_| true),
            ("DiagnosticReport", "category=LAB", |r| code(&r["category"][0]) == "LAB"),
            ("DocumentReference", "type=18842-5", |r| code(&r["type"]) == "18842-5"),
            ("Encounter", "date=ge2010-01-01", |r| day(&r["period"]["start"]) >= "2010"),
            ("Encounter", "date=ge2000&date=lt2010", |r| {
                ("2000".."2010").contains(&day(&r["period"]["start"]))
            }),
            ("Condition", "onset-date=1985-12", |r| day(&r["onsetDateTime"]).starts_with("1985-12")),
            ("Condition", "recorded-date=le1985-12-15", |r| day(&r["recordedDate"]) == "1985-12-15"),
            ("Observation", "_lastUpdated=ge2015-01-01T00:00:00Z", |r| {
                day(&r["meta"]["lastUpdated"]) >= "2015"
            }),
        ];
        for (kind, query, fits) in cases {
            let bodies = person().resources().filter(|resource| resource.resource_type == kind);
            let fitting = bodies.filter(|r| fits(&serde_json::from_slice(&r.body).unwrap()));
            let held: Vec<String> = fitting.map(|resource| resource.reference()).collect();
            let found =
                client.walk(&format!("{kind}?patient={}&{query}&_count=7", person().patient_id())).await;
            assert_eq!(found, held, "{kind}?{query}");
        }
    });
}

type Test = fn(&Value) -> bool;

fn code(concept: &Value) -> &str {
    concept["coding"][0]["code"].as_str().unwrap_or_default()
}

fn day(date: &Value) -> &str {
    date.as_str().map_or("", |text| text.get(..10).unwrap_or(text))
}

#[test]
fn a_search_is_confined_to_its_patient() {
    run(async {
        let portal = portal().await;
        let other = Person::from_seed(8, PeopleOptions::small());
        let client = Client::new(&portal, EVERYTHING).await;
        assert_eq!(client.walk("Patient").await, [format!("Patient/{}", person().patient_id())]);
        let foreign = format!("Condition?patient={}", other.patient_id());
        assert_eq!(client.get(&foreign, &[]).await.status, 403);
        assert_eq!(client.get(&format!("Patient/{}", other.patient_id()), &[]).await.status, 403);
        assert_eq!(client.walk(&format!("Patient?_id={}", other.patient_id())).await, Vec::<String>::new());
        let prefixed = format!("Goal?patient=Patient/{}", person().patient_id());
        assert_eq!(client.walk(&prefixed).await, expected(|kind| kind == "Goal"));
    });
}

#[test]
fn a_granular_scope_shows_its_category_alone() {
    run(async {
        let portal = portal().await;
        let system = "http://terminology.hl7.org/CodeSystem/observation-category";
        let client = Client::new(&portal, &format!("patient/Observation.rs?category={system}|survey")).await;
        let found = client.walk("Observation").await;
        assert_eq!(found.len(), 1);
        assert_eq!(client.get(&found[0], &[]).await.status, 200);
        let lab = portal.edit(|records| {
            let all = records.references(person().patient_id(), "Observation");
            all.into_iter()
                .find(|reference| records.body(reference).unwrap().contains("\"laboratory\""))
                .unwrap()
        });
        assert_eq!(client.get(&lab, &[]).await.status, 403);
        assert_eq!(client.get("Condition", &[]).await.status, 403);
    });
}

#[test]
fn pages_tell_what_they_honoured() {
    run(async {
        let portal = portal().await;
        let client = Client::new(&portal, EVERYTHING).await;
        let page = client.get("Encounter?_count=2&_sort=date&_total=accurate", &[]).await.json();
        assert_eq!(
            link(&page, "self").unwrap(),
            format!("{}/Encounter?_count=2&_total=accurate", portal.fhir_base())
        );
        assert_eq!(page["total"], expected(|kind| kind == "Encounter").len());
        assert_eq!(references(&page, "outcome"), ["OperationOutcome/-"]);
        let plain = client.get("Encounter?_count=2", &[]).await.json();
        assert_eq!((&plain["total"], references(&plain, "outcome").len()), (&json!(null), 0));
        let strict = client.get("Encounter?_sort=date", &[("Prefer", "handling=strict")]).await;
        assert_eq!(strict.status, 400);
        for wrong in ["Encounter?date=soon", "Encounter?_count=many", "Encounter?_cursor=%21"] {
            assert_eq!(client.get(wrong, &[]).await.json()["resourceType"], "OperationOutcome", "{wrong}");
        }
        assert_eq!(client.get("Nonsense", &[]).await.status, 404);
        assert_eq!(references(&client.get("Encounter?_count=0", &[]).await.json(), "match").len(), 0);
    });
}

#[test]
fn provenance_comes_along_when_asked_and_granted() {
    run(async {
        let portal = portal().await;
        let query = "DocumentReference?_revinclude=Provenance:target";
        let all = Client::new(&portal, EVERYTHING).await.get(query, &[]).await.json();
        assert_eq!(references(&all, "include"), expected(|kind| kind == "Provenance"));
        let few = Client::new(&portal, "patient/DocumentReference.rs").await.get(query, &[]).await.json();
        assert_eq!(
            (references(&few, "include").len(), references(&few, "match")),
            (0, references(&all, "match"))
        );
    });
}

#[test]
fn options_change_how_searches_answer() {
    run(async {
        let mut options = PortalOptions::people(vec![person()]).approved();
        options.observations = ObservationSearch::NeedsCategory;
        options.totals = Totals::Always;
        (options.page_size, options.page_limit) = (3, 5);
        let portal = DemoPortal::start(options).await.unwrap();
        let client = Client::new(&portal, EVERYTHING).await;
        let refused = client.get("Observation", &[]).await;
        assert_eq!((refused.status, refused.json()["issue"][0]["code"].as_str()), (400, Some("required")));
        let page = client.get("Observation?category=laboratory", &[]).await.json();
        assert_eq!(references(&page, "match").len(), 3);
        assert!(page["total"].as_u64().unwrap() > 3);
        let capped = client.get("Observation?category=laboratory&_count=100", &[]).await.json();
        assert_eq!(references(&capped, "match").len(), 5);
    });
}

#[test]
fn a_form_searches_like_a_query() {
    run(async {
        let portal = portal().await;
        let client = Client::new(&portal, EVERYTHING).await;
        let bearer = format!("Bearer {}", client.token);
        let headers =
            [("Authorization", bearer.as_str()), ("Content-Type", "application/x-www-form-urlencoded")];
        let url = format!("{}/Goal/_search", portal.fhir_base());
        let page = send("POST", &url, &headers, "lifecycle-status=active").await.unwrap().json();
        assert_eq!(references(&page, "match"), expected(|kind| kind == "Goal"));
    });
}

#[test]
fn a_binary_is_raw_unless_json_is_asked_for() {
    run(async {
        let portal = portal().await;
        let client = Client::new(&portal, EVERYTHING).await;
        let letter = expected(|kind| kind == "Binary").remove(0);
        let raw = client.get(&letter, &[("Accept", "application/pdf")]).await;
        assert_eq!((raw.status, raw.header("content-type")), (200, "application/pdf"));
        assert!(raw.body.starts_with(b"%PDF-1.4"));
        let whole = client.get(&letter, &[("Accept", "application/fhir+json")]).await;
        assert_eq!(whole.header("content-type"), "application/fhir+json; charset=utf-8");
        assert_eq!(whole.json()["contentType"], "application/pdf");
    });
}

#[test]
fn a_known_version_is_not_sent_again() {
    run(async {
        let portal = portal().await;
        let client = Client::new(&portal, EVERYTHING).await;
        let patient = format!("Patient/{}", person().patient_id());
        let tag = client.get(&patient, &[]).await.headers["etag"].clone();
        let known = client.get(&patient, &[("If-None-Match", &tag)]).await;
        assert_eq!((known.status, known.body.len(), known.headers["etag"].clone()), (304, 0, tag));
        assert_eq!(client.get(&patient, &[("If-None-Match", "W/\"7\"")]).await.status, 200);
        assert_eq!(client.get("Patient/nobody", &[]).await.status, 404);
    });
}

#[test]
fn edits_show_in_the_next_sync_as_new_changed_and_gone() {
    run(async {
        let clock = VirtualClock::new();
        let options = PortalOptions::people(vec![person()]).approved().clock(Arc::new(clock.clone()));
        let portal = DemoPortal::start(options).await.unwrap();
        let client = Client::new(&portal, EVERYTHING).await;
        let before = client.walk("Condition").await;
        clock.advance(Duration::from_secs(60));
        let (changed, gone) = (before[0].clone(), before[1].clone());
        portal.edit(|records| {
            assert_eq!(records.update(&changed, |body| body.replace("\"active\"", "\"resolved\"")), Ok(2));
            records.delete(&gone).unwrap();
            let fresh = r#"{"resourceType":"Condition","id":"fresh","code":{"text":"Hay fever"}}"#;
            assert_eq!(records.add(person().patient_id(), fresh), Ok("Condition/fresh".to_owned()));
            assert_eq!(records.add(person().patient_id(), fresh), Err(EditError::Taken));
            assert_eq!(records.add("nobody", &fresh.replace("fresh", "f2")), Err(EditError::Missing));
            assert_eq!(records.add(person().patient_id(), "{}"), Err(EditError::Malformed));
            assert_eq!(records.update(&gone, str::to_owned), Err(EditError::Missing));
            assert_eq!(records.update(&changed, |_| fresh.to_owned()), Err(EditError::Malformed));
            assert_eq!(records.delete(&gone), Err(EditError::Missing));
        });
        let since = client.walk("Condition?_lastUpdated=ge2026-01-01").await;
        assert_eq!(since, [changed.as_str(), "Condition/fresh"]);
        let read = client.get(&changed, &[]).await;
        assert_eq!(read.headers["etag"], "W/\"2\"");
        assert_eq!(read.json()["meta"]["lastUpdated"], "2026-01-01T00:01:00Z");
        let answer = client.get(&gone, &[]).await;
        assert_eq!((answer.status, answer.json()["issue"][0]["code"].as_str()), (410, Some("deleted")));
        let mut after = before.clone();
        after.remove(1);
        after.push("Condition/fresh".to_owned());
        assert_eq!(client.walk("Condition").await, after);
    });
}

#[test]
fn what_has_no_category_is_found_by_asking_for_that() {
    run(async {
        let portal = portal().await;
        let client = Client::new(&portal, EVERYTHING).await;
        let search = "Observation?category:missing=true";
        assert_eq!(client.walk(search).await, [] as [&str; 0], "all that this person has is sorted");
        let bare = r#"{"resourceType":"Observation","id":"bare","code":{"text":"Mood"}}"#;
        let empty = r#"{"resourceType":"Observation","id":"empty","category":[],"code":{"text":"Mood"}}"#;
        portal.edit(|records| {
            for body in [bare, empty] {
                records.add(person().patient_id(), body).unwrap();
            }
        });
        assert_eq!(client.walk(search).await, ["Observation/bare", "Observation/empty"]);
        let page = client.get(search, &[]).await.json();
        let own = page["link"][0]["url"].as_str().unwrap();
        assert!(own.contains("category:missing=true") || own.contains("category%3Amissing=true"), "{own}");
    });
}
