//! A place where Backpacks are kept in memory, a portal that follows a script, and an engine between them.

use std::sync::Arc;

use backpack_connect::{Context, Item, Query};
use backpack_core::{AccountId, Clock as _, ConnectionId, SecretBytes, SpaceId, Timestamp};
use backpack_files::{BlobStore, MemoryBlobs};
use backpack_keep::{Catalog, Keep, Parts, Person, Sex};
use backpack_keys::{BackpackKeys, KeyFile, NewSlot, Unlock};
use backpack_store::{AnchorStore, MemoryAnchors, MemoryStore, Store};
use backpack_sync::{Engine, SignIn, SyncError, SyncOptions, SyncReport};
use backpack_testkit::VirtualClock;
use backpack_testkit::connector::{NoTransport, ScriptedConnector};
use backpack_testkit::faults::{FaultyBlobs, FaultyStore};
use bytes::Bytes;
use futures_util::future::{Either, select};

/// What outlives a process.
#[derive(Clone)]
pub(crate) struct World {
    pub(crate) store: Arc<FaultyStore>,
    pub(crate) clock: Arc<VirtualClock>,
    pub(crate) blobs: Arc<FaultyBlobs>,
    anchors: Arc<MemoryAnchors>,
    key_file: Bytes,
    space: SpaceId,
}

impl World {
    pub(crate) fn new() -> Self {
        Self::timed(VirtualClock::auto())
    }

    pub(crate) fn timed(clock: VirtualClock) -> Self {
        let clock = Arc::new(clock);
        let (mut file, root) = KeyFile::create(AccountId::random(), &NewSlot::host_key(&host_key())).unwrap();
        let space = SpaceId::random();
        file.add_backpack(&root, space).unwrap();
        let memory: Arc<dyn Store> = Arc::new(MemoryStore::new(Arc::<VirtualClock>::clone(&clock)));
        Self {
            store: Arc::new(FaultyStore::new(memory)),
            clock,
            blobs: Arc::new(FaultyBlobs::new(Arc::new(MemoryBlobs::new()))),
            anchors: Arc::new(MemoryAnchors::new()),
            key_file: Bytes::from(file.to_bytes()),
            space,
        }
    }

    fn keys(&self) -> BackpackKeys {
        let file = KeyFile::parse(&self.key_file).unwrap();
        let root = file.unlock(&Unlock::HostKey(&host_key())).unwrap();
        file.backpack_keys(&root, self.space).unwrap()
    }

    fn parts(&self) -> Parts {
        let blobs: Arc<dyn BlobStore> = Arc::<FaultyBlobs>::clone(&self.blobs);
        let anchors: Arc<dyn AnchorStore> = Arc::<MemoryAnchors>::clone(&self.anchors);
        Parts::new(
            Arc::<FaultyStore>::clone(&self.store),
            blobs,
            anchors,
            self.keys(),
            Arc::<VirtualClock>::clone(&self.clock),
        )
    }

    /// Makes the Backpack of Ann Ek.
    pub(crate) async fn create(&self) -> Engine {
        let person = Person::new("Ann Ek").born("1970-02-03").with_sex(Sex::Female);
        self.engine(Keep::create(self.parts(), person).await.unwrap())
    }

    /// Opens it as another process does.
    pub(crate) async fn open(&self) -> Engine {
        self.engine(self.keep().await)
    }

    /// Lets an engine notice what other processes did.
    pub(crate) async fn look(&self, engine: &Engine) {
        engine.catch_up().await.unwrap();
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(crate) async fn keep(&self) -> Keep {
        self.try_keep().await.unwrap()
    }

    pub(crate) async fn try_keep(&self) -> Result<Keep, backpack_keep::Error> {
        Keep::open(self.parts()).await
    }

    /// The same, on another store.
    pub(crate) fn through(&self, store: Arc<dyn Store>) -> Self {
        Self { store: Arc::new(FaultyStore::new(store)), ..self.clone() }
    }

    pub(crate) fn engine(&self, keep: Keep) -> Engine {
        Engine::new(keep, self.context(), SyncOptions::default())
    }

    /// Returns an engine that asks everything in full.
    pub(crate) async fn full(&self) -> Engine {
        Engine::new(self.keep().await, self.context(), SyncOptions::default().full())
    }

    pub(crate) fn context(&self) -> Context {
        Context::new(Arc::new(NoTransport), Arc::<VirtualClock>::clone(&self.clock))
    }

    /// Makes the Backpack, signs in, and returns the connection.
    pub(crate) async fn connected(&self, portal: &ScriptedConnector) -> (Engine, ConnectionId) {
        let engine = self.create().await;
        let connection = sign_in(&engine, portal).await;
        (engine, connection)
    }
}

pub(crate) async fn sign_in(engine: &Engine, portal: &ScriptedConnector) -> ConnectionId {
    let SignIn::Done(connections) = engine.begin(portal).await.unwrap() else {
        unreachable!("it asks nothing")
    };
    connections[0]
}

pub(crate) async fn sync(
    engine: &Engine,
    connection: ConnectionId,
    portal: &ScriptedConnector,
) -> Result<SyncReport, SyncError> {
    let report = engine.sync(connection, portal, |_| {}).await?;
    let sum = report.new + report.changed + report.unchanged + report.refused_person + report.quarantined;
    assert_eq!(report.received, sum, "the report does not add up: {report:?}");
    Ok(report)
}

fn host_key() -> SecretBytes {
    SecretBytes::new(vec![7; 32])
}

pub(crate) fn query(id: &str) -> Query {
    Query::new(id, id)
}

pub(crate) fn patient() -> Item {
    Item::json(
        r#"{"resourceType":"Patient","id":"pat-1","name":[{"given":["Ann"],"family":"Ek"}],"birthDate":"1970-02-03","gender":"female"}"#,
    )
}

/// Returns a result of the connection's patient.
pub(crate) fn result(id: u32, value: &str) -> Item {
    result_of("Patient/pat-1", id, value)
}

pub(crate) fn result_of(subject: &str, id: u32, value: &str) -> Item {
    Item::json(format!(
        r#"{{"resourceType":"Observation","id":"{id}","status":"final","subject":{{"reference":"{subject}"}},"valueQuantity":{{"value":{value}}}}}"#
    ))
}

/// Everything a catalog says that does not depend on when it was received, as one text to compare by.
pub(crate) fn describe(catalog: &Catalog) -> String {
    let mut lines: Vec<String> = catalog
        .records()
        .map(|record| {
            let header = record.header();
            format!(
                "{header:?} {}/{} gone={} vanished={}",
                record.current_version(),
                record.versions(),
                record.is_gone(),
                record.is_vanished()
            )
        })
        .chain(catalog.quarantined().map(|item| format!("{} {}", item.reason, item.length)))
        .collect();
    lines.sort();
    lines.join("\n")
}

/// Every stored body of every version and of quarantine, sorted.
pub(crate) async fn bodies(keep: &Keep) -> Vec<Bytes> {
    let mut all = Vec::new();
    let mut bodies = keep.bodies();
    while let Some(body) = bodies.next().await.unwrap() {
        all.push(body.original.body);
    }
    let mut quarantined = keep.quarantined();
    while let Some(item) = quarantined.next().await.unwrap() {
        all.extend(item.original.map(|original| original.body));
    }
    all.sort();
    all
}

/// Lets a sync run until it waits for this call of the portal, and then ends it as the end of a process does.
pub(crate) async fn kill<T: std::fmt::Debug>(
    portal: &ScriptedConnector,
    call: u64,
    syncing: impl Future<Output = T>,
) {
    let calls = || portal.calls().values().sum::<u64>();
    portal.hang_at(call);
    let made = calls();
    let reached = async {
        while calls() <= made + call {
            tokio::task::yield_now().await;
        }
    };
    if let Either::Left((ended, _)) = select(Box::pin(syncing), Box::pin(reached)).await {
        unreachable!("it ended before call {call}: {ended:?}");
    }
    portal.hang_no_more();
}
