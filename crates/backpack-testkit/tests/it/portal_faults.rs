//! The portal's misbehaviour: each fault happens when and where it was armed, and nowhere else.

use std::sync::Arc;
use std::time::Duration;

use backpack_testkit::VirtualClock;
use backpack_testkit::people::{PeopleOptions, Person};
use backpack_testkit::portal::{DemoPortal, Fault, PortalOptions, RetryAfter, When};
use backpack_testkit::run;

use crate::client::{Client, link, references, send};
use crate::portal::{EVERYTHING, expected, person, portal};

#[test]
fn a_fault_strikes_the_requests_it_was_armed_for() {
    run(async {
        let portal = portal().await;
        let client = Client::new(&portal, EVERYTHING).await;
        portal.arm(Fault::Status(500, None), When::path("/fhir/Goal").nth(2));
        portal.arm(Fault::Status(403, None), When::path("/fhir/Condition").query("category=x").times(1));
        let mut statuses = Vec::new();
        for path in
            ["Goal", "CarePlan", "Goal", "Goal", "Condition", "Condition?category=x", "Condition?category=x"]
        {
            statuses.push(client.get(path, &[]).await.status);
        }
        assert_eq!(statuses, [200, 200, 500, 200, 200, 403, 200]);
        portal.arm(Fault::Html(502), When::always());
        assert_eq!(client.get("metadata", &[]).await.header("content-type"), "text/html; charset=utf-8");
        portal.disarm();
        assert_eq!(client.get("metadata", &[]).await.status, 200);
    });
}

#[test]
fn retry_after_comes_in_both_forms() {
    run(async {
        let options = PortalOptions::people(vec![person()]).approved().clock(Arc::new(VirtualClock::new()));
        let portal = DemoPortal::start(options).await.unwrap();
        let client = Client::new(&portal, EVERYTHING).await;
        portal.arm(Fault::Status(429, Some(RetryAfter::Seconds(7))), When::path("/fhir").nth(1));
        portal.arm(Fault::Status(503, Some(RetryAfter::Date(90))), When::path("/fhir").nth(2));
        let first = client.get("Goal", &[]).await;
        let second = client.get("Goal", &[]).await;
        assert_eq!((first.status, first.header("retry-after")), (429, "7"));
        assert_eq!((second.status, second.header("retry-after")), (503, "Thu, 01 Jan 2026 00:01:30 GMT"));
        assert_eq!(first.json()["issue"][0]["code"], "throttled");
    });
}

#[test]
fn connections_break_before_and_within_the_answer() {
    run(async {
        let portal = portal().await;
        let client = Client::new(&portal, EVERYTHING).await;
        portal.clear_requests();
        portal.arm(Fault::Dropped, When::path("/fhir").nth(1));
        portal.arm(Fault::Truncated, When::path("/fhir").nth(2));
        assert!(client.try_get("Goal", &[]).await.is_err());
        assert!(client.try_get("Goal", &[]).await.is_err());
        assert_eq!(client.get("Goal", &[]).await.status, 200);
        let statuses: Vec<u16> = portal.requests().iter().map(|request| request.status).collect();
        assert_eq!(statuses, [0, 200, 200]);
    });
}

#[test]
fn a_slow_body_takes_its_time() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let portal = portal().await;
        let client = Client::new(&portal, EVERYTHING).await;
        portal.arm(Fault::Slow(Duration::from_millis(5)), When::path("/fhir/Goal"));
        let before = tokio::time::Instant::now();
        let answer = client.get("Goal", &[]).await;
        assert!(before.elapsed() >= Duration::from_millis(40), "eight pauses of five milliseconds");
        assert_eq!(references(&answer.json(), "match"), expected(|kind| kind == "Goal"));
    });
}

#[test]
fn a_token_ends_in_mid_paging_and_the_next_link_works_with_a_new_one() {
    run(async {
        let portal = portal().await;
        let client = Client::new(&portal, EVERYTHING).await;
        let first = client.get("Encounter?_count=3", &[]).await.json();
        portal.arm(Fault::TokenExpired, When::path("/fhir/Encounter").times(1));
        let next = link(&first, "next").unwrap();
        assert_eq!(client.get(&next, &[]).await.status, 401);
        assert_eq!(client.get(&next, &[]).await.status, 401);
        let renewed = Client::new(&portal, EVERYTHING).await;
        let mut all = references(&first, "match");
        all.extend(renewed.walk(&next).await);
        assert_eq!(all, expected(|kind| kind == "Encounter"));
    });
}

#[test]
fn next_links_lie() {
    run(async {
        let portal = portal().await;
        let client = Client::new(&portal, EVERYTHING).await;
        let when = |nth| When::path("/fhir/Encounter").nth(nth);
        portal.arm(Fault::NextToItself, when(2));
        portal
            .arm(Fault::NextElsewhere("https://elsewhere.example/fhir/Encounter?page=2".to_owned()), when(3));
        let first = client.get("Encounter?_count=3", &[]).await.json();
        let next = link(&first, "next").unwrap();
        let looping = client.get(&next, &[]).await.json();
        assert_eq!(link(&looping, "next").unwrap(), next);
        let foreign = client.get(&next, &[]).await.json();
        assert_eq!(link(&foreign, "next").unwrap(), "https://elsewhere.example/fhir/Encounter?page=2");

        portal.arm(Fault::NextRelative, when(1));
        let relative = link(&client.get("Encounter?_count=3", &[]).await.json(), "next").unwrap();
        assert_eq!(format!("{}{relative}", portal.origin()), next);

        portal.arm(Fault::EmptyPageWithNext, when(2));
        let mut all = references(&first, "match");
        let honest = client.get("Encounter?_count=3", &[]).await.json();
        assert_eq!(references(&honest, "match"), all);
        let empty = client.get(&next, &[]).await.json();
        assert_eq!(references(&empty, "match"), Vec::<String>::new());
        all.extend(client.walk(&link(&empty, "next").unwrap()).await);
        assert_eq!(all, expected(|kind| kind == "Encounter"));
    });
}

#[test]
fn pages_hold_what_does_not_belong_there() {
    run(async {
        let portal = portal().await;
        let other = Person::from_seed(8, PeopleOptions::small());
        let stranger =
            other.resources().find(|resource| resource.resource_type == "Goal").unwrap().reference();
        let client = Client::new(&portal, EVERYTHING).await;
        let goals = expected(|kind| kind == "Goal");
        let when = |nth| When::path("/fhir/Goal").nth(nth);
        portal.arm(Fault::OtherPerson, when(1));
        portal.arm(Fault::OutcomeEntry, when(2));
        portal.arm(Fault::DuplicateKeys, when(3));
        portal.arm(Fault::PatientIgnored, when(4));
        let page = client.get("Goal", &[]).await.json();
        assert_eq!(references(&page, "match"), [goals.clone(), vec![stranger.clone()]].concat());
        let page = client.get("Goal", &[]).await.json();
        assert_eq!((references(&page, "match"), references(&page, "outcome").len()), (goals.clone(), 1));
        let text = client.get("Goal", &[]).await.text();
        assert!(text.contains(r#"{"resourceType":"Goal","resourceType":"Goal","#));
        let page = client.get(&format!("Goal?patient={}", person().patient_id()), &[]).await.json();
        assert_eq!(references(&page, "match"), [goals.clone(), vec![stranger]].concat());
        let page = client.get("Goal", &[]).await.json();
        assert_eq!(references(&page, "match"), goals);
    });
}

#[test]
fn a_stopped_portal_is_down() {
    run(async {
        let portal = portal().await;
        let metadata = format!("{}/metadata", portal.fhir_base());
        assert_eq!(send("GET", &metadata, &[], "").await.unwrap().status, 200);
        portal.stop().await;
        assert!(send("GET", &metadata, &[], "").await.is_err());
    });
}

#[test]
fn withdrawn_access_is_told_apart_from_an_expired_token() {
    run(async {
        let portal = portal().await;
        let grant = crate::client::sign_in(&portal, EVERYTHING).await;
        let refresh_token = grant["refresh_token"].as_str().unwrap();
        let client = Client { portal: &portal, token: grant["access_token"].as_str().unwrap().to_owned() };
        portal.expire_access_tokens();
        assert_eq!(client.get("Goal", &[]).await.status, 401);
        let renewed = crate::client::refresh(&portal, refresh_token).await.json();
        portal.revoke_sign_ins();
        let again = crate::client::refresh(&portal, renewed["refresh_token"].as_str().unwrap()).await;
        assert_eq!(again.json()["error"], "invalid_grant");
    });
}
