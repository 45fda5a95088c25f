//! Files through the engine: what the connector and the guard make of them together.

use backpack_import::FileConnector;
use backpack_sync::{Engine, SignIn, SyncReport};
use backpack_testkit::run;

use crate::world::{World, bodies};

const ANN: &str = r#"{"resourceType":"Bundle","type":"transaction","entry":[
    {"fullUrl":"urn:uuid:a","resource":{"resourceType":"Patient","id":"ann","name":[{"text":"Ann Ek"}]}},
    {"fullUrl":"urn:uuid:g","resource":{"resourceType":"Goal","id":"g","subject":{"reference":"urn:uuid:a"}}},
    {"fullUrl":"urn:uuid:o","resource":{"resourceType":"Organization","id":"o","name":"as Ann knows it"}}]}"#;

const BO: &str = r#"{"resourceType":"Bundle","type":"transaction","entry":[
    {"fullUrl":"urn:uuid:b","resource":{"resourceType":"Patient","id":"bo","name":[{"text":"Bo Lind"}]}},
    {"fullUrl":"urn:uuid:o","resource":{"resourceType":"Organization","id":"o","name":"as Bo knows it"}}]}"#;

async fn import(engine: &Engine, files: &FileConnector) -> SyncReport {
    let SignIn::Done(connections) = engine.begin(files).await.unwrap() else {
        unreachable!("files ask nothing")
    };
    engine.sync(connections[0], files, |_| {}).await.unwrap()
}

#[test]
fn a_second_import_is_all_unchanged_also_where_two_files_tell_the_same_record_differently() {
    run(async {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("ann.json"), ANN).unwrap();
        std::fs::write(folder.path().join("bo.json"), BO).unwrap();
        std::fs::write(folder.path().join("scan.pdf"), "%PDF-1.7").unwrap();
        let world = World::new();
        let engine = world.create().await;
        let files = FileConnector::new([folder.path()]);
        let first = import(&engine, &files).await;
        assert_eq!((first.received, first.new, first.changed, first.quarantined), (6, 4, 1, 1));
        let second = import(&world.open().await, &FileConnector::new([folder.path()])).await;
        assert_eq!((second.received, second.unchanged, second.quarantined), (6, 5, 1));
        let keep = world.keep().await;
        assert_eq!((keep.catalog(backpack_keep::Catalog::len), bodies(&keep).await.len()), (4, 6));
    });
}

#[test]
fn everybody_gets_their_own() {
    run(async {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("ann.json"), ANN).unwrap();
        std::fs::write(folder.path().join("bo.json"), BO).unwrap();
        let files = FileConnector::new([folder.path()]);
        let people = files.people(&World::new().context()).await.unwrap();
        assert_eq!(people.found.len(), 2);
        let world = World::new();
        let report = import(&world.create().await, &people.connector(&people.found[0])).await;
        assert_eq!((report.received, report.new, report.refused_person), (3, 3, 0));
        let world = World::new();
        let engine = world.create().await;
        let bo = people.connector(&people.found[1]);
        let SignIn::Done(connections) = engine.begin(&bo).await.unwrap() else { unreachable!() };
        let stopped = engine.sync(connections[0], &bo, |_| {}).await;
        assert!(matches!(stopped, Err(backpack_sync::SyncError::OtherPerson(_))), "this Backpack is Ann's");
    });
}
