//! Destroying a master key: only by a count, never the newest, and what was wrapped under it is gone.

use backpack_core::Retry;
use backpack_key_service::{ErrorKind, FolderKeyService, KeyService as _, Wrapped};
use backpack_testkit::run;

use crate::{CONTEXT, key, kind, memory};

#[test]
fn a_master_key_goes_once_nothing_is_wrapped_under_it() {
    run(async {
        let place = tempfile::tempdir().unwrap();
        let service = FolderKeyService::create(place.path(), "folder").await.unwrap();
        let old = service.wrap(CONTEXT, &key(1)).await.unwrap();
        assert_eq!(service.rotate().await.unwrap(), 2);
        let new = service.wrap(CONTEXT, &key(1)).await.unwrap();

        let mut tally = service.tally().await.unwrap();
        for wrapped in [&old, &new, &old] {
            tally.add(wrapped).unwrap();
        }
        assert_eq!((tally.under(1), tally.under(2), tally.under(3)), (2, 1, 0));
        let refused = service.retire(1, &tally).await.unwrap_err();
        assert_eq!((refused.kind(), refused.retry()), (&ErrorKind::StillWrapped(2), Retry::Never));
        assert_eq!(service.versions().await.unwrap(), [1, 2]);

        let mut tally = service.tally().await.unwrap();
        tally.add(&new).unwrap();
        service.retire(1, &tally).await.unwrap();
        // Another process, which opened the folder before, learns it at once.
        assert_eq!(kind(service.unwrap(CONTEXT, &old).await), Some(ErrorKind::UnknownKey));
        assert_eq!(kind(service.is_current(CONTEXT, &old).await), Some(ErrorKind::UnknownKey));
        assert_eq!(service.unwrap(CONTEXT, &new).await.unwrap().expose(), key(1).expose());
        // A version is never used again.
        assert_eq!(service.rotate().await.unwrap(), 3);
        assert_eq!(service.versions().await.unwrap(), [2, 3]);
    });
}

#[test]
fn a_count_that_proves_nothing_destroys_nothing() {
    run(async {
        let service = memory();
        let wrapped = service.wrap(CONTEXT, &key(1)).await.unwrap();
        let mut early = service.tally();
        service.rotate().unwrap();
        let current = service.wrap(CONTEXT, &key(1)).await.unwrap();
        early.add(&current).unwrap();
        // Something may have been wrapped under the first key after this count looked.
        let too_early = service.retire(1, &early).unwrap_err();
        assert!(matches!(too_early.kind(), ErrorKind::Invalid(_)), "{too_early:?}");
        let empty = service.retire(1, &service.tally()).unwrap_err();
        assert!(matches!(empty.kind(), ErrorKind::Invalid(_)), "{empty:?}");
        let other = memory();
        let mut foreign = other.tally();
        assert_eq!(kind(foreign.add(&wrapped)), Some(ErrorKind::UnknownKey));
        other.rotate().unwrap();
        let mut foreign = other.tally();
        foreign.add(&other.wrap(CONTEXT, &key(1)).await.unwrap()).unwrap();
        assert!(matches!(service.retire(1, &foreign).unwrap_err().kind(), ErrorKind::Invalid(_)));
        let unreadable = Wrapped::new(*b"not ours").unwrap();
        assert_eq!(kind(service.tally().add(&unreadable)), Some(ErrorKind::Tampered));

        let mut tally = service.tally();
        tally.add(&current).unwrap();
        assert_eq!(kind(service.retire(2, &tally)), Some(ErrorKind::NewestKey));
        assert_eq!(kind(service.retire(7, &tally)), Some(ErrorKind::UnknownKey));
        assert_eq!(service.versions(), [1, 2]);
        service.retire(1, &tally).unwrap();
        assert_eq!(service.versions(), [2]);
    });
}
