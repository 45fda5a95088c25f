//! Killed at every call of the store, once before the call and once after it, and started again: the end is the same.

use std::sync::Arc;

use backpack_connect::{Cursor, Gone};
use backpack_core::{RecordId, Timestamp};
use backpack_files::MemoryBlobs;
use backpack_keep::{CursorUpdate, Error, Keep, PageCommit, PageCounts, Person, QueryRow};
use backpack_store::ErrorKind;
use backpack_testkit::faults::{BlobCall, FaultyBlobs, FaultyStore, StoreCall, When};
use backpack_testkit::run;
use proptest::prelude::*;

use crate::world::{CONNECTION, World, bodies, describe, page, put, refused, result};

/// What a page brings, small enough to be made up at random.
#[derive(Clone, Debug)]
enum Item {
    /// A result with one of few ids and one of few values, so that they meet.
    Result(u8, u8),
    /// One that the source no longer has.
    Gone(u8),
    /// One that cannot be read.
    Broken(u8),
    /// One without an id.
    Nameless(u8),
}

#[test]
fn a_page_killed_anywhere_ends_as_if_it_had_not_been() {
    let script = [
        vec![Item::Result(1, 1), Item::Result(2, 1), Item::Broken(1), Item::Nameless(1)],
        vec![Item::Result(1, 2), Item::Result(1, 3), Item::Gone(2), Item::Broken(1)],
        vec![Item::Result(1, 1), Item::Result(2, 1), Item::Nameless(1)],
    ];
    run(kill_everywhere(&script.map(|items| make(&items))));
}

#[test]
fn a_page_of_several_batches_killed_anywhere_ends_as_if_it_had_not_been() {
    let noise = |seed: u64| {
        let mut state = seed;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            char::from(b' ' + 3 + u8::try_from((state >> 33) % 88).unwrap())
        };
        (0..50_000).map(|_| next()).filter(|c| *c != '\\' && *c != '"').collect::<String>()
    };
    let bodies =
        (0..24).map(|id| format!(r#"{{"resourceType":"Basic","id":"{id}","note":"{}"}}"#, noise(id)));
    let script = [Script { bodies: bodies.collect(), ..Script::default() }];
    run(async {
        let world = World::new();
        let keep = world.create().await;
        play(&keep, &script).await.unwrap();
        assert!(keep.sequence() > 2, "the page was meant to need several batches");
        kill_everywhere(&script).await;
    });
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_pages_killed_anywhere_end_as_if_they_had_not_been(
        script in prop::collection::vec(prop::collection::vec(item(), 0..6), 1..4)
    ) {
        let script: Vec<_> = script.iter().map(|items| make(items)).collect();
        run(kill_everywhere(&script));
    }
}

fn item() -> impl Strategy<Value = Item> {
    prop_oneof![
        4 => (0_u8..4, 0_u8..3).prop_map(|(id, value)| Item::Result(id, value)),
        1 => (0_u8..4).prop_map(Item::Gone),
        1 => (0_u8..2).prop_map(Item::Broken),
        1 => (0_u8..2).prop_map(Item::Nameless),
    ]
}

/// A page, as the source sends it each time it is asked.
#[derive(Clone, Debug, Default)]
struct Script {
    bodies: Vec<String>,
    broken: Vec<String>,
    gone: Vec<String>,
}

fn make(items: &[Item]) -> Script {
    let mut script = Script::default();
    for item in items {
        match item {
            Item::Result(id, value) => script.bodies.push(result(&format!("é{id}"), &format!("{value}.0"))),
            Item::Gone(id) => script.gone.push(format!("é{id}")),
            Item::Broken(kind) => script.broken.push(format!("{{\"broken\": {kind}")),
            Item::Nameless(value) => script.bodies.push(format!(r#"{{"resourceType":"Basic","x":{value}}}"#)),
        }
    }
    script
}

fn page_of(script: &Script, number: usize) -> PageCommit {
    let mut page = page(script.bodies.clone());
    page.quarantined.extend(script.broken.iter().map(|body| refused(body.clone())));
    page.gone.extend(script.gone.iter().map(|id| Gone::new("Observation", id)));
    page.cursor = CursorUpdate::To(Cursor::new((number + 1).to_string()));
    page
}

/// Pulls from the saved cursor to the end, as the engine does.
async fn play(keep: &Keep, script: &[Script]) -> Result<(), Error> {
    let name = QueryRow::name_of(CONNECTION, "Observation");
    let row = keep.row::<QueryRow>(&name).await?;
    let cursor = row.and_then(|(row, _)| row.cursor());
    let start = cursor.map_or(0, |cursor| std::str::from_utf8(&cursor.bytes).unwrap().parse().unwrap());
    for (number, page) in script.iter().enumerate().skip(start) {
        let counts = keep.commit_page(page_of(page, number)).await?;
        let received = (page.bodies.len() + page.broken.len()) as u64;
        assert_eq!(received, counts.new + counts.changed + counts.unchanged + counts.quarantined);
    }
    Ok(())
}

async fn kill_everywhere(script: &[Script]) {
    let world = World::new();
    let keep = world.create().await;
    play(&keep, script).await.unwrap();
    let expected = (keep.catalog(describe), bodies(&keep).await);
    for when in [When::Before, When::After] {
        for call in 1.. {
            let world = world.emptied();
            let faulty = Arc::new(FaultyStore::new(Arc::clone(&world.store)));
            faulty.fail(StoreCall::Any, call, when, ErrorKind::Io);
            faulty.break_down(StoreCall::Any, call + 1, ErrorKind::Io);
            let ended = begin(&world.through(faulty), script).await;
            begin(&world, script).await.unwrap();
            let keep = world.open().await;
            assert_eq!(keep.catalog(describe), expected.0, "killed at call {call}, {when:?}");
            assert_eq!(bodies(&keep).await, expected.1, "killed at call {call}, {when:?}");
            if ended.is_ok() {
                break;
            }
        }
    }
}

/// Opens the Backpack, or makes it, and pulls to the end.
async fn begin(world: &World, script: &[Script]) -> Result<(), Error> {
    let keep = match Keep::open(world.parts()).await {
        Err(Error::NoSuchBackpack) => Keep::create(world.parts(), Person::new("x")).await?,
        other => other?,
    };
    play(&keep, script).await
}

#[test]
fn a_blob_store_that_fails_anywhere_costs_only_the_try() {
    let big = |id: &str| {
        let mut state = 3_u64;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            char::from(b'a' + u8::try_from((state >> 40) % 26).unwrap())
        };
        let noise: String = (0..150_000).map(|_| next()).collect();
        format!(r#"{{"resourceType":"Binary","id":"{id}","data":"{noise}"}}"#)
    };
    run(async {
        for call in 1..=2 {
            let world = World::new();
            let faulty = Arc::new(FaultyBlobs::new(Arc::<MemoryBlobs>::clone(&world.blobs)));
            let mut parts = world.parts();
            parts.blobs = Arc::<FaultyBlobs>::clone(&faulty);
            let keep = Keep::create(parts, Person::new("x")).await.unwrap();
            faulty.fail(BlobCall::Put, call, When::After, backpack_files::ErrorKind::Io);
            let sent = || page([big("1"), result("a", "1"), big("2")]);
            assert!(matches!(keep.commit_page(sent()).await, Err(Error::Files(_))));
            assert!(keep.catalog(backpack_keep::Catalog::is_empty));
            assert_eq!(keep.commit_page(sent()).await.unwrap().new, 3);
            assert_eq!(keep.sweep().await.unwrap(), call);
            assert_eq!(keep.verify().await.unwrap().bodies, 3);
        }
    });
}

#[test]
fn items_of_one_page_that_share_an_id_are_versions_of_one_record() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        let twice = page([result("a", "1"), result("a", "1"), result("a", "2")]);
        let counts = keep.commit_page(twice).await.unwrap();
        assert_eq!((counts.new, counts.changed, counts.unchanged), (1, 1, 1));
        // The older one again, then the newer: the source went back and forth, and nothing is stored twice.
        let counts = keep.commit_page(page([result("a", "1"), result("a", "2")])).await.unwrap();
        assert_eq!((counts.new, counts.changed, counts.unchanged), (0, 0, 2));
        let id = counts.changed_ids[0];
        assert_eq!(keep.versions(id).unwrap().len(), 2);
        assert_eq!(keep.body(id).await.unwrap(), result("a", "2"));
    });
}

#[test]
fn an_item_meets_itself_by_id_else_by_full_url_else_by_content() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        let nameless = |url: Option<&str>, value: u8| {
            let mut put = put(format!(r#"{{"resourceType":"Basic","x":{value}}}"#));
            put.full_url = url.map(str::to_owned);
            backpack_keep::Incoming::read(put).unwrap()
        };
        let mut first = page([result("ид-1", "1")]);
        first.incoming.extend([nameless(Some("urn:uuid:1"), 1), nameless(None, 1), nameless(None, 2)]);
        assert_eq!(keep.commit_page(first).await.unwrap().new, 4);
        let mut again = page([result("ид-1", "2")]);
        again.incoming.extend([nameless(Some("urn:uuid:1"), 3), nameless(None, 1), nameless(None, 3)]);
        let counts = keep.commit_page(again).await.unwrap();
        assert_eq!((counts.new, counts.changed, counts.unchanged), (1, 2, 1));
        let urls = keep.catalog(|catalog| {
            catalog
                .records()
                .filter_map(|record| record.full_url().map(|url| url.into_owned()))
                .collect::<Vec<_>>()
        });
        assert_eq!(urls, ["urn:uuid:1"]);
    });
}

#[test]
fn the_ledger_adds_up_and_moves_with_the_cursor() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        let mut first = page([result("a", "1"), result("b", "1")]);
        first.quarantined.push(refused("{"));
        first.ledger.counts.refused_person = 2;
        first.ledger.counts.received = 2;
        keep.commit_page(first).await.unwrap();
        let (row, _) =
            keep.row::<QueryRow>(&QueryRow::name_of(CONNECTION, "Observation")).await.unwrap().unwrap();
        let counts = row.ledger.counts;
        assert_eq!((counts.received, counts.new, counts.quarantined, counts.refused_person), (5, 2, 1, 2));
        assert_eq!(row.cursor(), None);
        assert_eq!(row.ledger.asked, Timestamp::from_millis(5));
    });
}

#[test]
fn an_empty_page_moves_the_cursor() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        let mut empty = page(Vec::<String>::new());
        empty.cursor = CursorUpdate::To(Cursor::new("next"));
        assert_eq!(keep.commit_page(empty).await.unwrap(), PageCounts::default());
        let name = QueryRow::name_of(CONNECTION, "Observation");
        let (row, _) = world.open().await.row::<QueryRow>(&name).await.unwrap().unwrap();
        assert_eq!(row.cursor(), Some(Cursor::new("next")));
        assert!(keep.body(RecordId::random()).await.is_err());
    });
}
