//! From page to page, and from one sync to the next.

use backpack_connect::{Connector as _, Context, Cursor, ErrorKind, Outcome};
use backpack_testkit::run;
use http::header::DATE;

use crate::fake::{
    ACCESS, BASE, Fake, LABS, Reply, Shown, all, connector, done, entry, json, labs, page, shown,
};

const NOON: &str = "2026-01-01T12:00:00Z";
const NOON_MILLIS: i64 = 1_767_268_800_000;

fn pull(context: &Context, cursor: Option<&Cursor>) -> Result<Shown, ErrorKind> {
    run(connector().pull(context, &all(), &labs(), cursor)).map(shown).map_err(|error| error.kind().clone())
}

/// Follows a query to its end; returns the ids that came, the cursor and the outcome.
fn walk(context: &Context, mut cursor: Option<Cursor>) -> Result<Shown, ErrorKind> {
    let mut ids = Vec::new();
    loop {
        let page = pull(context, cursor.as_ref())?;
        ids.extend(page.ids.clone());
        if page.outcome.is_some() {
            return Ok(Shown { ids, ..page });
        }
        cursor = page.next;
    }
}

fn partial(why: &str) -> Outcome {
    Outcome::Partial(why.to_owned())
}

#[test]
fn only_the_next_link_is_followed_verbatim_absolute_or_relative() {
    let fake = Fake::new();
    let second = format!("{BASE}?page=2&s=a%2Fb|c");
    fake.get(LABS, page(&[&entry("a", NOON)], Some(&second)));
    // The parser of URLs leaves `|` in a query as it is.
    fake.get("/fhir?page=2&s=a%2Fb|c", page(&[], Some("page3?x=1")));
    fake.get("/page3?x=1", json(200, "never"));
    fake.get("/fhir/page3?x=1", page(&[&entry("c", NOON)], None));
    // `https://portal.example/fhir?page=2` is the base itself, so that a relative link leads beside it.
    let end = walk(&fake.context(), None).unwrap();
    assert_eq!(
        (end.ids, end.outcome),
        (vec!["a".to_owned()], Some(partial("the next page lies outside the portal")))
    );
    let fake = Fake::new();
    fake.get(LABS, page(&[&entry("a", NOON)], Some("Observation/_page?n=2")));
    fake.get("/fhir/Observation/_page?n=2", page(&[], Some("/fhir/other?n=3")));
    fake.get("/fhir/other?n=3", page(&[&entry("c", NOON)], None));
    let end = walk(&fake.context(), None).unwrap();
    assert_eq!(end, done(&["a", "c"], Some(&format!("{{\"since\":{NOON_MILLIS}}}")), Outcome::Done));
    let log = fake.log();
    assert!(log.iter().all(|line| line.ends_with(&format!("[Bearer {ACCESS}]"))), "{log:?}");
}

#[test]
fn a_next_link_elsewhere_gets_neither_token_nor_request() {
    for next in [
        "https://evil.example/fhir/Observation?page=2",
        "http://portal.example/fhir/Observation?page=2",
        "https://portal.example:444/fhir/Observation?page=2",
        "https://portal.example/admin?page=2",
        "https://portal.example/fhirx?page=2",
        "//evil.example/fhir/",
        "javascript:1",
    ] {
        let fake = Fake::new();
        fake.get(LABS, page(&[&entry("a", NOON)], Some(next)));
        let expected = done(&["a"], None, partial("the next page lies outside the portal"));
        assert_eq!(walk(&fake.context(), None), Ok(expected), "{next}");
        assert_eq!(fake.log().len(), 1, "{next}");
    }
    // Nor does a cursor that somebody changed.
    let fake = Fake::new();
    let cursor = r#"{"page":{"next":"https://evil.example/","pages":1,"found":false,"complaint":null,"since":null,"newest":null,"began":null,"link_seen":0,"items_seen":0,"empty_pages":0}}"#;
    assert_eq!(pull(&fake.context(), Some(&Cursor::new(cursor))), Err(ErrorKind::CursorExpired));
    assert_eq!(fake.log(), [] as [&str; 0]);
}

#[test]
fn pages_in_a_circle_end_as_partial() {
    let circle = partial("the portal's pages go in a circle");
    let fake = Fake::new();
    let first = format!("https://portal.example{LABS}");
    fake.get(LABS, page(&[&entry("a", NOON)], Some(&first)));
    assert_eq!(walk(&fake.context(), None).unwrap().outcome, Some(circle.clone()));
    assert_eq!(fake.log().len(), 2);
    // A server that forgot its cursor begins anew under new links for ever.
    let fake = Fake::new();
    fake.get(LABS, page(&[&entry("a", NOON)], Some("Observation?c=0")));
    for number in 0..20 {
        let next = format!("Observation?c={}", number + 1);
        fake.get(&format!("/fhir/Observation?c={number}"), page(&[&entry("a", NOON)], Some(&next)));
    }
    assert_eq!(walk(&fake.context(), None).unwrap().outcome, Some(circle));
    assert_eq!(fake.log().len(), 2);
}

#[test]
fn there_is_an_end_to_pages() {
    let fake = Fake::new();
    fake.get(LABS, page(&[], Some("Observation?c=0")));
    for number in 0..100 {
        let next = format!("Observation?c={}", number + 1);
        fake.get(&format!("/fhir/Observation?c={number}"), page(&[], Some(&next)));
    }
    let empty = partial("the portal sent 50 empty pages in a row");
    assert_eq!(walk(&fake.context(), None).unwrap().outcome, Some(empty));
    assert_eq!(fake.log().len(), 50);
}

#[test]
fn a_later_page_that_fails_never_reads_as_the_end() {
    let second = |reply: Reply| {
        let fake = Fake::new();
        fake.get(LABS, page(&[&entry("a", NOON)], Some("Observation?n=2")));
        fake.get("/fhir/Observation?n=2", reply);
        walk(&fake.context(), None).map(|page| page.outcome)
    };
    for status in [400, 404, 410, 422] {
        assert_eq!(second(json(status, "")), Err(ErrorKind::CursorExpired), "{status}");
    }
    assert_eq!(second(json(403, "")), Ok(Some(partial("page 2 was refused: status 403"))));
    assert_eq!(second(json(500, "")), Err(ErrorKind::Portal(500)));
    assert_eq!(second(json(401, "")), Err(ErrorKind::NeedsSignIn));
    let outcome = r#"{"resourceType":"OperationOutcome","issue":[{"severity":"error"}]}"#;
    assert_eq!(second(json(200, outcome)), Err(ErrorKind::Malformed("an outcome in place of a page")));
}

#[test]
fn the_next_sync_asks_for_what_changed_since() {
    let fake = Fake::new();
    let items = [entry("a", "2026-01-01T11:00:00Z"), entry("b", NOON)];
    let items = items.each_ref().map(String::as_str);
    fake.get(LABS, page(&items, None).header(DATE, "Thu, 01 Jan 2026 12:30:00 GMT"));
    let context = fake.context();
    let first = walk(&context, None).unwrap();
    let mark = format!("{{\"since\":{NOON_MILLIS}}}");
    assert_eq!(first, done(&["a", "b"], Some(&mark), Outcome::Done));
    fake.log();
    // A minute earlier than the mark, since clocks differ; and nothing new is no empty record.
    let question = format!("{LABS}&_lastUpdated=ge2026-01-01T11%3A59%3A00Z");
    fake.get(&question, page(&[], None).header(DATE, "Fri, 02 Jan 2026 12:30:00 GMT"));
    let second = walk(&context, first.next).unwrap();
    assert_eq!(second, done(&[], Some(&mark), Outcome::Done));
    assert_eq!(fake.log().len(), 1);
}

#[test]
fn a_mark_is_never_later_than_the_portal_when_asked() {
    let fake = Fake::new();
    let future = entry("a", "2099-01-01T00:00:00Z");
    fake.get(LABS, page(&[&future], Some("Observation?n=2")).header(DATE, "Thu, 01 Jan 2026 12:00:00 GMT"));
    fake.get(
        "/fhir/Observation?n=2",
        page(&[&entry("b", NOON)], None).header(DATE, "Thu, 01 Jan 2026 13:00:00 GMT"),
    );
    let end = walk(&fake.context(), None).unwrap();
    assert_eq!(end, done(&["a", "b"], Some(&format!("{{\"since\":{NOON_MILLIS}}}")), Outcome::Done));
}

#[test]
fn what_has_no_dates_is_asked_in_full_again() {
    let fake = Fake::new();
    fake.get(LABS, page(&[r#"{"resource":{"resourceType":"Observation","id":"a"}}"#], None));
    assert_eq!(walk(&fake.context(), None), Ok(done(&["a"], None, Outcome::Done)));
    let fake = Fake::new();
    fake.get(LABS, page(&[], None));
    assert_eq!(walk(&fake.context(), None), Ok(done(&[], None, Outcome::Empty)));
}

#[test]
fn a_portal_that_knows_no_increments_is_asked_from_the_start() {
    let fake = Fake::new();
    fake.get(&format!("{LABS}&_lastUpdated=ge2026-01-01T11%3A59%3A00Z"), json(400, ""));
    let cursor = Cursor::new(format!("{{\"since\":{NOON_MILLIS}}}"));
    assert_eq!(pull(&fake.context(), Some(&cursor)), Err(ErrorKind::CursorExpired));
    assert_eq!(pull(&fake.context(), Some(&Cursor::new("?"))), Err(ErrorKind::CursorExpired));
}
