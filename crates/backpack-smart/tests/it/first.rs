//! How the first page of a search is asked for, and with what less where the portal minds a part of it.

use backpack_connect::{Connector as _, Context, Grant, Outcome, PatientRef, Query};
use backpack_core::SecretBytes;
use backpack_smart::dialect::{Handling, PlannedSearch, Post, Provenance};
use backpack_smart::{Dialect, SmartConnector};
use backpack_testkit::run;

use crate::fake::{
    ACCESS, BASE, Fake, LABS, Shown, all, connector, done, entry, grant, json, labs, options, page, reply,
    shown,
};

const NEW_YEAR: &str = "2026-01-01T00:00:00Z";
const MARK: &str = r#"{"since":1767225600000}"#;
const ACCEPT: &str = "accept=application/fhir+json";
const TOLERANT: &str = "accept=application/json, application/json+fhir, application/fhir+json";

/// Returns a grant as `fake::grant` does, with more members in its secret.
pub(crate) fn grant_with(scopes: &str, declared: &str, more: &str) -> Grant {
    let secret = format!(
        r#"{{"format":1,"base":"{BASE}","access":"{ACCESS}","refresh":null,
        "token_endpoint":"https://portal.example/token","revocation_endpoint":null,
        "secret_in_body":false,"declared":{declared}{more}}}"#
    );
    let mut grant = Grant::new(PatientRef::new("p1"), SecretBytes::new(secret.into_bytes()));
    grant.scopes = scopes.split(' ').map(ToOwned::to_owned).collect();
    grant
}

pub(crate) fn with_dialect(change: impl FnOnce(&mut Dialect)) -> SmartConnector {
    let mut dialect = Dialect::plain();
    change(&mut dialect);
    SmartConnector::new(options().with_dialect(dialect)).unwrap()
}

fn pull(connector: &SmartConnector, context: &Context, grant: &Grant, query: &str) -> Shown {
    shown(run(connector.pull(context, grant, &Query::new(query, ""), None)).unwrap())
}

/// Returns what was asked, without the token and the origin.
fn asked(fake: &Fake) -> Vec<String> {
    let token = format!(" [Bearer {ACCESS}]");
    fake.log().iter().map(|line| line.replace(&token, "").replace("https://portal.example", "")).collect()
}

fn one() -> crate::fake::Reply {
    page(&[&entry("a", NEW_YEAR)], None)
}

fn found() -> Shown {
    done(&["a"], Some(MARK), Outcome::Done)
}

#[test]
fn a_granular_grant_is_asked_for_with_exactly_its_category() {
    let fake = Fake::new();
    let category = "http://terminology.hl7.org/CodeSystem/observation-category|laboratory";
    let grant = grant(&format!("patient/Observation.rs?category={category}"));
    let url = "/fhir/Observation?patient=p1\
               &category=http%3A%2F%2Fterminology.hl7.org%2FCodeSystem%2Fobservation-category%7Claboratory&_count=100";
    fake.get(url, one());
    let (connector, context) = (connector(), fake.context());
    assert_eq!(pull(&connector, &context, &grant, "Observation?category=laboratory"), found());
    assert_eq!(asked(&fake), [format!("GET {url} {ACCEPT}")]);
    let vitals = pull(&connector, &context, &grant, "Observation?category=vital-signs");
    assert_eq!(vitals, done(&[], None, Outcome::NotGranted));
    assert_eq!(asked(&fake), [] as [&str; 0]);
}

#[test]
fn a_category_that_the_grant_alone_names_has_a_query_of_its_own() {
    let fake = Fake::new();
    let grant = grant("patient/Observation.rs?category=http://clinic.example|allergy-test");
    let (connector, context) = (connector(), fake.context());
    let queries = run(connector.plan(&context, &grant)).unwrap();
    let own = queries.iter().filter(|query| query.id.contains("allergy-test")).collect::<Vec<_>>();
    assert_eq!(own, [&Query::new("Observation?category=http://clinic.example|allergy-test", "lab results")]);
    fake.get(
        "/fhir/Observation?patient=p1&category=http%3A%2F%2Fclinic.example%7Callergy-test&_count=100",
        one(),
    );
    assert_eq!(pull(&connector, &context, &grant, &own[0].id), found());
}

#[test]
fn a_wider_grant_than_asked_for_is_not_used() {
    let fake = Fake::new();
    let (connector, context) = (connector(), fake.context());
    let grant = grant_with("patient/*.rs", "[]", r#","asked":["openid","patient/Condition.rs"]"#);
    let labs = pull(&connector, &context, &grant, "Observation?category=laboratory");
    assert_eq!(labs, done(&[], None, Outcome::NotGranted));
    assert_eq!(asked(&fake), [] as [&str; 0]);
}

#[test]
fn pages_are_as_large_as_the_row_allows_for_the_type() {
    let connector = with_dialect(|dialect| {
        dialect.search.page_size = Some(30);
        dialect.search.page_sizes.insert("Observation".to_owned(), 20);
        dialect.search.page_sizes.insert("Goal".to_owned(), 500);
    });
    let fake = Fake::new();
    let context = fake.context();
    for query in ["Observation?category=laboratory", "Goal", "Procedure"] {
        pull(&connector, &context, &all(), query);
    }
    let expected = [
        format!("GET /fhir/Observation?patient=p1&category=laboratory&_count=20 {ACCEPT}"),
        format!("GET /fhir/Goal?patient=p1&_count=100 {ACCEPT}"),
        format!("GET /fhir/Procedure?patient=p1&_count=30 {ACCEPT}"),
    ];
    assert_eq!(asked(&fake), expected);
}

#[test]
fn what_the_token_answer_says_is_carried_on_first_pages_and_reads_as_it_stands() {
    let connector = with_dialect(|dialect| {
        dialect.search.parameters.insert("site".to_owned(), "a/b".to_owned());
    });
    let carried = r#","carried":[["ah-practice","Organization/a-1.Practice-7"]]"#;
    let grant = grant_with("patient/*.rs", r#"["Patient","Observation"]"#, carried);
    let fake = Fake::new();
    let end = "site=a/b&ah-practice=Organization/a-1.Practice-7";
    let first = format!("/fhir/Observation?patient=p1&category=laboratory&_count=100&{end}");
    fake.get(&first, page(&[&entry("a", NEW_YEAR)], Some("Observation?cursor=2")));
    fake.get("/fhir/Observation?cursor=2", page(&[&entry("b", NEW_YEAR)], None));
    let patient = format!("/fhir/Patient/p1?{end}");
    fake.get(&patient, json(200, r#"{"resourceType":"Patient","id":"p1"}"#));
    let context = fake.context();
    let one = pull(&connector, &context, &grant, "Observation?category=laboratory");
    let two = run(connector.pull(&context, &grant, &labs(), one.next.as_ref())).map(shown).unwrap();
    assert_eq!(two, done(&["b"], Some(MARK), Outcome::Done));
    assert_eq!(pull(&connector, &context, &grant, "Patient").ids, ["p1"]);
    // A next link is the portal's own, and goes out as it stands.
    let lines =
        [first, "/fhir/Observation?cursor=2".to_owned(), patient].map(|url| format!("GET {url} {ACCEPT}"));
    assert_eq!(asked(&fake), lines);
}

#[test]
fn provenance_is_asked_for_where_it_is_granted_declared_and_usual() {
    let revinclude = "&_revinclude=Provenance%3Atarget&_count=100";
    let cases: [(&str, &str, &str, bool); 8] = [
        ("patient/*.rs", "[]", "Goal", true),
        ("patient/Goal.rs patient/Provenance.r", "[]", "Goal", true),
        ("patient/*.rs", r#"["Goal","Provenance"]"#, "Goal", true),
        ("patient/*.rs", r#"["Goal"]"#, "Goal", false),
        ("patient/Goal.rs", "[]", "Goal", false),
        ("patient/*.rs", "[]", "Specimen", false),
        ("patient/*.rs", "[]", "Device", false),
        ("patient/*.rs", "[]", "Coverage", true),
    ];
    let connector = with_dialect(|dialect| dialect.search.without_provenance = vec!["Device".to_owned()]);
    for (scopes, declared, query, expected) in cases {
        let fake = Fake::new();
        pull(&connector, &fake.context(), &grant_with(scopes, declared, ""), query);
        let end = if expected { revinclude } else { "&_count=100" };
        assert_eq!(asked(&fake), [format!("GET /fhir/{query}?patient=p1{end} {ACCEPT}")], "{scopes} {query}");
    }
    let never = with_dialect(|dialect| dialect.search.provenance = Provenance::NotAsked);
    let fake = Fake::new();
    pull(&never, &fake.context(), &grant_with("patient/*.rs", "[]", ""), "Goal");
    assert_eq!(asked(&fake), [format!("GET /fhir/Goal?patient=p1&_count=100 {ACCEPT}")]);
}

#[test]
fn a_portal_that_refuses_provenance_is_asked_without_and_not_again() {
    let grant = grant_with("patient/*.rs", "[]", "");
    let with = "/fhir/Goal?patient=p1&_revinclude=Provenance%3Atarget&_count=100";
    let without = "/fhir/Goal?patient=p1&_count=100";
    let goal = r#"{"resource":{"resourceType":"Goal","id":"g"}}"#;
    for status in [400, 403, 422] {
        let fake = Fake::new();
        fake.get(with, json(status, "")).get(without, page(&[goal], None));
        let (connector, context) = (connector(), fake.context());
        for _ in 0..2 {
            assert_eq!(
                pull(&connector, &context, &grant, "Goal"),
                done(&["g"], None, Outcome::Done),
                "{status}"
            );
        }
        assert_eq!(asked(&fake), [with, without, without].map(|url| format!("GET {url} {ACCEPT}")));
    }
    // What has nothing to do with the question is not asked around.
    let fake = Fake::new();
    fake.get(with, json(503, ""));
    assert!(run(connector().pull(&fake.context(), &grant, &Query::new("Goal", ""), None)).is_err());
    assert_eq!(fake.log().len(), 1);
}

#[test]
fn strictness_is_asked_for_by_the_row_alone_and_given_up_when_refused() {
    let strict = || with_dialect(|dialect| dialect.search.handling = Handling::Strict);
    let fake = Fake::new();
    fake.get(LABS, json(400, "")).get(LABS, one());
    let (connector, context) = (strict(), fake.context());
    for _ in 0..2 {
        assert_eq!(pull(&connector, &context, &all(), "Observation?category=laboratory"), found());
    }
    let line = format!("GET {LABS} {ACCEPT}");
    assert_eq!(asked(&fake), [format!("{line} prefer=handling=strict"), line.clone(), line]);
}

#[test]
fn of_several_parts_only_the_one_that_is_minded_is_left_out() {
    let grant = grant_with("patient/*.rs", "[]", "");
    let all = "/fhir/Goal?patient=p1&_revinclude=Provenance%3Atarget&_count=100";
    let no_count = "/fhir/Goal?patient=p1&_revinclude=Provenance%3Atarget";
    let no_provenance = "/fhir/Goal?patient=p1&_count=100";
    let neither = "/fhir/Goal?patient=p1";
    let goal = r#"{"resource":{"resourceType":"Goal","id":"g"}}"#;
    let fake = Fake::new();
    for url in [all, no_provenance] {
        fake.get(url, json(400, ""));
    }
    fake.get(no_count, page(&[goal], None));
    let (connector_, context) = (connector(), fake.context());
    for _ in 0..2 {
        assert_eq!(pull(&connector_, &context, &grant, "Goal"), done(&["g"], None, Outcome::Done));
    }
    let lines = |urls: &[&str]| urls.iter().map(|url| format!("GET {url} {ACCEPT}")).collect::<Vec<_>>();
    assert_eq!(asked(&fake), lines(&[all, no_provenance, no_count, no_count]));
    let fake = Fake::new();
    for url in [all, no_provenance, no_count] {
        fake.get(url, json(422, ""));
    }
    fake.get(neither, page(&[goal], None));
    assert_eq!(pull(&connector(), &fake.context(), &grant, "Goal"), done(&["g"], None, Outcome::Done));
    assert_eq!(asked(&fake), lines(&[all, no_provenance, no_count, neither]));
}

#[test]
fn a_long_question_travels_as_a_form() {
    let long = "x".repeat(2_000);
    let change = |dialect: &mut Dialect| {
        let mut search = PlannedSearch::default();
        search.with = vec![("code".to_owned(), long.clone())];
        dialect.plan.searches.insert("Observation".to_owned(), vec![search]);
        dialect.search.parameters.insert("site".to_owned(), "a/b".to_owned());
    };
    let query = format!("Observation?code={long}");
    let post = "/fhir/Observation/_search?site=a/b";
    let address = format!("/fhir/Observation?patient=p1&code={long}&_count=100&site=a/b");
    let fake = Fake::new();
    fake.post(post, one());
    assert_eq!(pull(&with_dialect(change), &fake.context(), &all(), &query), found());
    assert_eq!(asked(&fake), [format!("POST {post} {ACCEPT} patient=p1&code={long}&_count=100")]);
    // A portal that does not know forms gets the address, and no form again.
    let fake = Fake::new();
    fake.post(post, json(405, "")).get(&address, one());
    let (connector, context) = (with_dialect(change), fake.context());
    for _ in 0..2 {
        assert_eq!(pull(&connector, &context, &all(), &query), found());
    }
    let methods = fake.log().iter().map(|line| line[..4].to_owned()).collect::<Vec<_>>();
    assert_eq!(methods, ["POST", "GET ", "GET "]);
    let never = with_dialect(|dialect| {
        change(dialect);
        dialect.search.post = Post::Never;
    });
    let fake = Fake::new();
    fake.get(&address, one());
    assert_eq!(pull(&never, &fake.context(), &all(), &query), found());
}

#[test]
fn a_portal_that_refuses_the_usual_accept_gets_a_wider_one_from_then_on() {
    for status in [406, 415] {
        let fake = Fake::new();
        fake.get(LABS, json(status, ""))
            .get(LABS, reply(200, "application/json+fhir; charset=utf-8", one_body()));
        fake.get("/fhir/Patient/p1", json(200, r#"{"resourceType":"Patient","id":"p1"}"#));
        let (connector, context) = (connector(), fake.context());
        assert_eq!(pull(&connector, &context, &all(), "Observation?category=laboratory"), found());
        pull(&connector, &context, &all(), "Patient");
        let lines = [
            format!("GET {LABS} {ACCEPT}"),
            format!("GET {LABS} {TOLERANT}"),
            format!("GET /fhir/Patient/p1 {TOLERANT}"),
        ];
        assert_eq!(asked(&fake), lines, "{status}");
    }
    let own = with_dialect(|dialect| dialect.search.accept = Some("application/json+fhir".to_owned()));
    let fake = Fake::new();
    fake.get(LABS, one());
    assert_eq!(pull(&own, &fake.context(), &all(), "Observation?category=laboratory"), found());
    assert_eq!(asked(&fake), [format!("GET {LABS} accept=application/json+fhir")]);
}

fn one_body() -> String {
    format!(r#"{{"resourceType":"Bundle","type":"searchset","entry":[{}]}}"#, entry("a", NEW_YEAR))
}

#[test]
fn xml_that_nobody_asked_for_is_asked_for_once_more() {
    let fake = Fake::new();
    let xml = || reply(200, "application/fhir+xml", "<Bundle/>");
    fake.get(LABS, xml()).get(LABS, one()).get(LABS, xml());
    let (connector, context) = (connector(), fake.context());
    assert_eq!(pull(&connector, &context, &all(), "Observation?category=laboratory"), found());
    let failed = run(connector.pull(&context, &all(), &labs(), None)).unwrap_err();
    assert_eq!(failed.to_string(), "pull: the answer cannot be understood: its page is no JSON object");
    assert_eq!(asked(&fake).len(), 4);
}

const BY_REFERENCE: &str = "/fhir/Observation?patient=Patient%2Fp1&category=laboratory&_count=100";

#[test]
fn a_portal_that_finds_nothing_by_the_bare_id_is_asked_by_reference() {
    let fake = Fake::new();
    fake.get(LABS, page(&[], None)).get(BY_REFERENCE, one());
    let (first, context) = (connector(), fake.context());
    let mark = r#"{"since_by_reference":1767225600000}"#;
    assert_eq!(
        pull(&first, &context, &all(), "Observation?category=laboratory"),
        done(&["a"], Some(mark), Outcome::Done)
    );
    // Known from now on, for every query.
    pull(&first, &context, &all(), "Goal");
    let lines = [LABS, BY_REFERENCE, "/fhir/Goal?patient=Patient%2Fp1&_count=100"];
    assert_eq!(asked(&fake), lines.map(|url| format!("GET {url} {ACCEPT}")));
    // In another process the mark knows it.
    let since = format!("{BY_REFERENCE}&_lastUpdated=ge2025-12-31T23%3A59%3A00Z");
    fake.get(&since, page(&[], None));
    let cursor = backpack_connect::Cursor::new(mark);
    let second = run(connector().pull(&context, &all(), &labs(), Some(&cursor))).map(shown).unwrap();
    assert_eq!(second, done(&[], Some(mark), Outcome::Done));
    assert_eq!(asked(&fake), [format!("GET {since} {ACCEPT}")]);
}

#[test]
fn an_empty_page_is_doubted_only_until_something_was_found() {
    let fake = Fake::new();
    fake.get(LABS, page(&[], None)).get(BY_REFERENCE, page(&[], None));
    let vitals = "/fhir/Observation?patient=p1&category=vital-signs&_count=100";
    fake.get(vitals, one());
    let (connector, context) = (connector(), fake.context());
    let empty = done(&[], None, Outcome::Empty);
    assert_eq!(pull(&connector, &context, &all(), "Observation?category=laboratory"), empty);
    assert_eq!(pull(&connector, &context, &all(), "Observation?category=vital-signs"), found());
    assert_eq!(pull(&connector, &context, &all(), "Observation?category=laboratory"), empty);
    assert_eq!(asked(&fake), [LABS, BY_REFERENCE, vitals, LABS].map(|url| format!("GET {url} {ACCEPT}")));
}
