//! A later sync that is broken off anywhere: whatever fails, and in whatever order, the end is the same.
//!
//! The story: a first sync; then the portal changes, deletes, forgets, doubts and adds, and its grant runs out in the
//! middle of the paging. The second sync asks everything in full, or the portal cannot tell what is new.

use std::time::Duration;

use backpack_connect::{Capabilities, ErrorKind, Gone, Item};
use backpack_core::ConnectionId;
use backpack_store::ErrorKind as StoreErrorKind;
use backpack_sync::{Engine, SyncError, SyncReport};
use backpack_testkit::connector::ScriptedConnector;
use backpack_testkit::faults::{StoreCall, When};
use backpack_testkit::{VirtualClock, run};
use futures_util::future::{Either, select};
use proptest::prelude::*;

use crate::kill::{Fault, Held, held};
use crate::world::{World, patient, query, result, sign_in, sync};

/// How the second sync learns everything.
#[derive(Clone, Copy, Debug)]
enum Everything {
    /// The host asks for it.
    Asked,
    /// The portal cannot tell what is new.
    Always,
}

const BOTH: [Everything; 2] = [Everything::Asked, Everything::Always];

struct Story {
    world: World,
    portal: ScriptedConnector,
    connection: ConnectionId,
    everything: Everything,
}

fn document(id: &str, attachment: &str) -> Item {
    Item::json(format!(
        r#"{{"resourceType":"DocumentReference","id":"{id}","content":[{{"attachment":{{{attachment}}}}}]}}"#
    ))
}

fn naming(id: &str, target: &str) -> Item {
    Item::json(format!(
        r#"{{"resourceType":"Observation","id":"{id}","hasMember":[{{"reference":"{target}"}}]}}"#
    ))
}

fn doubted() -> Item {
    let Item::Put(mut put) = Item::json(r#"{"resourceType":"Device","id":"x"}"#) else {
        unreachable!("it is one")
    };
    put.doubt = Some("it was not asked for".to_owned());
    Item::Put(put)
}

impl Story {
    async fn begin(everything: Everything) -> Self {
        let mut portal = ScriptedConnector::new()
            .in_pages_of(3)
            .with_query(query("Patient"), [patient()])
            .with_query(query("labs"), (0..6).map(|id| result(id, "1")))
            .with_query(query("vitals"), (4..8).map(|id| result(id, "1")))
            .with_query(query("documents"), [document("d", r#""url":"Binary/1""#)])
            .with_query(
                query("references").following(),
                [naming("deep-1", "Observation/deep-2"), naming("deep-2", "Observation/nowhere")],
            )
            .with_file("Binary/1", "text/plain", "twelve bytes")
            .with_file("Binary/2", "text/plain", "other bytes");
        if matches!(everything, Everything::Always) {
            let capabilities = Capabilities { refresh: true, attachments: true, ..Capabilities::default() };
            portal = portal.claiming(Capabilities { deletions: true, ..capabilities });
        }
        let world = World::timed(VirtualClock::new());
        let engine = world.create().await;
        let connection = sign_in(&engine, &portal).await;
        assert!(sync(&engine, connection, &portal).await.unwrap().complete);
        portal.add("labs", result(1, "2"));
        portal.add("labs", Item::Gone(Gone::new("Observation", "2")));
        portal.add("labs", Item::json("not json"));
        portal.add("labs", doubted());
        portal.add("labs", naming("top", "Observation/deep-1"));
        portal.forget("labs", "Observation/5");
        portal.forget("vitals", "Observation/5");
        portal.forget("vitals", "Observation/7");
        portal.add("documents", document("e", r#""url":"Binary/2""#));
        portal.add("documents", document("f", r#""data":"dHdlbHZlIGJ5dGVz""#));
        // The grant is refused in the middle of a query, and refreshed.
        portal.fail("pull labs", [None, Some(ErrorKind::NeedsSignIn)]);
        Self { world, portal, connection, everything }
    }

    /// Returns the engine of a new process; a dead one holds the lease until it runs out.
    async fn process(&self) -> Engine {
        self.world.clock.advance(Duration::from_secs(90));
        match self.everything {
            Everything::Asked => self.world.full().await,
            Everything::Always => self.world.open().await,
        }
    }

    async fn sync(&self) -> Result<SyncReport, SyncError> {
        sync(&self.process().await, self.connection, &self.portal).await
    }

    /// Syncs in a new process each time until it succeeds, and signs in where the person must; then at once once more,
    /// since a pull that went on from its middle marks nothing.
    async fn end(&self) -> Held {
        let mut succeeded = 0;
        for _ in 0..20 {
            match self.sync().await {
                Ok(report) if report.complete => succeeded += 1,
                // A failure that still lay ahead struck: the next one may go on from a middle again.
                Ok(_) | Err(SyncError::Keep(_) | SyncError::Portal(_)) => succeeded = 0,
                Err(SyncError::NeedsSignIn) => {
                    let again = sign_in(&self.process().await, &self.portal).await;
                    assert_eq!(again, self.connection, "the same patient is the same connection");
                }
                Err(error) => unreachable!("{error:?}"),
            }
            if succeeded == 2 {
                return held(&self.world.keep().await).await;
            }
        }
        unreachable!("it never succeeds")
    }

    async fn told(everything: Everything) -> Held {
        let story = Self::begin(everything).await;
        let report = story.sync().await.unwrap();
        // 2 is deleted. Of what is silent, 5 may be what cannot be read, until the next sync.
        assert_eq!((report.complete, report.vanished, report.gone, report.quarantined), (true, 1, 1, 2));
        assert_eq!((report.attachments.fetched, report.changed), (2, 1));
        let held = story.end().await;
        assert_eq!(held.catalog.matches("vanished=true").count(), 2);
        held
    }
}

#[test]
fn a_store_that_fails_at_any_commit() {
    run(async {
        for everything in BOTH {
            let expected = Story::told(everything).await;
            let mut survived = 0;
            for nth in 1.. {
                // Every commit is failed in both ways, one in each story.
                let is_odd = nth % 2 == 1;
                let is_before = is_odd == matches!(everything, Everything::Asked);
                let when = if is_before { When::Before } else { When::After };
                let story = Story::begin(everything).await;
                let engine = story.process().await;
                let fault = Fault::at_commit(&story.world, nth, when);
                let ended = sync(&engine, story.connection, &story.portal).await;
                if !fault.struck() {
                    assert!(ended.unwrap().complete);
                    break;
                }
                survived += 1;
                assert_eq!(story.end().await, expected, "{everything:?} {when:?} commit {nth}");
            }
            assert!(survived >= 15, "only {survived} commits were failed");
        }
    });
}

#[test]
fn a_portal_that_fails_at_any_call() {
    run(async {
        for everything in BOTH {
            let expected = Story::told(everything).await;
            let mut met = 0;
            // Every call of the sync, and some of those after it.
            for call in (0..18).chain((18..42).step_by(3)) {
                let story = Story::begin(everything).await;
                let made = story.portal.calls().values().sum::<u64>();
                story.portal.fail_at(call, ErrorKind::Malformed("scripted"));
                drop(story.sync().await);
                met += u64::from(story.portal.calls().values().sum::<u64>() > made + call);
                assert_eq!(story.end().await, expected, "{everything:?} call {call}");
            }
            assert!(met >= 12, "only {met} calls failed");
        }
    });
}

#[test]
fn a_process_that_ends_at_any_call_of_the_portal() {
    run(async {
        for everything in BOTH {
            let expected = Story::told(everything).await;
            let mut died = 0;
            for call in 0.. {
                let story = Story::begin(everything).await;
                let engine = story.process().await;
                let made = story.portal.calls().values().sum::<u64>();
                story.portal.hang_at(call);
                let reached = async {
                    while story.portal.calls().values().sum::<u64>() <= made + call {
                        tokio::task::yield_now().await;
                    }
                };
                let syncing = Box::pin(sync(&engine, story.connection, &story.portal));
                match select(syncing, Box::pin(reached)).await {
                    Either::Left((ended, _)) => {
                        assert!(ended.unwrap().complete);
                        break;
                    }
                    Either::Right(((), syncing)) => drop(syncing),
                }
                died += 1;
                story.portal.hang_no_more();
                assert_eq!(story.end().await, expected, "{everything:?} call {call}");
            }
            assert!(died >= 12, "only {died} calls were made");
        }
    });
}

/// However often and wherever syncs are broken off, by the store, the portal or both, the last one leaves what an
/// uninterrupted one leaves.
#[test]
fn any_row_of_failures() {
    let [asked, always] = BOTH.map(|everything| run(Story::told(everything)));
    let fault = (1_u64..40, any::<bool>(), any::<bool>(), 0_u64..25);
    let faults = prop::collection::vec(fault, 1..6);
    proptest!(ProptestConfig::with_cases(12), |(is_asked in any::<bool>(), faults in faults)| {
        run(async {
            let (everything, expected) =
                if is_asked { (Everything::Asked, &asked) } else { (Everything::Always, &always) };
            let story = Story::begin(everything).await;
            for (nth, after, any_call, call) in faults {
                let sort = if any_call { StoreCall::Any } else { StoreCall::Commit };
                let when = if after { When::After } else { When::Before };
                let engine = story.process().await;
                story.world.store.fail(sort, nth, when, StoreErrorKind::Io);
                story.portal.fail_at(call, ErrorKind::Malformed("scripted"));
                // It may succeed, or fail anywhere.
                drop(sync(&engine, story.connection, &story.portal).await);
                story.world.store.mend();
            }
            assert_eq!(story.end().await, *expected);
        });
    });
}
