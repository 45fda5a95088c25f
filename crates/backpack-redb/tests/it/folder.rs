//! What lies in the folder: made, opened again, refused.

use backpack_redb::{OpenMode, RedbStore};
use backpack_store::{ErrorKind, Store as _};
use backpack_testkit::run;

use crate::support::{key, open, options, put, value};

#[test]
fn a_reopened_store_has_everything() {
    run(async {
        let folder = tempfile::tempdir().unwrap();
        let store = open(folder.path()).await.unwrap();
        for number in 0..200 {
            store.commit(put(number, number as usize * 300)).await.unwrap();
        }
        store.close().await.unwrap();
        let store = open(folder.path()).await.unwrap();
        for number in 0..200 {
            let found = store.get(&key(number)).await.unwrap().unwrap();
            assert_eq!(found.bytes, value(number, number as usize * 300));
        }
    });
}

#[test]
fn a_second_opener_is_refused() {
    run(async {
        let folder = tempfile::tempdir().unwrap();
        let store = open(folder.path()).await.unwrap();
        let refused = open(folder.path()).await.unwrap_err();
        assert_eq!(*refused.kind(), ErrorKind::InUse);
        drop(store);
        open(folder.path()).await.unwrap();
    });
}

#[test]
fn modes_say_what_may_be_there() {
    run(async {
        let folder = tempfile::tempdir().unwrap();
        let store = folder.path().join("a/b/store");
        let open = async |mode| RedbStore::open(&store, options().mode(mode)).await;
        assert_eq!(*open(OpenMode::Existing).await.unwrap_err().kind(), ErrorKind::NotAStore);
        assert!(!store.exists());
        drop(open(OpenMode::CreateNew).await.unwrap());
        assert_eq!(*open(OpenMode::CreateNew).await.unwrap_err().kind(), ErrorKind::Exists);
        drop(open(OpenMode::Existing).await.unwrap());
        drop(open(OpenMode::CreateOrOpen).await.unwrap());
    });
}
