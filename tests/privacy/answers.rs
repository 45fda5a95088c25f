//! A wrong passphrase, damage, tampering and a rollback are four answers, and none of them changes anything.

use backpack::record::entry::Allergy;
use backpack::store::{Batch, Key, Scan, Table};
use backpack::{Account, Backpack, Error, ErrorKind, Person, Storage, Unlock};
use backpack_testkit::run;
use bytes::Bytes;

use crate::world::{Home, files_below, unlock};

/// The table of journal rows, of blocks and of segments.
const BLOCKS: Table = Table(3);

async fn filled(home: &Home) -> (Account, Backpack) {
    let account = home.create().await;
    let backpack = account.add_backpack(Person::new("Ana Ruiz")).await.unwrap();
    backpack.add(Allergy::new("walnut")).await.unwrap();
    (account, backpack)
}

/// Opens the account and reads all of its one Backpack.
async fn read(home: &Home, unlock: Unlock) -> Result<u64, Error> {
    let account = Account::open(home.path(), unlock, home.options.clone()).await?;
    let read = async {
        let listed = account.backpacks().await?;
        let backpack = account.backpack(listed[0].id).await?;
        Ok(backpack.verify().await?.bodies)
    };
    let read = read.await;
    account.close().await.unwrap();
    read
}

#[test]
fn four_troubles_are_four_answers() {
    run(async {
        let home = Home::new();
        let (account, backpack) = filled(&home).await;
        let id = backpack.id();
        account.close().await.unwrap();
        let folder = home.path();
        let whole = files_below(&folder);
        let put_back = |files: &std::collections::BTreeMap<std::path::PathBuf, Vec<u8>>, only: &str| {
            for (path, bytes) in files.iter().filter(|(path, _)| path.starts_with(folder.join(only))) {
                std::fs::write(path, bytes).unwrap();
            }
        };

        // A wrong passphrase: nothing is changed by asking.
        let wrong = read(&home, Unlock::passphrase("not this one")).await.unwrap_err();
        assert_eq!(*wrong.kind(), ErrorKind::WrongPassphrase);
        assert_eq!(files_below(&folder), whole);

        // A damaged key file is not a wrong passphrase, and is left as it is.
        let key_file = folder.join("keys.bpk");
        let mut damaged = whole[&key_file].clone();
        damaged[60] ^= 1;
        std::fs::write(&key_file, &damaged).unwrap();
        let error = read(&home, unlock()).await.unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::Damaged);
        assert_eq!(std::fs::read(&key_file).unwrap(), damaged);
        put_back(&whole, "keys.bpk");

        // A value exchanged behind the store's back is told, and only by whoever reads it.
        tamper(&home, id).await;
        let error = read(&home, unlock()).await.unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::Damaged);
        let source = std::error::Error::source(&error).unwrap().to_string();
        assert_eq!(source, "read block: tampered with or damaged");
        let store = folder.join("store");
        std::fs::remove_dir_all(&store).unwrap();
        // With the anchors of then: opening tells the journal of acts, which moves them.
        for (path, bytes) in &whole {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }

        // The store set back while the anchor stays: two numbers say how far.
        let account = home.open().await;
        account.backpack(id).await.unwrap().add(Allergy::new("hazelnut")).await.unwrap();
        account.close().await.unwrap();
        std::fs::remove_dir_all(&store).unwrap();
        for (path, bytes) in whole.iter().filter(|(path, _)| path.starts_with(&store)) {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
        let error = read(&home, unlock()).await.unwrap_err();
        let ErrorKind::RolledBack { found, acknowledged } = error.kind() else { panic!("{error:?}") };
        assert!(found < acknowledged, "{error}");
    });
}

/// Flips a byte of a block, as somebody would who can write to the store.
async fn tamper(home: &Home, id: backpack::core::SpaceId) {
    let storage = Storage::open(&home.path(), &home.options).await.unwrap();
    let page = storage.store.scan(&Scan::new(id, BLOCKS)).await.unwrap();
    let entry = &page.entries[0];
    let mut value = entry.value.bytes.to_vec();
    value[40] ^= 1;
    let batch = Batch::new(id).put(BLOCKS, entry.id.clone(), Bytes::from(value));
    storage.store.commit(batch).await.unwrap();
    assert!(storage.store.get(&Key::new(id, BLOCKS, entry.id.clone())).await.unwrap().is_some());
    storage.store.close().await.unwrap();
}

/// The values of one account say nothing in the place of another's.
#[test]
fn another_accounts_values_are_refused() {
    run(async {
        let (one, two) = (Home::new(), Home::new());
        for home in [&one, &two] {
            filled(home).await.0.close().await.unwrap();
        }
        // The folders of the stores and anchors exchanged: the keys of neither open the other's.
        for part in ["store", "anchors", "blobs"] {
            let aside = one.folder.path().join("aside");
            std::fs::rename(one.path().join(part), &aside).unwrap();
            std::fs::rename(two.path().join(part), one.path().join(part)).unwrap();
            std::fs::rename(&aside, two.path().join(part)).unwrap();
        }
        for home in [&one, &two] {
            let account = home.open().await;
            assert_eq!(account.backpacks().await.unwrap(), [], "the other's spaces are none of this account");
            account.close().await.unwrap();
        }
    });
}
