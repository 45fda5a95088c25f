//! Apps that register themselves: openly, with a token, and for one connection with a key of its own.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::sync::Arc;

use backpack_core::Clock as _;
use backpack_dialect::{Dialect, Redirects, Registration};
use backpack_testkit::VirtualClock;
use backpack_testkit::portal::{AppRegistration, DemoPortal, PortalOptions};
use backpack_testkit::run;
use serde_json::{Value, json};

use crate::client::{
    Answer, Client, REDIRECT, authorize, code, discovery, exchange_with, post_with, send, sign_in,
};
use crate::keys::Key;
use crate::portal::{EVERYTHING, person};

fn options() -> PortalOptions {
    PortalOptions::people(vec![person()]).approved().clock(Arc::new(VirtualClock::new()))
}

async fn register(url: &str, metadata: &Value, headers: &[(&str, &str)]) -> Answer {
    let mut all = vec![("Content-Type", "application/json")];
    all.extend_from_slice(headers);
    send("POST", url, &all, &metadata.to_string()).await.unwrap()
}

fn metadata() -> Value {
    json!({
        "redirect_uris": [REDIRECT], "token_endpoint_auth_method": "none", "application_type": "native",
        "grant_types": ["authorization_code", "refresh_token"], "client_name": "Backpack",
    })
}

#[test]
fn an_app_registers_signs_in_looks_and_leaves() {
    run(async {
        let portal = DemoPortal::start(options()).await.unwrap();
        let url = discovery(&portal).await["registration_endpoint"].as_str().unwrap().to_owned();
        let answer = register(&url, &metadata(), &[]).await;
        let given = answer.json();
        assert_eq!((answer.status, &given["client_id"]), (201, &json!("app-1")));
        assert_eq!((&given["client_name"], &given["client_secret"]), (&json!("Backpack"), &json!(null)));
        let client = ("client_id", "app-1");
        let code = authorize(&portal, EVERYTHING, &[client]).await.remove("code").unwrap();
        assert_eq!(exchange_with(&portal, &code, &[client], &[]).await.status, 200);

        let own = given["registration_client_uri"].as_str().unwrap();
        let bearer = format!("Bearer {}", given["registration_access_token"].as_str().unwrap());
        let headers = [("Authorization", bearer.as_str())];
        assert_eq!(send("GET", own, &headers, "").await.unwrap().json(), given);
        for wrong in [&[][..], &[("Authorization", "Bearer ")], &[("Authorization", "Bearer x")]] {
            assert_eq!(send("GET", own, wrong, "").await.unwrap().status, 401);
            assert_eq!(send("DELETE", own, wrong, "").await.unwrap().status, 401);
        }
        assert_eq!(portal.registered_clients(), ["app-1"]);
        assert_eq!(send("DELETE", own, &headers, "").await.unwrap().status, 204);
        assert_eq!(portal.registered_clients(), Vec::<String>::new());
        let query = crate::client::page(&portal, EVERYTHING, &[client]);
        assert_eq!(send("GET", &query, &[], "").await.unwrap().status, 400, "nobody knows it any more");
    });
}

#[test]
fn a_secret_or_a_key_comes_of_a_registration() {
    run(async {
        let portal = DemoPortal::start(options()).await.unwrap();
        let url = format!("{}/register", portal.origin());
        let mut asked = metadata();
        asked["token_endpoint_auth_method"] = json!("client_secret_post");
        let given = register(&url, &asked, &[]).await.json();
        assert_eq!(given["client_secret_expires_at"], 0);
        let (id, secret) = (given["client_id"].as_str().unwrap(), given["client_secret"].as_str().unwrap());
        let code = authorize(&portal, EVERYTHING, &[("client_id", id)]).await.remove("code").unwrap();
        let without = exchange_with(&portal, &code, &[("client_id", id)], &[]).await;
        let with = exchange_with(&portal, &code, &[("client_id", id), ("client_secret", secret)], &[]).await;
        assert_eq!((without.status, with.status), (401, 200));
        asked["token_endpoint_auth_method"] = json!("private_key_jwt");
        assert_eq!(register(&url, &asked, &[]).await.json()["error"], "invalid_client_metadata");
        asked["jwks"] = Key::es384().public();
        assert_eq!(register(&url, &asked, &[]).await.status, 201);
    });
}

#[test]
fn a_registration_can_fail_in_five_ways() {
    run(async {
        let portal = DemoPortal::start(options()).await.unwrap();
        let url = format!("{}/register", portal.origin());
        for redirects in
            [json!([]), json!(["http://elsewhere.example/cb"]), json!(["https://a.example/#x"]), json!(3)]
        {
            let mut asked = metadata();
            asked["redirect_uris"] = redirects;
            let answer = register(&url, &asked, &[]).await;
            assert_eq!((answer.status, &answer.json()["error"]), (400, &json!("invalid_redirect_uri")));
        }
        let mut asked = metadata();
        asked["token_endpoint_auth_method"] = json!("magic");
        assert_eq!(register(&url, &asked, &[]).await.json()["error"], "invalid_client_metadata");
        assert_eq!(register(&url, &json!("text"), &[]).await.status, 400);

        let mut https = options();
        https.dialect.authorization.redirects = Redirects::Https;
        let portal = DemoPortal::start(https).await.unwrap();
        let url = format!("{}/register", portal.origin());
        assert_eq!(register(&url, &metadata(), &[]).await.json()["error"], "invalid_redirect_uri");

        let mut guarded = options();
        guarded.registration = AppRegistration::WithToken("initial".to_owned());
        let portal = DemoPortal::start(guarded).await.unwrap();
        let url = format!("{}/register", portal.origin());
        assert_eq!(register(&url, &metadata(), &[]).await.status, 401);
        let token = [("Authorization", "Bearer initial")];
        assert_eq!(register(&url, &metadata(), &token).await.status, 201);

        let mut closed = options();
        closed.registration = AppRegistration::Closed;
        let portal = DemoPortal::start(closed).await.unwrap();
        let url = format!("{}/register", portal.origin());
        assert_eq!(register(&url, &metadata(), &[]).await.status, 404);
        assert_eq!(discovery(&portal).await["registration_endpoint"], json!(null));
    });
}

const REGISTER: &str = "system/App.register";
const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

fn protected() -> PortalOptions {
    let mut dialect = Dialect::plain();
    dialect.registration =
        Registration::Protected { scope: REGISTER.to_owned(), endpoint: "apps/new".to_owned() };
    options().speaking(dialect)
}

async fn stand(portal: &DemoPortal, client: &str, assertion: &str) -> Answer {
    let form = [("grant_type", JWT_BEARER), ("client_id", client), ("assertion", assertion)];
    post_with(portal, "/token", &form, &[]).await
}

fn claims(portal: &DemoPortal, client: &str, id: &str) -> Value {
    let now = VirtualClock::new().now().as_millis() / 1_000;
    let aud = format!("{}/token", portal.origin());
    json!({"iss": client, "sub": client, "aud": aud, "iat": now, "exp": now + 120, "jti": id})
}

#[test]
fn a_key_is_registered_for_one_connection_and_stands_for_the_person() {
    run(async {
        let portal = DemoPortal::start(protected()).await.unwrap();
        assert_eq!(
            discovery(&portal).await["registration_endpoint"],
            json!(null),
            "it stands in no document"
        );
        let url = format!("{}/apps/new", portal.origin());
        let first = sign_in(&portal, &format!("{REGISTER} openid fhirUser")).await;
        let token = first["access_token"].as_str().unwrap();
        let bearer = format!("Bearer {token}");
        let headers = [("Authorization", bearer.as_str())];
        let key = Key::es384();
        let asked = json!({"software_id": portal.client_id(), "jwks": key.public()});
        for (name, wrong) in [("software_id", json!("another")), ("jwks", json!({"keys": []}))] {
            let mut spoiled = asked.clone();
            spoiled[name] = wrong;
            assert_eq!(register(&url, &spoiled, &headers).await.json()["error"], "invalid_client_metadata");
        }
        assert_eq!(register(&url, &asked, &[]).await.status, 401);
        let registered = register(&url, &asked, &headers).await;
        assert_eq!(registered.status, 201);
        let id = registered.json()["client_id"].as_str().unwrap().to_owned();
        assert_eq!(register(&url, &asked, &headers).await.status, 401, "the first token ended");

        let assertion = key.signed(&key.header(), &claims(&portal, &id, "one"));
        let given = stand(&portal, &id, &assertion).await.json();
        assert_eq!(given["patient"], person().patient_id());
        assert_eq!((&given["refresh_token"], &given["token_type"]), (&json!(null), &json!("Bearer")));
        let client = Client { portal: &portal, token: given["access_token"].as_str().unwrap().to_owned() };
        assert_eq!(client.get("Goal", &[]).await.status, 200);

        assert_eq!(stand(&portal, &id, &assertion).await.json()["error"], "invalid_grant");
        let other = Key::es384();
        let forged = other.signed(&other.header(), &claims(&portal, &id, "two"));
        assert_eq!(stand(&portal, &id, &forged).await.json()["error"], "invalid_grant");
        assert_eq!(stand(&portal, "nobody", &forged).await.json()["error"], "invalid_client");
    });
}

#[test]
fn protected_registration_needs_its_scope_and_may_be_missing() {
    run(async {
        let portal = DemoPortal::start(protected()).await.unwrap();
        let asked = json!({"software_id": portal.client_id(), "jwks": Key::es384().public()});
        let plain = sign_in(&portal, EVERYTHING).await;
        let bearer = format!("Bearer {}", plain["access_token"].as_str().unwrap());
        let headers = [("Authorization", bearer.as_str())];
        let url = format!("{}/apps/new", portal.origin());
        assert_eq!(register(&url, &asked, &headers).await.json()["error"], "insufficient_scope");

        let mut closed = protected();
        closed.registration = AppRegistration::Closed;
        let portal = DemoPortal::start(closed).await.unwrap();
        let url = format!("{}/apps/new", portal.origin());
        assert_eq!(register(&url, &asked, &headers).await.status, 404);
        let code = code(&portal, EVERYTHING).await;
        assert_eq!(exchange_with(&portal, &code, &[], &[]).await.status, 200, "online it still works");
        let form = [("grant_type", JWT_BEARER), ("client_id", portal.client_id()), ("assertion", "x")];
        let refused = post_with(&portal, "/token", &form, &[]).await.json();
        assert_eq!(refused["error"], "unsupported_grant_type");
    });
}
