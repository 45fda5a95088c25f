//! What is sealed anew under the right key, by a fault of our own or by somebody who has it, is found all the same.

use backpack_core::BlockId;
use backpack_keep::{Class, Depth, Severity};
use backpack_keys::{Aad, Purpose};
use backpack_testkit::run;
use bytes::Bytes;

use crate::verify::{copied, examined, fill, set, values};
use crate::world::World;

/// Opens a value, changes its content, and seals it again.
async fn resealed(world: &World, table: u8, purpose: Purpose, id: &Bytes, change: impl FnOnce(&mut Vec<u8>)) {
    let value = values(world).await.remove(&(table, id.clone())).unwrap();
    let aad = Aad::new(table, id);
    let mut plain = world.keys().open(purpose, &aad, &value).unwrap();
    change(&mut plain);
    set(world, table, id, Some(world.keys().seal(purpose, &aad, &plain).into())).await;
}

async fn found(world: &World) -> Vec<(Class, Severity)> {
    let report = examined(world, Depth::Data).await;
    let mut found: Vec<_> = report.findings.iter().map(|finding| (finding.class, finding.severity)).collect();
    found.dedup();
    found
}

/// Returns the ids of a table.
async fn ids(world: &World, table: u8) -> Vec<Bytes> {
    values(world).await.into_keys().filter(|(of, _)| *of == table).map(|(_, id)| id).collect()
}

#[test]
fn a_block_that_holds_other_bodies_is_found() {
    run(async {
        let world = World::new();
        fill(&world).await;
        let blocks = ids(&world, 3).await;
        let keys = world.keys();
        let all = values(&world).await;
        let mut classes = Vec::new();
        for id in &blocks {
            for other in blocks.iter().filter(|other| *other != id) {
                let plain =
                    keys.open(Purpose::Block, &Aad::new(3, other), &all[&(3, other.clone())]).unwrap();
                let world = copied(&world).await;
                let sealed = keys.seal(Purpose::Block, &Aad::new(3, id), &plain);
                set(&world, 3, id, Some(sealed.into())).await;
                let found = found(&world).await;
                assert!(!found.is_empty(), "another block's bodies were not noticed");
                classes.extend(found);
            }
        }
        assert!(classes.contains(&(Class::BodyAltered, Severity::Loss)));
        assert!(classes.contains(&(Class::BodyMissing, Severity::Loss)));
    });
}

#[test]
fn a_file_whose_row_says_something_else_is_found() {
    run(async {
        let world = World::new();
        let filled = fill(&world).await;
        let id = Bytes::copy_from_slice(&world.keys().row_id(10, filled.file.id.as_bytes()));
        let sha1 = filled.file.sha1;
        resealed(&world, 10, Purpose::File, &id, |plain| {
            let at = plain.windows(20).position(|window| window == sha1).unwrap();
            plain[at] ^= 1;
        })
        .await;
        assert_eq!(found(&world).await, [(Class::FileAltered, Severity::Loss)]);
    });
}

#[test]
fn links_of_the_chains_that_do_not_fit_are_found() {
    run(async {
        let world = World::new();
        fill(&world).await;
        for (table, class) in [(4, Class::JournalBroken), (19, Class::ActivityBroken)] {
            let id = ids(&world, table).await.remove(2);
            let world = copied(&world).await;
            let value = values(&world).await.remove(&(table, id.clone())).unwrap();
            let before = ids(&world, table).await.remove(1);
            let aad = Aad::new(table, &before);
            let previous = values(&world).await.remove(&(table, before.clone())).unwrap();
            let previous = world.keys().open(Purpose::Journal, &aad, &previous).unwrap();
            // A hash of the row before, wherever it stands in this one.
            resealed(&world, table, Purpose::Journal, &id, |plain| {
                let shared =
                    plain.windows(32).position(|window| previous.windows(32).any(|one| one == window));
                plain[shared.unwrap()] ^= 1;
            })
            .await;
            let found = found(&world).await;
            // An act is covered by its own hash, too.
            let expected = if table == 19 { Class::ActivityDamaged } else { class };
            assert_eq!(found, [(expected, Severity::Loss)], "{} bytes", value.len());
        }
    });
}

#[test]
fn what_nothing_names_is_found_and_what_can_be_read_is_kept() {
    run(async {
        let world = World::new();
        fill(&world).await;
        let id = Bytes::copy_from_slice(BlockId::random().as_bytes());
        set(&world, 3, &id, Some(Bytes::from_static(b"no block at all"))).await;
        assert_eq!(found(&world).await, [(Class::BlockUnnamed, Severity::Repairable)]);
        let first = ids(&world, 3).await.into_iter().find(|other| *other != id).unwrap();
        let value = values(&world).await.remove(&(3, first.clone())).unwrap();
        let plain = world.keys().open(Purpose::Block, &Aad::new(3, &first), &value).unwrap();
        set(&world, 3, &id, Some(world.keys().seal(Purpose::Block, &Aad::new(3, &id), &plain).into())).await;
        assert_eq!(found(&world).await, [(Class::BlockUnnamed, Severity::Notice)]);
        // An act beyond the last one that the log knows.
        set(&world, 3, &id, None).await;
        let last = ids(&world, 19).await.pop().unwrap();
        let next = u64::from_be_bytes(last.as_ref().try_into().unwrap()) + 1;
        let next = Bytes::copy_from_slice(&next.to_be_bytes());
        let value = values(&world).await.remove(&(19, last)).unwrap();
        set(&world, 19, &next, Some(value)).await;
        assert_eq!(found(&world).await, [(Class::ActivityDamaged, Severity::Loss)]);
    });
}
