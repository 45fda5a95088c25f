//! Sign-in, tokens, refresh and revocation, where they must say no.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use backpack_testkit::VirtualClock;
use backpack_testkit::people::{PeopleOptions, Person};
use backpack_testkit::portal::{Approval, DemoPortal, PortalOptions, ScopePolicy};
use backpack_testkit::run;
use serde_json::json;

use crate::client::{
    Answer, Client, STATE, VERIFIER, authorization, authorize, exchange, post, refresh, returned, send,
    sign_in,
};
use crate::portal::{EVERYTHING, person, portal};

#[test]
fn the_answer_carries_code_state_and_issuer() {
    run(async {
        let portal = portal().await;
        let back = authorize(&portal, EVERYTHING, &[]).await;
        let names: Vec<&str> = back.keys().map(String::as_str).collect();
        assert_eq!(names, ["code", "iss", "state"]);
        assert_eq!((back["iss"].as_str(), back["state"].as_str()), (portal.origin(), STATE));
    });
}

#[test]
fn a_wrong_request_comes_back_with_its_error() {
    run(async {
        let portal = portal().await;
        let base_with_slash = format!("{}/", portal.fhir_base());
        let cases = [
            ("response_type", "token", "unsupported_response_type"),
            ("code_challenge", "short", "invalid_request"),
            ("code_challenge_method", "plain", "invalid_request"),
            ("aud", base_with_slash.as_str(), "invalid_request"),
            ("state", "short", "invalid_request"),
            ("scope", "", "invalid_scope"),
        ];
        for (name, value, error) in cases {
            let back = authorize(&portal, EVERYTHING, &[(name, value)]).await;
            assert_eq!((back["error"].as_str(), back.get("code")), (error, None), "{name}");
            assert_eq!(back["iss"], portal.origin());
        }
    });
}

#[test]
fn a_foreign_address_or_client_is_never_redirected_to() {
    run(async {
        let portal = portal().await;
        let cases =
            [("redirect_uri", "https://evil.example/cb"), ("redirect_uri", ""), ("client_id", "<b>other")];
        for case in cases {
            let query = authorization(&portal, EVERYTHING, &[case]);
            let answer =
                send("GET", &format!("{}/authorize?{query}", portal.origin()), &[], "").await.unwrap();
            assert_eq!((answer.status, answer.header("location")), (400, ""), "{case:?}");
            assert!(!answer.text().contains("<b>other"));
        }
        let twice = format!("{}&state=another-state-of-some-length", authorization(&portal, EVERYTHING, &[]));
        let answer = send("GET", &format!("{}/authorize?{twice}", portal.origin()), &[], "").await.unwrap();
        assert_eq!(answer.status, 400);
    });
}

#[test]
fn a_person_signs_in_on_the_page_or_says_no() {
    run(async {
        let people = vec![person(), Person::from_seed(8, PeopleOptions::small())];
        let second = people[1].patient_id().to_owned();
        let portal = DemoPortal::start(PortalOptions::people(people)).await.unwrap();
        let query = authorization(&portal, EVERYTHING, &[("state", "a\"><script>x</script>-state")]);
        let page = send("GET", &format!("{}/authorize?{query}", portal.origin()), &[], "").await.unwrap();
        assert_eq!((page.status, page.header("cache-control")), (200, "no-store"));
        let html = page.text();
        assert!(html.contains(&second) && html.contains("<form") && !html.contains("<script>"));

        let form = |answer: &str| {
            format!("{}&person={second}&answer={answer}", authorization(&portal, EVERYTHING, &[]))
        };
        let submit = async |body: String| -> Answer {
            let headers = [("Content-Type", "application/x-www-form-urlencoded")];
            send("POST", &format!("{}/authorize", portal.origin()), &headers, &body).await.unwrap()
        };
        let denied = returned(&submit(form("deny")).await);
        assert_eq!((denied["error"].as_str(), denied["state"].as_str()), ("access_denied", STATE));
        let allowed = returned(&submit(form("allow")).await);
        let grant = exchange(&portal, &allowed["code"], VERIFIER).await.json();
        assert_eq!(grant["patient"], second);
    });
}

#[test]
fn a_client_may_post_its_request_and_a_test_may_answer_for_the_person() {
    run(async {
        let portal = portal().await;
        let headers = [("Content-Type", "application/x-www-form-urlencoded")];
        let url = format!("{}/authorize", portal.origin());
        let query = authorization(&portal, EVERYTHING, &[]);
        let posted = returned(&send("POST", &url, &headers, &query).await.unwrap());
        assert_eq!(exchange(&portal, &posted["code"], VERIFIER).await.status, 200);

        let second = Person::from_seed(8, PeopleOptions::small());
        let url = format!("{url}?{query}");
        let allowed = url::Url::parse(&portal.allow(&url, second.patient_id()).unwrap()).unwrap();
        let code = allowed.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
        assert_eq!(exchange(&portal, &code, VERIFIER).await.json()["patient"], second.patient_id());
        assert!(portal.deny(&url).unwrap().contains("error=access_denied"));
        assert_eq!(portal.allow(&url.replace("client_id=", "client_id=x"), second.patient_id()), None);
    });
}

#[test]
fn a_portal_can_refuse_every_sign_in() {
    run(async {
        let mut options = one_person();
        options.approval = Approval::Denied;
        let portal = DemoPortal::start(options).await.unwrap();
        assert_eq!(authorize(&portal, EVERYTHING, &[]).await["error"], "access_denied");
    });
}

#[test]
fn a_code_is_redeemed_once_by_whoever_asked_for_it() {
    run(async {
        let portal = portal().await;
        let code = async || authorize(&portal, EVERYTHING, &[]).await.remove("code").unwrap();
        let wrong =
            exchange(&portal, &code().await, "a-verifier-that-was-never-hashed-for-this-sign-in").await;
        assert_eq!((wrong.status, wrong.json()), (400, json!({"error": "invalid_grant"})));
        let form = [
            ("grant_type", "authorization_code"),
            ("code", &code().await),
            ("redirect_uri", "http://127.0.0.1:1/callback"),
            ("code_verifier", VERIFIER),
            ("client_id", portal.client_id()),
        ];
        assert_eq!(post(&portal, "/token", &form).await.json()["error"], "invalid_grant");

        let code = code().await;
        let grant = exchange(&portal, &code, VERIFIER).await;
        assert_eq!((grant.status, grant.header("cache-control")), (200, "no-store"));
        assert_eq!(exchange(&portal, &code, VERIFIER).await.json()["error"], "invalid_grant");
        // The code was used twice, so somebody may have stolen it: what it gave is void.
        let token = grant.json()["access_token"].as_str().unwrap().to_owned();
        let client = Client { portal: &portal, token };
        assert_eq!(client.get("Patient", &[]).await.status, 401);
    });
}

#[test]
fn the_token_endpoint_says_what_is_wrong() {
    run(async {
        let portal = portal().await;
        let client = ("client_id", portal.client_id());
        let refused = async |form: &[(&str, &str)]| {
            let answer = post(&portal, "/token", form).await;
            (answer.status, answer.json()["error"].as_str().unwrap().to_owned())
        };
        let error = |status: u16, text: &str| (status, text.to_owned());
        assert_eq!(refused(&[client]).await, error(400, "invalid_request"));
        assert_eq!(
            refused(&[("client_id", "x"), ("grant_type", "refresh_token")]).await,
            error(401, "invalid_client")
        );
        assert_eq!(
            refused(&[client, ("grant_type", "password")]).await,
            error(400, "unsupported_grant_type")
        );
        assert_eq!(
            refused(&[client, client, ("grant_type", "password")]).await,
            error(400, "invalid_request")
        );
        let unknown = [client, ("grant_type", "refresh_token"), ("refresh_token", "never-given-out")];
        assert_eq!(refused(&unknown).await, error(400, "invalid_grant"));
        let json = send(
            "POST",
            &format!("{}/token", portal.origin()),
            &[("Content-Type", "application/json")],
            "{}",
        )
        .await;
        assert_eq!(json.unwrap().status, 400);
    });
}

#[test]
fn a_refresh_token_used_twice_ends_its_family() {
    run(async {
        let portal = portal().await;
        let text = |answer: &serde_json::Value| answer["refresh_token"].as_str().unwrap().to_owned();
        let first = text(&sign_in(&portal, EVERYTHING).await);
        let other = text(&sign_in(&portal, EVERYTHING).await);
        let renewed = refresh(&portal, &first).await.json();
        let second = text(&renewed);
        assert_ne!(first, second);
        let client = Client { portal: &portal, token: renewed["access_token"].as_str().unwrap().to_owned() };
        assert_eq!(client.get("Patient", &[]).await.status, 200);

        assert_eq!(refresh(&portal, &first).await.json(), json!({"error": "invalid_grant"}));
        assert_eq!(refresh(&portal, &second).await.status, 400);
        assert_eq!(client.get("Patient", &[]).await.status, 401);
        assert_eq!(refresh(&portal, &other).await.status, 200);
    });
}

#[test]
fn a_refresh_may_ask_for_what_it_has_and_no_more() {
    run(async {
        let portal = portal().await;
        let token = sign_in(&portal, EVERYTHING).await["refresh_token"].as_str().unwrap().to_owned();
        let client = portal.client_id();
        let asking = |scope| {
            [
                ("grant_type", "refresh_token"),
                ("refresh_token", token.as_str()),
                ("client_id", client),
                ("scope", scope),
            ]
        };
        assert_eq!(
            post(&portal, "/token", &asking("patient/Patient.rs")).await.json()["error"],
            "invalid_scope"
        );
        assert_eq!(post(&portal, "/token", &asking("patient/*.rs")).await.status, 200);
    });
}

#[test]
fn revoking_ends_the_family_and_unknown_tokens_are_no_error() {
    run(async {
        let portal = portal().await;
        let grant = sign_in(&portal, EVERYTHING).await;
        let token = grant["refresh_token"].as_str().unwrap();
        assert_eq!(post(&portal, "/revoke", &[("token", "never-given-out")]).await.status, 200);
        assert_eq!(post(&portal, "/revoke", &[]).await.status, 400);
        assert_eq!(
            post(&portal, "/revoke", &[("token", token), ("client_id", portal.client_id())]).await.status,
            200
        );
        assert_eq!(refresh(&portal, token).await.json()["error"], "invalid_grant");
        let client = Client { portal: &portal, token: grant["access_token"].as_str().unwrap().to_owned() };
        assert_eq!(client.get("Patient", &[]).await.status, 401);
    });
}

#[test]
fn a_token_ends_when_its_time_is_over() {
    run(async {
        let clock = VirtualClock::new();
        let mut options = one_person().clock(Arc::new(clock.clone()));
        options.access_lifetime = Duration::from_secs(300);
        let portal = DemoPortal::start(options).await.unwrap();
        let grant = sign_in(&portal, EVERYTHING).await;
        assert_eq!(grant["expires_in"], 300);
        let client = Client { portal: &portal, token: grant["access_token"].as_str().unwrap().to_owned() };
        clock.advance(Duration::from_secs(299));
        let answer = client.get("Patient", &[]).await;
        assert_eq!((answer.status, answer.header("date")), (200, "Thu, 01 Jan 2026 00:04:59 GMT"));
        clock.advance(Duration::from_secs(1));
        let answer = client.get("Patient", &[]).await;
        assert_eq!((answer.status, answer.json()["issue"][0]["code"].as_str()), (401, Some("login")));
        assert!(answer.header("www-authenticate").starts_with("Bearer "));
        assert_eq!(refresh(&portal, grant["refresh_token"].as_str().unwrap()).await.status, 200);
    });
}

#[test]
fn without_offline_access_there_is_no_refresh_token() {
    run(async {
        let portal = portal().await;
        let grant = sign_in(&portal, "openid launch/patient patient/*.rs").await;
        assert_eq!(grant["scope"], "openid launch/patient patient/*.rs");
        assert_eq!((&grant["refresh_token"], grant["id_token"].is_string()), (&json!(null), true));
        let anonymous = sign_in(&portal, "launch/patient patient/*.rs").await;
        assert_eq!((&anonymous["refresh_token"], &anonymous["id_token"]), (&json!(null), &json!(null)));
    });
}

#[test]
fn a_portal_may_grant_less_than_asked() {
    run(async {
        let only = vec!["patient/Patient.rs".to_owned(), "patient/Goal.s".to_owned()];
        let mut options = one_person();
        options.scopes = ScopePolicy::Only(only.clone());
        let portal = DemoPortal::start(options).await.unwrap();
        let grant = sign_in(&portal, "patient/*.rs patient/Patient.rs").await;
        assert_eq!(grant["scope"], "patient/Patient.rs");
        let mut options = one_person();
        options.scopes = ScopePolicy::Exactly(only);
        let portal = DemoPortal::start(options).await.unwrap();
        let client = Client::new(&portal, "patient/*.rs").await;
        let goal = client.walk("Goal").await.remove(0);
        let mut statuses = BTreeMap::new();
        for path in ["Patient", "Goal", "Observation", &goal] {
            statuses.insert(path.to_owned(), client.get(path, &[]).await.status);
        }
        let expected = [("Patient", 200), ("Goal", 200), ("Observation", 403), (goal.as_str(), 403)];
        assert_eq!(statuses, expected.map(|(path, status)| (path.to_owned(), status)).into());
    });
}

fn one_person() -> PortalOptions {
    PortalOptions::people(vec![person()]).approved()
}
