//! Checks of the plan, of paging and of what the pages hold.

use std::collections::HashSet;

use backpack_connect::{ConnectorExt as _, Cursor, Grant, Item, Next, Page, Query};
use bytes::Bytes;

use super::subject::{ConnectorSubject, grant, must};

/// A query with more pages than this is taken not to end.
const MOST_PAGES: usize = 10_000;

/// Checks that `plan` names every query once, in the same order every time.
///
/// # Panics
///
/// If the connector fails the check.
pub async fn plan_is_stable(subject: &dyn ConnectorSubject) {
    let grant = grant(subject).await;
    let context = subject.context();
    let first = must(subject.connector().plan(&context, &grant).await, "plan");
    let second = must(subject.connector().plan(&context, &grant).await, "plan");
    assert_eq!(first, second, "two plans differ");
    let names: HashSet<_> = first.iter().map(|query| query.id.as_str()).collect();
    assert_eq!(names.len(), first.len(), "a query is named twice");
    assert!(!names.contains(""), "a query has no name");
}

/// Checks that following `More` reaches `Done` for every query, and that no cursor comes twice on the way.
///
/// # Panics
///
/// If the connector fails the check.
pub async fn every_query_ends(subject: &dyn ConnectorSubject) {
    let grant = grant(subject).await;
    for query in plan(subject, &grant).await {
        let mut seen = HashSet::new();
        let mut cursor = None;
        for page in 0.. {
            assert!(page < MOST_PAGES, "{} does not end", query.id);
            let pulled = pull(subject, &grant, &query, cursor.as_ref()).await;
            let Next::More(next) = pulled.next else { break };
            assert!(next.bytes.len() <= 16 << 10, "a cursor of {} is larger than 16 KiB", query.id);
            assert!(seen.insert(next.clone()), "{} goes round in a circle", query.id);
            cursor = Some(next);
        }
    }
}

/// Checks that the same cursor gives the same items while the portal does not change.
///
/// # Panics
///
/// If the connector fails the check.
pub async fn cursors_repeat(subject: &dyn ConnectorSubject) {
    let grant = grant(subject).await;
    for query in plan(subject, &grant).await {
        let mut cursor = None;
        for _ in 0..3 {
            let first = pull(subject, &grant, &query, cursor.as_ref()).await;
            let second = pull(subject, &grant, &query, cursor.as_ref()).await;
            let same = first.items.iter().map(told).eq(second.items.iter().map(told));
            assert!(same, "{} gives other items at the same cursor", query.id);
            let Next::More(next) = first.next else { break };
            cursor = Some(next);
        }
    }
}

/// Checks that a second pull from `Done`'s cursor brings nothing new: nothing if `incremental` is claimed, else the same
/// again. If the subject can change its portal, an incremental pull then brings something, and not everything.
///
/// # Panics
///
/// If the connector fails the check.
pub async fn second_pull_is_quiet(subject: &dyn ConnectorSubject) {
    let grant = grant(subject).await;
    let incremental = subject.connector().descriptor().capabilities.incremental;
    let mut first = Vec::new();
    for query in plan(subject, &grant).await {
        let (items, cursor) = pull_all(subject, &grant, &query, None).await;
        assert!(
            incremental || cursor.is_none(),
            "{} hands out a cursor, and `incremental` is not claimed",
            query.id
        );
        let (again, _) = pull_all(subject, &grant, &query, cursor.clone()).await;
        let again: Vec<_> = again.iter().map(told).collect();
        let known: HashSet<_> = items.iter().map(told).collect();
        assert!(
            again.iter().all(|item| known.contains(item)),
            "a second pull of {} brings something new",
            query.id
        );
        if cursor.is_none() {
            assert_eq!(again.len(), items.len(), "a second pull of {} from the start differs", query.id);
        }
        first.push((query, items.len(), cursor));
    }
    if incremental && subject.change().await {
        let whole: usize = first.iter().map(|(_, count, _)| count).sum();
        let mut brought = 0;
        for (query, _, cursor) in first {
            brought += pull_all(subject, &grant, &query, cursor).await.0.len();
        }
        assert!(brought > 0, "an incremental pull misses a change");
        assert!(brought < whole, "an incremental pull brings everything again");
    }
}

/// Checks that the bodies of a whole pull are the expected ones, byte for byte. Passes if the subject names none.
///
/// # Panics
///
/// If the connector fails the check.
pub async fn bodies_are_verbatim(subject: &dyn ConnectorSubject) {
    let Some(mut expected) = subject.bodies() else { return };
    let grant = grant(subject).await;
    let pulled = pull_everything(subject, &grant).await;
    let bodies = pulled.into_iter().flat_map(|(_, items)| items).filter_map(body);
    let mut bodies: Vec<Bytes> = bodies.collect();
    bodies.sort();
    expected.sort();
    assert_eq!(bodies.len(), expected.len(), "the number of bodies differs");
    let differing = bodies.iter().zip(&expected).filter(|(body, expected)| body != expected).count();
    assert_eq!(differing, 0, "bodies that are not verbatim");
}

/// Pulls every query of the plan to its end, but for those that follow others.
pub(super) async fn pull_everything(
    subject: &dyn ConnectorSubject,
    grant: &Grant,
) -> Vec<(Query, Vec<Item>)> {
    let mut all = Vec::new();
    for query in plan(subject, grant).await {
        let (items, _) = pull_all(subject, grant, &query, None).await;
        all.push((query, items));
    }
    all
}

async fn plan(subject: &dyn ConnectorSubject, grant: &Grant) -> Vec<Query> {
    let queries = must(subject.connector().plan(&subject.context(), grant).await, "plan");
    queries.into_iter().filter(|query| !query.follows).collect()
}

async fn pull(subject: &dyn ConnectorSubject, grant: &Grant, query: &Query, cursor: Option<&Cursor>) -> Page {
    let page = subject.connector().pull(&subject.context(), grant, query, cursor).await;
    must(page, "pull")
}

async fn pull_all(
    subject: &dyn ConnectorSubject,
    grant: &Grant,
    query: &Query,
    cursor: Option<Cursor>,
) -> (Vec<Item>, Option<Cursor>) {
    let pulled = subject.connector().pull_all(&subject.context(), grant, query, cursor).await;
    let (items, cursor, _) = must(pulled, "pull");
    (items, cursor)
}

/// What tells one item from another.
fn told(item: &Item) -> (String, Option<Bytes>) {
    match item {
        Item::Put(put) => (put.full_url.clone().unwrap_or_default(), Some(put.body.clone())),
        Item::Gone(gone) => (format!("{}/{}", gone.resource_type, gone.id), None),
        _ => (String::new(), None),
    }
}

fn body(item: Item) -> Option<Bytes> {
    if let Item::Put(put) = item { Some(put.body) } else { None }
}
