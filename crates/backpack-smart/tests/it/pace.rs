//! The portal's pace: so many requests in a minute, so many at once.

use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::Poll;

use backpack_connect::{
    BodyStream, Connector as _, Context, Error, ErrorKind, Link, Request, Response, Transport, async_trait,
};
use backpack_core::{Cancellation, Clock as _, Timestamp};
use backpack_smart::SmartConnector;
use backpack_testkit::{VirtualClock, run};
use futures_util::future::{join, join_all};
use http::{HeaderMap, StatusCode};
use serde_json::json;

use crate::fake::{Fake, LABS, all, entry, json as json_reply, kind, labs, page, reply};
use crate::first::with_dialect;
use crate::visit::{portal, signed_in, token_of};

fn paced(per_minute: Option<u32>, at_once: Option<u32>) -> SmartConnector {
    with_dialect(|dialect| {
        dialect.limits.requests_per_minute = per_minute;
        dialect.limits.at_once = at_once;
    })
}

#[test]
fn no_minute_holds_more_requests_than_the_row_allows() {
    let fake = Fake::new();
    fake.get(LABS, page(&[&entry("a", "2026-01-01T00:00:00Z")], None));
    fake.get("/fhir/Binary/b", reply(200, "application/pdf", "%PDF"));
    let clock = VirtualClock::auto();
    let context = fake.context_at(&clock);
    let began = clock.now();
    let connector = paced(Some(3), None);
    let mut at = Vec::new();
    for number in 0..8 {
        if number % 4 == 3 {
            let link = Link::new("Binary/b", None);
            drop(run(connector.open(&context, &all(), &link, 0)).unwrap());
        } else {
            run(connector.pull(&context, &all(), &labs(), None)).unwrap();
        }
        at.push(clock.now().saturating_since(began).as_secs());
    }
    assert_eq!(at, [0, 0, 0, 60, 60, 60, 120, 120]);
    assert_eq!(fake.log().len(), 8);
}

#[test]
fn a_clock_that_was_turned_back_holds_nobody_up() {
    let fake = Fake::new();
    fake.get(LABS, page(&[&entry("a", "2026-01-01T00:00:00Z")], None));
    let clock = VirtualClock::auto();
    let context = fake.context_at(&clock);
    let connector = paced(Some(1), None);
    run(connector.pull(&context, &all(), &labs(), None)).unwrap();
    clock.set(Timestamp::from_millis(0));
    run(connector.pull(&context, &all(), &labs(), None)).unwrap();
    assert_eq!(clock.now(), Timestamp::from_millis(0));
}

#[test]
fn waiting_ends_with_a_cancellation() {
    let fake = Fake::new();
    fake.get(LABS, page(&[&entry("a", "2026-01-01T00:00:00Z")], None));
    let clock = VirtualClock::new();
    let cancel = Cancellation::new();
    let context = fake.context_at(&clock).with_cancel(cancel.clone());
    let connector = paced(Some(1), None);
    run(connector.pull(&context, &all(), &labs(), None)).unwrap();
    let (grant, query) = (all(), labs());
    let waiting = connector.pull(&context, &grant, &query, None);
    let throwing = async {
        for _ in 0..1_000 {
            if clock.sleepers() > 0 {
                break;
            }
            yield_once().await;
        }
        cancel.cancel();
    };
    let (waited, ()) = run(async { join(waiting, throwing).await });
    assert_eq!(kind(waited), ErrorKind::Cancelled);
    assert_eq!(fake.log().len(), 1);
}

/// Answers with an empty page after a while, and counts who is on the way.
#[derive(Debug, Default)]
struct Slow {
    now: AtomicU32,
    most: AtomicU32,
}

#[async_trait]
impl Transport for Slow {
    async fn send(&self, request: Request) -> Result<Response, Error> {
        let now = self.now.fetch_add(1, Ordering::SeqCst) + 1;
        self.most.fetch_max(now, Ordering::SeqCst);
        for _ in 0..5 {
            yield_once().await;
        }
        self.now.fetch_sub(1, Ordering::SeqCst);
        let body = BodyStream::from_bytes(r#"{"resourceType":"Bundle","type":"searchset"}"#);
        Ok(Response::new(StatusCode::OK, HeaderMap::new(), request.url, body))
    }
}

async fn yield_once() {
    let mut yielded = false;
    poll_fn(|task| {
        if std::mem::replace(&mut yielded, true) {
            return Poll::Ready(());
        }
        task.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

#[test]
fn no_more_are_on_the_way_at_once_than_the_row_allows() {
    for (at_once, expected) in [(None, 7), (Some(2), 2), (Some(0), 1)] {
        let slow = Arc::new(Slow::default());
        let transport = Arc::clone(&slow) as Arc<dyn Transport>;
        let context = Context::new(transport, Arc::new(VirtualClock::new()));
        let connector = paced(None, at_once);
        let (grant, query) = (all(), labs());
        let pulls = (0..7).map(|_| connector.pull(&context, &grant, &query, None));
        let pages = run(async { join_all(pulls).await });
        assert!(pages.iter().all(Result::is_ok));
        assert_eq!(slow.most.load(Ordering::SeqCst), expected, "{at_once:?}");
    }
}

#[test]
fn one_that_was_given_up_takes_no_place_with_it() {
    let slow = Arc::new(Slow::default());
    let transport = Arc::clone(&slow) as Arc<dyn Transport>;
    let context = Context::new(transport, Arc::new(VirtualClock::new()));
    let connector = paced(None, Some(1));
    let (grant, query) = (all(), labs());
    run(async {
        let mut first = connector.pull(&context, &grant, &query, None);
        let mut second = connector.pull(&context, &grant, &query, None);
        assert!(futures_util::poll!(&mut first).is_pending());
        assert!(futures_util::poll!(&mut second).is_pending());
        drop((first, second));
        connector.pull(&context, &grant, &query, None).await.unwrap();
    });
}

#[test]
fn no_minute_holds_more_token_requests_than_the_row_allows() {
    let (fake, clock) = (portal(&json!({})), VirtualClock::auto());
    let (context, began) = (fake.context_at(&clock), clock.now());
    let connector = with_dialect(|dialect| dialect.limits.tokens_per_minute = Some(2));
    fake.post("/token", json_reply(200, token_of(&json!({"refresh_token": "rt"})).to_string()));
    fake.get(LABS, page(&[&entry("a", "2026-01-01T00:00:00Z")], None));
    // The exchange of a code counts as well.
    let mut grant = signed_in(&fake, &connector, |_| json!({"refresh_token": "rt"})).unwrap();
    let mut at = Vec::new();
    for _ in 0..5 {
        grant = run(connector.refresh(&context, &grant)).unwrap();
        // What is no token request waits for none.
        run(connector.pull(&context, &grant, &labs(), None)).unwrap();
        at.push(clock.now().saturating_since(began).as_secs());
    }
    assert_eq!(at, [0, 60, 60, 120, 120]);
    // Who waits can be cancelled, and then asks nothing.
    fake.log();
    let (cancel, waiting) = (Cancellation::new(), VirtualClock::new());
    waiting.set(clock.now());
    let context = fake.context_at(&waiting).with_cancel(cancel.clone());
    let asked = join(connector.refresh(&context, &grant), async { cancel.cancel() });
    assert_eq!((kind(run(asked).0), fake.log().len()), (ErrorKind::Cancelled, 0));
}
