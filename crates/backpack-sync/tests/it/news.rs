//! News: what a sync brought in words, also what an earlier one had brought and nobody was told.

use backpack_connect::{ErrorKind, Gone, Item};
use backpack_core::Cancellation;
use backpack_record::Kind;
use backpack_sync::{Engine, News, SyncError, SyncOptions};
use backpack_testkit::connector::ScriptedConnector;
use backpack_testkit::run;

use crate::world::{World, kill, patient, query, sign_in, sync};

fn lab(id: u32, value: &str) -> Item {
    Item::json(format!(
        r#"{{"resourceType":"Observation","id":"{id}","status":"final","category":[{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"laboratory"}}]}}],"subject":{{"reference":"Patient/pat-1"}},"valueString":"{value}"}}"#
    ))
}

fn pill(id: u32, status: &str) -> Item {
    Item::json(format!(
        r#"{{"resourceType":"MedicationRequest","id":"m{id}","status":"{status}","intent":"order","subject":{{"reference":"Patient/pat-1"}}}}"#
    ))
}

fn portal() -> ScriptedConnector {
    ScriptedConnector::new()
        .in_pages_of(3)
        .with_query(query("Patient"), [patient()])
        .with_query(query("labs"), (0..5).map(|id| lab(id, "1")))
        .with_query(query("pills"), [pill(1, "active"), pill(2, "active")])
}

fn lines(news: &News) -> Vec<(Kind, usize, usize, usize, &str)> {
    news.lines.iter().map(|line| (line.kind, line.new, line.changed, line.gone, line.text.as_str())).collect()
}

#[test]
fn what_a_sync_brought_is_told_by_kind() {
    run(async {
        let world = World::new();
        let portal = portal();
        let (engine, connection) = world.connected(&portal).await;
        let report = sync(&engine, connection, &portal).await.unwrap();
        let first = engine.news(connection, &report).await.unwrap();
        assert_eq!(first.records.len(), 8);
        assert_eq!(first.headline(), "8 new records from The scripted portal");

        let report = sync(&engine, connection, &portal).await.unwrap();
        let quiet = engine.news(connection, &report).await.unwrap();
        assert_eq!(
            (quiet.is_empty(), quiet.headline(), quiet.records.is_empty()),
            (true, String::new(), true)
        );

        portal.add("labs", lab(7, "1"));
        portal.add("labs", lab(8, "1"));
        portal.add("labs", lab(7, "2"));
        portal.add("labs", lab(1, "2"));
        portal.add("labs", Item::Gone(Gone::new("Observation", "2")));
        portal.add("pills", pill(2, "stopped"));
        let report = sync(&engine, connection, &portal).await.unwrap();
        let news = engine.news(connection, &report).await.unwrap();
        let expected = [
            (Kind::Medication, 0, 1, 0, "1 changed medication from The scripted portal"),
            (
                Kind::LabResult,
                2,
                1,
                1,
                "2 new and 1 changed lab results from The scripted portal, 1 no longer listed",
            ),
        ];
        assert_eq!(lines(&news), expected);
        assert_eq!(
            news.headline(),
            "2 new and 2 changed records from The scripted portal, 1 no longer listed"
        );
        assert_eq!((news.records.new.len(), news.records.changed.len(), news.records.gone.len()), (2, 2, 1));
        assert_eq!(news.connection, connection);
    });
}

#[test]
fn what_a_broken_off_sync_brought_is_told_by_the_next() {
    run(async {
        for how in ["cancelled", "killed", "failed"] {
            let world = World::new();
            let portal = portal();
            let (engine, connection) = world.connected(&portal).await;
            let cancel = Cancellation::new();
            let seen = std::sync::atomic::AtomicU64::new(0);
            let stop = |progress: &backpack_sync::Progress| {
                let received = progress.queries.iter().map(|query| match query.slot {
                    backpack_sync::Slot::Active(count) | backpack_sync::Slot::Done(count) => count,
                    _ => 0,
                });
                seen.store(received.sum(), std::sync::atomic::Ordering::Relaxed);
                // Progress is told after a page was kept.
                if how == "cancelled" && seen.load(std::sync::atomic::Ordering::Relaxed) >= 1 {
                    cancel.cancel();
                }
            };
            match how {
                "cancelled" => {
                    let ended = engine.with_cancel(cancel.clone()).sync(connection, &portal, stop).await;
                    assert!(matches!(ended, Err(SyncError::Cancelled)));
                }
                "killed" => {
                    // One query after the other, so that the patient is kept before the results' second page is asked.
                    let options = SyncOptions::default().with_concurrency(1);
                    let one_by_one = Engine::new(world.keep().await, world.context(), options);
                    kill(&portal, 3, one_by_one.sync(connection, &portal, stop)).await;
                    world.clock.advance(std::time::Duration::from_secs(120));
                }
                _ => {
                    // What ends the sync as a whole, after pages were kept.
                    portal.fail("pull labs", [None, Some(ErrorKind::Cancelled)]);
                    assert!(engine.sync(connection, &portal, stop).await.is_err());
                }
            }
            let kept = world.keep().await.catalog(backpack_keep::Catalog::len);
            assert!(kept > 0 && kept < 8, "{how}: {kept} were kept");
            let engine = world.open().await;
            let report = sync(&engine, connection, &portal).await.unwrap();
            assert!(report.new < 8, "{how}: {report:?}");
            let news = engine.news(connection, &report).await.unwrap();
            assert_eq!(news.headline(), "8 new records from The scripted portal", "{how}");
            let report = sync(&engine, connection, &portal).await.unwrap();
            assert!(engine.news(connection, &report).await.unwrap().is_empty(), "{how}: it is told once");
        }
    });
}

#[test]
fn a_sign_in_after_a_sync_that_died_leaves_nothing_untold() {
    run(async {
        let world = World::new();
        let portal = portal();
        let (_, connection) = world.connected(&portal).await;
        let options = SyncOptions::default().with_concurrency(1);
        let one_by_one = Engine::new(world.keep().await, world.context(), options);
        kill(&portal, 3, one_by_one.sync(connection, &portal, |_| {})).await;
        world.clock.advance(std::time::Duration::from_secs(120));
        let engine = world.open().await;
        sign_in(&engine, &portal).await;
        let report = sync(&engine, connection, &portal).await.unwrap();
        assert!(report.new < 8, "{report:?}");
        let news = engine.news(connection, &report).await.unwrap();
        assert_eq!(news.headline(), "8 new records from The scripted portal");
    });
}
