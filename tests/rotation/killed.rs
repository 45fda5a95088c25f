//! A process that makes new keys, killed at random points: what it acknowledged holds, and nothing is lost.

use std::path::{Path, PathBuf};

use backpack::core::SecretText;
use backpack::keep::RotationOptions;
use backpack::record::entry::{Allergy, Symptom};
use backpack::{Account, Backpack, ErrorKind, Person, Unlock};
use backpack_testkit::run;

use crate::world::process::{self, noise};
use crate::world::{Home, everything, same};

/// Says how many keys the other process has made before, and where it is.
const TURN: &str = "BACKPACK_TEST_TURN";
/// Repeats a run that failed: the seed it printed.
const SEED: &str = "BACKPACK_TEST_SEED";

#[test]
fn a_process_killed_while_it_makes_new_keys_loses_nothing() {
    kill(30);
}

#[test]
#[ignore = "takes minutes; run it before a release"]
fn a_process_killed_two_hundred_times_while_it_makes_new_keys_loses_nothing() {
    kill(200);
}

fn kill(times: u64) {
    let mut random = Random(seed());
    println!("{SEED}={}", random.0);
    run(async {
        let home = Home::new();
        let account = Account::create(home.path(), way(0), home.options.clone()).await.unwrap();
        let expected = fill(&account).await;
        account.close().await.unwrap();
        let (mut turn, mut unfinished) = (0, 0);
        for _ in 0..times {
            let (path, from, lines) = (home.path(), turn, 1 + random.below(40));
            let acknowledged =
                tokio::task::spawn_blocking(move || kill_after(lines, &path, from)).await.unwrap();
            let account;
            (account, turn) = open(&home, acknowledged).await;
            let backpack = only(&account).await;
            same(&everything(&backpack).await, &expected);
            unfinished += u64::from(account.is_rotating(backpack.id()).await.unwrap());
            account.close().await.unwrap();
        }
        println!("killed {times} times, {unfinished} times between two keys, {turn} passphrases");
        assert!(unfinished * 10 > times, "only {unfinished} rotations were broken off");
        assert!(turn > 0, "no passphrase was ever changed");

        let (account, _) = open(&home, turn).await;
        let backpack = only(&account).await;
        account.rotate_backpack(backpack.id(), RotationOptions::new(), |_| {}).await.unwrap();
        assert!(!account.is_rotating(backpack.id()).await.unwrap());
        let status = backpack.keep().rotation_status().await.unwrap();
        assert_eq!(status.values.keys().collect::<Vec<_>>(), [&status.newest]);
        backpack.compact().await.unwrap();
        backpack.verify().await.unwrap();
        same(&everything(&backpack).await, &expected);
        account.close().await.unwrap();
    });
}

/// Opens the account with the passphrase that was acknowledged last, or else with the one after it, which may be there
/// without having been acknowledged. Returns which it was.
async fn open(home: &Home, acknowledged: u64) -> (Account, u64) {
    match Account::open(home.path(), way(acknowledged), home.options.clone()).await {
        Err(error) if *error.kind() == ErrorKind::WrongPassphrase => {
            let next = acknowledged + 1;
            (Account::open(home.path(), way(next), home.options.clone()).await.unwrap(), next)
        }
        opened => (opened.unwrap(), acknowledged),
    }
}

async fn fill(account: &Account) -> Vec<String> {
    let backpack = account.add_backpack(Person::new("Ana Ruiz")).await.unwrap();
    for number in 0..40 {
        backpack.add(Symptom::new(format!("headache number {number}"))).await.unwrap();
    }
    // One that is too large for the store, and files of several chunks.
    let long: String = noise(120_000).iter().map(|byte| char::from(b'a' + byte % 26)).collect();
    backpack.add(Allergy::new("penicillin").note(long)).await.unwrap();
    for name in ["scan.bin", "letter.bin"] {
        let bytes = [name.as_bytes(), &noise(150_000)].concat();
        backpack.add_file(name, None, bytes).await.unwrap();
    }
    everything(&backpack).await
}

async fn only(account: &Account) -> Backpack {
    let listed = account.backpacks().await.unwrap();
    account.backpack(listed[0].id).await.unwrap()
}

fn passphrase(turn: u64) -> SecretText {
    SecretText::new(format!("passphrase {turn}"))
}

fn way(turn: u64) -> Unlock {
    Unlock::Passphrase(passphrase(turn))
}

/// Starts a process that makes new keys, and kills it once it told of so many steps. Returns the passphrase that it
/// acknowledged last.
fn kill_after(steps: u64, path: &Path, turn: u64) -> u64 {
    let mut child = process::start("rotation::killed::rotated_elsewhere", path, &[(TURN, &turn.to_string())]);
    let (mut acknowledged, mut told) = (turn, 0);
    for line in process::lines(&mut child) {
        told += 1;
        if let Some(turn) = line.strip_prefix("passphrase ") {
            acknowledged = turn.parse().unwrap();
        }
        if told == steps {
            break;
        }
    }
    // What it says between the last line read and its end is not acknowledged to anybody.
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(told, steps, "the other process ended by itself");
    acknowledged
}

/// The other process of the tests above; by itself it does nothing.
#[test]
fn rotated_elsewhere() {
    let Some(folder) = process::folder() else { return };
    let turn: u64 = std::env::var(TURN).unwrap().parse().unwrap();
    run(make_keys(folder, turn));
}

/// Makes new keys of every sort, again and again, until it is killed. If nobody reads what it says, saying it fails.
async fn make_keys(folder: PathBuf, mut turn: u64) {
    let home = Home::new();
    let account = Account::open(folder, way(turn), home.options.clone()).await.unwrap();
    let id = only(&account).await.id();
    loop {
        let tell = |_: &backpack::keep::RotationProgress| process::say("step");
        account.rotate_backpack(id, RotationOptions::new(), tell).await.unwrap();
        account.change_passphrase(passphrase(turn), passphrase(turn + 1)).await.unwrap();
        turn += 1;
        process::say(&format!("passphrase {turn}"));
        let rotated = account.rotate_root(vec![way(turn)]).await.unwrap();
        assert_eq!(rotated.dropped, []);
        process::say("root");
    }
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
