//! A folder that was damaged or put back: it is told, and never read as something else.

use std::fs;
use std::path::Path;

use backpack::record::entry::{Allergy, Symptom};
use backpack::{Account, Backpack, Error, ErrorKind, Filter, Person};
use backpack_testkit::run;

use crate::world::{Home, everything, files_below, same, unlock};

/// Opens the one Backpack of an account and reads all of it.
async fn read(home: &Home) -> Result<Vec<String>, Error> {
    let account = Account::open(home.path(), unlock(), home.options.clone()).await?;
    let read = async {
        let listed = account.backpacks().await?;
        let backpack = account
            .backpack(listed.first().map_or_else(backpack::core::SpaceId::random, |one| one.id))
            .await?;
        for record in backpack.find(&Filter::new()).records {
            backpack.body(record.id).await?;
        }
        Ok(everything(&backpack).await)
    };
    let read = read.await;
    account.close().await.ok();
    read
}

async fn filled(home: &Home) -> (Account, Backpack) {
    let account = home.create().await;
    let backpack = account.add_backpack(Person::new("Ana Ruiz")).await.unwrap();
    for number in 0..30 {
        backpack.add(Symptom::new(format!("headache number {number}"))).await.unwrap();
    }
    (account, backpack)
}

fn put_back(folder: &Path, copy: &std::collections::BTreeMap<std::path::PathBuf, Vec<u8>>) {
    fs::remove_dir_all(folder).unwrap();
    for (path, bytes) in copy {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

#[test]
fn an_older_copy_put_back_is_noticed() {
    run(async {
        let home = Home::new();
        let (account, _) = filled(&home).await;
        account.close().await.unwrap();
        let store = home.path().join("store");
        let older = files_below(&store);
        let account = home.open().await;
        let listed = account.backpacks().await.unwrap();
        let backpack = account.backpack(listed[0].id).await.unwrap();
        backpack.add(Allergy::new("found out later")).await.unwrap();
        account.close().await.unwrap();
        let newer = files_below(&store);

        put_back(&store, &older);
        let error = read(&home).await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::RolledBack { .. }), "{error}");
        put_back(&store, &newer);
        let lines = read(&home).await.unwrap();
        assert!(lines.iter().any(|line| line.contains("found out later")));
    });
}

#[test]
fn a_flipped_byte_is_told_or_lay_in_dead_space() {
    run(async {
        let home = Home::new();
        let (account, backpack) = filled(&home).await;
        let expected = everything(&backpack).await;
        account.close().await.unwrap();
        drop((account, backpack));
        let whole = files_below(&home.path());
        let path = home.path().join("store").join("db");
        let good = &whole[&path];
        let written = good.iter().rposition(|byte| *byte != 0).unwrap();
        let mut told = 0;
        // The first ones hit the beginning, where all of a Backpack can be lost with one byte.
        for at in [7, 60, 230, 400, 570, 740].into_iter().chain((1..8).map(|part| written / 8 * part)) {
            let mut bad = good.clone();
            bad[at] ^= 0x04;
            put_back(&home.path(), &whole);
            fs::write(&path, &bad).unwrap();
            match read(&home).await {
                Ok(lines) => same(&lines, &expected),
                Err(error) => {
                    told += 1;
                    let is_named = matches!(error.kind(), ErrorKind::Damaged | ErrorKind::RolledBack { .. });
                    assert!(is_named, "byte {at} of {written}: {error:?}");
                }
            }
        }
        assert!(told > 0, "no flipped byte was noticed");
        put_back(&home.path(), &whole);
        same(&read(&home).await.unwrap(), &expected);
    });
}
