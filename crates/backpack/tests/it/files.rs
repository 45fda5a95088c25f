use backpack::extract::Why;
use backpack::keep::{Act, ActivityFilter};
use backpack::record::entry::Visit;
use backpack::{ErrorKind, Person};
use backpack_testkit::files::{Slice, pdf, photo, slice, zip};

use crate::account;

#[test]
fn a_record_knows_its_files() {
    backpack_testkit::run(async {
        let (account, _storage) = account().await;
        let backpack = account.add_backpack(Person::new("Ana Ruiz")).await.unwrap();
        let visit = backpack.add(Visit::new("Check-up")).await.unwrap();
        let other = backpack.add(Visit::new("Another")).await.unwrap();
        let scan =
            backpack.add_file("scan.pdf", Some("application/pdf"), &b"%PDF-1.4 scan"[..]).await.unwrap();
        backpack.add_file("loose.txt", None, &b"belongs to nothing"[..]).await.unwrap();
        backpack.attach(visit, scan.id).await.unwrap();

        let names = async |record| -> Vec<String> {
            backpack.files_of(record).await.unwrap().into_iter().map(|file| file.name).collect()
        };
        assert_eq!(names(visit).await, ["scan.pdf"]);
        assert!(names(other).await.is_empty());
        backpack.detach(visit, scan.id).await.unwrap();
        assert!(names(visit).await.is_empty());
        let nowhere = backpack.files_of(backpack::core::RecordId::random()).await.unwrap_err();
        assert_eq!(nowhere.kind(), &ErrorKind::NotFound("record"));
    });
}

#[test]
fn a_photo_that_is_removed_as_a_file_is_no_photo_any_more() {
    backpack_testkit::run(async {
        let (account, _storage) = account().await;
        let backpack = account.add_backpack(Person::new("Ana Ruiz")).await.unwrap();
        let photo = backpack.add_file("ana.jpg", None, photo()).await.unwrap();
        let other = backpack.add_file("other.txt", None, "another").await.unwrap();
        let mut person = backpack.person().await.unwrap();
        person.profile.photo = Some(photo.id);
        backpack.set_person(person.clone()).await.unwrap();
        backpack.remove_file(other.id).await.unwrap();
        assert_eq!(backpack.person().await.unwrap(), person);
        backpack.remove_file(photo.id).await.unwrap();
        person.profile.photo = None;
        assert_eq!(backpack.person().await.unwrap(), person);
        // It is told, before the file is.
        let told = backpack.activity(&ActivityFilter::new()).await.unwrap().acts;
        let told: Vec<&Act> = told.iter().map(|told| &told.act).collect();
        let described = told.iter().filter(|act| matches!(act, Act::PersonDescribed)).count();
        assert_eq!(described, 2, "{told:?}");
        // What is known of the person can be written again.
        backpack.set_person(person).await.unwrap();
    });
}

/// Returns a zip of a study as a hospital hands it out: three slices, their directory, a viewer, a letter and a zip.
fn study() -> Vec<u8> {
    let of = |instance| slice(&Slice { patient: "Ruiz^Ana", study: "1.2.826.78", series: 1, instance });
    // The class of a directory (PS3.4), and nothing else.
    let directory = [vec![0; 128], b"DICM\x02\0\x02\0UI\x14\x001.2.840.10008.1.3.10".to_vec()].concat();
    let directory = [directory, b"\x08\0\x05\0CS\x0a\0ISO_IR 100".to_vec()].concat();
    let (inner, letter) = (zip(&[("I4", &of(4))]), pdf(&["About the scan"]));
    zip(&[
        ("DICOMDIR", &directory),
        ("STUDY/", b""),
        ("STUDY/SERIES/I3", &of(3)),
        ("../../etc/I1", &of(1)),
        ("C:\\STUDY\\I2", &of(2)),
        ("VIEWER.EXE", b"MZ no picture"),
        ("letter.pdf", &letter),
        ("more.zip", &inner),
        ("empty", b""),
    ])
}

#[test]
fn a_zip_of_dicom_is_one_study_and_stays_as_it_is() {
    backpack_testkit::run(async {
        let (account, _storage) = account().await;
        let backpack = account.add_backpack(Person::new("Ana Ruiz")).await.unwrap();
        let file = backpack.add_file("scan.zip", Some("application/zip"), study()).await.unwrap();
        let added = backpack.add_study_zip(file.id).await.unwrap();
        assert_eq!(added.left, ["VIEWER.EXE", "letter.pdf", "more.zip", "empty"]);
        assert_eq!((added.failed, added.others.len(), added.studies.len()), (vec![], 1, 1));
        let mut names = Vec::new();
        for id in added.studies[0].files() {
            names.push(backpack.file(id).await.unwrap().name);
        }
        assert_eq!(
            (added.studies[0].uid.as_str(), names),
            ("1.2.826.78", ["I1", "I2", "I3"].map(String::from).to_vec())
        );
        let kept = backpack.file(added.others[0]).await.unwrap();
        assert!(backpack.file_facts(kept.id).await.unwrap().dicom.unwrap().is_directory);
        // A second time nothing is there twice; the zip goes when the person says so.
        backpack.add_study_zip(file.id).await.unwrap();
        assert_eq!(backpack.files().await.unwrap().len(), 5);
        backpack.remove_file(file.id).await.unwrap();
        assert_eq!(backpack.studies().await.unwrap(), added.studies);
    });
}

#[test]
fn a_zip_that_is_damaged_or_a_bomb_says_so() {
    backpack_testkit::run(async {
        let (account, _storage) = account().await;
        let backpack = account.add_backpack(Person::new("Ana Ruiz")).await.unwrap();
        // One member was changed on the way: the others are added.
        let mut bytes = study();
        let at = bytes.windows(15).position(|window| window == b"STUDY/SERIES/I3").unwrap();
        bytes[at + 15..at + 25].fill(0xff);
        let file = backpack.add_file("scan.zip", None, bytes).await.unwrap();
        let added = backpack.add_study_zip(file.id).await.unwrap();
        let failed: Vec<_> = added.failed.iter().map(|failed| (failed.path.as_str(), failed.why)).collect();
        assert_eq!(failed, [("STUDY/SERIES/I3", Why::Damaged)]);
        assert_eq!(added.studies[0].files().count(), 2);
        // 200 MiB that weigh a few hundred bytes, as its directory says.
        let mut bomb = zip(&[("I1", &[0; 1000])]);
        let at = bomb.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
        bomb[at + 24..at + 28].copy_from_slice(&(200_u32 << 20).to_le_bytes());
        for (name, bytes) in [("bomb.zip", bomb), ("letter.pdf", pdf(&["no zip"])), ("none", Vec::new())] {
            let file = backpack.add_file(name, None, bytes).await.unwrap();
            let refused = backpack.add_study_zip(file.id).await.unwrap_err();
            assert!(matches!(refused.kind(), ErrorKind::Invalid(_)), "{name}: {refused}");
        }
        assert_eq!(backpack.files().await.unwrap().len(), 7);
    });
}
