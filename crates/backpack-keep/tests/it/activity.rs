//! Who did what, when: told in the commit of what it tells, chained, read in pages, never shortened.

use std::sync::Arc;
use std::time::Duration;

use backpack_connect::Gone;
use backpack_core::{FileId, RecordId, Timestamp};
use backpack_files::ByteStream;
use backpack_keep::{
    Act, Activity, ActivityFilter, ConnectionRow, Disposal, Error, FileOrigin, Keep, NewFile, RowBatch,
};
use backpack_keys::{Aad, Purpose};
use backpack_record::{Actor, OverlayChange, OverlayEvent};
use backpack_store::{Batch, Key, Store as _, Table};
use backpack_testkit::faults::{FaultyStore, StoreCall, When};
use backpack_testkit::run;
use bytes::Bytes;
use proptest::prelude::*;

use crate::world::{CONNECTION, World, page, refused, result};

const ACTIVITY: Table = Table(19);

async fn all(keep: &Keep) -> Vec<Activity> {
    keep.activity(&ActivityFilter::new().oldest_first().limit(usize::MAX)).await.unwrap().acts
}

/// The journal as text, without ids that are random.
async fn told(keep: &Keep) -> Vec<String> {
    all(keep)
        .await
        .iter()
        .map(|told| format!("{} {:?} {}", told.number, told.actor, word(&told.act)))
        .collect()
}

fn word(act: &Act) -> String {
    match act {
        Act::Imported { query, new, changed, gone, quarantined, .. } => {
            format!("Imported {query} {new} {changed} {gone} {quarantined}")
        }
        Act::Overlaid { change, .. } => format!("{change:?}").split('(').next().unwrap().to_owned(),
        other => format!("{other:?}").split(['(', '{']).next().unwrap().trim().to_owned(),
    }
}

fn event(record: RecordId, actor: Actor, change: OverlayChange) -> OverlayEvent {
    OverlayEvent::new(record, actor, Timestamp::from_millis(9), change)
}

#[test]
fn everything_that_is_written_is_told_once_by_whoever_did_it() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        let ana = keep.acting_as(Actor::Named("Ana".into()));
        let mut connection = ConnectionRow::new("s", "u", "n", Timestamp::from_millis(1));
        connection.id = CONNECTION;
        keep.write(RowBatch::new().put(&connection)).await.unwrap();
        let first = || {
            let mut first = page([result("a", "1"), result("b", "1")]);
            first.quarantined.push(refused("{"));
            first
        };
        let ids = keep.commit_page(first()).await.unwrap().new_ids;
        // The same again brings nothing, and is not told.
        keep.commit_page(first()).await.unwrap();
        let mut second = page([result("a", "2")]);
        second.gone.push(Gone::new("Observation", "b"));
        keep.commit_page(second).await.unwrap();
        keep.mark_vanished(CONNECTION, &ids, None).await.unwrap();
        let entry = keep.put_entry(None, Bytes::from(result("", "1")), ana.actor()).await.unwrap();
        keep.put_entry(Some(entry), Bytes::from(result("", "1")), Actor::Person).await.unwrap();
        keep.put_entry(Some(entry), Bytes::from(result("", "2")), Actor::Person).await.unwrap();
        let note = OverlayChange::Noted("the journal does not hold this".into());
        let events =
            vec![event(entry, Actor::Person, note), event(ids[0], ana.actor(), OverlayChange::Hidden)];
        keep.append(events).await.unwrap();
        let file = ana.add_file(NewFile::new("scan.pdf"), ByteStream::from_bytes("%PDF")).await.unwrap();
        let came = FileOrigin::Portal { connection: CONNECTION, record: ids[0], index: 0 };
        for _ in 0..2 {
            let new = NewFile::new("again.pdf").with_origin(came.clone());
            keep.add_file(new, ByteStream::from_bytes("%PDF")).await.unwrap();
        }
        ana.remove_file(file.id).await.unwrap();
        keep.remove_connection(CONNECTION, Disposal::Keep).await.unwrap();
        keep.remove_connection(CONNECTION, Disposal::Delete).await.unwrap();
        let exported = Act::Exported { what: "a bundle".into(), records: 2, files: 0 };
        assert_eq!(ana.act(exported).await.unwrap(), 14);
        let connection = format!("{:?}", Actor::Connection(CONNECTION));
        let expected = [
            "1 Person Created".to_owned(),
            format!("2 {connection} Imported Observation 2 0 0 1"),
            format!("3 {connection} Imported Observation 0 1 1 0"),
            format!("4 {connection} Vanished"),
            "5 Named(\"Ana\") Added".to_owned(),
            "6 Person Edited".to_owned(),
            "7 Person Noted".to_owned(),
            "8 Named(\"Ana\") Hidden".to_owned(),
            "9 Named(\"Ana\") FileAdded".to_owned(),
            format!("10 {connection} FileAdded"),
            "11 Named(\"Ana\") FileRemoved".to_owned(),
            "12 Person Disconnected".to_owned(),
            "13 Person ConnectionRemoved".to_owned(),
            "14 Named(\"Ana\") Exported".to_owned(),
        ];
        assert_eq!(told(&keep).await, expected);
        assert_eq!(told(&world.open().await).await, expected);
        // Nothing in it is health data.
        let text = format!("{:?}", all(&keep).await);
        assert!(!text.contains("does not hold this") && !text.contains("scan.pdf"), "{text}");
    });
}

#[test]
fn a_commit_killed_anywhere_loses_neither_the_act_nor_what_it_tells() {
    run(async {
        for when in [When::Before, When::After] {
            for call in 1.. {
                let world = World::new();
                world.create().await;
                let faulty = Arc::new(FaultyStore::new(Arc::clone(&world.store)));
                let keep = world.through(Arc::<FaultyStore>::clone(&faulty)).open().await;
                faulty.fail(StoreCall::Any, call, when, backpack_store::ErrorKind::Io);
                faulty.break_down(StoreCall::Any, call + 1, backpack_store::ErrorKind::Io);
                let ended = write_some(&keep).await;
                let again = world.open().await;
                let acts = all(&again).await;
                assert_eq!(again.verify_activity().await.unwrap(), acts.len() as u64);
                let (mut new, mut added, mut events) = (0, 0, 0);
                for told in &acts {
                    match &told.act {
                        Act::Imported { new: some, .. } => new += some,
                        Act::Added(_) => added += 1,
                        Act::Overlaid { .. } => events += 1,
                        _ => {}
                    }
                }
                let (records, kept) = again.catalog(|catalog| {
                    let kept = catalog.records().map(|record| record.events().len()).sum::<usize>();
                    (catalog.len() as u64, kept)
                });
                assert_eq!((new + added, events), (records, kept), "killed at call {call}, {when:?}");
                if ended.is_ok() {
                    break;
                }
            }
        }
    });
}

async fn write_some(keep: &Keep) -> Result<(), Error> {
    let id = keep.put_entry(None, Bytes::from(result("", "1")), Actor::Person).await?;
    keep.append(vec![event(id, Actor::Person, OverlayChange::Hidden)]).await?;
    keep.commit_page(page([result("a", "1"), result("b", "1")])).await?;
    keep.act(Act::Opened).await?;
    Ok(())
}

#[test]
fn who_has_the_key_and_changes_one_act_is_noticed() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        for _ in 0..4 {
            keep.act(Act::Opened).await.unwrap();
        }
        let acts = all(&keep).await;
        let sealed = |id: u64, activity: &Activity| {
            let plain = postcard::to_extend(activity, vec![1]).unwrap();
            let id = id.to_be_bytes();
            Some(world.keys().seal(Purpose::Journal, &Aad::new(19, &id), &plain))
        };
        let mut named = acts[2].clone();
        named.actor = Actor::Named("somebody else".into());
        let mut moved = acts[2].clone();
        moved.at = Timestamp::from_millis(0);
        let mut last = acts[4].clone();
        last.act = Act::Other("nothing".into());
        // A hash that fits what was changed does not fit the act behind it, or the catalog's log.
        let mended = |activity: &Activity| {
            let mut mended = activity.clone();
            mended.hash = <sha2::Sha256 as sha2::Digest>::digest(mended.hashed_bytes()).into();
            mended
        };
        let attempts = [
            vec![(3, None)],
            vec![(1, None)],
            vec![(5, None)],
            vec![(3, sealed(3, &named))],
            vec![(3, sealed(3, &mended(&named)))],
            vec![(3, sealed(3, &mended(&moved)))],
            vec![(5, sealed(5, &mended(&last)))],
            vec![(2, sealed(2, &acts[2])), (3, sealed(3, &acts[1]))],
            vec![(4, sealed(4, &acts[4])), (5, None)],
        ];
        for (number, attempt) in attempts.into_iter().enumerate() {
            let store = Arc::new(world.memory.fork());
            let mut batch = Batch::new(world.space);
            for (id, value) in attempt {
                let id = Bytes::copy_from_slice(&u64::to_be_bytes(id));
                batch = match value {
                    Some(value) => batch.put(ACTIVITY, id, value),
                    None => batch.delete(ACTIVITY, id),
                };
            }
            store.commit(batch).await.unwrap();
            let keep = world.through(store).open().await;
            for filter in [ActivityFilter::new(), ActivityFilter::new().oldest_first()] {
                let read = keep.activity(&filter).await;
                assert!(matches!(read, Err(Error::Tampered("activity"))), "attempt {number}: {read:?}");
            }
            assert!(matches!(keep.verify_activity().await, Err(Error::Tampered(_))), "attempt {number}");
            assert!(keep.verify().await.is_err(), "attempt {number}");
        }
        assert_eq!(keep.verify_activity().await.unwrap(), 5);
    });
}

#[test]
fn compaction_and_merging_never_shorten_it() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        for value in 0..40 {
            keep.commit_page(page([result("a", &value.to_string())])).await.unwrap();
        }
        let before = all(&keep).await;
        let report = keep.compact().await.unwrap();
        assert!(report.merged > 0, "{report:?}");
        assert_eq!(all(&world.open().await).await, before);
        assert_eq!(before.len(), 41);
    });
}

#[test]
fn several_handles_write_one_chain() {
    run(async {
        let world = World::new();
        world.create().await;
        let (one, other) = (world.open().await, world.open().await);
        for _ in 0..8 {
            let (a, b, c) = tokio::join!(one.act(Act::Opened), other.act(Act::Copied), one.act(Act::Opened));
            let mut numbers = [a.unwrap(), b.unwrap(), c.unwrap()];
            numbers.sort_unstable();
            assert!(numbers[0] < numbers[1] && numbers[1] < numbers[2], "{numbers:?}");
        }
        let third = world.open().await;
        assert_eq!(third.verify_activity().await.unwrap(), 25);
        assert_eq!(all(&third).await.iter().filter(|told| told.act == Act::Copied).count(), 8);
    });
}

#[test]
fn an_act_that_is_too_large_is_refused_and_nothing_is_written() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        let sequence = keep.sequence();
        let long = keep.act(Act::Other("x".repeat(5_000))).await;
        assert!(matches!(long, Err(Error::TooLarge("activity"))), "{long:?}");
        let named = keep.acting_as(Actor::Named("x".repeat(5_000))).act(Act::Opened).await;
        assert!(matches!(named, Err(Error::TooLarge("activity"))), "{named:?}");
        assert_eq!((keep.sequence(), all(&keep).await.len()), (sequence, 1));
    });
}

#[test]
fn a_record_is_followed_through_the_pages_that_concerned_it() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        let id = keep.commit_page(page([result("a", "1")])).await.unwrap().new_ids[0];
        let other = keep.commit_page(page([result("b", "1")])).await.unwrap().new_ids[0];
        keep.commit_page(page([result("a", "2")])).await.unwrap();
        keep.append(vec![event(id, Actor::Person, OverlayChange::Hidden)]).await.unwrap();
        keep.append(vec![event(other, Actor::Person, OverlayChange::Hidden)]).await.unwrap();
        keep.mark_vanished(CONNECTION, &[id], None).await.unwrap();
        keep.commit_page(page([result("a", "1")])).await.unwrap();
        keep.compact().await.unwrap();
        for keep in [&keep, &world.open().await] {
            let page = keep.activity(&ActivityFilter::new().oldest_first().record(id)).await.unwrap();
            let numbers: Vec<u64> = page.acts.iter().map(|told| told.number).collect();
            assert_eq!((numbers, page.next), (vec![2, 4, 5, 7, 8], None));
        }
    });
}

#[test]
fn acts_are_found_by_time_file_and_connection() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        world.clock.advance(Duration::from_secs(60));
        let since = world.parts().clock.now();
        let file = keep.add_file(NewFile::new("x"), ByteStream::from_bytes("1")).await.unwrap().id;
        world.clock.advance(Duration::from_secs(60));
        keep.commit_page(page([result("a", "1")])).await.unwrap();
        let until = world.parts().clock.now();
        let numbers = async |filter: ActivityFilter| {
            let acts = keep.activity(&filter).await.unwrap().acts;
            acts.iter().map(|told| told.number).collect::<Vec<_>>()
        };
        assert_eq!(numbers(ActivityFilter::new().since(since)).await, [3, 2]);
        assert_eq!(numbers(ActivityFilter::new().until(until)).await, [2, 1]);
        assert_eq!(numbers(ActivityFilter::new().since(since).until(until)).await, [2]);
        assert_eq!(numbers(ActivityFilter::new().file(file)).await, [2]);
        assert_eq!(numbers(ActivityFilter::new().file(FileId::random())).await, [0_u64; 0]);
        assert_eq!(numbers(ActivityFilter::new().connection(CONNECTION)).await, [3]);
    });
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn pages_of_any_size_in_either_order_are_the_whole(count in 0_u8..30, limit in 1_usize..12, oldest in any::<bool>()) {
        run(async {
            let world = World::new();
            let keep = world.create().await;
            for at in 0..count {
                keep.act(if at % 3 == 0 { Act::Connected(CONNECTION) } else { Act::Opened }).await.unwrap();
            }
            for only in [false, true] {
                let mut filter = ActivityFilter::new().limit(limit);
                if oldest {
                    filter = filter.oldest_first();
                }
                if only {
                    filter = filter.connection(CONNECTION);
                }
                let mut read = Vec::new();
                loop {
                    let page = keep.activity(&filter).await.unwrap();
                    assert!(page.acts.len() <= limit);
                    read.extend(page.acts);
                    let Some(next) = page.next else { break };
                    filter = filter.after_page(next);
                }
                let mut expected = all(&keep).await;
                expected.retain(|told| !only || told.act.connection() == Some(CONNECTION));
                if !oldest {
                    expected.reverse();
                }
                assert_eq!(read, expected);
            }
        });
    }
}

#[test]
fn an_act_takes_this_many_bytes() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        keep.commit_page(page([result("a", "1")])).await.unwrap();
        let id = Bytes::copy_from_slice(&2_u64.to_be_bytes());
        let value = world.store.get(&Key::new(world.space, ACTIVITY, id)).await.unwrap().unwrap();
        println!("an act of an import: {} bytes sealed, beside its key of 25", value.bytes.len());
        assert!(value.bytes.len() <= 192, "{}", value.bytes.len());
    });
}
