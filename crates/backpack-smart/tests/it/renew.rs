//! Refreshing a grant, and ending it.

use std::time::Duration;

use backpack_connect::{Connector as _, ErrorKind, Grant};
use backpack_core::{Clock as _, Retry};
use backpack_smart::dialect::Revocation;
use backpack_smart::{Dialect, SmartConnector};
use backpack_testkit::{VirtualClock, run};
use serde_json::json;

use crate::fake::{ACCESS, Fake, REFRESH, Reply, all, connector, json as fhir, kind, options, reply};

fn refresh(token: Reply) -> Result<Grant, (ErrorKind, Retry)> {
    let fake = Fake::new();
    fake.post("/token", token);
    let fresh = run(connector().refresh(&fake.context(), &all()));
    let form = format!("grant_type=refresh_token&refresh_token={REFRESH}&client_id=my-app");
    assert_eq!(fake.log(), [format!("POST https://portal.example/token accept=application/json {form}")]);
    fresh.map_err(|error| (error.kind().clone(), error.retry()))
}

fn tokens(grant: &Grant) -> (String, String) {
    let keys: serde_json::Value = serde_json::from_slice(grant.secret.expose()).unwrap();
    let text = |name: &str| keys[name].as_str().unwrap_or_default().to_owned();
    (text("access"), text("refresh"))
}

#[test]
fn a_rotated_token_replaces_the_old_one_and_a_missing_one_does_not() {
    let token = |more: &str| fhir(200, format!(r#"{{"access_token":"at2","token_type":"bearer"{more}}}"#));
    let rotated =
        refresh(token(r#","refresh_token":"rt2","expires_in":60,"scope":"patient/Goal.rs","patient":"p1""#));
    let rotated = rotated.unwrap();
    assert_eq!(tokens(&rotated), ("at2".to_owned(), "rt2".to_owned()));
    assert_eq!(rotated.expires, Some(VirtualClock::new().now().saturating_add(Duration::from_secs(60))));
    assert_eq!((rotated.scopes, rotated.patient.id), (vec!["patient/Goal.rs".to_owned()], "p1".to_owned()));
    assert!(rotated.refreshable);
    let kept = refresh(token("")).unwrap();
    assert_eq!(tokens(&kept), ("at2".to_owned(), REFRESH.to_owned()));
    assert_eq!((kept.expires, kept.scopes), (None, vec!["patient/*.rs".to_owned()]));
    let another = refresh(token(r#","patient":"p2""#));
    assert_eq!(another.unwrap_err().0, ErrorKind::NeedsSignIn);
}

#[test]
fn a_dead_grant_needs_the_person_and_trouble_does_not() {
    let error = |status, error: &str| refresh(fhir(status, json!({"error": error}).to_string())).unwrap_err();
    for status in [400, 401, 403] {
        assert_eq!(error(status, "invalid_grant"), (ErrorKind::NeedsSignIn, Retry::Never), "{status}");
    }
    assert_eq!(error(401, "invalid_client").0, ErrorKind::Config("the portal does not know this client"));
    assert_eq!(refresh(reply(503, "text/html", "")).unwrap_err(), (ErrorKind::Busy(None), Retry::Soon));
    assert_eq!(refresh(reply(429, "text/html", "<")).unwrap_err(), (ErrorKind::Busy(None), Retry::Soon));
    assert_eq!(refresh(reply(502, "text/html", "<")).unwrap_err(), (ErrorKind::Portal(502), Retry::Soon));
    assert_eq!(refresh(reply(0, "", "")).unwrap_err(), (ErrorKind::Unreachable, Retry::Soon));
    // Without a refresh token there is nothing to ask with.
    let fake = Fake::new();
    let mut once = all();
    let secret = String::from_utf8(once.secret.expose().to_vec()).unwrap();
    let secret = secret.replace(&format!("\"{REFRESH}\""), "null");
    once.secret = backpack_core::SecretBytes::new(secret.into_bytes());
    assert_eq!(kind(run(connector().refresh(&fake.context(), &once))), ErrorKind::NeedsSignIn);
    assert_eq!(fake.log(), [] as [&str; 0]);
}

#[test]
fn revoking_ends_the_refresh_token_first() {
    let fake = Fake::new();
    fake.post("/revoke", reply(200, "", ""));
    run(connector().revoke(&fake.context(), &all())).unwrap();
    let ask = "POST https://portal.example/revoke";
    assert_eq!(
        fake.log(),
        [
            format!("{ask} token={REFRESH}&token_type_hint=refresh_token&client_id=my-app"),
            format!("{ask} token={ACCESS}&token_type_hint=access_token&client_id=my-app"),
        ]
    );
    let confidential = SmartConnector::new(options().with_client_secret("s".into())).unwrap();
    run(confidential.revoke(&fake.context(), &all())).unwrap();
    // `my-app:s`, in base64.
    let expected = format!("{ask} [Basic bXktYXBwOnM=] token={REFRESH}&token_type_hint=refresh_token");
    assert_eq!(fake.log()[0], expected);
}

#[test]
fn a_grant_that_did_not_end_is_not_said_to_have_ended() {
    let revoke = |status| {
        let fake = Fake::new();
        fake.post("/revoke", reply(status, "text/html", ""));
        kind(run(connector().revoke(&fake.context(), &all())))
    };
    assert_eq!(revoke(503), ErrorKind::Busy(None));
    assert_eq!(revoke(500), ErrorKind::Portal(500));
    assert_eq!(revoke(400), ErrorKind::Denied("the portal did not end the grant".to_owned()));
    assert_eq!(revoke(0), ErrorKind::Unreachable);
    // An access token that died with its refresh token is as dead as was wished.
    let fake = Fake::new();
    fake.post("/revoke", reply(200, "", "")).post("/revoke", reply(400, "", ""));
    assert!(run(connector().revoke(&fake.context(), &all())).is_ok());
}

#[test]
fn revocation_is_claimed_or_it_is_unsupported() {
    let mut dialect = Dialect::plain();
    dialect.tokens.revocation = Revocation::NotClaimed;
    let silent = SmartConnector::new(options().with_dialect(dialect)).unwrap();
    let fake = Fake::new();
    assert!(connector().descriptor().capabilities.revoke && !silent.descriptor().capabilities.revoke);
    assert_eq!(kind(run(silent.revoke(&fake.context(), &all()))), ErrorKind::Unsupported);
    let mut bare = all();
    let secret = String::from_utf8(bare.secret.expose().to_vec()).unwrap();
    let secret = secret.replace("\"https://portal.example/revoke\"", "null");
    bare.secret = backpack_core::SecretBytes::new(secret.into_bytes());
    let missing = ErrorKind::NotAPortal("it names no revocation_endpoint");
    assert_eq!(kind(run(connector().revoke(&fake.context(), &bare))), missing);
    assert_eq!(fake.log(), [] as [&str; 0]);
}
