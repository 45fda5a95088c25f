//! The way to the portal and back.

use std::collections::BTreeMap;
use std::time::Duration;

use backpack_connect::{Answer, Connector as _, ErrorKind, Pending, Prompt, Step, Turn};
use backpack_core::SecretBytes;
use backpack_smart::dialect::Audience;
use backpack_smart::{Dialect, SmartConnector, SmartOptions};
use backpack_testkit::{VirtualClock, run};
use serde_json::json;
use std::sync::Arc;

use crate::fake::{BASE, Fake, REDIRECT, connector, json as fhir, kind, options, reply};

/// Prepares a portal that signs people in.
pub(crate) fn portal() -> Arc<Fake> {
    let fake = Fake::new();
    let configuration = json!({
        "issuer": "https://portal.example",
        "authorization_endpoint": "https://portal.example/authorize?tenant=7",
        "token_endpoint": "https://portal.example/token",
        "revocation_endpoint": "https://portal.example/revoke",
        "capabilities": ["permission-v2", "permission-v1"],
    });
    fake.get(
        "/fhir/.well-known/smart-configuration",
        reply(200, "application/json", configuration.to_string()),
    );
    let statement = json!({
        "resourceType": "CapabilityStatement", "fhirVersion": "4.0.1",
        "rest": [{"resource": [{"type": "Patient"}, {"type": "Observation"}]}]
    });
    fake.get("/fhir/metadata", fhir(200, statement.to_string()));
    fake
}

/// Begins, and returns where the person is sent and what is remembered.
pub(crate) fn begin(fake: &Arc<Fake>, connector: &SmartConnector) -> (BTreeMap<String, String>, Pending) {
    match run(connector.authorize(&fake.context(), Turn::Begin)).unwrap() {
        Step::Ask(Prompt::Open(url), pending) => (url.query_pairs().into_owned().collect(), pending),
        other => panic!("{other:?}"),
    }
}

fn resume(
    fake: &Arc<Fake>,
    connector: &SmartConnector,
    pending: &Pending,
    url: &str,
) -> Result<Step, ErrorKind> {
    let turn = Turn::Resume(pending, Answer::Redirect(url.to_owned().into()));
    run(connector.authorize(&fake.context(), turn)).map_err(|error| error.kind().clone())
}

#[test]
fn the_request_names_everything_the_standard_asks_for() {
    let fake = portal();
    let (mut first, _) = begin(&fake, &connector());
    let (mut second, _) = begin(&fake, &connector());
    for random in ["state", "nonce", "code_challenge"] {
        let (one, two) = (first.remove(random).unwrap(), second.remove(random).unwrap());
        assert_ne!(one, two, "{random} is new for each attempt");
        assert_eq!(one.len(), 43, "{random} holds 256 bits");
    }
    let expected = [
        ("aud", BASE),
        ("client_id", "my-app"),
        ("code_challenge_method", "S256"),
        ("redirect_uri", REDIRECT),
        ("response_type", "code"),
        ("scope", "launch/patient openid fhirUser offline_access patient/*.rs"),
        ("tenant", "7"),
    ];
    let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(first, BTreeMap::from(expected));
}

#[test]
fn a_dialect_changes_what_it_names_and_nothing_else() {
    let ask = |options: SmartOptions| begin(&portal(), &SmartConnector::new(options).unwrap()).0;
    let base = "https://portal.example/fhir/";
    let make = |audience| {
        let mut dialect = Dialect::plain();
        dialect.authorization.audience = audience;
        SmartOptions::new(base, "my-app").with_redirect_uri(REDIRECT).with_dialect(dialect)
    };
    assert_eq!(ask(make(Audience::AsGiven)).get("aud").map(String::as_str), Some(base));
    assert_eq!(ask(make(Audience::WithoutSlash)).get("aud").map(String::as_str), Some(BASE));
    assert_eq!(ask(make(Audience::Omitted)).get("aud"), None);
    let granular = "patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory";
    let asked = ask(options().with_scopes(["launch/patient", granular]));
    assert_eq!(asked.get("scope"), Some(&format!("launch/patient {granular}")));
    assert_eq!(asked.get("nonce"), None);
    let secret = ask(options().with_client_secret("very-secret".into()));
    assert!(!format!("{secret:?}").contains("very-secret"));
}

#[test]
fn portals_of_the_first_version_are_asked_in_their_own_scopes() {
    let fake = Fake::new();
    let configuration = json!({
        "authorization_endpoint": "https://portal.example/authorize",
        "token_endpoint": "https://portal.example/token",
        "capabilities": ["permission-v1"],
    });
    fake.get(
        "/fhir/.well-known/smart-configuration",
        reply(200, "application/json", configuration.to_string()),
    );
    let (asked, _) = begin(&fake, &connector());
    let expected = "launch/patient openid fhirUser offline_access patient/*.read";
    assert_eq!(asked.get("scope").map(String::as_str), Some(expected));
}

#[test]
fn the_code_is_exchanged_once_with_its_verifier() {
    let fake = portal();
    let connector = connector();
    let (asked, pending) = begin(&fake, &connector);
    fake.log();
    let token = json!({"access_token": "at", "token_type": "bearer", "expires_in": "3600", "patient": "Patient/p1",
        "refresh_token": "rt", "scope": "launch/patient patient/Observation.rs"});
    fake.post("/token", fhir(200, token.to_string()));
    let url = format!("{REDIRECT}?code=c%2F1&state={}&iss=https://portal.example", asked["state"]);
    let step = resume(&fake, &connector, &pending, &url).unwrap();
    let Step::Done(grants) = step else { panic!("{step:?}") };
    let [grant] = &grants[..] else { panic!("{grants:?}") };
    assert_eq!(grant.patient.id, "p1");
    assert_eq!(grant.scopes, ["launch/patient", "patient/Observation.rs"]);
    assert!(grant.refreshable);
    let hour = VirtualClock::new();
    hour.advance(Duration::from_secs(3600));
    assert_eq!(grant.expires, Some(backpack_core::Clock::now(&hour)));
    let log = fake.log();
    let [asked_token] = &log[..] else { panic!("{log:?}") };
    let (head, form) = asked_token.rsplit_once(' ').unwrap();
    assert_eq!(head, "POST https://portal.example/token accept=application/json");
    let form: BTreeMap<_, _> = url::form_urlencoded::parse(form.as_bytes()).into_owned().collect();
    let verifier = form["code_verifier"].clone();
    let challenge = oauth2_challenge(&verifier);
    assert_eq!(Some(&challenge), asked.get("code_challenge"));
    let expected = [
        ("client_id", "my-app"),
        ("code", "c/1"),
        ("code_verifier", &verifier),
        ("grant_type", "authorization_code"),
        ("redirect_uri", REDIRECT),
    ];
    assert_eq!(form, expected.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
    // A second use of the same answer goes nowhere.
    let again = resume(&fake, &connector, &pending, &url);
    assert_eq!(again.unwrap_err(), ErrorKind::WrongAnswer("it was used before"));
    assert_eq!(fake.log(), [] as [&str; 0]);
}

/// RFC 7636, section 4.2, by hand.
fn oauth2_challenge(verifier: &str) -> String {
    use base64::Engine as _;
    use sha2::Digest as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(sha2::Sha256::digest(verifier))
}

#[test]
fn an_answer_of_another_sign_in_never_reaches_the_portal() {
    let fake = portal();
    let connector = connector();
    let (asked, pending) = begin(&fake, &connector);
    let state = &asked["state"];
    fake.log();
    let wrong = |why| ErrorKind::WrongAnswer(why);
    let rows = [
        (format!("{REDIRECT}?code=c"), wrong("it has no state")),
        (format!("{REDIRECT}?code=c&state="), wrong("it has no state")),
        (format!("{REDIRECT}?code=c&state=other"), wrong("its state")),
        (format!("{REDIRECT}?error=access_denied&state=other"), wrong("its state")),
        (format!("{REDIRECT}?code=c&state={state}&state={state}"), wrong("a parameter came twice")),
        (format!("{REDIRECT}?code=c&code=d&state={state}"), wrong("a parameter came twice")),
        (format!("{REDIRECT}?code=c&state={state}&iss=https://evil.example"), wrong("its issuer")),
        (format!("{REDIRECT}?state={state}"), wrong("it has neither a code nor an error")),
        (format!("{REDIRECT}/?code=c&state={state}"), wrong("its address")),
        (format!("http://127.0.0.1:4001/cb?code=c&state={state}"), wrong("its address")),
        (format!("https://127.0.0.1:4000/cb?code=c&state={state}"), wrong("its address")),
        (format!("http://u@127.0.0.1:4000/cb?code=c&state={state}"), wrong("its address")),
        ("nonsense".to_owned(), wrong("it is no URL")),
        (
            format!("{REDIRECT}?error=access_denied&error_description=No%0A%3Cb%3E&code=c&state={state}"),
            ErrorKind::Denied("access_denied: No <b>".to_owned()),
        ),
        (
            format!("{REDIRECT}?error=login_required&state={state}"),
            ErrorKind::Denied("login_required".to_owned()),
        ),
        (format!("{REDIRECT}?error=temporarily_unavailable&state={state}"), ErrorKind::Busy(None)),
        (format!("{REDIRECT}?error=server_error&state={state}"), ErrorKind::Portal(500)),
        (
            format!("{REDIRECT}?error=unauthorized_client&state={state}"),
            ErrorKind::Config("the portal does not know this client"),
        ),
    ];
    for (url, expected) in rows {
        assert_eq!(resume(&fake, &connector, &pending, &url).unwrap_err(), expected, "{url}");
    }
    assert_eq!(fake.log(), [] as [&str; 0]);
}

#[test]
fn a_portal_that_always_names_its_issuer_must_name_it() {
    let fake = Fake::new();
    let configuration = json!({
        "issuer": "https://portal.example",
        "authorization_endpoint": "https://portal.example/authorize",
        "token_endpoint": "https://portal.example/token",
        "authorization_response_iss_parameter_supported": true,
    });
    fake.get(
        "/fhir/.well-known/smart-configuration",
        reply(200, "application/json", configuration.to_string()),
    );
    let connector = connector();
    let (asked, pending) = begin(&fake, &connector);
    let url = format!("{REDIRECT}?code=c&state={}", asked["state"]);
    let refused = resume(&fake, &connector, &pending, &url).unwrap_err();
    assert_eq!(refused, ErrorKind::WrongAnswer("it names no issuer"));
}

#[test]
fn a_pending_sign_in_is_for_one_portal_one_client_and_ten_minutes() {
    let fake = portal();
    let (asked, pending) = begin(&fake, &connector());
    let url = format!("{REDIRECT}?code=c&state={}", asked["state"]);
    let foreign = ErrorKind::WrongAnswer("the sign-in is not one of this connector");
    let another = |base, client| {
        let options = SmartOptions::new(base, client).with_redirect_uri(REDIRECT);
        resume(&fake, &SmartConnector::new(options).unwrap(), &pending, &url).unwrap_err()
    };
    assert_eq!(another("https://other.example/fhir", "my-app"), foreign);
    assert_eq!(another(BASE, "another-app"), foreign);
    let garbage = Pending::new(SecretBytes::new(b"{}".to_vec()));
    assert_eq!(resume(&fake, &connector(), &garbage, &url).unwrap_err(), foreign);
    let clock = VirtualClock::new();
    clock.advance(Duration::from_secs(601));
    let turn = Turn::Resume(&pending, Answer::Redirect(url.clone().into()));
    let late = run(connector().authorize(&fake.context_at(&clock), turn));
    assert_eq!(kind(late), ErrorKind::WrongAnswer("the sign-in took longer than ten minutes"));
    let other = Turn::Resume(&pending, Answer::Waited);
    let other = run(connector().authorize(&fake.context(), other));
    assert_eq!(kind(other), ErrorKind::WrongAnswer("it is no redirect"));
}
