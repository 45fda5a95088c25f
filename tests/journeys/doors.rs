//! The doors of an account: wrong passphrases, damage, folders that are none, a second process, a full disk.

use std::fs;

use backpack::core::SecretText;
use backpack::record::entry::Allergy;
use backpack::{Account, Error, ErrorKind, Filter, Person, Unlock};
use backpack_testkit::run;

use crate::world::process;
use crate::world::{FLOOR, Home, PASSPHRASE, files_below, unlock};

fn kind<T>(result: Result<T, Error>) -> ErrorKind {
    match result {
        Ok(_) => panic!("a door stood open"),
        Err(error) => error.kind().clone(),
    }
}

fn secret(text: &str) -> SecretText {
    text.to_owned().into()
}

#[test]
fn what_was_written_is_there_after_opening_again() {
    run(async {
        let home = Home::new();
        let account = home.create().await;
        let backpack = account.add_backpack(Person::new("Ana Ruiz").born("1980-04-02")).await.unwrap();
        let peanuts = backpack.add(Allergy::new("peanuts")).await.unwrap();
        let body = backpack.body(peanuts).await.unwrap();
        let (account, backpack) = home.reopened(&account).await;
        assert_eq!(backpack.person().await.unwrap(), Person::new("Ana Ruiz").born("1980-04-02"));
        assert_eq!(backpack.find(&Filter::new()).records[0].title(), "peanuts");
        assert_eq!(backpack.body(peanuts).await.unwrap(), body);
        account.close().await.unwrap();
        assert_eq!(kind(backpack.body(peanuts).await), ErrorKind::Closed);
    });
}

#[test]
fn a_wrong_passphrase_is_not_damage_and_changes_nothing() {
    run(async {
        let home = Home::new();
        home.create().await.close().await.unwrap();
        let before = files_below(&home.path());
        let wrong =
            Account::open(home.path(), Unlock::passphrase("Correct horse"), home.options.clone()).await;
        assert_eq!(kind(wrong), ErrorKind::WrongPassphrase);
        let key = Unlock::host_key(vec![7; 32]);
        let wrong = Account::open(home.path(), key, home.options.clone()).await;
        assert_eq!(kind(wrong), ErrorKind::WrongPassphrase);
        assert!(files_below(&home.path()) == before, "a wrong passphrase changed the folder");
        home.open().await.close().await.unwrap();
    });
}

#[test]
fn a_damaged_key_file_is_told_and_never_made_anew() {
    run(async {
        let home = Home::new();
        home.create().await.close().await.unwrap();
        let path = home.path().join("keys.bpk");
        let good = fs::read(&path).unwrap();
        for at in (0..good.len()).step_by(good.len() / 24 + 1).chain([good.len() - 1]) {
            let mut bad = good.clone();
            bad[at] ^= 0x10;
            fs::write(&path, &bad).unwrap();
            let before = files_below(&home.path());
            let found = kind(Account::open(home.path(), unlock(), home.options.clone()).await);
            let named = matches!(found, ErrorKind::Damaged | ErrorKind::NewerFormat(_));
            assert!(named, "byte {at} of {} flipped: {found:?}", good.len());
            assert!(files_below(&home.path()) == before, "a damaged key file changed the folder");
        }
        fs::write(&path, &good[..good.len() / 2]).unwrap();
        assert_eq!(
            kind(Account::open(home.path(), unlock(), home.options.clone()).await),
            ErrorKind::Damaged
        );
        fs::remove_file(&path).unwrap();
        assert_eq!(
            kind(Account::open(home.path(), unlock(), home.options.clone()).await),
            ErrorKind::Damaged
        );
        assert_eq!(
            kind(Account::create(home.path(), unlock(), home.options.clone()).await),
            ErrorKind::Exists
        );
        fs::write(&path, &good).unwrap();
        home.open().await.close().await.unwrap();
    });
}

#[test]
fn a_changed_passphrase_opens_and_the_old_one_does_not() {
    run(async {
        let home = Home::new();
        let account = home.create().await;
        let backpack = account.add_backpack(Person::new("Ana Ruiz")).await.unwrap();
        let asked = account.change_passphrase(secret("not it"), secret("new")).await;
        assert_eq!(kind(asked), ErrorKind::WrongPassphrase);
        let asked = account.change_passphrase(secret(PASSPHRASE), secret("")).await;
        assert!(matches!(kind(asked), ErrorKind::Invalid(_)));
        account.change_passphrase(secret(PASSPHRASE), secret("a new one")).await.unwrap();
        backpack.add(Allergy::new("written after the change")).await.unwrap();
        account.close().await.unwrap();

        let old = Account::open(home.path(), unlock(), home.options.clone()).await;
        assert_eq!(kind(old), ErrorKind::WrongPassphrase);
        let new = Unlock::passphrase("a new one");
        let account = Account::open(home.path(), new, home.options.clone()).await.unwrap();
        let backpack = account.backpack(backpack.id()).await.unwrap();
        assert_eq!(backpack.find(&Filter::new()).records[0].title(), "written after the change");
    });
}

#[test]
fn a_folder_that_is_no_account_is_left_alone() {
    run(async {
        let home = Home::new();
        let open = async || kind(Account::open(home.path(), unlock(), home.options.clone()).await);
        assert_eq!(open().await, ErrorKind::NotAnAccount);
        assert!(!home.path().exists(), "opening made a folder");
        fs::create_dir(home.path()).unwrap();
        assert_eq!(open().await, ErrorKind::NotAnAccount);
        fs::write(home.path().join("holiday.txt"), "sun").unwrap();
        let before = files_below(&home.path());
        assert_eq!(open().await, ErrorKind::NotAnAccount);
        let made = Account::create(home.path(), unlock(), home.options.clone()).await;
        assert_eq!(kind(made), ErrorKind::NotAnAccount);
        let file = home.path().join("holiday.txt");
        let inside = Account::open(&file, unlock(), home.options.clone()).await;
        assert_eq!(kind(inside), ErrorKind::NotAnAccount);
        assert!(files_below(&home.path()) == before, "a folder that is no account was changed");
    });
}

#[test]
fn an_account_that_is_there_is_not_made_over() {
    run(async {
        let home = Home::new();
        home.create().await.close().await.unwrap();
        let before = files_below(&home.path());
        let made = Account::create(home.path(), unlock(), home.options.clone()).await;
        assert_eq!(kind(made), ErrorKind::Exists);
        assert!(files_below(&home.path()) == before, "the account was changed");
        for unusable in [Unlock::passphrase(""), Unlock::host_key(vec![1; 31])] {
            let made =
                Account::create(home.folder.path().join("other"), unusable, home.options.clone()).await;
            assert!(matches!(kind(made), ErrorKind::Invalid(_)));
        }
        assert!(!home.folder.path().join("other").exists(), "a refused key left a folder");
    });
}

#[test]
fn an_account_is_open_in_one_process_at_a_time() {
    run(async {
        let home = Home::new();
        let account = home.create().await;
        let again = Account::open(home.path(), unlock(), home.options.clone()).await;
        assert_eq!(kind(again), ErrorKind::InUse);
        let path = home.path();
        let other = move || process::said("journeys::doors::opened_elsewhere", &path, &[]);
        let said = tokio::task::spawn_blocking(other.clone()).await.unwrap();
        assert_eq!(said, ["InUse"]);
        account.close().await.unwrap();
        let said = tokio::task::spawn_blocking(other).await.unwrap();
        assert_eq!(said, ["opened"]);
    });
}

/// The other process of the test above; by itself it does nothing.
#[test]
fn opened_elsewhere() {
    let Some(folder) = process::folder() else { return };
    run(async {
        let options = Home::new().options;
        match Account::open(folder, unlock(), options).await {
            Ok(account) => {
                process::say("opened");
                account.close().await.unwrap();
            }
            Err(error) => process::say(&format!("{:?}", error.kind())),
        }
    });
}

/// Needs the right to mount a small file system; says so where there is none.
#[test]
fn a_full_disk_loses_nothing_and_can_still_be_read() {
    let Some(disk) = process::SmallDisk::mount(24 << 20) else {
        println!("skipped: no small file system can be mounted here");
        return;
    };
    run(async {
        let home = Home::new();
        let options = home.options.clone().with_ballast_bytes(4 << 20).with_passphrase_cost(FLOOR);
        let folder = disk.path().join("account");
        let account = Account::create(&folder, unlock(), options.clone()).await.unwrap();
        let backpack = account.add_backpack(Person::new("Ana Ruiz")).await.unwrap();
        let before = backpack.add(Allergy::new("written before")).await.unwrap();
        let noise = process::noise(3 << 20);
        let mut failed = None;
        for name in 0..40_u8 {
            let mut content = noise.clone();
            content[0] = name;
            if let Err(error) = backpack.add_file(format!("{name}"), None, content).await {
                failed = Some(error.kind().clone());
                break;
            }
        }
        assert_eq!(failed, Some(ErrorKind::Full));
        let files = backpack.files().await.unwrap().len();
        assert!(files > 0, "nothing fitted at all");
        assert!(!backpack.body(before).await.unwrap().is_empty());
        account.close().await.ok();
        drop((backpack, account));

        let account = Account::open(&folder, unlock(), options).await.unwrap();
        let listed = account.backpacks().await.unwrap();
        let backpack = account.backpack(listed[0].id).await.unwrap();
        assert_eq!(backpack.find(&Filter::new()).records[0].title(), "written before");
        assert_eq!(backpack.files().await.unwrap().len(), files);
        account.close().await.ok();
    });
}
