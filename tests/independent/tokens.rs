//! The life of a grant at `oidc-provider`: rotation with reuse detection, one refresh at a time, downgrade, revocation.

use backpack::ErrorKind;
use backpack::core::SecretText;
use backpack::keep::{Authorisation, Disposal};
use backpack::smart::SmartOptions;
use backpack::sync::Revocation;
use backpack_testkit::run;
use futures_util::future::join;
use http::StatusCode;
use serde_json::{Value, json};

use super::people::briefly;
use super::portal::{Kind, Portal};
use super::visit::{Visit, by_reference, outcome};
use crate::world::sync;

#[test]
fn a_refresh_token_rotates_and_its_reuse_ends_the_grant_but_costs_no_record() {
    run(async {
        let Some(visit) = Visit::to_router().await else { return };
        visit.sync().await;
        visit.later();
        visit.sync().await;
        assert_eq!(visit.portal.exchanges("refresh_token").await, [200]);
        visit.later();
        visit.sync().await;
        assert_eq!(visit.portal.exchanges("refresh_token").await, [200, 200]);

        let used = refresh_tokens(&visit.portal).await;
        assert_ne!(used[0], used[1], "the second refresh used the first one's token");
        // Somebody has stolen the first one, and uses it: from now on nobody knows whom to trust.
        assert_eq!(
            refreshed(&visit.portal, &used[0]).await,
            (StatusCode::BAD_REQUEST, json!("invalid_grant"))
        );
        visit.later();
        let ended = sync(&visit.backpack, visit.connection).await.unwrap_err();
        assert_eq!(ended.kind(), &ErrorKind::NeedsSignIn);
        let row = &visit.backpack.connections().await.unwrap()[0];
        assert_eq!(row.authorisation, Authorisation::NeedsSignIn);
        visit.has_all_of(&briefly()[0]).await;

        assert_eq!(visit.again().await.unwrap(), visit.connection);
        let report = visit.sync().await;
        assert_eq!((report.new, report.changed), (0, 0), "{report:?}");
        visit.has_all_of(&briefly()[0]).await;
    });
}

#[test]
fn a_token_that_the_server_no_longer_takes_is_refreshed_once() {
    run(async {
        let Some(visit) = Visit::to_router().await else { return };
        visit.portal.steer(json!({ "do": "expire" })).await;
        let report = visit.sync().await;
        assert!(report.complete, "{report:?}");
        assert_eq!(visit.portal.exchanges("refresh_token").await, [200]);
        visit.has_all_of(&briefly()[0]).await;
    });
}

#[test]
fn two_syncs_at_once_refresh_once() {
    run(async {
        let Some(visit) = Visit::to_router().await else { return };
        visit.later();
        let syncs = || sync(&visit.backpack, visit.connection);
        let ended = join(syncs(), syncs()).await;
        let ended = [ended.0.map(drop), ended.1.map(drop)];
        let busy = ended.iter().filter_map(|ended| ended.as_ref().err()).collect::<Vec<_>>();
        assert!(busy.iter().all(|error| error.kind() == &ErrorKind::Busy), "{busy:?}");
        assert!(busy.len() < 2, "neither went on");
        assert_eq!(visit.portal.exchanges("refresh_token").await, [200]);
        visit.has_all_of(&briefly()[0]).await;
    });
}

#[test]
fn what_was_not_granted_is_told_from_what_is_not_there() {
    run(async {
        let context = ["openid", "fhirUser", "launch/patient", "offline_access"];
        let known = ["patient/Patient.rs", "patient/Immunization.rs", "patient/Device.rs"];
        let asked = ["patient/Condition.rs", "patient/Observation.rs"];
        let scopes: Vec<_> = context.iter().chain(&known).copied().collect();
        let all: Vec<_> = scopes.iter().chain(&asked).copied().collect();
        let change = |options| by_reference(options).with_scopes(all);
        let Some(visit) = Visit::to(Kind::Router, json!({ "scopes": scopes }), change).await else { return };
        let report = visit.sync().await;
        for (query, expected) in [
            ("Patient", "done"),
            ("Immunization", "done"),
            ("Device", "empty"),
            ("Condition?category=encounter-diagnosis", "not_granted"),
            ("Observation?category=laboratory", "not_granted"),
            ("Goal", "not_granted"),
        ] {
            assert_eq!(outcome(&report, query), expected, "{query}");
        }
        let asked = visit.portal.asked().await;
        let beyond: Vec<_> = asked.iter().filter(|asked| asked.starts_with("Condition")).collect();
        assert!(beyond.is_empty(), "asked for what was not granted: {beyond:?}");
        let mut expected = briefly()[0].expected();
        expected.retain(|name, _| name.starts_with("Patient/") || name.starts_with("Immunization/"));
        visit.has_exactly(&expected, &expected).await;
    });
}

#[test]
fn offline_access_that_was_asked_for_and_not_given_ends_with_the_token() {
    run(async {
        let without = json!({ "withoutConsent": true });
        let Some(visit) = Visit::to(Kind::Router, without, by_reference).await else { return };
        let report = visit.sync().await;
        assert!(report.complete && !report.needs_sign_in, "{report:?}");
        visit.portal.steer(json!({ "do": "expire" })).await;
        match sync(&visit.backpack, visit.connection).await {
            Ok(report) => assert!(report.needs_sign_in && !report.complete, "{report:?}"),
            Err(error) => assert_eq!(error.kind(), &ErrorKind::NeedsSignIn),
        }
        let row = &visit.backpack.connections().await.unwrap()[0];
        assert_eq!(row.authorisation, Authorisation::NeedsSignIn);
        assert_eq!(visit.portal.exchanges("refresh_token").await, Vec::<u64>::new());
        visit.has_all_of(&briefly()[0]).await;
    });
}

#[test]
fn disconnecting_ends_the_grant_at_the_server_too() {
    run(async {
        let Some(visit) = Visit::to_router().await else { return };
        visit.sync().await;
        visit.later();
        visit.sync().await;
        let ended = visit.backpack.disconnect(visit.connection, Disposal::Keep).await.unwrap();
        assert!(matches!(ended.revocation, Revocation::Done), "{:?}", ended.revocation);
        let log = visit.portal.token_log().await;
        let revoked: Vec<_> = log.iter().filter(|row| row["path"] == "/token/revocation").collect();
        // The refresh token, which ends the grant. That an access token is a JWT is this server's reason to refuse it.
        assert_eq!(revoked[0]["status"], 200, "{revoked:?}");
        let token = revoked[0]["token"].as_str().unwrap();
        assert_eq!(refreshed(&visit.portal, token).await, (StatusCode::BAD_REQUEST, json!("invalid_grant")));
        let form = [("token", token), ("client_id", &*visit.portal.client)];
        let (status, said) = visit.portal.post_form("/token/introspection", &form).await;
        assert_eq!((status, said), (StatusCode::OK, json!({ "active": false })));
        visit.has_all_of(&briefly()[0]).await;
    });
}

#[test]
fn a_confidential_client_proves_itself_with_a_secret_that_a_form_must_encode() {
    run(async {
        let secret = "a secret: 100% + more & \"quoted\"";
        let confidential = |mut options: SmartOptions| {
            options.client_id = "confidential by header".to_owned();
            by_reference(options).with_client_secret(SecretText::new(secret.to_owned()))
        };
        let Some(visit) = Visit::to(Kind::Router, json!({}), confidential).await else { return };
        visit.later();
        assert!(visit.sync().await.complete);
        assert_eq!(visit.portal.exchanges("authorization_code").await, [200]);
        assert_eq!(visit.portal.exchanges("refresh_token").await, [200]);
        let ended = visit.backpack.disconnect(visit.connection, Disposal::Keep).await.unwrap();
        assert!(matches!(ended.revocation, Revocation::Done), "{:?}", ended.revocation);
    });
}

/// The refresh tokens that were used, in order.
async fn refresh_tokens(portal: &Portal) -> Vec<String> {
    let log = portal.token_log().await;
    log.iter().filter_map(|row| row["refresh_token"].as_str()).map(str::to_owned).collect()
}

/// Uses a refresh token as somebody does who has seen it.
async fn refreshed(portal: &Portal, token: &str) -> (StatusCode, Value) {
    let form = [("grant_type", "refresh_token"), ("refresh_token", token), ("client_id", &*portal.client)];
    let (status, body) = portal.post_form("/token", &form).await;
    (status, body["error"].clone())
}
