//! What a portal must say about itself before anybody is sent there.

use backpack_connect::{Connector as _, ErrorKind, Prompt, Step, Turn};
use backpack_smart::probe::{Verdict, probe};
use backpack_smart::{Dialects, SmartConnector, SmartOptions};
use backpack_testkit::run;
use serde_json::{Value, json};

use crate::fake::{BASE, Fake, REDIRECT, kind, options, reply};

const WELL_KNOWN: &str = "/fhir/.well-known/smart-configuration";
const METADATA: &str = "/fhir/metadata";

fn configuration() -> Value {
    json!({
        "authorization_endpoint": "https://login.example/authorize",
        "token_endpoint": "https://login.example/token",
        "code_challenge_methods_supported": ["plain", "S256"],
        "capabilities": ["permission-v2"],
        "grant_types_supported": "wrong",
        "response_types_supported": ["token"],
        "extra": {"x": 1}
    })
}

fn statement(version: &str) -> Value {
    json!({"resourceType": "CapabilityStatement", "fhirVersion": version})
}

/// Begins a sign-in at a portal that answers so; returns where the person is sent.
fn begin(well_known: (u16, &str, String), metadata: (u16, Value)) -> Result<url::Url, ErrorKind> {
    let fake = Fake::new();
    fake.get(WELL_KNOWN, reply(well_known.0, well_known.1, well_known.2));
    fake.get(METADATA, reply(metadata.0, "application/fhir+json", metadata.1.to_string()));
    let connector = SmartConnector::new(options()).unwrap();
    match run(connector.authorize(&fake.context(), Turn::Begin)) {
        Ok(Step::Ask(Prompt::Open(url), _)) => Ok(url),
        Ok(other) => panic!("{other:?}"),
        Err(error) => Err(error.kind().clone()),
    }
}

fn well_known(value: &Value) -> (u16, &'static str, String) {
    (200, "application/json", value.to_string())
}

fn host(url: url::Url) -> String {
    format!("{}{}", url.host_str().unwrap(), url.path())
}

#[test]
fn the_well_known_document_decides() {
    let found = begin(well_known(&configuration()), (200, statement("4.0.1"))).map(host);
    assert_eq!(found, Ok("login.example/authorize".to_owned()));
    // The capability statement is a hint alone: without it the sign-in goes on.
    let found = begin(well_known(&configuration()), (403, json!({}))).map(host);
    assert_eq!(found, Ok("login.example/authorize".to_owned()));
}

#[test]
fn endpoints_are_resolved_against_the_base_and_must_be_https() {
    let with = |endpoint: &str| {
        let mut configuration = configuration();
        configuration["authorization_endpoint"] = endpoint.into();
        begin(well_known(&configuration), (200, statement("4.3.0"))).map(host)
    };
    assert_eq!(with("auth/authorize"), Ok("portal.example/fhir/auth/authorize".to_owned()));
    assert_eq!(with("/authorize"), Ok("portal.example/authorize".to_owned()));
    let refused = |why| Err(ErrorKind::NotAPortal(why));
    assert_eq!(with("http://login.example/authorize"), refused("its sign-in is not https"));
    assert_eq!(with("javascript:alert(1)"), refused("an address of it cannot be read"));
    assert_eq!(with("https://"), refused("an address of it cannot be read"));
}

#[test]
fn what_is_missing_is_named() {
    let without = |name: &str| {
        let mut configuration = configuration();
        configuration.as_object_mut().unwrap().remove(name);
        begin(well_known(&configuration), (200, statement("4.0.1"))).map(host)
    };
    let missing = |what| Err(ErrorKind::NotAPortal(what));
    assert_eq!(without("authorization_endpoint"), missing("it names no page to sign in at"));
    assert_eq!(without("token_endpoint"), missing("it names no place to finish signing in"));
    // Nothing said about PKCE is no refusal of it.
    assert!(without("code_challenge_methods_supported").is_ok());
    let mut plain = configuration();
    plain["code_challenge_methods_supported"] = json!(["plain"]);
    assert_eq!(
        begin(well_known(&plain), (200, statement("4.0.1"))).map(host),
        missing("it offers PKCE without S256")
    );
    // What is broken is not taken for absent, or somebody who cuts it off would choose the older discovery.
    for broken in ["[]", "{\"authorization_endpoint\":"] {
        assert_eq!(
            begin((200, "application/json", broken.to_owned()), (200, statement("4.0.1"))).map(host),
            missing("its smart-configuration is no JSON object")
        );
    }
}

#[test]
fn without_a_well_known_document_the_capability_statement_is_asked() {
    let html = || (200, "text/html", "<html>app</html>".to_owned());
    let mut old = statement("4.0.1");
    old["rest"] = json!([{"security": {"extension": [{
        "url": "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris",
        "extension": [
            {"url": "authorize", "valueUri": "https://login.example/old/authorize"},
            {"url": "token", "valueUri": "https://login.example/old/token"}
        ]
    }]}}]);
    assert_eq!(begin(html(), (200, old.clone())).map(host), Ok("login.example/old/authorize".to_owned()));
    let gone = (404, "text/plain", String::new());
    assert_eq!(begin(gone, (200, old)).map(host), Ok("login.example/old/authorize".to_owned()));
    assert_eq!(
        begin(html(), (200, statement("4.0.1"))).map(host),
        Err(ErrorKind::NotAPortal("it names no way for people to sign in"))
    );
    assert_eq!(
        begin(html(), (200, json!({"hello": "world"}))).map(host),
        Err(ErrorKind::NotAPortal("neither a smart-configuration nor a capability statement"))
    );
}

#[test]
fn only_versions_this_connector_reads_are_signed_in_to() {
    for version in ["1.0.2", "3.0.1", "5.0.0", "4.6.0"] {
        assert_eq!(
            begin(well_known(&configuration()), (200, statement(version))).map(host),
            Err(ErrorKind::NotAPortal("its FHIR version is neither 4.0 nor 4.3")),
            "{version}"
        );
    }
}

#[test]
fn a_portal_in_trouble_is_not_taken_for_none() {
    let trouble = |status| begin((status, "text/html", String::new()), (200, statement("4.0.1"))).map(host);
    assert_eq!(trouble(500), Err(ErrorKind::Portal(500)));
    assert_eq!(trouble(503), Err(ErrorKind::Busy(None)));
    assert_eq!(trouble(429), Err(ErrorKind::Busy(None)));
}

#[test]
fn discovery_asks_exactly_two_questions_without_a_credential() {
    for base in ["https://portal.example/fhir", "https://portal.example/fhir/"] {
        let fake = Fake::new();
        fake.get(WELL_KNOWN, reply(200, "application/json", configuration().to_string()));
        let options = SmartOptions::new(base, "my-app").with_redirect_uri(REDIRECT);
        let connector = SmartConnector::new(options).unwrap();
        run(connector.authorize(&fake.context(), Turn::Begin)).unwrap();
        assert_eq!(
            fake.log(),
            [
                "GET https://portal.example/fhir/.well-known/smart-configuration accept=application/json (any https)",
                "GET https://portal.example/fhir/metadata accept=application/fhir+json (any https)",
            ]
        );
    }
}

#[test]
fn options_that_cannot_work_are_refused_at_once() {
    let make = |base: &str, client: &str| SmartConnector::new(SmartOptions::new(base, client)).map(drop);
    let refused = |base: &str| kind(make(base, "app"));
    assert_eq!(refused("portal"), ErrorKind::Config("the FHIR base is no URL"));
    assert_eq!(refused("http://portal.example/fhir"), ErrorKind::Config("the FHIR base is not https"));
    assert_eq!(
        refused("https://portal.example/fhir?x=y"),
        ErrorKind::Config("the FHIR base holds a query or a fragment")
    );
    assert_eq!(
        refused("https://me:secret@portal.example/fhir"),
        ErrorKind::Config("the FHIR base holds a user name or password")
    );
    assert_eq!(kind(make("https://portal.example/fhir", "")), ErrorKind::Config("the client id is empty"));
    assert!(make("http://127.0.0.1:8080/fhir", "app").is_ok());
    let fake = Fake::new();
    let connector = SmartConnector::new(SmartOptions::new("https://portal.example/fhir", "app")).unwrap();
    let begun = run(connector.authorize(&fake.context(), Turn::Begin));
    assert_eq!((kind(begun), fake.log().len()), (ErrorKind::Config("no redirect URI"), 0));
}

#[test]
fn a_probe_and_a_sign_in_agree() {
    let changes = [
        ("authorization_endpoint", json!("http://login.example/authorize")),
        ("authorization_endpoint", json!(7)),
        ("token_endpoint", json!("//")),
        ("revocation_endpoint", json!("http://login.example/revoke")),
        ("code_challenge_methods_supported", json!(["plain"])),
        ("code_challenge_methods_supported", json!("plain")),
        ("capabilities", json!({})),
    ];
    for (name, value) in changes {
        for (status, body) in [(200, statement("4.0.1")), (200, statement("1.0.2")), (500, json!({}))] {
            let mut configuration = configuration();
            configuration[name] = value.clone();
            let fake = Fake::new();
            fake.get(WELL_KNOWN, reply(200, "application/json", configuration.to_string()));
            fake.get(METADATA, reply(status, "application/fhir+json", body.to_string()));
            let report = run(probe(&fake.context(), BASE, &Dialects::built_in(), None)).unwrap();
            let begun = begin(well_known(&configuration), (status, body));
            assert_eq!(report.verdict == Verdict::Supported, begun.is_ok(), "{name} {value} {status}");
        }
    }
}
