//! An archive of format 1 as it was written once: it is read for ever, and what was read is written again byte for byte.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use backpack_archive::{Chain, Identity, Source};
use backpack_core::{ConnectionId, EventId, FileId, RecordId, SecretBytes, SpaceId, Timestamp};
use backpack_keep::{
    Act, AttachmentRow, AttachmentState, Authorisation, ConnectionRow, Keep, Person, QueryOutcome, RowBatch,
    Sex, Support, SyncState,
};
use backpack_record::{Actor, OverlayChange, OverlayEvent};
use backpack_testkit::run;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::world::{CONNECTION, World, live, page, parts_of, put, result};

const SPACE: SpaceId = SpaceId::from_bytes([4; 16]);

fn golden() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/archive-1")
}

/// An account whose Backpack has the keys that the golden one had, so that the same bytes get the same ids.
fn world() -> World {
    let mut world = World::new();
    world.space = SPACE;
    world.file.add_backpack_with(&world.root, SPACE, &SecretBytes::new(vec![5; 32])).unwrap();
    world
}

#[test]
fn an_archive_of_format_1_is_read_for_ever_and_written_the_same() {
    run(async {
        let (scratch, world) = (tempfile::tempdir().unwrap(), world());
        let chain = Chain::open(vec![Source::folder(golden())]).await.unwrap();
        assert_eq!(chain.space(), Some(SPACE));
        let restored = chain.restore(world.parts(), Identity::Same).await.unwrap();
        restored.keep.verify().await.unwrap();
        let folder = scratch.path().join("again");
        backpack_archive::export_to(&restored.keep, &folder, Timestamp::from_millis(1)).await.unwrap();
        let (was, is) = (parts(&golden()), parts(&folder));
        assert_eq!(is.keys().collect::<Vec<_>>(), was.keys().collect::<Vec<_>>());
        for (path, part) in &was {
            assert_eq!(String::from_utf8_lossy(&is[path]), String::from_utf8_lossy(part), "{path}");
            assert_eq!(&is[path], part, "{path}");
        }
    });
}

/// Returns all parts, with what differs between two archives of the same in one form: the archive's id, its commit group
/// with the hash, and the hash of the part that says so.
fn parts(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut parts = parts_of(folder);
    let mut own = |name: &str, differs: &[(&str, String)]| {
        let mut text = std::fs::read_to_string(folder.join(name)).unwrap();
        for (what, value) in differs {
            assert!(text.contains(value.as_str()), "{name} has no {what}");
            text = text.replacen(value.as_str(), &format!("<{what}>"), 1);
        }
        parts.insert(name.to_owned(), text.into_bytes());
    };
    let about = std::fs::read(folder.join("about.json")).unwrap();
    let sha256: String = Sha256::digest(&about).iter().map(|byte| format!("{byte:02x}")).collect();
    let about: Value = serde_json::from_slice(&about).unwrap();
    let text = |name: &str| about[name].as_str().unwrap().to_owned();
    let sequence = format!("\"sequence\": {}", about["sequence"]);
    own("about.json", &[("id", text("id")), ("head", text("head")), ("sequence", sequence)]);
    let size = format!("\"bytes\": {}", std::fs::metadata(folder.join("about.json")).unwrap().len());
    own("manifest.json", &[("id", text("id")), ("about", sha256), ("size", size)]);
    parts
}

#[test]
fn every_word_of_the_format_stands_in_the_golden_archive() {
    let all = parts(&golden());
    let text: String = all.values().map(|part| String::from_utf8_lossy(part).into_owned()).collect();
    for word in WORDS.split_whitespace() {
        assert!(text.contains(&format!("\"{word}\"")), "{word}");
    }
    let bytes: usize = all.values().map(Vec::len).sum();
    assert!(bytes < 60 << 10, "{bytes} bytes");
}

/// The words of docs/backup.md.
const WORDS: &str = "
    female checking supported unsupported needs_sign_in removed never ok partial failed cancelled
    done empty refused not_granted not_supported waiting kept
    person named engine connection portal
    noted attached detached hidden shown flagged unflagged deleted restored note_rewritten note_removed undone
    page version created imported vanished added edited file_added file_removed connected synced exported";

#[test]
#[ignore = "writes the golden archive anew, when there is a new format"]
fn write_the_golden_archive() {
    run(async {
        let world = world();
        let person = Person::new("Zoë Ångström").born("1970-02").with_sex(Sex::Female);
        let keep = Keep::create(world.parts(), person).await.unwrap();
        live(&world, &keep).await;
        connections(&keep).await;
        attachments(&keep).await;
        overlays(&keep).await;
        for act in acts() {
            keep.act(act).await.unwrap();
        }
        std::fs::create_dir_all(golden().parent().unwrap()).unwrap();
        backpack_archive::export_to(&keep, &golden(), Timestamp::from_millis(1)).await.unwrap();
    });
}

/// Connections in every state, and queries that ended in every way.
async fn connections(keep: &Keep) {
    let states = [
        (Support::Checking, Authorisation::NeedsSignIn, SyncState::Never),
        (Support::Supported, Authorisation::Ok, SyncState::Ok),
        (Support::Unsupported, Authorisation::Removed, SyncState::Partial),
        (Support::Supported, Authorisation::Ok, SyncState::Failed),
    ];
    for (number, (support, authorisation, sync)) in (20..).zip(states) {
        let mut row = ConnectionRow::new("smart", "https://portal.example", "P", Timestamp::from_millis(9));
        row.id = ConnectionId::from_bytes([number; 16]);
        (row.support, row.authorisation, row.sync) = (support, authorisation, sync);
        keep.write(RowBatch::new().put(&row)).await.unwrap();
    }
    let words = || "in these words".to_owned();
    let outcomes = [
        QueryOutcome::Done,
        QueryOutcome::Empty,
        QueryOutcome::Refused(words()),
        QueryOutcome::NotGranted,
        QueryOutcome::NotSupported,
        QueryOutcome::Partial(words()),
        QueryOutcome::Failed(words()),
    ];
    for (number, outcome) in outcomes.into_iter().enumerate() {
        let mut ended = page(CONNECTION, vec![put(result("a", "3"))]);
        ended.query = format!("query-{number}");
        ended.ledger.outcome = Some(outcome);
        keep.commit_page(ended).await.unwrap();
    }
}

async fn attachments(keep: &Keep) {
    let states = [
        AttachmentState::Kept(keep.files().await.unwrap()[0].id),
        AttachmentState::Failed("slow".into()),
        AttachmentState::Refused("gone".into()),
    ];
    let record = keep.catalog(|catalog| catalog.records().next().unwrap().id());
    for (index, state) in (5..).zip(states) {
        let mut row = AttachmentRow::new(record, index, CONNECTION, "https://portal.example/b");
        row.state = state;
        keep.write(RowBatch::new().put(&row)).await.unwrap();
    }
}

/// What a person, the engine and a connection can do to a record.
async fn overlays(keep: &Keep) {
    let record = keep.catalog(|catalog| {
        let is_entry = |record: &backpack_keep::Record<'_>| record.source() == backpack_keep::Source::Entry;
        catalog.records().find(is_entry).unwrap().id()
    });
    let file = keep.files().await.unwrap()[0].id;
    let mut events: Vec<OverlayEvent> = Vec::new();
    let mut add = |actor: Actor, change: OverlayChange| {
        let mut event = OverlayEvent::new(record, actor, Timestamp::from_millis(88), change);
        event.id = EventId::from_bytes([100 + u8::try_from(events.len()).unwrap(); 16]);
        events.push(event);
    };
    add(Actor::Person, OverlayChange::Noted("one".into()));
    let note = EventId::from_bytes([100; 16]);
    add(Actor::Engine, OverlayChange::Attached(file));
    add(Actor::Connection(CONNECTION), OverlayChange::Detached(file));
    add(Actor::Named("Ana".into()), OverlayChange::Hidden);
    add(Actor::Person, OverlayChange::Shown);
    add(Actor::Person, OverlayChange::Flagged("odd".into()));
    add(Actor::Person, OverlayChange::Unflagged);
    add(Actor::Person, OverlayChange::Deleted);
    add(Actor::Person, OverlayChange::Restored);
    add(Actor::Person, OverlayChange::NoteRewritten(note, "two".into()));
    add(Actor::Person, OverlayChange::NoteRemoved(note));
    add(Actor::Person, OverlayChange::Undone(note));
    keep.append(events).await.unwrap();
}

/// Acts that nothing above does.
fn acts() -> Vec<Act> {
    let (connection, records, files) = (CONNECTION, 300, 2);
    let what = || "a \"file\"".to_owned();
    vec![
        Act::Opened,
        Act::Dismissed { connection, items: 300 },
        Act::Edited(RecordId::from_bytes([1; 16])),
        Act::FileRemoved(FileId::from_bytes([2; 16])),
        Act::Connected(connection),
        Act::SignedIn(connection),
        Act::PersonConfirmed(connection),
        Act::Disconnected(connection),
        Act::ConnectionRemoved { connection, records, kept: 1, files },
        Act::Synced { connection, complete: true },
        Act::Exported { what: what(), records, files },
        Act::Shared { with: what(), records, files },
        Act::BackedUp { what: what(), sequence: 300 },
        Act::BroughtBack { what: what() },
        Act::Verified { faults: 300 },
        Act::Repaired { mended: 300, remaining: 1 },
        Act::KeyRotated { epoch: 300 },
        Act::Copied,
        Act::Other(what()),
    ]
}
