//! What a portal says about itself before anybody signs in, and what that comes to.

use backpack_connect::{Context, ErrorKind, Transport};
use backpack_core::Cancellation;
use backpack_smart::Dialects;
use backpack_smart::probe::{
    Declared, FoundIn, PkceFact, ProbeReport, Quirk, RecognisedBy, Said, Verdict, Why, probe,
};
use backpack_testkit::{VirtualClock, run};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::fake::{BASE, Fake, Reply, json as fhir, kind, reply};

const WELL_KNOWN: &str = "/fhir/.well-known/smart-configuration";
const METADATA: &str = "/fhir/metadata";

fn configuration() -> Value {
    json!({
        "issuer": "https://login.example",
        "authorization_endpoint": "https://login.example/authorize",
        "token_endpoint": "https://login.example/token",
        "revocation_endpoint": "https://login.example/revoke",
        "introspection_endpoint": "https://login.example/introspect",
        "registration_endpoint": "https://login.example/register",
        "grant_types_supported": ["authorization_code", "client_credentials"],
        "token_endpoint_auth_methods_supported": ["private_key_jwt", "client_secret_basic"],
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": true,
        "scopes_supported": ["openid", "patient/*.rs", "offline_access"],
        "capabilities": ["launch-standalone", "client-public", "permission-v2", "authorize-post"],
        "associated_endpoints": [
            {"url": "https://images.example/fhir", "capabilities": ["smart-imaging-access", 7]},
            {"url": "http://images.example/fhir"},
            {"capabilities": []},
            7
        ],
        "user_access_brand_bundle": "brands.json",
        "user_access_brand_identifier": {"system": "urn:ietf:rfc:3986", "value": "https://good.example"}
    })
}

fn statement() -> Value {
    json!({
        "resourceType": "CapabilityStatement",
        "fhirVersion": "4.0.1",
        "software": {"name": "Some Record", "version": "12\n"},
        "rest": [{"resource": [
            {"type": "Patient", "interaction": [{"code": "read"}]},
            {"type": "Observation", "interaction": [{"code": "read"}, {"code": "search-type"}],
             "searchParam": [{"name": "patient"}, {"name": "category"}, {"name": "patient"}],
             "searchRevInclude": ["Provenance:target"]},
            {"type": "Condition", "searchParam": [{"name": "patient"}]},
            {"type": "Procedure", "searchParam": [{"name": "date"}]},
            {"type": "Goal"},
            {"type": 7},
            "odd"
        ]}]
    })
}

fn documents(well_known: Reply, metadata: Reply) -> ProbeReport {
    let fake = Fake::new();
    fake.get(WELL_KNOWN, well_known);
    fake.get(METADATA, metadata);
    run(probe(&fake.context(), BASE, &Dialects::built_in(), None)).unwrap()
}

fn probed(well_known: &Value, metadata: &Value) -> ProbeReport {
    documents(reply(200, "application/json", well_known.to_string()), fhir(200, metadata.to_string()))
}

fn with(name: &str, value: Value) -> Value {
    let mut changed = configuration();
    changed[name] = value;
    changed
}

fn without(names: &[&str]) -> Value {
    let mut changed = configuration();
    names.iter().for_each(|name| drop(changed.as_object_mut().unwrap().remove(*name)));
    changed
}

fn why(report: &ProbeReport) -> Option<&Why> {
    match &report.verdict {
        Verdict::Unsupported(why) => Some(why),
        _ => None,
    }
}

#[test]
fn a_portal_says_what_it_offers() {
    let report = probed(&configuration(), &statement());
    assert_eq!((&report.verdict, report.base.as_str()), (&Verdict::Supported, BASE));
    assert_eq!((report.recognised.row.as_str(), report.recognised.by), ("plain", RecognisedBy::Nothing));
    assert_eq!(report.fhir_version.as_deref(), Some("4.0.1"));
    let software = report.software.unwrap();
    assert_eq!((software.name.as_str(), software.version.as_deref()), ("Some Record", Some("12")));
    let facts = report.sign_in.unwrap();
    let origins =
        [&facts.authorization, &facts.token, &facts.revocation, &facts.introspection, &facts.registration];
    let origins = origins.map(|fact| fact.as_ref().map(|fact| (fact.origin.as_str(), fact.is_secure)));
    assert_eq!(origins, [Some(("https://login.example", true)); 5]);
    assert_eq!((facts.found_in, facts.pkce, facts.names_issuer), (FoundIn::WellKnown, PkceFact::S256, true));
    assert_eq!(facts.issuer.as_deref(), Some("https://login.example"));
    let said = [
        facts.scopes_v1,
        facts.scopes_v2,
        facts.public_clients,
        facts.secret_clients,
        facts.key_clients,
        facts.refresh,
        facts.backend,
        facts.posts,
    ];
    let (yes, no) = (Said::Yes, Said::No);
    assert_eq!(said, [no, yes, yes, yes, yes, yes, yes, yes]);
    let brands = report.brands.unwrap();
    assert_eq!(brands.bundle.as_str(), "https://portal.example/fhir/brands.json");
    let identifier = ("urn:ietf:rfc:3986".to_owned(), "https://good.example".to_owned());
    assert_eq!(brands.identifier, Some(identifier));
    assert_eq!(report.quirks, []);
    let associated: Vec<(&str, usize)> =
        report.associated.iter().map(|one| (one.url.as_str(), one.capabilities.len())).collect();
    assert_eq!(associated, [("https://images.example/fhir", 1)]);
    let names: Vec<&str> = report.types.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["Patient", "Observation", "Condition", "Procedure", "Goal"]);
    let observation = &report.types[1];
    assert_eq!(observation.interactions, ["read", "search-type"]);
    assert_eq!(
        (observation.parameters.len(), observation.included.as_slice()),
        (2, &["Provenance:target".to_owned()][..])
    );
}

#[test]
fn each_query_of_the_plan_is_held_against_what_is_declared() {
    let declared = |report: &ProbeReport, id: &str| {
        report.queries.iter().find(|query| query.id == id).map(|query| query.declared.clone())
    };
    let report = probed(&configuration(), &statement());
    let missing = |name: &str| Some(Declared::NoParameter(name.to_owned()));
    assert_eq!(declared(&report, "Patient"), Some(Declared::Yes));
    assert_eq!(declared(&report, "Observation?category=laboratory"), Some(Declared::Yes));
    assert_eq!(declared(&report, "Condition?category=problem-list-item"), missing("category"));
    assert_eq!(declared(&report, "Procedure"), missing("patient"));
    assert_eq!(declared(&report, "Goal"), Some(Declared::Yes));
    assert_eq!(declared(&report, "Immunization"), Some(Declared::NoType));
    assert_eq!(declared(&report, "references"), None);
    let silent = documents(reply(200, "application/json", configuration().to_string()), fhir(403, "{}"));
    assert!(silent.queries.iter().all(|query| query.declared == Declared::NotSaid));
    assert_eq!((silent.verdict, silent.quirks), (Verdict::Supported, vec![Quirk::NoStatement]));
}

#[test]
fn why_a_portal_cannot_be_connected_is_said_in_plain_words() {
    let sign_in = |value: &Value| probed(value, &statement());
    let version = |version: &str| {
        let mut old = statement();
        old["fhirVersion"] = version.into();
        probed(&configuration(), &old)
    };
    let gone = || reply(404, "text/html", "<html>");
    let cases = [
        (version("1.0.2"), "It speaks version 1.0.2 of FHIR, and only versions 4.0 and 4.3 can be read."),
        (sign_in(&without(&["authorization_endpoint"])), "It lets other computer systems in, not people."),
        (
            sign_in(&without(&["authorization_endpoint", "grant_types_supported"])),
            "Its sign-in cannot be used: it names no page to sign in at.",
        ),
        (
            sign_in(&without(&["token_endpoint"])),
            "Its sign-in cannot be used: it names no place to finish signing in.",
        ),
        (sign_in(&json!({})), "It names no way for people to sign in."),
        (
            sign_in(&with("token_endpoint", json!("http://login.example/token"))),
            "Its sign-in is not encrypted (https).",
        ),
        (
            sign_in(&with("token_endpoint", json!("javascript:alert(1)"))),
            "Its sign-in cannot be used: an address of it cannot be read.",
        ),
        (
            sign_in(&with("code_challenge_methods_supported", json!(["plain"]))),
            "Its sign-in lacks the protection against being taken over (PKCE with S256).",
        ),
        (documents(gone(), gone()), "Nothing at this address answers as a portal for health records."),
        (documents(gone(), fhir(200, statement().to_string())), "It names no way for people to sign in."),
        (documents(reply(0, "", ""), reply(0, "", "")), "It cannot be reached at the moment."),
        (
            documents(reply(503, "", ""), fhir(200, statement().to_string())),
            "It has trouble of its own at the moment (status 503).",
        ),
        (documents(gone(), reply(500, "", "")), "It has trouble of its own at the moment (status 500)."),
    ];
    for (report, words) in cases {
        let why = why(&report).unwrap_or_else(|| panic!("supported, but: {words}"));
        assert_eq!(why.to_string(), words);
        assert_eq!(why.passes(), words.contains("at the moment"));
    }
}

#[test]
fn an_address_that_cannot_be_one_is_not_asked() {
    let fake = Fake::new();
    for (base, words) in [
        ("http://portal.example/fhir", "Its address is not encrypted (https)."),
        ("portal", "Its address cannot be used: the FHIR base is no URL."),
        (
            "https://me:pw@portal.example",
            "Its address cannot be used: the FHIR base holds a user name or password.",
        ),
    ] {
        let report = run(probe(&fake.context(), base, &Dialects::built_in(), None)).unwrap();
        assert_eq!(why(&report).map(ToString::to_string).as_deref(), Some(words));
    }
    assert_eq!(fake.log(), [] as [&str; 0]);
}

#[test]
fn two_questions_are_asked_without_a_credential() {
    let fake = Fake::new();
    run(probe(&fake.context(), BASE, &Dialects::built_in(), None)).unwrap();
    assert_eq!(
        fake.log(),
        [
            "GET https://portal.example/fhir/.well-known/smart-configuration accept=application/json (any https)",
            "GET https://portal.example/fhir/metadata accept=application/fhir+json (any https)",
        ]
    );
}

#[test]
fn the_older_discovery_is_read_where_there_is_no_other() {
    let mut old = statement();
    old["rest"][0]["security"] = json!({"extension": [{
        "url": "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris",
        "extension": [
            {"url": "authorize", "valueUri": "https://old.example/authorize"},
            {"url": "token", "valueUri": "https://old.example/token"}
        ]
    }]});
    let report = documents(reply(404, "", ""), fhir(200, old.to_string()));
    let facts = report.sign_in.unwrap();
    assert_eq!((report.verdict, report.quirks), (Verdict::Supported, vec![Quirk::NoWellKnown]));
    assert_eq!(
        (facts.found_in, facts.pkce, facts.refresh),
        (FoundIn::CapabilityStatement, PkceFact::NotSaid, Said::NotSaid)
    );
    // With both the newer one decides, and the difference is told.
    let both = probed(&configuration(), &old);
    assert_eq!((both.verdict, both.quirks), (Verdict::Supported, vec![Quirk::EndpointsDiffer]));
}

#[test]
fn departures_from_the_standard_are_told() {
    let odd = json!({
        "authorization_endpoint": "auth/authorize",
        "token_endpoint": "https://login.example/token",
        "revocation_endpoint": "http://login.example/revoke",
        "code_challenge_methods_supported": ["S256", "plain"],
        "capabilities": "launch-standalone",
        "scopes_supported": ["patient/Observation.rs", 7],
        "user_access_brand_bundle": "http://elsewhere.example/brands"
    });
    let mut statement = statement();
    statement.as_object_mut().unwrap().remove("fhirVersion");
    statement["rest"] = json!("odd");
    let report = documents(
        reply(200, "text/plain", odd.to_string()),
        fhir(200, statement.to_string()).from("https://mirror.example/metadata"),
    );
    assert_eq!(report.verdict, Verdict::Supported);
    let told: Vec<String> = report.quirks.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "the smart-configuration comes as text/plain",
            "the capability statement is answered by https://mirror.example",
            "capabilities has the wrong type, and is taken as absent",
            "authorization_endpoint is relative to the FHIR base",
            "revocation_endpoint is no https address, and is left out",
            "PKCE without a hash (plain) is offered beside S256",
            "capabilities is missing",
            "no wildcard such as patient/*.rs is among its scopes",
            "nothing says that a connection can be renewed without the person",
            "it names no address at which a grant is ended",
            "the capability statement names no FHIR version",
            "the capability statement declares no resource types",
            "user_access_brand_bundle is no https address, and is left out",
        ]
    );
    assert_eq!(report.brands, None);
}

#[test]
fn the_row_is_recognised_by_address_before_software() {
    let rows = br#"{"format":1,"version":"t","rows":[
        {"name":"here","title":"Here","recognition":{"hosts":["portal.example"]}},
        {"name":"soft","title":"Soft","recognition":{"software":["Some"]},"authorization":{"pkce":"refused"}}
    ]}"#;
    let dialects = Dialects::read(rows).unwrap();
    let recognised = |base: &str, row: Option<&str>| {
        let fake = Fake::new();
        let plain = with("code_challenge_methods_supported", json!(["plain"]));
        fake.get(
            &format!("{base}/.well-known/smart-configuration"),
            reply(200, "application/json", plain.to_string()),
        );
        fake.get(&format!("{base}/metadata"), fhir(200, statement().to_string()));
        let report = run(probe(&fake.context(), base, &dialects, row)).unwrap();
        (report.recognised.row, report.recognised.by, report.verdict)
    };
    let here = ("here".to_owned(), RecognisedBy::Address, Verdict::Unsupported(Why::NoS256));
    assert_eq!(recognised(BASE, None), here);
    // A row that knows that PKCE is not looked at outweighs the portal's list.
    let soft = ("soft".to_owned(), RecognisedBy::Software, Verdict::Supported);
    assert_eq!(recognised("https://other.example/fhir", None), soft);
    assert_eq!(recognised("https://other.example/fhir", Some("no such row")), soft);
    // What a directory knows comes first.
    let listed = ("soft".to_owned(), RecognisedBy::Directory, Verdict::Supported);
    assert_eq!(recognised(BASE, Some("soft")), listed);
}

#[test]
fn a_probe_can_be_cancelled() {
    let fake = Fake::new();
    let cancel = Cancellation::new();
    cancel.cancel();
    let context = Context::new(
        std::sync::Arc::<Fake>::clone(&fake) as std::sync::Arc<dyn Transport>,
        std::sync::Arc::new(VirtualClock::new()),
    );
    let probing = run(probe(&context.with_cancel(cancel), BASE, &Dialects::built_in(), None));
    assert_eq!((kind(probing), fake.log().len()), (ErrorKind::Cancelled, 0));
}

/// Any JSON, with the names in it that a probe looks for.
fn anything() -> impl Strategy<Value = Value> {
    let names = "resourceType|fhirVersion|software|name|version|rest|resource|type|interaction|code|searchParam|security|extension|url|valueUri|authorization_endpoint|token_endpoint|capabilities|scopes_supported|code_challenge_methods_supported|grant_types_supported|user_access_brand_bundle|user_access_brand_identifier|value|x";
    let texts = prop_oneof![
        Just("CapabilityStatement".to_owned()),
        Just("4.0.1".to_owned()),
        Just("S256".to_owned()),
        Just("https://a.example/x".to_owned()),
        Just("//".to_owned()),
        Just("authorize".to_owned()),
        Just("http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris".to_owned()),
        any::<String>(),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        texts.prop_map(Value::from)
    ];
    leaf.prop_recursive(6, 64, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(names, inner, 0..8)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_json_is_read(well_known in anything(), metadata in anything()) {
        let report = probed(&well_known, &metadata);
        let told: Vec<String> = report.quirks.iter().map(ToString::to_string).collect();
        prop_assert!(told.iter().all(|words| words.len() < 1_000));
        if report.verdict == Verdict::Supported {
            let facts = report.sign_in.unwrap();
            prop_assert!(facts.authorization.unwrap().is_secure && facts.token.unwrap().is_secure);
        }
    }

    #[test]
    fn any_bytes_are_read(well_known in any::<String>(), metadata in any::<String>(), status in 100_u16..999) {
        let report = documents(reply(status, "x", well_known), reply(200, "x", metadata));
        prop_assert!(report.verdict != Verdict::Supported);
    }
}
