//! An app that registers itself at a server that takes every app.

use std::time::Duration;

use backpack_connect::{Connector as _, ErrorKind, Turn};
use backpack_core::{Clock as _, Retry, SecretBytes};
use backpack_smart::dialect::ClientAuthentication;
use backpack_smart::{
    Registered, RegistrationError, RegistrationRequest, SmartConnector, register, unregister,
};
use backpack_testkit::{VirtualClock, run};
use serde_json::{Value, json};

use crate::fake::{BASE, Fake, REDIRECT, json as fhir, kind, reply};
use crate::signer::rsa;
use crate::visit::{begin, portal};

fn request() -> RegistrationRequest {
    RegistrationRequest::new("My App", [REDIRECT])
}

/// Registers where the endpoint answers so; returns what was posted too.
fn answered(
    status: u16,
    body: &str,
    request: &RegistrationRequest,
) -> (Result<Registered, RegistrationError>, Vec<String>) {
    let fake = portal(&json!({}));
    fake.post("/register", reply(status, "application/json", body));
    let made = run(register(&fake.context(), BASE, request));
    (made, fake.log().split_off(2))
}

#[test]
fn a_native_app_is_registered_once_and_the_servers_words_count() {
    let answer = json!({"client_id": "c1", "client_secret": "s1", "client_secret_expires_at": 0,
        "redirect_uris": ["http://127.0.0.1:4000/other"], "client_id_issued_at": 1, "token_endpoint_auth_method": "x",
        "registration_access_token": "rat", "registration_client_uri": "https://portal.example/register/c1"});
    for status in [200, 201] {
        let (made, log) = answered(status, &answer.to_string(), &request());
        let made = made.unwrap();
        assert_eq!((made.client_id(), made.fhir_base(), made.can_end()), ("c1", BASE, true));
        assert_eq!(
            (made.redirect_uris(), made.secret_expires()),
            (&["http://127.0.0.1:4000/other".to_owned()][..], None)
        );
        let options = made.options();
        assert_eq!((&*options.client_id, &*options.redirect_uri), ("c1", "http://127.0.0.1:4000/other"));
        assert_eq!(options.client_secret.as_ref().map(backpack_core::SecretText::expose), Some("s1"));
        let [line] = &log[..] else { panic!("{log:?}") };
        let body =
            line.strip_prefix("POST https://portal.example/register accept=application/json ").unwrap();
        let expected = json!({"client_name": "My App", "application_type": "native", "redirect_uris": [REDIRECT],
            "response_types": ["code"], "grant_types": ["authorization_code", "refresh_token"],
            "token_endpoint_auth_method": "none"});
        assert_eq!(serde_json::from_str::<Value>(body).unwrap(), expected);
        assert!(!format!("{made:?} {options:?}").contains("s1") && !format!("{made:?}").contains("rat"));
    }
}

#[test]
fn what_an_app_says_of_itself_goes_along_and_its_token_in_the_header() {
    let request = request()
        .with_key(&rsa())
        .unwrap()
        .with_scopes(["openid", "patient/*.rs"])
        .with_member("software_id", "my-software")
        .with_member("application_type", "web")
        .with_initial_token("initial-1".into());
    assert!(!format!("{request:?}").contains("initial-1"));
    let (made, log) = answered(201, r#"{"client_id":"c1"}"#, &request);
    assert_eq!(made.unwrap().redirect_uris(), [REDIRECT]);
    let body = log[0].split_once(" [Bearer initial-1] ").unwrap().1;
    let body: Value = serde_json::from_str(body).unwrap();
    assert_eq!(body["jwks"], json!({"keys": [rsa().public_jwk().unwrap()]}));
    let told = ["software_id", "application_type", "scope", "token_endpoint_auth_method"]
        .map(|name| body[name].clone());
    assert_eq!(told, ["my-software", "native", "openid patient/*.rs", "private_key_jwt"].map(Value::from));
    let secret = RegistrationRequest::new("My App", [REDIRECT])
        .with_authentication(ClientAuthentication::ClientSecretBasic);
    let (_, log) = answered(201, r#"{"client_id":"c1"}"#, &secret);
    assert!(log[0].contains(r#""token_endpoint_auth_method":"client_secret_basic""#), "{log:?}");
}

#[test]
fn refusals_are_told_apart() {
    use RegistrationError as E;
    let error = |status, body: Value| answered(status, &body.to_string(), &request()).0.unwrap_err();
    let said = |error: &str| json!({"error": error, "error_description": "No\n"});
    assert!(matches!(error(400, said("invalid_redirect_uri")), E::RedirectUri(words) if words == "No"));
    assert!(matches!(error(400, said("invalid_client_metadata")), E::Metadata(words) if words == "No"));
    assert!(matches!(error(400, said("unapproved_software_statement")), E::Metadata(_)));
    assert!(matches!(error(400, json!([])), E::Metadata(words) if words.is_empty()));
    for status in [401, 403] {
        assert!(matches!(error(status, json!({})), E::NeedsToken));
    }
    for status in [404, 405, 410] {
        assert!(matches!(error(status, json!({})), E::NotOffered));
    }
    let trouble = |status| match answered(status, "", &request()).0.unwrap_err() {
        E::Portal(error) => (error.kind().clone(), error.retry()),
        other => panic!("{other}"),
    };
    assert_eq!(trouble(503), (ErrorKind::Busy(None), Retry::Never));
    assert_eq!(trouble(302), (ErrorKind::Portal(302), Retry::Never));
    // A client may have been made: nobody tries again by itself.
    assert_eq!(trouble(0), (ErrorKind::Unreachable, Retry::Never));
    let malformed = ErrorKind::Malformed("its registration answer names no client_id");
    for body in ["", "[]", "{}", r#"{"client_id":""}"#, r#"{"client_id":7}"#] {
        let found = answered(201, body, &request()).0.unwrap_err();
        assert!(matches!(found, E::Portal(error) if *error.kind() == malformed), "{body}");
    }
    let silent = portal(&json!({"registration_endpoint": null}));
    let found = run(register(&silent.context(), BASE, &request())).unwrap_err();
    assert!(matches!(found, E::NotOffered) && silent.log().len() == 2);
    let found = run(register(&silent.context(), "http://portal.example/fhir", &request())).unwrap_err();
    assert_eq!(found.to_string(), "read options: the settings are at fault: the FHIR base is not https");
}

#[test]
fn a_registration_is_kept_and_signs_in_after_a_restart() {
    let answer = json!({"client_id": "c1", "client_secret": "s1", "client_secret_expires_at": 1_767_225_660,
        "registration_access_token": "rat"});
    let made = answered(201, &answer.to_string(), &request()).0.unwrap();
    let secret = made.to_secret().unwrap();
    let expected = format!(
        r#"{{"format":1,"fhir_base":"{BASE}","client_id":"c1","secret":"s1","secret_expires":1767225660000,"redirect_uris":["{REDIRECT}"],"management_url":null,"management_token":"rat"}}"#
    );
    assert_eq!(std::str::from_utf8(secret.expose()).unwrap(), expected);
    let kept = Registered::from_secret(&secret).unwrap();
    let minute = VirtualClock::new().now().saturating_add(Duration::from_secs(60));
    assert_eq!((kept.client_id(), kept.secret_expires(), kept.can_end()), ("c1", Some(minute), false));
    let connector = SmartConnector::new(kept.options()).unwrap();
    assert_eq!(begin(&portal(&json!({})), &connector).0["client_id"], "c1");
    for broken in ["", "{}", &expected.replace("\"format\":1", "\"format\":2")] {
        let broken = SecretBytes::new(broken.as_bytes().to_vec());
        assert_eq!(kind(Registered::from_secret(&broken)), ErrorKind::Malformed("it is no registration"));
    }
    let clock = VirtualClock::new();
    clock.advance(Duration::from_secs(60));
    let fake = portal(&json!({}));
    let sent = crate::visit::begin_at(&fake, &connector, &clock).unwrap();
    let url = format!("{REDIRECT}?code=c&state={}", sent.0["state"]);
    let answer = backpack_connect::Answer::Redirect(url.into());
    let late = run(connector.authorize(&fake.context_at(&clock), Turn::Resume(&sent.1, answer)));
    assert_eq!(kind(late), ErrorKind::Config("the client secret has ended: register again"));
}

#[test]
fn a_registration_is_ended_where_the_server_lets_it() {
    let made = |more: Value| {
        let mut answer = json!({"client_id": "c1", "registration_access_token": "rat"});
        answer.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        answered(201, &answer.to_string(), &request()).0.unwrap()
    };
    let own = made(json!({"registration_client_uri": "https://portal.example/register/c1"}));
    let end = |status| {
        let fake = Fake::new();
        fake.delete("/register/c1", fhir(status, ""));
        let ended = run(unregister(&fake.context(), &own)).map_err(|error| error.to_string());
        assert_eq!(fake.log(), ["DELETE https://portal.example/register/c1 [Bearer rat]"]);
        ended
    };
    for status in [200, 204, 401, 404] {
        assert_eq!(end(status), Ok(()), "{status}");
    }
    assert_eq!(end(405), Err("unregister: refused: the portal keeps the registration".to_owned()));
    assert_eq!(end(503), Err("unregister: the portal asks to wait".to_owned()));
    for url in [Value::Null, json!("http://portal.example/register/c1"), json!("nonsense")] {
        let fake = Fake::new();
        let ended = run(unregister(&fake.context(), &made(json!({"registration_client_uri": url}))));
        assert!(matches!(ended, Err(RegistrationError::NotOffered)) && fake.log().is_empty());
    }
}
