//! Who signed in is believed when the issuer's own key says it, to this app, in this sign-in.

use std::sync::Arc;

use backpack_connect::ErrorKind;
use backpack_smart::{Dialect, SmartConnector};
use serde_json::{Value, json};

use crate::fake::{Fake, connector, options, reply};
use crate::signer::Signer;
use crate::token::claims_of;
use crate::visit::{keys, portal, signed_in};

const ISSUER: &str = "https://portal.example";

fn publish(fake: &Fake, issuer: &str, keys: &[Value]) {
    let configuration = json!({"issuer": issuer, "jwks_uri": format!("{issuer}/jwks")});
    let configuration = reply(200, "application/json", configuration.to_string());
    fake.get(&format!("{issuer}/.well-known/openid-configuration"), configuration);
    let keys = reply(200, "application/json", json!({"keys": keys}).to_string());
    fake.get(&format!("{issuer}/jwks"), keys);
}

/// Signs in with an id token of these claims; returns how it was checked, and who signed in.
fn with(
    fake: &Arc<Fake>,
    connector: &SmartConnector,
    id_token: impl Fn(&Value) -> String,
    claims: &Value,
) -> Result<(Value, Option<String>), ErrorKind> {
    let answer = |nonce: &str| json!({"id_token": id_token(&claims_of(nonce, claims))});
    signed_in(fake, connector, answer).map(|grant| (keys(&grant)["identity"].clone(), grant.user.clone()))
}

fn wrong<T>(what: &'static str) -> Result<T, ErrorKind> {
    Err(ErrorKind::WrongAnswer(what))
}

#[test]
fn each_allowed_algorithm_is_checked_with_the_issuers_key() {
    for algorithm in ["RS256", "RS384", "ES256", "ES384"] {
        let (fake, signer) = (portal(&json!({})), Signer::new(algorithm));
        publish(&fake, ISSUER, &[Signer::new("ES256").jwk("other"), signer.jwk("k1")]);
        let signed = with(&fake, &connector(), |claims| signer.sign(Some("k1"), claims), &json!({}));
        assert_eq!(signed, Ok((json!("signature"), None)), "{algorithm}");
        let log = fake.log();
        let asked: Vec<_> = log.iter().map(|line| line.split(' ').nth(1).unwrap()).collect();
        let expected = [
            "https://portal.example/token",
            "https://portal.example/.well-known/openid-configuration",
            "https://portal.example/jwks",
        ];
        assert_eq!(asked, expected);
        assert!(!log[1..].iter().any(|line| line.contains('[')), "no credential goes there: {log:?}");
    }
}

#[test]
fn a_signature_of_anybody_else_ends_the_sign_in() {
    let signer = Signer::new("ES256");
    let none = |claims: &Value| {
        let signed = signer.sign(Some("k1"), claims);
        let (_, rest) = signed.split_once('.').unwrap();
        // {"alg":"none"}
        format!("eyJhbGciOiJub25lIn0.{}.", rest.split('.').next().unwrap())
    };
    let other = Signer::new("ES256");
    let algorithm = "its id token is not signed by an algorithm that is believed";
    let signature = "the signature of its id token";
    let fake = || {
        let fake = portal(&json!({}));
        publish(&fake, ISSUER, &[signer.jwk("k1"), other.jwk("k2")]);
        fake
    };
    let ask = |id_token: &dyn Fn(&Value) -> String| with(&fake(), &connector(), id_token, &json!({}));
    assert_eq!(ask(&none), wrong(algorithm));
    assert_eq!(ask(&|claims| other.sign(Some("k1"), claims)), wrong(signature));
    assert_eq!(ask(&|claims| signer.sign(Some("k3"), claims)), wrong(signature));
    // Without a name two keys fit, and nobody guesses.
    assert_eq!(ask(&|claims| signer.sign(None, claims)), wrong(signature));
    assert_eq!(ask(&|_| "nonsense".to_owned()), wrong("its id token cannot be read"));
    let alone = portal(&json!({}));
    publish(&alone, ISSUER, &[signer.jwk("k1")]);
    let unnamed = with(&alone, &connector(), |claims| signer.sign(None, claims), &json!({}));
    assert_eq!(unnamed, Ok((json!("signature"), None)));
    // Even where no keys are published, an unsigned token is none.
    assert_eq!(with(&portal(&json!({})), &connector(), none, &json!({})), wrong(algorithm));
}

#[test]
fn every_claim_is_as_it_must_be() {
    let now = claims_of("", &json!({}))["iat"].as_i64().unwrap();
    let time = "its id token is not of now; is the clock of this machine right?";
    let app = "its id token is for another app";
    let rows = [
        (json!({"iss": "https://evil.example"}), Some("the issuer of its id token")),
        (json!({"iss": "https://portal.example/"}), Some("the issuer of its id token")),
        (json!({"iss": null}), Some("its id token names no issuer")),
        (json!({"sub": ""}), Some("its id token names nobody")),
        (json!({"aud": "other"}), Some(app)),
        (json!({"aud": null}), Some(app)),
        (json!({"aud": ["my-app"]}), None),
        (json!({"aud": ["my-app", "other"]}), Some(app)),
        (json!({"aud": ["my-app", "other"], "azp": "my-app"}), None),
        (json!({"aud": ["my-app", "other"], "azp": "other"}), Some(app)),
        (json!({"azp": "other"}), Some(app)),
        (json!({"exp": now - 299}), None),
        (json!({"exp": now - 300}), Some(time)),
        (json!({"exp": null}), Some("its id token names no time")),
        (json!({"exp": "soon"}), Some("its id token names no time")),
        (json!({"iat": now + 300}), None),
        (json!({"iat": now + 301}), Some(time)),
        (json!({"iat": null}), Some("its id token names no time")),
        (json!({"nbf": now + 301}), Some(time)),
        (json!({"nonce": "x"}), Some("the nonce of its id token")),
        (json!({"nonce": null}), Some("the nonce of its id token")),
        (json!({"exp": 1e300}), None),
    ];
    for published in [true, false] {
        for (claims, expected) in &rows {
            let (fake, signer) = (portal(&json!({})), Signer::new("ES256"));
            if published {
                publish(&fake, ISSUER, &[signer.jwk("k1")]);
            }
            let found = with(&fake, &connector(), |claims| signer.sign(Some("k1"), claims), claims);
            let way = if published { "signature" } else { "transport" };
            let expected = expected.map_or(Ok((json!(way), None)), wrong);
            assert_eq!(found, expected, "{claims} {published}");
        }
    }
}

#[test]
fn a_portal_without_keys_is_believed_by_its_connection_and_trouble_is_not_taken_for_that() {
    let signer = Signer::new("RS256");
    let sign = |claims: &Value| signer.sign(Some("k1"), claims);
    let configured = |status, body: Value| {
        let fake = portal(&json!({}));
        let body = reply(status, "application/json", body.to_string());
        fake.get("https://portal.example/.well-known/openid-configuration", body);
        with(&fake, &connector(), sign, &json!({})).map(|(way, _)| way)
    };
    assert_eq!(configured(404, json!({})), Ok(json!("transport")));
    assert_eq!(configured(401, json!({})), Ok(json!("transport")));
    assert_eq!(configured(200, json!([])), Ok(json!("transport")));
    assert_eq!(configured(200, json!({"issuer": ISSUER})), Ok(json!("transport")));
    assert_eq!(configured(503, json!({})), Err(ErrorKind::Busy(None)));
    assert_eq!(configured(0, json!({})), Err(ErrorKind::Unreachable));
    assert_eq!(
        configured(200, json!({"issuer": "https://evil.example"})),
        wrong("the configuration of its issuer names another issuer")
    );
    let insecure = json!({"issuer": ISSUER, "jwks_uri": "http://portal.example/jwks"});
    assert_eq!(configured(200, insecure), Err(ErrorKind::Malformed("its keys are not at https")));
    let missing = json!({"issuer": ISSUER, "jwks_uri": "https://portal.example/none"});
    assert_eq!(configured(200, missing), Err(ErrorKind::Portal(404)));
    // Its smart-configuration may name the keys where its issuer has no configuration.
    let fake = portal(&json!({"jwks_uri": "https://portal.example/keys"}));
    let keys = json!({"keys": [signer.jwk("k1")]}).to_string();
    fake.get("/keys", reply(200, "application/json", keys));
    assert_eq!(with(&fake, &connector(), sign, &json!({})), Ok((json!("signature"), None)));
    let fake = portal(&json!({"jwks_uri": "https://portal.example/keys"}));
    fake.get("/keys", reply(200, "text/html", "<html>"));
    let none = Err(ErrorKind::Malformed("its keys are no key set"));
    assert_eq!(with(&fake, &connector(), sign, &json!({})), none);
}

#[test]
fn an_issuer_that_the_row_vouches_for_is_asked_for_its_own_keys() {
    const LOGIN: &str = "https://login.example/oauth";
    let signer = Signer::new("ES384");
    let mut dialect = Dialect::plain();
    let visit = |dialect: &Dialect| {
        let fake = portal(&json!({}));
        publish(&fake, LOGIN, &[signer.jwk("k1")]);
        let connector = SmartConnector::new(options().with_dialect(dialect.clone())).unwrap();
        let sign = |claims: &Value| signer.sign(Some("k1"), claims);
        with(&fake, &connector, sign, &json!({"iss": LOGIN})).map(|(way, _)| way)
    };
    assert_eq!(visit(&dialect), wrong("the issuer of its id token"));
    dialect.tokens.issuers = vec![LOGIN.to_owned()];
    assert_eq!(visit(&dialect), Ok(json!("signature")));
    // A portal that names no issuer at all: nobody vouches for one, so that none is asked.
    let fake = portal(&json!({"issuer": null}));
    publish(&fake, "https://evil.example", &[]);
    let sign = |claims: &Value| signer.sign(Some("k1"), claims);
    let found = with(&fake, &connector(), sign, &json!({"iss": "https://evil.example"}));
    assert_eq!((found, fake.log().len()), (Ok((json!("transport"), None)), 1));
}

#[test]
fn who_signed_in_is_recorded_when_it_is_somebody_else() {
    let signer = Signer::new("ES256");
    let user = |user: Value| {
        let fake = portal(&json!({}));
        publish(&fake, ISSUER, &[signer.jwk("k1")]);
        let sign = |claims: &Value| signer.sign(Some("k1"), claims);
        let found = with(&fake, &connector(), sign, &json!({"fhirUser": user})).unwrap().1;
        assert_eq!(fake.log().len(), 3, "nobody asks for it");
        found
    };
    assert_eq!(user(json!("Patient/p1")), None);
    assert_eq!(user(json!("https://portal.example/fhir/Patient/p1")), None);
    assert_eq!(user(json!("RelatedPerson/mum")), Some("RelatedPerson/mum".to_owned()));
    assert_eq!(user(json!("Patient/mum")), Some("Patient/mum".to_owned()));
    let elsewhere = "https://other.example/fhir/Patient/p1";
    assert_eq!(user(json!(elsewhere)), Some(elsewhere.to_owned()));
    for nonsense in [json!(""), json!(7), json!("a\nb"), json!("x".repeat(513)), Value::Null] {
        assert_eq!(user(nonsense), None);
    }
}

#[test]
fn an_id_token_that_nobody_asked_for_is_not_looked_at() {
    let connector = SmartConnector::new(options().with_scopes(["launch/patient", "patient/*.rs"])).unwrap();
    let grant = signed_in(&portal(&json!({})), &connector, |_| json!({"id_token": "nonsense"})).unwrap();
    assert_eq!((keys(&grant)["identity"].clone(), grant.user), (Value::Null, None));
}
