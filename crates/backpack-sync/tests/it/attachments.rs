//! Attachments: fetched after the records, resumed, or taken out of the record that holds them.

use backpack_connect::{ErrorKind, Item};
use backpack_keep::{AttachmentRow, AttachmentState, Keep};
use backpack_sync::{AttachmentReport, Attachments, Engine, SyncOptions};
use backpack_testkit::connector::ScriptedConnector;
use backpack_testkit::run;
use bytes::Bytes;

use crate::world::{World, patient, query, sync};

fn document(id: u32, attachment: &str) -> Item {
    Item::json(format!(
        r#"{{"resourceType":"DocumentReference","id":"{id}","subject":{{"reference":"Patient/pat-1"}},"content":[{{"attachment":{{{attachment}}}}}]}}"#
    ))
}

fn portal(documents: impl IntoIterator<Item = Item>) -> ScriptedConnector {
    ScriptedConnector::new()
        .with_query(query("Patient"), [patient()])
        .with_query(query("DocumentReference"), documents)
        .with_file("Binary/1", "text/plain", "twelve bytes")
}

fn counted(found: u64, fetched: u64, failed: u64, waiting: u64, mismatched: u64) -> AttachmentReport {
    let mut report = AttachmentReport::default();
    (report.found, report.fetched, report.failed) = (found, fetched, failed);
    (report.waiting, report.mismatched) = (waiting, mismatched);
    report
}

async fn kept(keep: &Keep) -> Vec<(String, Option<String>, Bytes)> {
    let mut all = Vec::new();
    for file in keep.files().await.unwrap() {
        let bytes = keep.open_file(file.id, None).await.unwrap().collect().await.unwrap();
        all.push((file.name, file.declared, bytes));
    }
    all.sort_by(|one, other| one.2.cmp(&other.2));
    all
}

#[test]
fn bytes_behind_links_and_in_records_become_files() {
    run(async {
        let portal = portal([
            document(1, r#""url":"Binary/1","title":"Letter","contentType":"text/plain","size":12"#),
            document(2, r#""data":"aGVs\r\nbG8\/","title":"Note","contentType":"text/rtf","size":6"#),
            document(3, r#""url":"Binary/1","title":"The same again""#),
            document(4, r#""data":"%%%""#),
        ]);
        let world = World::new();
        let (engine, connection) = world.connected(&portal).await;
        let report = sync(&engine, connection, &portal).await.unwrap();
        assert_eq!(report.attachments, counted(4, 3, 1, 0, 0));
        let keep = world.keep().await;
        let files = kept(&keep).await;
        let note = ("Note".to_owned(), Some("text/rtf".to_owned()), Bytes::from_static(b"hello?"));
        assert_eq!((files.len(), &files[0]), (2, &note), "the same bytes are one file");
        assert_eq!((files[1].1.as_deref(), &files[1].2[..]), (Some("text/plain"), &b"twelve bytes"[..]));
        let again = sync(&engine, connection, &portal).await.unwrap();
        assert_eq!(again.attachments, AttachmentReport::default(), "nothing is fetched twice");
    });
}

#[test]
fn a_broken_download_goes_on_where_it_broke() {
    run(async {
        let portal = portal([document(1, r#""url":"Binary/1""#)]);
        portal.break_download("Binary/1", 7);
        let world = World::new();
        let (engine, connection) = world.connected(&portal).await;
        let report = sync(&engine, connection, &portal).await.unwrap();
        assert_eq!(report.attachments, counted(1, 1, 0, 0, 0));
        assert_eq!(kept(&world.keep().await).await[0].2, "twelve bytes");
        assert_eq!(portal.calls()["open Binary/1"], 2);
    });
}

/// One request may take half a minute: a large file takes many, each of which breaks.
#[test]
fn a_large_download_takes_as_many_requests_as_it_needs() {
    run(async {
        const PART: usize = 1 << 20;
        let large: Vec<u8> = (0..PART * 9 + 5).map(|at| u8::try_from(at % 251).unwrap()).collect();
        let portal = portal([document(1, r#""url":"Binary/1""#), document(2, r#""url":"Binary/2""#)])
            .with_file("Binary/1", "video/mp4", large.clone())
            .with_file("Binary/2", "text/plain", "it drips");
        for _ in 0..9 {
            portal.break_download("Binary/1", PART);
            portal.break_download("Binary/2", 1);
        }
        let world = World::new();
        let (engine, connection) = world.connected(&portal).await;
        let report = sync(&engine, connection, &portal).await.unwrap();
        assert_eq!(report.attachments, counted(2, 1, 0, 1, 0), "what hardly gets further is left");
        assert_eq!((portal.calls()["open Binary/1"], portal.calls()["open Binary/2"]), (10, 4));
        let files = kept(&world.keep().await).await;
        assert!(files.len() == 1 && files[0].2 == large);
    });
}

#[test]
fn what_is_refused_marks_that_attachment_alone_and_what_fails_waits() {
    run(async {
        let portal = portal((1..4).map(|id| document(id, &format!(r#""url":"Binary/{id}""#)))).with_file(
            "Binary/3",
            "text/plain",
            "three",
        );
        portal.fail("open Binary/3", vec![Some(ErrorKind::Unreachable); 4]);
        let world = World::new();
        let (engine, connection) = world.connected(&portal).await;
        let report = sync(&engine, connection, &portal).await.unwrap();
        assert_eq!((report.attachments, report.complete), (counted(3, 1, 1, 1, 0), false));
        let rows = world.keep().await.rows::<AttachmentRow>().await.unwrap();
        let refused = rows.iter().find(|row| row.url == "Binary/2").unwrap();
        assert_eq!(refused.state, AttachmentState::Refused("nothing there".to_owned()));
        let report = sync(&engine, connection, &portal).await.unwrap();
        assert_eq!((report.attachments, report.complete), (counted(1, 1, 0, 0, 0), true));
        assert_eq!(portal.calls()["open Binary/2"], 1, "what is refused is not asked for again");
    });
}

#[test]
fn bytes_other_than_the_record_says_are_kept_and_noted() {
    run(async {
        let world = World::new();
        let portal = portal([
            document(1, r#""url":"Binary/1","size":13"#),
            document(2, r#""data":"aGVsbG8/","hash":"2jmj7l5rSw0yVb/vlWAYkK/YBwk=""#),
        ]);
        let (engine, connection) = world.connected(&portal).await;
        let report = sync(&engine, connection, &portal).await.unwrap();
        assert_eq!(report.attachments, counted(2, 2, 0, 0, 2));
    });
}

#[test]
fn too_large_ones_are_refused() {
    run(async {
        let portal = portal([document(1, r#""url":"Binary/1""#)]);
        let world = World::new();
        let (_, connection) = world.connected(&portal).await;
        let mut context = world.context();
        context.limits.attachment_bytes = 5;
        let engine = Engine::new(world.keep().await, context, SyncOptions::default());
        let report = sync(&engine, connection, &portal).await.unwrap();
        assert_eq!(report.attachments, counted(1, 0, 1, 0, 0));
        assert!(kept(&world.keep().await).await.is_empty());
    });
}

#[test]
fn they_are_left_if_the_host_says_so_and_found_later() {
    run(async {
        let portal = portal([document(1, r#""url":"Binary/1""#)]);
        let world = World::new();
        let (engine, connection) = world.connected(&portal).await;
        let mut options = SyncOptions::default();
        options.attachments = Attachments::Leave;
        let leaving = Engine::new(world.keep().await, world.context(), options);
        let report = sync(&leaving, connection, &portal).await.unwrap();
        assert_eq!((report.attachments, report.complete), (counted(1, 0, 0, 1, 0), true));
        let report = sync(&engine, connection, &portal).await.unwrap();
        assert_eq!(report.attachments, counted(1, 1, 0, 0, 0));
    });
}

#[test]
fn what_a_record_holds_and_what_lies_behind_a_link_is_one_file() {
    run(async {
        let portal = portal([
            document(1, r#""url":"Binary/1","title":"Letter""#),
            // The same twelve bytes, held by the record.
            document(2, r#""data":"dHdlbHZlIGJ5dGVz","title":"Letter, held""#),
        ]);
        let world = World::new();
        let (engine, connection) = world.connected(&portal).await;
        let report = sync(&engine, connection, &portal).await.unwrap();
        assert_eq!(report.attachments, counted(2, 2, 0, 0, 0));
        let files = world.keep().await.files().await.unwrap();
        assert_eq!((files.len(), files[0].origins.len()), (1, 2), "one file that came from two places");
    });
}

#[test]
fn every_sort_of_refusal_marks_its_attachment_alone() {
    run(async {
        let refusals = [
            ErrorKind::Forbidden("scope"),
            ErrorKind::NotFound,
            ErrorKind::Portal(410),
            ErrorKind::Unsupported,
        ];
        let portal = portal((0..5).map(|id| document(id, &format!(r#""url":"Binary/{id}""#))));
        for (id, refusal) in [0, 2, 3, 4].into_iter().zip(refusals) {
            portal.fail(&format!("open Binary/{id}"), [Some(refusal)]);
        }
        let world = World::new();
        let (engine, connection) = world.connected(&portal).await;
        let report = sync(&engine, connection, &portal).await.unwrap();
        assert_eq!((report.attachments, report.complete), (counted(5, 1, 4, 0, 0), true));
        sync(&engine, connection, &portal).await.unwrap();
        for id in 0..5 {
            assert_eq!(portal.calls()[&format!("open Binary/{id}")], 1, "{id} is not asked for again");
        }
    });
}

#[test]
fn a_portal_that_is_down_is_not_asked_for_every_attachment() {
    run(async {
        let link = |id: u32| format!("Binary/{id}");
        let named = (0..30).map(|id| document(id, &format!(r#""url":"Binary/{id}""#)));
        let held = document(90, r#""data":"aGVsbG8=""#);
        let portal = portal(named.chain([held]));
        let portal = (0..30).fold(portal, |portal, id| portal.with_file(&link(id), "text/plain", link(id)));
        for id in 0..30 {
            portal.fail(&format!("open {}", link(id)), [Some(ErrorKind::Portal(503))]);
        }
        let world = World::new();
        let mut options = SyncOptions::default();
        options.attempts = 1;
        let (_, connection) = world.connected(&portal).await;
        let engine = Engine::new(world.keep().await, world.context(), options);
        let opened = || portal.calls().iter().filter(|(name, _)| name.starts_with("open ")).count();
        let report = sync(&engine, connection, &portal).await.unwrap();
        assert_eq!(report.attachments, counted(31, 1, 0, 30, 0), "what a record holds needs no portal");
        assert!(!report.complete && opened() <= 8, "{} were asked for", opened());
        // Those that failed come last: each sync gets further, whatever fails.
        let mut syncs = 0;
        while !sync(&engine, connection, &portal).await.unwrap().complete {
            syncs += 1;
            assert!(syncs < 10);
        }
        assert_eq!(world.keep().await.files().await.unwrap().len(), 31);
    });
}

#[test]
fn without_a_grant_attachments_wait_as_they_are() {
    run(async {
        let portal = portal([document(1, r#""url":"Binary/1""#), document(2, r#""url":"Binary/2""#)]);
        let world = World::new();
        let (engine, connection) = world.connected(&portal).await;
        let leave = SyncOptions::default().with_attachments(Attachments::Leave);
        let leaving = Engine::new(world.keep().await, world.context(), leave);
        sync(&leaving, connection, &portal).await.unwrap();
        portal.fail("pull DocumentReference", [Some(ErrorKind::NeedsSignIn), Some(ErrorKind::NeedsSignIn)]);
        let report = sync(&engine, connection, &portal).await.unwrap();
        assert!(report.needs_sign_in && !report.complete);
        assert_eq!(report.attachments, counted(2, 0, 0, 2, 0));
        let rows = world.keep().await.rows::<AttachmentRow>().await.unwrap();
        assert!(
            rows.iter().all(|row| row.attempts == 0 && row.state == AttachmentState::Waiting),
            "{rows:?}"
        );
    });
}
