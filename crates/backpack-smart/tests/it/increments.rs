//! Which searches ask for what is new alone, by the row.

use backpack_connect::{Connector as _, Cursor, Outcome, Query};
use backpack_smart::dialect::{Increment, PlannedSearch};
use backpack_smart::{Dialects, SmartConnector};
use backpack_testkit::run;

use crate::fake::{Fake, done, options, page, shown};
use crate::first::{grant_with, with_dialect};

const MARK: &str = r#"{"since":1767268800000}"#;

/// Pulls `query` from a mark, and says what was asked and what came.
fn asked(connector: &SmartConnector, query: &str, resource_type: &str) -> (String, crate::fake::Shown) {
    let fake = Fake::new();
    let item = format!(
        r#"{{"resource":{{"resourceType":"{resource_type}","id":"a","meta":{{"lastUpdated":"2026-01-01T12:00:00Z"}}}}}}"#
    );
    let declared = format!(r#"["{resource_type}"]"#);
    let grant = grant_with("patient/*.rs", &declared, "");
    let cursor = Cursor::new(MARK);
    let (context, query) = (fake.context(), Query::new(query, ""));
    // What is asked is looked up first, so that the fake can answer it.
    drop(run(connector.pull(&context, &grant, &query, Some(&cursor))));
    let line = fake.log().remove(0);
    let url = line.split(' ').nth(1).unwrap().to_owned();
    fake.get(&url, page(&[&item], None));
    let got = run(connector.pull(&context, &grant, &query, Some(&cursor))).map(shown).unwrap();
    (url.split('?').nth(1).unwrap_or_default().to_owned(), got)
}

#[test]
fn a_row_says_which_types_have_increments() {
    let connector = with_dialect(|dialect| {
        dialect.increments.by = Increment::Full;
        dialect.increments.types.insert("Goal".to_owned(), Increment::LastUpdated);
    });
    let since = "patient=p1&_count=100&_lastUpdated=ge2026-01-01T11%3A59%3A00Z".to_owned();
    assert_eq!(asked(&connector, "Goal", "Goal"), (since, done(&["a"], Some(MARK), Outcome::Done)));
    let full = "patient=p1&_count=100".to_owned();
    assert_eq!(asked(&connector, "Device", "Device"), (full, done(&["a"], None, Outcome::Done)));
}

#[test]
fn the_time_of_update_never_stands_beside_a_date_where_the_row_forbids_it() {
    let dated = |barred: &[&str]| {
        with_dialect(|dialect| {
            let mut search = PlannedSearch::default();
            search.with = vec![("date".to_owned(), "ge1900-01-01".to_owned())];
            dialect.plan.searches.insert("Appointment".to_owned(), vec![search]);
            dialect.increments.never_with = barred.iter().map(|&name| name.to_owned()).collect();
        })
    };
    let query = "Appointment?date=ge1900-01-01";
    let full = "patient=p1&date=ge1900-01-01&_count=100".to_owned();
    let since = format!("{full}&_lastUpdated=ge2026-01-01T11%3A59%3A00Z");
    let barred = asked(&dated(&["date", "period"]), query, "Appointment");
    assert_eq!(barred, (full, done(&["a"], None, Outcome::Done)));
    let free = asked(&dated(&["period"]), query, "Appointment");
    assert_eq!(free, (since, done(&["a"], Some(MARK), Outcome::Done)));
}

#[test]
fn every_increment_of_every_row_has_a_prefix_a_time_and_a_zone() {
    for dialect in Dialects::built_in().rows() {
        let connector = SmartConnector::new(options().with_dialect(dialect.clone())).unwrap();
        let fake = Fake::new();
        let context = fake.context();
        let grant = grant_with("patient/*.rs", "[]", "");
        let cursor = Cursor::new(MARK);
        for query in run(connector.plan(&context, &grant)).unwrap() {
            if query.follows || query.id == "Patient" {
                continue;
            }
            fake.log();
            drop(run(connector.pull(&context, &grant, &query, Some(&cursor))));
            let line = fake.log().into_iter().next().unwrap_or_default();
            let since = line.split("_lastUpdated=").nth(1).map(|rest| rest.split(['&', ' ']).next().unwrap());
            let fits = since.is_none_or(|since| since == "ge2026-01-01T11%3A59%3A00Z");
            assert!(fits, "{}: {line}", dialect.name);
            assert!(since.is_none() || !line.contains("date="), "{}: {line}", dialect.name);
        }
    }
}
