//! What a row says of searches and attachments, the portal insists on.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at the first surprise")]

use std::sync::Arc;
use std::time::Duration;

use backpack_dialect::{BinaryAccept, Dialect, Increment, PatientParameter, PlannedSearch, Post, Provenance};
use backpack_testkit::VirtualClock;
use backpack_testkit::portal::{DemoPortal, Oversize, PortalOptions};
use backpack_testkit::run;
use serde_json::{Value, json};

use crate::client::{Client, document, references, send};
use crate::portal::{EVERYTHING, expected, person};

fn options(change: impl FnOnce(&mut Dialect)) -> PortalOptions {
    let mut dialect = Dialect::plain();
    change(&mut dialect);
    PortalOptions::people(vec![person()]).approved().speaking(dialect)
}

async fn speaking(change: impl FnOnce(&mut Dialect)) -> DemoPortal {
    DemoPortal::start(options(change)).await.unwrap()
}

async fn statuses(client: &Client<'_>, paths: &[&str]) -> Vec<u16> {
    let mut statuses = Vec::new();
    for path in paths {
        statuses.push(client.get(path, &[]).await.status);
    }
    statuses
}

/// Returns what the capability statement says of one type.
async fn capability(portal: &DemoPortal, kind: &str) -> Value {
    let statement = document(&format!("{}/metadata", portal.fhir_base())).await;
    let resources = statement["rest"][0]["resource"].as_array().unwrap().clone();
    resources.into_iter().find(|resource| resource["type"] == kind).unwrap()
}

async fn parameters(portal: &DemoPortal, kind: &str) -> Vec<String> {
    let told = capability(portal, kind).await;
    let names = told["searchParam"].as_array().cloned().unwrap_or_default();
    names.iter().map(|parameter| parameter["name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_patient_is_named_as_the_row_says() {
    run(async {
        let id = person().patient_id().to_owned();
        let (bare, whole) = (format!("Goal?patient={id}"), format!("Goal?patient=Patient/{id}"));
        let goals = expected(|kind| kind == "Goal");
        let portal = speaking(|row| row.search.patient = PatientParameter::Reference).await;
        let client = Client::new(&portal, EVERYTHING).await;
        assert_eq!((client.walk(&bare).await, client.walk(&whole).await), (Vec::new(), goals.clone()));
        let portal = speaking(|row| row.search.patient = PatientParameter::Omitted).await;
        let client = Client::new(&portal, EVERYTHING).await;
        assert_eq!(client.walk("Goal").await, goals);
        assert_eq!(statuses(&client, &[&bare, &whole]).await, [400, 400]);
        assert!(!parameters(&portal, "Goal").await.contains(&"patient".to_owned()));
    });
}

#[test]
fn a_page_is_no_larger_than_the_row_says() {
    run(async {
        let change = |row: &mut Dialect| {
            row.search.page_size = Some(2);
            row.search.page_sizes.insert("Encounter".into(), 4);
        };
        let portal = speaking(change).await;
        let client = Client::new(&portal, EVERYTHING).await;
        let asked = ["Goal?_count=2", "Goal?_count=3", "Encounter?_count=4", "Encounter?_count=5"];
        assert_eq!(statuses(&client, &asked).await, [200, 400, 200, 400]);
        assert_eq!(references(&client.get("Encounter", &[]).await.json(), "match").len(), 4);

        let mut capped = options(change);
        capped.oversize = Oversize::Capped;
        let portal = DemoPortal::start(capped).await.unwrap();
        let client = Client::new(&portal, EVERYTHING).await;
        let page = client.get("Encounter?_count=50", &[]).await.json();
        assert_eq!(references(&page, "match").len(), 4);
        assert_eq!(client.walk("Encounter?_count=50").await, expected(|kind| kind == "Encounter"));
    });
}

#[test]
fn parameters_and_the_form_of_answers_are_as_the_row_says() {
    run(async {
        let portal = speaking(|row| {
            row.search.parameters.insert("tenant".into(), "demo".into());
            row.search.accept = Some("application/json+fhir".into());
        })
        .await;
        let client = Client::new(&portal, EVERYTHING).await;
        let accept = [("Accept", "application/json+fhir")];
        let page = client.get("Goal?tenant=demo", &accept).await;
        assert_eq!(
            (page.status, references(&page.json(), "outcome").len()),
            (200, 0),
            "it is no unknown parameter"
        );
        assert_eq!(client.get("Goal?tenant=demo", &[("Accept", "application/fhir+json")]).await.status, 406);
        assert_eq!(client.get("Goal", &accept).await.status, 400);
        assert_eq!(client.get("Goal?tenant=other", &accept).await.status, 400);
        let goal = &expected(|kind| kind == "Goal")[0];
        assert_eq!(client.get(goal, &accept).await.status, 200);
        assert_eq!(client.get(goal, &[]).await.status, 406);
    });
}

#[test]
fn provenance_is_included_or_refused() {
    run(async {
        let query = "DocumentReference?_revinclude=Provenance:target";
        for (provenance, status, told) in [
            (Provenance::Included, 200, json!(["Provenance:target"])),
            (Provenance::NotAsked, 400, json!(null)),
        ] {
            let portal = speaking(|row| row.search.provenance = provenance).await;
            let client = Client::new(&portal, EVERYTHING).await;
            assert_eq!(statuses(&client, &[query, "DocumentReference"]).await, [status, 200]);
            assert_eq!(capability(&portal, "DocumentReference").await["searchRevInclude"], told);
        }
        let portal = speaking(|row| row.search.without_provenance = vec!["Goal".into()]).await;
        let client = Client::new(&portal, EVERYTHING).await;
        assert_eq!(statuses(&client, &[query, "Goal?_revinclude=Provenance:target"]).await, [200, 400]);
    });
}

#[test]
fn what_a_record_refers_to_comes_along() {
    run(async {
        let portal = speaking(|_| ()).await;
        let query = "Encounter?_include=Encounter:*&_count=1";
        let all = Client::new(&portal, EVERYTHING).await.get(query, &[]).await.json();
        let included = references(&all, "include");
        let patient = format!("Patient/{}", person().patient_id());
        assert!(included.contains(&patient) && included.len() > 1, "{included:?}");
        assert_eq!(references(&all, "outcome"), Vec::<String>::new());
        let narrow = Client::new(&portal, "patient/Encounter.rs").await;
        assert_eq!(references(&narrow.get(query, &[]).await.json(), "include"), Vec::<String>::new());
    });
}

#[test]
fn a_search_travels_as_a_form_unless_the_row_forbids_it() {
    run(async {
        for (post, status) in [(Post::WhenLong, 200), (Post::Never, 405)] {
            let portal = speaking(|row| row.search.post = post).await;
            let client = Client::new(&portal, EVERYTHING).await;
            let bearer = format!("Bearer {}", client.token);
            let form = ("Content-Type", "application/x-www-form-urlencoded");
            let url = format!("{}/Goal/_search", portal.fhir_base());
            let answer = send("POST", &url, &[("Authorization", &bearer), form], "_count=1").await.unwrap();
            assert_eq!(answer.status, status);
        }
    });
}

#[test]
fn only_the_planned_searches_are_answered() {
    run(async {
        let planned = |pairs: &[(&str, &str)]| {
            let mut search = PlannedSearch::default();
            search.with =
                pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            search
        };
        let portal = speaking(|row| {
            row.plan.only = ["Patient", "Observation", "CarePlan", "Goal"].map(str::to_owned).to_vec();
            let labs = planned(&[("category", "laboratory")]);
            let notes = planned(&[("category", "survey"), ("status", "final")]);
            row.plan.searches.insert("Observation".into(), vec![labs, notes]);
            row.plan.searches.insert("CarePlan".into(), Vec::new());
        })
        .await;
        let client = Client::new(&portal, EVERYTHING).await;
        let patient = person().patient_id().to_owned();
        let labs =
            format!("Observation?patient={patient}&category=laboratory&_count=5&_lastUpdated=ge2000-01-01");
        assert!(!client.walk(&labs).await.is_empty());
        let good = ["Observation?status=final&category=survey", "Observation?_id=none", "Goal", "Patient"];
        assert_eq!(statuses(&client, &good).await, [200; 4]);
        let wrong = [
            "Observation",
            "Observation?category=vital-signs",
            "Observation?category=survey",
            "Observation?category=laboratory&code=2160-0",
        ];
        assert_eq!(statuses(&client, &wrong).await, [400; 4]);
        assert_eq!(client.get("Observation", &[]).await.json()["resourceType"], "OperationOutcome");
        assert_eq!(statuses(&client, &["CarePlan", "Condition"]).await, [404, 404]);
        let doctor = &expected(|kind| kind == "Practitioner")[0];
        assert_eq!(client.get(doctor, &[]).await.status, 200, "what is not searched can still be read");
        assert_eq!(capability(&portal, "Condition").await["interaction"], json!([{"code": "read"}]));
        assert_eq!(capability(&portal, "Goal").await["interaction"].as_array().unwrap().len(), 2);
    });
}

#[test]
fn what_is_new_is_asked_for_only_where_that_is_known() {
    run(async {
        let portal = speaking(|row| {
            row.increments.by = Increment::Full;
            row.increments.types.insert("Goal".into(), Increment::LastUpdated);
        })
        .await;
        let client = Client::new(&portal, EVERYTHING).await;
        let dated = speaking(|row| row.increments.never_with = vec!["date".into()]).await;
        let careful = Client::new(&dated, EVERYTHING).await;
        let since = "Encounter?_lastUpdated=ge2000";
        assert_eq!(statuses(&careful, &[since, "Encounter?date=ge2000"]).await, [200, 200]);
        assert_eq!(careful.get(&format!("{since}&date=ge2000"), &[]).await.status, 400);
        let since = ["Condition?_lastUpdated=ge2000", "Goal?_lastUpdated=ge2000", "Condition"];
        assert_eq!(statuses(&client, &since).await, [400, 200, 200]);
        let told = "_lastUpdated".to_owned();
        assert!(!parameters(&portal, "Condition").await.contains(&told));
        assert!(parameters(&portal, "Goal").await.contains(&told));
    });
}

#[test]
fn attachments_are_asked_for_as_the_row_says() {
    run(async {
        let portal = speaking(|row| {
            row.attachments.accept = BinaryAccept::FhirJson;
            row.attachments.parameters.insert("app".into(), "demo".into());
        })
        .await;
        let client = Client::new(&portal, EVERYTHING).await;
        let letter = format!("{}?app=demo", expected(|kind| kind == "Binary")[0]);
        let json = [("Accept", "application/fhir+json")];
        assert_eq!(client.get(&letter, &json).await.json()["resourceType"], "Binary");
        for accept in ["application/pdf", "application/json", "*/*"] {
            assert_eq!(client.get(&letter, &[("Accept", accept)]).await.status, 406, "{accept}");
        }
        assert_eq!(client.get(letter.split('?').next().unwrap(), &json).await.status, 400);
        let goal = &expected(|kind| kind == "Goal")[0];
        assert_eq!(client.get(goal, &[]).await.status, 200, "other records need neither");
    });
}

#[test]
fn only_so_many_requests_fit_in_a_minute() {
    run(async {
        let clock = VirtualClock::new();
        let options = options(|row| row.limits.requests_per_minute = Some(3)).clock(Arc::new(clock.clone()));
        let portal = DemoPortal::start(options).await.unwrap();
        let client = Client::new(&portal, EVERYTHING).await;
        assert_eq!(statuses(&client, &["Goal", "Patient", "Goal", "Goal"]).await, [200, 200, 200, 429]);
        clock.advance(Duration::from_secs(20));
        let limited = client.get("Goal", &[]).await;
        let told = ["retry-after", "x-ratelimit-reset", "x-ratelimit-limit", "x-ratelimit-remaining"];
        assert_eq!(told.map(|name| limited.header(name)), ["40", "40", "3", "0"]);
        assert_eq!(limited.json()["issue"][0]["code"], "throttled");
        clock.advance(Duration::from_secs(40));
        assert_eq!(client.get("Goal", &[]).await.status, 200);
    });
}
