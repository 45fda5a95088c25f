//! A place where Backpacks are kept in memory, and pages of synthetic resources.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use backpack_connect::Put;
use backpack_core::{AccountId, ConnectionId, SecretBytes, SpaceId, Timestamp};
use backpack_files::{BlobStore, MemoryBlobs};
use backpack_keep::{
    Catalog, Error, Incoming, Keep, KeySource, Ledger, PageCommit, Parts, Person, Quarantined,
};
use backpack_keys::{BackpackKeys, KeyFile, NewSlot, RootKey, Unlock};
use backpack_store::{AnchorStore, MemoryAnchors, MemoryStore, Store};
use backpack_testkit::VirtualClock;
use bytes::Bytes;

/// A connection that every test may use.
pub(crate) const CONNECTION: ConnectionId = ConnectionId::from_bytes([7; 16]);

/// Where a Backpack is kept: what outlives a process.
#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) memory: Arc<MemoryStore>,
    pub(crate) blobs: Arc<MemoryBlobs>,
    pub(crate) anchors: Arc<MemoryAnchors>,
    pub(crate) clock: Arc<VirtualClock>,
    pub(crate) key_file: Arc<Mutex<KeyFile>>,
    pub(crate) space: SpaceId,
}

impl World {
    pub(crate) fn new() -> Self {
        let clock = Arc::new(VirtualClock::new());
        let key = SecretBytes::new(vec![7; 32]);
        let (mut file, root) = KeyFile::create(AccountId::random(), &NewSlot::host_key(&key)).unwrap();
        let space = SpaceId::random();
        file.add_backpack(&root, space).unwrap();
        let memory = Arc::new(MemoryStore::new(Arc::<VirtualClock>::clone(&clock)));
        Self {
            store: Arc::<MemoryStore>::clone(&memory),
            memory,
            blobs: Arc::new(MemoryBlobs::new()),
            anchors: Arc::new(MemoryAnchors::new()),
            clock,
            key_file: Arc::new(Mutex::new(file)),
            space,
        }
    }

    /// Returns a world whose store several processes have open.
    pub(crate) fn shared() -> Self {
        let world = Self::new();
        let memory = Arc::new(MemoryStore::new(Arc::<VirtualClock>::clone(&world.clock)).shared());
        Self { store: Arc::<MemoryStore>::clone(&memory), memory, ..world }
    }

    /// Returns the same world, seen through another store.
    pub(crate) fn through(&self, store: Arc<dyn Store>) -> Self {
        Self { store, ..self.clone() }
    }

    /// Returns the same world, seen through another store, with anchors that it does not share.
    pub(crate) async fn with_own_anchors(&self, store: Arc<dyn Store>) -> Self {
        let anchors = Arc::new(MemoryAnchors::new());
        if let Some(anchor) = self.anchors.read(self.space).await.unwrap() {
            anchors.write(self.space, anchor).await.unwrap();
        }
        Self { store, anchors, ..self.clone() }
    }

    /// Returns the same world with nothing in it: the same keys, the same time.
    pub(crate) fn emptied(&self) -> Self {
        let memory = Arc::new(MemoryStore::new(Arc::<VirtualClock>::clone(&self.clock)));
        Self {
            store: Arc::<MemoryStore>::clone(&memory),
            memory,
            blobs: Arc::new(MemoryBlobs::new()),
            anchors: Arc::new(MemoryAnchors::new()),
            clock: Arc::clone(&self.clock),
            key_file: Arc::new(Mutex::new(self.key_file.lock().unwrap().clone())),
            space: self.space,
        }
    }

    pub(crate) fn keys(&self) -> BackpackKeys {
        self.change_keys(|_, _| ())
    }

    /// Makes a new epoch.
    pub(crate) fn new_epoch(&self) -> BackpackKeys {
        self.change_keys(|file, root| {
            file.add_epoch(root, self.space).unwrap();
        })
    }

    /// Takes every epoch but the newest out of the key file.
    pub(crate) fn forget_old(&self) -> BackpackKeys {
        self.change_keys(|file, _| {
            for old in file.epochs(self.space).unwrap().into_iter().skip(1) {
                file.drop_epoch(self.space, old).unwrap();
            }
        })
    }

    /// Takes every epoch before this one out of the key file.
    pub(crate) fn forget_before(&self, epoch: u32) -> BackpackKeys {
        self.change_keys(|file, _| {
            for old in file.epochs(self.space).unwrap().into_iter().filter(|old| *old < epoch) {
                file.drop_epoch(self.space, old).unwrap();
            }
        })
    }

    fn change_keys(&self, change: impl FnOnce(&mut KeyFile, &RootKey)) -> BackpackKeys {
        let mut file = self.key_file.lock().unwrap();
        let root = file.unlock(&Unlock::HostKey(&SecretBytes::new(vec![7; 32]))).unwrap();
        change(&mut file, &root);
        file.backpack_keys(&root, self.space).unwrap()
    }

    /// Returns the parts of a process that reads the key file again where it must.
    pub(crate) fn parts_with_keys(&self) -> Parts {
        self.parts().with_key_source(Arc::new(FreshKeys(self.clone())))
    }

    pub(crate) fn parts(&self) -> Parts {
        let blobs: Arc<dyn BlobStore> = Arc::<MemoryBlobs>::clone(&self.blobs);
        let anchors: Arc<dyn AnchorStore> = Arc::<MemoryAnchors>::clone(&self.anchors);
        Parts::new(
            Arc::clone(&self.store),
            blobs,
            anchors,
            self.keys(),
            Arc::<VirtualClock>::clone(&self.clock),
        )
    }

    pub(crate) async fn create(&self) -> Keep {
        Keep::create(self.parts(), Person::new("Zoë Ångström")).await.unwrap()
    }

    pub(crate) async fn open(&self) -> Keep {
        Keep::open(self.parts()).await.unwrap()
    }
}

/// The key file, as it is by now.
#[derive(Debug)]
struct FreshKeys(World);

#[async_trait]
impl KeySource for FreshKeys {
    async fn keys_of(&self, _: SpaceId) -> Result<Option<BackpackKeys>, Error> {
        Ok(Some(self.0.keys()))
    }
}

/// Returns a page of bodies, in order; what cannot be read goes to quarantine.
pub(crate) fn page(bodies: impl IntoIterator<Item = impl Into<Bytes>>) -> PageCommit {
    let mut page = PageCommit::new(CONNECTION, "Observation", Ledger::new(Timestamp::from_millis(5)));
    for body in bodies {
        match Incoming::read(put(body)) {
            Ok(incoming) => page.incoming.push(incoming),
            Err(item) => page.quarantined.push(item),
        }
    }
    page
}

pub(crate) fn put(body: impl Into<Bytes>) -> Put {
    Put::new("application/fhir+json", body)
}

/// Returns a laboratory result.
pub(crate) fn result(id: &str, value: &str) -> String {
    format!(
        r#"{{"resourceType":"Observation","id":"{id}","status":"final","category":[{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"laboratory"}}]}}],"code":{{"coding":[{{"system":"http://loinc.org","code":"2345-7","display":"Glucose"}}],"text":"Glucose"}},"subject":{{"reference":"Patient/p1"}},"effectiveDateTime":"2019-03-07","valueQuantity":{{"value":{value},"unit":"mg/dL"}}}}"#
    )
}

/// Everything a catalog says, as one text to compare by.
pub(crate) fn describe(catalog: &Catalog) -> String {
    let mut lines: Vec<String> = catalog
        .records()
        .map(|record| {
            format!(
                "{} {:?} {} {:?} {:?}/{} {}/{} {:?} hidden={} deleted={} gone={} vanished={} retracted={} {:?} {:?}",
                record.id(),
                record.source(),
                record.kind(),
                record.header(),
                record.effective(),
                record.conflicts(),
                record.current_version(),
                record.versions(),
                record.received(),
                record.is_hidden(),
                record.is_deleted(),
                record.is_gone(),
                record.is_vanished(),
                record.is_retracted(),
                record.full_url(),
                record.events(),
            )
        })
        .collect();
    lines.extend(catalog.quarantined().map(|item| format!("{item:?}")));
    lines.sort();
    lines.join("\n")
}

/// Every stored body of every version and of quarantine, as one list to compare by.
pub(crate) async fn bodies(keep: &Keep) -> Vec<(String, usize, Bytes)> {
    let mut all = Vec::new();
    let mut bodies = keep.bodies();
    while let Some(body) = bodies.next().await.unwrap() {
        all.push((body.record.to_string(), body.version, body.original.body));
    }
    let mut quarantined = keep.quarantined();
    while let Some(item) = quarantined.next().await.unwrap() {
        all.push((
            item.item.id.to_string(),
            0,
            item.original.map(|original| original.body).unwrap_or_default(),
        ));
    }
    all.sort();
    all
}

/// Returns an item that was refused.
pub(crate) fn refused(body: impl Into<Bytes>) -> Quarantined {
    Incoming::read(put(body)).unwrap_err()
}
