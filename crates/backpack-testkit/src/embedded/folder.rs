//! Checks of what lies in the folder: made, opened again, refused.
#![expect(clippy::unwrap_used, reason = "a check fails by panicking")]
#![expect(clippy::missing_panics_doc, reason = "a check fails by panicking")]

use std::fs;

use backpack_store::{Error, ErrorKind};

use super::fixture::{holds, open, put, refuses};
use super::{Embedded, Mode, Opening, contents};

const ENTRIES: u32 = 200;

/// Checks that a store that was closed, and one that was dropped, has everything when it is opened again.
pub async fn reopened_stores_have_everything(subject: &dyn Embedded) {
    let folder = tempfile::tempdir().unwrap();
    let bytes = |number: u32| number as usize * 300;
    let store = open(subject, folder.path()).await.unwrap();
    for number in 0..ENTRIES / 2 {
        store.commit(put(number, bytes(number))).await.unwrap();
    }
    store.close().await.unwrap();
    drop(store);
    let store = open(subject, folder.path()).await.unwrap();
    holds(&*store, ENTRIES, |number| (number < ENTRIES / 2).then(|| bytes(number))).await;
    for number in ENTRIES / 2..ENTRIES {
        store.commit(put(number, bytes(number))).await.unwrap();
    }
    drop(store);
    holds(&*open(subject, folder.path()).await.unwrap(), ENTRIES, |number| Some(bytes(number))).await;
}

/// Checks that a second opener is refused as `InUse` until the first one is gone.
pub async fn one_opener_at_a_time(subject: &dyn Embedded) {
    let folder = tempfile::tempdir().unwrap();
    let store = open(subject, folder.path()).await.unwrap();
    assert_eq!(kind(open(subject, folder.path()).await), Some(ErrorKind::InUse));
    store.commit(put(1, 10)).await.unwrap();
    drop(store);
    open(subject, folder.path()).await.unwrap();
}

/// Checks that a store is made only where it may be, in folders that are made for it, and opened only where it may be.
pub async fn modes_say_what_may_be_there(subject: &dyn Embedded) {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("a/b/store");
    let open = async |mode| subject.open(&store, Opening::usual().mode(mode)).await;
    assert_eq!(kind(open(Mode::Existing).await), Some(ErrorKind::NotAStore));
    assert!(!store.exists(), "nothing was made");
    drop(open(Mode::CreateNew).await.unwrap());
    assert_eq!(kind(open(Mode::CreateNew).await), Some(ErrorKind::Exists));
    drop(open(Mode::Existing).await.unwrap());
    drop(open(Mode::CreateOrOpen).await.unwrap());
}

/// Checks that a folder with something else in it, and a file in place of a folder, is `NotAStore` and left as it is.
pub async fn other_folders_are_no_store(subject: &dyn Embedded) {
    let folder = tempfile::tempdir().unwrap();
    let picture = folder.path().join("holiday.jpg");
    fs::write(&picture, "picture").unwrap();
    refuses(subject, folder.path(), ErrorKind::NotAStore, "a folder of pictures").await;
    let before = contents(folder.path());
    assert_eq!(kind(open(subject, &picture).await), Some(ErrorKind::NotAStore));
    assert!(contents(folder.path()) == before);
}

/// Checks that a store of a newer format is refused by its number, and left as it is.
pub async fn newer_formats_are_refused_by_number(subject: &dyn Embedded) {
    let folder = tempfile::tempdir().unwrap();
    open(subject, folder.path()).await.unwrap().commit(put(1, 10)).await.unwrap();
    fs::write(folder.path().join(subject.texts().file), subject.texts().newer).unwrap();
    refuses(subject, folder.path(), ErrorKind::NewerFormat(7), "a newer format").await;
}

/// Checks that what a power cut in the middle of making leaves is made anew: nothing was acknowledged, and the engine's
/// files are anything.
pub async fn broken_off_creations_are_made_anew(subject: &dyn Embedded) {
    for garbage in [Vec::new(), vec![0; 70_000]] {
        let folder = tempfile::tempdir().unwrap();
        let store = open(subject, folder.path()).await.unwrap();
        store.close().await.unwrap();
        drop(store);
        fs::write(folder.path().join(subject.texts().file), subject.texts().begun).unwrap();
        for file in subject.files() {
            fs::write(folder.path().join(file), &garbage).unwrap();
        }
        assert_eq!(
            kind(subject.open(folder.path(), Opening::usual().mode(Mode::Existing)).await),
            Some(ErrorKind::NotAStore)
        );
        let store = open(subject, folder.path()).await.unwrap();
        store.commit(put(1, 10)).await.unwrap();
        holds(&*store, 3, |number| (number == 1).then_some(10)).await;
    }
}

/// Returns the kind of failure, or `None` if it went well.
pub(super) fn kind<T>(result: Result<T, Error>) -> Option<ErrorKind> {
    result.err().map(|error| error.kind().clone())
}
