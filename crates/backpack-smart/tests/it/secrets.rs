//! No secret shows: not in what is printed, not in what fails, not in an address.

use std::error::Error as _;

use backpack_connect::{Answer, Connector as _, Error, Link, Query, Turn};
use backpack_smart::{ClientKey, KeyAlgorithm, RegistrationRequest, SmartConnector, register, unregister};
use backpack_testkit::run;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use crate::fake::{
    ACCESS, BASE, Fake, REDIRECT, REFRESH, all, connector, json as fhir, labs, options, reply,
};
use crate::sign_in::{begin, portal};
use crate::signer::rsa;

fn told(error: Error) -> String {
    let source = error.source().map(|source| format!("{source} {source:?}"));
    format!("{error} {error:?} {source:?}")
}

#[test]
fn no_secret_is_printed() {
    let connector = SmartConnector::new(options().with_client_secret("client-secret-1".into())).unwrap();
    let fake = portal();
    let (asked, pending) = begin(&fake, &connector);
    let (state, nonce) = (asked["state"].clone(), asked["nonce"].clone());
    let remembered: serde_json::Value = serde_json::from_slice(pending.secret.expose()).unwrap();
    let verifier = remembered["verifier"].as_str().unwrap().to_owned();
    let mut told_all = vec![format!(
        "{connector:?} {pending:?} {:?}",
        options().with_client_secret("client-secret-1".into())
    )];
    // Every answer of the token endpoint that fails echoes what it was sent.
    let echo = format!("code-1 {verifier} client-secret-1 {ACCESS} {REFRESH} {state}");
    for (status, body) in [
        (200, echo.clone()),
        (400, echo.clone()),
        (500, echo.clone()),
        (200, json!({"access_token": ACCESS, "x": echo}).to_string()),
    ] {
        let fake = portal();
        let (asked, pending) = begin(&fake, &connector);
        fake.post("/token", reply(status, "application/json", body));
        let url = format!("{REDIRECT}?code=code-1&state={}", asked["state"]);
        let turn = Turn::Resume(&pending, Answer::Redirect(url.into()));
        told_all.push(told(run(connector.authorize(&fake.context(), turn)).err().unwrap()));
    }
    let wrong =
        Turn::Resume(&pending, Answer::Redirect(format!("{REDIRECT}?code=code-1&state=x{state}").into()));
    told_all.push(told(run(connector.authorize(&fake.context(), wrong)).err().unwrap()));
    for text in &told_all {
        for secret in ["client-secret-1", "code-1", ACCESS, REFRESH, &state, &nonce, &verifier] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    }
}

#[test]
fn no_key_and_no_registration_is_printed() {
    let key = rsa();
    let pkcs8 = STANDARD.encode(key.pkcs8().expose());
    let answer = json!({"client_id": "c1", "client_secret": "client-secret-1", "registration_access_token": "rat-1",
        "registration_client_uri": "https://portal.example/register/c1"});
    let fake = crate::visit::portal(&json!({}));
    fake.post("/register", fhir(201, answer.to_string())).delete("/register/c1", fhir(503, "rat-1"));
    let request = RegistrationRequest::new("app", [REDIRECT]).with_initial_token("initial-1".into());
    let made = run(register(&fake.context(), BASE, &request)).unwrap();
    let ended = run(unregister(&fake.context(), &made)).unwrap_err();
    let refused = ClientKey::from_pkcs8("k", KeyAlgorithm::Es384, key.pkcs8().expose()).unwrap_err();
    let own = crate::visit::signed_in(
        &fake,
        &connector(),
        |_| json!({"refresh_token": REFRESH, "secret": "more-1"}),
    );
    let texts = [
        format!("{key:?} {made:?} {request:?} {ended} {ended:?} {own:?}"),
        format!("{:?}", made.options().with_client_key(rsa())),
        told(refused),
    ];
    for text in texts {
        for secret in ["client-secret-1", "rat-1", "initial-1", "more-1", REFRESH, &pkcs8, &pkcs8[40..80]] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    }
}

#[test]
fn no_failure_of_a_pull_holds_a_token_a_query_or_a_body() {
    let fake = Fake::new();
    let body = format!("{ACCESS} {REFRESH} Ada Lovelace");
    for status in [200, 401, 429, 500] {
        fake.get("/fhir/Binary/x?secret=1", fhir(status, body.clone()));
    }
    let (context, grant) = (fake.context(), all());
    fake.get(crate::fake::LABS, fhir(200, body));
    let mut failures = vec![run(connector().pull(&context, &grant, &labs(), None)).err().unwrap()];
    let revoked = run(connector().revoke(&context, &grant));
    failures.extend(revoked.err());
    failures.extend(run(connector().refresh(&context, &grant)).err());
    for _ in 0..4 {
        let opened = run(connector().open(&context, &grant, &Link::new("Binary/x?secret=1", None), 0));
        failures.extend(opened.err());
    }
    failures.extend(run(connector().pull(&context, &grant, &Query::new("none?secret=1", ""), None)).err());
    assert_eq!(failures.len(), 7);
    let mut texts = failures.into_iter().map(told).collect::<Vec<_>>();
    texts.push(format!("{grant:?}"));
    for text in texts {
        for secret in [ACCESS, REFRESH, "secret=1", "Lovelace", "patient="] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    }
}

#[test]
fn no_address_holds_a_token_or_a_client_secret() {
    let connector = SmartConnector::new(options().with_client_secret("client-secret-1".into())).unwrap();
    let fake = portal();
    let (asked, pending) = begin(&fake, &connector);
    let token =
        json!({"access_token": ACCESS, "token_type": "bearer", "refresh_token": REFRESH, "patient": "p1"});
    fake.post("/token", fhir(200, token.to_string())).post("/revoke", reply(200, "", ""));
    let url = format!("{REDIRECT}?code=code-1&state={}", asked["state"]);
    run(connector.authorize(&fake.context(), Turn::Resume(&pending, Answer::Redirect(url.into())))).unwrap();
    let (context, grant) = (fake.context(), all());
    for query in run(connector.plan(&context, &grant)).unwrap() {
        drop(run(connector.pull(&context, &grant, &query, None)));
    }
    run(connector.refresh(&context, &grant)).unwrap();
    run(connector.revoke(&context, &grant)).unwrap();
    let log = fake.log();
    assert!(log.len() > 50, "{}", log.len());
    for line in log {
        let address = line.split(' ').nth(1).unwrap();
        for secret in ["client-secret-1", "code-1", ACCESS, REFRESH, "token"] {
            assert!(!address.split('?').nth(1).unwrap_or_default().contains(secret), "{address}");
        }
    }
}
