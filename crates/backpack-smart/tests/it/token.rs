//! What a token endpoint may answer, and whose record it then is.

use backpack_connect::{Answer, Connector as _, ErrorKind, Step, Turn};
use backpack_core::{Clock as _, Retry};
use backpack_smart::SmartConnector;
use backpack_testkit::{VirtualClock, run};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::fake::{Fake, REDIRECT, Reply, connector, json as fhir, options, reply};
use crate::sign_in::{begin, portal};

/// Signs in at a portal whose token endpoint answers so; returns the patient.
fn sign_in(
    connector: &SmartConnector,
    token: impl Fn(&str) -> Reply,
    more: impl Fn(&Fake),
) -> Result<String, (ErrorKind, Retry)> {
    let fake = portal();
    more(&fake);
    let (asked, pending) = begin(&fake, connector);
    fake.post("/token", token(&asked["nonce"]));
    let url = format!("{REDIRECT}?code=c&state={}", asked["state"]);
    let turn = Turn::Resume(&pending, Answer::Redirect(url.into()));
    match run(connector.authorize(&fake.context(), turn)) {
        Ok(Step::Done(grants)) => Ok(grants[0].patient.id.clone()),
        Ok(other) => panic!("{other:?}"),
        Err(error) => Err((error.kind().clone(), error.retry())),
    }
}

fn answer(status: u16, kind: &str, body: &str) -> Result<String, (ErrorKind, Retry)> {
    sign_in(&connector(), |_| reply(status, kind, body), |_| ())
}

#[test]
fn refusals_of_the_token_endpoint_are_told_apart() {
    let error = |status, error: &str| {
        answer(status, "application/json", &json!({"error": error, "error_description": "no"}).to_string())
    };
    let never = |kind| Err((kind, Retry::Never));
    let code = ErrorKind::WrongAnswer("the portal does not accept its code");
    let client = ErrorKind::Config("the portal does not know this client");
    for status in [400, 401, 403] {
        assert_eq!(error(status, "invalid_grant"), never(code.clone()), "{status}");
        assert_eq!(error(status, "invalid_client"), never(client.clone()), "{status}");
    }
    assert_eq!(error(400, "invalid_scope"), never(ErrorKind::Denied("invalid_scope no".to_owned())));
    assert_eq!(answer(401, "text/html", "<html>"), never(client));
    assert_eq!(answer(400, "text/html", ""), never(ErrorKind::Portal(400)));
    assert_eq!(answer(500, "text/html", "<html>"), never(ErrorKind::Portal(500)));
    assert_eq!(answer(503, "text/html", ""), never(ErrorKind::Busy(None)));
    assert_eq!(answer(302, "text/html", ""), never(ErrorKind::Portal(302)));
    // A code that may have been used is not tried again.
    assert_eq!(answer(0, "", ""), never(ErrorKind::Unreachable));
}

#[test]
fn an_answer_without_a_bearer_token_is_no_answer() {
    let malformed = |why| Err((ErrorKind::Malformed(why), Retry::Never));
    let object = "its token answer is no JSON object";
    assert_eq!(answer(200, "text/html", "<html>"), malformed(object));
    assert_eq!(answer(200, "application/json", "[]"), malformed(object));
    assert_eq!(answer(200, "application/json", ""), malformed(object));
    assert_eq!(answer(200, "application/json", "{}"), malformed("its token answer has no access token"));
    let mac = json!({"access_token": "at", "token_type": "mac", "patient": "p1"}).to_string();
    assert_eq!(answer(200, "application/json", &mac), malformed("its token is not of type bearer"));
    // JSON under another name is JSON.
    let good =
        json!({"access_token": "at", "token_type": "BEARER", "patient": "p1", "expires_in": -1}).to_string();
    assert_eq!(answer(200, "text/plain", &good), Ok("p1".to_owned()));
}

fn token(nonce: &str, more: &Value, claims: Option<&Value>) -> Reply {
    let mut token = json!({"access_token": "at", "token_type": "Bearer"});
    for (name, value) in more.as_object().unwrap() {
        token[name] = value.clone();
    }
    if let Some(claims) = claims {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let claims = claims_of(nonce, claims);
        token["id_token"] = format!("{}.{}.c2ln", part(&json!({"alg": "RS256"})), part(&claims)).into();
    }
    fhir(200, token.to_string())
}

/// Returns the claims of an id token as the portal makes them for this sign-in, changed by `more`; null leaves one out.
pub(crate) fn claims_of(nonce: &str, more: &Value) -> Value {
    let now = VirtualClock::new().now().as_millis() / 1000;
    let mut claims = json!({"iss": "https://portal.example", "sub": "s", "aud": "my-app", "iat": now, "exp": now + 60,
        "nonce": nonce});
    for (name, value) in more.as_object().unwrap() {
        claims[name] = value.clone();
        if value.is_null() {
            claims.as_object_mut().unwrap().remove(name);
        }
    }
    claims
}

#[test]
fn the_patient_is_named_by_the_token_by_the_person_or_by_being_alone() {
    let with = |more: &Value, claims: Option<&Value>| {
        sign_in(&connector(), |nonce| token(nonce, more, claims), |_| ())
    };
    let nobody = Err((ErrorKind::Malformed("it does not say whose record it is"), Retry::Never));
    let user = |user: &str| Some(json!({"fhirUser": user}));
    let none = json!({});
    assert_eq!(with(&json!({"patient": "p1"}), user("Patient/p2").as_ref()), Ok("p1".to_owned()));
    assert_eq!(with(&none, user("https://portal.example/fhir/Patient/p2").as_ref()), Ok("p2".to_owned()));
    assert_eq!(with(&none, user("Patient/p2").as_ref()), Ok("p2".to_owned()));
    assert_eq!(with(&none, user("https://other.example/fhir/Patient/p2").as_ref()), nobody);
    assert_eq!(with(&none, user("Practitioner/p2").as_ref()), nobody);
    assert_eq!(with(&none, None), nobody);
    let traversal = Err((ErrorKind::Malformed("its patient is no FHIR id"), Retry::Never));
    assert_eq!(with(&json!({"patient": "../Patient"}), None), traversal);
}

#[test]
fn a_search_that_finds_one_patient_names_it() {
    let patients = |count: usize, next: &str| {
        let entry = |id| format!(r#"{{"resource":{{"resourceType":"Patient","id":"p{id}"}}}}"#);
        let entries = (1..=count).map(entry).collect::<Vec<_>>().join(",");
        let bundle =
            format!(r#"{{"resourceType":"Bundle","type":"searchset","link":[{next}],"entry":[{entries}]}}"#);
        sign_in(
            &connector(),
            |nonce| token(nonce, &json!({}), None),
            |fake| {
                fake.get("/fhir/Patient", fhir(200, bundle.clone()));
            },
        )
    };
    assert_eq!(patients(1, ""), Ok("p1".to_owned()));
    let nobody = Err((ErrorKind::Malformed("it does not say whose record it is"), Retry::Never));
    assert_eq!(patients(0, ""), nobody);
    assert_eq!(patients(2, ""), nobody);
    let trouble = sign_in(
        &connector(),
        |nonce| token(nonce, &json!({}), None),
        |fake| {
            fake.get("/fhir/Patient", fhir(503, ""));
        },
    );
    assert_eq!(trouble, Err((ErrorKind::Busy(None), Retry::Never)));
    assert_eq!(patients(1, r#"{"relation":"next","url":"x"}"#), nobody);
}

#[test]
fn an_id_token_of_another_sign_in_is_refused() {
    let with = |claims: Value| {
        sign_in(&connector(), |nonce| token(nonce, &json!({"patient": "p1"}), Some(&claims)), |_| ())
    };
    assert_eq!(with(json!({})), Ok("p1".to_owned()));
    for nonce in [json!("x"), json!(""), json!(7), Value::Null] {
        let wrong = Err((ErrorKind::WrongAnswer("the nonce of its id token"), Retry::Never));
        assert_eq!(with(json!({"nonce": nonce})), wrong, "{nonce}");
    }
}

#[test]
fn a_confidential_client_proves_itself_in_the_header_alone() {
    let connector = SmartConnector::new(options().with_client_secret("s%:ä".into())).unwrap();
    let fake = portal();
    let (asked, pending) = begin(&fake, &connector);
    fake.log();
    fake.post("/token", token("", &json!({"patient": "p1"}), None));
    let url = format!("{REDIRECT}?code=c&state={}", asked["state"]);
    run(connector.authorize(&fake.context(), Turn::Resume(&pending, Answer::Redirect(url.into())))).unwrap();
    let log = fake.log();
    let encoded = base64::engine::general_purpose::STANDARD.encode("my-app:s%25%3A%C3%A4");
    assert!(log[0].contains(&format!("[Basic {encoded}]")), "{log:?}");
    assert!(!log[0].contains("client_id=") && !log[0].contains("client_secret="), "{log:?}");
}
