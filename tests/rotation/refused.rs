//! A key file that was weakened, a store that was put in the place of the sealed one: refused by name, and left as it is.

use std::collections::BTreeMap;
use std::fs;

use backpack::core::SpaceId;
use backpack::keep::TABLES;
use backpack::record::entry::Allergy;
use backpack::store::{Batch, Scan, Table};
use backpack::{Account, Error, ErrorKind, Person, Storage, Unlock};
use backpack_testkit::run;
use bytes::Bytes;
use sha2::{Digest as _, Sha256};

use crate::world::{Home, files_below, unlock};

/// Where the costs of the first slot stand: it is a passphrase's, without a label.
const COSTS: usize = 52;

/// Makes an account with one Backpack, and closes it. Returns a recovery code.
async fn made(home: &Home) -> (SpaceId, String) {
    let account = home.create().await;
    let backpack = account.add_backpack(Person::new("Ana Ruiz")).await.unwrap();
    backpack.add(Allergy::new("peanuts")).await.unwrap();
    let code = account.make_recovery_code().await.unwrap().as_text();
    account.close().await.unwrap();
    (backpack.id(), code.expose().to_owned())
}

async fn opened(home: &Home, way: Unlock) -> Result<Account, Error> {
    Account::open(home.path(), way, home.options.clone()).await
}

/// Changes the key file as a forger does, who makes the checksum fit.
fn forge(home: &Home, change: impl FnOnce(&mut [u8])) {
    let path = home.path().join("keys.bpk");
    let mut bytes = fs::read(&path).unwrap();
    let body = bytes.len() - 32;
    change(&mut bytes[..body]);
    let checksum = Sha256::digest(&bytes[..body]);
    bytes[body..].copy_from_slice(&checksum);
    fs::write(&path, bytes).unwrap();
}

#[test]
fn a_weakened_key_file_is_refused_by_name_and_nothing_is_touched() {
    let costs = |memory_kib: u32, passes: u32, lanes: u32| {
        move |bytes: &mut [u8]| {
            for (at, cost) in [memory_kib, passes, lanes].into_iter().enumerate() {
                bytes[COSTS + 4 * at..COSTS + 4 * at + 4].copy_from_slice(&cost.to_be_bytes());
            }
        }
    };
    let byte = |at: usize, value: u8| move |bytes: &mut [u8]| bytes[at] = value;
    let invalid = |what: &str| ErrorKind::Invalid(format!("check slot: its parameters are too {what}"));
    type Forgery = Box<dyn Fn(&mut [u8])>;
    let forgeries: Vec<(&str, Forgery, ErrorKind)> = vec![
        ("1 MiB of memory", Box::new(costs(1024, 3, 1)), invalid("weak")),
        ("one pass", Box::new(costs(64 * 1024, 1, 1)), invalid("weak")),
        ("4 GiB of memory", Box::new(costs(4 << 20, 3, 1)), invalid("costly")),
        ("another normalisation", Box::new(byte(COSTS - 1, 2)), ErrorKind::Damaged),
        ("another kind of slot", Box::new(byte(COSTS - 3, 2)), ErrorKind::Damaged),
        ("an unknown kind of slot", Box::new(byte(COSTS - 3, 4)), ErrorKind::Damaged),
        ("format 1, which has no recovery code", Box::new(byte(7, 1)), ErrorKind::Damaged),
        ("format 0", Box::new(byte(7, 0)), ErrorKind::Damaged),
        ("format 9", Box::new(byte(7, 9)), ErrorKind::NewerFormat(9)),
        ("cheaper within the bounds", Box::new(costs(20 * 1024, 2, 1)), ErrorKind::WrongPassphrase),
    ];
    run(async {
        let home = Home::new();
        made(&home).await;
        let path = home.path().join("keys.bpk");
        let good = fs::read(&path).unwrap();
        for (what, forgery, expected) in forgeries {
            forge(&home, forgery);
            let before = files_below(&home.path());
            let refused = opened(&home, unlock()).await.unwrap_err();
            assert_eq!(refused.kind(), &expected, "{what}");
            assert!(files_below(&home.path()) == before, "{what}: the folder was changed");
            fs::write(&path, &good).unwrap();
        }
        opened(&home, unlock()).await.unwrap().close().await.unwrap();
    });
}

/// Every value of a space, by table and id.
async fn values(storage: &Storage, space: SpaceId) -> BTreeMap<(u8, Bytes), Bytes> {
    let mut values = BTreeMap::new();
    for table in TABLES {
        for entry in storage.store.scan(&Scan::new(space, *table)).await.unwrap().entries {
            values.insert((table.0, entry.id), entry.value.bytes);
        }
    }
    values
}

/// Changes the values of a store, opens the Backpack, and checks that it is refused as damaged and left as it is.
async fn refused_with(change: impl Fn(&[u8]) -> Vec<u8>, what: &str) {
    let home = Home::new();
    let (space, _) = made(&home).await;
    let storage = Storage::open(&home.path(), &home.options).await.unwrap();
    for ((table, id), value) in values(&storage, space).await {
        storage.store.commit(Batch::new(space).put(Table(table), id, change(&value))).await.unwrap();
    }
    let changed = values(&storage, space).await;
    storage.store.close().await.unwrap();
    drop(storage);

    let account = opened(&home, unlock()).await.unwrap();
    let refused = account.backpack(space).await.unwrap_err();
    assert_eq!(refused.kind(), &ErrorKind::Damaged, "{what}");
    account.close().await.unwrap();
    drop(account);
    let storage = Storage::open(&home.path(), &home.options).await.unwrap();
    assert!(values(&storage, space).await == changed, "{what}: the store was changed");
    storage.store.close().await.unwrap();
}

#[test]
fn a_store_that_is_not_sealed_is_refused_and_left_as_it_is() {
    run(async {
        refused_with(|_| br#"{"resourceType":"Patient"}"#.to_vec(), "plain JSON").await;
        refused_with(|_| Vec::new(), "nothing").await;
        // As it is, but for the header that says how it is sealed.
        let algorithm = |value: &[u8]| [&value[..3], &[0], &value[4..]].concat();
        refused_with(algorithm, "no algorithm").await;
        let bare = |value: &[u8]| value[32..value.len() - 16].to_vec();
        refused_with(bare, "no envelope").await;
    });
}

#[test]
fn a_plain_folder_in_the_place_of_the_store_is_refused_and_left_as_it_is() {
    run(async {
        let home = Home::new();
        made(&home).await;
        let store = home.path().join("store");
        fs::remove_dir_all(&store).unwrap();
        fs::create_dir(&store).unwrap();
        fs::write(store.join("records.json"), "[]").unwrap();
        let before = files_below(&home.path());
        let refused = opened(&home, unlock()).await.unwrap_err();
        assert_eq!(refused.kind(), &ErrorKind::NotAnAccount);
        assert!(files_below(&home.path()) == before, "the folder was changed");
    });
}

#[test]
fn a_wrong_way_in_a_damaged_key_file_and_a_damaged_store_are_told_apart() {
    run(async {
        let home = Home::new();
        let (space, code) = made(&home).await;
        let strange = {
            let other = Home::new();
            made(&other).await.1
        };
        let wrong = || {
            let code = Unlock::recovery_code(&strange).unwrap();
            vec![Unlock::passphrase("wrong"), Unlock::host_key(vec![9; 32]), code]
        };
        let right = || vec![unlock(), Unlock::recovery_code(&code).unwrap()];

        let before = files_below(&home.path());
        for way in wrong() {
            assert_eq!(opened(&home, way).await.unwrap_err().kind(), &ErrorKind::WrongPassphrase);
        }
        assert!(files_below(&home.path()) == before, "a wrong way in changed the folder");

        let path = home.path().join("keys.bpk");
        let mut damaged = before[&path].clone();
        damaged[60] ^= 1;
        fs::write(&path, &damaged).unwrap();
        let with_damage = files_below(&home.path());
        for way in wrong().into_iter().chain(right()) {
            assert_eq!(opened(&home, way).await.unwrap_err().kind(), &ErrorKind::Damaged);
        }
        assert!(files_below(&home.path()) == with_damage, "a damaged key file was touched");
        fs::write(&path, &before[&path]).unwrap();

        let storage = Storage::open(&home.path(), &home.options).await.unwrap();
        let batch = Batch::new(space).put(Table(1), Bytes::new(), "damaged");
        storage.store.commit(batch).await.unwrap();
        storage.store.close().await.unwrap();
        drop(storage);
        for way in wrong() {
            assert_eq!(opened(&home, way).await.unwrap_err().kind(), &ErrorKind::WrongPassphrase);
        }
        for way in right() {
            let account = opened(&home, way).await.unwrap();
            assert_eq!(account.backpack(space).await.unwrap_err().kind(), &ErrorKind::Damaged);
            account.close().await.unwrap();
        }
        assert!(fs::read(&path).unwrap() == before[&path], "the key file was changed");
    });
}
