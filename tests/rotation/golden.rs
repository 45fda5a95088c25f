//! Whole accounts of every format there was, as they were written once: they open for ever, with everything in them.
//!
//! An account is kept as text, one value a line, since no engine writes the same bytes twice: the key file, the anchors,
//! every value of the store and every blob.

use std::fmt::Write as _;
use std::sync::Arc;

use backpack::connect::{Cursor, Grant, PatientRef, Put};
use backpack::core::{BlobId, SecretBytes, SpaceId, Timestamp};
use backpack::files::{BlobSpaces as _, ByteStream, MemoryBlobSpaces};
use backpack::keep::{
    ConnectionRow, CursorUpdate, Filter, GrantRow, Incoming, Ledger, NewFile, PageCommit, QueryRow,
    RotationOptions, RowBatch, Show, TABLES,
};
use backpack::keys::{KeyFile, Unlock as Way};
use backpack::record::entry::{Allergy, Symptom};
use backpack::store::{
    Anchor, AnchorStore as _, Batch, KeyFileStore as _, MemoryAnchors, MemoryKeyFile, MemoryStore, Scan,
    Store as _, Table,
};
use backpack::{Account, Backpack, Person, Storage, Unlock};
use backpack_testkit::{VirtualClock, run};
use bytes::Bytes;

use crate::world::options;

/// Before there were recovery codes: key file of format 1, rows of files of format 1.
const FIRST: &str = include_str!("golden/account-1.txt");
/// Key file of format 2, rows of files of format 2, in the middle of a rotation.
const SECOND: &str = include_str!("golden/account-2.txt");
const SECOND_CODE: &str = "R5X1-CAFG-QQ9R-CQRV-HFZH-DTSV-RJJQ-54D8-YF8X";

const PASSPHRASE: &str = "correct horse, Größe 7";

fn host_key() -> Unlock {
    Unlock::host_key((0..32).collect::<Vec<u8>>())
}

#[test]
fn the_first_account_opens_for_ever() {
    let ways = || vec![Unlock::passphrase(PASSPHRASE), host_key()];
    run(opens(FIRST, false, ways));
}

#[test]
fn the_second_account_opens_for_ever() {
    let code = || Unlock::recovery_code(SECOND_CODE).unwrap();
    run(opens(SECOND, true, move || vec![Unlock::passphrase(PASSPHRASE), host_key(), code()]));
}

async fn opens(golden: &str, is_rotating: bool, ways: impl Fn() -> Vec<Unlock>) {
    let clock = VirtualClock::new();
    let options = options(&clock);
    for way in ways() {
        let storage = read(golden, &clock).await;
        let account = Account::open_on(storage.clone(), way, options.clone()).await.unwrap();
        let listed = account.backpacks().await.unwrap();
        let backpack = account.backpack(listed[0].id).await.unwrap();
        assert_eq!(told(&backpack).await, expected());
        assert_eq!(account.is_rotating(backpack.id()).await.unwrap(), is_rotating);
        backpack.verify().await.unwrap();
        // What is old can be used, and made new.
        backpack.add(Symptom::new("cough")).await.unwrap();
        account.rotate_backpack(backpack.id(), RotationOptions::new(), |_| {}).await.unwrap();
        account.make_recovery_code().await.unwrap();
        account.rotate_root(vec![host_key()]).await.unwrap();
        let again = Account::open_on(storage, host_key(), options.clone()).await.unwrap();
        assert_eq!(told(&again.backpack(listed[0].id).await.unwrap()).await.len(), expected().len() + 1);
    }
}

fn expected() -> Vec<String> {
    let body = r#"{"resourceType":"Basic","id":"1","x":1}"#;
    [
        "Ana Ruiz, born Some(\"1980-04-02\")",
        &format!("Basic: 2 versions, [], {}", body.replace("\"x\":1", "\"x\":2")),
        "connection Clinic, grant of p: secret, cursor \"next\"",
        "file letter.txt: a letter",
        "peanuts: 2 versions, [\"as a child\"]",
        "quarantined: {\"resourceType\"",
    ]
    .map(str::to_owned)
    .to_vec()
}

/// What is in the Backpack, in words that stay the same.
async fn told(backpack: &Backpack) -> Vec<String> {
    let keep = backpack.keep();
    let person = backpack.person().await.unwrap();
    let mut lines = vec![format!("{}, born {:?}", person.name, person.birth_date)];
    for record in backpack.find(&Filter::new().show(Show::ALL)).records {
        let notes: Vec<_> = record.overlay.notes.iter().map(|note| note.text.clone()).collect();
        let mut line = format!("{}: {} versions, {notes:?}", record.title(), record.versions);
        if record.title() == "Basic" {
            let body = backpack.body(record.id).await.unwrap();
            write!(line, ", {}", String::from_utf8_lossy(&body)).unwrap();
        }
        lines.push(line);
    }
    for file in keep.files().await.unwrap() {
        let content = keep.open_file(file.id, None).await.unwrap().collect().await.unwrap();
        lines.push(format!("file {}: {}", file.name, String::from_utf8_lossy(&content)));
    }
    for connection in keep.rows::<ConnectionRow>().await.unwrap() {
        let (grant, _) = keep.row::<GrantRow>(connection.id.as_bytes()).await.unwrap().unwrap();
        let grant = grant.into_grant();
        let secret = String::from_utf8_lossy(grant.secret.expose()).into_owned();
        let query =
            keep.row::<QueryRow>(&QueryRow::name_of(connection.id, "Basic")).await.unwrap().unwrap().0;
        let cursor = query.cursor().map(|cursor| String::from_utf8_lossy(&cursor.bytes).into_owned());
        let (name, patient) = (&connection.name, &grant.patient.id);
        lines.push(format!("connection {name}, grant of {patient}: {secret}, cursor {:?}", cursor.unwrap()));
    }
    let mut quarantined = keep.quarantined();
    while let Some(item) = quarantined.next().await.unwrap() {
        let body = item.original.unwrap().body;
        lines.push(format!("quarantined: {}", String::from_utf8_lossy(&body)));
    }
    lines.sort();
    lines
}

/// Makes an account of the newest format, prints it as text, and its recovery code. What it prints is golden from the day
/// it is committed: for a new format it is run once, and never again.
#[test]
#[ignore = "makes a new golden account; see its comment"]
fn make() {
    run(async {
        let clock = VirtualClock::new();
        let options = options(&clock);
        let storage = Storage::in_memory(Arc::new(clock.clone()));
        let account =
            Account::create_on(storage.clone(), Unlock::passphrase(PASSPHRASE), options).await.unwrap();
        account.add_slot(host_key(), "this machine").await.unwrap();
        let backpack = account.add_backpack(Person::new("Ana Ruiz").born("1980-04-02")).await.unwrap();
        fill(&backpack).await;
        let code = account.make_recovery_code().await.unwrap();
        begin_rotation(&storage, &backpack).await;
        let content = ByteStream::from_bytes(Bytes::from_static(b"a letter"));
        let letter = NewFile::new("letter.txt").with_media_type("text/plain");
        backpack.keep().add_file(letter, content).await.unwrap();
        assert_eq!(told(&backpack).await, expected());
        println!("{}\n{}", code.as_text().expose(), write(&storage, backpack.id()).await);
    });
}

async fn fill(backpack: &Backpack) {
    let id = backpack.add(Allergy::new("nuts")).await.unwrap();
    backpack.edit(id, Allergy::new("peanuts")).await.unwrap();
    backpack.note(id, "as a child").await.unwrap();
    let keep = backpack.keep();
    let connection =
        ConnectionRow::new("files", "https://clinic.example", "Clinic", Timestamp::from_millis(1));
    let grant = Grant::new(PatientRef::new("p"), SecretBytes::new(b"secret".to_vec()));
    let rows = RowBatch::new().put(&connection).put(&GrantRow::new(connection.id, grant));
    keep.write(rows).await.unwrap();
    for bodies in [
        [r#"{"resourceType":"Basic","id":"1","x":1}"#, "{\"resourceType\""],
        [r#"{"resourceType":"Basic","id":"1","x":2}"#, "{\"resourceType\""],
    ] {
        let mut page = PageCommit::new(connection.id, "Basic", Ledger::new(Timestamp::from_millis(5)));
        for body in bodies {
            match Incoming::read(Put::new("application/fhir+json", body)) {
                Ok(incoming) => page.incoming.push(incoming),
                Err(refused) => page.quarantined.push(refused),
            }
        }
        page.cursor = CursorUpdate::To(Cursor::new("next"));
        keep.commit_page(page).await.unwrap();
    }
}

/// Makes a new epoch, and seals nothing anew: as a process leaves it that dies at the beginning of a rotation.
async fn begin_rotation(storage: &Storage, backpack: &Backpack) {
    let stored = storage.key_file.load().await.unwrap().unwrap();
    let mut file = KeyFile::parse(&stored).unwrap();
    let root = file.unlock(&Way::Passphrase(&PASSPHRASE.into())).unwrap();
    file.add_epoch(&root, backpack.id()).unwrap();
    storage.key_file.replace(Some(&stored), file.to_bytes().into()).await.unwrap();
    backpack.keep().adopt(file.backpack_keys(&root, backpack.id()).unwrap()).await.unwrap();
}

async fn write(storage: &Storage, space: SpaceId) -> String {
    let mut text = format!("key-file {}\n", hex(&storage.key_file.load().await.unwrap().unwrap()));
    let anchor = storage.anchors.read(space).await.unwrap().unwrap();
    writeln!(text, "anchor {space} {} {}", anchor.sequence, hex(&anchor.hash)).unwrap();
    for table in TABLES {
        for entry in storage.store.scan(&Scan::new(space, *table)).await.unwrap().entries {
            let (id, value) = (hex(&entry.id), hex(&entry.value.bytes));
            // An empty id is a dash.
            let id = if id.is_empty() { "-".to_owned() } else { id };
            writeln!(text, "value {space} {} {id} {value}", table.0).unwrap();
        }
    }
    let blobs = storage.blobs.open(space).await.unwrap();
    for id in blobs.list(None).await.unwrap().ids {
        let bytes = blobs.get(id, None).await.unwrap().collect().await.unwrap();
        writeln!(text, "blob {space} {} {}", hex(id.as_bytes()), hex(&bytes)).unwrap();
    }
    text
}

async fn read(text: &str, clock: &VirtualClock) -> Storage {
    let store = MemoryStore::new(Arc::new(clock.clone()));
    let (key_file, anchors, blobs) = (MemoryKeyFile::new(), MemoryAnchors::new(), MemoryBlobSpaces::new());
    for line in text.lines() {
        let fields: Vec<_> = line.split(' ').collect();
        match fields[..] {
            ["key-file", bytes] => key_file.replace(None, unhex(bytes).into()).await.unwrap(),
            ["anchor", space, sequence, hash] => {
                let hash = unhex(hash).try_into().unwrap();
                let anchor = Anchor::new(sequence.parse().unwrap(), hash);
                anchors.write(id(space), anchor).await.unwrap();
            }
            ["value", space, table, key, value] => {
                let key = unhex(key.trim_start_matches('-'));
                let table = Table(table.parse().unwrap());
                store.commit(Batch::new(id(space)).put(table, key, unhex(value))).await.unwrap();
            }
            ["blob", space, blob, bytes] => {
                let blob = BlobId::from_bytes(unhex(blob).try_into().unwrap());
                let stream = ByteStream::from_bytes(Bytes::from(unhex(bytes)));
                blobs.open(id(space)).await.unwrap().put(blob, stream).await.unwrap();
            }
            _ => panic!("no such line"),
        }
    }
    Storage::new(Arc::new(store), Arc::new(blobs), Arc::new(key_file), Arc::new(anchors))
}

fn id(space: &str) -> SpaceId {
    SpaceId::from_bytes(unhex(space).try_into().unwrap())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

fn unhex(text: &str) -> Vec<u8> {
    let pair = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).unwrap();
    (0..text.len()).step_by(2).map(pair).collect()
}
