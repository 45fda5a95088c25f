//! What a hostile portal, or one that a hostile document describes, gets: nothing that helps it elsewhere.

use backpack_connect::{Answer, Connector as _, ErrorKind, Outcome, Query, Step, Turn};
use backpack_core::Timestamp;
use backpack_smart::dialect::Registration;
use backpack_smart::{Dialect, SmartConnector};
use backpack_testkit::{VirtualClock, run};
use serde_json::{Value, json};

use crate::fake::{
    ACCESS, Fake, LABS, all, connector, json as fhir, kind, labs, options, page, reply, shown,
};
use crate::signer::{open, rsa};
use crate::visit::{back, begin, begin_at, form, portal, signed_in};

#[test]
fn an_assertion_that_goes_to_another_server_is_good_for_that_server_alone() {
    let evil = "https://evil.example/revoke";
    let says = json!({"revocation_endpoint": evil, "introspection_endpoint": "https://evil.example/look"});
    let fake = portal(&says);
    let connector = SmartConnector::new(options().with_client_key(rsa())).unwrap();
    let grant = signed_in(&fake, &connector, |_| json!({})).unwrap();
    fake.log();
    fake.post(evil, reply(200, "", ""));
    fake.post("https://evil.example/look", reply(200, "application/json", r#"{"active":true}"#));
    run(connector.revoke(&fake.context(), &grant)).unwrap();
    run(connector.introspect(&fake.context(), &grant)).unwrap();
    let audiences = fake
        .log()
        .iter()
        .map(|line| open(&form(line)["client_assertion"]).1["aud"].clone())
        .collect::<Vec<_>>();
    assert_eq!(audiences, [json!(evil), json!("https://evil.example/look")]);
}

#[test]
fn words_that_repeat_a_secret_are_not_shown() {
    let (fake, connector) = (portal(&json!({})), connector());
    let sent = begin(&fake, &connector);
    let refusal = json!({"error": "invalid_request", "error_description": "the code SECRETCODE1 is odd"});
    fake.post("/token", fhir(400, refusal.to_string()));
    let denied = back(&fake, &connector, &sent, "code=SECRETCODE1").unwrap_err();
    assert_eq!(denied, ErrorKind::Denied("its words repeat a secret".to_owned()));
    // The token, in what a search, a read, a page and an attachment are refused with.
    let outcome = format!(
        r#"{{"resourceType":"OperationOutcome","issue":[{{"severity":"error","diagnostics":"Bearer {ACCESS} is bad"}}]}}"#
    );
    let hidden = || Outcome::Refused("its words repeat a secret".to_owned());
    let fake = Fake::new();
    fake.get(LABS, fhir(403, &outcome[..])).get(LABS, fhir(200, &outcome[..]));
    let item = format!(r#"{{"resource":{outcome},"search":{{"mode":"outcome"}}}}"#);
    fake.get(LABS, page(&[&item], None)).get("/fhir/Patient/p1", fhir(403, &outcome[..]));
    let pull = |query: &Query| shown(run(connector.pull(&fake.context(), &all(), query, None)).unwrap());
    assert_eq!(pull(&labs()).outcome, Some(hidden()));
    assert_eq!(pull(&labs()).outcome, Some(hidden()));
    let page = pull(&labs());
    assert_eq!((page.outcome, page.warnings), (Some(hidden()), vec!["its words repeat a secret".to_owned()]));
    assert_eq!(pull(&Query::new("Patient", "")).outcome, Some(hidden()));
    fake.get("/fhir/Binary/b", fhir(403, &outcome[..]));
    let link = backpack_connect::Link::new("Binary/b", None);
    let refused = kind(run(connector.open(&fake.context(), &all(), &link, 0)));
    assert_eq!(refused, ErrorKind::Denied("its words repeat a secret".to_owned()));
}

#[test]
fn addresses_with_a_name_before_the_host_are_none() {
    for name in ["authorization_endpoint", "token_endpoint"] {
        for odd in
            ["https://portal.example@evil.example/x", "https://a:b@portal.example/x", "https://:b@x.example"]
        {
            let fake = portal(&json!({name: odd}));
            let begun = begin_at(&fake, &connector(), &VirtualClock::new()).err();
            assert_eq!(begun, Some(ErrorKind::NotAPortal("an address of it cannot be read")), "{name} {odd}");
        }
    }
}

#[test]
fn a_document_as_deep_as_the_sea_is_no_document() {
    let deep = format!("{}{}", "{\"a\":".repeat(100_000), "1");
    let fake = Fake::new();
    fake.get("/fhir/.well-known/smart-configuration", reply(200, "application/json", deep));
    let begun = begin_at(&fake, &connector(), &VirtualClock::new()).err();
    assert_eq!(begun, Some(ErrorKind::NotAPortal("its smart-configuration is no JSON object")));
}

#[test]
fn a_row_of_the_token_answer_cannot_add_a_parameter() {
    let mut dialect = Dialect::plain();
    dialect.tokens.carried.insert("practice".to_owned(), "ah-practice".to_owned());
    let connector = SmartConnector::new(options().with_dialect(dialect)).unwrap();
    let fake = portal(&json!({}));
    let token = |_: &str| -> Value { json!({"scope": "patient/*.rs", "practice": "a&patient=p2#x\u{00e9}"}) };
    let grant = signed_in(&fake, &connector, token).unwrap();
    fake.log();
    drop(run(connector.pull(&fake.context(), &grant, &Query::new("Goal", ""), None)));
    let asked = fake.log().remove(0);
    assert!(
        asked.contains("patient=p1&") && asked.contains("&ah-practice=a%26patient%3Dp2%23x%C3%A9 "),
        "{asked}"
    );
}

#[test]
fn a_cursor_that_was_tampered_with_takes_the_token_nowhere() {
    let walk = |next: &str| {
        let fake = Fake::new();
        fake.get(LABS, page(&["{}"], Some("https://portal.example/fhir?page=2")));
        let first = run(connector().pull(&fake.context(), &all(), &labs(), None)).unwrap();
        let backpack_connect::Next::More(cursor) = first.next else { panic!("no next page") };
        let text = String::from_utf8(cursor.bytes.to_vec()).unwrap();
        let bent = text.replace("https://portal.example/fhir?page=2", next);
        assert!(bent.contains(next) && bent != text);
        fake.log();
        let cursor = backpack_connect::Cursor::new(bent);
        (kind(run(connector().pull(&fake.context(), &all(), &labs(), Some(&cursor)))), fake.log().len())
    };
    let places = [
        "https://evil.example/fhir?page=2",
        "https://portal.example.evil.example/fhir/x",
        "https://portal.example@evil.example/fhir/x",
        "https://portal.example:444/fhir/x",
        "http://portal.example/fhir/x",
        "https://portal.example/fhirx",
        "https://portal.example/fhir/%2e%2e/admin",
        "//evil.example/fhir/x",
        "no address",
    ];
    for place in places {
        assert_eq!(walk(place), (ErrorKind::CursorExpired, 0), "{place}");
    }
}

#[test]
fn the_first_token_registers_a_client_nowhere_but_where_people_sign_in() {
    let mut dialect = Dialect::plain();
    let (scope, endpoint) = ("system/DynamicClient.register".to_owned(), "oauth2/register".to_owned());
    dialect.registration = Registration::Protected { scope: scope.clone(), endpoint };
    let connector = SmartConnector::new(options().with_dialect(dialect)).unwrap();
    let fake = portal(&json!({"registration_endpoint": "https://evil.example/register"}));
    signed_in(&fake, &connector, |_| json!({"scope": scope})).unwrap();
    let log = fake.log();
    assert!(log[1].starts_with("POST https://portal.example/oauth2/register "), "{log:?}");
    assert!(!log.iter().any(|line| line.contains("evil")), "{log:?}");
}

#[test]
fn what_is_larger_than_anybody_needs_is_cut_or_refused() {
    // A grant of twenty thousand scopes is no plan of twenty thousand searches.
    let scopes = (0..20_000).map(|code| format!("patient/Observation.rs?category=http://x|{code}"));
    let scopes = scopes.collect::<Vec<_>>().join(" ");
    let asked = options().with_scopes(["patient/*.rs"]);
    let connector = SmartConnector::new(asked).unwrap();
    let fake = portal(&json!({}));
    let grant = signed_in(&fake, &connector, |_| json!({"scope": scopes})).unwrap();
    assert_eq!(grant.scopes.len(), 1_000);
    let plan = run(connector.plan(&fake.context(), &grant)).unwrap();
    assert!(plan.len() < 1_100, "{}", plan.len());
    // Nor is a token of a megabyte one.
    let long = "x".repeat((64 << 10) + 1);
    let (fake, connector) = (portal(&json!({})), SmartConnector::new(options()).unwrap());
    let refused = signed_in(&fake, &connector, |_| json!({"access_token": long})).unwrap_err();
    assert_eq!(refused, ErrorKind::Malformed("its access token is too long"));
    // Nor an address.
    let long = format!("https://portal.example/{long}");
    let begun = |name: &str| {
        let (fake, connector) = (portal(&json!({name: long})), SmartConnector::new(options()).unwrap());
        begin_at(&fake, &connector, &VirtualClock::new())
            .map(|(asked, pending)| (asked, pending.secret.expose().len()))
    };
    let unreadable = || Some(ErrorKind::NotAPortal("an address of it cannot be read"));
    assert_eq!(begun("token_endpoint").err(), unreadable());
    for name in ["revocation_endpoint", "introspection_endpoint", "jwks_uri", "issuer"] {
        let kept = begun(name).unwrap().1;
        assert!(kept < 4_000, "{name}: {kept}");
    }
}

#[test]
fn no_clock_makes_it_fall_over() {
    for now in [i64::MIN, -1, 0, i64::MAX / 2, i64::MAX] {
        let clock = VirtualClock::new();
        clock.set(Timestamp::from_millis(now));
        let fake = portal(&json!({}));
        let connector = SmartConnector::new(options().with_client_key(rsa())).unwrap();
        let (asked, pending) = begin_at(&fake, &connector, &clock).unwrap();
        let token = json!({"access_token": "at", "token_type": "bearer", "patient": "p1", "expires_in": 1e300,
            "refresh_expires_in": u64::MAX, "refresh_token": "rt"});
        fake.post("/token", fhir(200, token.to_string()));
        let url = format!("{}?code=c1&state={}", crate::fake::REDIRECT, asked["state"]);
        let turn = Turn::Resume(&pending, Answer::Redirect(url.into()));
        let context = fake.context_at(&clock);
        let Step::Done(grants) = run(connector.authorize(&context, turn)).unwrap() else { panic!("{now}") };
        run(connector.refresh(&context, &grants[0])).unwrap();
        fake.get(LABS, page(&["{}"], None));
        drop(run(connector.pull(&context, &grants[0], &labs(), None)));
    }
}

#[test]
fn a_cursor_of_extremes_is_read() {
    let next = "https://portal.example/fhir?page=2";
    let number = |extreme: &str| {
        format!(
            r#"{{"page":{{"next":"{next}","pages":4294967295,"found":true,"complaint":null,"since":{extreme},
            "newest":{extreme},"began":{extreme},"link_seen":18446744073709551615,"items_seen":0,"empty_pages":4294967295}}}}"#
        )
    };
    for extreme in [i64::MIN.to_string(), i64::MAX.to_string()] {
        for answer in
            [fhir(403, ""), page(&["{}"], None), page(&["{}"], Some("https://portal.example/fhir?page=3"))]
        {
            let fake = Fake::new();
            fake.get("/fhir?page=2", answer);
            for text in [number(&extreme), format!(r#"{{"since":{extreme}}}"#)] {
                let cursor = backpack_connect::Cursor::new(text);
                drop(run(connector().pull(&fake.context(), &all(), &labs(), Some(&cursor))));
            }
            assert_eq!(fake.log().len(), 2);
        }
    }
}
