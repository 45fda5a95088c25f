//! A host of many accounts.

mod cache;
mod deletion;
mod moving;
#[cfg(feature = "objects")]
mod objects;
#[cfg(all(feature = "objects", feature = "postgres"))]
mod servers;
mod shared;
mod urls;

use std::future::Future;
use std::sync::{Arc, LazyLock};

use backpack::core::{AccountId, Clock, SpaceId};
use backpack::hosting::{Hosting, HostingOptions, Places};
use backpack::key_service::{KeyService, MemoryKeyService};
use backpack::record::entry::Allergy;
use backpack::store::MemoryStore;
use backpack::{Backpack, Filter, Options, Person};
use backpack_testkit::VirtualClock;

use crate::options;

/// Runs a test on several threads.
fn run_wide<F: Future<Output = ()>>(test: F) {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(4)
        .enable_all()
        .build()
        .unwrap()
        .block_on(test);
}

/// Returns the key service of all hosts of these tests.
fn key_service() -> Arc<dyn KeyService> {
    static SERVICE: LazyLock<Arc<MemoryKeyService>> =
        LazyLock::new(|| Arc::new(MemoryKeyService::new("kms of tests").unwrap()));
    Arc::<MemoryKeyService>::clone(&SERVICE)
}

fn clocked(clock: &VirtualClock) -> Options {
    options().with_clock(Arc::new(clock.clone()))
}

fn places() -> Places {
    Places::in_memory(Arc::new(VirtualClock::new()))
}

/// Returns places whose store other processes may have open too.
fn shared_places() -> Places {
    let clock: Arc<dyn Clock> = Arc::new(VirtualClock::new());
    let mut places = Places::in_memory(Arc::clone(&clock));
    places.store = Arc::new(MemoryStore::new(clock).shared());
    places
}

fn host(places: &Places, memory_bytes: usize) -> Hosting {
    let options = HostingOptions::new(clocked(&VirtualClock::new())).with_memory_bytes(memory_bytes);
    Hosting::new(places.clone(), key_service(), options)
}

/// Makes an account with a Backpack of so many entries.
async fn person(hosting: &Hosting, name: &str, entries: usize) -> (AccountId, SpaceId) {
    let account = hosting.create_account().await.unwrap();
    let backpack = account.add_backpack(Person::new(name)).await.unwrap();
    for number in 0..entries {
        backpack.add(Allergy::new(format!("{name} {number}"))).await.unwrap();
    }
    (account.id(), backpack.id())
}

fn records(backpack: &Backpack) -> usize {
    backpack.find(&Filter::new()).total
}
