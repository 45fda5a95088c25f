//! Places in memory where Backpacks are kept, and one Backpack that has something of everything.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use backpack_archive::{BackUpOptions, Chain, Error, Identity, Key, Lock, Mark, Source, Written, back_up};
use backpack_connect::{Cursor, Gone, Grant, PatientRef, Put};
use backpack_core::{AccountId, ConnectionId, FileId, RecordId, RequestId, SecretBytes, SpaceId, Timestamp};
use backpack_files::{BlobStore, ByteStream, MemoryBlobs};
use backpack_keep::{
    AccessRow, AttachmentRow, Authorisation, ConnectionRow, CursorUpdate, FileOrigin, Filed, FiledRole,
    FiledThing, GrantRow, Incoming, Keep, Ledger, MembersRow, NewFile, PaceRow, PageCommit, Parts, Person,
    RequestRow, RowBatch, Sex, SyncState, TriedRow, UpkeepRow,
};
use backpack_keys::{KeyFile, NewSlot, RootKey};
use backpack_record::{Actor, Correction, Element, NewValue, OverlayChange, OverlayEvent};
use backpack_store::{MemoryAnchors, MemoryStore, Store};
use backpack_testkit::VirtualClock;

pub(crate) const CONNECTION: ConnectionId = ConnectionId::from_bytes([7; 16]);
pub(crate) const REQUEST: RequestId = RequestId::from_bytes([18; 16]);
pub(crate) const OTHER: ConnectionId = ConnectionId::from_bytes([9; 16]);
pub(crate) const TOKEN: &str = "canary-token-5f1d";

/// An account in memory, and one Backpack's space in it.
pub(crate) struct World {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) blobs: Arc<dyn BlobStore>,
    pub(crate) anchors: Arc<MemoryAnchors>,
    pub(crate) clock: Arc<VirtualClock>,
    pub(crate) file: KeyFile,
    pub(crate) root: RootKey,
    pub(crate) space: SpaceId,
}

impl World {
    fn empty(clock: &Arc<VirtualClock>) -> Self {
        let key = SecretBytes::new(vec![7; 32]);
        let (file, root) = KeyFile::create(AccountId::random(), &NewSlot::host_key(&key)).unwrap();
        Self {
            store: Arc::new(MemoryStore::new(Arc::<VirtualClock>::clone(clock))),
            blobs: Arc::new(MemoryBlobs::new()),
            anchors: Arc::new(MemoryAnchors::new()),
            clock: Arc::clone(clock),
            file,
            root,
            space: SpaceId::random(),
        }
    }

    pub(crate) fn new() -> Self {
        let mut world = Self::empty(&Arc::new(VirtualClock::new()));
        world.file.add_backpack(&world.root, world.space).unwrap();
        world
    }

    /// Returns another account, with keys for what a chain holds.
    pub(crate) fn for_chain(&self, chain: &Chain, identity: Identity) -> Self {
        let mut world = Self::empty(&self.clock);
        match identity {
            Identity::Same => {
                world.space = chain.space().unwrap();
                let stable = chain.stable_key().unwrap();
                world.file.add_backpack_with(&world.root, world.space, stable).unwrap();
            }
            Identity::Anew => world.file.add_backpack(&world.root, world.space).unwrap(),
        }
        world
    }

    pub(crate) fn parts(&self) -> Parts {
        let keys = self.file.backpack_keys(&self.root, self.space).unwrap();
        let anchors = Arc::<MemoryAnchors>::clone(&self.anchors);
        let clock = Arc::<VirtualClock>::clone(&self.clock);
        Parts::new(Arc::clone(&self.store), Arc::clone(&self.blobs), anchors, keys, clock)
    }

    pub(crate) async fn create(&self) -> Keep {
        let person = Person::new("Zoë Ångström").born("1970-02").with_sex(Sex::Female);
        Keep::create(self.parts(), person).await.unwrap()
    }

    pub(crate) fn options(&self, since: Option<Mark>) -> BackUpOptions {
        let mut options = BackUpOptions::default();
        options.since = since;
        options.stable_key = Some(self.file.stable_key(&self.root, self.space).unwrap());
        options
    }

    pub(crate) async fn back_up(&self, keep: &Keep, file: &Path, since: Option<Mark>) -> Written {
        back_up(keep, file, lock(), Timestamp::from_millis(1), self.options(since)).await.unwrap()
    }
}

pub(crate) fn lock() -> Arc<Lock> {
    Arc::new(Lock::passphrase("pass words".into()).with_work(10))
}

pub(crate) fn key() -> Arc<Key> {
    Arc::new(Key::passphrase("pass words".into()))
}

pub(crate) fn sealed(file: &Path) -> Source {
    Source::sealed(file, key())
}

pub(crate) async fn chain(files: &[&Path]) -> Result<Chain, Error> {
    Chain::open(files.iter().map(|file| sealed(file)).collect()).await
}

/// Puts a chain back elsewhere, under the ids it had.
pub(crate) async fn restore(world: &World, files: &[&Path]) -> (World, Keep) {
    let chain = chain(files).await.unwrap();
    let there = world.for_chain(&chain, Identity::Same);
    let keep = chain.restore(there.parts(), Identity::Same).await.unwrap().keep;
    (there, keep)
}

/// Returns every part of a folder by its path, without what differs between two archives of the same: their ids and times.
pub(crate) fn parts_of(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut parts = BTreeMap::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(at) = waiting.pop() {
        for entry in std::fs::read_dir(&at).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
                continue;
            }
            let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
            if name != "about.json" && name != "manifest.json" {
                parts.insert(name, std::fs::read(path).unwrap());
            }
        }
    }
    parts
}

/// Returns what a Backpack exports, part by part.
pub(crate) async fn exported(keep: &Keep) -> BTreeMap<String, Vec<u8>> {
    let scratch = tempfile::tempdir().unwrap();
    let folder = scratch.path().join("export");
    backpack_archive::export_to(keep, &folder, Timestamp::from_millis(1)).await.unwrap();
    parts_of(&folder)
}

pub(crate) fn put(body: impl Into<Vec<u8>>) -> Put {
    Put::new("application/fhir+json", body.into())
}

pub(crate) fn result(id: &str, value: &str) -> String {
    format!(
        r#"{{"resourceType":"Observation","id":"{id}","status":"final","code":{{"text":"Glucose"}},"effectiveDateTime":"2019-03-07","valueQuantity":{{"value":{value},"unit":"mg/dL"}}}}"#
    )
}

pub(crate) fn page(connection: ConnectionId, puts: Vec<Put>) -> PageCommit {
    let mut page = PageCommit::new(connection, "Observation", Ledger::new(Timestamp::from_millis(5)));
    for put in puts {
        match Incoming::read(put) {
            Ok(incoming) => page.incoming.push(incoming),
            Err(item) => page.quarantined.push(item),
        }
    }
    page
}

/// Corrects an element of a record against what its source says now, unless it cannot be.
pub(crate) async fn correct(keep: &Keep, record: RecordId, element: &str, value: &str) -> bool {
    let body = keep.body(record).await.unwrap();
    let version = keep.catalog(|catalog| catalog.record(record).unwrap().current_version());
    let (element, value) = (Element::from(element), NewValue::from(value));
    let version = u32::try_from(version).unwrap();
    let made = Correction::of(&body, &element, &value, version, Some("it \"was\" so".into()));
    let Ok(correction) = made else { return false };
    let change = OverlayChange::Corrected(Box::new(correction));
    let event = OverlayEvent::new(record, Actor::Person, Timestamp::from_millis(3), change);
    keep.append(vec![event]).await.is_ok()
}

/// Returns what every record shows, and how many conflicts it has.
pub(crate) fn shown(keep: &Keep) -> Vec<String> {
    keep.catalog(|catalog| {
        let line = |record: backpack_keep::Record<'_>| {
            format!("{} {} {:?} {:?}", record.id(), record.conflicts(), record.effective(), record.overlay())
        };
        let mut lines: Vec<_> = catalog.records().map(line).collect();
        lines.sort();
        lines
    })
}

/// Does something of everything a Backpack can hold.
pub(crate) async fn live(world: &World, keep: &Keep) {
    connect(keep).await;
    let pretty = "{\r\n  \"resourceType\": \"Condition\",\n  \"id\": \"c1\",\n  \"note\": [{\"text\": \"a \\\"b\\\"  c\"}]\n}\n";
    let mut enveloped = put(result("e", "5.00"));
    enveloped.full_url = Some("https://portal.example/fhir/Observation/e".into());
    enveloped.version = Some("7".into());
    enveloped.envelope = Some(b"{\"search\":{\"mode\":\"match\"}}".to_vec().into());
    enveloped.patient = Some("p1".into());
    let mut nameless = put(r#"{"resourceType":"Basic","x":1}"#);
    nameless.full_url = Some("urn:uuid:1".into());
    let mut doubted = put(result("doubt", "1"));
    doubted.doubt = Some("another patient".into());
    let mut first = page(
        CONNECTION,
        vec![
            put(result("a", "1")),
            put(pretty),
            enveloped,
            nameless,
            put(r#"{"resourceType":"Basic","x":2}"#),
            put(result("back", "1")),
            put(result("gone", "1")),
            put(result("lost", "1")),
            put(b"{\"broken\": \xff".to_vec()),
            doubted,
        ],
    );
    first.envelope = Some(b"{\"resourceType\":\"Bundle\",\"type\":\"searchset\"}".to_vec().into());
    first.cursor = CursorUpdate::To(Cursor::new(vec![0xff, 1, 2]));
    keep.commit_page(first).await.unwrap();
    world.clock.advance(std::time::Duration::from_millis(1_234));
    let mut second = page(CONNECTION, vec![put(result("a", "2")), put(result("back", "2"))]);
    second.gone.push(Gone::new("Observation", "gone"));
    keep.commit_page(second).await.unwrap();
    world.clock.advance(std::time::Duration::from_secs(90));
    let third = page(CONNECTION, vec![put(result("a", "3")), put(result("back", "1"))]);
    keep.commit_page(third).await.unwrap();
    keep.commit_page(page(OTHER, vec![put(result("a", "1"))])).await.unwrap();
    by_hand(world, keep).await;
    request(keep).await;
}

async fn connect(keep: &Keep) {
    let at = Timestamp::from_millis(1_000);
    let mut row = ConnectionRow::new("smart", "https://portal.example/fhir", "The \"Clinic\"", at);
    (row.id, row.patient) = (CONNECTION, Some("p1".into()));
    (row.authorisation, row.sync) = (Authorisation::Ok, SyncState::Running);
    row.last_success = Some(at);
    let mut grant = Grant::new(PatientRef::new("p1"), SecretBytes::new(TOKEN.as_bytes().to_vec()));
    grant.expires = Some(at);
    let access = AccessRow::new(CONNECTION, at, &grant);
    let mut other = ConnectionRow::new("files", "file", "Files", at);
    other.id = OTHER;
    let mut pace = PaceRow::new(CONNECTION);
    pace.begun = 3;
    pace.tried = Some(at);
    let mut upkeep = UpkeepRow::new(CONNECTION);
    upkeep.full = true;
    let rows = RowBatch::new().put(&row).put(&other).put(&GrantRow::new(CONNECTION, grant)).put(&access);
    let rows = rows.put(&pace).put(&upkeep).put(&TriedRow::new(CONNECTION, "Patient/ä", at));
    keep.write(rows).await.unwrap();
}

/// A request in two rows, to which a record, a file that is not there any more and a connection were filed.
async fn request(keep: &Keep) {
    let record = keep.catalog(|catalog| catalog.records().map(|record| record.id()).next());
    let about = record.into_iter().collect();
    let record = record.map_or(FiledThing::Connection(OTHER), FiledThing::Record);
    let mut first = RequestRow::new(REQUEST, 0);
    first.parts = 2;
    first.case = r#"{"id":"ä","events":[1.50,null]}"#.to_owned();
    first.filed = vec![
        Filed::new(record, FiledRole::Response, Timestamp::from_millis(5)),
        Filed::new(
            FiledThing::File(FileId::from_bytes([9; 16])),
            FiledRole::Letter,
            Timestamp::from_millis(6),
        ),
    ];
    first.about = about;
    let mut second = RequestRow::new(REQUEST, 1);
    let connection = FiledThing::Connection(CONNECTION);
    second.filed = vec![Filed::new(connection, FiledRole::Proof, Timestamp::from_millis(7))];
    keep.write(RowBatch::new().put(&first).put(&second)).await.unwrap();
}

async fn by_hand(world: &World, keep: &Keep) {
    let ids: Vec<_> = keep.catalog(|catalog| catalog.records().map(|record| record.id()).collect());
    let lost = keep.catalog(|catalog| {
        let lost = |record: &backpack_keep::Record<'_>| record.header().id.as_deref() == Some("lost");
        catalog.records().find(lost).map(|record| record.id()).unwrap()
    });
    keep.mark_vanished(CONNECTION, &[lost], None).await.unwrap();
    let entry = r#"{"resourceType":"Observation","status":"final","code":{"text":"Headache"}}"#;
    let named = Actor::Named("Dr. \u{202e}X".into());
    let entry = keep.put_entry(None, entry.as_bytes().to_vec().into(), named.clone()).await.unwrap();
    let edited = r#"{"resourceType":"Condition","code":{"text":"Migraine"}}"#;
    keep.put_entry(Some(entry), edited.as_bytes().to_vec().into(), Actor::Person).await.unwrap();
    let file = NewFile::new("übersicht/../1.pdf").with_media_type("application/pdf");
    let file = keep.add_file(file, ByteStream::from_bytes(b"%PDF-1.4 one".to_vec())).await.unwrap();
    let origin = FileOrigin::Portal { connection: CONNECTION, record: ids[0], index: 0 };
    let same = NewFile::new("scan").with_origin(origin);
    keep.add_file(same, ByteStream::from_bytes(b"%PDF-1.4 one".to_vec())).await.unwrap();
    keep.add_file(NewFile::new("empty"), ByteStream::from_bytes(Vec::new())).await.unwrap();
    let event = |record, change| OverlayEvent::new(record, Actor::Person, Timestamp::from_millis(77), change);
    let note = event(ids[0], OverlayChange::Noted("a\nnote".into()));
    let events = vec![
        event(ids[0], OverlayChange::NoteRewritten(note.id, "another".into())),
        note,
        event(ids[0], OverlayChange::Attached(file.id)),
        event(ids[1], OverlayChange::Hidden),
        OverlayEvent::new(ids[2], named, Timestamp::from_millis(-5), OverlayChange::Flagged("wrong".into())),
        event(entry, OverlayChange::Deleted),
    ];
    keep.append(events).await.unwrap();
    let mut waits = AttachmentRow::new(ids[2], 1, CONNECTION, "https://portal.example/b");
    waits.attempts = 2;
    let mut members = MembersRow::new(CONNECTION, "Observation", 0, [3; 16]);
    members.records = ids;
    let quarantined = keep.catalog(|catalog| catalog.quarantined().map(|item| item.id).collect::<Vec<_>>());
    members.records.extend(quarantined);
    keep.write(RowBatch::new().put(&waits).put(&members)).await.unwrap();
    world.clock.advance(std::time::Duration::from_secs(1));
}
