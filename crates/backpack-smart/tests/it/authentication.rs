//! How the app proves who asks: four ways, at four endpoints.

use std::collections::BTreeMap;
use std::time::Duration;

use backpack_connect::{Connector as _, ErrorKind};
use backpack_core::Clock as _;
use backpack_smart::dialect::ClientAuthentication as Way;
use backpack_smart::{ClientKey, Dialect, SmartConnector, SmartOptions};
use backpack_testkit::{VirtualClock, run};
use serde_json::{Value, json};

use crate::fake::{kind, options, reply};
use crate::signer::{open, rsa, verifies};
use crate::visit::{form, portal, signed_in};

const TOKEN: &str = "https://portal.example/token";

/// Signs in, refreshes, introspects and revokes; returns what each request proved, `Authorization` first.
fn proofs(options: SmartOptions, methods: Value) -> Vec<(Option<String>, BTreeMap<String, String>)> {
    let fake = portal(&json!({"token_endpoint_auth_methods_supported": methods}));
    let connector = SmartConnector::new(options).unwrap();
    let grant = signed_in(&fake, &connector, |_| json!({"refresh_token": "rt"})).unwrap();
    fake.post("/introspect", reply(200, "application/json", r#"{"active":true}"#));
    fake.post("/revoke", reply(200, "", ""));
    let context = fake.context();
    run(connector.refresh(&context, &grant)).unwrap();
    run(connector.introspect(&context, &grant)).unwrap();
    run(connector.revoke(&context, &grant)).unwrap();
    let proof = |line: &String| {
        let header = line.split_once(" [").map(|(_, rest)| rest.split(']').next().unwrap().to_owned());
        let mut form = form(line);
        form.retain(|name, _| name.starts_with("client_"));
        (header, form)
    };
    let log = fake.log();
    let paths: Vec<_> =
        log.iter().map(|line| line.split(' ').nth(1).unwrap().rsplit('/').next().unwrap()).collect();
    assert_eq!(paths, ["token", "token", "introspect", "revoke", "revoke"]);
    log.iter().map(proof).collect()
}

fn map<const N: usize>(pairs: [(&str, &str); N]) -> BTreeMap<String, String> {
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).into()
}

#[test]
fn public_and_secret_clients_prove_themselves_the_same_way_everywhere() {
    let public = (None, map([("client_id", "my-app")]));
    assert_eq!(proofs(options(), json!(["private_key_jwt"])), vec![public; 5]);
    let secret = || options().with_client_secret("s".into());
    // `my-app:s`, in base64.
    let basic = (Some("Basic bXktYXBwOnM=".to_owned()), map([]));
    for methods in
        [Value::Null, json!(["client_secret_basic", "client_secret_post"]), json!("wrong"), json!(["x"])]
    {
        assert_eq!(proofs(secret(), methods), vec![basic.clone(); 5]);
    }
    let body = (None, map([("client_id", "my-app"), ("client_secret", "s")]));
    assert_eq!(proofs(secret(), json!(["client_secret_post"])), vec![body.clone(); 5]);
    let mut dialect = Dialect::plain();
    dialect.tokens.authentication = vec![Way::ClientSecretPost, Way::ClientSecretBasic];
    assert_eq!(proofs(secret().with_dialect(dialect.clone()), Value::Null), vec![body; 5]);
    dialect.tokens.authentication = vec![Way::None];
    let silent = (None, map([("client_id", "my-app")]));
    assert_eq!(proofs(secret().with_dialect(dialect.clone()), Value::Null), vec![silent.clone(); 5]);
    // A row may be wrong: an app that has nothing of what it names is not turned away for that.
    dialect.tokens.authentication = vec![Way::PrivateKeyJwt];
    assert_eq!(proofs(options().with_dialect(dialect), Value::Null), vec![silent; 5]);
}

#[test]
fn an_assertion_is_signed_anew_for_each_request() {
    let curve = ClientKey::generate().unwrap();
    let jwk = curve.public_jwk().unwrap();
    for (key, jwk) in [(rsa(), rsa().public_jwk().unwrap()), (curve, jwk)] {
        let kid = key.kid().to_owned();
        let mut seen = Vec::new();
        // A key is preferred to a secret.
        let options = options().with_client_secret("s".into()).with_client_key(key);
        for (header, form) in proofs(options, json!(["client_secret_basic", "private_key_jwt"])) {
            assert_eq!(header, None);
            let mut form = form;
            let assertion = form.remove("client_assertion").unwrap();
            let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
            assert_eq!(form, map([("client_assertion_type", kind), ("client_id", "my-app")]));
            assert!(verifies(&jwk, &assertion));
            let (header, claims) = open(&assertion);
            assert_eq!(header, json!({"alg": jwk["alg"], "kid": kid, "typ": "JWT"}));
            let jti = claims["jti"].as_str().unwrap().to_owned();
            let exp = VirtualClock::new().now().as_millis() / 1000 + 240;
            let expected = json!({"iss": "my-app", "sub": "my-app", "aud": TOKEN, "exp": exp, "jti": jti});
            assert_eq!(claims, expected);
            assert!(jti.len() >= 22 && !seen.contains(&jti));
            seen.push(jti);
        }
        assert_eq!(seen.len(), 5);
    }
}

#[test]
fn a_secret_past_its_end_is_not_sent() {
    let clock = VirtualClock::new();
    let end = clock.now().saturating_add(Duration::from_secs(1));
    let make = || options().with_client_secret("s".into()).with_client_secret_expires(end);
    let connector = SmartConnector::new(make()).unwrap();
    let fake = portal(&json!({}));
    let grant = signed_in(&fake, &connector, |_| json!({"refresh_token": "rt"})).unwrap();
    clock.advance(Duration::from_secs(1));
    fake.log();
    let refused = run(connector.refresh(&fake.context_at(&clock), &grant));
    let ended = ErrorKind::Config("the client secret has ended: register again");
    assert_eq!((kind(refused), fake.log()), (ended, Vec::<String>::new()));
}

#[test]
fn introspection_says_what_holds_and_what_does_not() {
    let fake = |body: &str, status| {
        let fake = portal(&json!({}));
        fake.post("/introspect", reply(status, "application/json", body));
        fake
    };
    let ask = |status, body: &str, dialect: Dialect| {
        let fake = fake(body, status);
        let connector = SmartConnector::new(options().with_dialect(dialect)).unwrap();
        let grant = signed_in(&fake, &connector, |_| json!({})).unwrap();
        fake.log();
        let found = run(connector.introspect(&fake.context(), &grant));
        (found.map_err(|error| error.kind().clone()), fake.log())
    };
    let body = r#"{"active":true,"scope":"a b","exp":1767225660,"patient":"p1"}"#;
    let (found, log) = ask(200, body, Dialect::plain());
    let found = found.unwrap();
    let minute = VirtualClock::new().now().saturating_add(Duration::from_secs(60));
    assert_eq!((found.scopes, found.expires), (Some(vec!["a".to_owned(), "b".to_owned()]), Some(minute)));
    assert_eq!(found.patient.as_deref(), Some("p1"));
    let line = "POST https://portal.example/introspect accept=application/json";
    let pairs = "token=at&token_type_hint=access_token";
    assert_eq!(log, [format!("{line} {pairs}&client_id=my-app")]);
    let mut bearer = Dialect::plain();
    bearer.tokens.introspection = backpack_smart::dialect::Introspection::Bearer;
    let (found, log) = ask(200, r#"{"active":true,"patient":"../x","exp":"soon","scope":7}"#, bearer);
    let found = found.unwrap();
    assert_eq!((found.scopes, found.expires, found.patient), (None, None, None));
    assert_eq!(log, [format!("{line} [Bearer at] {pairs}")]);
    let refused = |status, body: &str| ask(status, body, Dialect::plain()).0.unwrap_err();
    assert_eq!(refused(200, r#"{"active":false}"#), ErrorKind::NeedsSignIn);
    assert_eq!(refused(200, "{}"), ErrorKind::Malformed("its introspection does not say active"));
    assert_eq!(refused(200, "<"), ErrorKind::Malformed("its introspection is no JSON object"));
    assert_eq!(refused(401, ""), ErrorKind::Config("the portal does not know this client"));
    assert_eq!(refused(503, ""), ErrorKind::Busy(None));
    let silent = portal(&json!({"introspection_endpoint": null}));
    let connector = SmartConnector::new(options()).unwrap();
    let grant = signed_in(&silent, &connector, |_| json!({})).unwrap();
    assert_eq!(kind(run(connector.introspect(&silent.context(), &grant))), ErrorKind::Unsupported);
}
