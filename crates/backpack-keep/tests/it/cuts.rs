//! Power cuts in memory, in milliseconds: any pages, cut anywhere, any part of what was on its way; and the proof that a
//! store which breaks its word then is noticed.

use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use backpack_connect::Cursor;
use backpack_keep::{CursorUpdate, Error, Keep, PageCommit, QueryRow};
use backpack_store::MemoryStore;
use backpack_testkit::VirtualClock;
use backpack_testkit::faults::{Flaw, FlawedStore, PowerCutStore};
use backpack_testkit::run;
use bytes::Bytes;
use proptest::prelude::*;

use crate::world::{CONNECTION, World, bodies, describe, page, result};

/// One page, and whether the power is cut while it is committed.
#[derive(Clone, Debug)]
struct Step {
    items: Vec<(u8, u8)>,
    cut: Option<Cut>,
}

/// The power is cut after so many polls of the commit; of what was not durable the first so many batches are.
#[derive(Clone, Copy, Debug)]
struct Cut {
    polls: u8,
    spared: usize,
}

fn step() -> impl Strategy<Value = Step> {
    let items = prop::collection::vec((0_u8..5, 0_u8..4), 0..6);
    let cut = prop::option::weighted(0.6, (0_u8..6, 0_usize..3));
    (items, cut)
        .prop_map(|(items, cut)| Step { items, cut: cut.map(|(polls, spared)| Cut { polls, spared }) })
}

fn page_of(step: &Step, number: usize) -> PageCommit {
    let mut page =
        page(step.items.iter().map(|(id, value)| result(&format!("é{id}"), &format!("{value}.0"))));
    page.cursor = CursorUpdate::To(Cursor::new((number + 1).to_string()));
    page
}

/// Returns the number of the next page, as the cursor has it.
async fn next(keep: &Keep) -> usize {
    let row = keep.row::<QueryRow>(&QueryRow::name_of(CONNECTION, "Observation")).await.unwrap();
    let cursor = row.and_then(|(row, _)| row.cursor());
    cursor.map_or(0, |cursor| std::str::from_utf8(&cursor.bytes).unwrap().parse().unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_pages_cut_anywhere_end_as_if_the_power_had_stayed(steps in prop::collection::vec(step(), 1..8)) {
        run(async {
            let world = World::new();
            let expected = {
                let keep = world.create().await;
                for (number, step) in steps.iter().enumerate() {
                    keep.commit_page(page_of(step, number)).await.unwrap();
                }
                (keep.catalog(describe), bodies(&keep).await)
            };
            let found = lived_through(&world.emptied(), &steps).await;
            prop_assert_eq!(found, expected);
            Ok(())
        })?;
    }
}

/// Commits the pages on a store whose power is cut; every page is asked for again until it is acknowledged.
async fn lived_through(bare: &World, steps: &[Step]) -> (String, Vec<(String, usize, Bytes)>) {
    let mut disk = Arc::new(PowerCutStore::new(Arc::<VirtualClock>::clone(&bare.clock)));
    let mut keep = bare.through(Arc::<PowerCutStore>::clone(&disk)).create().await;
    let mut acknowledged = keep.sequence();
    for (number, step) in steps.iter().enumerate() {
        if let Some(cut) = step.cut {
            disk.hold();
            poll_some(keep.commit_page(page_of(step, number)), cut.polls).await;
            disk = Arc::new(PowerCutStore::after(disk.crash(cut.spared)));
            drop(keep);
            keep = bare.through(Arc::<PowerCutStore>::clone(&disk)).open().await;
            assert!(keep.sequence() >= acknowledged, "commit {acknowledged} was acknowledged");
            keep.verify().await.unwrap();
        }
        if next(&keep).await <= number {
            keep.commit_page(page_of(step, number)).await.unwrap();
        }
        acknowledged = keep.sequence();
    }
    let keep = bare.through(Arc::new(PowerCutStore::after(disk.crash(0)))).open().await;
    keep.verify().await.unwrap();
    (keep.catalog(describe), bodies(&keep).await)
}

/// Polls a future so many times, and drops it.
async fn poll_some<T>(work: impl Future<Output = T>, polls: u8) {
    let (mut work, mut left) = (pin!(work), polls);
    std::future::poll_fn(|context| {
        if left == 0 || work.as_mut().poll(context).is_ready() {
            return Poll::Ready(());
        }
        left -= 1;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

#[test]
fn a_store_that_breaks_its_word_is_noticed() {
    run(async {
        let honest = after_a_cut(None).await;
        assert!(honest.is_ok(), "{honest:?}");
        for flaw in [Flaw::LostTail, Flaw::TornBatch, Flaw::Reordered] {
            let noticed = after_a_cut(Some(flaw)).await;
            let is_named = matches!(
                noticed,
                Err(Error::RolledBack { .. }
                    | Error::Forked { .. }
                    | Error::Tampered(_)
                    | Error::NoSuchBackpack)
            );
            assert!(is_named, "{flaw:?}: {noticed:?}");
        }
    });
}

/// Commits three pages, cuts the power with this flaw, and opens and reads what is left.
async fn after_a_cut(flaw: Option<Flaw>) -> Result<(), Error> {
    let bare = World::new();
    let store = Arc::new(FlawedStore::new(Arc::<VirtualClock>::clone(&bare.clock)));
    let keep = bare.through(Arc::<FlawedStore>::clone(&store)).create().await;
    for number in 0..3 {
        let step = Step { items: vec![(number, number), (number + 1, 0)], cut: None };
        keep.commit_page(page_of(&step, usize::from(number))).await.unwrap();
    }
    drop(keep);
    let image: Arc<MemoryStore> = Arc::new(store.crash(flaw).await.unwrap());
    let keep = Keep::open(bare.through(image).parts()).await?;
    keep.verify().await.map(drop)
}
