//! What a row says of tokens: where the patient is, what is carried on, how long refresh tokens last.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::sync::Arc;
use std::time::Duration;

use backpack_dialect::{
    Dialect, Introspection, Oddity, Offered, PatientSource, RefreshScope, Revocation, Rotation,
};
use backpack_testkit::VirtualClock;
use backpack_testkit::portal::{Client as Proof, DemoPortal, PortalOptions};
use backpack_testkit::run;
use serde_json::{Value, json};

use crate::client::{Answer, Client, code, discovery, exchange_with, post, post_with, refresh, sign_in};
use crate::keys::opened;
use crate::portal::{EVERYTHING, person};

const LASTING: &str = "openid fhirUser launch/patient offline_access patient/*.rs";

async fn speaking(change: impl FnOnce(&mut Dialect)) -> (DemoPortal, VirtualClock) {
    let mut dialect = Dialect::plain();
    change(&mut dialect);
    let clock = VirtualClock::new();
    let options = PortalOptions::people(vec![person()]).approved().clock(Arc::new(clock.clone()));
    (DemoPortal::start(options.speaking(dialect)).await.unwrap(), clock)
}

fn text(answer: &Value, member: &str) -> String {
    answer[member].as_str().unwrap_or_default().to_owned()
}

#[test]
fn the_patient_is_where_the_row_looks_first() {
    run(async {
        use PatientSource::{AccessToken, FhirUser, OnlyPatient, TokenAnswer};
        let id = person().patient_id().to_owned();
        for (sources, answered, named, claimed) in [
            (vec![TokenAnswer, FhirUser], true, true, false),
            (vec![TokenAnswer], true, false, false),
            (vec![FhirUser], false, true, false),
            (vec![AccessToken], false, false, true),
            (vec![TokenAnswer, AccessToken, FhirUser], false, true, true),
            (vec![OnlyPatient], false, false, false),
        ] {
            let (portal, _) = speaking(|row| {
                row.tokens.patient_from = sources.clone();
                let claim = sources.contains(&AccessToken).then(|| "local_patient".into());
                row.tokens.patient_claim = claim;
            })
            .await;
            let grant = sign_in(&portal, LASTING).await;
            assert_eq!(text(&grant, "patient") == id, answered, "{sources:?}");
            let (_, claims) = opened(grant["id_token"].as_str().unwrap());
            assert_eq!(
                claims["fhirUser"].as_str().is_some_and(|user| user.ends_with(&id)),
                named,
                "{sources:?}"
            );
            let token = text(&grant, "access_token");
            assert_eq!(token.contains('.') && opened(&token).1["local_patient"] == id.as_str(), claimed);
            let renewed = refresh(&portal, &text(&grant, "refresh_token")).await.json();
            assert_eq!(text(&renewed, "patient") == id, answered, "{sources:?}");
            let client = Client { portal: &portal, token };
            assert_eq!(client.walk("Patient").await, [format!("Patient/{id}")], "it is the only one");
        }
    });
}

#[test]
fn a_portal_may_have_the_patient_elsewhere_than_its_row_says() {
    run(async {
        let mut options = PortalOptions::people(vec![person()]).approved();
        options.patient_in = Some(PatientSource::FhirUser);
        let portal = DemoPortal::start(options).await.unwrap();
        let grant = sign_in(&portal, LASTING).await;
        let (_, claims) = opened(grant["id_token"].as_str().unwrap());
        assert_eq!(grant["patient"], json!(null));
        assert!(claims["fhirUser"].as_str().unwrap().ends_with(person().patient_id()));
    });
}

#[test]
fn where_no_scope_asks_for_lasting_access_it_comes_unasked() {
    run(async {
        let (portal, _) = speaking(|row| row.scopes.lasting = String::new()).await;
        let grant = sign_in(&portal, "openid patient/*.rs").await;
        assert_eq!(refresh(&portal, &text(&grant, "refresh_token")).await.status, 200);
    });
}

#[test]
fn a_member_of_the_token_answer_is_carried_on() {
    run(async {
        let (portal, _) =
            speaking(|row| drop(row.tokens.carried.insert("practice_id".into(), "practice".into()))).await;
        let grant = sign_in(&portal, LASTING).await;
        let value = text(&grant, "practice_id");
        assert!(value.contains('/'), "a value that needs care: {value}");
        let client = Client { portal: &portal, token: text(&grant, "access_token") };
        let found = client.walk(&format!("Goal?practice={value}&_count=1")).await;
        assert_eq!(
            found,
            crate::portal::expected(|kind| kind == "Goal"),
            "next links are enough as they are"
        );
        let read = format!("{}?practice={value}", found[0]);
        assert_eq!(client.get(&read, &[]).await.status, 200);
        let escaped = format!("practice={}", value.replace('/', "%2F"));
        let escaped = [format!("Goal?{escaped}"), format!("{}?{escaped}", found[0])];
        for wrong in ["Goal", "Goal?practice=another", &found[0], &escaped[0], &escaped[1]] {
            assert_eq!(client.get(wrong, &[]).await.status, 403, "{wrong}");
        }
    });
}

#[test]
fn refresh_tokens_are_for_whom_the_row_says() {
    run(async {
        let secret = || Proof::Secret("secret".to_owned());
        for (offered, public, confidential) in [
            (Offered::Everyone, true, true),
            (Offered::Confidential, false, true),
            (Offered::Nobody, false, false),
        ] {
            for (client, given) in [(Proof::Public, public), (secret(), confidential)] {
                let mut dialect = Dialect::plain();
                dialect.tokens.refresh.offered = offered;
                let form =
                    if client == Proof::Public { ("client_secret", "") } else { ("client_secret", "secret") };
                let options =
                    PortalOptions::people(vec![person()]).approved().client(client).speaking(dialect);
                let portal = DemoPortal::start(options).await.unwrap();
                let answer = exchange_with(&portal, &code(&portal, LASTING).await, &[form], &[]).await;
                assert_eq!(
                    (answer.status, answer.json()["refresh_token"].is_string()),
                    (200, given),
                    "{offered:?}"
                );
                let grants = discovery(&portal).await["grant_types_supported"].clone();
                assert_eq!(grants.as_array().unwrap().contains(&json!("refresh_token")), confidential);
            }
        }
    });
}

#[test]
fn a_refresh_token_rotates_or_stays() {
    run(async {
        let (portal, _) = speaking(|row| row.tokens.refresh.rotation = Rotation::Stays).await;
        let token = text(&sign_in(&portal, LASTING).await, "refresh_token");
        for _ in 0..3 {
            assert_eq!(text(&refresh(&portal, &token).await.json(), "refresh_token"), token);
        }
        let (portal, _) = speaking(|_| ()).await;
        let token = text(&sign_in(&portal, LASTING).await, "refresh_token");
        let next = text(&refresh(&portal, &token).await.json(), "refresh_token");
        assert_eq!(refresh(&portal, &token).await.json()["error"], "invalid_grant");
        assert_eq!(refresh(&portal, &next).await.json()["error"], "invalid_grant", "the whole family ended");
    });
}

async fn refresh_naming(portal: &DemoPortal, token: &str, scope: &str) -> Answer {
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", token),
        ("client_id", portal.client_id()),
        ("scope", scope),
    ];
    post(portal, "/token", &form).await
}

#[test]
fn a_refresh_names_exactly_what_was_granted_where_the_row_wants_it() {
    run(async {
        let (portal, _) = speaking(|row| row.tokens.refresh.scope = RefreshScope::AsGranted).await;
        let token = text(&sign_in(&portal, LASTING).await, "refresh_token");
        assert_eq!(refresh(&portal, &token).await.json()["error"], "invalid_scope");
        assert_eq!(refresh_naming(&portal, &token, "patient/*.rs").await.json()["error"], "invalid_scope");
        assert_eq!(refresh_naming(&portal, &token, LASTING).await.status, 200);
    });
}

#[test]
fn a_grant_ends_at_its_hard_end_and_when_it_lies_idle() {
    run(async {
        let (portal, clock) = speaking(|row| {
            row.tokens.refresh.ends_seconds = Some(1_000);
            row.tokens.refresh.idle_seconds = Some(400);
            row.tokens.refresh.rotation = Rotation::Stays;
            row.tokens.access_seconds = Some(60);
        })
        .await;
        let grant = sign_in(&portal, LASTING).await;
        assert_eq!(grant["expires_in"], 60);
        let token = text(&grant, "refresh_token");
        for (seconds, status) in [(399, 200), (399, 200), (201, 200), (1, 400)] {
            clock.advance(Duration::from_secs(seconds));
            assert_eq!(refresh(&portal, &token).await.status, status, "{seconds}");
        }
        let idle = text(&sign_in(&portal, LASTING).await, "refresh_token");
        clock.advance(Duration::from_secs(400));
        assert_eq!(refresh(&portal, &idle).await.json()["error"], "invalid_grant");
    });
}

#[test]
fn an_expired_grant_may_be_told_in_words_alone() {
    run(async {
        let (portal, _) = speaking(|row| row.oddities = vec![Oddity::WordyExpiry]).await;
        let token = text(&sign_in(&portal, LASTING).await, "refresh_token");
        assert_eq!(refresh(&portal, &token).await.status, 200);
        portal.revoke_sign_ins();
        let ended = refresh(&portal, &token).await;
        assert_eq!((ended.status, &ended.json()["error"]), (401, &json!(null)));
        assert!(text(&ended.json(), "message").contains("expired"));
        let form = [("code_verifier", "x")];
        assert_eq!(exchange_with(&portal, "unknown", &form, &[]).await.json()["error"], "invalid_grant");
    });
}

#[test]
fn revocation_is_there_or_not() {
    run(async {
        for (revocation, status) in [(Revocation::Claimed, 200), (Revocation::NotClaimed, 404)] {
            let (portal, _) = speaking(|row| row.tokens.revocation = revocation).await;
            let grant = sign_in(&portal, LASTING).await;
            let token = text(&grant, "refresh_token");
            assert_eq!(post(&portal, "/revoke", &[("token", &token)]).await.status, status);
            assert_eq!(discovery(&portal).await["revocation_endpoint"].is_string(), status == 200);
            assert_eq!(refresh(&portal, &token).await.status, if status == 200 { 400 } else { 200 });
        }
    });
}

#[test]
fn introspection_is_authenticated_as_the_row_says() {
    run(async {
        let (portal, clock) = speaking(|_| ()).await;
        let grant = sign_in(&portal, EVERYTHING).await;
        let (access, lasting) = (text(&grant, "access_token"), text(&grant, "refresh_token"));
        let look = async |token: &str| {
            post(&portal, "/introspect", &[("token", token), ("client_id", portal.client_id())]).await.json()
        };
        let expected = json!({
            "active": true, "client_id": portal.client_id(), "scope": EVERYTHING,
            "patient": person().patient_id(), "exp": 1_767_225_600 + 3_600,
        });
        assert_eq!(look(&access).await, expected);
        assert_eq!(look("unknown").await, json!({"active": false}));
        assert_eq!(post(&portal, "/introspect", &[("token", &access)]).await.status, 401);
        clock.advance(Duration::from_secs(3_600));
        assert_eq!(look(&access).await, json!({"active": false}));
        assert_eq!(look(&lasting).await["active"], true);
        portal.revoke_sign_ins();
        assert_eq!(look(&lasting).await["active"], false);

        let (portal, _) = speaking(|row| row.tokens.introspection = Introspection::Bearer).await;
        let access = text(&sign_in(&portal, EVERYTHING).await, "access_token");
        let bearer = format!("Bearer {access}");
        let form = [("token", access.as_str()), ("client_id", portal.client_id())];
        let good = post_with(&portal, "/introspect", &form, &[("Authorization", &bearer)]).await;
        assert_eq!(good.json()["active"], true);
        assert_eq!(post(&portal, "/introspect", &form).await.status, 401);
    });
}

#[test]
fn only_so_many_token_requests_fit_in_a_minute() {
    run(async {
        let (portal, clock) = speaking(|row| row.limits.tokens_per_minute = Some(2)).await;
        let mut seen = Vec::new();
        for _ in 0..3 {
            seen.push(refresh(&portal, "unknown").await.status);
        }
        assert_eq!(seen, [400, 400, 429]);
        clock.advance(Duration::from_secs(45));
        let limited = refresh(&portal, "unknown").await;
        assert_eq!((limited.status, limited.header("retry-after")), (429, "15"));
        clock.advance(Duration::from_secs(15));
        assert_eq!(refresh(&portal, "unknown").await.status, 400);
    });
}
