//! Every byte of many envelopes flipped, and values exchanged between Backpacks: refused each time, others not touched.

use backpack_keep::{Class, Depth, Error, Keep, PageCommit};
use backpack_keys::{Aad, Purpose};
use backpack_testkit::run;
use bytes::Bytes;

use crate::verify::{copied, examined, fill, set, values};
use crate::world::{World, bodies, describe, page, result};

/// What the values of a table are sealed for.
fn purpose_of(table: u8) -> Purpose {
    match table {
        1 | 4 | 19 => Purpose::Journal,
        2 => Purpose::Catalog,
        3 => Purpose::Block,
        7 | 8 => Purpose::Vault,
        10 => Purpose::File,
        _ => Purpose::Row,
    }
}

#[test]
fn every_byte_of_fifty_envelopes_flipped_is_refused() {
    run(async {
        let world = World::new();
        fill(&world).await;
        let keep = world.open().await;
        for number in 0..8 {
            keep.commit_page(page([result(&format!("more {number}"), "1")])).await.unwrap();
        }
        let keys = world.keys();
        let (mut envelopes, mut flips) = (0, 0);
        for ((table, id), value) in values(&world).await {
            if envelopes == 50 || value.len() > 4_096 {
                continue;
            }
            envelopes += 1;
            let opened = |bytes: &[u8]| keys.open(purpose_of(table), &Aad::new(table, &id), bytes).is_ok();
            assert!(opened(&value), "table {table}");
            let mut flipped = value.to_vec();
            for at in 0..flipped.len() {
                for bit in [0x01, 0x80] {
                    flipped[at] ^= bit;
                    assert!(!opened(&flipped), "table {table}, byte {at}");
                    flipped[at] ^= bit;
                    flips += 1;
                }
            }
        }
        assert_eq!(envelopes, 50);
        println!("{flips} flips of {envelopes} envelopes, each refused");
    });
}

/// Two Backpacks that were filled alike have values under the same keys: none opens in the other's place.
#[test]
fn values_of_another_backpack_are_refused_and_the_others_are_fine() {
    run(async {
        let (here, there) = (World::new(), World::new());
        for world in [&here, &there] {
            fill(world).await;
        }
        let (own, other) = (values(&here).await, values(&there).await);
        let before = (here.open().await.catalog(describe), bodies(&here.open().await).await);
        let mut tried = 0;
        for (key, value) in &own {
            let Some(foreign) = other.get(key) else { continue };
            tried += 1;
            let forged = copied(&here).await;
            set(&forged, key.0, &key.1, Some(foreign.clone())).await;
            let report = examined(&forged, Depth::Data).await;
            assert!(!report.findings.is_empty(), "table {}", key.0);
            set(&forged, key.0, &key.1, Some(value.clone())).await;
            let keep = forged.open().await;
            assert_eq!((keep.catalog(describe), bodies(&keep).await), before);
        }
        assert!(tried > 20, "only {tried} keys are in both");
    });
}

/// A block put in the place of another one costs the two, and nothing else.
#[test]
fn exchanged_blocks_are_refused_and_the_others_are_read() {
    run(async {
        let world = World::new();
        let filled = fill(&world).await;
        let blocks: Vec<_> = values(&world).await.into_iter().filter(|((table, _), _)| *table == 3).collect();
        let [first, second, ..] = blocks.as_slice() else { unreachable!("there are three blocks") };
        set(&world, 3, &first.0.1, Some(second.1.clone())).await;
        set(&world, 3, &second.0.1, Some(first.1.clone())).await;
        let report = examined(&world, Depth::Data).await;
        assert_eq!(report.of(Class::BlockDamaged).count(), 2);
        assert_eq!(report.findings.len(), 2);
        let keep = world.open().await;
        let ids: Vec<_> = keep.catalog(|catalog| catalog.records().map(|record| record.id()).collect());
        let mut read = (0, 0);
        for id in ids {
            match keep.body(id).await {
                Ok(_) => read.0 += 1,
                Err(Error::Tampered("block")) => read.1 += 1,
                Err(other) => unreachable!("{other}"),
            }
        }
        assert!(read.0 >= 1 && read.1 >= 1, "{read:?}");
        assert!(keep.versions(filled.own).is_ok());
    });
}

/// One version of a row, put in the place of a later one.
#[test]
fn an_older_version_of_every_row_is_refused() {
    run(async {
        let world = World::new();
        fill(&world).await;
        let before = values(&world).await;
        let keep = world.open().await;
        let person = keep.person().await.unwrap();
        keep.write(backpack_keep::RowBatch::new().put(&person)).await.unwrap();
        let id = Bytes::copy_from_slice(&world.keys().row_id(5, &[]));
        set(&world, 5, &id, Some(before[&(5, id.clone())].clone())).await;
        let keep = Keep::open(world.parts()).await.unwrap();
        assert!(matches!(keep.person().await, Err(Error::Tampered("person"))));
        assert!(keep.rows::<backpack_keep::ConnectionRow>().await.is_ok());
        let more: PageCommit = page([result("later", "1")]);
        assert_eq!(keep.commit_page(more).await.unwrap().new, 1, "the rest goes on");
    });
}
