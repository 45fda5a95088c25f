use std::sync::Arc;

use backpack::ErrorKind;
use backpack::core::{AccountId, SpaceId};
use backpack::hosting::Places;
use backpack::keep::TABLES;
use backpack::store::{ErrorKind as StoreError, Scan};
use backpack_testkit::faults::{FaultyStore, StoreCall, When};

use super::{host, person, places, records};

const AMPLE: usize = 64 << 20;

/// Returns how much there is of some spaces: entries, blobs, anchors.
async fn left(places: &Places, spaces: &[SpaceId]) -> (usize, usize, usize) {
    let (mut entries, mut blobs, mut anchors) = (0, 0, 0);
    for space in spaces {
        for table in TABLES {
            entries += places.store.scan(&Scan::new(*space, *table)).await.unwrap().entries.len();
        }
        blobs += places.blobs.open(*space).await.unwrap().list(None).await.unwrap().ids.len();
        anchors += usize::from(places.anchors.read(*space).await.unwrap().is_some());
    }
    (entries, blobs, anchors)
}

/// Returns the spaces of an account, as its key file names them.
async fn spaces(places: &Places, account: AccountId) -> Vec<SpaceId> {
    let stored = places.key_files.of(account).load().await.unwrap().unwrap();
    let file = backpack::keys::KeyFile::parse(&stored).unwrap();
    let mut spaces = file.backpacks();
    spaces.push(file.own_space());
    spaces
}

#[test]
fn the_keys_go_and_everything_else_after_them() {
    backpack_testkit::run(async {
        let places = places();
        let hosting = host(&places, AMPLE);
        let (account, space) = person(&hosting, "Ana", 3).await;
        let (other, others) = person(&hosting, "Ben", 3).await;
        let held = hosting.backpack(account, space).await.unwrap();
        held.add_file("scan.pdf", None, vec![7; 200_000]).await.unwrap();
        let all = spaces(&places, account).await;
        let before = left(&places, &all).await;
        assert!(before.0 > 10 && before.1 > 0 && before.2 == 2, "{before:?}");

        hosting.delete_account(account).await.unwrap();
        assert_eq!(left(&places, &all).await, (0, 0, 0));
        assert_eq!(places.key_files.of(account).load().await.unwrap(), None);
        assert_eq!(held.files().await.unwrap_err().kind(), &ErrorKind::Closed);
        assert_eq!(hosting.accounts(None).await.unwrap().ids, [other]);
        let again = hosting.delete_account(account).await.unwrap_err();
        assert_eq!(again.kind(), &ErrorKind::NotFound("account"));
        assert_eq!(records(&hosting.backpack(other, others).await.unwrap()), 3, "nobody else's is touched");
    });
}

#[test]
fn a_deletion_that_breaks_off_anywhere_has_destroyed_the_keys_and_is_ended_by_the_next() {
    backpack_testkit::run(async {
        // The first call only looks whether its Backpack is shared: where that fails nothing was begun.
        for nth in (2..).step_by(5) {
            let mut places = places();
            let faulty = Arc::new(FaultyStore::new(Arc::clone(&places.store)));
            places.store = Arc::<FaultyStore>::clone(&faulty);
            let (account, space) = person(&host(&places, AMPLE), "Ana", 1).await;
            let all = spaces(&places, account).await;
            let hosting = host(&places, AMPLE);
            faulty.fail(StoreCall::Any, nth, When::After, StoreError::Unavailable);
            let deleted = hosting.delete_account(account).await;
            faulty.mend();
            let opened = host(&places, AMPLE).backpack(account, space).await.unwrap_err();
            assert_eq!(opened.kind(), &ErrorKind::NotFound("account"), "broken off at {nth}");
            if deleted.is_ok() {
                assert!(nth > 10, "{nth}");
                return;
            }
            // It is still listed, so that somebody ends it.
            assert_eq!(hosting.accounts(None).await.unwrap().ids, [account]);
            host(&places, AMPLE).delete_account(account).await.unwrap();
            assert_eq!(left(&places, &all).await, (0, 0, 0), "broken off at {nth}");
            assert_eq!(hosting.accounts(None).await.unwrap().ids, []);
        }
    });
}

#[test]
fn what_is_no_key_file_is_left_alone() {
    backpack_testkit::run(async {
        let places = places();
        let hosting = host(&places, AMPLE);
        let id = AccountId::random();
        places.key_files.of(id).replace(None, "not a key file".into()).await.unwrap();
        assert_eq!(hosting.delete_account(id).await.unwrap_err().kind(), &ErrorKind::Damaged);
        assert_eq!(hosting.accounts(None).await.unwrap().ids, [id]);
    });
}
