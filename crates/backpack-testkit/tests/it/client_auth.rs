//! How clients prove themselves at the token endpoint.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at the first surprise")]

use std::sync::Arc;

use backpack_core::Clock as _;
use backpack_dialect::{ClientAuthentication, Dialect};
use backpack_testkit::VirtualClock;
use backpack_testkit::portal::{Client, DemoPortal, PortalOptions};
use backpack_testkit::run;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::client::{Answer, code, discovery, exchange_with, post_with};
use crate::keys::Key;
use crate::portal::{EVERYTHING, person};

const SECRET: &str = "s3cret:with/odd+characters";
const ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

async fn with(client: Client, dialect: Dialect) -> DemoPortal {
    let clock = Arc::new(VirtualClock::new());
    let options = PortalOptions::people(vec![person()]).approved().clock(clock);
    DemoPortal::start(options.client(client).speaking(dialect)).await.unwrap()
}

fn basic(id: &str, secret: &str) -> String {
    let coded = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    format!("Basic {}", STANDARD.encode(format!("{}:{}", coded(id), coded(secret))))
}

async fn outcome(portal: &DemoPortal, form: &[(&str, &str)], headers: &[(&str, &str)]) -> (u16, Value) {
    let answer = exchange_with(portal, &code(portal, EVERYTHING).await, form, headers).await;
    (answer.status, answer.json()["error"].clone())
}

fn refused() -> (u16, Value) {
    (401, json!("invalid_client"))
}

const GIVEN: (u16, Value) = (200, Value::Null);

#[test]
fn a_secret_comes_in_the_header_or_in_the_body_and_only_once() {
    run(async {
        let portal = with(Client::Secret(SECRET.to_owned()), Dialect::plain()).await;
        let header = basic(portal.client_id(), SECRET);
        let wrong = basic(portal.client_id(), "wrong");
        let header = ("Authorization", header.as_str());
        assert_eq!(outcome(&portal, &[], &[header]).await, GIVEN);
        assert_eq!(outcome(&portal, &[("client_id", "")], &[header]).await, GIVEN);
        assert_eq!(outcome(&portal, &[("client_secret", SECRET)], &[]).await, GIVEN);
        assert_eq!(outcome(&portal, &[("client_secret", SECRET)], &[header]).await, refused());
        assert_eq!(outcome(&portal, &[], &[("Authorization", &wrong)]).await, refused());
        assert_eq!(outcome(&portal, &[("client_id", "another")], &[header]).await, refused());
        assert_eq!(outcome(&portal, &[], &[]).await, refused());
        let answer = exchange_with(&portal, "x", &[], &[]).await;
        assert_eq!(answer.header("www-authenticate"), "Basic realm=\"demo portal\"");
    });
}

#[test]
fn a_public_client_may_not_try_to_prove_itself() {
    run(async {
        let portal = with(Client::Public, Dialect::plain()).await;
        let header = basic(portal.client_id(), "");
        assert_eq!(outcome(&portal, &[], &[]).await, GIVEN);
        assert_eq!(outcome(&portal, &[], &[("Authorization", &header)]).await, refused());
        assert_eq!(outcome(&portal, &[("client_secret", "guess")], &[]).await, refused());
    });
}

#[test]
fn a_row_says_which_ways_there_are() {
    run(async {
        let mut dialect = Dialect::plain();
        dialect.tokens.authentication = vec![ClientAuthentication::ClientSecretBasic];
        let portal = with(Client::Secret(SECRET.to_owned()), dialect.clone()).await;
        let header = basic(portal.client_id(), SECRET);
        assert_eq!(outcome(&portal, &[], &[("Authorization", &header)]).await, GIVEN);
        assert_eq!(outcome(&portal, &[("client_secret", SECRET)], &[]).await, refused());
        let document = discovery(&portal).await;
        assert_eq!(document["token_endpoint_auth_methods_supported"], json!(["client_secret_basic"]));
        let capabilities = document["capabilities"].as_array().unwrap();
        assert!(capabilities.contains(&json!("client-confidential-symmetric")));
        assert!(!capabilities.contains(&json!("client-public")));
        let public = with(Client::Public, dialect).await;
        assert_eq!(outcome(&public, &[], &[]).await, refused());
    });
}

/// What a good client says of itself, for this portal and at this portal's time.
fn claims(portal: &DemoPortal, id: &str) -> Value {
    let now = VirtualClock::new().now().as_millis() / 1_000;
    let client = portal.client_id();
    json!({
        "iss": client, "sub": client, "aud": format!("{}/token", portal.origin()),
        "iat": now, "exp": now + 300, "jti": id,
    })
}

async fn assert_with(portal: &DemoPortal, assertion: &str) -> Answer {
    let form = [("client_assertion_type", ASSERTION), ("client_assertion", assertion)];
    exchange_with(portal, &code(portal, EVERYTHING).await, &form, &[]).await
}

#[test]
fn an_assertion_by_a_registered_key_is_good_once() {
    run(async {
        for key in [Key::rs384(), Key::es384()] {
            let portal = with(Client::Keys(key.public()), Dialect::plain()).await;
            let assertion = key.signed(&key.header(), &claims(&portal, "first"));
            let given = assert_with(&portal, &assertion).await;
            assert_eq!(given.status, 200, "{}", given.text());
            assert_eq!(assert_with(&portal, &assertion).await.status, 401, "the same assertion again");
            let refresh_token = given.json()["refresh_token"].as_str().unwrap().to_owned();
            let next = key.signed(&key.header(), &claims(&portal, "second"));
            let form = [
                ("grant_type", "refresh_token"),
                ("refresh_token", refresh_token.as_str()),
                ("client_assertion_type", ASSERTION),
                ("client_assertion", next.as_str()),
            ];
            assert_eq!(post_with(&portal, "/token", &form, &[]).await.status, 200);
        }
    });
}

#[test]
fn an_assertion_must_be_right_in_every_part() {
    run(async {
        let key = Key::es384();
        let portal = with(Client::Keys(key.public()), Dialect::plain()).await;
        let now = VirtualClock::new().now().as_millis() / 1_000;
        let wrong_claims = [
            ("iss", json!("another")),
            ("sub", json!("another")),
            ("aud", json!(portal.fhir_base())),
            ("exp", json!(now - 61)),
            ("exp", json!(now + 3_600)),
            ("jti", json!("")),
        ];
        for (name, value) in wrong_claims {
            let mut claims = claims(&portal, "x");
            claims[name] = value;
            assert_eq!(assert_with(&portal, &key.signed(&key.header(), &claims)).await.status, 401, "{name}");
        }
        for (name, value) in
            [("kid", json!("other")), ("kid", json!(1)), ("alg", json!("none")), ("typ", json!(null))]
        {
            let mut header = key.header();
            header[name] = value;
            let assertion = key.signed(&header, &claims(&portal, "x"));
            assert_eq!(assert_with(&portal, &assertion).await.status, 401, "{name}");
        }
        let stranger = Key::es384();
        let assertion = stranger.signed(&stranger.header(), &claims(&portal, "x"));
        assert_eq!(assert_with(&portal, &assertion).await.status, 401, "another key");
        assert_eq!(assert_with(&portal, "no.token").await.status, 401);
        assert_eq!(outcome(&portal, &[], &[]).await, refused());
        let good = key.signed(&key.header(), &claims(&portal, "x"));
        assert_eq!(assert_with(&portal, &good).await.status, 200, "what was refused used nothing up");
    });
}
