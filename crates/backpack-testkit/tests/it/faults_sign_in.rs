//! Faults of the token endpoint, and of the way back from the portal.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use backpack_testkit::people::{PeopleOptions, Person};
use backpack_testkit::portal::{AnswerFault, DemoPortal, Fault, TokenFault, When};
use backpack_testkit::run;
use serde_json::{Value, json};

use crate::client::{
    Answer, Client, STATE, VERIFIER, authorize, code, exchange, page, refresh, send, sign_in,
};
use crate::portal::{EVERYTHING, person, portal};

async fn with(portal: &DemoPortal, fault: TokenFault) -> Answer {
    let code = code(portal, EVERYTHING).await;
    portal.arm(Fault::Token(fault), When::path("/token").times(1));
    exchange(portal, &code, VERIFIER).await
}

#[test]
fn each_fault_of_the_token_answer_changes_one_member() {
    run(async {
        let portal = portal().await;
        let other = Person::from_seed(8, PeopleOptions::small());
        let good = sign_in(&portal, EVERYTHING).await;
        let cases = [
            (TokenFault::TypeMac, "token_type", json!("mac")),
            (TokenFault::ExpiresIn(json!("soon")), "expires_in", json!("soon")),
            (TokenFault::ExpiresIn(json!(-1)), "expires_in", json!(-1)),
            (TokenFault::NoExpiresIn, "expires_in", Value::Null),
            (TokenFault::NoAccessToken, "access_token", Value::Null),
            (TokenFault::OtherPatient, "patient", json!(other.patient_id())),
            (TokenFault::NoPatient, "patient", Value::Null),
            (TokenFault::NoRefreshToken, "refresh_token", Value::Null),
            (TokenFault::NoScope, "scope", Value::Null),
        ];
        for (fault, member, value) in cases {
            let answer = with(&portal, fault.clone()).await.json();
            assert_eq!(answer[member], value, "{fault:?}");
            for same in ["token_type", "expires_in", "scope", "patient"] {
                assert!(same == member || answer[same] == good[same], "{fault:?} changes {same}");
            }
        }
    });
}

#[test]
fn a_token_answer_may_be_empty_or_refused_in_the_wrong_way() {
    run(async {
        let portal = portal().await;
        let empty = with(&portal, TokenFault::Empty).await;
        assert_eq!((empty.status, empty.body.len()), (200, 0));
        let refused = with(&portal, TokenFault::Refused(401, "invalid_grant".to_owned())).await;
        assert_eq!((refused.status, refused.json()), (401, json!({"error": "invalid_grant"})));
        portal.arm(Fault::Html(200), When::path("/token").times(1));
        let html = exchange(&portal, &code(&portal, EVERYTHING).await, VERIFIER).await;
        assert!(html.text().starts_with("<!doctype html>"));
    });
}

#[test]
fn another_scope_is_granted_and_enforced() {
    run(async {
        let portal = portal().await;
        let system = "http://terminology.hl7.org/CodeSystem/observation-category";
        let granular = format!("launch/patient patient/Observation.rs?category={system}|survey");
        let grant = with(&portal, TokenFault::Scope(granular.clone())).await.json();
        assert_eq!(
            (grant["scope"].as_str(), &grant["refresh_token"]),
            (Some(granular.as_str()), &Value::Null)
        );
        let client = Client { portal: &portal, token: grant["access_token"].as_str().unwrap().to_owned() };
        assert_eq!((client.walk("Observation").await.len(), client.get("Goal", &[]).await.status), (1, 403));
    });
}

#[test]
fn a_refresh_may_bring_no_new_token_or_another_patient() {
    run(async {
        let portal = portal().await;
        let token = sign_in(&portal, EVERYTHING).await["refresh_token"].as_str().unwrap().to_owned();
        portal.arm(Fault::Token(TokenFault::NoRefreshToken), When::path("/token").nth(1));
        portal.arm(Fault::Token(TokenFault::OtherPatient), When::path("/token").nth(2));
        let first = refresh(&portal, &token).await.json();
        assert_eq!(
            (&first["refresh_token"], &first["patient"]),
            (&Value::Null, &json!(person().patient_id()))
        );
        let second = refresh(&portal, &token).await;
        assert_eq!(second.status, 200, "the old one stayed good");
        assert_ne!(second.json()["patient"], person().patient_id());
        assert!(second.json()["refresh_token"].is_string());
    });
}

/// Returns the names and values that a spoiled redirect brings back, in their order.
async fn spoiled(portal: &DemoPortal, fault: AnswerFault) -> Vec<(String, String)> {
    portal.arm(Fault::Answer(fault), When::path("/authorize").times(1));
    let answer = send("GET", &page(portal, EVERYTHING, &[]), &[], "").await.unwrap();
    let url = url::Url::parse(answer.header("location")).unwrap();
    let pairs = url.query_pairs().into_owned();
    pairs.map(|(name, value)| if name == "code" { (name, String::new()) } else { (name, value) }).collect()
}

#[test]
fn the_way_back_may_be_spoiled() {
    run(async {
        let portal = portal().await;
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let (code, state, issuer) = (pair("code", ""), pair("state", STATE), pair("iss", portal.origin()));
        let wrong_state = pair("state", "a-state-of-somebody-else");
        let wrong_issuer = pair("iss", "https://another-issuer.example");
        let server_error = pair("error", "server_error");
        let cases = [
            (AnswerFault::WrongState, vec![&code, &issuer, &wrong_state]),
            (AnswerFault::NoState, vec![&code, &issuer]),
            (AnswerFault::StateTwice, vec![&code, &state, &issuer, &state]),
            (AnswerFault::WrongIssuer, vec![&code, &state, &wrong_issuer]),
            (AnswerFault::NoIssuer, vec![&code, &state]),
            (AnswerFault::ErrorBesideCode, vec![&code, &state, &issuer, &server_error]),
        ];
        for (fault, expected) in cases {
            let found = spoiled(&portal, fault).await;
            assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{fault:?}");
        }
        let names: Vec<String> = authorize(&portal, EVERYTHING, &[]).await.into_keys().collect();
        assert_eq!(names, ["code", "iss", "state"]);
    });
}

#[test]
fn a_test_that_answers_for_the_person_meets_the_same_faults() {
    run(async {
        let portal = portal().await;
        portal.arm(Fault::Answer(AnswerFault::NoState), When::path("/authorize").times(1));
        let asked = page(&portal, EVERYTHING, &[]);
        let back = portal.allow(&asked, person().patient_id()).unwrap();
        assert!(back.contains("code=") && !back.contains("state="));
        assert!(portal.allow(&asked, person().patient_id()).unwrap().contains("state="));
    });
}
