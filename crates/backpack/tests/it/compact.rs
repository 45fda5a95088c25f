//! Compacting an account: less on the disk, the same to read.

use std::path::Path;

use backpack::core::RecordId;
use backpack::record::entry::Symptom;
use backpack::{Account, Backpack, Filter, Person};
use backpack_testkit::run;

use crate::{account, fsyncs, host_key, options};

#[test]
fn a_compacted_account_is_smaller_and_reads_the_same() {
    run(async {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("account");
        let options = || {
            let mut options = options();
            options.ballast_bytes = 0;
            options
        };
        let account = Account::create(&place, host_key(), options()).await.unwrap();
        for name in ["Zoë", "Ben"] {
            fill(&account.add_backpack(Person::new(name)).await.unwrap()).await;
        }
        let before = read(&account).await;
        account.close().await.unwrap();
        drop(account);

        let account = Account::open(&place, host_key(), options()).await.unwrap();
        let on_disk = bytes(&place);
        let compacted = account.compact().await.unwrap();
        assert!(compacted.report.merged > 0, "{compacted:?}");
        assert!(compacted.after * 3 < compacted.before * 2, "{compacted:?}");
        assert!(bytes(&place) < on_disk);
        // Beside sled's files there are the manifest and the lock alone.
        let held = bytes(&place.join("store"));
        assert!((compacted.after..compacted.after + 100).contains(&held), "{held}, {compacted:?}");
        assert_eq!(read(&account).await, before);
        // Nothing was lost on the way to the disk either, and the account goes on.
        fill(&account.backpack(before[0].0).await.unwrap()).await;
        account.close().await.unwrap();
        drop(account);
        let account = Account::open(&place, host_key(), options()).await.unwrap();
        let after = read(&account).await;
        assert_eq!(after[1], before[1]);
        assert!(
            before[0].1.iter().all(|body| after[0].1.contains(body)) && after[0].1.len() > before[0].1.len()
        );
    });
}

#[test]
fn a_store_without_room_to_give_says_so() {
    run(async {
        let (account, _) = account().await;
        fill(&account.add_backpack(Person::unnamed()).await.unwrap()).await;
        let compacted = account.compact().await.unwrap();
        assert_eq!((compacted.before, compacted.after, compacted.orphans), (0, 0, 0));
        assert!(compacted.report.merged > 0);
    });
}

/// Keeps a page of a megabyte, and writes entries one by one, each of them twice, as a person does.
async fn fill(backpack: &Backpack) {
    fsyncs::commit_page(backpack.keep()).await;
    for number in 0..40 {
        let id = backpack.add(Symptom::new(format!("headache {number}"))).await.unwrap();
        backpack.edit(id, Symptom::new(format!("headache, the {number}th"))).await.unwrap();
    }
}

/// Returns every Backpack by id, with the body of every record.
async fn read(account: &Account) -> Vec<(backpack::core::SpaceId, Vec<(RecordId, bytes::Bytes)>)> {
    let mut all = Vec::new();
    for listed in account.backpacks().await.unwrap() {
        let backpack = account.backpack(listed.id).await.unwrap();
        let mut bodies = Vec::new();
        for record in backpack.find(&Filter::new().limit(10_000)).records {
            bodies.push((record.id, backpack.body(record.id).await.unwrap()));
        }
        bodies.sort();
        all.push((listed.id, bodies));
    }
    all
}

fn bytes(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    entries
        .map(
            |entry| {
                if entry.path().is_dir() { bytes(&entry.path()) } else { entry.metadata().unwrap().len() }
            },
        )
        .sum()
}
