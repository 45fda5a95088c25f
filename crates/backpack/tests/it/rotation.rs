//! A Backpack's rotation, broken off at every call of the store, the blob store and the key file, and continued.

use std::sync::Arc;

use async_trait::async_trait;
use backpack::core::{Clock, SpaceId};
use backpack::files::{BlobSpaces, BlobStore, MemoryBlobs};
use backpack::keep::{FileKeys, NewFile, RotationOptions};
use backpack::record::entry::{Allergy, Symptom};
use backpack::store::{ErrorKind as StoreError, MemoryAnchors, MemoryKeyFile, MemoryStore};
use backpack::{Account, Backpack, Error, ErrorKind, Options, Person, Storage};
use backpack_testkit::faults::{
    BlobCall, FaultyBlobs, FaultyKeyFile, FaultyStore, KeyFileCall, StoreCall, When,
};

use crate::{host_key, options};

/// One place for the blobs of the one Backpack.
#[derive(Debug)]
pub(crate) struct OneSpace(pub(crate) Arc<dyn BlobStore>);

#[async_trait]
impl BlobSpaces for OneSpace {
    async fn open(&self, _: SpaceId) -> Result<Arc<dyn BlobStore>, backpack::files::Error> {
        Ok(Arc::clone(&self.0))
    }
}

/// What outlives a process, and the same seen through what fails.
struct World {
    sound: Storage,
    faulty: Storage,
    store: Arc<FaultyStore>,
    blobs: Arc<FaultyBlobs>,
    key_file: Arc<FaultyKeyFile>,
    options: Options,
    id: SpaceId,
    contents: Contents,
}

type Contents = (Vec<(String, usize, Vec<u8>)>, Vec<Vec<u8>>);

impl World {
    async fn new(options: &Options) -> Self {
        let clock: Arc<dyn Clock> = Arc::new(backpack_testkit::VirtualClock::new());
        let store = Arc::new(MemoryStore::new(clock));
        let blobs: Arc<dyn BlobStore> = Arc::new(MemoryBlobs::new());
        let key_file = Arc::new(MemoryKeyFile::new());
        let anchors = Arc::new(MemoryAnchors::new());
        let sound = Storage::new(
            Arc::<MemoryStore>::clone(&store),
            Arc::new(OneSpace(Arc::clone(&blobs))),
            Arc::<MemoryKeyFile>::clone(&key_file),
            Arc::<MemoryAnchors>::clone(&anchors),
        );
        let store = Arc::new(FaultyStore::new(store));
        let blobs = Arc::new(FaultyBlobs::new(blobs));
        let key_file = Arc::new(FaultyKeyFile::new(key_file));
        let faulty = Storage::new(
            Arc::<FaultyStore>::clone(&store),
            Arc::new(OneSpace(Arc::<FaultyBlobs>::clone(&blobs))),
            Arc::<FaultyKeyFile>::clone(&key_file),
            anchors,
        );
        let (id, contents) = fill(&sound, options).await;
        Self { sound, faulty, store, blobs, key_file, options: options.clone(), id, contents }
    }

    async fn rotate(&self, storage: &Storage) -> Result<u32, Error> {
        let account = Account::open_on(storage.clone(), host_key(), self.options.clone()).await?;
        Ok(account.rotate_backpack(self.id, RotationOptions::new(), |_| {}).await?.epoch)
    }

    async fn open(&self) -> (Account, Backpack) {
        let account = Account::open_on(self.sound.clone(), host_key(), self.options.clone()).await.unwrap();
        let backpack = account.backpack(self.id).await.unwrap();
        (account, backpack)
    }

    /// Lets the `call`th call of one part fail, and all later ones: the process is as good as dead.
    fn break_at(&self, part: Part, call: u64, when: When) {
        match part {
            Part::Store => {
                self.store.fail(StoreCall::Any, call, when, StoreError::Io);
                self.store.break_down(StoreCall::Any, call + 1, StoreError::Io);
            }
            Part::Blobs => {
                self.blobs.fail(BlobCall::Any, call, when, backpack::files::ErrorKind::Io);
                self.blobs.break_down(BlobCall::Any, call + 1, backpack::files::ErrorKind::Io);
            }
            Part::KeyFile => {
                self.key_file.fail(KeyFileCall::Any, call, when, StoreError::Io);
                self.key_file.break_down(KeyFileCall::Any, call + 1, StoreError::Io);
            }
        }
    }
}

#[derive(Clone, Copy, Debug)]
enum Part {
    Store,
    Blobs,
    KeyFile,
}

/// Makes an account with one Backpack in which there is something of every sort.
async fn fill(storage: &Storage, options: &Options) -> (SpaceId, Contents) {
    let account = Account::create_on(storage.clone(), host_key(), options.clone()).await.unwrap();
    let backpack = account.add_backpack(Person::new("Zoë Ångström")).await.unwrap();
    backpack.add(Symptom::new("headache")).await.unwrap();
    let id = backpack.add(Allergy::new("penicillin")).await.unwrap();
    backpack.note(id, "as a child").await.unwrap();
    // Too large for the store, however it is compressed.
    let noise: String = (0_u32..120_000).map(|at| char::from(b'a' + (hash(at) % 26) as u8)).collect();
    backpack.add(Symptom::new("long").note(noise)).await.unwrap();
    let content = backpack::files::ByteStream::from_bytes(bytes::Bytes::from_static(b"a letter"));
    backpack.keep().add_file(NewFile::new("letter.txt"), content).await.unwrap();
    (backpack.id(), contents(&backpack).await)
}

fn hash(number: u32) -> u32 {
    let mut hash = number.wrapping_mul(0x9E37_79B9) ^ 0x85EB_CA6B;
    hash ^= hash >> 15;
    hash = hash.wrapping_mul(0x2C1B_3C6D);
    hash ^ hash >> 12
}

/// Everything that can be read, to compare by.
async fn contents(backpack: &Backpack) -> Contents {
    let mut records = Vec::new();
    let mut bodies = backpack.keep().bodies();
    while let Some(body) = bodies.next().await.unwrap() {
        records.push((body.record.to_string(), body.version, body.original.body.to_vec()));
    }
    records.sort();
    let mut files = Vec::new();
    for file in backpack.keep().files().await.unwrap() {
        let bytes = backpack.keep().open_file(file.id, None).await.unwrap().collect().await.unwrap();
        files.push(bytes.to_vec());
    }
    (records, files)
}

#[test]
fn a_rotation_broken_off_at_any_call_is_continued_and_loses_nothing() {
    backpack_testkit::run(async {
        let options = options();
        for (part, least) in [(Part::Store, 40), (Part::Blobs, 8), (Part::KeyFile, 3)] {
            for when in [When::Before, When::After] {
                let mut broken_off = 0;
                for call in 1.. {
                    let world = World::new(&options).await;
                    world.break_at(part, call, when);
                    let ended = world.rotate(&world.faulty).await;
                    check(&world, &format!("{part:?}, call {call}, {when:?}")).await;
                    if ended.is_ok() {
                        break;
                    }
                    broken_off += 1;
                }
                assert!(broken_off >= least, "{part:?} was called {broken_off} times");
            }
        }
    });
}

/// What was broken off can be read, and continued to its end.
async fn check(world: &World, broken_off: &str) {
    let (account, backpack) = world.open().await;
    assert_eq!(contents(&backpack).await, world.contents, "{broken_off}");
    drop((account, backpack));
    let continued = world.rotate(&world.sound).await;
    assert!(continued.is_ok(), "{broken_off}: {continued:?}");
    let (account, backpack) = world.open().await;
    assert_eq!(contents(&backpack).await, world.contents, "{broken_off}");
    assert!(!account.is_rotating(world.id).await.unwrap(), "{broken_off}");
    let status = backpack.keep().rotation_status().await.unwrap();
    assert_eq!(status.values.keys().collect::<Vec<_>>(), [&status.newest], "{broken_off}");
    assert_eq!(status.files.keys().collect::<Vec<_>>(), [&status.newest], "{broken_off}");
    // Whatever was written and is of no use goes with the next compaction.
    backpack.compact().await.unwrap();
    let blobs = world.sound.blobs.open(world.id).await.unwrap();
    assert_eq!(blobs.list(None).await.unwrap().ids.len(), 2, "{broken_off}");
    backpack.verify().await.unwrap();
}

#[test]
fn a_rotation_dropped_anywhere_is_continued_and_loses_nothing() {
    backpack_testkit::run(async {
        let options = options();
        for polls in [0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144] {
            let world = World::new(&options).await;
            let (account, _) = world.open().await;
            {
                let mut work =
                    std::pin::pin!(account.rotate_backpack(world.id, RotationOptions::new(), |_| {}));
                let mut left = polls;
                std::future::poll_fn(|context| {
                    if left == 0 || work.as_mut().poll(context).is_ready() {
                        return std::task::Poll::Ready(());
                    }
                    left -= 1;
                    std::task::Poll::Pending
                })
                .await;
            }
            // The same handle goes on with it.
            account.rotate_backpack(world.id, RotationOptions::new(), |_| {}).await.unwrap();
            drop(account);
            check(&world, &format!("dropped after {polls} polls")).await;
        }
    });
}

#[test]
fn a_rotation_makes_one_key_and_forgets_the_old_one() {
    backpack_testkit::run(async {
        let world = World::new(&options()).await;
        let (account, backpack) = world.open().await;
        let options = RotationOptions::new().with_files(FileKeys::Keep);
        assert_eq!(account.rotate_backpack(world.id, options, |_| {}).await.unwrap().epoch, 2);
        assert_eq!(account.rotate_backpack(world.id, options, |_| {}).await.unwrap().epoch, 3);
        assert_eq!(contents(&backpack).await, world.contents);
        let stranger = account.rotate_backpack(SpaceId::random(), options, |_| {}).await.unwrap_err();
        assert_eq!(stranger.kind(), &ErrorKind::NotFound("backpack"));
    });
}

#[test]
fn another_process_takes_the_new_keys_over_and_goes_on() {
    backpack_testkit::run(async {
        let world = World::new(&options()).await;
        let (_elsewhere, old) = world.open().await;
        world.rotate(&world.sound).await.unwrap();
        assert_eq!(contents(&old).await, world.contents);
        let cough = old.add(Symptom::new("cough")).await.unwrap();
        world.rotate(&world.sound).await.unwrap();
        let (_account, backpack) = world.open().await;
        assert!(backpack.record(cough).is_ok());
        let fever = old.add(Symptom::new("fever")).await.unwrap();
        assert!(backpack.catch_up().await.unwrap());
        assert!(backpack.record(fever).is_ok());
    });
}
