//! Syncs by chance: whatever the portal does between them, and whatever fails or loses its power during them, in the end
//! a Backpack holds what one holds to which nothing ever happened, and nothing that was acknowledged is lost on the way.

use std::collections::BTreeSet;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use backpack_connect::{ErrorKind as PortalErrorKind, Gone, Item};
use backpack_core::ConnectionId;
use backpack_files::ErrorKind as BlobErrorKind;
use backpack_keep::Keep;
use backpack_store::ErrorKind;
use backpack_testkit::connector::ScriptedConnector;
use backpack_testkit::faults::{BlobCall, Flaw, FlawedStore, PowerCutStore, StoreCall, When};
use backpack_testkit::{VirtualClock, run};
use bytes::Bytes;
use proptest::prelude::*;

use crate::kill::{Held, held};
use crate::world::{World, bodies, patient, query, result, sign_in, sync};

/// What the portal does.
#[derive(Clone, Copy, Debug)]
enum Change {
    /// A record is there, or another version of it.
    Put(u8, u8),
    /// It says that a record was deleted.
    Gone(u8),
    /// A document with an attachment behind a link and one within.
    Letter(u8),
    /// Something that nobody can read.
    Garbage(u8),
}

/// What happens during a sync.
#[derive(Clone, Copy, Debug)]
enum Trouble {
    /// A call of the store fails, before or after its work.
    Store { nth: u64, commits: bool, after: bool },
    /// A call of the blob store fails.
    Blobs { nth: u64, after: bool },
    /// A call of the portal fails.
    Portal { call: u64 },
    /// The process ends.
    Kill { polls: u16 },
    /// The power is cut; for so long the disk had stood still, and so many commits of then are spared.
    Cut { polls: u16, held: u16, spared: usize },
}

/// Something new at the portal, and syncs that are troubled. The last round is synced to its end, others may not be.
#[derive(Clone, Debug)]
struct Round {
    changes: Vec<Change>,
    troubles: Vec<Trouble>,
    ends_well: bool,
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        6 => (0_u8..8, 0_u8..4).prop_map(|(id, value)| Change::Put(id, value)),
        2 => (0_u8..8).prop_map(Change::Gone),
        2 => (0_u8..4).prop_map(Change::Letter),
        1 => (0_u8..3).prop_map(Change::Garbage),
    ]
}

fn trouble() -> impl Strategy<Value = Trouble> {
    prop_oneof![
        2 => (1_u64..40, any::<bool>(), any::<bool>())
            .prop_map(|(nth, commits, after)| Trouble::Store { nth, commits, after }),
        1 => (1_u64..6, any::<bool>()).prop_map(|(nth, after)| Trouble::Blobs { nth, after }),
        1 => (0_u64..10).prop_map(|call| Trouble::Portal { call }),
        2 => (0_u16..120).prop_map(|polls| Trouble::Kill { polls }),
        4 => (0_u16..120, 0_u16..12, 0_usize..3)
            .prop_map(|(polls, held, spared)| Trouble::Cut { polls, held, spared }),
    ]
}

fn round() -> impl Strategy<Value = Round> {
    let (changes, troubles) = (prop::collection::vec(change(), 0..8), prop::collection::vec(trouble(), 0..4));
    (changes, troubles, any::<bool>()).prop_map(|(changes, troubles, ends_well)| Round {
        changes,
        troubles,
        ends_well,
    })
}

fn portal() -> ScriptedConnector {
    let connector = ScriptedConnector::new()
        .in_pages_of(3)
        .with_query(query("Patient"), [patient()])
        .with_query(query("labs"), [])
        .with_query(query("letters"), []);
    (0..4).fold(connector, |connector, number| {
        connector.with_file(&format!("Binary/{number}"), "text/plain", format!("letter number {number}"))
    })
}

fn happen(portal: &ScriptedConnector, change: Change) {
    match change {
        Change::Put(id, value) => portal.add("labs", result(u32::from(id), &format!("{value}.5"))),
        Change::Gone(id) => portal.add("labs", Item::Gone(Gone::new("Observation", id.to_string()))),
        Change::Garbage(number) => portal.add("labs", Item::json(format!("not json {number}"))),
        Change::Letter(number) => portal.add(
            "letters",
            Item::json(format!(
                r#"{{"resourceType":"DocumentReference","id":"d{number}","content":[
                {{"attachment":{{"url":"Binary/{number}","title":"Letter"}}}},
                {{"attachment":{{"data":"aGVsbG8/","title":"Note"}}}}]}}"#
            )),
        ),
    }
}

/// What was acknowledged: how far the commits went, and bodies that were there after a sync that went well.
#[derive(Default)]
struct Acknowledged {
    sequence: u64,
    bodies: Vec<Bytes>,
}

impl Acknowledged {
    /// Opens the Backpack as the next process does, and sees that all of it is there.
    async fn check(&self, world: &World) -> Result<Keep, String> {
        let keep = world.try_keep().await.map_err(|error| format!("it does not open: {error:?}"))?;
        if keep.sequence() < self.sequence {
            return Err(format!("{} of {} commit groups are there", keep.sequence(), self.sequence));
        }
        keep.verify().await.map_err(|error| format!("it is not whole: {error:?}"))?;
        let here = bodies(&keep).await;
        match self.bodies.iter().find(|body| here.binary_search(body).is_err()) {
            Some(lost) => Err(format!("{lost:?} was acknowledged and is lost")),
            None => Ok(keep),
        }
    }
}

/// A Backpack whose disk can lose its power.
struct Life {
    world: World,
    disk: Arc<PowerCutStore>,
    portal: ScriptedConnector,
    connection: ConnectionId,
    acknowledged: Acknowledged,
}

impl Life {
    async fn begin() -> Self {
        let bare = World::new();
        let disk = Arc::new(PowerCutStore::new(Arc::<VirtualClock>::clone(&bare.clock)));
        let world = bare.through(Arc::<PowerCutStore>::clone(&disk));
        let portal = portal();
        let connection = sign_in(&world.create().await, &portal).await;
        Self { world, disk, portal, connection, acknowledged: Acknowledged::default() }
    }

    /// One process that syncs, until this trouble meets it.
    async fn troubled(&mut self, trouble: Trouble) -> Result<(), String> {
        // A process that ended holds its lease until it runs out.
        self.world.clock.advance(Duration::from_secs(90));
        let keep = self.acknowledged.check(&self.world).await?;
        let engine = self.world.engine(keep.clone());
        let when = |after| if after { When::After } else { When::Before };
        match trouble {
            Trouble::Store { nth, commits, after } => {
                let call = if commits { StoreCall::Commit } else { StoreCall::Any };
                self.world.store.fail(call, nth, when(after), ErrorKind::Io);
            }
            Trouble::Blobs { nth, after } => {
                self.world.blobs.fail(BlobCall::Any, nth, when(after), BlobErrorKind::Io);
            }
            Trouble::Portal { call } => self.portal.fail_at(call, PortalErrorKind::Unreachable),
            Trouble::Kill { .. } | Trouble::Cut { .. } => {}
        }
        let disk = Arc::clone(&self.disk);
        let mut spared = None;
        {
            let mut syncing = pin!(sync(&engine, self.connection, &self.portal));
            match trouble {
                Trouble::Kill { polls } => drop(poll_some(syncing.as_mut(), polls).await),
                Trouble::Cut { polls, held, spared: these } => {
                    if !poll_some(syncing.as_mut(), polls).await {
                        disk.hold();
                        poll_some(syncing.as_mut(), held).await;
                    }
                    spared = Some(these);
                }
                _ => drop(syncing.await),
            }
        }
        self.acknowledged.sequence = keep.sequence().max(self.acknowledged.sequence);
        self.world.store.mend();
        self.world.blobs.mend();
        if let Some(spared) = spared {
            self.disk = Arc::new(PowerCutStore::after(disk.crash(spared)));
            self.world = self.world.through(Arc::<PowerCutStore>::clone(&self.disk));
        }
        Ok(())
    }

    /// Syncs in a new process each time until it succeeds.
    async fn undisturbed(&mut self) -> Result<(), String> {
        for _ in 0..20 {
            self.world.clock.advance(Duration::from_secs(90));
            let keep = self.acknowledged.check(&self.world).await?;
            let engine = self.world.engine(keep.clone());
            if sync(&engine, self.connection, &self.portal).await.is_ok_and(|report| report.complete) {
                self.acknowledged = Acknowledged { sequence: keep.sequence(), bodies: bodies(&keep).await };
                return Ok(());
            }
        }
        Err("it never succeeds".to_owned())
    }
}

/// Polls a future so many times. Says whether it ended.
async fn poll_some<T>(mut work: std::pin::Pin<&mut impl Future<Output = T>>, polls: u16) -> bool {
    let mut left = polls;
    std::future::poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(false);
        }
        if work.as_mut().poll(context).is_ready() {
            return Poll::Ready(true);
        }
        left -= 1;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await
}

/// Lives through the rounds, with their troubles or without.
async fn lived(rounds: &[Round], is_troubled: bool) -> Result<Held, String> {
    let mut life = Life::begin().await;
    // What was deleted does not come back: in one page a deletion counts for more than what stands beside it.
    let mut gone = BTreeSet::new();
    for round in rounds {
        for change in &round.changes {
            match change {
                Change::Put(id, _) if gone.contains(id) => continue,
                Change::Gone(id) => drop(gone.insert(*id)),
                _ => {}
            }
            happen(&life.portal, *change);
        }
        for trouble in round.troubles.iter().filter(|_| is_troubled) {
            life.troubled(*trouble).await?;
        }
        if round.ends_well || !is_troubled {
            life.undisturbed().await?;
        }
    }
    life.undisturbed().await?;
    // What is asked in the end is what a disk has that lost its power then.
    let image = Arc::new(PowerCutStore::after(life.disk.crash(0)));
    Ok(held(&life.acknowledged.check(&life.world.through(image)).await?).await)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_syncs_in_any_trouble_end_as_if_there_had_been_none(rounds in prop::collection::vec(round(), 1..5)) {
        run(async {
            let expected = lived(&rounds, false).await.map_err(TestCaseError::fail)?;
            let found = lived(&rounds, true).await.map_err(TestCaseError::fail)?;
            prop_assert_eq!(found, expected);
            Ok(())
        })?;
    }
}

/// The same checks, on a store that breaks its word when the power is cut.
#[test]
fn a_store_that_breaks_its_word_during_a_sync_is_noticed() {
    run(async {
        for flaw in [None, Some(Flaw::LostTail), Some(Flaw::TornBatch), Some(Flaw::Reordered)] {
            let bare = World::new();
            let store = Arc::new(FlawedStore::new(Arc::<VirtualClock>::clone(&bare.clock)));
            let world = bare.through(Arc::<FlawedStore>::clone(&store));
            let portal = portal();
            let connection = sign_in(&world.create().await, &portal).await;
            for number in 0..4 {
                happen(&portal, Change::Put(number, number));
                happen(&portal, Change::Letter(number));
            }
            let keep = world.keep().await;
            assert!(sync(&world.engine(keep.clone()), connection, &portal).await.unwrap().complete);
            let acknowledged = Acknowledged { sequence: keep.sequence(), bodies: bodies(&keep).await };
            let image = Arc::new(store.crash(flaw).await.unwrap());
            let found = acknowledged.check(&bare.through(image)).await;
            assert_eq!(found.is_ok(), flaw.is_none(), "{flaw:?}: {:?}", found.map(drop));
        }
    });
}
