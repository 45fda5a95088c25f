//! Master keys in a file: private, whole or not at all, shared by processes, and refused when something is off.

use std::fs;
use std::path::Path;

use backpack_core::Retry;
use backpack_folder::Lock;
use backpack_key_service::{Error, ErrorKind, FolderKeyService, KeyService as _};
use backpack_testkit::run;

use crate::{CONTEXT, key, kind};

const FILE: &str = "master-keys";

async fn made(folder: &Path) -> FolderKeyService {
    FolderKeyService::create(folder, "vault of São Paulo").await.unwrap()
}

async fn opened(folder: &Path) -> Result<FolderKeyService, Error> {
    FolderKeyService::open(folder).await
}

#[test]
fn a_folder_is_made_once_and_opens_under_its_name() {
    run(async {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("a/b");
        assert_eq!(kind(opened(&folder).await), Some(ErrorKind::NotFound));
        assert!(!folder.exists());
        let wrapped = made(&folder).await.wrap(CONTEXT, &key(1)).await.unwrap();
        assert_eq!(kind(FolderKeyService::create(&folder, "again").await), Some(ErrorKind::Exists));
        let service = opened(&folder).await.unwrap();
        assert_eq!(service.name(), "vault of São Paulo");
        assert_eq!(service.unwrap(CONTEXT, &wrapped).await.unwrap().expose(), key(1).expose());
        let mut names: Vec<_> =
            fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names, ["lock", FILE]);
    });
}

#[cfg(unix)]
#[test]
fn nobody_but_the_owner_may_read_it() {
    use std::os::unix::fs::PermissionsExt as _;
    run(async {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("keys");
        let service = made(&folder).await;
        service.rotate().await.unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&folder), mode(&folder.join(FILE))), (0o700, 0o600));
        let wrapped = service.wrap(CONTEXT, &key(1)).await.unwrap();
        for exposed in [0o640, 0o604, 0o644] {
            fs::set_permissions(folder.join(FILE), fs::Permissions::from_mode(exposed)).unwrap();
            assert_eq!(kind(opened(&folder).await), Some(ErrorKind::Exposed));
            let refused = service.unwrap(CONTEXT, &wrapped).await.unwrap_err();
            assert_eq!((refused.kind(), refused.retry()), (&ErrorKind::Exposed, Retry::Never));
            assert_eq!(kind(service.rotate().await), Some(ErrorKind::Exposed));
        }
        fs::set_permissions(folder.join(FILE), fs::Permissions::from_mode(0o600)).unwrap();
        service.unwrap(CONTEXT, &wrapped).await.unwrap();
    });
}

#[test]
fn a_damaged_file_is_refused_by_name_and_left_as_it_is() {
    run(async {
        let place = tempfile::tempdir().unwrap();
        let service = made(place.path()).await;
        let path = place.path().join(FILE);
        let whole = fs::read(&path).unwrap();
        let write = |bytes: &[u8]| fs::write(&path, bytes).unwrap();
        for at in 0..whole.len() {
            let mut flipped = whole.clone();
            flipped[at] ^= 1;
            write(&flipped);
            assert_eq!(kind(opened(place.path()).await), Some(ErrorKind::Damaged), "byte {at}");
        }
        for length in [0, 1, 31, 32, 33, whole.len() - 1] {
            write(&whole[..length]);
            assert_eq!(kind(opened(place.path()).await), Some(ErrorKind::Damaged), "{length} bytes");
        }
        write(&vec![0; 1 << 20]);
        assert_eq!(kind(service.rotate().await), Some(ErrorKind::Damaged));
        assert_eq!(kind(FolderKeyService::create(place.path(), "new").await), Some(ErrorKind::Exists));
        assert_eq!(fs::read(&path).unwrap(), vec![0; 1 << 20]);
        write(&whole);
        opened(place.path()).await.unwrap();
    });
}

#[test]
fn one_changes_the_keys_at_a_time_and_nothing_is_lost() {
    run(async {
        let place = tempfile::tempdir().unwrap();
        let service = made(place.path()).await;
        let other = opened(place.path()).await.unwrap();
        let held = Lock::take(place.path()).unwrap();
        let refused = service.rotate().await.unwrap_err();
        assert_eq!((refused.kind(), refused.retry()), (&ErrorKind::InUse, Retry::Soon));
        // Wrapping goes on meanwhile.
        let wrapped = service.wrap(CONTEXT, &key(1)).await.unwrap();
        drop(held);
        assert_eq!((service.rotate().await.unwrap(), other.rotate().await.unwrap()), (2, 3));
        assert_eq!(service.versions().await.unwrap(), [1, 2, 3]);
        assert!(!service.is_current(CONTEXT, &wrapped).await.unwrap());
    });
}

#[test]
fn what_a_killed_process_left_is_written_over() {
    run(async {
        let place = tempfile::tempdir().unwrap();
        let service = made(place.path()).await;
        let left = place.path().join("master-keys.new");
        fs::write(&left, b"half of it").unwrap();
        assert_eq!(service.versions().await.unwrap(), [1]);
        service.rotate().await.unwrap();
        assert_eq!((service.versions().await.unwrap(), left.exists()), (vec![1, 2], false));
    });
}

#[test]
fn what_cannot_be_written_leaves_the_keys_as_they_were() {
    run(async {
        let place = tempfile::tempdir().unwrap();
        let service = made(place.path()).await;
        // A folder in the way of the new file stands for a disk that fails.
        fs::create_dir(place.path().join("master-keys.new")).unwrap();
        assert_eq!(kind(service.rotate().await), Some(ErrorKind::Io));
        assert_eq!(service.versions().await.unwrap(), [1]);
    });
}
