//! Every file of the corpora added and read: kept byte for byte, with what it says of itself or why it says nothing; no
//! panic that anybody meets, no hang, bounded memory.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use backpack::attachments::StudyFile;
use backpack::extract::{Part, Why};
use backpack::files::ByteStream;
use backpack::{Backpack, ErrorKind, Person};
use backpack_testkit::run;
use bytes::Bytes;

use super::{child, group, walk};
use crate::world::process;

const GROUPS: [&str; 5] =
    ["files/dicom-pydicom", "files/pdf-verapdf", "files/heif-libheif", "files/smart-documents", "made"];
/// The longest that adding and reading one file may take.
const LONGEST: Duration = Duration::from_secs(15);

#[test]
fn every_file_is_kept_with_what_it_says_or_why_it_says_nothing() {
    child::over_each(&GROUPS, "corpora::files::read_in_a_process_of_its_own");
}

/// Run by the test above, as another process.
#[test]
fn read_in_a_process_of_its_own() {
    child::within(async |folder, files| {
        let backpack = backpack().await;
        let mut slowest = Duration::ZERO;
        let mut missing: BTreeMap<String, usize> = BTreeMap::new();
        for path in &files {
            process::say(&format!("at {}", path.strip_prefix(&folder).unwrap().display()));
            let (took, why) = read(&backpack, path).await;
            assert!(took <= LONGEST, "{took:?}");
            slowest = slowest.max(took);
            *missing.entry(why).or_default() += 1;
        }
        format!("{} files, the slowest {slowest:?}, text {missing:?}", files.len())
    });
}

async fn backpack() -> Backpack {
    child::account().await.add_backpack(Person::new("Ana Ruiz")).await.unwrap()
}

/// Adds a file and reads it. Returns how long that took, and why there is no text, if there is none.
async fn read(backpack: &Backpack, path: &Path) -> (Duration, String) {
    let bytes = Bytes::from(std::fs::read(path).unwrap());
    let began = Instant::now();
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    let file = backpack.add_file(name, None, bytes.clone()).await.unwrap();
    let facts = backpack.file_facts(file.id).await.unwrap();
    let took = began.elapsed();
    assert!(backpack.open_file(file.id, None).await.unwrap().collect().await.unwrap() == bytes);
    let text = backpack.file_text(file.id).await.unwrap();
    let small = backpack.thumbnail(file.id).await.unwrap();
    assert_eq!(small.is_some(), facts.why_not(Part::Picture).is_none() && !bytes.is_empty(), "{facts:?}");
    let why = match (text, facts.why_not(Part::Text)) {
        (Some(_), _) => "is there".to_owned(),
        (None, Some(why)) => why.to_string(),
        (None, None) => "there is none".to_owned(),
    };
    (took, why)
}

/// Returns how many studies a medium has, and what of it is no study.
async fn medium(backpack: &Backpack, folder: &Path) -> (usize, usize, usize) {
    let mut files = Vec::new();
    walk(folder, &mut files);
    files.sort();
    let entry = |path: &std::path::PathBuf| {
        let bytes = ByteStream::from_bytes(std::fs::read(path).unwrap());
        StudyFile::new(path.to_string_lossy(), bytes)
    };
    let added = backpack.add_study(files.iter().map(entry).collect()).await.unwrap();
    (added.studies.len(), added.studies.iter().map(|study| study.files().count()).sum(), added.others.len())
}

#[test]
fn a_medium_of_studies_is_listed_study_by_study() {
    let Some(set) = group("files/dicom-pydicom") else { return };
    let mut folders = Vec::new();
    walk(set.folder.path(), &mut folders);
    let directory = folders.into_iter().find(|path| path.ends_with("dicomdirtests/DICOMDIR"));
    let Some(directory) = directory else { panic!("the group has no DICOMDIR") };
    run(async {
        let (studies, inside, others) = medium(&backpack().await, directory.parent().unwrap()).await;
        println!("corpora: a medium has {studies} studies of {inside} files, and {others} others");
        assert!(studies > 1 && inside > 20 && others >= 1);
    });
}

#[test]
fn hostile_documents_say_why_they_were_not_read() {
    let Some(set) = group("made") else { return };
    let reasons = [
        ("pdf/flate-bomb.pdf", Part::Text, Why::TooMuch),
        ("pdf/page-loop.pdf", Part::Text, Why::Damaged),
        ("pdf/truncated.pdf", Part::Text, Why::Damaged),
        ("img/bomb.png", Part::Picture, Why::TooMuch),
        ("dicom/truncated.dcm", Part::Facts, Why::Damaged),
        ("xml/deep.xml", Part::Text, Why::TooMuch),
        ("xml/xxe-http.xml", Part::Text, Why::NotSupported),
        ("zip/slip.zip", Part::Text, Why::NotSupported),
    ];
    run(async {
        let backpack = backpack().await;
        for (name, part, why) in reasons {
            let bytes = std::fs::read(set.folder.path().join("made").join(name)).unwrap();
            let file = backpack.add_file(name, None, bytes).await.unwrap();
            let facts = backpack.file_facts(file.id).await.unwrap();
            assert_eq!(facts.why_not(part), Some(why), "{name}");
        }
        // No archive of these is a study, and none is unpacked to what it would become.
        let mut archives = Vec::new();
        walk(&set.folder.path().join("made/zip"), &mut archives);
        assert!(!archives.is_empty());
        for path in archives {
            let file = backpack.add_file("study.zip", None, std::fs::read(&path).unwrap()).await.unwrap();
            let before = backpack.files().await.unwrap().len();
            match backpack.add_study_zip(file.id).await {
                Ok(added) => {
                    assert!(added.studies.is_empty() && added.others.is_empty(), "{path:?}: {added:?}");
                }
                Err(error) => assert!(matches!(error.kind(), ErrorKind::Invalid(_)), "{path:?}: {error}"),
            }
            assert_eq!(backpack.files().await.unwrap().len(), before, "{path:?}");
        }
    });
}
