//! A damaged account on disk: looked at, repaired, synced, and whole again.

use backpack::answers::KeyFileState;
use backpack::core::SpaceId;
use backpack::keep::{Class, Consent, Depth, Outcome, VerifyOptions};
use backpack::store::{Batch, Scan, Table};
use backpack::{Account, Storage};
use backpack_testkit::run;
use bytes::Bytes;

use crate::world::{Connected, Home, bodies, everything, files_below, same, sync};

const BLOCKS: Table = Table(3);

fn all() -> VerifyOptions {
    VerifyOptions::new(Depth::Data)
}

/// Flips a byte of every block but the first, as somebody would who can write to the store.
async fn damage_blocks(home: &Home, id: SpaceId) -> usize {
    let storage = Storage::open(&home.path(), &home.options).await.unwrap();
    let page = storage.store.scan(&Scan::new(id, BLOCKS)).await.unwrap();
    for entry in page.entries.iter().skip(1) {
        let mut value = entry.value.bytes.to_vec();
        value[40] ^= 1;
        let batch = Batch::new(id).put(BLOCKS, entry.id.clone(), Bytes::from(value));
        storage.store.commit(batch).await.unwrap();
    }
    storage.store.close().await.unwrap();
    page.entries.len() - 1
}

async fn reopened(connected: &Connected) -> Account {
    let account = connected.home.open().await;
    account.register(connected.clinic.connector());
    account
}

#[test]
fn what_a_disk_lost_comes_again_with_the_next_sync() {
    run(async {
        let connected = Connected::new().await;
        connected.sync().await;
        let id = connected.backpack.id();
        let expected = everything(&connected.backpack).await;
        let verified = connected.account.verify(&all()).await.unwrap();
        assert_eq!((verified.outcome(), verified.key_file), (Outcome::Ok, KeyFileState::Whole));
        connected.account.close().await.unwrap();

        let mut blocks = damage_blocks(&connected.home, id).await;
        // Every attachment too, and the anchor.
        for (path, mut bytes) in files_below(&connected.home.path().join("blobs")) {
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            std::fs::write(path, bytes).unwrap();
        }
        for (path, _) in files_below(&connected.home.path().join("anchors")) {
            std::fs::remove_file(path).unwrap();
        }

        let account = reopened(&connected).await;
        let found = account.verify(&all()).await.unwrap();
        let plan = &found.backpacks[0];
        assert_eq!(plan.outcome(), Outcome::Loss);
        // Some blocks hold only what another query brought at the same time: nobody misses those.
        let flipped = std::mem::replace(&mut blocks, plan.of(Class::BlockDamaged).count());
        assert!(blocks <= flipped, "{blocks} of {flipped}");
        assert_eq!(plan.of(Class::AnchorMissing).count(), 1);
        let files = plan.of(Class::FileDamaged).count();
        assert!(blocks > 3 && files > 3, "{blocks} blocks and {files} files");
        let repaired = account.repair(id, plan, Consent::nothing().anchor(true)).await.unwrap();
        assert_eq!(repaired.lost.len(), blocks + files);

        connected.home.clock.advance(std::time::Duration::from_secs(86_400));
        let backpack = account.backpack(id).await.unwrap();
        assert!(sync(&backpack, connected.connection).await.unwrap().complete);
        assert!(bodies(&backpack).await == connected.clinic.expected(), "a body is missing or another one");
        backpack.compact().await.unwrap();
        let after = account.verify(&all()).await.unwrap().backpacks.remove(0);
        let left: Vec<_> = after.findings.iter().map(|finding| finding.class).collect();
        // The bytes of the files are here again, under new files; the old ones say that theirs were lost.
        assert_eq!(left, vec![Class::FileLost; files]);
        let now = everything(&backpack).await;
        let records = |lines: &[String]| -> Vec<String> {
            lines.iter().filter(|line| !line.starts_with('(')).cloned().collect()
        };
        same(&records(&now), &records(&expected));
        account.close().await.unwrap();
    });
}

#[test]
fn a_key_file_that_is_gone_is_written_again_by_whoever_has_it_open() {
    run(async {
        let home = Home::new();
        let account = home.create().await;
        account.add_backpack(backpack::Person::new("Ana Ruiz")).await.unwrap();
        let path = home.path().join("keys.bpk");
        let whole = std::fs::read(&path).unwrap();
        let mut damaged = whole.clone();
        damaged[70] ^= 1;
        for (bytes, state) in [(None, KeyFileState::Missing), (Some(damaged), KeyFileState::Damaged)] {
            match bytes {
                Some(bytes) => std::fs::write(&path, bytes).unwrap(),
                None => std::fs::remove_file(&path).unwrap(),
            }
            let found = account.verify(&VerifyOptions::default()).await.unwrap();
            assert_eq!((found.key_file, found.outcome()), (state, Outcome::Repairable));
            assert!(account.write_key_file().await.unwrap());
            assert_eq!(std::fs::read(&path).unwrap(), whole);
        }
        assert!(!account.write_key_file().await.unwrap());
        account.close().await.unwrap();
        home.open().await.close().await.unwrap();
    });
}
