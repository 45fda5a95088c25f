//! Stores that fail at any call, a disk that is full, keys that change.

use std::sync::Arc;

use backpack::core::Clock;
use backpack::files::{BlobStore as _, ErrorKind as BlobError, MemoryBlobs};
use backpack::keep::{Depth, Outcome, RotationOptions, VerifyOptions};
use backpack::record::entry::Note;
use backpack::search::Search;
use backpack::store::{ErrorKind as StoreError, MemoryAnchors, MemoryKeyFile, MemoryStore};
use backpack::{Account, Person, Storage};
use backpack_testkit::faults::{BlobCall, FaultyBlobs, FaultyStore, StoreCall, When};

use super::{found, noise};
use crate::rotation::OneSpace;
use crate::{host_key, options};

struct World {
    store: Arc<FaultyStore>,
    blobs: Arc<FaultyBlobs>,
    storage: Storage,
}

impl World {
    fn new() -> Self {
        let clock: Arc<dyn Clock> = Arc::new(backpack_testkit::VirtualClock::new());
        let store = Arc::new(FaultyStore::new(Arc::new(MemoryStore::new(clock))));
        let blobs = Arc::new(FaultyBlobs::new(Arc::new(MemoryBlobs::new())));
        let storage = Storage::new(
            Arc::<FaultyStore>::clone(&store),
            Arc::new(OneSpace(Arc::<FaultyBlobs>::clone(&blobs))),
            Arc::new(MemoryKeyFile::new()),
            Arc::new(MemoryAnchors::new()),
        );
        Self { store, blobs, storage }
    }
}

#[test]
fn a_store_that_fails_at_any_call_leaves_an_index_that_finds_everything() {
    backpack_testkit::run(async {
        for when in [When::Before, When::After] {
            for nth in 1..=40 {
                let world = World::new();
                let account = Account::create_on(world.storage.clone(), host_key(), options()).await.unwrap();
                let backpack = account.add_backpack(Person::unnamed()).await.unwrap();
                for number in 0..6 {
                    let note = Note::new(noise(20, 'k')).title(format!("Note {number}"));
                    backpack.add(note).await.unwrap();
                }
                backpack.search(&Search::new("note")).await.unwrap();
                backpack.add(Note::new(noise(3000, 'm')).title("Note 6")).await.unwrap();
                world.store.fail(StoreCall::Any, nth, when, StoreError::Io);
                world.blobs.fail(BlobCall::Any, nth, when, BlobError::Io);
                // It may fail, or what is found is whole.
                if let Ok(results) = backpack.search(&Search::new("note")).await {
                    assert_eq!(results.total, 7, "call {nth}");
                }
                world.store.mend();
                world.blobs.mend();
                drop((backpack, account));
                let account = Account::open_on(world.storage.clone(), host_key(), options()).await.unwrap();
                let id = account.backpacks().await.unwrap()[0].id;
                let backpack = account.backpack(id).await.unwrap();
                assert_eq!(found(&backpack, "note").await.len(), 7, "call {nth}");
                backpack.compact().await.unwrap();
                let verification = account.verify(&VerifyOptions::new(Depth::Data)).await.unwrap();
                assert_eq!(verification.outcome(), Outcome::Ok, "call {nth}: {verification:?}");
            }
        }
    });
}

#[test]
fn a_full_disk_keeps_nobody_from_searching() {
    backpack_testkit::run(async {
        let world = World::new();
        let account = Account::create_on(world.storage.clone(), host_key(), options()).await.unwrap();
        let backpack = account.add_backpack(Person::unnamed()).await.unwrap();
        backpack.add(Note::new("Headache")).await.unwrap();
        world.store.break_down(StoreCall::Commit, 1, StoreError::Full);
        assert_eq!(found(&backpack, "headache").await, ["Headache"]);
        assert_eq!(found(&backpack, "headache").await, ["Headache"]);
        world.store.mend();
        backpack.add(Note::new("Migraine")).await.unwrap();
        assert_eq!(found(&backpack, "migraine").await, ["Migraine"]);
        assert!(backpack.keep().kept_index().await.unwrap().is_some());
        assert_eq!(found(&backpack, "headache").await, ["Headache"]);
    });
}

#[test]
fn new_keys_leave_nothing_of_the_index_under_the_old_one() {
    backpack_testkit::run(async {
        let world = World::new();
        let account = Account::create_on(world.storage.clone(), host_key(), options()).await.unwrap();
        let backpack = account.add_backpack(Person::unnamed()).await.unwrap();
        for number in 0..20_u8 {
            backpack
                .add(Note::new(noise(300, char::from(b'a' + number))).title(format!("Note {number}")))
                .await
                .unwrap();
        }
        assert_eq!(found(&backpack, "note").await.len(), 20);
        let before = world.blobs.list(None).await.unwrap().ids;
        account.rotate_backpack(backpack.id(), RotationOptions::new(), |_| {}).await.unwrap();
        assert_eq!(found(&backpack, "note").await.len(), 20);
        let after = world.blobs.list(None).await.unwrap().ids;
        assert_eq!((before.len(), after.len()), (1, 1));
        assert!(!after.contains(&before[0]), "its bytes were written anew");
        assert_eq!(account.verify(&VerifyOptions::new(Depth::Data)).await.unwrap().outcome(), Outcome::Ok);
        drop((backpack, account));
        let account = Account::open_on(world.storage.clone(), host_key(), options()).await.unwrap();
        let id = account.backpacks().await.unwrap()[0].id;
        assert_eq!(found(&account.backpack(id).await.unwrap(), "note").await.len(), 20);
    });
}
