//! Nothing readable lies in the store, the blob store or the keys of either.

use backpack_core::Timestamp;
use backpack_files::{BlobStore as _, ByteStream};
use backpack_keep::{ConnectionRow, GrantRow, NewFile, RowBatch, TABLES};
use backpack_record::{Actor, OverlayChange, OverlayEvent};
use backpack_store::Scan;
use backpack_testkit::run;
use bytes::Bytes;

use crate::world::{CONNECTION, World, page, refused, result};

/// What must not be found: names, codes, dates, ids at the source, tokens, words.
const READABLE: &[&str] = &[
    "Ångström",
    "Observation",
    "observation",
    "2345-7",
    "Glucose",
    "2019-03-07",
    "2019",
    "loinc",
    "mg/dL",
    "source-id-4711",
    "Patient/p1",
    "portal.example",
    "token-secret",
    "my own words",
    "scan of a knee",
    "resourceType",
    "knee.pdf",
    "lab-result",
    "broken body",
];

#[test]
fn nothing_readable_is_stored() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        let mut row =
            ConnectionRow::new("smart", "https://portal.example", "Portal", Timestamp::from_millis(0));
        row.id = CONNECTION;
        let secret = backpack_core::SecretBytes::new(b"token-secret".to_vec());
        let grant = backpack_connect::Grant::new(backpack_connect::PatientRef::new("p1"), secret);
        keep.write(RowBatch::new().put(&row).put(&GrantRow::new(CONNECTION, grant))).await.unwrap();
        let mut sent = page([result("source-id-4711", "1")]);
        sent.quarantined.push(refused("broken body"));
        let id = keep.commit_page(sent).await.unwrap().new_ids[0];
        keep.put_entry(None, Bytes::from(result("", "2")), Actor::Person).await.unwrap();
        let note = OverlayChange::Noted("my own words".into());
        keep.append(vec![OverlayEvent::new(id, Actor::Person, Timestamp::from_millis(1), note)])
            .await
            .unwrap();
        keep.add_file(NewFile::new("knee.pdf"), ByteStream::from_bytes("scan of a knee".repeat(9000)))
            .await
            .unwrap();
        keep.compact().await.unwrap();

        let mut stored: Vec<Bytes> = Vec::new();
        for table in TABLES {
            let page = world.store.scan(&Scan::new(world.space, *table)).await.unwrap();
            stored.extend(page.entries.into_iter().flat_map(|entry| [entry.id, entry.value.bytes]));
        }
        assert_eq!(stored.len() / 2, world.memory.len(), "every table is listed");
        for blob in world.blobs.list(None).await.unwrap().ids {
            stored.push(world.blobs.get(blob, None).await.unwrap().collect().await.unwrap());
        }
        for text in READABLE {
            let found =
                stored.iter().any(|bytes| bytes.windows(text.len()).any(|part| part == text.as_bytes()));
            assert!(!found, "{text} can be read");
        }
        // Nor in what a value is called when it cannot be read, nor in any debug output.
        let shown = format!("{keep:?} {:?}", keep.row::<GrantRow>(CONNECTION.as_bytes()).await.unwrap());
        assert!(!shown.contains("token-secret"), "{shown}");
    });
}
