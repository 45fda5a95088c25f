//! Files: of any sort, on their own or with any number of records, however they came in.

use backpack::attachments::{Description, Shelved, StudyFile, media_type_of};
use backpack::extract::{Part, Why};
use backpack::files::ByteStream;
use backpack::keep::FileOrigin;
use backpack::record::entry::{Allergy, Immunization, Note, Visit, VitalSign, WeightUnit};
use backpack::{Account, Backpack, ErrorKind, Person};
use backpack_testkit::files::{PLACE, Slice, film, pdf, photo, rtf, slice, zip};
use backpack_testkit::run;
use bytes::Bytes;

use crate::world::{Connected, Home, id_of, unlock};

async fn whole(backpack: &Backpack, id: backpack::core::FileId) -> Bytes {
    backpack.open_file(id, None).await.unwrap().collect().await.unwrap()
}

fn has(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}

#[test]
fn visit_summaries_instructions_photos_scans_and_videos_come_in_as_files() {
    run(async {
        let home = Home::new();
        let account = home.create().await;
        let backpack = account.add_backpack(Person::new("Ana Ruiz")).await.unwrap();
        let scan = slice(&Slice { patient: "Ruiz^Ana", study: "1.2.3", series: 1, instance: 1 });
        for (name, bytes, shown, text) in [
            ("summary.pdf", pdf(&["Visit of 17 May", "Come back in June"]), "application/pdf", 2),
            ("instructions.rtf", rtf(&["Rest.", "Drink water."]), "application/rtf", 1),
            ("hand.jpg", photo(), "image/jpeg", 0),
            ("chest.dcm", scan, "application/dicom", 0),
            ("gait.mp4", film(), "video/mp4", 0),
            ("notes.txt", b"ask about the dose".to_vec(), "text/plain", 1),
            ("of no sort", vec![0, 1, 2, 3], "application/octet-stream", 0),
        ] {
            let file = backpack.add_file(name, None, bytes.clone()).await.unwrap();
            assert_eq!((file.name.as_str(), file.size), (name, bytes.len() as u64));
            assert_eq!(media_type_of(&file).shown(), shown, "{name}");
            assert_eq!(whole(&backpack, file.id).await, bytes, "{name}");
            let pages = backpack.file_text(file.id).await.unwrap().unwrap_or_default();
            assert_eq!(pages.len(), text, "{name}: {pages:?}");
        }
        let (_account, backpack) = home.reopened(&account).await;
        let files = backpack.files().await.unwrap();
        assert_eq!(files.len(), 7);
        let of = |name: &str| files.iter().find(|file| file.name == name).unwrap().id;
        let facts = backpack.file_facts(of("summary.pdf")).await.unwrap();
        assert_eq!((facts.pages, facts.page_size), (Some(2), Some((595, 842))));
        let facts = backpack.file_facts(of("hand.jpg")).await.unwrap();
        assert_eq!((facts.pixels, facts.taken.as_deref()), (Some((32, 48)), Some("2024-05-17T10:30:00")));
        assert!(facts.has_location);
        for name in ["summary.pdf", "hand.jpg"] {
            assert!(backpack.thumbnail(of(name)).await.unwrap().is_some(), "{name}");
        }
        let facts = backpack.file_facts(of("of no sort")).await.unwrap();
        assert_eq!(facts.why_not(Part::Text), Some(Why::NotSupported));
    });
}

#[test]
fn notes_and_files_attach_to_any_of_them() {
    run(async {
        let connected = Connected::new().await;
        connected.sync().await;
        let backpack = &connected.backpack;
        let letter = backpack.add_file("letter.pdf", None, pdf(&["Dear Ana"])).await.unwrap();
        let mut records = vec![
            backpack.add(Allergy::new("peanuts")).await.unwrap(),
            backpack.add(Immunization::new("flu")).await.unwrap(),
            backpack.add(Note::new("how I slept")).await.unwrap(),
            backpack.add(Visit::new("check-up")).await.unwrap(),
            backpack.add(VitalSign::weight("71.5", WeightUnit::Kilograms)).await.unwrap(),
        ];
        for kind in ["Condition", "Immunization", "Observation", "Encounter", "DocumentReference"] {
            records.extend(connected.clinic.references(kind).first().map(|name| id_of(backpack, name)));
        }
        assert!(records.len() > 8);
        for record in &records {
            backpack.note(*record, "see the letter").await.unwrap();
            backpack.attach(*record, letter.id).await.unwrap();
        }
        // A sync takes neither away.
        connected.sync().await;
        for record in &records {
            assert_eq!(backpack.record(*record).unwrap().overlay.notes.len(), 1);
            assert!(backpack.files_of(*record).await.unwrap().iter().any(|file| file.id == letter.id));
        }
        records.sort_unstable();
        assert_eq!(backpack.records_of(letter.id).await.unwrap(), records);
    });
}

#[test]
fn one_file_belongs_to_several_records_or_to_none() {
    run(async {
        let home = Home::new();
        let account = home.create().await;
        let backpack = account.add_backpack(Person::new("Ana Ruiz")).await.unwrap();
        let said = Description::new().named("hand.jpg").with_caption("before the operation").taken("2024-05");
        let file = backpack.add_described(said, None, ByteStream::from_bytes(photo())).await.unwrap();
        assert!(backpack.records_of(file.id).await.unwrap().is_empty());
        let visit = backpack.add(Visit::new("check-up")).await.unwrap();
        let allergy = backpack.add(Allergy::new("latex")).await.unwrap();
        for record in [visit, allergy] {
            backpack.attach(record, file.id).await.unwrap();
        }
        let mut both = [visit, allergy];
        both.sort_unstable();
        assert_eq!(backpack.records_of(file.id).await.unwrap(), both);
        let renamed = Description::new().named("left hand.jpg");
        let renamed = backpack.describe_file(file.id, renamed).await.unwrap();
        assert_eq!(renamed.name, "left hand.jpg");
        assert_eq!(renamed.caption.as_deref(), Some("before the operation"));
        for wrong in [
            Description::new().named(" "),
            Description::new().taken("May"),
            Description::new().taken("2024-05-17T10:00:00Z"),
        ] {
            let refused = backpack.describe_file(file.id, wrong).await.unwrap_err();
            assert!(matches!(refused.kind(), ErrorKind::Invalid(_)));
        }
        // Removed, no record names it, and nothing of it is left.
        backpack.remove_file(file.id).await.unwrap();
        for record in [visit, allergy] {
            assert!(backpack.record(record).unwrap().overlay.files.is_empty());
            assert!(backpack.files_of(record).await.unwrap().is_empty());
        }
        assert_eq!(backpack.file(file.id).await.unwrap_err().kind(), &ErrorKind::NotFound("file"));
        let everything = backpack.verify_with(&backpack::keep::VerifyOptions::default()).await.unwrap();
        assert!(everything.findings.is_empty(), "{:?}", everything.findings);
    });
}

#[test]
fn up_to_fifty_gigabytes_an_account() {
    run(async {
        let home = Home::new();
        assert_eq!(home.options.file_bytes, 50_000_000_000);
        let options = home.options.clone().with_file_bytes(1_000);
        let account = Account::create(home.path(), unlock(), options.clone()).await.unwrap();
        let own = account.add_backpack(Person::new("Ana Ruiz")).await.unwrap();
        let child = account.add_backpack(Person::new("Ben Ruiz")).await.unwrap();
        own.add_file("a", None, vec![b'a'; 600]).await.unwrap();
        child.add_file("b", None, vec![b'b'; 399]).await.unwrap();
        account.close().await.unwrap();

        // It counts over all of the account's Backpacks, open or not.
        let account = Account::open(home.path(), unlock(), options).await.unwrap();
        let child = account.backpack(child.id()).await.unwrap();
        let room = account.file_room().await.unwrap();
        assert_eq!((room.used, room.most), (999, 1_000));
        let refused = child.add_file("c", None, "cc").await.unwrap_err();
        assert!(matches!(refused.kind(), ErrorKind::Invalid(why) if why.contains("room")), "{refused}");
        child.add_file("c", None, "c").await.unwrap();
        assert_eq!(account.file_room().await.unwrap().used, 1_000);
        assert!(child.add_file("d", None, "d").await.is_err());
        // What is here already takes none, and what goes makes room.
        child.add_file("b again", None, vec![b'b'; 399]).await.unwrap();
        let files = child.files().await.unwrap();
        child.remove_file(files[0].id).await.unwrap();
        child.add_file("d", None, "d").await.unwrap();
    });
}

#[test]
fn a_large_upload_goes_on_after_a_restart() {
    run(async {
        let home = Home::new();
        let account = home.create().await;
        let backpack = account.add_backpack(Person::new("Ana Ruiz")).await.unwrap();
        let document = pdf(&["one", "two", "three"]);
        let mut upload = backpack.begin_upload("summary.pdf", Some("application/pdf")).await.unwrap();
        let id = upload.id();
        assert_eq!(upload.append(0, document[..300].to_vec()).await.unwrap(), 300);
        assert!(backpack.files().await.unwrap().is_empty());
        drop(upload);
        let (_account, backpack) = home.reopened(&account).await;
        assert_eq!(backpack.uploads().await.unwrap()[0].id, id);
        let mut upload = backpack.upload(id).await.unwrap();
        let wrong = upload.append(0, document[..300].to_vec()).await.unwrap_err();
        assert!(matches!(wrong.kind(), ErrorKind::Invalid(why) if why.contains("300")), "{wrong}");
        upload.append(upload.received(), document[300..].to_vec()).await.unwrap();
        let file = upload.finish().await.unwrap();
        assert_eq!(whole(&backpack, file.id).await, document);
        assert_eq!(backpack.file_text(file.id).await.unwrap().unwrap(), ["one", "two", "three"]);
        assert!(backpack.uploads().await.unwrap().is_empty());
        assert_eq!(backpack.upload(id).await.unwrap_err().kind(), &ErrorKind::NotFound("upload"));
        let given_up = backpack.begin_upload("never mind", None).await.unwrap();
        given_up.give_up().await.unwrap();
        assert!(backpack.uploads().await.unwrap().is_empty());
    });
}

#[test]
fn an_uploaded_file_equal_to_what_a_portal_sent_is_one_file_with_two_origins() {
    run(async {
        let connected = Connected::new().await;
        connected.sync().await;
        let backpack = &connected.backpack;
        let before = backpack.files().await.unwrap();
        let sent = before.iter().find(|file| file.sniffed.as_deref() == Some("application/pdf")).unwrap();
        let bytes = whole(backpack, sent.id).await;
        let mine = backpack.add_file("the same, from my own disk.pdf", None, bytes).await.unwrap();
        assert_eq!(mine.id, sent.id);
        assert_eq!(backpack.files().await.unwrap().len(), before.len());
        assert!(matches!(mine.origins[0], FileOrigin::Portal { .. }));
        assert_eq!(mine.origins.last(), Some(&FileOrigin::Person));
        // What the portal sent was not read yet, and is when there is time.
        let read = backpack.read_files().await.unwrap();
        assert!(read.failed == 0 && read.read + 1 >= before.len() as u64, "{read:?}");
        assert_eq!(backpack.read_files().await.unwrap().read, 0);
        // Removed, it is not fetched again.
        backpack.remove_file(sent.id).await.unwrap();
        connected.sync().await;
        assert_eq!(backpack.files().await.unwrap().len(), before.len() - 1);
    });
}

#[test]
fn a_dicom_folder_is_one_study_tied_to_a_record() {
    run(async {
        let home = Home::new();
        let account = home.create().await;
        let backpack = account.add_backpack(Person::new("Ana Ruiz")).await.unwrap();
        let mut folder = vec![StudyFile::new("README.TXT", ByteStream::from_bytes("how to use the viewer"))];
        for (series, instance) in [(2, 1), (1, 2), (1, 1), (1, 3)] {
            let bytes = slice(&Slice { patient: "Ruiz^Ana", study: "1.2.826.77", series, instance });
            folder
                .push(StudyFile::new(format!("DICOM/S{series}/I{instance}"), ByteStream::from_bytes(bytes)));
        }
        let added = backpack.add_study(folder).await.unwrap();
        // As a zip it is the same study, and nothing of it is there twice.
        let bytes = slice(&Slice { patient: "Ruiz^Ana", study: "1.2.826.77", series: 1, instance: 2 });
        let zipped = backpack.add_file("CT.zip", None, zip(&[("DICOM/I2", &bytes)])).await.unwrap();
        assert_eq!(backpack.add_study_zip(zipped.id).await.unwrap().studies, added.studies);
        backpack.remove_file(zipped.id).await.unwrap();
        assert_eq!(
            (added.left, added.others.len(), added.studies.len()),
            (vec!["README.TXT".to_owned()], 0, 1)
        );
        let study = &added.studies[0];
        assert_eq!((study.uid.as_str(), study.date.as_deref()), ("1.2.826.77", Some("2024-05-17")));
        assert_eq!(study.description.as_deref(), Some("CT chest"));
        let shape: Vec<Vec<i32>> = study
            .series
            .iter()
            .map(|series| series.instances.iter().map(|instance| instance.number.unwrap()).collect())
            .collect();
        assert_eq!(shape, [vec![1, 2, 3], vec![1]]);
        backpack.add_file("loose.txt", None, "on its own").await.unwrap();
        let first = study.files().next().unwrap();
        assert_eq!(backpack.thumbnail(first).await.unwrap().unwrap().media_type, "image/jpeg");
        // Four files are one thing on the shelf.
        let shelf = backpack.shelf().await.unwrap();
        assert!(
            matches!(&shelf[..], [Shelved::File(_), Shelved::Study(study)] if study.bytes > 0),
            "{shelf:?}"
        );
        let visit = backpack.add(Visit::new("check-up")).await.unwrap();
        backpack.attach_study(visit, "1.2.826.77").await.unwrap();
        assert_eq!(backpack.studies_of(visit).await.unwrap(), added.studies);
        let other = backpack.add(Visit::new("another")).await.unwrap();
        assert!(backpack.studies_of(other).await.unwrap().is_empty());
        let nowhere = backpack.attach_study(visit, "1.2.3").await.unwrap_err();
        assert_eq!(nowhere.kind(), &ErrorKind::NotFound("study"));
    });
}

#[test]
fn what_is_shared_does_not_say_where_it_was_made() {
    run(async {
        let home = Home::new();
        let account = home.create().await;
        let backpack = account.add_backpack(Person::new("Ana Ruiz")).await.unwrap();
        for bytes in [photo(), film()] {
            let file = backpack.add_file("taken somewhere", None, bytes.clone()).await.unwrap();
            let shared = backpack.open_file_to_share(file.id).await.unwrap().collect().await.unwrap();
            assert!(has(&bytes, PLACE) && !has(&shared, b"CANARY") && !has(&shared, b"GPS"));
            // What is kept stays as it is.
            assert_eq!(whole(&backpack, file.id).await, bytes);
        }
        let letter = backpack.add_file("letter.pdf", None, pdf(&["x"])).await.unwrap();
        let shared = backpack.open_file_to_share(letter.id).await.unwrap().collect().await.unwrap();
        assert_eq!(shared, pdf(&["x"]));
        let zip = backpack.add_file("all.zip", None, &b"PK\x03\x04rest"[..]).await.unwrap();
        let refused = backpack.open_file_to_share(zip.id).await.unwrap_err();
        assert!(matches!(refused.kind(), ErrorKind::Invalid(_)));
    });
}

#[test]
fn what_is_damaged_is_kept_with_the_reason_and_a_wrong_type_is_a_fact() {
    run(async {
        let home = Home::new();
        let account = home.create().await;
        let backpack = account.add_backpack(Person::new("Ana Ruiz")).await.unwrap();
        let cut = pdf(&["one"])[..100].to_vec();
        let file = backpack.add_file("cut.pdf", Some("image/jpeg"), cut.clone()).await.unwrap();
        assert_eq!(whole(&backpack, file.id).await, cut);
        assert!(!media_type_of(&file).agrees());
        let facts = backpack.file_facts(file.id).await.unwrap();
        assert_eq!(facts.why_not(Part::Text), Some(Why::Damaged));
        assert_eq!(backpack.file_text(file.id).await.unwrap(), None);
        assert_eq!(backpack.thumbnail(file.id).await.unwrap(), None);
    });
}
