//! How the authorization request is written and travels, where a portal departs from the standard.

use std::collections::BTreeMap;

use backpack_connect::{Connector as _, ErrorKind, Prompt, Step, Turn};
use backpack_smart::dialect::{Method, Nonce, Pkce, Redirects};
use backpack_smart::{Dialect, SmartConnector, SmartOptions};
use backpack_testkit::run;
use serde_json::json;

use crate::fake::{BASE, Fake, REDIRECT, json as fhir, kind, options};
use crate::visit::{back, begin, form, portal, token_of};

fn with(change: impl Fn(&mut Dialect)) -> SmartOptions {
    let mut dialect = Dialect::plain();
    change(&mut dialect);
    options().with_dialect(dialect)
}

#[test]
fn a_portal_that_refuses_pkce_is_not_sent_any_and_every_other_one_is() {
    for (pkce, sent) in [(Pkce::Checked, true), (Pkce::Ignored, true), (Pkce::Refused, false)] {
        let connector = SmartConnector::new(with(|row| row.authorization.pkce = pkce)).unwrap();
        let fake = portal(&json!({}));
        let asked = begin(&fake, &connector);
        let names = ["code_challenge", "code_challenge_method"];
        assert_eq!(names.map(|name| asked.0.contains_key(name)), [sent; 2], "{pkce:?}");
        fake.post("/token", fhir(200, token_of(&json!({})).to_string()));
        fake.log();
        assert!(matches!(back(&fake, &connector, &asked, "code=c"), Ok(Step::Done(_))));
        assert_eq!(form(&fake.log()[0]).contains_key("code_verifier"), sent, "{pkce:?}");
    }
}

#[test]
fn a_nonce_goes_with_openid_or_always() {
    let nonce = |nonce, scopes: [&'static str; 2]| {
        let options = with(|row| row.authorization.nonce = nonce).with_scopes(scopes);
        begin(&portal(&json!({})), &SmartConnector::new(options).unwrap()).0.contains_key("nonce")
    };
    let (with, without) = (["openid", "patient/*.rs"], ["launch/patient", "patient/*.rs"]);
    assert_eq!([nonce(Nonce::WithOpenid, with), nonce(Nonce::WithOpenid, without)], [true, false]);
    assert_eq!([nonce(Nonce::Always, with), nonce(Nonce::Always, without)], [true, true]);
}

#[test]
fn further_parameters_are_sent_and_replace_none_of_ours() {
    let rows = [
        ("prompt", "consent"),
        ("state", "fixed"),
        ("redirect_uri", "https://evil.example"),
        ("client_secret", "s"),
        ("max_age", "0"),
        ("aud", "x"),
    ];
    let parameters: BTreeMap<_, _> = rows.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let options = with(|row| row.authorization.parameters = parameters.clone());
    let fake = portal(&json!({}));
    let connector = SmartConnector::new(options).unwrap();
    let Step::Ask(Prompt::Open(url), _) = run(connector.authorize(&fake.context(), Turn::Begin)).unwrap()
    else {
        panic!("no page")
    };
    let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    let values = |wanted: &str| {
        let found = pairs.iter().filter(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
        found.collect::<Vec<_>>()
    };
    assert_eq!(values("prompt"), ["consent"]);
    assert_eq!((values("redirect_uri"), values("aud")), (vec![REDIRECT], vec![BASE]));
    assert_eq!((values("client_secret"), values("max_age")), (vec![], vec![]));
    assert!(values("state").len() == 1 && values("state") != ["fixed"]);
}

#[test]
fn a_portal_that_comes_back_to_https_alone_is_told_before_anything_is_asked() {
    let refused = ErrorKind::Config("this portal comes back to https addresses alone, not to this machine");
    for redirect in [
        "http://127.0.0.1:4000/cb",
        "http://[::1]/cb",
        "http://localhost/cb",
        "https://localhost/cb",
        "my-app:/cb",
    ] {
        let make = |options: SmartOptions| SmartConnector::new(options.with_redirect_uri(redirect)).unwrap();
        let fake = Fake::new();
        let connector = make(with(|row| row.authorization.redirects = Redirects::Https));
        let begun = run(connector.authorize(&fake.context(), Turn::Begin));
        assert_eq!((kind(begun), fake.log().len()), (refused.clone(), 0), "{redirect}");
        let begun = run(make(options()).authorize(&portal(&json!({})).context(), Turn::Begin));
        assert!(begun.is_ok(), "{redirect}");
    }
    let options = with(|row| row.authorization.redirects = Redirects::Https);
    let claimed = SmartConnector::new(options.with_redirect_uri("https://app.example/cb")).unwrap();
    assert!(run(claimed.authorize(&portal(&json!({})).context(), Turn::Begin)).is_ok());
}

#[test]
fn a_long_request_is_a_form_where_the_portal_takes_one() {
    let scope = "patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory";
    let ask = |count: usize, capability: &str, method| {
        let options = with(|row| row.authorization.method = method).with_scopes(vec![scope; count]);
        let fake = portal(&json!({
            "authorization_endpoint": "https://portal.example/authorize?tenant=7", "capabilities": [capability]
        }));
        let connector = SmartConnector::new(options).unwrap();
        match run(connector.authorize(&fake.context(), Turn::Begin)).unwrap() {
            Step::Ask(prompt, _) => prompt,
            other => panic!("{other:?}"),
        }
    };
    let is_page = |prompt: Prompt| matches!(prompt, Prompt::Open(_));
    assert!(is_page(ask(1, "authorize-post", Method::Declared)), "a short one stays an address");
    assert!(is_page(ask(30, "permission-v2", Method::Declared)), "the portal takes no form");
    assert!(is_page(ask(30, "authorize-post", Method::Get)), "the row says never");
    let Prompt::Submit { url, form } = ask(30, "authorize-post", Method::Declared) else { panic!("no form") };
    assert_eq!(url.as_str(), "https://portal.example/authorize?tenant=7");
    let mut fields: BTreeMap<_, _> = form.iter().cloned().collect();
    assert_eq!(form.len(), fields.len(), "each field once");
    for random in ["state", "code_challenge"] {
        assert_eq!(fields.remove(random).unwrap().len(), 43);
    }
    let scopes = vec![scope; 30].join(" ");
    let expected = [
        ("aud", BASE),
        ("client_id", "my-app"),
        ("code_challenge_method", "S256"),
        ("redirect_uri", REDIRECT),
        ("response_type", "code"),
        ("scope", &scopes),
    ];
    assert_eq!(fields, expected.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
}

#[test]
fn an_error_address_is_shown_as_text_without_its_query() {
    let fake = portal(&json!({}));
    let connector = SmartConnector::new(options()).unwrap();
    let sent = begin(&fake, &connector);
    let uri = "https%3A%2F%2Fportal.example%2Ferrors%2F7%3Fclient%3Dsecret%23x";
    let refused = back(&fake, &connector, &sent, &format!("error=access_denied&error_uri={uri}"));
    let words = "access_denied (https://portal.example/errors/7)".to_owned();
    assert_eq!(refused.unwrap_err(), ErrorKind::Denied(words));
}
