//! A damaged or missing index is made anew, and is never a loss.

use std::sync::Arc;

use backpack::core::Clock;
use backpack::files::{BlobStore as _, MemoryBlobs};
use backpack::keep::{Consent, Depth, Outcome, Severity, VerifyOptions};
use backpack::record::entry::Note;
use backpack::store::{Batch, MemoryAnchors, MemoryKeyFile, MemoryStore, Scan, Store as _, Table};
use backpack::{Account, Backpack, Person, Storage};
use bytes::Bytes;

use super::{found, noise};
use crate::rotation::OneSpace;
use crate::{host_key, options};

const INDEX: Table = Table(29);

struct World {
    store: Arc<MemoryStore>,
    blobs: Arc<MemoryBlobs>,
    storage: Storage,
}

impl World {
    async fn new() -> (Self, Account, Backpack) {
        let clock: Arc<dyn Clock> = Arc::new(backpack_testkit::VirtualClock::new());
        let (store, blobs) = (Arc::new(MemoryStore::new(clock)), Arc::new(MemoryBlobs::new()));
        let storage = Storage::new(
            Arc::<MemoryStore>::clone(&store),
            Arc::new(OneSpace(Arc::<MemoryBlobs>::clone(&blobs))),
            Arc::new(MemoryKeyFile::new()),
            Arc::new(MemoryAnchors::new()),
        );
        let account = Account::create_on(storage.clone(), host_key(), options()).await.unwrap();
        let backpack = account.add_backpack(Person::unnamed()).await.unwrap();
        for number in 0..30 {
            let text = format!("palimpsest {}", noise(300, char::from(b'a' + number % 20)));
            backpack.add(Note::new(text).title(format!("Note {number}"))).await.unwrap();
        }
        assert_eq!(found(&backpack, "palimpsest").await.len(), 30);
        let world = Self { store, blobs, storage };
        assert_eq!(world.rows(&backpack).await.len(), 2, "a manifest and a piece");
        assert_eq!(world.blobs.list(None).await.unwrap().ids.len(), 1);
        (world, account, backpack)
    }

    async fn rows(&self, backpack: &Backpack) -> Vec<(Bytes, Bytes)> {
        let page = self.store.scan(&Scan::new(backpack.id(), INDEX)).await.unwrap();
        page.entries.into_iter().map(|entry| (entry.id, entry.value.bytes)).collect()
    }

    /// Opens the account as another process would.
    async fn open(&self, backpack: &Backpack) -> (Account, Backpack) {
        let account = Account::open_on(self.storage.clone(), host_key(), options()).await.unwrap();
        let again = account.backpack(backpack.id()).await.unwrap();
        (account, again)
    }

    /// Finds what is amiss: only what can be made good, and nothing once it was.
    async fn check(&self, backpack: &Backpack, is_damaged: bool) {
        let (account, again) = self.open(backpack).await;
        let verification = again.verify_with(&VerifyOptions::new(Depth::Data)).await.unwrap();
        assert_eq!(verification.findings.is_empty(), !is_damaged, "{:?}", verification.findings);
        assert!(verification.findings.iter().all(|finding| finding.severity == Severity::Repairable));
        assert_eq!(found(&again, "palimpsest").await.len(), 30);
        let healed = again.verify_with(&VerifyOptions::new(Depth::Data)).await.unwrap();
        // The blob of a row that does not open has no name until it is swept.
        again.compact().await.unwrap();
        let swept = again.verify_with(&VerifyOptions::new(Depth::Data)).await.unwrap();
        assert_eq!(
            swept.outcome(),
            Outcome::Ok,
            "{:?} before the sweep, {:?} after",
            healed.findings,
            swept.findings
        );
        drop(account);
    }
}

#[test]
fn a_row_that_is_gone_or_flipped_is_made_again() {
    backpack_testkit::run(async {
        for nth in 0..2 {
            for is_gone in [true, false] {
                let (world, account, backpack) = World::new().await;
                let (id, bytes) = world.rows(&backpack).await.remove(nth);
                let batch = Batch::new(backpack.id());
                let batch = if is_gone {
                    batch.delete(INDEX, id)
                } else {
                    let mut bytes = bytes.to_vec();
                    bytes[40] ^= 1;
                    batch.put(INDEX, id, bytes)
                };
                world.store.commit(batch).await.unwrap();
                drop(account);
                world.check(&backpack, true).await;
            }
        }
    });
}

#[test]
fn a_blob_that_is_gone_or_flipped_is_made_again() {
    backpack_testkit::run(async {
        for is_gone in [true, false] {
            let (world, account, backpack) = World::new().await;
            let blob = world.blobs.list(None).await.unwrap().ids[0];
            let sealed = world.blobs.get(blob, None).await.unwrap().collect().await.unwrap();
            world.blobs.delete(blob).await.unwrap();
            if !is_gone {
                let mut bytes = sealed.to_vec();
                bytes[200] ^= 1;
                world.blobs.put(blob, backpack::files::ByteStream::from_bytes(bytes)).await.unwrap();
            }
            drop(account);
            world.check(&backpack, is_gone).await;
        }
    });
}

#[test]
fn a_repair_forgets_what_is_damaged_and_it_is_made_again() {
    backpack_testkit::run(async {
        let (world, account, backpack) = World::new().await;
        let blob = world.blobs.list(None).await.unwrap().ids[0];
        world.blobs.delete(blob).await.unwrap();
        drop(account);
        let account = Account::open_on(world.storage.clone(), host_key(), options()).await.unwrap();
        let found = account.verify_backpack(backpack.id(), &VerifyOptions::new(Depth::Data)).await.unwrap();
        assert_eq!(found.outcome(), Outcome::Repairable);
        account.repair(backpack.id(), &found, Consent::default()).await.unwrap();
        let found = account.verify(&VerifyOptions::new(Depth::Data)).await.unwrap();
        assert_eq!(found.outcome(), Outcome::Ok, "{found:?}");
        let again = account.backpack(backpack.id()).await.unwrap();
        assert_eq!(super::found(&again, "palimpsest").await.len(), 30);
    });
}

#[test]
fn nothing_of_the_index_can_be_read_where_it_is_kept() {
    backpack_testkit::run(async {
        let (world, _account, backpack) = World::new().await;
        let mut all: Vec<u8> = Vec::new();
        for (id, bytes) in world.rows(&backpack).await {
            all.extend([id, bytes].concat());
        }
        for blob in world.blobs.list(None).await.unwrap().ids {
            all.extend(world.blobs.get(blob, None).await.unwrap().collect().await.unwrap());
        }
        assert!(all.len() > 20_000, "{}", all.len());
        for word in ["palimpsest", "palim", "note"] {
            assert!(
                !all.windows(word.len()).any(|part| part.eq_ignore_ascii_case(word.as_bytes())),
                "{word}"
            );
        }
    });
}

#[test]
fn an_index_thrown_away_is_made_anew_the_same() {
    backpack_testkit::run(async {
        let (_world, _account, backpack) = World::new().await;
        let before = found(&backpack, "palimpsest").await;
        let size = backpack.rebuild_search().await.unwrap();
        assert_eq!((size.subjects, size.pieces), (30, 1));
        assert_eq!(found(&backpack, "palimpsest").await, before);
    });
}
