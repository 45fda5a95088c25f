//! Values flipped, exchanged, removed and set back: always an error, never a wrong answer.

use std::collections::BTreeMap;
use std::sync::Arc;

use backpack_connect::Cursor;
use backpack_core::{SecretBytes, SpaceId, Timestamp};
use backpack_keep::{ConnectionRow, CursorUpdate, Error, Keep, Parts, QueryRow, RowBatch, TABLES};
use backpack_keys::{Aad, BackpackKeys, KeyFile, NewSlot, Purpose};
use backpack_store::{AnchorStore as _, Batch, MemoryStore, Scan, Store as _, Table};
use backpack_testkit::run;
use bytes::Bytes;

use crate::world::{World, describe, page, refused, result};

type Values = BTreeMap<(u8, Bytes), Bytes>;

#[test]
fn a_flipped_value_is_noticed() {
    run(async {
        let world = World::new();
        fill(&world).await;
        for ((table, id), value) in values(&world).await {
            for at in [0, 3, 5, 20, value.len() / 2, value.len() - 1] {
                let mut flipped = value.to_vec();
                flipped[at] ^= 1;
                let world = changed(&world, &[(table, &id, Some(&Bytes::from(flipped)))]).await;
                assert!(read_all(&world).await.is_err(), "table {table}, byte {at}");
            }
        }
    });
}

#[test]
fn exchanged_values_are_noticed() {
    run(async {
        let world = World::new();
        fill(&world).await;
        let all: Vec<_> = values(&world).await.into_iter().collect();
        for ((table, id), value) in &all {
            for ((other_table, other_id), other_value) in &all {
                if (table, id) >= (other_table, other_id) {
                    continue;
                }
                let swap = [(*table, id, Some(other_value)), (*other_table, other_id, Some(value))];
                let world = changed(&world, &swap).await;
                assert!(read_all(&world).await.is_err(), "{table} and {other_table}");
            }
        }
    });
}

#[test]
fn removed_values_are_noticed() {
    run(async {
        let world = World::new();
        fill(&world).await;
        for ((table, id), _) in values(&world).await {
            let world = changed(&world, &[(table, &id, None)]).await;
            assert!(read_all(&world).await.is_err(), "table {table}");
        }
    });
}

#[test]
fn a_value_set_back_is_noticed() {
    run(async {
        let world = World::new();
        fill(&world).await;
        let before = values(&world).await;
        let keep = world.open().await;
        let mut more = page([result("a", "3")]);
        more.cursor = CursorUpdate::To(Cursor::new("later"));
        keep.commit_page(more).await.unwrap();
        let after = values(&world).await;
        let mut tried = 0;
        for ((table, id), value) in &before {
            if after.get(&(*table, id.clone())) != Some(value) {
                tried += 1;
                let world = changed(&world, &[(*table, id, Some(value))]).await;
                assert!(read_all(&world).await.is_err(), "table {table}");
            }
        }
        assert_eq!(tried, 2, "the head and the query's row were written anew");
    });
}

#[test]
fn a_store_set_back_as_a_whole_is_noticed_by_the_anchor() {
    run(async {
        let world = World::new();
        fill(&world).await;
        let old = Arc::new(world.memory.fork());
        let reached = world.open().await.sequence();
        world.open().await.commit_page(page([result("z", "1")])).await.unwrap();
        let back = world.through(old);
        let error = Keep::open(back.parts()).await.unwrap_err();
        let Error::RolledBack { sequence, anchored } = error else { panic!("{error}") };
        assert_eq!((sequence, anchored), (reached, reached + 1));
        // Another history of the same length is told apart by its hash.
        world.anchors.forget(world.space).await.unwrap();
        back.open().await.commit_page(page([result("y", "1")])).await.unwrap();
        assert!(matches!(Keep::open(world.parts()).await, Err(Error::Forked { .. })));
    });
}

#[test]
fn an_anchor_that_lags_is_mended() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        let early = world.anchors.read(world.space).await.unwrap().unwrap();
        keep.commit_page(page([result("a", "1")])).await.unwrap();
        let late = world.anchors.read(world.space).await.unwrap();
        world.anchors.forget(world.space).await.unwrap();
        world.anchors.write(world.space, early).await.unwrap();
        world.open().await;
        assert_eq!(world.anchors.read(world.space).await.unwrap(), late);
        world.anchors.forget(world.space).await.unwrap();
        world.open().await;
        assert_eq!(world.anchors.read(world.space).await.unwrap(), late);
    });
}

#[test]
fn another_key_opens_nothing() {
    run(async {
        let world = World::new();
        fill(&world).await;
        let Parts { store, blobs, anchors, clock, .. } = world.parts();
        let parts = Parts::new(store, blobs, anchors, other_keys(world.space), clock);
        assert!(matches!(Keep::open(parts).await, Err(Error::Tampered("head"))));
        let elsewhere = World::new().through(Arc::clone(&world.store));
        assert!(matches!(Keep::open(elsewhere.parts()).await, Err(Error::NoSuchBackpack)));
    });
}

fn other_keys(space: SpaceId) -> BackpackKeys {
    let key = SecretBytes::new(vec![9; 32]);
    let (mut file, root) =
        KeyFile::create(backpack_core::AccountId::random(), &NewSlot::host_key(&key)).unwrap();
    file.add_backpack(&root, space).unwrap();
    file.backpack_keys(&root, space).unwrap()
}

#[test]
fn what_a_newer_version_wrote_is_refused_by_name() {
    run(async {
        let world = World::new();
        world.create().await;
        let keys = world.keys();
        let head = keys.seal(Purpose::Journal, &Aad::new(1, &[]), &[2, 0, 0]);
        let newer = changed(&world, &[(1, &Bytes::new(), Some(&Bytes::from(head)))]).await;
        assert!(matches!(Keep::open(newer.parts()).await, Err(Error::NewerFormat("head", 2))));
        let id = Bytes::copy_from_slice(&keys.row_id(5, &[]));
        let person = keys.seal(Purpose::Row, &Aad::new(5, &id), &[0, 0, 0, 0, 0, 0, 0, 1, 9]);
        let newer = changed(&world, &[(5, &id, Some(&Bytes::from(person)))]).await;
        let error = newer.open().await.person().await;
        assert!(matches!(error, Err(Error::NewerFormat("person", 9))), "{error:?}");
    });
}

/// Fills a world with a little of everything. Returns what reading it gives.
async fn fill(world: &World) -> String {
    let keep = world.create().await;
    let mut first = page([result("a", "1"), result("b", "2")]);
    first.quarantined.push(refused("{"));
    keep.commit_page(first).await.unwrap();
    keep.commit_page(page([result("a", "2")])).await.unwrap();
    let row = ConnectionRow::new("smart", "https://portal.example", "Portal", Timestamp::from_millis(0));
    keep.write(RowBatch::new().put(&row)).await.unwrap();
    read_all(world).await.unwrap()
}

/// Opens a world and reads all there is, as one text.
async fn read_all(world: &World) -> Result<String, Error> {
    let keep = Keep::open(world.parts()).await?;
    let person = keep.person().await?;
    let connections = keep.rows::<ConnectionRow>().await?;
    let queries = keep.rows::<QueryRow>().await?;
    let mut all = format!("{person:?} {connections:?} {queries:?} {}", keep.catalog(describe));
    let mut stored = keep.bodies();
    while let Some(body) = stored.next().await? {
        all.push_str(&format!("{} {:?}", body.record, body.original));
    }
    let mut quarantined = keep.quarantined();
    while let Some(item) = quarantined.next().await? {
        all.push_str(&format!("{item:?}"));
    }
    keep.verify().await?;
    Ok(all)
}

/// Returns everything in the store.
async fn values(world: &World) -> Values {
    let mut values = Values::new();
    for table in TABLES {
        let page = world.store.scan(&Scan::new(world.space, *table)).await.unwrap();
        assert_eq!(page.next, None);
        values.extend(page.entries.into_iter().map(|entry| ((table.0, entry.id), entry.value.bytes)));
    }
    values
}

/// Returns a copy of the world with some values changed behind its back.
async fn changed(world: &World, changes: &[(u8, &Bytes, Option<&Bytes>)]) -> World {
    let store: Arc<MemoryStore> = Arc::new(world.memory.fork());
    let mut batch = Batch::new(world.space);
    for (table, id, value) in changes {
        batch = match value {
            Some(value) => batch.put(Table(*table), (*id).clone(), (*value).clone()),
            None => batch.delete(Table(*table), (*id).clone()),
        };
    }
    store.commit(batch).await.unwrap();
    world.with_own_anchors(store).await
}
