//! A process killed in the middle of a backup and of a restore: what was there is as it was, and both work the next time.

use std::path::{Path, PathBuf};
use std::time::Duration;

use backpack::archive::Source;
use backpack::record::entry::Symptom;
use backpack::{Account, Backpack, Person, Unlock};
use backpack_testkit::run;

use super::{key, lock};
use crate::world::process::{self, noise};
use crate::world::{Home, everything, files_below, same};

const TURN: &str = "BACKPACK_TEST_TURN";
/// Repeats a run that failed: the seed it printed.
const SEED: &str = "BACKPACK_TEST_SEED";
const TIMES: u64 = 10;
/// The process is killed within so many microseconds after it began.
const WITHIN: u64 = 150_000;

fn way() -> Unlock {
    Unlock::host_key(vec![7; 32])
}

/// Makes an account with one Backpack that takes a while to back up.
async fn lived(home: &Home, path: &Path) -> (Account, Backpack) {
    let account = Account::create(path, way(), home.options.clone()).await.unwrap();
    let backpack = account.add_backpack(Person::new("Ana Ruiz")).await.unwrap();
    for number in 0..40 {
        backpack.add(Symptom::new(format!("headache number {number}"))).await.unwrap();
    }
    for name in ["scan.bin", "letter.bin"] {
        let bytes = [name.as_bytes(), &noise(1 << 20)].concat();
        backpack.add_file(name, None, bytes).await.unwrap();
    }
    (account, backpack)
}

#[test]
fn a_backup_that_is_killed_leaves_the_earlier_ones_and_the_account() {
    let mut random = Random(seed());
    println!("{SEED}={}", random.0);
    run(async {
        let home = Home::new();
        let (account, backpack) = lived(&home, &home.path()).await;
        let (id, expected) = (backpack.id(), everything(&backpack).await);
        account.close().await.unwrap();
        drop((account, backpack));
        let folder = home.folder.path().join("backups");
        std::fs::create_dir(&folder).unwrap();
        let (mut written, mut broken_off) = (Vec::<(PathBuf, Vec<u8>)>::new(), 0);
        for turn in 0..TIMES {
            kill("archive::killed::backed_up_elsewhere", home.folder.path(), turn, random.below(WITHIN))
                .await;
            for (file, bytes) in &written {
                assert!(&std::fs::read(file).unwrap() == bytes, "an earlier backup was changed");
            }
            written = files_below(&folder).into_iter().collect();
            let left: Vec<_> =
                written.extract_if(.., |(file, _)| file.extension().is_some_and(|e| e == "part")).collect();
            let account = Account::open(home.path(), way(), home.options.clone()).await.unwrap();
            same(&everything(&account.backpack(id).await.unwrap()).await, &expected);
            // The next backup under a name whose first try was killed takes the place of what that left.
            assert!(left.len() <= 1, "{left:?}");
            for (part, _) in left {
                broken_off += 1;
                let file = part.with_extension("");
                account.back_up(id, &file, lock(), None).await.unwrap();
                assert!(!part.exists());
                written.push((file.clone(), std::fs::read(&file).unwrap()));
            }
            account.close().await.unwrap();
        }
        println!("killed {TIMES} times, {broken_off} backups broken off, {} written", written.len());
        assert!(broken_off > 0, "no backup was broken off");
        for (number, (file, _)) in written.iter().enumerate() {
            let there = home.folder.path().join(format!("there-{number}"));
            let there = Account::create(there, way(), home.options.clone()).await.unwrap();
            let back = there.restore(vec![Source::sealed(file, key())]).await.unwrap();
            same(&everything(&back).await, &expected);
            there.close().await.unwrap();
        }
    });
}

#[test]
fn a_restore_that_is_killed_is_begun_again_and_harms_nothing() {
    let mut random = Random(seed());
    println!("{SEED}={}", random.0);
    run(async {
        let home = Home::new();
        let (from, backpack) = lived(&home, &home.folder.path().join("from")).await;
        let (id, expected) = (backpack.id(), everything(&backpack).await);
        let file = home.folder.path().join("one.age");
        from.back_up(id, &file, lock(), None).await.unwrap();
        let account = Account::create(home.path(), way(), home.options.clone()).await.unwrap();
        let mine = account.add_backpack(Person::new("Mine")).await.unwrap();
        mine.add(Symptom::new("my own")).await.unwrap();
        let (own, before) = (mine.id(), everything(&mine).await);
        account.close().await.unwrap();
        drop((account, mine));
        let mut broken_off = 0;
        for turn in 0..TIMES {
            kill("archive::killed::restored_elsewhere", home.folder.path(), turn, random.below(WITHIN)).await;
            let account = Account::open(home.path(), way(), home.options.clone()).await.unwrap();
            let opened = account.backpack(own).await.unwrap();
            same(&everything(&opened).await, &before);
            let is_there = account.backpacks().await.unwrap().iter().any(|listed| listed.id == id);
            let back = if is_there {
                account.backpack(id).await.unwrap()
            } else {
                broken_off += 1;
                account.restore(vec![Source::sealed(&file, key())]).await.unwrap()
            };
            same(&everything(&back).await, &expected);
            back.verify().await.unwrap();
            account.delete_backpack(id).await.unwrap();
            account.close().await.unwrap();
        }
        println!("killed {TIMES} times, {broken_off} restores broken off");
        assert!(broken_off > 0, "no restore was broken off");
    });
}

/// Starts another process, and kills it so many microseconds after it began its work.
async fn kill(test: &'static str, folder: &Path, turn: u64, after: u64) {
    let folder = folder.to_owned();
    let killed = move || {
        let mut child = process::start(test, &folder, &[(TURN, &turn.to_string())]);
        assert_eq!(process::lines(&mut child).next().as_deref(), Some("ready"));
        std::thread::sleep(Duration::from_micros(after));
        child.kill().unwrap();
        assert!(!child.wait().unwrap().success(), "the other process ended by itself");
    };
    tokio::task::spawn_blocking(killed).await.unwrap();
}

/// Another process: backs up, again and again.
#[test]
fn backed_up_elsewhere() {
    let Some(folder) = process::folder() else { return };
    let turn: u64 = std::env::var(TURN).unwrap().parse().unwrap();
    run(async {
        let home = Home::new();
        let account = Account::open(folder.join("account"), way(), home.options.clone()).await.unwrap();
        let id = account.backpacks().await.unwrap()[0].id;
        account.backpack(id).await.unwrap();
        process::say("ready");
        for number in 0.. {
            let file = folder.join("backups").join(format!("{turn}-{number}.age"));
            account.back_up(id, file, lock(), None).await.unwrap();
        }
    });
}

/// Another process: puts a Backpack back and deletes it, again and again.
#[test]
fn restored_elsewhere() {
    let Some(folder) = process::folder() else { return };
    run(async {
        let home = Home::new();
        let account = Account::open(folder.join("account"), way(), home.options.clone()).await.unwrap();
        process::say("ready");
        loop {
            let back = account.restore(vec![Source::sealed(folder.join("one.age"), key())]).await.unwrap();
            account.delete_backpack(back.id()).await.unwrap();
        }
    });
}

fn seed() -> u64 {
    match std::env::var(SEED) {
        Ok(seed) => seed.parse().unwrap(),
        Err(_) => u64::from(std::process::id()) << 20 | 0x5EED,
    }
}

/// Chance that can be had again.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}
