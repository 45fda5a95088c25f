//! A repair makes good what can be made good, says what cannot, and loses nothing that could be read.

use std::collections::{BTreeMap, BTreeSet};

use backpack_connect::Cursor;
use backpack_core::BlobId;
use backpack_files::BlobStore as _;
use backpack_keep::{
    AttachmentRow, AttachmentState, Authorisation, Class, Concern, ConnectionRow, Consent, CursorUpdate,
    Depth, Error, GrantRow, Keep, NewFile, Outcome, QueryRow, Repaired, Severity, UpkeepRow, Verification,
};
use backpack_store::AnchorStore as _;
use backpack_testkit::run;
use bytes::Bytes;
use proptest::prelude::*;

use crate::verify::{Filled, blob_of, copied, examined, fill, flipped, set, set_blob, stream, values};
use crate::world::{CONNECTION, World, page, result};

const FULL: fn() -> Consent = || Consent::nothing().anchor(true).remove_unnamed(true);

/// What may be left after a repair: losses that are known by then.
const REMAINING: &[Class] = &[
    Class::BodyLost,
    Class::FileLost,
    Class::JournalMissing,
    Class::JournalDamaged,
    Class::JournalBroken,
    Class::ActivityMissing,
    Class::ActivityDamaged,
    Class::ActivityBroken,
    Class::OverlayWithoutFile,
];

async fn repaired(world: &World) -> Result<(Verification, Repaired), Error> {
    let plan = examined(world, Depth::Data).await;
    let repaired = Keep::repair(world.parts(), &plan, FULL()).await?;
    let left: BTreeSet<_> =
        repaired.after.findings.iter().map(|found| format!("{:?}", found.class)).collect();
    let known: BTreeSet<_> = REMAINING.iter().map(|class| format!("{class:?}")).collect();
    assert!(left.is_subset(&known), "left over: {:?}\nof: {:?}", repaired.after.findings, plan.findings);
    assert_eq!(examined(world, Depth::Data).await, repaired.after, "a second look sees something else");
    corrected(world).await;
    Ok((plan, repaired))
}

/// What was corrected and can be read shows what the corrected body says.
async fn corrected(world: &World) {
    let keep = world.open().await;
    let of = |catalog: &backpack_keep::Catalog| {
        let corrected = catalog.records().filter(|record| !record.overlay().corrections.is_empty());
        corrected.map(|record| record.id()).collect::<Vec<_>>()
    };
    for id in keep.catalog(of) {
        let Ok(body) = keep.body(id).await else { continue };
        keep.catalog(|catalog| {
            let record = catalog.record(id).unwrap();
            let body = record.overlay().corrected_body(&body).unwrap();
            assert_eq!(record.effective(), backpack_record::Header::read(&body).unwrap());
        });
    }
}

/// Every body that can be read, each as often as it is there.
async fn readable(world: &World) -> BTreeMap<Bytes, usize> {
    let keep = world.open().await;
    let mut readable = BTreeMap::new();
    let mut bodies = keep.bodies();
    loop {
        match bodies.next().await {
            Ok(Some(body)) => *readable.entry(body.original.body).or_default() += 1,
            Ok(None) => break,
            // The next call goes on with the next block.
            Err(_) => {}
        }
    }
    let mut quarantined = keep.quarantined();
    loop {
        match quarantined.next().await {
            Ok(Some(item)) => *readable.entry(item.original.unwrap().body).or_default() += 1,
            Ok(None) => return readable,
            Err(_) => {}
        }
    }
}

fn notes(keep: &Keep) -> Vec<String> {
    keep.catalog(|catalog| {
        let overlays = catalog.records().flat_map(|record| record.overlay().notes.iter());
        overlays.map(|note| note.text.clone()).collect()
    })
}

#[test]
fn what_is_whole_is_left_as_it_is() {
    run(async {
        let world = World::new();
        fill(&world).await;
        let before = values(&world).await;
        let (_, repaired) = repaired(&world).await.unwrap();
        assert_eq!((repaired.lost.len(), repaired.after.outcome()), (0, Outcome::Ok));
        assert_eq!(values(&world).await, before);
    });
}

#[test]
fn nothing_is_done_that_was_not_planned() {
    run(async {
        let world = World::new();
        let filled = fill(&world).await;
        let plan = examined(&world, Depth::Data).await;
        set_blob(&world, blob_of(&world, &filled.file).await, |_| None).await;
        let before = values(&world).await;
        let refused = Keep::repair(world.parts(), &plan, FULL()).await;
        assert!(matches!(refused, Err(Error::Conflict)), "{refused:?}");
        assert_eq!(values(&world).await, before);
    });
}

/// Each value of the store alone, gone or flipped: afterwards every body is there that did not lie in it.
#[test]
fn one_damaged_value_costs_no_body_but_its_own() {
    run(async {
        let world = World::new();
        fill(&world).await;
        let all = readable(&world).await;
        let whole = values(&world).await;
        for ((table, id), value) in &whole {
            for change in [None, Some(flipped(value))] {
                let world = copied(&world).await;
                set(&world, *table, id, change).await;
                let (plan, repaired) = repaired(&world).await.unwrap();
                let now = readable(&world).await;
                let losses = plan.findings.iter().filter(|found| found.severity == Severity::Loss).count();
                assert_eq!(repaired.lost.len(), losses);
                // Where a large block lies is known by the log alone.
                let mut expected = all.clone();
                if *table == 2 {
                    expected.retain(|body, _| body.len() < 100_000 || now.contains_key(body));
                }
                if *table == 3 {
                    let lost: usize = plan
                        .of(Class::BlockMissing)
                        .chain(plan.of(Class::BlockDamaged))
                        .map(|f| f.concerns.len() - 1)
                        .sum();
                    assert!(lost > 0);
                    let sum = |of: &BTreeMap<Bytes, usize>| of.values().sum::<usize>();
                    assert_eq!(sum(&now) + lost, sum(&all));
                } else {
                    assert_eq!(now, expected, "table {table}: {:?}", plan.findings);
                }
                // What the person noted is lost only with the commit group that says it.
                if *table != 2 {
                    assert_eq!(notes(&world.open().await), ["my words"], "table {table}");
                }
            }
        }
    });
}

#[test]
fn a_lost_body_comes_again_with_the_next_sync_and_all_is_well() {
    run(async {
        let world = World::new();
        let filled = fill(&world).await;
        let whole = values(&world).await;
        let sent = || {
            let mut again = page([result("a", "1"), result("b", "2")]);
            again.quarantined.push(crate::world::refused("{"));
            again
        };
        let blocks: Vec<_> = whole.keys().filter(|(table, _)| *table == 3).collect();
        let mut healed = 0;
        for (table, id) in blocks {
            let world = copied(&world).await;
            set(&world, *table, id, None).await;
            let (plan, after) = repaired(&world).await.unwrap();
            assert_eq!(after.after.outcome(), Outcome::Loss);
            let keep = world.open().await;
            let name = QueryRow::name_of(CONNECTION, "Observation");
            let (query, _) = keep.row::<QueryRow>(&name).await.unwrap().unwrap();
            let is_imported = !plan.findings[0].concerns.contains(&Concern::Version(filled.own, 0));
            assert_eq!(query.cursor().is_none(), is_imported, "the next pull begins anew");
            let versions = keep.versions(filled.noted).unwrap().len();
            keep.commit_page(sent()).await.unwrap();
            keep.commit_page(page([result("a", "2")])).await.unwrap();
            assert_eq!(keep.versions(filled.noted).unwrap().len(), versions, "it is the same version again");
            keep.compact().await.unwrap();
            let report = examined(&world, Depth::Data).await;
            if is_imported {
                assert_eq!(report.findings, []);
                healed += 1;
            }
            let (body, expected) = (keep.body(filled.noted).await.unwrap(), result("a", "2"));
            assert_eq!(body, expected);
            assert_eq!(
                world.open().await.catalog(crate::world::describe),
                keep.catalog(crate::world::describe)
            );
        }
        assert_eq!(healed, 2, "both blocks of results came again");
    });
}

#[test]
fn a_lost_file_is_fetched_again_and_another_is_marked() {
    run(async {
        let world = World::new();
        let Filled { file, portal_file, noted, .. } = fill(&world).await;
        for row in [&file, &portal_file] {
            set_blob(&world, blob_of(&world, row).await, |mut bytes| {
                bytes[100] ^= 1;
                Some(bytes)
            })
            .await;
        }
        let (_, repaired) = repaired(&world).await.unwrap();
        assert_eq!(repaired.lost.len(), 2);
        let keep = world.open().await;
        let all = keep.rows::<AttachmentRow>().await.unwrap();
        assert!(all.iter().all(|row| row.state == AttachmentState::Waiting), "{all:?}");
        // The rows of the files stay, and their bytes do not stand in the way of the same bytes.
        assert_eq!(keep.files().await.unwrap().len(), 2);
        let origin = backpack_keep::FileOrigin::Portal { connection: CONNECTION, record: noted, index: 0 };
        let again = NewFile::new("b.txt").with_origin(origin);
        let again = keep.add_file(again, stream(&crate::verify::noise(2, 1_000))).await.unwrap();
        assert_ne!(again.id, portal_file.id);
        assert_eq!(keep.open_file(again.id, None).await.unwrap().collect().await.unwrap().len(), 1_000);
        let classes: Vec<_> =
            examined(&world, Depth::Data).await.findings.into_iter().map(|f| f.class).collect();
        assert_eq!(classes, [Class::FileLost, Class::FileLost]);
    });
}

#[test]
fn a_lost_grant_asks_for_a_sign_in_and_an_older_one_is_never_used_again() {
    run(async {
        let world = World::new();
        fill(&world).await;
        let old = values(&world).await;
        let keep = world.open().await;
        let (grant, _) = keep.row::<GrantRow>(CONNECTION.as_bytes()).await.unwrap().unwrap();
        keep.write(backpack_keep::RowBatch::new().put(&grant)).await.unwrap();
        let (key, value) = old.iter().find(|((table, _), _)| *table == 7).unwrap();
        for change in [None, Some(value.clone())] {
            let world = copied(&world).await;
            set(&world, 7, &key.1, change).await;
            let (_, repaired) = repaired(&world).await.unwrap();
            assert_eq!((repaired.lost.len(), repaired.after.outcome()), (0, Outcome::Ok));
            let keep = world.open().await;
            assert!(keep.row::<GrantRow>(CONNECTION.as_bytes()).await.unwrap().is_none());
            let (row, _) = keep.row::<ConnectionRow>(CONNECTION.as_bytes()).await.unwrap().unwrap();
            assert_eq!(row.authorisation, Authorisation::NeedsSignIn);
        }
    });
}

#[test]
fn an_anchor_is_written_anew_only_with_consent() {
    run(async {
        let world = World::new();
        world.create().await;
        let old = copied(&world).await;
        let mut more = page([result("a", "1")]);
        more.cursor = CursorUpdate::To(Cursor::new("x"));
        world.open().await.commit_page(more).await.unwrap();
        let back = World { anchors: std::sync::Arc::clone(&world.anchors), ..old };
        let plan = examined(&back, Depth::Structure).await;
        let anchor = world.anchors.read(world.space).await.unwrap();
        let refused = Keep::repair(back.parts(), &plan, Consent::nothing()).await;
        assert!(matches!(refused, Err(Error::RolledBack { sequence: 1, anchored: 2 })), "{refused:?}");
        assert_eq!(world.anchors.read(world.space).await.unwrap(), anchor);
        let repaired = Keep::repair(back.parts(), &plan, Consent::nothing().anchor(true)).await.unwrap();
        assert_eq!(repaired.after.findings, []);
        assert_eq!(repaired.lost[0].concerns, [Concern::Anchor, Concern::Commits(2, 2)]);
        back.open().await;
    });
}

#[test]
fn what_nothing_names_is_removed_only_with_consent() {
    run(async {
        let world = World::new();
        fill(&world).await;
        let blob = BlobId::random();
        world.blobs.put(blob, stream("nobody's")).await.unwrap();
        let plan = examined(&world, Depth::Structure).await;
        let repaired = Keep::repair(world.parts(), &plan, Consent::nothing()).await.unwrap();
        assert_eq!(repaired.after.findings, plan.findings);
        let repaired = Keep::repair(world.parts(), &plan, FULL()).await.unwrap();
        assert_eq!(repaired.after.findings, []);
        assert!(world.blobs.size(blob).await.is_err());
    });
}

#[test]
fn a_lost_log_has_everything_asked_for_again() {
    run(async {
        let world = World::new();
        fill(&world).await;
        let segments: Vec<_> = values(&world).await.into_keys().filter(|(table, _)| *table == 2).collect();
        for (table, id) in &segments {
            set(&world, *table, id, None).await;
        }
        let (_, repaired) = repaired(&world).await.unwrap();
        assert_eq!(repaired.after.outcome(), Outcome::Ok);
        let keep = world.open().await;
        assert_eq!(
            keep.catalog(|catalog| catalog.len()),
            3,
            "two results and an entry; where the large one lies is lost"
        );
        assert_eq!(keep.files().await.unwrap().len(), 2);
        let name = QueryRow::name_of(CONNECTION, "Observation");
        assert!(keep.row::<QueryRow>(&name).await.unwrap().unwrap().0.cursor().is_none());
        assert!(keep.row::<UpkeepRow>(CONNECTION.as_bytes()).await.unwrap().unwrap().0.attachments);
        let mut again = page([result("a", "1"), result("b", "2")]);
        again.quarantined.push(crate::world::refused("{"));
        let counts = keep.commit_page(again).await.unwrap();
        assert_eq!((counts.new, counts.changed), (0, 0), "what was salvaged is known by its own id");
    });
}

/// The log alone knows where a large body lies, so its record is known by name only: what was noted on it stays.
#[test]
fn a_note_on_a_record_that_nobody_has_stays() {
    run(async {
        let world = World::new();
        fill(&world).await;
        let keep = world.open().await;
        let is_large = |record: &backpack_keep::Record<'_>| record.header().resource_type == "Binary";
        let large =
            keep.catalog(|catalog| catalog.records().find(is_large).map(|record| record.id())).unwrap();
        let change = backpack_record::OverlayChange::Noted("on the large one".into());
        let at = backpack_core::Timestamp::from_millis(9);
        let event = backpack_record::OverlayEvent::new(large, backpack_record::Actor::Person, at, change);
        keep.append(vec![event]).await.unwrap();
        let mut segments: Vec<_> =
            values(&world).await.into_keys().filter(|(table, _)| *table == 2).collect();
        segments.pop();
        for (table, id) in segments {
            let world = copied(&world).await;
            set(&world, table, &id, None).await;
            repaired(&world).await.unwrap();
            let notes = notes(&world.open().await);
            assert!(notes.contains(&"on the large one".to_owned()), "segment {id:?}: {notes:?}");
        }
    });
}

/// One random damage: which of the values, and what is done to it.
fn damage() -> impl Strategy<Value = (prop::sample::Index, u8)> {
    (any::<prop::sample::Index>(), 0_u8..3)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is damaged: a body whose block is whole, and whose block the store holds, is there afterwards.
    #[test]
    fn random_damage_costs_no_readable_body(damages in prop::collection::vec(damage(), 1..5)) {
        run(async {
            let world = World::new();
            fill(&world).await;
            let all = readable(&world).await;
            let whole: Vec<_> = values(&world).await.into_iter().collect();
            let mut lost: BTreeMap<Bytes, usize> = BTreeMap::new();
            let damaged = copied(&world).await;
            let mut hit = BTreeSet::new();
            for (at, sort) in damages {
                let ((table, id), value) = at.get(&whole);
                if !hit.insert((*table, id.clone())) {
                    continue;
                }
                let (_, (_, other)) = (0, at.get(&whole[1..]));
                let change = [None, Some(flipped(value)), Some(other.clone())][usize::from(sort)].clone();
                set(&damaged, *table, id, change).await;
                if *table == 3 {
                    // What goes with this block alone.
                    let alone = copied(&world).await;
                    set(&alone, 3, id, None).await;
                    let left = readable(&alone).await;
                    for (body, count) in &all {
                        *lost.entry(body.clone()).or_default() += count - left.get(body).copied().unwrap_or(0);
                    }
                }
            }
            let blocks = |values: &crate::verify::Values| values.iter().filter(|((table, _), _)| *table == 3).map(|(key, value)| (key.clone(), value.clone())).collect::<Vec<_>>();
            let before = blocks(&values(&damaged).await);
            match repaired(&damaged).await {
                Ok(_) => {
                    let now = readable(&damaged).await;
                    for (body, count) in &all {
                        let expected = count - lost.get(body).copied().unwrap_or(0);
                        // Where a large block lies is known by the log alone.
                        if body.len() < 100_000 {
                            prop_assert!(now.get(body).copied().unwrap_or(0) >= expected);
                        }
                    }
                }
                // Where there is neither head nor journal nor log nothing is touched.
                Err(error) => {
                    prop_assert!(matches!(error, Error::NoSuchBackpack), "{error:?}");
                    prop_assert_eq!(blocks(&values(&damaged).await), before);
                }
            }
            Ok(())
        })?;
    }
}
