//! Everything that goes out comes back.

use std::collections::BTreeMap;

use backpack_archive::{Chain, Counts, Identity, Source};
use backpack_core::{ContactId, SecretBytes, Timestamp};
use backpack_keep::{AccessRow, ActivityFilter, Authorisation, ConnectionRow, GrantRow, Keep};
use backpack_record::{Actor, OverlayChange, OverlayEvent, Relation};
use backpack_testkit::run;

use crate::world::{
    CONNECTION, TOKEN, World, correct, exported, live, page, parts_of, put, restore, result, shown,
};

#[test]
fn a_backup_that_is_restored_exports_byte_for_byte_the_same() {
    run(async {
        let (scratch, world) = (tempfile::tempdir().unwrap(), World::new());
        let keep = world.create().await;
        live(&world, &keep).await;
        let file = scratch.path().join("whole.age");
        let written = world.back_up(&keep, &file, None).await;
        let expected =
            Counts { records: 10, versions: 14, events: 6, quarantined: 2, files: 2, connections: 2 };
        assert_eq!((written.whole, written.counts), (true, expected));
        let (there, back) = restore(&world, &[&file]).await;
        assert_eq!(exported(&back).await, exported(&keep).await);
        assert_eq!(back.space(), keep.space());
        back.verify().await.unwrap();
        // What opens again is the same, too.
        back.close().await;
        let again = Keep::open(there.parts()).await.unwrap();
        assert_eq!(exported(&again).await, exported(&keep).await);
        assert_eq!(again.sweep().await.unwrap(), 0);
    });
}

#[test]
fn what_the_person_said_on_top_comes_back_and_holds_on() {
    run(async {
        let (scratch, world) = (tempfile::tempdir().unwrap(), World::new());
        let keep = world.create().await;
        live(&world, &keep).await;
        let ids: Vec<_> = keep.catalog(|catalog| catalog.records().map(|record| record.id()).collect());
        let first = scratch.path().join("first.age");
        let before = world.back_up(&keep, &first, None).await;
        let linked =
            |to, words: Option<&str>| OverlayChange::Linked(to, Relation::CausedBy, words.map(str::to_owned));
        let contact = |id| ContactId::from_bytes([id; 16]);
        let changes = [
            OverlayChange::Tagged("Größe \u{1f9ec}".into()),
            OverlayChange::Tagged("gone".into()),
            OverlayChange::Untagged("GONE".into()),
            linked(ids[1], None),
            linked(ids[2], Some("\"so\"\nit seems")),
            OverlayChange::Unlinked(ids[1]),
            OverlayChange::ContactLinked(contact(1)),
            OverlayChange::ContactLinked(contact(2)),
            OverlayChange::ContactUnlinked(contact(1)),
        ];
        let event = |change| OverlayEvent::new(ids[0], Actor::Person, Timestamp::from_millis(1), change);
        keep.append(changes.map(event).to_vec()).await.unwrap();
        assert!(correct(&keep, ids[0], "valueQuantity.value", "1.0050").await);
        assert!(correct(&keep, ids[0], "code.text", "Zucker").await);
        assert!(correct(&keep, ids[0], "effectiveDateTime", "2018").await);
        keep.append(vec![event(OverlayChange::Uncorrected("effectiveDateTime".parse().unwrap()))])
            .await
            .unwrap();
        // The source changes one of them since.
        let changed = result("a", "44").replace("Glucose", "Zucker");
        keep.commit_page(page(CONNECTION, vec![put(changed)])).await.unwrap();
        let second = scratch.path().join("second.age");
        world.back_up(&keep, &second, Some(before.mark)).await;
        let whole = scratch.path().join("whole.age");
        world.back_up(&keep, &whole, None).await;
        let conflicts = |keep: &Keep| keep.catalog(|catalog| catalog.in_conflict());
        assert_eq!(conflicts(&keep), [ids[0]]);
        for files in [vec![first.as_path(), &second], vec![whole.as_path()]] {
            let (there, back) = restore(&world, &files).await;
            assert_eq!(exported(&back).await, exported(&keep).await);
            assert_eq!(shown(&back), shown(&keep));
            assert_eq!(conflicts(&back), [ids[0]]);
            assert_eq!(shown(&Keep::open(there.parts()).await.unwrap()), shown(&keep));
            // And the next sync finds it as it was.
            let again = result("a", "45").replace("Glucose", "Zucker");
            back.commit_page(page(CONNECTION, vec![put(again)])).await.unwrap();
            let shown = back.catalog(|catalog| catalog.record(ids[0]).unwrap().effective().into_owned());
            assert!(format!("{:?}", shown.value).contains("1.0050"), "{:?}", shown.value);
        }
    });
}

#[test]
fn what_is_restored_goes_on_where_it_stood() {
    run(async {
        let (scratch, world) = (tempfile::tempdir().unwrap(), World::new());
        let keep = world.create().await;
        live(&world, &keep).await;
        let file = scratch.path().join("whole.age");
        world.back_up(&keep, &file, None).await;
        let (_, back) = restore(&world, &[&file]).await;
        // The same page once more says nothing new, here as there: every item meets itself.
        let again = || {
            let puts = vec![
                put(result("a", "3")),
                put(r#"{"resourceType":"Basic","x":2}"#),
                put(b"{\"broken\": \xff".to_vec()),
            ];
            page(CONNECTION, puts)
        };
        for keep in [&keep, &back] {
            let counts = keep.commit_page(again()).await.unwrap();
            assert_eq!((counts.new, counts.changed, counts.unchanged, counts.quarantined), (0, 0, 2, 1));
            assert_eq!(keep.catalog(|catalog| catalog.quarantined().count()), 2);
        }
        // And the same bytes are the same file.
        let file = backpack_keep::NewFile::new("again");
        let content = backpack_files::ByteStream::from_bytes(b"%PDF-1.4 one".to_vec());
        let met = back.add_file(file, content).await.unwrap();
        assert_eq!((met.name.as_str(), back.files().await.unwrap().len()), ("1.pdf", 2));
        let connection: ConnectionRow = back.row(CONNECTION.as_bytes()).await.unwrap().unwrap().0;
        assert_eq!(connection.authorisation, Authorisation::NeedsSignIn);
        assert!(back.rows::<GrantRow>().await.unwrap().is_empty());
        assert!(back.rows::<AccessRow>().await.unwrap().is_empty());
    });
}

#[test]
fn the_acts_that_brought_a_record_are_told_apart_from_those_of_before_a_restore() {
    run(async {
        let (scratch, world) = (tempfile::tempdir().unwrap(), World::new());
        let keep = world.create().await;
        let one = |value: &str| page(CONNECTION, vec![put(result("one", value))]);
        // Pages that bring other things, so that numbers of commit groups there and here meet.
        for number in 0..12 {
            let other = put(result(&format!("other-{number}"), "1"));
            keep.commit_page(page(CONNECTION, vec![other])).await.unwrap();
        }
        keep.commit_page(one("1")).await.unwrap();
        let file = scratch.path().join("whole.age");
        world.back_up(&keep, &file, None).await;
        let (there, back) = restore(&world, &[&file]).await;
        let id = back.catalog(|catalog| {
            catalog.records().find(|record| record.header().id.as_deref() == Some("one")).map(|r| r.id())
        });
        let filter = ActivityFilter::new().record(id.unwrap()).oldest_first();
        let told = async |keep: &Keep| {
            let acts = keep.activity(&filter).await.unwrap().acts;
            acts.iter().map(|act| act.number).collect::<Vec<_>>()
        };
        let before = back.activity(&ActivityFilter::new()).await.unwrap().acts[0].number;
        assert_eq!(told(&keep).await, [before]);
        // What was put back names commit groups of elsewhere: none of it is taken for one of here.
        assert_eq!(told(&back).await, [0_u64; 0]);
        back.commit_page(one("2")).await.unwrap();
        back.commit_page(page(CONNECTION, vec![put(result("another", "1"))])).await.unwrap();
        back.append(vec![OverlayEvent::new(
            id.unwrap(),
            Actor::Person,
            Timestamp::from_millis(0),
            OverlayChange::Hidden,
        )])
        .await
        .unwrap();
        assert_eq!(told(&back).await, [before + 1, before + 3]);
        back.close().await;
        let again = Keep::open(there.parts()).await.unwrap();
        assert_eq!(told(&again).await, [before + 1, before + 3]);
    });
}

#[test]
fn an_export_comes_back_under_other_ids_and_is_otherwise_the_same() {
    run(async {
        let (scratch, world) = (tempfile::tempdir().unwrap(), World::new());
        let keep = world.create().await;
        live(&world, &keep).await;
        let folder = scratch.path().join("plain");
        std::fs::create_dir(&folder).unwrap();
        backpack_archive::export_to(&keep, &folder, Timestamp::from_millis(1)).await.unwrap();
        let chain = Chain::open(vec![Source::folder(&folder)]).await.unwrap();
        assert!(chain.stable_key().is_none());
        let there = world.for_chain(&chain, Identity::Anew);
        let back = chain.restore(there.parts(), Identity::Anew).await.unwrap().keep;
        let mut expected = exported(&keep).await;
        rename(&mut expected, &keep, &back);
        let found = exported(&back).await;
        assert_eq!(found.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
        for (path, part) in &expected {
            let (found, part) = (&found[path], part);
            assert_eq!(String::from_utf8_lossy(found), String::from_utf8_lossy(part), "{path}");
            assert_eq!(found, part, "{path}");
        }
        back.verify().await.unwrap();
    });
}

/// Puts the ids of one Backpack's records in place of another's, wherever they stand.
fn rename(parts: &mut BTreeMap<String, Vec<u8>>, from: &Keep, to: &Keep) {
    let ids = |keep: &Keep| {
        keep.catalog(|catalog| {
            let mut quarantined: Vec<_> = catalog.quarantined().collect();
            quarantined.sort_by_key(|item| (item.received, item.connection, item.length));
            let quarantined = quarantined.iter().map(|item| item.id.to_string());
            catalog.records().map(|record| record.id().to_string()).chain(quarantined).collect::<Vec<_>>()
        })
    };
    for (from, to) in ids(from).iter().zip(ids(to)) {
        // An act keeps the ids it tells of, since the hash is over them.
        for (_, part) in parts.iter_mut().filter(|(path, _)| !path.starts_with("activity/")) {
            while let Some(at) = part.windows(32).position(|window| window == from.as_bytes() && from != &to)
            {
                part.splice(at..at + 32, to.bytes());
            }
        }
    }
}

#[test]
fn bodies_stand_as_they_came_and_what_is_shown_is_ndjson() {
    run(async {
        let (scratch, world) = (tempfile::tempdir().unwrap(), World::new());
        let keep = world.create().await;
        live(&world, &keep).await;
        let folder = scratch.path().join("plain");
        backpack_archive::export_to(&keep, &folder, Timestamp::from_millis(1)).await.unwrap();
        let parts = parts_of(&folder);
        let text = |path: &str| String::from_utf8(parts[path].clone()).unwrap();
        let shown = text("fhir/Observation-0001.ndjson");
        for line in shown.lines() {
            let resource: serde_json::Value = serde_json::from_str(line).unwrap();
            assert_eq!(resource["resourceType"], "Observation");
        }
        assert!(shown.contains(&result("a", "3")) && shown.contains(&result("back", "1")));
        // What is older, gone or deleted stands apart.
        let kept = text("kept/Observation-0001.ndjson");
        assert_eq!(kept.lines().filter(|line| line.contains("\"id\":\"a\"")).count(), 2);
        assert!(kept.contains("\"id\":\"gone\"") && !shown.contains("\"id\":\"gone\""));
        assert_eq!(text("kept/Condition-0001.ndjson").lines().count(), 3);
        // A hidden body with line breaks is one line there, and stands as it came beside it.
        let raw = text("raw/0001");
        assert!(raw.contains("{\r\n  \"resourceType\": \"Condition\""), "{raw}");
        assert!(
            text("kept/Condition-0001.ndjson")
                .contains(r#"{"resourceType":"Condition","id":"c1","note":[{"text":"a \"b\"  c"}]}"#)
        );
        assert!(parts.keys().any(|path| path.starts_with("files/") && path.ends_with("/1.pdf")));
    });
}

#[test]
fn no_archive_holds_a_token_and_no_export_a_key() {
    run(async {
        let (scratch, world) = (tempfile::tempdir().unwrap(), World::new());
        let keep = world.create().await;
        live(&world, &keep).await;
        let held = keep.rows::<GrantRow>().await.unwrap();
        assert!(held.iter().any(|grant| grant.secret.expose() == TOKEN.as_bytes()), "the test has a token");
        let file = scratch.path().join("whole.age");
        world.back_up(&keep, &file, None).await;
        let stable: SecretBytes = world.file.stable_key(&world.root, world.space).unwrap();
        let plain = exported(&keep).await;
        for (path, part) in plain.iter().chain(&crate::open::parts_of_backup(&file)) {
            assert!(!contains(part, TOKEN.as_bytes()), "{path} holds a token");
            assert!(!contains(part, stable.expose()), "{path} holds the key as it is");
        }
        assert!(plain.keys().all(|path| path != "keys.json"));
        assert!(crate::open::parts_of_backup(&file).contains_key("keys.json"));
    });
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

#[test]
fn nothing_is_written_over_and_a_dropped_call_leaves_nothing() {
    run(async {
        let (scratch, world) = (tempfile::tempdir().unwrap(), World::new());
        let keep = world.create().await;
        live(&world, &keep).await;
        let (folder, file) = (scratch.path().join("plain"), scratch.path().join("whole.age"));
        std::fs::create_dir(&folder).unwrap();
        std::fs::write(folder.join("mine"), "mine").unwrap();
        let now = Timestamp::from_millis(1);
        let refused = backpack_archive::export_to(&keep, &folder, now).await;
        assert!(matches!(refused, Err(backpack_archive::Error::Exists)), "{refused:?}");
        std::fs::write(&file, "mine").unwrap();
        let refused =
            backpack_archive::back_up(&keep, &file, crate::world::lock(), now, world.options(None)).await;
        assert!(matches!(refused, Err(backpack_archive::Error::Exists)), "{refused:?}");
        assert_eq!(std::fs::read(&file).unwrap(), b"mine");
        std::fs::remove_file(&file).unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
        // Dropped after any number of polls: there is the whole, or nothing.
        for polls in 0..40 {
            let mut work = Box::pin(backpack_archive::export_to(&keep, &folder, now));
            let mut ended = false;
            for _ in 0..polls {
                ended = futures_util::poll!(&mut work).is_ready();
                if ended {
                    break;
                }
                tokio::task::yield_now().await;
            }
            drop(work);
            // A call that was dropped at its end may have come to it all the same; then there is the whole.
            if folder.exists() {
                assert!(folder.join("manifest.json").is_file(), "{polls} {ended}");
                std::fs::remove_dir_all(&folder).unwrap();
            }
        }
        // What a killed process left is begun anew; what is somebody else's is not touched.
        let part = scratch.path().join("plain.part");
        while part.exists() {
            tokio::task::yield_now().await;
        }
        if folder.exists() {
            std::fs::remove_dir_all(&folder).unwrap();
        }
        std::fs::create_dir(&part).unwrap();
        std::fs::write(part.join("mine"), "mine").unwrap();
        let refused = backpack_archive::export_to(&keep, &folder, now).await;
        assert!(matches!(refused, Err(backpack_archive::Error::Exists)), "{refused:?}");
        std::fs::rename(part.join("mine"), part.join("about.json")).unwrap();
        backpack_archive::export_to(&keep, &folder, now).await.unwrap();
        assert!(!part.exists());
    });
}
