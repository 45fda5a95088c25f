//! What other records point to.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;

use backpack_connect::{
    Connector as _, Context, Cursor, Error, ErrorKind, Outcome, Query, Request, Response, Transport,
    async_trait,
};
use backpack_testkit::{VirtualClock, run};

use crate::fake::{Fake, Shown, all, connector, done, grant, json, kind, shown};

fn references(targets: &[&str]) -> Query {
    let mut query = Query::new("references", "what other records point to").following();
    query.targets = targets.iter().map(|&target| target.to_owned()).collect();
    query
}

fn practitioner(id: &str) -> String {
    format!(r#"{{"resourceType":"Practitioner","id":"{id}"}}"#)
}

#[test]
fn references_below_the_base_are_read_and_gaps_are_warnings() {
    let fake = Fake::new();
    fake.get("/fhir/Practitioner/a", json(200, practitioner("a")));
    fake.get("/fhir/Practitioner/b", json(200, practitioner("b")));
    fake.get("/fhir/Organization/refused", json(403, ""));
    fake.get("/fhir/Organization/odd", json(200, practitioner("odd")));
    let targets = [
        "Practitioner/a",
        "https://portal.example/fhir/Practitioner/b/_history/2",
        "https://other.example/fhir/Practitioner/c",
        "urn:uuid:2b6d",
        "Practitioner/../x",
        "Organization/refused",
        "Organization/gone",
        "Organization/odd",
    ];
    let page =
        run(connector().pull(&fake.context(), &all(), &references(&targets), None)).map(shown).unwrap();
    let warnings =
        ["Organization: status 403", "Organization: status 404", "Organization: another thing came"];
    let warnings = warnings.map(ToOwned::to_owned).to_vec();
    assert_eq!(page, Shown { warnings, ..done(&["a", "b"], None, Outcome::Done) });
    assert_eq!(fake.log().len(), 5);
}

#[test]
fn what_may_not_be_read_is_not_asked() {
    let fake = Fake::new();
    fake.get("/fhir/Practitioner/a", json(200, practitioner("a")));
    let query = references(&["Practitioner/a", "Organization/o", "Organization/p"]);
    let grant = grant("patient/Practitioner.r patient/Organization.s");
    let page = run(connector().pull(&fake.context(), &grant, &query, None)).map(shown).unwrap();
    let warnings = vec!["Organization: not granted".to_owned()];
    assert_eq!(page, Shown { warnings, ..done(&["a"], None, Outcome::Done) });
    assert_eq!(fake.log().len(), 1);
}

#[test]
fn many_come_in_pages_and_the_cursor_survives_other_targets() {
    let fake = Fake::new();
    let targets = (0..45).map(|number| format!("Practitioner/n{number}")).collect::<Vec<_>>();
    for number in 0..45 {
        fake.get(&format!("/fhir/Practitioner/n{number}"), json(200, practitioner(&format!("n{number}"))));
    }
    let mut query = references(&[]);
    query.targets = targets;
    let (context, grant) = (fake.context(), all());
    let mut pages = Vec::new();
    let mut cursor = None;
    loop {
        let page = run(connector().pull(&context, &grant, &query, cursor.as_ref())).map(shown).unwrap();
        pages.push(page.ids.len());
        cursor = page.next;
        if page.outcome.is_some() {
            break;
        }
    }
    assert_eq!(pages, [20, 20, 5]);
    // After a crash the engine leaves out what it has: a cursor that names none of the rest begins with the rest.
    query.targets.drain(..40);
    let stale = Cursor::new("Practitioner/n19");
    let page = run(connector().pull(&context, &grant, &query, Some(&stale))).map(shown).unwrap();
    assert_eq!(page, done(&["n40", "n41", "n42", "n43", "n44"], None, Outcome::Done));
    let none = run(connector().pull(&context, &grant, &references(&[]), None)).map(shown).unwrap();
    assert_eq!(none, done(&[], None, Outcome::Done));
}

#[test]
fn trouble_stops_the_reading() {
    for (status, expected) in
        [(401, ErrorKind::NeedsSignIn), (503, ErrorKind::Busy(None)), (500, ErrorKind::Portal(500))]
    {
        let fake = Fake::new();
        fake.get("/fhir/Practitioner/a", json(status, ""));
        let pulled = run(connector().pull(&fake.context(), &all(), &references(&["Practitioner/a"]), None));
        assert_eq!(kind(pulled), expected);
    }
}

/// A portal that takes a while for each answer, and counts how many it owes at most.
#[derive(Debug)]
struct Slow {
    fake: Arc<Fake>,
    owed: AtomicUsize,
    most: AtomicUsize,
}

#[async_trait]
impl Transport for Slow {
    async fn send(&self, request: Request) -> Result<Response, Error> {
        let owed = self.owed.fetch_add(1, Ordering::SeqCst) + 1;
        self.most.fetch_max(owed, Ordering::SeqCst);
        let mut turns = 0;
        std::future::poll_fn(|context| {
            turns += 1;
            context.waker().wake_by_ref();
            if turns > 20 { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
        self.owed.fetch_sub(1, Ordering::SeqCst);
        self.fake.send(request).await
    }
}

#[test]
fn five_are_read_at_once_and_come_in_the_order_of_asking() {
    let fake = Fake::new();
    let ids = (0..12).map(|number| format!("n{number}")).collect::<Vec<_>>();
    for id in &ids {
        fake.get(&format!("/fhir/Practitioner/{id}"), json(200, practitioner(id)));
    }
    let targets = ids.iter().map(|id| format!("Practitioner/{id}")).collect::<Vec<_>>();
    let query = references(&targets.iter().map(String::as_str).collect::<Vec<_>>());
    let slow = Arc::new(Slow { fake, owed: AtomicUsize::new(0), most: AtomicUsize::new(0) });
    let context = Context::new(Arc::<Slow>::clone(&slow), Arc::new(VirtualClock::new()));
    let page = run(connector().pull(&context, &all(), &query, None)).map(shown).unwrap();
    let ids = ids.iter().map(String::as_str).collect::<Vec<_>>();
    assert_eq!(page, done(&ids, None, Outcome::Done));
    assert_eq!(slow.most.load(Ordering::SeqCst), 5);
}
