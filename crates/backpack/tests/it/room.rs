//! The room of an account's files: followed rather than counted.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use backpack::store::{
    Batch, Error, Fence, Key, LeaseName, Reclaimed, Scan, ScanPage, Store, Value, Version,
};
use backpack::{Account, Backpack, Person, Storage};

use crate::{host_key, options};

/// A store that counts the values that are read from it.
#[derive(Debug)]
struct Counting(Arc<dyn Store>, AtomicUsize);

#[async_trait]
#[deny(clippy::missing_trait_methods)]
impl Store for Counting {
    async fn get(&self, key: &Key) -> Result<Option<Value>, Error> {
        self.1.fetch_add(1, Ordering::Relaxed);
        self.0.get(key).await
    }

    async fn scan(&self, scan: &Scan) -> Result<ScanPage, Error> {
        let page = self.0.scan(scan).await?;
        self.1.fetch_add(1 + page.entries.len(), Ordering::Relaxed);
        Ok(page)
    }

    async fn commit(&self, batch: Batch) -> Result<Version, Error> {
        self.0.commit(batch).await
    }

    async fn lease(&self, name: &LeaseName, ttl: Duration, held: Option<&Fence>) -> Result<Fence, Error> {
        self.0.lease(name, ttl, held).await
    }

    async fn release(&self, fence: &Fence) -> Result<(), Error> {
        self.0.release(fence).await
    }

    async fn close(&self) -> Result<(), Error> {
        self.0.close().await
    }

    fn is_shared(&self) -> bool {
        self.0.is_shared()
    }

    async fn reclaim(&self) -> Result<Option<Reclaimed>, Error> {
        self.0.reclaim().await
    }
}

#[test]
fn the_two_thousandth_file_reads_no_more_rows_than_the_twentieth() {
    backpack_testkit::run(async {
        let storage = Storage::in_memory(options().clock);
        let counting = Arc::new(Counting(storage.store, AtomicUsize::new(0)));
        let store: Arc<dyn Store> = Arc::<Counting>::clone(&counting);
        let storage = Storage::new(store, storage.blobs, storage.key_file, storage.anchors);
        let account = Account::create_on(storage, host_key(), options()).await.unwrap();
        let own = account.add_backpack(Person::new("Ana Ruiz")).await.unwrap();
        let child = account.add_backpack(Person::new("Ben Ruiz")).await.unwrap();
        let read = async |backpack: &Backpack, number: usize| {
            let before = counting.1.load(Ordering::Relaxed);
            backpack.add_file("n", Some("application/x-n"), number.to_string()).await.unwrap();
            counting.1.load(Ordering::Relaxed) - before
        };
        let mut reads = Vec::new();
        for number in 1..=2_000 {
            // Every hundredth is the child's: both are counted, and neither is counted anew.
            let whose = if number % 100 == 0 { &child } else { &own };
            reads.push(read(whose, number).await);
        }
        let middle = |numbers: std::ops::Range<usize>| {
            let mut some = reads[numbers].to_vec();
            some.sort_unstable();
            some[some.len() / 2]
        };
        assert!(middle(1_900..1_999) <= middle(10..99), "{reads:?}");
        // Nor now and then: what is rewritten is the same share of what is added.
        let all = |numbers: std::ops::Range<usize>| reads[numbers].iter().sum::<usize>();
        assert!(all(1_800..1_999) <= 4 * all(0..199), "{reads:?}");
        // The child's first file was counted from nothing.
        assert!(reads[1_999] <= reads[99] + middle(10..99), "{reads:?}");
        let bytes: usize = (1..=2_000_usize).map(|number| number.to_string().len()).sum();
        assert_eq!(account.file_room().await.unwrap().used, bytes as u64);
    });
}
