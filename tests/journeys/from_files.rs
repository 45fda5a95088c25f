//! What a person already has: Bundles and NDJSON from a folder, one Backpack for each patient found there.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use backpack::connect::Context;
use backpack::import::FileConnector;
use backpack::sync::SyncReport;
use backpack::{Backpack, Filter, Person, SignIn};
use backpack_testkit::people::{PeopleOptions, Person as Invented};
use backpack_testkit::run;

use crate::world::{Home, bodies, everything, id_of, records, same, sync};

async fn import(backpack: &Backpack, files: FileConnector) -> SyncReport {
    let SignIn::Done(connections) = backpack.connect(Arc::new(files)).await.unwrap() else {
        panic!("files ask nobody to sign in")
    };
    sync(backpack, connections[0]).await.unwrap()
}

fn invented(seed: u64) -> Invented {
    Invented::from_seed(seed, PeopleOptions::with_resources(PeopleOptions::LEAST))
}

fn write_bundle(person: &Invented, path: &Path) {
    person.write_bundle("https://clinic.invalid/fhir", fs::File::create(path).unwrap()).unwrap();
}

#[test]
fn each_patient_of_a_folder_gets_a_backpack_of_their_own() {
    run(async {
        let home = Home::new();
        let folder = tempfile::tempdir().unwrap();
        let (one, two) = (invented(31), invented(32));
        write_bundle(&one, &folder.path().join("one.json"));
        write_bundle(&two, &folder.path().join("two.json"));
        let account = home.create().await;
        let context = Context::new(Arc::clone(&home.options.transport), Arc::new(home.clock.clone()));
        let people = FileConnector::new([folder.path()]).people(&context).await.unwrap();
        assert_eq!(people.found.len(), 2);
        for found in &people.found {
            let whose = if found.patient.as_deref() == Some(one.patient_id()) { &one } else { &two };
            let backpack =
                account.add_backpack(Person::new(whose.name()).born(whose.birth_date())).await.unwrap();
            let report = import(&backpack, people.connector(found)).await;
            let expected: Vec<_> = whose.resources().collect();
            assert_eq!(report.new, u64::try_from(expected.len()).unwrap(), "{report:?}");
            let here = bodies(&backpack).await;
            assert!(expected.iter().all(|resource| here[&resource.reference()] == resource.body));
            let again = import(&backpack, people.connector(found)).await;
            assert_eq!((again.new, again.changed, again.received), (0, 0, again.unchanged), "{again:?}");
        }
    });
}

/// "An import that wipes the store before it has validated its input."
#[test]
fn broken_input_costs_nothing_of_what_is_there() {
    run(async {
        let home = Home::new();
        let folder = tempfile::tempdir().unwrap();
        let person = invented(33);
        let path = folder.path().join("record.json");
        write_bundle(&person, &path);
        let account = home.create().await;
        let backpack = account.add_backpack(Person::new(person.name())).await.unwrap();
        let files = || FileConnector::new([folder.path()]);
        let first = import(&backpack, files()).await;
        let before = everything(&backpack).await;
        let whole = fs::read(&path).unwrap();
        fs::write(&path, &whole[..whole.len() / 2]).unwrap();
        let report = import(&backpack, files()).await;
        assert_eq!((report.new, report.changed, report.gone), (0, 0, 0), "{report:?}");
        let records = backpack.find(&Filter::new()).total;
        assert_eq!(u64::try_from(records).unwrap(), first.new);
        fs::write(&path, "").unwrap();
        import(&backpack, files()).await;
        fs::remove_file(&path).unwrap();
        let SignIn::Done(connections) = backpack.connect(Arc::new(files())).await.unwrap() else {
            panic!("files ask nobody to sign in")
        };
        sync(&backpack, connections[0]).await.ok();
        let left: Vec<_> =
            everything(&backpack).await.into_iter().filter(|line| before.contains(line)).collect();
        same(&left, &before);
    });
}

#[test]
fn a_deletion_that_a_source_tells_of_is_kept_as_gone_and_can_be_taken_back() {
    run(async {
        let home = Home::new();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("history.json");
        let goal = r#"{"resourceType":"Goal","id":"walk","lifecycleStatus":"active","description":{"text":"walk 1.50 km"}}"#;
        let put = format!(
            r#"{{"fullUrl":"https://clinic.invalid/fhir/Goal/walk","resource":{goal},"request":{{"method":"PUT","url":"Goal/walk"}},"response":{{"status":"200","lastModified":"2026-01-01T00:00:00Z"}}}}"#
        );
        let deleted = r#"{"fullUrl":"https://clinic.invalid/fhir/Goal/walk","request":{"method":"DELETE","url":"Goal/walk"},"response":{"status":"204","lastModified":"2026-01-02T00:00:00Z"}}"#;
        let history = |entries: &[&str]| {
            let bundle =
                format!(r#"{{"resourceType":"Bundle","type":"history","entry":[{}]}}"#, entries.join(","));
            fs::write(&path, bundle).unwrap();
        };
        let account = home.create().await;
        let backpack = account.add_backpack(Person::new("Ana Ruiz")).await.unwrap();
        history(&[&put]);
        assert_eq!(import(&backpack, FileConnector::new([folder.path()])).await.new, 1);
        let id = id_of(&backpack, "Goal/walk");
        backpack.note(id, "done twice").await.unwrap();

        history(&[deleted, &put]);
        let report = import(&backpack, FileConnector::new([folder.path()])).await;
        assert_eq!((report.gone, report.new), (1, 0), "{report:?}");
        let record = backpack.record(id).unwrap();
        assert!(record.gone, "{record:?}");
        assert_eq!(record.overlay.notes[0].text, "done twice");
        assert_eq!(backpack.body(id).await.unwrap(), goal.as_bytes());
        assert_eq!(backpack.find(&Filter::new()).total, 0);
        let (_account, backpack) = home.reopened(&account).await;
        assert!(records(&backpack)["Goal/walk"].gone);
    });
}

#[test]
fn a_document_names_the_one_it_replaces() {
    run(async {
        let home = Home::new();
        let folder = tempfile::tempdir().unwrap();
        let bundle = r#"{"resourceType":"Bundle","type":"collection","entry":[
            {"resource":{"resourceType":"DocumentReference","id":"old","status":"superseded"}},
            {"resource":{"resourceType":"DocumentReference","id":"new","status":"current",
                "relatesTo":[{"code":"replaces","target":{"reference":"DocumentReference/old"}},
                             {"code":"replaces","target":{"reference":"DocumentReference/elsewhere"}}]}}]}"#;
        fs::write(folder.path().join("letters.json"), bundle).unwrap();
        let backpack = home.create().await.add_backpack(Person::new("Ann Ek")).await.unwrap();
        import(&backpack, FileConnector::new([folder.path()])).await;
        let records = records(&backpack);
        let (old, new) = (&records["DocumentReference/old"], &records["DocumentReference/new"]);
        assert_eq!(backpack.replaces(new.id).await.unwrap(), [old.id]);
        assert_eq!(backpack.replaces(old.id).await.unwrap(), []);
        assert_eq!(old.header.status.as_deref(), Some("superseded"));
    });
}
