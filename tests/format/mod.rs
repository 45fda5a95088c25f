//! What is on disk stays readable: the numbers of the format, and a store of every feature in a fresh process.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

use backpack::core::{ConnectionId, RecordId};
use backpack::keep::{
    AccessRow, AttachmentRow, AttemptRow, CardLinkRow, CardRow, ConnectionRow, ConsentRow, ContactRow,
    CurrentRow, Disposal, FileRow, GrantRow, MembersRow, PaceRow, Person, QueryRow, RequestRow, Row, TABLES,
    TriedRow, UpkeepRow,
};
use backpack::record::Kind;
use backpack::record::entry::{Allergy, Symptom};
use backpack::{Account, Backpack, Filter};
use backpack_testkit::portal::{Fault, When};
use backpack_testkit::run;

use crate::world::process;
use crate::world::{Clinic, Connected, everything, id_of, options, unlock};

fn row<R: Row>() -> (&'static str, u8, u8) {
    (R::WHAT, R::TABLE.0, R::FORMAT)
}

/// Whoever changes one of these has changed the format: old folders must still be read.
#[test]
fn tables_and_formats_keep_their_numbers() {
    // 14 names leases; nothing is stored in it.
    let tables: Vec<_> = (1..=13).chain(15..=20).chain(22..=34).collect();
    assert_eq!(TABLES.iter().map(|table| table.0).collect::<Vec<_>>(), tables);
    let rows = [
        row::<Person>(),
        row::<ConnectionRow>(),
        row::<GrantRow>(),
        row::<AttemptRow>(),
        row::<QueryRow>(),
        row::<FileRow>(),
        row::<TriedRow>(),
        row::<AttachmentRow>(),
        row::<MembersRow>(),
        row::<UpkeepRow>(),
        row::<AccessRow>(),
        row::<PaceRow>(),
        row::<ConsentRow>(),
        row::<ContactRow>(),
        row::<CurrentRow>(),
        row::<RequestRow>(),
        row::<CardRow>(),
        row::<CardLinkRow>(),
    ];
    let expected = [
        ("person", 5, 2),
        ("connection", 6, 1),
        ("grant", 7, 2),
        ("sign-in attempt", 8, 1),
        ("query", 9, 1),
        ("file", 10, 3),
        ("tried reference", 12, 1),
        ("attachment", 13, 1),
        ("members of a query", 15, 1),
        ("upkeep", 16, 1),
        ("access", 17, 1),
        ("pace", 18, 1),
        ("consent", 26, 1),
        ("contact", 27, 1),
        ("current Backpack", 32, 1),
        ("request", 30, 2),
        ("card", 33, 1),
        ("link to a card", 34, 1),
    ];
    assert_eq!(rows, expected);
}

/// Kinds are persisted by their position.
#[test]
fn kinds_keep_their_places() {
    let names: Vec<_> = Kind::ALL.iter().map(|kind| kind.as_str()).collect();
    let expected = [
        "allergy",
        "condition",
        "symptom",
        "injury",
        "medication",
        "immunization",
        "lab-result",
        "vital-sign",
        "procedure",
        "visit",
        "report",
        "document",
        "imaging",
        "genetic-result",
        "care-plan",
        "goal",
        "care-team",
        "device",
        "coverage",
        "claim",
        "family-history",
        "social-history",
        "appointment",
        "message",
        "questionnaire",
        "other",
    ];
    assert_eq!(names, expected);
}

/// Names in a folder are part of the format, too.
#[test]
fn a_folder_is_laid_out_as_it_was() {
    run(async {
        let connected = Connected::new().await;
        connected.backpack.add_file("plan.txt", None, "walk").await.unwrap();
        connected.account.close().await.unwrap();
        let entries = std::fs::read_dir(connected.home.path()).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        assert_eq!(names, ["anchors", "blobs", "keys.bpk", "store"]);
        let keys = std::fs::read(connected.home.path().join("keys.bpk")).unwrap();
        let magic: Vec<_> = keys.iter().take(4).map(|byte| char::from(*byte)).collect();
        assert!(magic.iter().all(char::is_ascii_alphanumeric), "{magic:?}");
    });
}

/// Returns a number that stands for everything in a Backpack.
async fn digest(backpack: &Backpack) -> String {
    let mut hasher = DefaultHasher::new();
    let all = everything(backpack).await;
    all.hash(&mut hasher);
    let mut rows = backpack.connections().await.unwrap();
    rows.sort_by_key(|row| row.id);
    format!("{rows:?}").hash(&mut hasher);
    for row in &rows {
        format!("{:?}", backpack.ledger(row.id).await.unwrap()).hash(&mut hasher);
    }
    let keep = backpack.keep();
    let mut queue = keep.rows::<AttachmentRow>().await.unwrap();
    queue.sort_by_key(Row::name);
    format!("{queue:?}").hash(&mut hasher);
    let grants = keep.rows::<GrantRow>().await.unwrap();
    let waiting = keep.rows::<AttemptRow>().await.unwrap();
    let tried = keep.rows::<TriedRow>().await.unwrap();
    for secret in grants.iter().map(|row| &row.secret).chain(waiting.iter().map(|row| &row.pending)) {
        secret.expose().hash(&mut hasher);
    }
    format!("{} {} {} {} {:016x}", all.len(), grants.len(), waiting.len(), !tried.is_empty(), hasher.finish())
}

#[test]
fn a_store_with_every_feature_is_read_by_a_fresh_process() {
    run(async {
        let connected = Connected::new().await;
        let (backpack, clinic) = (&connected.backpack, &connected.clinic);
        clinic.portal.arm(Fault::DuplicateKeys, When::path("/fhir/Goal"));
        connected.sync().await;
        clinic.portal.disarm();
        every_feature(&connected).await;
        let second = connected.account.add_backpack(Person::new("Ben Ruiz").born("2010")).await.unwrap();
        second.add(Allergy::new("dust")).await.unwrap();
        let mut expected = vec![digest(backpack).await, digest(&second).await];
        expected.sort();
        connected.account.close().await.unwrap();
        let path = connected.home.path();
        let read = move || process::said("format::read_elsewhere", &path, &[]);
        let mut found = tokio::task::spawn_blocking(read).await.unwrap();
        found.sort();
        assert_eq!(found, expected);
    });
}

async fn every_feature(connected: &Connected) {
    let (backpack, clinic) = (&connected.backpack, &connected.clinic);
    let shots = clinic.references("Immunization");
    let own = backpack.add(Allergy::new("nuts")).await.unwrap();
    backpack.edit(own, Allergy::new("peanuts")).await.unwrap();
    let deleted = backpack.add(Symptom::new("dizziness")).await.unwrap();
    backpack.delete(deleted).await.unwrap();
    let marked: [RecordId; 2] =
        [0, 1].map(|place: usize| id_of(backpack, &shots[place.min(shots.len() - 1)]));
    backpack.note(marked[0], "in the left arm").await.unwrap();
    backpack.flag(marked[0], "not mine").await.unwrap();
    backpack.hide(marked[1]).await.unwrap();
    let file = backpack.add_file("plan.bin", Some("text/plain"), vec![1; 300_000]).await.unwrap();
    backpack.attach(own, file.id).await.unwrap();
    connected.next_day();
    let change = |body: &str| body.replacen("\"completed\"", "\"not-done\"", 1);
    clinic.portal.edit(|records| records.update(&shots[0], change)).unwrap();
    connected.sync().await;
    let other = Clinic::new(&connected.home.clock).await;
    let left: ConnectionId = other.connect(backpack).await;
    backpack.sync(left).await.unwrap();
    backpack.disconnect(left, Disposal::Keep).await.unwrap();
    backpack.compact().await.unwrap();
    backpack.connect(clinic.connector()).await.unwrap();
    assert!(backpack.find(&Filter::new()).total > 100);
}

/// The other process of the test above; by itself it does nothing.
#[test]
fn read_elsewhere() {
    let Some(folder) = process::folder() else { return };
    run(async {
        let clock = backpack_testkit::VirtualClock::auto();
        let account = Account::open(folder, unlock(), options(&clock)).await.unwrap();
        for listed in account.backpacks().await.unwrap() {
            let backpack = Arc::new(account.backpack(listed.id).await.unwrap());
            process::say(&digest(&backpack).await);
        }
        account.close().await.unwrap();
    });
}
