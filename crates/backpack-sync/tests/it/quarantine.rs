//! What is no record, and what becomes of it when it can be read.

use backpack_connect::{Item, Put};
use backpack_core::ConnectionId;
use backpack_keep::{ConnectionRow, Keep, Ledger, PageCommit, Quarantined, SyncState, UpkeepRow};
use backpack_record::{READING, Refusal};
use backpack_sync::SyncError;
use backpack_testkit::connector::ScriptedConnector;
use backpack_testkit::run;

use crate::world::{World, bodies, patient, query, result, result_of, sync};

fn put(item: Item) -> Put {
    let Item::Put(put) = item else { unreachable!("it is one") };
    put
}

fn doubted(item: Item, doubt: &str) -> Item {
    let mut put = put(item);
    put.doubt = Some(doubt.to_owned());
    Item::Put(put)
}

/// Puts items into quarantine, as a version that could not read them did.
async fn unread(keep: &Keep, connection: ConnectionId, items: impl IntoIterator<Item = Item>) {
    let mut page = PageCommit::new(connection, "labs", Ledger::new(backpack_core::Timestamp::from_millis(1)));
    page.quarantined = items.into_iter().map(|item| Quarantined::new(put(item), Refusal::TooDeep)).collect();
    keep.commit_page(page).await.unwrap();
}

fn portal() -> ScriptedConnector {
    ScriptedConnector::new()
        .with_query(query("Patient"), [patient()])
        .with_query(query("labs"), [result(1, "1")])
}

#[test]
fn what_the_connector_doubts_is_counted_and_never_a_record() {
    run(async {
        let portal = portal();
        let doubt = "a Device came where an Observation was asked for";
        portal.add("labs", doubted(Item::json(r#"{"resourceType":"Device","id":"d"}"#), doubt));
        portal.add("labs", doubted(result_of("Patient/pat-2", 2, "1"), "not asked for"));
        let world = World::new();
        let (engine, connection) = world.connected(&portal).await;
        let report = sync(&engine, connection, &portal).await.unwrap();
        assert_eq!((report.received, report.new, report.quarantined, report.refused_person), (4, 2, 2, 0));
        assert_eq!((report.by_type.get("Device"), report.complete), (None, true));
        let retried = engine.retry_quarantine(connection, &portal).await.unwrap();
        assert_eq!((retried.released, retried.refused, retried.remaining), (0, 0, 2));
        let keep = world.keep().await;
        let mut reasons: Vec<String> =
            keep.catalog(|catalog| catalog.quarantined().map(|item| item.reason).collect());
        reasons.sort();
        assert_eq!(
            (reasons, keep.catalog(backpack_keep::Catalog::len)),
            (vec![doubt.to_owned(), "not asked for".to_owned()], 2)
        );
    });
}

#[test]
fn a_second_reading_keeps_what_concerns_the_patient_alone() {
    run(async {
        let portal = portal();
        let world = World::new();
        let (engine, connection) = world.connected(&portal).await;
        sync(&engine, connection, &portal).await.unwrap();
        let bo = r#"{"resourceType":"Patient","id":"pat-1","name":[{"text":"Bo Lind"}]}"#;
        let letter = r#"{"resourceType":"DocumentReference","id":"d","subject":{"reference":"Patient/pat-1"},
            "content":[{"attachment":{"data":"aGVsbG8/"}}]}"#;
        let items = [
            result(2, "1"),
            result_of("Patient/pat-2", 3, "1"),
            Item::json(bo),
            Item::json("{"),
            Item::json(letter),
        ];
        unread(&world.keep().await, connection, items).await;
        let engine = world.open().await;
        let retried = engine.retry_quarantine(connection, &portal).await.unwrap();
        assert_eq!((retried.released, retried.refused, retried.remaining), (2, 1, 2));
        let keep = world.keep().await;
        assert_eq!(keep.catalog(|catalog| (catalog.len(), catalog.quarantined().count())), (4, 2));
        keep.compact().await.unwrap();
        let stored = bodies(&keep).await;
        assert!(!stored.iter().any(|body| String::from_utf8_lossy(body).contains("pat-2")));
        // What it names is brought by the next sync, though no page brought it.
        let report = sync(&world.open().await, connection, &portal).await.unwrap();
        assert_eq!((report.attachments.found, report.attachments.fetched), (1, 1));
        let report = sync(&world.open().await, connection, &portal).await.unwrap();
        assert_eq!(report.attachments.found, 0);
        assert!(matches!(
            engine.retry_quarantine(ConnectionId::random(), &portal).await,
            Err(SyncError::NoSuchConnection)
        ));
    });
}

#[test]
fn a_sync_reads_again_once_reading_has_improved() {
    run(async {
        let portal = portal();
        let world = World::new();
        let (engine, connection) = world.connected(&portal).await;
        sync(&engine, connection, &portal).await.unwrap();
        let keep = world.keep().await;
        unread(&keep, connection, [result(2, "1"), result_of("Patient/pat-2", 3, "1")]).await;
        let count = async || {
            let keep = world.keep().await;
            keep.catalog(|catalog| (catalog.len(), catalog.quarantined().count()))
        };
        sync(&world.open().await, connection, &portal).await.unwrap();
        assert_eq!(count().await, (2, 2), "this version has read it already");
        let (mut upkeep, _) = keep.row::<UpkeepRow>(connection.as_bytes()).await.unwrap().unwrap();
        assert_eq!(upkeep.reading, READING);
        upkeep.reading = READING - 1;
        world.keep().await.write(backpack_keep::RowBatch::new().put(&upkeep)).await.unwrap();
        let report = sync(&world.open().await, connection, &portal).await.unwrap();
        assert_eq!((report.received, count().await), (0, (3, 0)));
        let news = world.open().await.news(connection, &report).await.unwrap();
        assert_eq!((news.records.new.len(), news.records.len()), (1, 1), "it is new to the person");
        let (upkeep, _) = world.keep().await.row::<UpkeepRow>(connection.as_bytes()).await.unwrap().unwrap();
        assert_eq!(upkeep.reading, READING);
    });
}

#[test]
fn a_cancelled_sync_does_not_seem_to_run_and_the_next_one_looks_at_everything() {
    run(async {
        let letter =
            r#"{"resourceType":"DocumentReference","id":"d","content":[{"attachment":{"data":"aGVsbG8/"}}]}"#;
        let portal = portal();
        portal.add("labs", Item::json(letter));
        let world = World::new();
        let (engine, connection) = world.connected(&portal).await;
        let cancel = backpack_core::Cancellation::new();
        let engine = engine.with_cancel(cancel.clone());
        let stop = |progress: &backpack_sync::Progress| {
            if progress.queries.iter().all(|query| matches!(query.slot, backpack_sync::Slot::Done(_))) {
                cancel.cancel();
            }
        };
        let ended = engine.sync(connection, &portal, stop).await;
        assert!(matches!(ended, Err(SyncError::Cancelled)));
        let keep = world.keep().await;
        let (row, _) = keep.row::<ConnectionRow>(connection.as_bytes()).await.unwrap().unwrap();
        assert_eq!((row.sync, row.last_success), (SyncState::Cancelled, None));
        assert_eq!((keep.catalog(backpack_keep::Catalog::len), keep.files().await.unwrap().len()), (3, 0));
        let report = sync(&world.open().await, connection, &portal).await.unwrap();
        assert_eq!((report.received, report.attachments.fetched, report.complete), (0, 1, true));
        let (row, _) = world.keep().await.row::<ConnectionRow>(connection.as_bytes()).await.unwrap().unwrap();
        assert_eq!(row.sync, SyncState::Ok);
    });
}
