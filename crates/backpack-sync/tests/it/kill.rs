//! A process that ends at any point: the next sync converges to what an uninterrupted one leaves, no loss, no doubles.

use std::collections::BTreeMap;
use std::sync::Arc;

use backpack_connect::{Gone, Item};
use backpack_core::ConnectionId;
use backpack_keep::{
    AttachmentRow, AttachmentState, ConnectionRow, Keep, MembersRow, QueryRow, TriedRow, UpkeepRow,
};
use backpack_store::ErrorKind;
use backpack_testkit::connector::ScriptedConnector;
use backpack_testkit::faults::{FaultyStore, StoreCall, When};
use backpack_testkit::{VirtualClock, run};
use bytes::Bytes;
use futures_util::future::{Either, select};
use proptest::prelude::*;

use crate::world::{World, bodies, describe, patient, query, result, sign_in, sync};

/// A portal with something of everything: pages, quarantine, a version, a deletion, references, attachments.
fn portal() -> ScriptedConnector {
    let letter = r#"{"resourceType":"DocumentReference","id":"d","content":[
        {"attachment":{"url":"Binary/1","title":"Letter"}},{"attachment":{"data":"aGVsbG8/","title":"Note"}}]}"#;
    let naming = r#"{"resourceType":"Encounter","id":"e","participant":[{"individual":{"reference":"Practitioner/p"}},
        {"individual":{"reference":"Practitioner/nowhere"}}]}"#;
    let labs = (0..12).map(|id| result(id, "1")).chain([
        Item::json("not json"),
        result(3, "2"),
        Item::Gone(Gone::new("Observation", "5")),
    ]);
    ScriptedConnector::new()
        .in_pages_of(5)
        .with_query(query("Patient"), [patient()])
        .with_query(query("labs"), labs)
        .with_query(query("rest"), [Item::json(naming), Item::json(letter)])
        .with_query(
            query("references").following(),
            [Item::json(r#"{"resourceType":"Practitioner","id":"p"}"#)],
        )
        .with_file("Binary/1", "text/plain", "twelve bytes")
}

/// Everything a Backpack holds that does not depend on when and in how many goes it came.
#[derive(Debug, PartialEq)]
pub(crate) struct Held {
    pub(crate) catalog: String,
    bodies: Vec<Bytes>,
    files: Vec<(String, Bytes)>,
    kept_attachments: usize,
    tried: Vec<String>,
    /// Each query, how it ended, and what is missing.
    ledger: Vec<String>,
    /// How many records each query is known to return.
    members: BTreeMap<String, usize>,
    /// What state each connection is in, and what its next sync must see to.
    connections: Vec<String>,
}

pub(crate) async fn held(keep: &Keep) -> Held {
    let mut files = Vec::new();
    for file in keep.files().await.unwrap() {
        files.push((file.name, keep.open_file(file.id, None).await.unwrap().collect().await.unwrap()));
    }
    files.sort();
    let rows = keep.rows::<AttachmentRow>().await.unwrap();
    let mut tried: Vec<String> =
        keep.rows::<TriedRow>().await.unwrap().into_iter().map(|row| row.target).collect();
    tried.sort();
    let queries = keep.rows::<QueryRow>().await.unwrap().into_iter();
    let mut ledger: Vec<String> = queries
        .map(|row| format!("{} {:?} {:?}", row.query, row.ledger.outcome, row.ledger.missing))
        .collect();
    ledger.sort();
    let mut members = BTreeMap::<String, usize>::new();
    for row in keep.rows::<MembersRow>().await.unwrap() {
        *members.entry(row.query).or_default() += row.records.len();
    }
    let rows_of_connections = keep.rows::<ConnectionRow>().await.unwrap().into_iter();
    let mut connections: Vec<String> =
        rows_of_connections.map(|row| format!("{:?} {:?}", row.authorisation, row.sync)).collect();
    let upkeep = keep.rows::<UpkeepRow>().await.unwrap().into_iter();
    connections.extend(upkeep.map(|row| format!("{} {} {}", row.reading, row.full, row.attachments)));
    Held {
        catalog: keep.catalog(describe),
        bodies: bodies(keep).await,
        files,
        kept_attachments: rows.iter().filter(|row| matches!(row.state, AttachmentState::Kept(_))).count(),
        tried,
        ledger,
        members,
        connections,
    }
}

/// A commit that fails. A sync may succeed nonetheless: what tidies up beside it is made up for later.
pub(crate) struct Fault {
    store: Arc<FaultyStore>,
    at: usize,
}

impl Fault {
    pub(crate) fn at_commit(world: &World, nth: u64, when: When) -> Self {
        let store = Arc::<FaultyStore>::clone(&world.store);
        let at = store.calls(StoreCall::Commit) + usize::try_from(nth).unwrap();
        store.fail(StoreCall::Commit, nth, when, ErrorKind::Io);
        Self { store, at }
    }

    /// Says whether so many commits were made that it struck.
    pub(crate) fn struck(&self) -> bool {
        self.store.calls(StoreCall::Commit) >= self.at
    }
}

/// A world with a Backpack that is signed in.
async fn signed_in() -> (World, ScriptedConnector, ConnectionId) {
    let (world, portal) = (World::timed(VirtualClock::new()), portal());
    let connection = sign_in(&world.create().await, &portal).await;
    (world, portal, connection)
}

async fn uninterrupted() -> Held {
    let (world, portal, connection) = signed_in().await;
    let report = sync(&world.open().await, connection, &portal).await.unwrap();
    assert!(report.complete, "{report:?}");
    held(&world.keep().await).await
}

/// Syncs in a new process each time until it succeeds; a dead one holds the lease until it runs out.
async fn until_it_succeeds(world: &World, portal: &ScriptedConnector, connection: ConnectionId) {
    for _ in 0..20 {
        world.clock.advance(std::time::Duration::from_secs(90));
        let engine = world.open().await;
        if sync(&engine, connection, portal).await.is_ok_and(|report| report.complete) {
            return;
        }
    }
    unreachable!("it never succeeds");
}

#[test]
fn a_store_that_fails_at_any_call_costs_nothing() {
    run(async {
        let expected = uninterrupted().await;
        assert_eq!((expected.bodies.len(), expected.files.len(), expected.kept_attachments), (18, 2, 2));
        for when in [When::Before, When::After] {
            let mut survived = 0;
            for nth in 1.. {
                let (world, portal, connection) = signed_in().await;
                let engine = world.open().await;
                let fault = Fault::at_commit(&world, nth, when);
                let ended = sync(&engine, connection, &portal).await;
                if !fault.struck() {
                    assert!(ended.unwrap().complete);
                    world.store.mend();
                    break;
                }
                survived += 1;
                until_it_succeeds(&world, &portal, connection).await;
                assert_eq!(held(&world.keep().await).await, expected, "{when:?} commit {nth}");
            }
            assert!(survived >= 10, "only {survived} commits were failed");
        }
    });
}

#[test]
fn a_process_that_ends_at_any_call_of_the_portal_costs_nothing() {
    run(async {
        let expected = uninterrupted().await;
        let mut died = 0;
        for call in 0.. {
            let (world, portal, connection) = signed_in().await;
            let engine = world.open().await;
            portal.hang_at(call);
            let made = portal.calls().values().sum::<u64>();
            let reached = async {
                while portal.calls().values().sum::<u64>() <= made + call {
                    tokio::task::yield_now().await;
                }
            };
            match select(Box::pin(sync(&engine, connection, &portal)), Box::pin(reached)).await {
                Either::Left((ended, _)) => {
                    assert!(ended.unwrap().complete);
                    break;
                }
                Either::Right(((), syncing)) => drop(syncing),
            }
            died += 1;
            portal.hang_no_more();
            until_it_succeeds(&world, &portal, connection).await;
            assert_eq!(held(&world.keep().await).await, expected, "call {call}");
        }
        assert!(died >= 8, "only {died} calls were made");
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// However often and wherever syncs are broken off, the last one leaves what an uninterrupted one leaves.
    #[test]
    fn any_row_of_failures_converges(faults in prop::collection::vec((1_u64..40, any::<bool>(), any::<bool>()), 1..6)) {
        run(async {
            let expected = uninterrupted().await;
            let (world, portal, connection) = signed_in().await;
            for (nth, after, any_call) in faults {
                world.clock.advance(std::time::Duration::from_secs(90));
                let engine = world.open().await;
                let call = if any_call { StoreCall::Any } else { StoreCall::Commit };
                world.store.fail(call, nth, if after { When::After } else { When::Before }, ErrorKind::Io);
                // It may succeed, or fail anywhere.
                drop(sync(&engine, connection, &portal).await);
                world.store.mend();
            }
            until_it_succeeds(&world, &portal, connection).await;
            assert_eq!(held(&world.keep().await).await, expected);
        });
    }
}
