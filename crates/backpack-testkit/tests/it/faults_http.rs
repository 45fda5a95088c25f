//! Faults of single answers: rates, redirects, entity tags, attachments, bodies.

use std::io::Read as _;
use std::sync::Arc;

use backpack_testkit::VirtualClock;
use backpack_testkit::portal::{
    DemoPortal, EtagForm, Fault, PortalOptions, RateReset, RedirectTo, When, Witness,
};
use backpack_testkit::run;
use serde_json::Value;

use crate::client::{Client, link, references, send};
use crate::portal::{EVERYTHING, expected, person, portal};

#[test]
fn a_rate_is_told_in_two_ways() {
    run(async {
        let options = PortalOptions::people(vec![person()]).approved().clock(Arc::new(VirtualClock::new()));
        let portal = DemoPortal::start(options).await.unwrap();
        let client = Client::new(&portal, EVERYTHING).await;
        portal.arm(Fault::RateLimited(RateReset::Seconds(30)), When::path("/fhir").nth(1));
        portal.arm(Fault::RateLimited(RateReset::Epoch(30)), When::path("/fhir").nth(2));
        for reset in ["30", "1767225630"] {
            let answer = client.get("Goal", &[]).await;
            let told =
                ["x-ratelimit-reset", "x-ratelimit-remaining", "retry-after"].map(|name| answer.header(name));
            assert_eq!((answer.status, told), (429, [reset, "0", ""]));
        }
        assert_eq!(client.get("Goal", &[]).await.status, 200);
    });
}

#[test]
fn redirects_lead_to_itself_on_or_elsewhere() {
    run(async {
        let portal = portal().await;
        let witness = Witness::start().await.unwrap();
        let client = Client::new(&portal, EVERYTHING).await;
        let path = format!("{}/Goal?_count=1", portal.fhir_base());
        let goals = When::path("/fhir/Goal");
        for status in [301, 302, 303, 307, 308] {
            portal.arm(Fault::Redirect(status, RedirectTo::Itself), goals.clone().times(1));
            let answer = client.get(&path, &[]).await;
            assert_eq!((answer.status, answer.header("location")), (status, path.as_str()));
        }
        portal.arm(Fault::Redirect(302, RedirectTo::Moved), goals.clone().times(2));
        let first = client.get(&path, &[]).await.header("location").to_owned();
        let second = client.get(&first, &[]).await.header("location").to_owned();
        assert_eq!(
            (first, second.clone()),
            (format!("{path}&_moved=1"), format!("{path}&_moved=1&_moved=1"))
        );
        let page = client.get(&second, &[]).await.json();
        assert_eq!((references(&page, "match").len(), references(&page, "outcome").len()), (1, 0));

        let away = format!("{}/fhir/Goal", witness.address());
        portal.arm(Fault::Redirect(307, RedirectTo::Address(away.clone())), goals.times(1));
        assert_eq!(client.get(&path, &[]).await.header("location"), away);
    });
}

#[test]
fn a_witness_writes_down_what_reaches_it() {
    run(async {
        let witness = Witness::start().await.unwrap();
        let url = format!("{}/fhir/Binary/b1?x=1", witness.address());
        let answer =
            send("POST", &url, &[("Authorization", "Bearer t"), ("X-Thing", "y")], "body").await.unwrap();
        assert_eq!((answer.status, answer.json()["resourceType"].clone()), (200, Value::from("Bundle")));
        let seen = witness.seen();
        assert_eq!(seen.len(), 1);
        let one = seen.first().unwrap();
        assert_eq!(
            (one.method.as_str(), one.path.as_str(), one.query.as_str()),
            ("POST", "/fhir/Binary/b1", "x=1")
        );
        assert_eq!(
            [one.header("authorization"), one.header("x-thing"), one.header("cookie")],
            [Some("Bearer t"), Some("y"), None]
        );
    });
}

#[test]
fn attachments_and_next_links_may_lie_at_another_origin() {
    run(async {
        let portal = portal().await;
        let witness = Witness::start().await.unwrap();
        let client = Client::new(&portal, EVERYTHING).await;
        let documents = When::path("/fhir/DocumentReference");
        portal.arm(Fault::AttachmentsAt(witness.address().to_owned()), documents.clone());
        portal.arm(Fault::NextElsewhere(format!("{}/next", witness.address())), documents);
        let page = client.get("DocumentReference?_count=1", &[]).await.json();
        let there = page.pointer("/entry/0/resource/content/0/attachment/url").unwrap().as_str().unwrap();
        assert!(there.starts_with(&format!("{}/Binary/", witness.address())), "{there}");
        assert_eq!(link(&page, "next").unwrap(), format!("{}/next", witness.address()));
        // A client that keeps the token to itself can be told from one that does not.
        send("GET", there, &[], "").await.unwrap();
        client.get(&link(&page, "next").unwrap(), &[]).await;
        let told: Vec<bool> =
            witness.seen().iter().map(|request| request.header("authorization").is_some()).collect();
        assert_eq!(told, [false, true]);
    });
}

#[test]
fn entity_tags_come_in_every_form() {
    run(async {
        let portal = portal().await;
        let client = Client::new(&portal, EVERYTHING).await;
        let patient = format!("Patient/{}", person().patient_id());
        let forms = [
            (EtagForm::Strong, "\"1\"", "\"1\""),
            (EtagForm::Bare, "1", "1"),
            (EtagForm::Absent, "", ""),
            (EtagForm::AbsentWhenUnchanged, "W/\"1\"", ""),
        ];
        for (form, fresh, unchanged) in forms {
            portal.arm(Fault::Etag(form), When::path("/fhir/Patient").times(2));
            let whole = client.get(&patient, &[]).await;
            let known = client.get(&patient, &[("If-None-Match", "W/\"1\"")]).await;
            assert_eq!((whole.status, whole.header("etag")), (200, fresh), "{form:?}");
            assert_eq!((known.status, known.header("etag")), (304, unchanged), "{form:?}");
        }
    });
}

#[test]
fn a_binary_may_come_raw_whatever_is_asked_for() {
    run(async {
        let portal = portal().await;
        let client = Client::new(&portal, EVERYTHING).await;
        let letter = expected(|kind| kind == "Binary").remove(0);
        portal.arm(Fault::RawBinary, When::path("/fhir/Binary").times(1));
        let json = [("Accept", "application/fhir+json")];
        let raw = client.get(&letter, &json).await;
        assert_eq!(raw.header("content-type"), "application/pdf");
        assert!(raw.body.starts_with(b"%PDF-1.4"));
        assert_eq!(client.get(&letter, &json).await.json()["resourceType"], "Binary");
    });
}

#[test]
fn a_small_body_unpacks_to_a_large_one() {
    run(async {
        let portal = portal().await;
        let client = Client::new(&portal, EVERYTHING).await;
        let spaces = 4 << 20;
        portal.arm(Fault::GzipBomb(spaces), When::path("/fhir/Goal").times(1));
        let answer = client.get("Goal", &[]).await;
        assert_eq!((answer.status, answer.header("content-encoding")), (200, "gzip"));
        assert!(answer.body.len() * 100 < spaces, "{} bytes", answer.body.len());
        let mut whole = String::new();
        flate2::read::GzDecoder::new(answer.body.as_slice()).read_to_string(&mut whole).unwrap();
        assert!(whole.len() > spaces);
        assert_eq!(serde_json::from_str::<Value>(&whole).unwrap()["resourceType"], "Bundle");
        assert_eq!(client.get("Goal", &[]).await.header("content-encoding"), "");
    });
}

#[test]
fn an_answer_may_be_an_error_in_the_dress_of_success() {
    run(async {
        let portal = portal().await;
        let client = Client::new(&portal, EVERYTHING).await;
        portal.arm(Fault::OutcomeInstead, When::path("/fhir/Goal").nth(1));
        portal.arm(Fault::BundleOfType("history".to_owned()), When::path("/fhir/Goal").nth(2));
        let outcome = client.get("Goal", &[]).await;
        let said = outcome.json();
        assert_eq!(
            (outcome.status, &said["resourceType"], &said["issue"][0]["severity"]),
            (200, &Value::from("OperationOutcome"), &Value::from("error"))
        );
        assert_eq!(client.get("Goal", &[]).await.json()["type"], "history");
        assert_eq!(client.get("Goal", &[]).await.json()["type"], "searchset");
    });
}

#[test]
fn a_media_type_may_be_another_or_absent_and_a_body_missing() {
    run(async {
        let portal = portal().await;
        let client = Client::new(&portal, EVERYTHING).await;
        for media in ["application/json", "application/json+fhir; charset=utf-8", ""] {
            portal.arm(Fault::MediaType(media.to_owned()), When::path("/fhir/Goal").times(1));
            let answer = client.get("Goal", &[]).await;
            assert_eq!(
                (answer.header("content-type"), answer.json()["type"].as_str()),
                (media, Some("searchset"))
            );
        }
        portal.arm(Fault::Bare(502), When::path("/fhir/Goal").times(1));
        let bare = client.get("Goal", &[]).await;
        assert_eq!((bare.status, bare.body.len()), (502, 0));
    });
}

#[test]
fn numbers_may_be_quoted() {
    run(async {
        let portal = portal().await;
        let client = Client::new(&portal, EVERYTHING).await;
        let path = "Observation?code=2160-0&_count=1";
        portal.arm(Fault::QuotedNumbers, When::path("/fhir/Observation").times(1));
        let value = |page: &Value| page.pointer("/entry/0/resource/valueQuantity/value").unwrap().clone();
        let quoted = client.get(path, &[]).await.json();
        let plain = client.get(path, &[]).await.json();
        assert!(value(&quoted).is_string() && value(&plain).is_number());
        let number: f64 = value(&quoted).as_str().unwrap().parse().unwrap();
        assert_eq!(Some(number), value(&plain).as_f64());
    });
}
