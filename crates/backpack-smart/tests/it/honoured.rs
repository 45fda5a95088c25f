//! What a portal did with the question: unasked types, ignored parameters, includes.

use backpack_connect::{Connector as _, Cursor, Grant, Item, Outcome, Page, Query};
use backpack_smart::SmartConnector;
use backpack_testkit::run;
use http::header::DATE;

use crate::fake::{BASE, Fake, LABS, Reply, Shown, all, connector, done, entry, json, labs, page, shown};
use crate::first::{grant_with, with_dialect};

const NOON: &str = "2026-01-01T12:00:00Z";
const MARK: &str = r#"{"since":1767268800000}"#;

fn pull(connector: &SmartConnector, fake: &std::sync::Arc<Fake>, cursor: Option<&str>) -> Page {
    let cursor = cursor.map(|cursor| Cursor::new(cursor.to_owned()));
    run(connector.pull(&fake.context(), &all(), &labs(), cursor.as_ref())).unwrap()
}

/// Writes a page with a self link.
fn with_self(own: &str, entries: &[&str]) -> Reply {
    let entries = entries.join(",");
    let link = format!(r#""link":[{{"relation":"self","url":"{own}"}}]"#);
    json(200, format!(r#"{{"resourceType":"Bundle","type":"searchset",{link},"entry":[{entries}]}}"#))
}

fn doubts(page: &Page) -> Vec<(&str, Option<&str>)> {
    fn doubt(item: &Item) -> (&str, Option<&str>) {
        match item {
            Item::Put(put) => (put.id.as_deref().unwrap_or_default(), put.doubt.as_deref()),
            other => panic!("{other:?}"),
        }
    }
    page.items.iter().map(doubt).collect()
}

fn typed(resource_type: &str, id: &str, mode: &str) -> String {
    format!(r#"{{"resource":{{"resourceType":"{resource_type}","id":"{id}"}},"search":{{"mode":"{mode}"}}}}"#)
}

#[test]
fn a_type_that_was_not_asked_for_comes_with_a_doubt() {
    let fake = Fake::new();
    let entries = [
        entry("a", NOON),
        typed("Condition", "odd", "match"),
        typed("Practitioner", "who", "include"),
        r#"{"resource":{"resourceType":"Goal","id":"bare"}}"#.to_owned(),
        typed("Provenance", "by", "match"),
    ];
    let entries = entries.each_ref().map(String::as_str);
    fake.get(LABS, page(&entries, None));
    let why = Some("a resource of another type than was asked for");
    let expected = [("a", None), ("odd", why), ("who", None), ("bare", why), ("by", why)];
    assert_eq!(doubts(&pull(&connector(), &fake, None)), expected);
    // Where provenance was asked for, it may come under any mode.
    let grant = grant_with("patient/*.rs", "[]", "");
    let url = "/fhir/Observation?patient=p1&category=laboratory&_revinclude=Provenance%3Atarget&_count=100";
    fake.get(url, page(&entries, None));
    let asked = run(connector().pull(&fake.context(), &grant, &labs(), None)).unwrap();
    let expected = [("a", None), ("odd", why), ("who", None), ("bare", why), ("by", None)];
    assert_eq!(doubts(&asked), expected);
}

#[test]
fn a_search_with_includes_brings_other_types_without_a_doubt() {
    let connector = with_dialect(|dialect| {
        let json = r#"{"format":1,"version":"","rows":[{"name":"x","plan":{"searches":{"ExplanationOfBenefit":
            [{"with":[["_include","ExplanationOfBenefit:*"]],"label":"claims"}]}}}]}"#;
        let table = backpack_smart::Dialects::read(json.as_bytes()).unwrap();
        dialect.plan = table.row("x").unwrap().plan.clone();
    });
    let with = "/fhir/ExplanationOfBenefit?patient=p1&_include=ExplanationOfBenefit%3A*&_count=100";
    let without = "/fhir/ExplanationOfBenefit?patient=p1&_count=100";
    let entries = [typed("ExplanationOfBenefit", "e", "match"), typed("Organization", "o", "match")];
    let entries = entries.each_ref().map(String::as_str);
    let claims = Query::new("ExplanationOfBenefit?_include=ExplanationOfBenefit:*", "claims");
    let grant: Grant = grant_with("patient/*.rs", r#"["ExplanationOfBenefit"]"#, "");
    let fake = Fake::new();
    fake.get(with, page(&entries, None));
    let got = run(connector.pull(&fake.context(), &grant, &claims, None)).unwrap();
    assert_eq!(doubts(&got), [("e", None), ("o", None)]);
    // A portal that knows no includes still gives the claims.
    let fake = Fake::new();
    fake.get(with, json(400, "")).get(without, page(&entries[..1], None));
    let got = run(connector.pull(&fake.context(), &grant, &claims, None)).map(shown).unwrap();
    assert_eq!(got, done(&["e"], None, Outcome::Done));
}

#[test]
fn what_comes_beside_the_matches_moves_no_mark() {
    let fake = Fake::new();
    let late = r#"{"resource":{"resourceType":"Provenance","id":"p","meta":{"lastUpdated":"2026-06-01T00:00:00Z"}},"search":{"mode":"include"}}"#;
    fake.get(LABS, page(&[&entry("a", NOON), late], None));
    let got = shown(pull(&connector(), &fake, None));
    assert_eq!(got, done(&["a", "p"], Some(MARK), Outcome::Done));
}

#[test]
fn a_self_link_without_the_patient_or_the_category_is_told() {
    let fake = Fake::new();
    let named =
        r#"{"resource":{"resourceType":"Observation","id":"a","subject":{"reference":"Patient/p1"}}}"#;
    let nobody = r#"{"resource":{"resourceType":"Observation","id":"b"}}"#;
    let own = format!("{BASE}/Observation?_count=100");
    fake.get(LABS, with_self(&own, &[named, nobody, &typed("Practitioner", "c", "include")]));
    let got = pull(&connector(), &fake, None);
    let why = Some("the portal did not look for this patient alone, and this names nobody");
    assert_eq!(doubts(&got), [("a", None), ("b", why), ("c", None)]);
    let warnings = ["the portal did not look for this patient alone", "the portal did not honour category"];
    let warnings = warnings.map(ToOwned::to_owned).to_vec();
    assert_eq!(shown(got), Shown { warnings, ..done(&["a", "b", "c"], None, Outcome::Done) });
}

#[test]
fn a_doubt_about_the_patient_lasts_for_the_later_pages() {
    let fake = Fake::new();
    let nobody = |id: &str| format!(r#"{{"resource":{{"resourceType":"Observation","id":"{id}"}}}}"#);
    let links = format!(
        r#""link":[{{"relation":"self","url":"{BASE}/Observation?category=laboratory"}},{{"relation":"next","url":"Observation?n=2"}}]"#
    );
    let first = format!(r#"{{"resourceType":"Bundle",{links},"entry":[{}]}}"#, nobody("a"));
    fake.get(LABS, json(200, first)).get("/fhir/Observation?n=2", page(&[&nobody("b")], None));
    let one = shown(pull(&connector(), &fake, None));
    let two = run(connector().pull(&fake.context(), &all(), &labs(), one.next.as_ref())).unwrap();
    let why = Some("the portal did not look for this patient alone, and this names nobody");
    assert_eq!(doubts(&two), [("b", why)]);
}

#[test]
fn a_self_link_that_says_all_or_nothing_of_the_search_is_no_warning() {
    let own = [
        format!("{BASE}/Observation?patient=Patient/p1&category=laboratory&_count=100"),
        format!("{BASE}/Observation?subject=p1&category:in=x"),
        format!("{BASE}?_getpages=71"),
        "not a url: at all".to_owned(),
    ];
    for own in own {
        let fake = Fake::new();
        fake.get(LABS, with_self(&own, &[&entry("a", NOON)]));
        assert_eq!(shown(pull(&connector(), &fake, None)), done(&["a"], Some(MARK), Outcome::Done), "{own}");
    }
}

const SINCE: &str = "&_lastUpdated=ge2026-01-01T11%3A59%3A00Z";
const IGNORED: &str = "the portal ignored _lastUpdated: everything came again";

#[test]
fn a_portal_that_ignores_the_time_is_asked_in_full_from_then_on() {
    let by_self =
        with_self(&format!("{BASE}/Observation?patient=p1&category=laboratory"), &[&entry("a", NOON)]);
    let by_items = page(&[&entry("old", "2019-01-01T00:00:00Z"), &entry("a", NOON)], None);
    for (answer, ids) in [(by_self, vec!["a"]), (by_items, vec!["old", "a"])] {
        let fake = Fake::new();
        fake.get(&format!("{LABS}{SINCE}"), answer.clone()).get(LABS, answer);
        let connector = connector();
        let told = shown(pull(&connector, &fake, Some(MARK)));
        // No mark: the next pull is a full one, and the engine knows it for one.
        assert_eq!(told, Shown { warnings: vec![IGNORED.to_owned()], ..done(&ids, None, Outcome::Done) });
        let next = shown(pull(&connector, &fake, None));
        assert_eq!(next, done(&ids, None, Outcome::Done));
        let asked = fake.log().iter().map(|line| line.contains("_lastUpdated")).collect::<Vec<_>>();
        assert_eq!(asked, [true, false]);
    }
}

#[test]
fn an_ignored_increment_without_items_is_an_empty_record() {
    let fake = Fake::new();
    let own = format!("{BASE}/Observation?patient=p1&category=laboratory");
    fake.get(&format!("{LABS}{SINCE}"), with_self(&own, &[]));
    let told = shown(pull(&connector(), &fake, Some(MARK)));
    assert_eq!(told, Shown { warnings: vec![IGNORED.to_owned()], ..done(&[], None, Outcome::Empty) });
}

#[test]
fn what_lies_within_the_overlap_is_no_sign_of_ignorance() {
    let fake = Fake::new();
    let again = entry("a", "2026-01-01T11:59:00Z");
    fake.get(&format!("{LABS}{SINCE}"), page(&[&again], None).header(DATE, "Fri, 02 Jan 2026 12:30:00 GMT"));
    assert_eq!(shown(pull(&connector(), &fake, Some(MARK))), done(&["a"], Some(MARK), Outcome::Done));
}

#[test]
fn a_refused_time_is_not_tried_again() {
    let fake = Fake::new();
    fake.get(&format!("{LABS}{SINCE}"), json(400, "")).get(LABS, page(&[&entry("a", NOON)], None));
    let connector = connector();
    let cursor = Cursor::new(MARK);
    let context = fake.context();
    let refused = run(connector.pull(&context, &all(), &labs(), Some(&cursor))).unwrap_err();
    assert_eq!(*refused.kind(), backpack_connect::ErrorKind::CursorExpired);
    fake.log();
    assert_eq!(shown(pull(&connector, &fake, None)), done(&["a"], None, Outcome::Done));
    assert_eq!(shown(pull(&connector, &fake, Some(MARK))), done(&["a"], None, Outcome::Done));
    assert!(fake.log().iter().all(|line| !line.contains("_lastUpdated")));
}
