//! Faults of paging, and of what stands on a page.

use std::collections::BTreeSet;

use backpack_testkit::portal::{EditError, Fault, When};
use backpack_testkit::run;

use crate::client::{Client, link, references};
use crate::portal::{EVERYTHING, expected, person, portal};

#[test]
fn next_links_run_in_circles() {
    run(async {
        let portal = portal().await;
        let client = Client::new(&portal, EVERYTHING).await;
        let path = "Encounter?_count=3";
        portal.arm(Fault::NextToFirst, When::path("/fhir/Encounter").query("_cursor=").nth(1));
        let first = client.get(path, &[]).await.json();
        let second = client.get(&link(&first, "next").unwrap(), &[]).await.json();
        let third = client.get(&link(&second, "next").unwrap(), &[]).await.json();
        assert_eq!(references(&third, "match"), references(&first, "match"));
        assert_eq!(link(&third, "next"), link(&first, "next"), "and so on for ever");
    });
}

#[test]
fn next_links_are_ever_new_and_always_bring_the_same() {
    run(async {
        let portal = portal().await;
        let client = Client::new(&portal, EVERYTHING).await;
        portal.arm(Fault::NextEndless, When::path("/fhir/Encounter"));
        let mut next = "Encounter?_count=3".to_owned();
        let (mut addresses, mut found) = (BTreeSet::new(), BTreeSet::new());
        for _ in 0..5 {
            let page = client.get(&next, &[]).await.json();
            found.extend(references(&page, "match"));
            next = link(&page, "next").unwrap();
            addresses.insert(next.clone());
        }
        assert_eq!((addresses.len(), found.len()), (5, 3));
        portal.disarm();
        assert_eq!(references(&client.get(&next, &[]).await.json(), "match").len(), 3);
    });
}

#[test]
fn a_forgotten_cursor_begins_again() {
    run(async {
        let portal = portal().await;
        let client = Client::new(&portal, EVERYTHING).await;
        let first = client.get("Encounter?_count=3", &[]).await.json();
        let next = link(&first, "next").unwrap();
        portal.arm(Fault::CursorForgotten, When::path("/fhir/Encounter").times(2));
        assert_eq!(references(&client.get(&next, &[]).await.json(), "match"), references(&first, "match"));
        let garbage = client.get("Encounter?_cursor=garbage", &[]).await;
        assert_eq!(
            (garbage.status, references(&garbage.json(), "match")[0].clone()),
            (200, references(&first, "match")[0].clone())
        );
        assert_eq!(
            client.get("Encounter?_cursor=garbage", &[]).await.status,
            400,
            "an honest portal says so"
        );
        assert_ne!(references(&client.get(&next, &[]).await.json(), "match"), references(&first, "match"));
    });
}

#[test]
fn a_self_link_may_show_nothing_and_a_count_may_be_refused() {
    run(async {
        let portal = portal().await;
        let client = Client::new(&portal, EVERYTHING).await;
        let path = format!("Goal?patient={}&_count=5", person().patient_id());
        portal.arm(Fault::SelfWithoutParameters, When::path("/fhir/Goal").nth(1));
        portal.arm(Fault::CountRefused, When::path("/fhir/Goal").from_nth(2));
        let shown = client.get(&path, &[]).await.json();
        assert_eq!(link(&shown, "self").unwrap(), format!("{}/Goal", portal.fhir_base()));
        assert_eq!(client.get(&path, &[]).await.status, 400);
        let without = path.replace("&_count=5", "");
        assert_eq!(client.walk(&without).await, expected(|kind| kind == "Goal"));
    });
}

#[test]
fn what_is_optional_on_a_page_may_be_absent() {
    run(async {
        let portal = portal().await;
        let client = Client::new(&portal, EVERYTHING).await;
        let whole = client.get("Goal", &[]).await.json();
        for fault in [Fault::NoSelfLink, Fault::NoSearchMode, Fault::NoFullUrl] {
            portal.arm(fault, When::path("/fhir/Goal").times(1));
        }
        let spare = client.get("Goal", &[]).await.json();
        let mut expected = whole.clone();
        expected["link"] = serde_json::json!([]);
        for entry in expected["entry"].as_array_mut().unwrap() {
            entry.as_object_mut().unwrap().retain(|name, _| name == "resource");
        }
        assert_eq!((spare, client.get("Goal", &[]).await.json()), (expected, whole));
    });
}

#[test]
fn a_page_may_hold_what_nobody_asked_for() {
    run(async {
        let portal = portal().await;
        let client = Client::new(&portal, EVERYTHING).await;
        portal.arm(Fault::UnexpectedType, When::always().times(2));
        let page = client.get("Immunization?_count=1", &[]).await.json();
        let found = references(&page, "match");
        assert_eq!(found[1..], expected(|kind| kind == "Goal")[..1]);
        let found = references(&client.get("Goal", &[]).await.json(), "match");
        assert_eq!(found.last().unwrap(), &expected(|kind| kind == "Immunization")[0]);
        assert_eq!(
            references(&client.get("Goal", &[]).await.json(), "match"),
            expected(|kind| kind == "Goal")
        );
    });
}

#[test]
fn records_are_retracted_hidden_and_deleted() {
    run(async {
        let portal = portal().await;
        let client = Client::new(&portal, EVERYTHING).await;
        let before = client.walk("Condition").await;
        let (wrong, hidden, gone) = (before[0].clone(), before[1].clone(), before[2].clone());
        let immunization = expected(|kind| kind == "Immunization").remove(0);
        portal.edit(|records| {
            assert_eq!(records.retract(&wrong), Ok(2));
            assert_eq!(records.retract(&immunization), Ok(2));
            records.hide(&hidden).unwrap();
            records.delete(&gone).unwrap();
            assert_eq!(records.hide(&gone), Err(EditError::Missing));
            assert_eq!(records.retract(&gone), Err(EditError::Missing));
        });
        let mut left = before.clone();
        left.drain(1..3);
        assert_eq!(client.walk("Condition").await, left);
        let mut statuses = Vec::new();
        for reference in [&wrong, &hidden, &gone] {
            statuses.push(client.get(reference, &[]).await.status);
        }
        assert_eq!(statuses, [200, 200, 410]);
        let retracted = client.get(&wrong, &[]).await.json();
        assert_eq!(retracted["verificationStatus"]["coding"][0]["code"], "entered-in-error");
        assert_eq!(client.get(&immunization, &[]).await.json()["status"], "entered-in-error");
    });
}
