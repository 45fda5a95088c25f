//! Each sort of damage is found and named, in a Backpack that has a little of everything.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use backpack_connect::{Grant, PatientRef};
use backpack_core::{BlobId, Cancellation, RecordId, SecretBytes, Timestamp};
use backpack_files::{BlobStore as _, ByteStream, MemoryBlobs};
use backpack_keep::{
    AttachmentRow, AttachmentState, Class, ConnectionRow, Depth, Error, FileOrigin, GrantRow, Keep,
    MembersRow, NewFile, Outcome, QueryRow, RowBatch, Severity, TABLES, Verification, VerifyOptions,
    VerifyStep,
};
use backpack_record::{Actor, Correction, OverlayChange, OverlayEvent};
use backpack_store::{AnchorStore as _, Batch, MemoryStore, Scan, Table};
use backpack_testkit::run;
use bytes::Bytes;

use crate::world::{CONNECTION, World, page, refused, result};

pub(crate) type Values = BTreeMap<(u8, Bytes), Bytes>;

/// What is in the world that [`fill`] made.
pub(crate) struct Filled {
    pub(crate) own: RecordId,
    pub(crate) noted: RecordId,
    pub(crate) file: backpack_keep::FileRow,
    pub(crate) portal_file: backpack_keep::FileRow,
}

/// Noise that no compressor makes smaller.
pub(crate) fn noise(seed: u64, length: usize) -> String {
    let mut state = seed | 1;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from(b'a' + u8::try_from((state >> 40) % 26).unwrap())
    };
    (0..length).map(|_| next()).collect()
}

/// Fills a world with a little of everything.
pub(crate) async fn fill(world: &World) -> Filled {
    let keep = world.create().await;
    let mut connection =
        ConnectionRow::new("smart", "https://portal.example", "P", Timestamp::from_millis(0));
    connection.id = CONNECTION;
    connection.authorisation = backpack_keep::Authorisation::Ok;
    keep.write(RowBatch::new().put(&connection)).await.unwrap();
    let grant = Grant::new(PatientRef::new("p"), SecretBytes::new(b"secret".to_vec()));
    keep.write(RowBatch::new().put(&GrantRow::new(CONNECTION, grant))).await.unwrap();
    let mut first = page([result("a", "1"), result("b", "2")]);
    first.quarantined.push(refused("{"));
    first.cursor = backpack_keep::CursorUpdate::To(backpack_connect::Cursor::new("next"));
    keep.commit_page(first).await.unwrap();
    let noted = keep.catalog(|catalog| catalog.records().next().map(|record| record.id())).unwrap();
    let mut members = MembersRow::new(CONNECTION, "Observation", 0, [0; 16]);
    members.records = keep.catalog(|catalog| catalog.records().map(|record| record.id()).collect());
    keep.write(RowBatch::new().put(&members)).await.unwrap();
    keep.commit_page(page([result("a", "2")])).await.unwrap();
    let big = format!(r#"{{"resourceType":"Binary","id":"big","data":"{}"}}"#, noise(7, 120_000));
    keep.commit_page(page([big])).await.unwrap();
    let own = r#"{"resourceType":"AllergyIntolerance","code":{"text":"walnut"}}"#;
    let own = keep.put_entry(None, Bytes::from_static(own.as_bytes()), Actor::Person).await.unwrap();
    let file = keep.add_file(NewFile::new("a.txt"), stream(&noise(1, 70_000))).await.unwrap();
    let origin = FileOrigin::Portal { connection: CONNECTION, record: noted, index: 0 };
    let from_portal = NewFile::new("b.txt").with_origin(origin);
    let portal_file = keep.add_file(from_portal, stream(&noise(2, 1_000))).await.unwrap();
    let mut kept = AttachmentRow::new(noted, 0, CONNECTION, "Binary/1");
    kept.state = AttachmentState::Kept(portal_file.id);
    let waiting = AttachmentRow::new(noted, 1, CONNECTION, "Binary/2");
    keep.write(RowBatch::new().put(&kept).put(&waiting)).await.unwrap();
    let text = |text: &str| Some(format!("\"{text}\""));
    let sugar = Correction::new("code.text".parse().unwrap(), text("Sugar"), text("Glucose"), 1);
    for change in [
        OverlayChange::Noted("my words".into()),
        OverlayChange::Attached(file.id),
        OverlayChange::Corrected(Box::new(sugar)),
    ] {
        let event = OverlayEvent::new(noted, Actor::Person, Timestamp::from_millis(9), change);
        keep.append(vec![event]).await.unwrap();
    }
    Filled { own, noted, file, portal_file }
}

pub(crate) fn stream(text: &str) -> ByteStream {
    ByteStream::from_bytes(text.to_owned())
}

pub(crate) async fn values(world: &World) -> Values {
    let mut values = Values::new();
    for table in TABLES {
        let mut next = Some(Scan::new(world.space, *table));
        while let Some(scan) = next {
            let page = world.store.scan(&scan).await.unwrap();
            values.extend(page.entries.into_iter().map(|entry| ((table.0, entry.id), entry.value.bytes)));
            next = scan.continued(page.next);
        }
    }
    values
}

/// Returns a copy of the world, blobs and anchors too.
pub(crate) async fn copied(world: &World) -> World {
    let memory = Arc::new(world.memory.fork());
    let blobs = Arc::new(MemoryBlobs::new());
    for id in world.blobs.list(None).await.unwrap().ids {
        blobs.put(id, world.blobs.get(id, None).await.unwrap()).await.unwrap();
    }
    let store: Arc<MemoryStore> = Arc::clone(&memory);
    let copy = world.with_own_anchors(store).await;
    World { memory, blobs, ..copy }
}

pub(crate) async fn set(world: &World, table: u8, id: &Bytes, value: Option<Bytes>) {
    let batch = Batch::new(world.space);
    let batch = match value {
        Some(value) => batch.put(Table(table), id.clone(), value),
        None => batch.delete(Table(table), id.clone()),
    };
    world.store.commit(batch).await.unwrap();
}

/// Changes a blob behind everybody's back.
pub(crate) async fn set_blob(world: &World, id: BlobId, change: impl FnOnce(Vec<u8>) -> Option<Vec<u8>>) {
    let bytes = world.blobs.get(id, None).await.unwrap().collect().await.unwrap();
    world.blobs.delete(id).await.unwrap();
    if let Some(bytes) = change(bytes.to_vec()) {
        world.blobs.put(id, ByteStream::from_bytes(bytes)).await.unwrap();
    }
}

pub(crate) async fn examined(world: &World, depth: Depth) -> Verification {
    Keep::examine(&world.parts(), &VerifyOptions::new(depth)).await.unwrap()
}

pub(crate) fn flipped(value: &Bytes) -> Bytes {
    let mut flipped = value.to_vec();
    *flipped.last_mut().unwrap() ^= 1;
    flipped.into()
}

fn classes(report: &Verification) -> Vec<(Class, Severity)> {
    let mut all: Vec<_> = report.findings.iter().map(|found| (found.class, found.severity)).collect();
    all.sort_by_key(|(class, severity)| (format!("{class:?}"), *severity));
    all.dedup();
    all
}

#[test]
fn what_is_whole_is_ok_and_everything_was_looked_at() {
    run(async {
        let world = World::new();
        fill(&world).await;
        for depth in [Depth::Structure, Depth::Data] {
            let report = examined(&world, depth).await;
            assert_eq!(report.findings, []);
            assert_eq!(report.outcome(), Outcome::Ok);
            assert_eq!(report, world.open().await.verify_with(&VerifyOptions::new(depth)).await.unwrap());
            let counts = report.counts;
            assert_eq!((counts.groups, counts.logged), (report.sequence, report.sequence));
            assert_eq!((counts.rows, counts.blocks, counts.files, counts.blobs), (11, 4, 2, 3));
            let bodies = if depth == Depth::Data { (6, 71_000) } else { (0, 0) };
            assert_eq!((counts.bodies, counts.file_bytes), bodies);
        }
    });
}

/// What each table's values are called when they are gone, when they do not open, and what is lost with them.
const TABLE: &[(u8, Class, Class, Severity)] = &[
    (1, Class::HeadMissing, Class::HeadDamaged, Severity::Repairable),
    (2, Class::LogMissing, Class::LogDamaged, Severity::Loss),
    (3, Class::BlockMissing, Class::BlockDamaged, Severity::Loss),
    (4, Class::JournalMissing, Class::JournalDamaged, Severity::Repairable),
    (5, Class::RowMissing, Class::RowDamaged, Severity::Loss),
    (6, Class::RowMissing, Class::RowDamaged, Severity::Loss),
    (7, Class::RowMissing, Class::RowDamaged, Severity::Repairable),
    (9, Class::RowMissing, Class::RowDamaged, Severity::Repairable),
    (10, Class::RowMissing, Class::RowDamaged, Severity::Loss),
    (11, Class::RowMissing, Class::RowDamaged, Severity::Repairable),
    (13, Class::RowMissing, Class::RowDamaged, Severity::Repairable),
    (15, Class::RowMissing, Class::RowDamaged, Severity::Repairable),
    (19, Class::ActivityMissing, Class::ActivityDamaged, Severity::Loss),
];

#[test]
fn every_value_that_is_gone_or_flipped_is_found_and_named() {
    run(async {
        let world = World::new();
        fill(&world).await;
        let all = values(&world).await;
        let mut tried = Vec::new();
        for ((table, id), value) in &all {
            let (_, gone, damaged, severity) = TABLE.iter().find(|row| row.0 == *table).unwrap();
            for (change, class) in [(None, gone), (Some(flipped(value)), damaged)] {
                let world = copied(&world).await;
                set(&world, *table, id, change).await;
                let report = examined(&world, Depth::Data).await;
                assert!(
                    classes(&report).contains(&(*class, *severity)),
                    "table {table}: {class:?} is not among {:?}",
                    report.findings
                );
            }
            tried.push(*table);
        }
        tried.dedup();
        assert_eq!(tried, TABLE.iter().map(|row| row.0).collect::<Vec<_>>(), "a table was not tried");
    });
}

#[test]
fn every_pair_of_exchanged_values_is_found() {
    run(async {
        let world = World::new();
        fill(&world).await;
        let all: Vec<_> = values(&world).await.into_iter().collect();
        for (at, ((table, id), value)) in all.iter().enumerate() {
            for ((other_table, other_id), other) in all.iter().skip(at + 1) {
                let world = copied(&world).await;
                set(&world, *table, id, Some(other.clone())).await;
                set(&world, *other_table, other_id, Some(value.clone())).await;
                let report = examined(&world, Depth::Data).await;
                assert!(report.findings.len() >= 2, "{table} and {other_table}: {:?}", report.findings);
            }
        }
    });
}

#[test]
fn what_is_set_back_is_found_and_named() {
    run(async {
        let world = World::new();
        fill(&world).await;
        let before = values(&world).await;
        let keep = world.open().await;
        let name = QueryRow::name_of(CONNECTION, "Observation");
        let (mut query, _) = keep.row::<QueryRow>(&name).await.unwrap().unwrap();
        query.cursor = None;
        keep.write(RowBatch::new().put(&query)).await.unwrap();
        let after = values(&world).await;
        let mut found = Vec::new();
        for ((table, id), value) in before {
            if after[&(table, id.clone())] != value {
                let world = copied(&world).await;
                set(&world, table, &id, Some(value)).await;
                found.push((table, classes(&examined(&world, Depth::Structure).await)));
            }
        }
        let expected = [(1, Class::HeadSetBack), (9, Class::RowSetBack)];
        assert_eq!(found, expected.map(|(table, class)| (table, vec![(class, Severity::Repairable)])));
        // A row that was deleted, put there again.
        keep.write(RowBatch::new().delete::<QueryRow>(name)).await.unwrap();
        let id =
            Bytes::copy_from_slice(&world.keys().row_id(9, &QueryRow::name_of(CONNECTION, "Observation")));
        set(&world, 9, &id, Some(after[&(9, id.clone())].clone())).await;
        let report = examined(&world, Depth::Structure).await;
        assert_eq!(classes(&report), [(Class::RowUnknown, Severity::Repairable)]);
        // Everything set back but the anchor, and another history of the same length.
        let world = World::new();
        world.create().await;
        let old = copied(&world).await;
        world.open().await.commit_page(page([result("a", "1")])).await.unwrap();
        let back = World { anchors: Arc::clone(&world.anchors), ..old };
        assert_eq!(classes(&examined(&back, Depth::Structure).await), [(Class::RolledBack, Severity::Loss)]);
        back.anchors.forget(world.space).await.unwrap();
        let report = examined(&back, Depth::Structure).await;
        assert_eq!(classes(&report), [(Class::AnchorMissing, Severity::Repairable)]);
        back.open().await.commit_page(page([result("b", "1")])).await.unwrap();
        assert_eq!(classes(&examined(&world, Depth::Structure).await), [(Class::Forked, Severity::Loss)]);
    });
}

#[test]
fn damage_of_blobs_is_found_and_named() {
    type Change = fn(Vec<u8>) -> Option<Vec<u8>>;
    let gone: Change = |_| None;
    let cut: Change = |bytes| Some(bytes[..bytes.len() - 1].to_vec());
    let flip: Change = |mut bytes| {
        let at = bytes.len() / 2;
        bytes[at] ^= 1;
        Some(bytes)
    };
    let swap: Change = |mut bytes| {
        let (first, second) = (26, 26 + 65_552);
        for at in 0..65_552.min(bytes.len() - second) {
            bytes.swap(first + at, second + at);
        }
        Some(bytes)
    };
    let cases = [
        (gone, Depth::Structure, Class::FileMissing, Class::BlockMissing),
        (cut, Depth::Structure, Class::FileLength, Class::BlockDamaged),
        (flip, Depth::Data, Class::FileDamaged, Class::BlockDamaged),
        (swap, Depth::Data, Class::FileDamaged, Class::BlockDamaged),
    ];
    run(async {
        let world = World::new();
        let filled = fill(&world).await;
        let files = [blob_of(&world, &filled.file).await, blob_of(&world, &filled.portal_file).await];
        let all = world.blobs.list(None).await.unwrap().ids;
        let block = *all.iter().find(|id| !files.contains(id)).unwrap();
        for (change, depth, file_class, block_class) in cases {
            for (id, class) in [(files[0], file_class), (block, block_class)] {
                // The end of a block's blob is not looked at before its bytes are.
                let depth = if id == block && class == Class::BlockDamaged { Depth::Data } else { depth };
                let world = copied(&world).await;
                set_blob(&world, id, change).await;
                let report = examined(&world, depth).await;
                assert_eq!(classes(&report), [(class, Severity::Loss)], "{:?}", report.findings);
            }
        }
        world.blobs.put(BlobId::random(), stream("nobody's")).await.unwrap();
        let report = examined(&world, Depth::Structure).await;
        assert_eq!(classes(&report), [(Class::BlobUnnamed, Severity::Repairable)]);
    });
}

/// Finds a file's blob by its size, since nothing outside tells which is whose.
pub(crate) async fn blob_of(world: &World, file: &backpack_keep::FileRow) -> BlobId {
    let size = backpack_files::sealed_size(backpack_files::padded_size(file.size));
    let mut found = None;
    for id in world.blobs.list(None).await.unwrap().ids {
        if world.blobs.size(id).await.unwrap() == size {
            found = Some(id);
        }
    }
    found.unwrap()
}

#[test]
fn what_refers_to_nothing_is_found_and_named() {
    run(async {
        let world = World::new();
        let filled = fill(&world).await;
        let keep = world.open().await;
        keep.write(RowBatch::new().put(&AttachmentRow::new(RecordId::random(), 0, CONNECTION, "x")))
            .await
            .unwrap();
        keep.remove_file(filled.file.id).await.unwrap();
        // Whoever removes what a portal sent refuses it from then on; one that nobody refused names a file that is gone.
        keep.remove_file(filled.portal_file.id).await.unwrap();
        let mut gone = AttachmentRow::new(filled.noted, 7, CONNECTION, "x");
        gone.state = AttachmentState::Kept(filled.portal_file.id);
        keep.write(RowBatch::new().put(&gone)).await.unwrap();
        let report = keep.verify_with(&VerifyOptions::default()).await.unwrap();
        let expected = [
            (Class::AttachmentWithoutFile, Severity::Repairable),
            (Class::AttachmentWithoutRecord, Severity::Repairable),
            // Whoever removes a file knows that an overlay names it.
            (Class::OverlayWithoutFile, Severity::Notice),
        ];
        assert_eq!(classes(&report), expected);
    });
}

#[test]
fn it_tells_how_far_it_is_and_ends_when_told() {
    run(async {
        let world = World::new();
        fill(&world).await;
        let told = Arc::new(Mutex::new(Vec::new()));
        let listener = Arc::clone(&told);
        let options =
            VerifyOptions::new(Depth::Data).on_progress(move |step| listener.lock().unwrap().push(step.step));
        Keep::examine(&world.parts(), &options).await.unwrap();
        let mut steps = std::mem::take(&mut *told.lock().unwrap());
        assert!(steps.is_sorted());
        steps.dedup();
        use VerifyStep::{Activity, Blobs, Blocks, Files, Journal, Log, Rows};
        assert_eq!(steps, [Journal, Log, Activity, Rows, Blocks, Files, Blobs]);
        for ends_at in steps {
            let switch = Cancellation::new();
            let thrown = switch.clone();
            let options =
                VerifyOptions::new(Depth::Data).with_cancellation(switch).on_progress(move |step| {
                    if step.step == ends_at {
                        thrown.cancel();
                    }
                });
            let ended = Keep::examine(&world.parts(), &options).await;
            let is_last = ends_at == Blobs;
            assert!(is_last || matches!(ended, Err(Error::Cancelled)), "{ends_at:?}: {ended:?}");
        }
    });
}

#[test]
fn an_open_backpack_that_is_written_to_is_not_called_damaged() {
    run(async {
        let world = World::new();
        fill(&world).await;
        let keep = world.open().await;
        let writer = keep.clone();
        let writing = tokio::spawn(async move {
            for number in 0..60 {
                writer.commit_page(page([result("w", &number.to_string())])).await.unwrap();
            }
        });
        for _ in 0..8 {
            let report = keep.verify_with(&VerifyOptions::new(Depth::Data)).await.unwrap();
            assert_eq!(report.findings, []);
        }
        writing.await.unwrap();
    });
}

#[test]
fn a_newer_format_is_no_damage_and_no_repair_touches_it() {
    run(async {
        let world = World::new();
        fill(&world).await;
        let keys = world.keys();
        let id = Bytes::copy_from_slice(&keys.row_id(5, &[]));
        let aad = backpack_keys::Aad::new(5, &id);
        let newer = keys.seal(backpack_keys::Purpose::Row, &aad, &[0, 0, 0, 0, 0, 0, 0, 1, 9]);
        set(&world, 5, &id, Some(newer.into())).await;
        let report = examined(&world, Depth::Data).await;
        assert_eq!(classes(&report), [(Class::NewerFormat, Severity::Notice)]);
        let before = values(&world).await;
        let repaired = Keep::repair(world.parts(), &report, backpack_keep::Consent::nothing()).await;
        assert!(matches!(repaired, Err(Error::NewerFormat(..))), "{repaired:?}");
        assert_eq!(values(&world).await, before);
    });
}
