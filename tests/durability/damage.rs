//! Every file of an account's folder, cut anywhere and flipped anywhere: it is never taken for a new one, never read as
//! something else, and named; a store that is refused is left byte for byte.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use backpack::record::entry::Symptom;
use backpack::{Account, Backpack, Error, ErrorKind, Person};
use backpack_testkit::run;

use super::{report, times};
use crate::world::{Home, everything, files_below, same};

/// What became of an account of which one file was damaged.
#[derive(Debug, Default)]
struct Outcomes {
    whole: u32,
    named: BTreeMap<String, u32>,
}

#[test]
fn no_damaged_file_is_taken_for_anything_else() {
    let places = times("BACKPACK_DURABILITY_PLACES", 3) as usize;
    run(async {
        let home = Home::new();
        let expected = filled(&home).await;
        let whole = files_below(&home.path());
        let mut outcomes = BTreeMap::<String, Outcomes>::new();
        for (path, bytes) in &whole {
            let name = sort(path, &home.path());
            let outcomes = outcomes.entry(name).or_default();
            for bad in damaged(bytes, places) {
                put_back(&home.path(), &whole);
                match &bad {
                    None => fs::remove_file(path).unwrap(),
                    Some(bad) => fs::write(path, bad).unwrap(),
                }
                let what = format!("{} of {} bytes", path.display(), bytes.len());
                meet(&home, &expected, &what, outcomes).await;
            }
        }
        for (name, outcomes) in &outcomes {
            report(&format!(
                "{name}: damage was harmless {} times, named {:?}",
                outcomes.whole, outcomes.named
            ));
        }
        put_back(&home.path(), &whole);
        same(&read(&home).await.unwrap(), &expected);
    });
}

/// What stands for a file: its name, or its folder for files of random names.
fn sort(path: &Path, home: &Path) -> String {
    let name = path.strip_prefix(home).unwrap().to_string_lossy().into_owned();
    let first = name.split('/').next().unwrap().to_owned();
    if first == "store" && !name.contains("snap.") {
        name
    } else {
        first + if name.contains("snap.") { "/snap" } else { "" }
    }
}

/// The file gone, cut at places all over it, and flipped at places all over it.
fn damaged(bytes: &[u8], places: usize) -> Vec<Option<Vec<u8>>> {
    let mut all = vec![None];
    let at = |place: usize| bytes.len() * place / places;
    for place in 0..places {
        all.push(Some(bytes[..at(place)].to_vec()));
    }
    for place in 0..places.min(bytes.len()) {
        let mut bad = bytes.to_vec();
        bad[at(place)] ^= 1 << (place % 8);
        all.push(Some(bad));
    }
    if let Some(last) = bytes.len().checked_sub(1) {
        all.push(Some(bytes[..last].to_vec()));
        let mut bad = bytes.to_vec();
        bad[last] ^= 0x80;
        all.push(Some(bad));
    }
    all
}

async fn filled(home: &Home) -> Vec<String> {
    let account = home.create().await;
    let backpack = account.add_backpack(Person::new("Ana Ruiz")).await.unwrap();
    for number in 0..12 {
        let id = backpack.add(Symptom::new(format!("headache number {number}"))).await.unwrap();
        if number % 4 == 0 {
            let file = backpack.add_file("scan.bin", None, vec![number; 70_000]).await.unwrap();
            backpack.attach(id, file.id).await.unwrap();
        }
    }
    // A second life, so that there is a snapshot, and something after it.
    let (account, backpack) = home.reopened(&account).await;
    backpack.add(Symptom::new("dizziness")).await.unwrap();
    let expected = everything(&backpack).await;
    account.close().await.unwrap();
    expected
}

async fn meet(home: &Home, expected: &[String], what: &str, outcomes: &mut Outcomes) {
    let before = files_below(&home.path().join("store"));
    match read(home).await {
        Ok(found) => {
            same(&found, expected);
            outcomes.whole += 1;
        }
        Err((stage, error)) => {
            let is_named = matches!(
                error.kind(),
                ErrorKind::Damaged
                    | ErrorKind::RolledBack { .. }
                    | ErrorKind::NewerFormat(_)
                    | ErrorKind::NotAnAccount
                    | ErrorKind::NotFound("file")
            );
            assert!(is_named, "{what}: {error:?}");
            if stage == Stage::Account {
                assert!(files_below(&home.path().join("store")) == before, "{what}: refused, and touched");
            }
            let kind = format!("{:?}", error.kind());
            *outcomes.named.entry(kind.split([' ', '(']).next().unwrap().to_owned()).or_default() += 1;
        }
    }
}

/// How far opening and reading came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Account,
    Backpack,
}

/// Opens the account and reads all of it.
async fn read(home: &Home) -> Result<Vec<String>, (Stage, Error)> {
    let opened = Account::open(home.path(), crate::world::unlock(), home.options.clone()).await;
    let account = opened.map_err(|error| (Stage::Account, error))?;
    let read = async {
        let listed = account.backpacks().await?;
        let backpack = account.backpack(listed[0].id).await?;
        contents(&backpack).await
    };
    let read = read.await.map_err(|error| (Stage::Backpack, error));
    account.close().await.ok();
    read
}

async fn contents(backpack: &Backpack) -> Result<Vec<String>, Error> {
    backpack.verify().await?;
    for file in backpack.files().await? {
        backpack.open_file(file.id, None).await?.collect().await?;
    }
    Ok(everything(backpack).await)
}

fn put_back(folder: &Path, files: &BTreeMap<PathBuf, Vec<u8>>) {
    fs::remove_dir_all(folder).unwrap();
    for (path, bytes) in files {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}
