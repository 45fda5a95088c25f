//! The demo portal, from the log-in to the last page.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::collections::BTreeSet;

use backpack_testkit::people::{PeopleOptions, Person};
use backpack_testkit::portal::{DemoPortal, PortalOptions};
use backpack_testkit::run;
use serde_json::json;

use crate::client::{Client, link, references, refresh, send, sign_in};

pub(crate) const EVERYTHING: &str = "launch/patient offline_access patient/*.rs";

/// Starts a portal with two people that approves every sign-in for the first.
pub(crate) async fn portal() -> DemoPortal {
    let people = vec![person(), Person::from_seed(8, PeopleOptions::small())];
    DemoPortal::start(PortalOptions::people(people).approved()).await.unwrap()
}

pub(crate) fn person() -> Person {
    Person::from_seed(7, PeopleOptions::small())
}

#[test]
fn discovery_names_the_endpoints() {
    run(async {
        let portal = portal().await;
        let url = format!("{}/.well-known/smart-configuration", portal.fhir_base());
        let found = send("GET", &url, &[], "").await.unwrap();
        let document = found.json();
        assert_eq!(found.header("content-type"), "application/json");
        assert_eq!(document["authorization_endpoint"], format!("{}/authorize", portal.origin()));
        assert_eq!(document["token_endpoint"], format!("{}/token", portal.origin()));
        assert_eq!(document["code_challenge_methods_supported"], json!(["S256"]));
        let metadata =
            send("GET", &format!("{}/metadata", portal.fhir_base()), &[], "").await.unwrap().json();
        assert_eq!(
            (&metadata["resourceType"], &metadata["fhirVersion"]),
            (&json!("CapabilityStatement"), &json!("4.0.1"))
        );
    });
}

#[test]
fn a_client_walks_from_sign_in_to_the_last_page() {
    run(async {
        let portal = portal().await;
        let grant = sign_in(&portal, EVERYTHING).await;
        assert_eq!(grant["patient"], person().patient_id());
        assert_eq!((&grant["token_type"], &grant["expires_in"]), (&json!("Bearer"), &json!(3600)));
        assert_eq!(grant["scope"], EVERYTHING);
        let client = Client { portal: &portal, token: grant["access_token"].as_str().unwrap().to_owned() };

        let held: Vec<String> = expected(|kind| kind == "Observation");
        let path = format!("Observation?patient={}&_count=20", person().patient_id());
        assert_eq!(client.walk(&path).await, held);
        let first = client.get(&path, &[]).await.json();
        assert_eq!(references(&first, "match").len(), 20);
        assert_eq!(link(&first, "self").unwrap(), format!("{}/{path}", portal.fhir_base()));
        assert!(
            link(&first, "next")
                .unwrap()
                .starts_with(&format!("{}/Observation?_cursor=", portal.fhir_base()))
        );

        let renewed = refresh(&portal, grant["refresh_token"].as_str().unwrap()).await.json();
        let again = Client { portal: &portal, token: renewed["access_token"].as_str().unwrap().to_owned() };
        assert_eq!(again.walk(&path).await, held);
    });
}

#[test]
fn every_record_can_be_found_and_read_as_it_is_held() {
    run(async {
        let portal = portal().await;
        let client = Client::new(&portal, EVERYTHING).await;
        let types: BTreeSet<String> = person().resources().map(|resource| resource.resource_type).collect();
        for kind in types {
            assert_eq!(client.walk(&kind).await, expected(|held| held == kind), "{kind}");
        }
        for resource in person().resources() {
            let read = client.get(&resource.reference(), &[("Accept", "application/fhir+json")]).await;
            assert_eq!((read.status, read.body), (200, resource.body.to_vec()), "{}", resource.reference());
            assert_eq!(read.headers["etag"], format!("W/\"{}\"", resource.version));
        }
    });
}

#[test]
fn the_log_tells_what_was_asked() {
    run(async {
        let portal = portal().await;
        let client = Client::new(&portal, EVERYTHING).await;
        portal.clear_requests();
        client.get("Goal?patient=x", &[("Accept", "application/fhir+json"), ("User-Agent", "t/1")]).await;
        send("GET", &format!("{}/nothing", portal.origin()), &[], "").await.unwrap();
        let seen: Vec<_> = portal
            .requests()
            .into_iter()
            .map(|r| (r.method, r.path, r.query, r.authorized, r.accept, r.user_agent, r.status))
            .collect();
        let line = |path: &str, query: &str, authorized, accept: &str, agent: &str, status| {
            let [get, path, query, accept, agent] = ["GET", path, query, accept, agent].map(str::to_owned);
            (get, path, query, authorized, accept, agent, status)
        };
        let goal = line("/fhir/Goal", "patient=x", true, "application/fhir+json", "t/1", 403);
        assert_eq!(seen, [goal, line("/nothing", "", false, "", "", 404)]);
    });
}

pub(crate) fn expected(of: impl Fn(&str) -> bool) -> Vec<String> {
    let held = person().resources().filter(|resource| of(&resource.resource_type));
    held.map(|resource| resource.reference()).collect()
}
