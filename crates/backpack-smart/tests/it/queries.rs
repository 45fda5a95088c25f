//! How a query ends: found, empty, refused, not granted, not supported, or in trouble.

use std::time::Duration;

use backpack_connect::{Connector as _, Context, ErrorKind, Grant, Item, Outcome, Query};
use backpack_core::Cancellation;
use backpack_smart::dialect::{Increment, PatientParameter};
use backpack_smart::{Dialect, SmartConnector};
use backpack_testkit::run;
use http::header::{ETAG, RETRY_AFTER};

use crate::fake::{
    ACCESS, Fake, LABS, Reply, Shown, all, connector, done, entry, grant, json, kind, labs, options, page,
    reply, shown,
};

fn pull(context: &Context, grant: &Grant, query: &Query) -> Result<Shown, ErrorKind> {
    run(connector().pull(context, grant, query, None)).map(shown).map_err(|error| error.kind().clone())
}

fn answer(reply: Reply) -> Result<Shown, ErrorKind> {
    let fake = Fake::new();
    fake.get(LABS, reply);
    pull(&fake.context(), &all(), &labs())
}

fn ends(outcome: Outcome) -> Result<Shown, ErrorKind> {
    Ok(done(&[], None, outcome))
}

fn outcome(severity: &str) -> String {
    format!(
        r#"{{"resourceType":"OperationOutcome","issue":[{{"severity":"{severity}","diagnostics":"no\n such"}}]}}"#
    )
}

#[test]
fn a_refused_question_is_an_outcome_in_the_portals_words() {
    let refused = |words: &str| ends(Outcome::Refused(words.to_owned()));
    assert_eq!(answer(json(403, outcome("error"))), refused("no such"));
    assert_eq!(answer(json(400, outcome("error"))), refused("no such"));
    assert_eq!(answer(json(422, "")), refused("status 422"));
    assert_eq!(answer(json(410, "{}")), refused("status 410"));
    assert_eq!(answer(json(200, outcome("fatal"))), refused("no such"));
    for status in [404, 405, 406, 415, 501] {
        assert_eq!(answer(json(status, outcome("error"))), ends(Outcome::NotSupported), "{status}");
    }
}

#[test]
fn what_cannot_be_mended_by_asking_again_is_asked_once() {
    for status in [304, 409, 412] {
        let fake = Fake::new();
        fake.get(LABS, json(status, ""));
        let expected = ends(Outcome::Refused(format!("status {status}")));
        assert_eq!(pull(&fake.context(), &all(), &labs()), expected);
        assert_eq!(fake.log().len(), 1, "{status}");
    }
}

#[test]
fn a_refused_query_ends_no_other_one() {
    let fake = Fake::new();
    fake.get(LABS, json(400, outcome("error")));
    let vitals = "/fhir/Observation?patient=p1&category=vital-signs&_count=100";
    fake.get(vitals, page(&[&entry("a", "2026-01-01T00:00:00Z")], None));
    let (connector, context) = (connector(), fake.context());
    let ask =
        |name: &str| run(connector.pull(&context, &all(), &Query::new(name, ""), None)).map(shown).unwrap();
    let refused = done(&[], None, Outcome::Refused("no such".to_owned()));
    assert_eq!(ask("Observation?category=laboratory"), refused);
    let found = done(&["a"], Some(r#"{"since":1767225600000}"#), Outcome::Done);
    assert_eq!(ask("Observation?category=vital-signs"), found);
}

#[test]
fn a_patient_that_was_deleted_is_gone_and_one_that_was_merged_is_told() {
    let fake = Fake::new();
    fake.get("/fhir/Patient/p1", json(410, outcome("error")));
    let (context, patient) = (fake.context(), Query::new("Patient", "the person"));
    let known = backpack_connect::Cursor::new(r#"{"read":{"etag":null,"hash":1}}"#);
    let page = run(connector().pull(&context, &all(), &patient, Some(&known))).unwrap();
    let gone = page.items.iter().map(|item| match item {
        Item::Gone(gone) => gone.clone(),
        other => panic!("{other:?}"),
    });
    assert_eq!(gone.collect::<Vec<_>>(), [backpack_connect::Gone::new("Patient", "p1")]);
    assert!(connector().descriptor().capabilities.deletions);
    // One that was never known is only refused.
    assert_eq!(pull(&context, &all(), &patient), ends(Outcome::Refused("no such".to_owned())));
    let fake = Fake::new();
    let moved = json(200, r#"{"resourceType":"Patient","id":"p2"}"#);
    fake.get("/fhir/Patient/p1", moved.from("https://portal.example/fhir/Patient/p2"));
    let page = run(connector().pull(&fake.context(), &all(), &patient, None)).unwrap();
    assert_eq!(page.warnings, ["the portal answered with another patient, perhaps a merged one"]);
}

#[test]
fn a_bad_request_for_an_undeclared_type_is_not_supported() {
    let fake = Fake::new();
    fake.get("/fhir/Goal?patient=p1&_count=100", json(400, outcome("error")));
    let goals = Query::new("Goal", "goals");
    assert_eq!(pull(&fake.context(), &all(), &goals), ends(Outcome::NotSupported));
}

#[test]
fn a_portal_that_refuses_large_pages_is_asked_for_its_own_size() {
    let fake = Fake::new();
    fake.get(LABS, json(400, outcome("error")));
    let bare = LABS.strip_suffix("&_count=100").unwrap();
    fake.get(bare, page(&[&entry("a", "2026-01-01T00:00:00Z")], None));
    let got = pull(&fake.context(), &all(), &labs());
    assert_eq!(got, Ok(done(&["a"], Some(r#"{"since":1767225600000}"#), Outcome::Done)));
    let token = format!("accept=application/fhir+json [Bearer {ACCESS}]");
    let asked = [LABS, bare].map(|path| format!("GET https://portal.example{path} {token}"));
    assert_eq!(fake.log(), asked);
    // It is asked for so once, and if that is refused too, the first refusal counts.
    let fake = Fake::new();
    fake.get(LABS, json(422, "")).get(bare, json(403, outcome("error")));
    assert_eq!(pull(&fake.context(), &all(), &labs()), ends(Outcome::Refused("status 422".to_owned())));
    assert_eq!(fake.log().len(), 2);
}

#[test]
fn a_401_from_where_the_token_does_not_go_says_nothing_of_the_token() {
    let at = |from| answer(json(401, "").from(from));
    let elsewhere = Err(ErrorKind::Forbidden("the token is not for that address"));
    assert_eq!(at("https://portal.example/other/Observation"), elsewhere);
    assert_eq!(at("https://portal.example/fhirx"), elsewhere);
    assert_eq!(at("https://portal.example/fhir/moved/Observation"), Err(ErrorKind::NeedsSignIn));
    let patient = |from| {
        let fake = Fake::new();
        fake.get("/fhir/Patient/p1", json(401, "").from(from));
        pull(&fake.context(), &all(), &Query::new("Patient", "the person"))
    };
    assert_eq!(patient("https://portal.example/other/Patient/p1"), elsewhere);
    assert_eq!(patient("https://portal.example/fhir/Patient/p1"), Err(ErrorKind::NeedsSignIn));
}

#[test]
fn trouble_is_an_error_that_says_when_to_try_again() {
    let soon = |seconds: &str| answer(json(429, "").header(RETRY_AFTER, seconds));
    assert_eq!(soon("7"), Err(ErrorKind::Busy(Some(Duration::from_secs(7)))));
    // The virtual clock begins with the year 2026.
    assert_eq!(soon("Thu, 01 Jan 2026 00:00:09 GMT"), Err(ErrorKind::Busy(Some(Duration::from_secs(9)))));
    assert_eq!(soon("999999"), Err(ErrorKind::Busy(Some(Duration::from_secs(3600)))));
    assert_eq!(answer(json(503, "")), Err(ErrorKind::Busy(None)));
    assert_eq!(answer(json(500, "")), Err(ErrorKind::Portal(500)));
    assert_eq!(answer(json(504, "")), Err(ErrorKind::Portal(504)));
    assert_eq!(answer(json(401, outcome("error"))), Err(ErrorKind::NeedsSignIn));
    assert_eq!(answer(json(0, "")), Err(ErrorKind::Unreachable));
}

#[test]
fn what_is_no_page_is_an_error() {
    let malformed = |why| Err(ErrorKind::Malformed(why));
    assert_eq!(
        answer(reply(200, "text/html", "<html>log in</html>")),
        malformed("its page is no JSON object")
    );
    assert_eq!(answer(json(200, "")), malformed("its page is no JSON object"));
    assert_eq!(answer(json(200, "{\"resourceType\":\"Patient\"}")), malformed("its page is no Bundle"));
    assert_eq!(answer(json(200, "{\"resourceType\":\"Bundle\"")), malformed("its page is no Bundle"));
    assert_eq!(
        answer(json(200, r#"{"resourceType":"Bundle","type":"history"}"#)),
        malformed("its page is another sort of Bundle")
    );
    assert_eq!(answer(json(200, outcome("warning"))), malformed("an outcome in place of a page"));
    // A page under another name is a page.
    let plain = reply(200, "text/plain", r#"{"resourceType":"Bundle","type":"searchset"}"#);
    assert_eq!(answer(plain), ends(Outcome::Empty));
}

#[test]
fn what_the_grant_does_not_cover_is_not_asked() {
    let fake = Fake::new();
    let context = fake.context();
    let queries = run(connector().plan(&context, &all())).unwrap();
    for query in queries.iter().filter(|query| !query.follows) {
        assert_eq!(
            pull(&context, &grant("openid launch/patient"), query),
            ends(Outcome::NotGranted),
            "{}",
            query.id
        );
    }
    let granular = "patient/Observation.rs?category=vital-signs";
    assert_eq!(pull(&context, &grant(granular), &labs()), ends(Outcome::NotGranted));
    assert_eq!(fake.log(), [] as [&str; 0]);
    let vitals = Query::new("Observation?category=vital-signs", "vital signs");
    assert_eq!(pull(&context, &grant(granular), &vitals), ends(Outcome::NotSupported));
    assert_eq!(fake.log().len(), 1);
}

#[test]
fn items_are_verbatim_and_outcomes_are_warnings() {
    let fake = Fake::new();
    let odd = r#"{"fullUrl":"urn:x","resource":{"resourceType" : "Observation","id":7,  "x":1.50}}"#;
    let warning = format!(r#"{{"resource":{},"search":{{"mode":"outcome"}}}}"#, outcome("warning"));
    let silent = format!(r#"{{"resource":{}}}"#, outcome("information"));
    let version = r#"{"resource":{"resourceType":"Observation","id":"b"},"response":{"status":"200","etag":"W/\"3\""}}"#;
    fake.get(LABS, page(&[odd, &warning, &silent, version, "{}"], None));
    let page = run(connector().pull(&fake.context(), &all(), &labs(), None)).unwrap();
    assert_eq!(page.warnings, ["no such", "no such"]);
    let puts = page.items.iter().map(|item| match item {
        Item::Put(put) => (
            std::str::from_utf8(&put.body).unwrap(),
            put.full_url.as_deref(),
            put.version.as_deref(),
            put.envelope.as_deref().map(|envelope| std::str::from_utf8(envelope).unwrap()),
        ),
        other => panic!("{other:?}"),
    });
    let expected = [
        (r#"{"resourceType" : "Observation","id":7,  "x":1.50}"#, Some("urn:x"), None, None),
        (
            r#"{"resourceType":"Observation","id":"b"}"#,
            None,
            Some("W/\"3\""),
            Some(r#"{"response":{"status":"200","etag":"W/\"3\""}}"#),
        ),
    ];
    assert_eq!(puts.collect::<Vec<_>>(), expected);
    let envelope = page.envelope.unwrap();
    assert_eq!(&envelope[..], br#"{"resourceType":"Bundle","type":"searchset"}"#);
    assert_eq!(page.bytes, fake_length(&[odd, &warning, &silent, version, "{}"]));
}

#[test]
fn what_a_portal_left_out_is_not_taken_for_nothing() {
    let complaint = format!(r#"{{"resource":{},"search":{{"mode":"outcome"}}}}"#, outcome("error"));
    let warnings = vec!["no such".to_owned()];
    let refused = done(&[], None, Outcome::Refused("no such".to_owned()));
    assert_eq!(answer(page(&[&complaint], None)), Ok(Shown { warnings: warnings.clone(), ..refused }));
    let some = done(&["a"], None, Outcome::Partial("no such".to_owned()));
    let item = entry("a", "2026-01-01T00:00:00Z");
    assert_eq!(answer(page(&[&item, &complaint], None)), Ok(Shown { warnings, ..some }));
}

fn fake_length(entries: &[&str]) -> u64 {
    let whole = format!(r#"{{"resourceType":"Bundle","type":"searchset","entry":[{}]}}"#, entries.join(","));
    whole.len() as u64
}

#[test]
fn a_dialect_changes_the_question() {
    let fake = Fake::new();
    let mut dialect = Dialect::plain();
    dialect.search.patient = PatientParameter::Reference;
    dialect.search.page_size = Some(50);
    dialect.increments.by = Increment::Full;
    let connector = SmartConnector::new(options().with_dialect(dialect)).unwrap();
    let question = "/fhir/Observation?patient=Patient%2Fp1&category=laboratory&_count=50";
    fake.get(question, page(&[&entry("a", "2026-01-01T00:00:00Z")], None));
    let pulled = run(connector.pull(&fake.context(), &all(), &labs(), None)).map(shown).unwrap();
    // Without increments there is no cursor to begin one from.
    assert_eq!(pulled, done(&["a"], None, Outcome::Done));
    assert!(!connector.descriptor().capabilities.incremental);
}

#[test]
fn the_patient_is_read_and_read_again_only_if_changed() {
    let fake = Fake::new();
    let body = r#"{"resourceType":"Patient","id":"p1"}"#;
    fake.get("/fhir/Patient/p1", json(200, body).header(ETAG, "W/\"1\""));
    fake.get("/fhir/Patient/p1", json(304, ""));
    fake.get("/fhir/Patient/p1", json(200, body));
    fake.get("/fhir/Patient/p1", json(200, r#"{"resourceType":"Patient","id":"p1","active":true}"#));
    let (context, grant, patient) = (fake.context(), all(), Query::new("Patient", "the person"));
    let mut cursor = None;
    let mut came = Vec::new();
    for _ in 0..4 {
        let page = run(connector().pull(&context, &grant, &patient, cursor.as_ref())).map(shown).unwrap();
        assert_eq!(page.outcome, Some(Outcome::Done));
        came.push(page.ids);
        cursor = page.next;
    }
    assert_eq!(came, [vec!["p1"], vec![], vec![], vec!["p1"]]);
    let ask = "GET https://portal.example/fhir/Patient/p1 accept=application/fhir+json";
    let token = format!("[Bearer {ACCESS}]");
    assert_eq!(
        fake.log(),
        [
            format!("{ask} {token}"),
            format!("{ask} if-none-match=W/\"1\" {token}"),
            format!("{ask} if-none-match=W/\"1\" {token}"),
            format!("{ask} {token}"),
        ]
    );
    let other = Fake::new();
    other.get("/fhir/Patient/p1", json(200, r#"{"resourceType":"Person"}"#));
    assert_eq!(
        pull(&other.context(), &all(), &patient),
        Err(ErrorKind::Malformed("its patient is no Patient"))
    );
    other.get("/fhir/Patient/p1", json(403, outcome("error")));
    assert_eq!(
        pull(&other.context(), &all(), &patient),
        Err(ErrorKind::Malformed("its patient is no Patient"))
    );
    assert_eq!(pull(&other.context(), &all(), &patient), ends(Outcome::Refused("no such".to_owned())));
}

#[test]
fn a_cancellation_ends_every_query_and_an_unknown_one_is_not_offered() {
    let fake = Fake::new();
    let cancel = Cancellation::new();
    cancel.cancel();
    let context = fake.context().with_cancel(cancel);
    for query in run(connector().plan(&fake.context(), &all())).unwrap() {
        assert_eq!(kind(run(connector().pull(&context, &all(), &query, None))), ErrorKind::Cancelled);
    }
    let unknown = Query::new("Observation", "everything");
    assert_eq!(pull(&fake.context(), &all(), &unknown), Err(ErrorKind::Unsupported));
    assert_eq!(fake.log(), [] as [&str; 0]);
}
