//! Lasting access for an app that can keep no secret: a client of its own for each connection.

use std::sync::Arc;
use std::time::Duration;

use backpack_connect::{Connector as _, ErrorKind, Grant};
use backpack_core::Clock as _;
use backpack_smart::dialect::{Offered, Registration};
use backpack_smart::{Access, Dialect, SmartConnector, SmartOptions};
use backpack_testkit::{VirtualClock, run};
use serde_json::{Value, json};

use crate::fake::{Fake, Reply, json as fhir, kind, options, reply};
use crate::signer::{open, verifies};
use crate::visit::{back, begin, form, keys, portal, signed_in, token_of};

const SCOPE: &str = "system/DynamicClient.register";
const ASSERTED: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

fn row() -> SmartOptions {
    let mut dialect = Dialect::plain();
    dialect.tokens.refresh.offered = Offered::Confidential;
    dialect.registration =
        Registration::Protected { scope: SCOPE.to_owned(), endpoint: "oauth2/register".to_owned() };
    options().with_dialect(dialect)
}

fn connector() -> SmartConnector {
    SmartConnector::new(row()).unwrap()
}

/// A portal whose first token has this scope, whose registration answers so, and whose second token is `second`.
fn clinic(scope: &str, registration: Reply, second: Reply) -> Arc<Fake> {
    let fake = portal(&json!({}));
    let first = token_of(&json!({"access_token": "first", "scope": scope, "expires_in": 3600}));
    fake.post("/token", fhir(200, first.to_string())).post("/token", second);
    fake.post("/register", registration);
    fake
}

fn registered(more: &str) -> Reply {
    fhir(201, format!(r#"{{"client_id":"own-1"{more}}}"#))
}

fn second(more: Value) -> Reply {
    let mut token = token_of(&json!({"access_token": "second", "expires_in": 600, "patient": null}));
    token.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    fhir(200, token.to_string())
}

/// Signs in; returns the grant, and what was asked after the browser came back.
fn visit(fake: &Arc<Fake>) -> Result<Grant, ErrorKind> {
    let connector = connector();
    let sent = begin(fake, &connector);
    fake.log();
    match back(fake, &connector, &sent, "code=c1")? {
        backpack_connect::Step::Done(grants) => Ok(grants.into_iter().next().unwrap()),
        other => panic!("{other:?}"),
    }
}

fn after(seconds: u64) -> Option<backpack_core::Timestamp> {
    Some(VirtualClock::new().now().saturating_add(Duration::from_secs(seconds)))
}

#[test]
fn the_first_token_registers_a_key_and_the_key_gives_every_other_token() {
    let scope = format!("launch/patient patient/*.rs {SCOPE}");
    let fake = clinic(&scope, registered(""), second(json!({"scope": "patient/*.rs"})));
    let asked = begin(&fake, &connector()).0["scope"].clone();
    assert_eq!(asked, format!("launch/patient openid fhirUser {SCOPE} patient/*.rs"));
    let grant = visit(&fake).unwrap();
    let log = fake.log();
    let [exchange, register, token] = &log[..] else { panic!("{log:?}") };
    assert_eq!(form(exchange)["grant_type"], "authorization_code");
    let body =
        register.strip_prefix("POST https://portal.example/register accept=application/json [Bearer first] ");
    let body: Value = serde_json::from_str(body.unwrap()).unwrap();
    let jwk = body["jwks"]["keys"][0].clone();
    assert_eq!(body, json!({"software_id": "my-app", "jwks": {"keys": [jwk]}}));
    assert_eq!((&jwk["alg"], &jwk["crv"], jwk.get("d")), (&json!("ES384"), &json!("P-384"), None));
    let mut sent = form(token);
    let assertion = sent.remove("assertion").unwrap();
    let expected = [("client_id", "own-1"), ("grant_type", ASSERTED)];
    assert_eq!(sent, expected.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
    assert!(!token.contains('['), "nothing but the assertion proves it: {token}");
    assert!(verifies(&jwk, &assertion));
    let (header, claims) = open(&assertion);
    assert_eq!(header["kid"], jwk["kid"]);
    let exp = VirtualClock::new().now().as_millis() / 1000 + 240;
    let (aud, jti) = ("https://portal.example/token", &claims["jti"]);
    assert_eq!(claims, json!({"iss": "own-1", "sub": "own-1", "aud": aud, "exp": exp, "jti": jti}));
    assert_eq!(
        (&*grant.patient.id, &grant.scopes[..], grant.refreshable),
        ("p1", &["patient/*.rs".to_owned()][..], true)
    );
    assert_eq!((grant.expires, &keys(&grant)["access"]), (after(600), &json!("second")));
    // Another connection has another key.
    let other = visit(&clinic(&scope, registered(""), second(json!({})))).unwrap();
    assert_ne!(keys(&grant)["registered"]["key"], keys(&other)["registered"]["key"]);
    // And nothing of it shows.
    let key = keys(&grant)["registered"]["key"].as_str().unwrap().to_owned();
    assert!(!format!("{grant:?}").contains(&key));
}

#[test]
fn a_refresh_is_a_new_assertion() {
    let fake = clinic(SCOPE, registered(""), second(json!({})));
    let grant = visit(&fake).unwrap();
    let first = form(&fake.log()[2]);
    let refresh = |token: Reply| {
        let fake = Fake::new();
        fake.post("/token", token);
        let fresh = run(connector().refresh(&fake.context(), &grant));
        (fresh.map_err(|error| error.kind().clone()), fake.log())
    };
    let (fresh, log) = refresh(second(json!({"access_token": "third"})));
    let fresh = fresh.unwrap();
    let sent = form(&log[0]);
    assert_eq!((log.len(), &*sent["grant_type"], &*sent["client_id"]), (1, ASSERTED, "own-1"));
    let jti = |form: &std::collections::BTreeMap<String, String>| open(&form["assertion"]).1["jti"].clone();
    assert_ne!(jti(&first), jti(&sent));
    assert_eq!(
        (&keys(&fresh)["access"], fresh.refreshable, fresh.expires),
        (&json!("third"), true, after(600))
    );
    assert_eq!(keys(&fresh)["registered"], keys(&grant)["registered"]);
    let refused =
        |status, error: &str| refresh(fhir(status, json!({"error": error}).to_string())).0.unwrap_err();
    // A client that the portal does not know any more: signing in makes a new one.
    assert_eq!(refused(400, "invalid_grant"), ErrorKind::NeedsSignIn);
    assert_eq!(refused(401, "invalid_client"), ErrorKind::NeedsSignIn);
    assert_eq!(refresh(reply(503, "", "")).0.unwrap_err(), ErrorKind::Busy(None));
    assert_eq!(refresh(second(json!({"patient": "p2"}))).0.unwrap_err(), ErrorKind::NeedsSignIn);
}

#[test]
fn without_a_client_of_its_own_the_access_ends_with_the_first_token() {
    let online = |fake: &Arc<Fake>, asked: usize| {
        let grant = visit(fake).unwrap();
        assert_eq!(fake.log().len(), asked);
        let shown = (
            keys(&grant)["access"].clone(),
            keys(&grant)["registered"].clone(),
            grant.refreshable,
            grant.expires,
        );
        assert_eq!(shown, (json!("first"), Value::Null, false, after(3600)));
        let fake = Fake::new();
        assert_eq!(kind(run(connector().refresh(&fake.context(), &grant))), ErrorKind::NeedsSignIn);
    };
    online(&clinic("patient/*.rs", registered(""), second(json!({}))), 1);
    for status in [0, 400, 401, 403, 404, 500, 503] {
        online(&clinic(SCOPE, reply(status, "text/html", "<"), second(json!({}))), 2);
    }
    for body in ["", "{}", "[]", r#"{"client_id":7}"#] {
        online(&clinic(SCOPE, fhir(201, body), second(json!({}))), 2);
    }
    // Portals differ in its capital letters.
    let other = SCOPE.replace("Dynamic", "dynamic");
    assert!(visit(&clinic(&other, registered(""), second(json!({})))).unwrap().refreshable);
    let asked = SmartConnector::new(row().with_access(Access::Online)).unwrap();
    assert!(!begin(&portal(&json!({})), &asked).0["scope"].contains(SCOPE));
}

#[test]
fn the_endpoint_is_the_portals_own_else_beside_its_authorization() {
    let fake = portal(
        &json!({"registration_endpoint": null, "authorization_endpoint": "https://portal.example/auth/authorize"}),
    );
    let grant = signed_in(&fake, &connector(), |_| json!({"scope": SCOPE})).unwrap();
    assert!(fake.log()[1].starts_with("POST https://portal.example/auth/oauth2/register "));
    assert!(!grant.refreshable);
}

#[test]
fn a_second_token_that_does_not_come_is_asked_for_later_and_one_for_another_person_ends_it() {
    for trouble in [reply(0, "", ""), reply(503, "", ""), reply(502, "", "")] {
        let grant = visit(&clinic(SCOPE, registered(""), trouble)).unwrap();
        // The first token is dead by now, so that the next use refreshes.
        assert_eq!((grant.refreshable, grant.expires), (true, after(0)));
    }
    let refused = fhir(400, r#"{"error":"invalid_grant"}"#);
    assert_eq!(visit(&clinic(SCOPE, registered(""), refused)).unwrap_err(), ErrorKind::NeedsSignIn);
    let other = visit(&clinic(SCOPE, registered(""), second(json!({"patient": "p2"}))));
    assert_eq!(other.unwrap_err(), ErrorKind::WrongAnswer("its second token is for another patient"));
}

#[test]
fn disconnecting_ends_the_client_where_the_portal_lets_it() {
    let management = r#","registration_client_uri":"https://portal.example/register/own-1","registration_access_token":"rat""#;
    let grant = visit(&clinic(SCOPE, registered(management), second(json!({})))).unwrap();
    let fake = Fake::new();
    fake.post("/revoke", reply(200, "", "")).delete("/register/own-1", reply(204, "", ""));
    run(connector().revoke(&fake.context(), &grant)).unwrap();
    let log = fake.log();
    let [revoke, delete] = &log[..] else { panic!("{log:?}") };
    let sent = form(revoke);
    assert_eq!((&*sent["token"], &*sent["client_id"]), ("second", "own-1"));
    assert_eq!(open(&sent["client_assertion"]).1["sub"], "own-1");
    assert_eq!(delete, "DELETE https://portal.example/register/own-1 [Bearer rat]");
    // What counts is that the client ended: without it no token holds.
    let fake = Fake::new();
    fake.delete("/register/own-1", reply(204, "", ""));
    assert!(run(connector().revoke(&fake.context(), &grant)).is_ok());
    let fake = Fake::new();
    fake.post("/revoke", reply(200, "", "")).delete("/register/own-1", reply(503, "", ""));
    assert_eq!(kind(run(connector().revoke(&fake.context(), &grant))), ErrorKind::Busy(None));
    let plain = visit(&clinic(SCOPE, registered(""), second(json!({})))).unwrap();
    let fake = Fake::new();
    assert_eq!(kind(run(connector().revoke(&fake.context(), &plain))), ErrorKind::Portal(404));
}
