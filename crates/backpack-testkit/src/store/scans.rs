//! Checks of scans.
#![expect(clippy::unwrap_used, reason = "a check fails by panicking")]
#![expect(clippy::missing_panics_doc, reason = "a check fails by panicking")]

use backpack_core::SpaceId;
use backpack_store::{Batch, Direction, Scan, Table};
use bytes::Bytes;

use super::Subject;
use super::commits::neighbours;
use super::fixture::{TABLE, id, read_all};

/// Checks that a scan returns every entry once, in key order, whatever the size of its pages.
pub async fn scans_in_pages(subject: &Subject) {
    let (store, space) = (&*subject.store, SpaceId::random());
    let ids: Vec<Bytes> = (0_u16..100).map(|number| Bytes::copy_from_slice(&number.to_be_bytes())).collect();
    let batch =
        ids.iter().rev().fold(Batch::new(space), |batch, id| batch.put(TABLE, id.clone(), id.clone()));
    store.commit(batch).await.unwrap();
    for limit in [1, 7, 99, 100, 101, 1_000] {
        let scan = with(Scan::new(space, TABLE), |scan| scan.limit = limit);
        let found = read_all(store, scan).await.unwrap();
        assert!(
            found.iter().map(|entry| &entry.id).eq(&ids),
            "pages of {limit}: no gap, no double, in order"
        );
        assert!(found.iter().map(|entry| &entry.value.bytes).eq(&ids), "pages of {limit}: the right values");
    }
}

/// Checks `from` (inclusive), `until` (exclusive) and `after`, each with a key there and not there, and empty ranges.
pub async fn scans_keep_to_their_range(subject: &Subject) {
    let (store, space) = (&*subject.store, SpaceId::random());
    let batch =
        ["b", "d", "f", "h"].iter().fold(Batch::new(space), |batch, name| batch.put(TABLE, id(name), "v"));
    store.commit(batch).await.unwrap();
    let cases = [
        (None, None, None, "bdfh"),
        (Some("d"), None, None, "dfh"),
        (Some("c"), None, None, "dfh"),
        (None, Some("f"), None, "bd"),
        (None, Some("g"), None, "bdf"),
        (Some("d"), Some("f"), None, "d"),
        (Some("d"), Some("d"), None, ""),
        (Some("f"), Some("d"), None, ""),
        (None, None, Some("d"), "fh"),
        (None, None, Some("c"), "dfh"),
        (None, None, Some("h"), ""),
        (Some("f"), None, Some("b"), "fh"),
        (Some("b"), Some("h"), Some("d"), "f"),
        (Some("b"), Some("d"), Some("f"), ""),
    ];
    for (from, until, after, expected) in cases {
        let scan = with(Scan::new(space, TABLE), |scan| {
            (scan.from, scan.until, scan.after) = (from.map(id), until.map(id), after.map(id));
        });
        let found = read_all(store, scan).await.unwrap();
        let found: Vec<u8> = found.iter().flat_map(|entry| entry.id.to_vec()).collect();
        assert_eq!(found, expected.as_bytes(), "from {from:?} until {until:?} after {after:?}");
    }
}

/// Checks that a descending scan is the ascending one turned around, in pages and in ranges.
pub async fn scans_turn_around(subject: &Subject) {
    let (store, space) = (&*subject.store, SpaceId::random());
    let batch =
        (0_u8..50).fold(Batch::new(space), |batch, number| batch.put(TABLE, vec![number * 5], vec![number]));
    store.commit(batch).await.unwrap();
    let ranges =
        [(None, None), (Some(50), None), (None, Some(100)), (Some(51), Some(101)), (Some(9), Some(3))];
    for (from, until) in ranges {
        for limit in [1, 7, 1_000] {
            let ascending = with(Scan::new(space, TABLE), |scan| {
                scan.from = from.map(|byte| Bytes::copy_from_slice(&[byte]));
                scan.until = until.map(|byte| Bytes::copy_from_slice(&[byte]));
                scan.limit = limit;
            });
            let descending = with(ascending.clone(), |scan| scan.direction = Direction::Descending);
            let mut turned = read_all(store, ascending).await.unwrap();
            turned.reverse();
            assert_eq!(
                read_all(store, descending).await.unwrap(),
                turned,
                "from {from:?} until {until:?} by {limit}"
            );
        }
    }
}

/// Checks that ids may be any bytes: empty, zeros, 0xFF, prefixes of each other, 64 bytes long; and that a scan stays
/// within its table though its neighbours are full.
pub async fn scans_take_any_bytes(subject: &Subject) {
    let store = &*subject.store;
    let (low, high) = neighbours();
    let mut ids: Vec<Vec<u8>> =
        vec![vec![], vec![0], vec![0, 0], vec![0; 64], vec![1], vec![1, 0], vec![0xFF], vec![0xFF; 64]];
    ids.sort();
    for space in [low, high] {
        for table in [Table(0), Table(1), Table(254), Table(255)] {
            let put = |batch: Batch, id: &Vec<u8>| batch.put(table, id.clone(), vec![table.0]);
            store.commit(ids.iter().fold(Batch::new(space), put)).await.unwrap();
        }
    }
    for direction in [Direction::Ascending, Direction::Descending] {
        for table in [Table(0), Table(1), Table(254), Table(255)] {
            let scan = with(Scan::new(low, table), |scan| (scan.direction, scan.limit) = (direction, 3));
            let mut found = read_all(store, scan).await.unwrap();
            if direction == Direction::Descending {
                found.reverse();
            }
            assert!(
                found.iter().map(|entry| entry.id.to_vec()).eq(ids.clone()),
                "{direction:?} in {table:?}"
            );
            assert!(found.iter().all(|entry| *entry.value.bytes == [table.0]), "{direction:?} in {table:?}");
        }
    }
    assert_eq!(read_all(store, Scan::new(SpaceId::random(), TABLE)).await.unwrap(), []);
}

fn with(mut scan: Scan, change: impl FnOnce(&mut Scan)) -> Scan {
    change(&mut scan);
    scan
}
