//! What was deleted is gone: its key is in no byte of the folder, and no copy of its bytes opens.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use backpack::core::SpaceId;
use backpack::keep::{Disposal, RotationOptions, TABLES};
use backpack::keys::{Aad, BackpackKeys, KeyFile, Purpose, Unlock as Way};
use backpack::record::entry::{Allergy, Symptom};
use backpack::store::{Scan, Table};
use backpack::{Account, ErrorKind, Person, Storage};
use backpack_testkit::run;
use bytes::Bytes;

use crate::world::process::noise;
use crate::world::{Clinic, Home, PASSPHRASE, files_below, sync, unlock};

const WRAP: usize = 72;

/// Every wrapped key that a key file holds for one space: of its epochs and its stable key.
fn wraps_of(key_file: &[u8], space: SpaceId) -> Vec<Vec<u8>> {
    let at = key_file.windows(16).rposition(|bytes| bytes == space.as_bytes()).unwrap() + 16;
    let stable = &key_file[at..at + WRAP];
    let count = usize::from(u16::from_be_bytes([key_file[at + WRAP], key_file[at + WRAP + 1]]));
    let epochs = key_file[at + WRAP + 2..].chunks(4 + WRAP).take(count).map(|epoch| &epoch[4..]);
    std::iter::once(stable).chain(epochs).map(<[u8]>::to_vec).collect()
}

/// Returns the files below a folder in which one of these keys stands, in any place.
fn holding(folder: &Path, wraps: &[Vec<u8>]) -> Vec<PathBuf> {
    let holds = |bytes: &[u8]| wraps.iter().any(|wrap| bytes.windows(WRAP).any(|window| window == wrap));
    files_below(folder).into_iter().filter(|(_, bytes)| holds(bytes)).map(|(path, _)| path).collect()
}

#[test]
fn the_keys_of_a_deleted_backpack_are_in_no_byte_of_the_folder() {
    run(async {
        let home = Home::new();
        let account = home.create().await;
        let ana = account.add_backpack(Person::new("Ana Ruiz")).await.unwrap();
        account.add_backpack(Person::new("Ben Ruiz")).await.unwrap();
        ana.add(Allergy::new("peanuts")).await.unwrap();
        ana.add_file("plan.txt", None, noise(200_000)).await.unwrap();
        account.rotate_backpack(ana.id(), RotationOptions::new(), |_| {}).await.unwrap();
        let path = home.path().join("keys.bpk");
        let wraps = wraps_of(&std::fs::read(&path).unwrap(), ana.id());
        assert_eq!((wraps.len(), holding(&home.path(), &wraps)), (2, vec![path]));

        account.delete_backpack(ana.id()).await.unwrap();
        assert_eq!(holding(&home.path(), &wraps), Vec::<PathBuf>::new());
        account.close().await.unwrap();
        assert_eq!(holding(&home.path(), &wraps), Vec::<PathBuf>::new());
        let account = home.open().await;
        let gone = account.backpack(ana.id()).await.unwrap_err();
        assert_eq!(gone.kind(), &ErrorKind::NotFound("backpack"));
        account.close().await.unwrap();
        assert_eq!(holding(&home.path(), &wraps), Vec::<PathBuf>::new());
    });
}

/// A sealed value of the store, as somebody may have copied it.
#[derive(PartialEq, Eq)]
struct Copied {
    table: Table,
    id: Bytes,
    sealed: Bytes,
}

impl Copied {
    fn opens(&self, keys: &BackpackKeys) -> bool {
        let purposes =
            [Purpose::Block, Purpose::Catalog, Purpose::Row, Purpose::Journal, Purpose::Vault, Purpose::File];
        let place = Aad::new(self.table.0, &self.id);
        purposes.into_iter().any(|purpose| keys.open(purpose, &place, &self.sealed).is_ok())
    }
}

/// Copies every value of a space.
async fn copy(storage: &Storage, space: SpaceId) -> Vec<Copied> {
    let mut copied = Vec::new();
    for table in TABLES {
        let mut scan = Some(Scan::new(space, *table));
        while let Some(asked) = scan {
            let page = storage.store.scan(&asked).await.unwrap();
            let entries = page.entries.into_iter();
            copied.extend(entries.map(|entry| Copied {
                table: *table,
                id: entry.id,
                sealed: entry.value.bytes,
            }));
            scan = asked.continued(page.next);
        }
    }
    copied
}

/// The keys of a Backpack, as the key file has them now.
async fn keys(storage: &Storage, space: SpaceId) -> Option<BackpackKeys> {
    let file = KeyFile::parse(&storage.key_file.load().await.unwrap().unwrap()).unwrap();
    let root = file.unlock(&Way::Passphrase(&PASSPHRASE.into())).unwrap();
    file.backpack_keys(&root, space).ok()
}

#[test]
fn copies_of_what_was_deleted_open_with_no_key_that_is_left() {
    run(async {
        let home = Home::new();
        let storage = Storage::in_memory(Arc::new(home.clock.clone()));
        let account = Account::create_on(storage.clone(), unlock(), home.options.clone()).await.unwrap();
        let ana = account.add_backpack(Person::new("Ana Ruiz")).await.unwrap();
        let ben = account.add_backpack(Person::new("Ben Ruiz")).await.unwrap();
        ana.add(Allergy::new("peanuts")).await.unwrap();
        let copied = copy(&storage, ana.id()).await;
        let own = keys(&storage, ana.id()).await.unwrap();
        assert!(copied.len() > 5 && copied.iter().all(|copied| copied.opens(&own)));

        account.delete_backpack(ana.id()).await.unwrap();
        assert!(keys(&storage, ana.id()).await.is_none());
        let left = keys(&storage, ben.id()).await.unwrap();
        assert!(!copied.iter().any(|copied| copied.opens(&left)));
    });
}

#[test]
fn after_a_rotation_copies_of_what_was_deleted_before_open_no_more() {
    run(async {
        let home = Home::new();
        let storage = Storage::in_memory(Arc::new(home.clock.clone()));
        let account = Account::create_on(storage.clone(), unlock(), home.options.clone()).await.unwrap();
        let clinic = Clinic::new(&home.clock).await;
        let backpack = account.add_backpack(clinic.patient()).await.unwrap();
        let connection = clinic.connect(&backpack).await;
        sync(&backpack, connection).await.unwrap();
        let kept = backpack.add(Symptom::new("headache")).await.unwrap();
        let before = copy(&storage, backpack.id()).await;
        let old = keys(&storage, backpack.id()).await.unwrap();
        assert!(before.len() > 20 && before.iter().all(|copied| copied.opens(&old)));

        backpack.disconnect(connection, Disposal::Delete).await.unwrap();
        account.rotate_backpack(backpack.id(), RotationOptions::new(), |_| {}).await.unwrap();
        backpack.compact().await.unwrap();
        let now = keys(&storage, backpack.id()).await.unwrap();
        assert_eq!(now.epochs().collect::<Vec<_>>(), [2]);
        assert!(!before.iter().any(|copied| copied.opens(&now)));
        // What is there opens, and nothing of it is what was there before.
        let after = copy(&storage, backpack.id()).await;
        assert!(after.iter().all(|copied| copied.opens(&now)));
        assert!(!after.iter().any(|copied| before.contains(copied)));
        assert_eq!(backpack.record(kept).unwrap().title(), "headache");
        // The limit: whoever has an older copy of the key file, and its passphrase, has the old key.
        assert!(before.iter().all(|copied| copied.opens(&old)));
    });
}
