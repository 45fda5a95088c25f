//! Compaction: what is read stays the same, what is stored gets smaller, and a kill anywhere changes neither.

use std::sync::Arc;

use backpack_files::padme;
use backpack_keep::{Judgement, Quarantined};
use backpack_keys::ENVELOPE_OVERHEAD;
use backpack_record::Refusal;
use backpack_store::{Entry, ErrorKind, MAX_VALUE_BYTES, MemoryStore, Scan, Store, Table};
use backpack_testkit::faults::{FaultyStore, StoreCall, When};
use backpack_testkit::people::{PeopleOptions, Person};
use backpack_testkit::run;
use bytes::Bytes;

use crate::world::{CONNECTION, World, bodies, describe, page, put, result};

const SEGMENT: Table = Table(2);
const BLOCK: Table = Table(3);

#[test]
fn blocks_are_packed_tighter_where_they_are() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        for seed in 0..3 {
            keep.commit_page(page(resources(seed, 300))).await.unwrap();
        }
        let other = world.open().await;
        let (before, told, held) =
            (entries(&world, BLOCK).await, keep.catalog(describe), bodies(&keep).await);
        let report = keep.compact().await.unwrap();
        assert_eq!((report.repacked, report.dropped, report.rewritten), (before.len() as u64, 0, 0));
        let after = entries(&world, BLOCK).await;
        assert!(bytes(&after) * 10 < bytes(&before) * 9, "{} of {}", bytes(&after), bytes(&before));
        let ids = |entries: &[Entry]| entries.iter().map(|entry| entry.id.clone()).collect::<Vec<_>>();
        assert_eq!(ids(&after), ids(&before), "each block is where it was");
        // One that was open meanwhile, one that is opened now, and the one that did it all read the same.
        for keep in [&other, &world.open().await, &keep] {
            assert_eq!((keep.catalog(describe), bodies(keep).await), (told.clone(), held.clone()));
            keep.verify().await.unwrap();
        }
        assert_eq!(keep.compact().await.unwrap().repacked, 0, "what is tight is left alone");
    });
}

#[test]
fn superseded_versions_are_kept() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        let id = keep.commit_page(page([result("a", "1")])).await.unwrap().new_ids[0];
        for value in 2..6 {
            keep.commit_page(page([result("a", &value.to_string())])).await.unwrap();
        }
        keep.compact().await.unwrap();
        let again = world.open().await;
        for (version, value) in (1..6).enumerate() {
            assert_eq!(again.original(id, version).await.unwrap().body, result("a", &value.to_string()));
        }
        assert_eq!(again.versions(id).unwrap().len(), 5);
    });
}

#[test]
fn what_died_is_freed_by_itself() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        // Ten items that cannot be read, in one block; nine of them can be read later.
        let mut sent = page(Vec::<String>::new());
        let unread = |id: u32| Quarantined::new(put(result(&id.to_string(), "1")), Refusal::TooDeep);
        sent.quarantined = (0..10).map(unread).collect();
        keep.commit_page(sent).await.unwrap();
        let first = entries(&world, BLOCK).await;
        let judge = |item: &backpack_keep::Incoming| {
            if item.header().id.as_deref() == Some("7") { Judgement::Leave } else { Judgement::Keep }
        };
        keep.retry_quarantine(CONNECTION, None, judge).await.unwrap();
        let held = bodies(&keep).await;
        assert_eq!((first.len(), held.len()), (1, 10));
        let is_there = async || entries(&world, BLOCK).await.iter().any(|entry| entry.id == first[0].id);
        assert!(is_there().await, "nine of its ten bodies are dead, and nobody asked yet");
        let mut number = 1_000_000;
        while !keep.sequence().is_multiple_of(256) {
            keep.commit_page(page([result(&number.to_string(), "1")])).await.unwrap();
            number += 1;
        }
        // It happens in a task of its own, which needs its turns.
        for _ in 0..100_000 {
            if !is_there().await {
                break;
            }
            tokio::task::yield_now().await;
        }
        assert!(!is_there().await, "what lives of it was rewritten");
        let rewritten = bodies(&world.open().await).await;
        assert!(held.iter().all(|body| rewritten.contains(body)));
    });
}

#[test]
fn every_block_and_segment_has_a_length_of_padme() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        for seed in 0..12 {
            let some = resources(seed, 200).into_iter().take(1 + seed as usize * 17);
            keep.commit_page(page(some)).await.unwrap();
        }
        for compacted in [false, true] {
            if compacted {
                keep.compact().await.unwrap();
            }
            for table in [BLOCK, SEGMENT] {
                let lengths = entries(&world, table).await.into_iter().map(|entry| entry.value.bytes.len());
                for length in lengths {
                    let packed = (length - ENVELOPE_OVERHEAD) as u64;
                    assert!(padme(packed) == packed || length == MAX_VALUE_BYTES, "{length}");
                }
            }
        }
    });
}

#[test]
fn a_compaction_killed_anywhere_loses_nothing_and_ends_the_same() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        keep.commit_page(page(resources(1, 150))).await.unwrap();
        let mut sent = page(Vec::<String>::new());
        sent.quarantined = (0..8)
            .map(|id| Quarantined::new(put(result(&format!("q{id}"), "1")), Refusal::TooDeep))
            .collect();
        keep.commit_page(sent).await.unwrap();
        for number in 0..6 {
            keep.commit_page(page([result(&number.to_string(), "1")])).await.unwrap();
        }
        keep.retry_quarantine(CONNECTION, None, |_| Judgement::Keep).await.unwrap();
        let (told, held) = (keep.catalog(describe), bodies(&keep).await);
        let mut failed = 0;
        for call in 1.. {
            let fork = Arc::new(world.memory.fork());
            let inner: Arc<dyn Store> = Arc::<MemoryStore>::clone(&fork);
            let faulty = Arc::new(FaultyStore::new(Arc::clone(&inner)));
            let store: Arc<dyn Store> = Arc::<FaultyStore>::clone(&faulty);
            let keep = world.with_own_anchors(store).await.open().await;
            faulty.fail(StoreCall::Any, call, When::After, ErrorKind::Io);
            let report = keep.compact().await;
            drop(keep);
            let again = world.with_own_anchors(inner).await.open().await;
            assert_eq!(
                (again.catalog(describe), bodies(&again).await),
                (told.clone(), held.clone()),
                "call {call}"
            );
            if let Ok(report) = report {
                assert!(report.repacked > 0 && report.merged > 0 && report.dropped > 0, "{report:?}");
                break;
            }
            failed += 1;
            again.compact().await.unwrap();
            assert_eq!(bodies(&again).await, held, "call {call}");
            let left = again.compact().await.unwrap();
            assert_eq!((left.repacked, left.dropped, left.rewritten), (0, 0, 0), "call {call}");
        }
        assert!(failed > 5, "only {failed} calls could fail");
    });
}

/// Returns `count` resources of synthetic people, other ones for each seed.
fn resources(seed: u64, count: usize) -> Vec<Bytes> {
    let person = Person::from_seed(seed, PeopleOptions::with_resources(count));
    person.resources().map(|resource| resource.body).collect()
}

async fn entries(world: &World, table: Table) -> Vec<Entry> {
    let (mut all, mut scan) = (Vec::new(), Some(Scan::new(world.space, table)));
    while let Some(asked) = scan {
        let page = world.store.scan(&asked).await.unwrap();
        all.extend(page.entries);
        scan = asked.continued(page.next);
    }
    all
}

fn bytes(entries: &[Entry]) -> usize {
    entries.iter().map(|entry| entry.value.bytes.len()).sum()
}
