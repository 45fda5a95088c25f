//! What a Backpack and a folder hold, as values to compare.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use backpack::answers::Changes;
use backpack::core::RecordId;
use backpack::keep::{Change, Filter, Show};
use backpack::{Backpack, Record};
use bytes::Bytes;
use futures_util::{FutureExt as _, StreamExt as _};

/// What is in a stream of changes by now.
pub(crate) fn told(changes: &mut Changes) -> Vec<Change> {
    let next = || changes.next().now_or_never().flatten().map(Result::unwrap);
    std::iter::from_fn(next).collect()
}

/// Every record, hidden, deleted and gone ones too, by type and id.
pub(crate) fn records(backpack: &Backpack) -> BTreeMap<String, Record> {
    let found = backpack.find(&Filter::new().show(Show::ALL));
    let all: BTreeMap<_, _> = found.records.into_iter().map(|record| (name_of(&record), record)).collect();
    assert_eq!(all.len(), found.total, "two records have one name");
    all
}

pub(crate) fn name_of(record: &Record) -> String {
    format!("{}/{}", record.header.resource_type, record.header.id.as_ref().unwrap())
}

/// Returns the record of a name such as `Observation/1`.
pub(crate) fn id_of(backpack: &Backpack, name: &str) -> RecordId {
    records(backpack).get(name).unwrap_or_else(|| panic!("{name} is not here")).id
}

/// The latest body of every record that is there, by type and id.
pub(crate) async fn bodies(backpack: &Backpack) -> BTreeMap<String, Bytes> {
    let mut bodies = BTreeMap::new();
    for (name, record) in records(backpack) {
        bodies.insert(name, backpack.body(record.id).await.unwrap());
    }
    bodies
}

/// Everything that a Backpack holds, as text to compare by: nothing of it depends on when or where it was kept.
pub(crate) async fn everything(backpack: &Backpack) -> Vec<String> {
    let mut lines = vec![format!("{:?}", backpack.person().await.unwrap())];
    for record in backpack.find(&Filter::new().show(Show::ALL)).records {
        let mut versions = Vec::new();
        for version in 0..record.versions {
            let original = backpack.original(record.id, version).await.unwrap();
            versions.push(String::from_utf8_lossy(&original.body).into_owned());
        }
        let overlay = &record.overlay;
        let notes: Vec<_> = overlay.notes.iter().map(|note| &note.text).collect();
        let marks = (record.gone, overlay.hidden, overlay.deleted, &overlay.flagged, overlay.files.len());
        lines.push(format!("{} {} {marks:?} {notes:?} {versions:?}", name_of(&record), record.kind()));
    }
    for file in backpack.files().await.unwrap() {
        let kept = (&file.name, &file.declared, file.size, file.sha1, file.origins.len());
        lines.push(format!("{kept:?}"));
    }
    let mut quarantined = backpack.keep().quarantined();
    while let Some(item) = quarantined.next().await.unwrap() {
        let body = item.original.map(|original| original.body);
        lines.push(format!("{} {body:?}", item.item.reason));
    }
    lines.sort();
    lines
}

/// Checks that two such texts are the same, and shows the first line that is not.
pub(crate) fn same(found: &[String], expected: &[String]) {
    let differing = found.iter().zip(expected).find(|(found, expected)| found != expected);
    assert_eq!(differing, None);
    assert_eq!(found.len(), expected.len(), "one has more than the other");
}

/// Every file below a folder, with its bytes.
pub(crate) fn files_below(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    fn walk(folder: &Path, files: &mut BTreeMap<PathBuf, Vec<u8>>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, files);
            } else {
                files.insert(path.clone(), fs::read(&path).unwrap());
            }
        }
    }
    let mut files = BTreeMap::new();
    walk(folder, &mut files);
    files
}
