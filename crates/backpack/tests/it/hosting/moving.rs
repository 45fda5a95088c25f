use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use backpack::core::{AccountId, SpaceId};
use backpack::engine::Engine;
use backpack::files::{BlobSpaces, BlobStore, Error as FilesError};
use backpack::hosting::{Hosting, Places};
use backpack::keep::Outcome;
use backpack::keys::{Slot, SlotKind};
use backpack::record::entry::Allergy;
use backpack::store::ErrorKind as StoreError;
use backpack::{Account, Backpack, ErrorKind, Filter, Options, Person, Storage, Unlock};
use backpack_testkit::faults::{FaultyStore, StoreCall, When};
use tokio::sync::Mutex;

use super::{host, places, shared_places};
use crate::{host_key, options};

const AMPLE: usize = 64 << 20;

/// Everything that is seen of an account: records with their bodies, files with their bytes.
async fn seen(account: &Account) -> Vec<String> {
    let mut all = Vec::new();
    for listed in account.backpacks().await.unwrap() {
        let backpack = account.backpack(listed.id).await.unwrap();
        all.push(format!("{} {}", listed.id, listed.person.name));
        for id in backpack.keep().catalog(|catalog| catalog.query(&Filter::new()).records) {
            all.push(format!("{id} {:?}", backpack.body(id).await.unwrap()));
        }
        for file in backpack.files().await.unwrap() {
            let bytes = backpack.open_file(file.id, None).await.unwrap().collect().await.unwrap();
            all.push(format!("{} {} {}", file.id, file.name, bytes.len()));
        }
    }
    all
}

async fn filled(account: &Account) -> SpaceId {
    let backpack = account.add_backpack(Person::new("Zoë Ångström")).await.unwrap();
    for number in 0..30 {
        backpack.add(Allergy::new(format!("allergen {number}"))).await.unwrap();
    }
    backpack.add_file("scan.pdf", None, vec![9; 300_000]).await.unwrap();
    account.add_backpack(Person::new("Åsa")).await.unwrap();
    backpack.id()
}

fn small() -> Options {
    options().with_ballast_bytes(0)
}

#[cfg(feature = "redb")]
fn other_engine() -> Options {
    small().with_engine(Engine::Redb)
}

#[cfg(not(feature = "redb"))]
fn other_engine() -> Options {
    small().with_engine(Engine::Sled)
}

fn passphrase() -> Unlock {
    Unlock::passphrase("correct horse")
}

#[test]
fn an_account_moves_from_a_folder_into_a_host_and_out_again_to_another_engine() {
    backpack_testkit::run(async {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let account = Account::create(at("first"), passphrase(), small()).await.unwrap();
        let space = filled(&account).await;
        let expected = seen(&account).await;

        for places in [places(), shared_places()] {
            let hosting = host(&places, AMPLE);
            let moved = hosting.take_in(&account).await.unwrap();
            assert_eq!(
                (moved.outcome(), moved.verified.len(), moved.blobs),
                (Outcome::Ok, 3, 1),
                "{moved:?}"
            );
            let bodies: u64 = moved.verified.iter().map(|one| one.counts.bodies).sum();
            assert_eq!(bodies, 30);
            let hosted = hosting.account(account.id()).await.unwrap();
            assert_eq!(seen(&hosted).await, expected);
            let backpack = hosting.backpack(account.id(), space).await.unwrap();
            backpack.add(Allergy::new("while it was hosted")).await.unwrap();
            let expected = seen(&hosted).await;

            let way = if places.store.is_shared() { "out" } else { "out too" };
            hosting.move_out(account.id(), at(way), passphrase(), &other_engine()).await.unwrap();
            let out = Account::open(at(way), passphrase(), small()).await.unwrap();
            assert_eq!(seen(&out).await, expected);
            assert_eq!(out.id(), account.id());

            // And to the first engine again.
            let back = Storage::create(&at(&format!("{way} back")), &small()).await.unwrap();
            let moved = out.move_to(&back).await.unwrap();
            assert_eq!(moved.outcome(), Outcome::Ok);
            back.store.close().await.unwrap();
            let back = Account::open(at(&format!("{way} back")), passphrase(), small()).await.unwrap();
            assert_eq!(seen(&back).await, expected);
        }
    });
}

#[test]
fn an_account_arrives_once_and_the_hosts_way_in_stays_with_the_host() {
    backpack_testkit::run(async {
        let folder = tempfile::tempdir().unwrap();
        let account = Account::create(folder.path().join("a"), passphrase(), small()).await.unwrap();
        filled(&account).await;
        let hosting = host(&places(), AMPLE);
        hosting.take_in(&account).await.unwrap();
        let again = hosting.take_in(&account).await.unwrap_err();
        assert_eq!(again.kind(), &ErrorKind::Exists);
        assert_eq!(account.slots().await.len(), 1, "what it was made of is as it was");
        let ways = |slots: Vec<Slot>| slots.into_iter().map(|slot| slot.kind).collect::<Vec<_>>();
        let hosted = hosting.account(account.id()).await.unwrap();
        assert!(matches!(ways(hosted.slots().await)[..], [SlotKind::Passphrase(_), SlotKind::KeyService]));
        let out = folder.path().join("out");
        hosting.move_out(account.id(), &out, Unlock::host_key(vec![3; 32]), &small()).await.unwrap();
        let out = Account::open(out, Unlock::host_key(vec![3; 32]), small()).await.unwrap();
        assert!(matches!(ways(out.slots().await)[..], [SlotKind::Passphrase(_), SlotKind::HostKey]));
        let occupied = hosting.move_out(account.id(), folder.path().join("a"), passphrase(), &small()).await;
        assert_eq!(occupied.unwrap_err().kind(), &ErrorKind::Exists);
    });
}

#[test]
fn a_move_that_breaks_off_anywhere_is_no_account_and_is_made_again() {
    backpack_testkit::run(async {
        let source = Storage::in_memory(options().clock);
        let account = Account::create_on(source, host_key(), options()).await.unwrap();
        filled(&account).await;
        let expected = seen(&account).await;
        for nth in (1..).step_by(3) {
            let mut places = places();
            let faulty = Arc::new(FaultyStore::new(Arc::clone(&places.store)));
            places.store = Arc::<FaultyStore>::clone(&faulty);
            faulty.fail(StoreCall::Any, nth, When::After, StoreError::Unavailable);
            let hosting = host(&places, AMPLE);
            let moved = hosting.take_in(&account).await;
            faulty.mend();
            if moved.is_ok() {
                assert!(nth > 20, "{nth}");
                return;
            }
            let opened = hosting.account(account.id()).await.unwrap_err();
            assert_eq!(opened.kind(), &ErrorKind::NotFound("account"), "broken off at {nth}");
            if nth % 2 == 0 {
                // The source goes on: what arrived is old.
                let first = account.backpacks().await.unwrap()[0].id;
                account.backpack(first).await.unwrap().add(Allergy::new("n")).await.unwrap();
            }
            hosting.take_in(&account).await.unwrap();
            let hosted = seen(&hosting.account(account.id()).await.unwrap()).await;
            assert_eq!(hosted.len(), seen(&account).await.len(), "broken off at {nth}");
            assert!(hosted.len() >= expected.len());

            // One that never arrived is cleared away like one that was deleted.
            faulty.fail(StoreCall::Any, 5, When::Before, StoreError::Unavailable);
            hosting.delete_account(account.id()).await.unwrap_err();
            faulty.mend();
            hosting.delete_account(account.id()).await.unwrap();
            assert_eq!(hosting.accounts(None).await.unwrap().ids, []);
        }
    });
}

/// Blobs at whose opening somebody writes to the Backpack that is being copied.
struct Writing {
    blobs: Arc<dyn BlobSpaces>,
    to: Mutex<Option<Backpack>>,
}

impl fmt::Debug for Writing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Writing")
    }
}

#[async_trait]
impl BlobSpaces for Writing {
    async fn open(&self, space: SpaceId) -> Result<Arc<dyn BlobStore>, FilesError> {
        // Its entries are copied by now, and its blobs are not.
        if let Some(backpack) = self.to.lock().await.take_if(|backpack| backpack.id() == space) {
            backpack.add(Allergy::new("meanwhile")).await.unwrap();
        }
        self.blobs.open(space).await
    }
}

#[test]
fn what_is_written_meanwhile_is_noticed_and_the_next_move_brings_it() {
    backpack_testkit::run(async {
        let source = Storage::in_memory(options().clock);
        let account = Account::create_on(source, host_key(), options()).await.unwrap();
        let space = filled(&account).await;
        let backpack = account.backpack(space).await.unwrap();
        let mut places: Places = places();
        places.blobs = Arc::new(Writing { blobs: Arc::clone(&places.blobs), to: Mutex::new(Some(backpack)) });
        let hosting: Hosting = host(&places, AMPLE);
        let changed = hosting.take_in(&account).await.unwrap_err();
        assert_eq!(changed.kind(), &ErrorKind::Changed);
        let id: AccountId = account.id();
        assert_eq!(hosting.account(id).await.unwrap_err().kind(), &ErrorKind::NotFound("account"));
        hosting.take_in(&account).await.unwrap();
        assert_eq!(seen(&hosting.account(id).await.unwrap()).await, seen(&account).await);
    });
}

#[test]
fn a_backpack_that_is_added_meanwhile_is_noticed_too() {
    backpack_testkit::run(async {
        let source = Storage::in_memory(options().clock);
        let account = Account::create_on(source, host_key(), options()).await.unwrap();
        filled(&account).await;
        let mut places = places();
        let adding = Adding { blobs: Arc::clone(&places.blobs), account: Mutex::new(Some(account.clone())) };
        places.blobs = Arc::new(adding);
        let hosting = host(&places, AMPLE);
        assert_eq!(hosting.take_in(&account).await.unwrap_err().kind(), &ErrorKind::Changed);
        hosting.take_in(&account).await.unwrap();
        assert_eq!(seen(&hosting.account(account.id()).await.unwrap()).await, seen(&account).await);
    });
}

/// Blobs at whose opening somebody adds a Backpack to the account that is being copied.
struct Adding {
    blobs: Arc<dyn BlobSpaces>,
    account: Mutex<Option<Account>>,
}

impl fmt::Debug for Adding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Adding")
    }
}

#[async_trait]
impl BlobSpaces for Adding {
    async fn open(&self, space: SpaceId) -> Result<Arc<dyn BlobStore>, FilesError> {
        if let Some(account) = self.account.lock().await.take() {
            account.add_backpack(Person::new("Late")).await.unwrap();
        }
        self.blobs.open(space).await
    }
}
