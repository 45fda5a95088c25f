//! Opening asks little: what does not wait for each other at once, and nothing twice.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use backpack_core::SpaceId;
use backpack_keep::{Keep, Parts};
use backpack_store::{
    Anchor, AnchorStore, Batch, Error, Fence, Key, LeaseName, Reclaimed, Scan, ScanPage, Store, Table, Value,
    Version,
};
use backpack_testkit::run;
use tokio::sync::Mutex;

use crate::world::{World, describe, page, result};

const HEAD: Table = Table(1);
const SEGMENT: Table = Table(2);
const JOURNAL: Table = Table(4);
/// How often a question steps aside before it is taken to be asked alone.
const PATIENCE: usize = 1_000;

#[test]
fn what_does_not_wait_for_each_other_is_asked_at_once() {
    run(async {
        let world = World::new();
        world.create().await.commit_page(page([result("a", "1")])).await.unwrap();
        // Without an anchor the whole journal is followed.
        world.anchors.forget(world.space).await.unwrap();
        let door = Door::before(&world, None);
        let keep = door.open(&world).await;
        assert_eq!(keep.sequence(), 2);
        assert!(door.head.met.load(Ordering::SeqCst), "anchor and head were asked one after the other");
        assert!(door.log.met.load(Ordering::SeqCst), "journal and log were asked one after the other");
    });
}

#[test]
fn a_commit_between_the_two_questions_is_no_rollback() {
    run(async {
        let world = World::new();
        let other = world.create().await;
        // It commits after the head was read and before the anchor is.
        let door = Door::before(&world, Some(other.clone()));
        let keep = door.open(&world).await;
        assert_eq!((keep.sequence(), other.sequence()), (2, 2));
        assert_eq!(keep.catalog(describe), other.catalog(describe));
    });
}

#[test]
fn a_log_of_many_pages_opens_whole_and_each_page_is_asked_once() {
    run(async {
        let world = World::new();
        let first = world.create().await;
        for number in 0..150 {
            first.commit_page(page([result(&format!("r{number}"), "1")])).await.unwrap();
        }
        let door = Door::before(&world, None);
        let keep = door.open(&world).await;
        assert_eq!(keep.catalog(describe), first.catalog(describe));
        // 151 segments, 64 at a time; the anchor is where the head is, so that there is no way to follow.
        assert_eq!(door.log_pages.load(Ordering::SeqCst), 3);
        assert!(!door.log.first.load(Ordering::SeqCst), "the journal was asked for nothing");
    });
}

/// Two questions that should be under way at the same time.
#[derive(Debug, Default)]
struct Pair {
    first: AtomicBool,
    second: AtomicBool,
    met: AtomicBool,
}

impl Pair {
    /// Waits until the second is asked, if that is asked without waiting for this answer.
    async fn first(&self) {
        self.first.store(true, Ordering::SeqCst);
        for _ in 0..PATIENCE {
            if self.second.load(Ordering::SeqCst) {
                return self.met.store(true, Ordering::SeqCst);
            }
            tokio::task::yield_now().await;
        }
    }

    fn second(&self) {
        self.second.store(true, Ordering::SeqCst);
    }
}

/// A store and its anchors, where the first of two questions waits for the one that should be asked beside it.
#[derive(Debug)]
struct Door {
    store: Arc<dyn Store>,
    anchors: Arc<dyn AnchorStore>,
    head: Pair,
    log: Pair,
    log_pages: AtomicUsize,
    /// Commits once, after the head was read and before the anchor is.
    committer: Mutex<Option<Keep>>,
}

impl Door {
    fn before(world: &World, committer: Option<Keep>) -> Arc<Self> {
        Arc::new(Self {
            store: Arc::clone(&world.store),
            anchors: Arc::clone(&world.parts().anchors),
            head: Pair::default(),
            log: Pair::default(),
            log_pages: AtomicUsize::new(0),
            committer: Mutex::new(committer),
        })
    }

    async fn open(self: &Arc<Self>, world: &World) -> Keep {
        let (store, anchors): (Arc<dyn Store>, Arc<dyn AnchorStore>) =
            (Arc::<Self>::clone(self), Arc::<Self>::clone(self));
        let Parts { blobs, keys, clock, .. } = world.parts();
        Keep::open(Parts::new(store, blobs, anchors, keys, clock)).await.unwrap()
    }
}

#[async_trait]
impl AnchorStore for Door {
    async fn read(&self, space: SpaceId) -> Result<Option<Anchor>, Error> {
        self.head.first().await;
        if let Some(other) = self.committer.lock().await.take() {
            other.commit_page(page([result("between", "1")])).await.unwrap();
        }
        self.anchors.read(space).await
    }

    async fn write(&self, space: SpaceId, anchor: Anchor) -> Result<(), Error> {
        self.anchors.write(space, anchor).await
    }

    async fn forget(&self, space: SpaceId) -> Result<(), Error> {
        self.anchors.forget(space).await
    }
}

#[async_trait]
#[deny(clippy::missing_trait_methods)]
impl Store for Door {
    async fn get(&self, key: &Key) -> Result<Option<Value>, Error> {
        let found = self.store.get(key).await;
        if key.table == HEAD {
            self.head.second();
        }
        found
    }

    async fn scan(&self, scan: &Scan) -> Result<ScanPage, Error> {
        match scan.table {
            JOURNAL => self.log.first().await,
            SEGMENT => {
                self.log_pages.fetch_add(1, Ordering::SeqCst);
                self.log.second();
            }
            _ => {}
        }
        self.store.scan(scan).await
    }

    async fn commit(&self, batch: Batch) -> Result<Version, Error> {
        self.store.commit(batch).await
    }

    async fn lease(&self, name: &LeaseName, ttl: Duration, held: Option<&Fence>) -> Result<Fence, Error> {
        self.store.lease(name, ttl, held).await
    }

    async fn release(&self, fence: &Fence) -> Result<(), Error> {
        self.store.release(fence).await
    }

    async fn close(&self) -> Result<(), Error> {
        self.store.close().await
    }

    fn is_shared(&self) -> bool {
        self.store.is_shared()
    }

    async fn reclaim(&self) -> Result<Option<Reclaimed>, Error> {
        self.store.reclaim().await
    }
}
