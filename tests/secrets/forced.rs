//! Failures and panics forced at every call of the store, at the most talkative level: none tells a secret or a name.

use std::panic;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use backpack::connect::{Grant, PatientRef, Pending};
use backpack::core::{SecretBytes, Timestamp};
use backpack::keep::{AttemptRow, ConnectionRow, GrantRow, RowBatch};
use backpack::record::entry::Allergy;
use backpack::store::{
    Batch, ErrorKind, Fence, Key, LeaseName, Reclaimed, Scan, ScanPage, Store, Value, Version,
};
use backpack::{Account, Error, Person, Storage, Unlock};
use backpack_testkit::faults::{FaultyStore, StoreCall, When};
use backpack_testkit::{VirtualClock, run};

use super::{DATA, FILE_NAME, MRN, NAME, NOTE, PASSPHRASE, REFRESH, SECRETS, TOKEN, VERIFIER, surfaced};
use crate::world::{Home, process};

const LOG: &str = "forced.log";

/// A store that panics at one of its calls.
#[derive(Debug)]
struct Panicking {
    inner: Arc<dyn Store>,
    calls: AtomicUsize,
    at: usize,
}

impl Panicking {
    fn call(&self) {
        assert!(self.calls.fetch_add(1, Ordering::SeqCst) + 1 != self.at, "the store panics");
    }
}

#[async_trait]
#[deny(clippy::missing_trait_methods)]
impl Store for Panicking {
    async fn get(&self, key: &Key) -> Result<Option<Value>, backpack::store::Error> {
        self.call();
        self.inner.get(key).await
    }

    async fn scan(&self, scan: &Scan) -> Result<ScanPage, backpack::store::Error> {
        self.call();
        self.inner.scan(scan).await
    }

    async fn commit(&self, batch: Batch) -> Result<Version, backpack::store::Error> {
        self.call();
        self.inner.commit(batch).await
    }

    async fn lease(
        &self,
        name: &LeaseName,
        ttl: Duration,
        held: Option<&Fence>,
    ) -> Result<Fence, backpack::store::Error> {
        self.call();
        self.inner.lease(name, ttl, held).await
    }

    async fn release(&self, fence: &Fence) -> Result<(), backpack::store::Error> {
        self.call();
        self.inner.release(fence).await
    }

    fn is_shared(&self) -> bool {
        self.inner.is_shared()
    }

    async fn reclaim(&self) -> Result<Option<Reclaimed>, backpack::store::Error> {
        self.call();
        self.inner.reclaim().await
    }

    async fn close(&self) -> Result<(), backpack::store::Error> {
        self.inner.close().await
    }
}

#[test]
fn no_forced_failure_and_no_forced_panic_tells_anything() {
    let home = Home::new();
    std::fs::create_dir(home.path()).unwrap();
    let said = process::said("secrets::forced::forced_elsewhere", &home.path(), &[]);
    let log = std::fs::read_to_string(home.path().join(LOG)).unwrap();
    let counts = said.last().unwrap();
    println!("{counts}, {} bytes of log", log.len());
    for part in ["the store panics", "an error:", "secrets::forced::live"] {
        assert!(log.contains(part), "the log is not whole: no {part} in {} bytes", log.len());
    }
    let found = surfaced(&log, SECRETS.iter().chain(DATA));
    assert_eq!(found, Vec::<&str>::new());
}

/// The other process of the test above; by itself it does nothing.
#[test]
fn forced_elsewhere() {
    let Some(folder) = process::folder() else { return };
    let log = Arc::new(std::fs::File::create(folder.join(LOG)).unwrap());
    tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_writer(Arc::clone(&log))
        .with_ansi(false)
        .init();
    let panics = Arc::new(Mutex::new(0));
    let (counter, out) = (Arc::clone(&panics), Arc::clone(&log));
    panic::set_hook(Box::new(move |info| {
        use std::io::Write as _;
        *counter.lock().unwrap() += 1;
        let trace = std::backtrace::Backtrace::force_capture();
        writeln!(&*out, "{info} {info:?}\n{trace}").unwrap();
    }));
    let failures = force(&log, |store, call| {
        let faulty = FaultyStore::new(store);
        faulty.fail(StoreCall::Any, call, When::Before, ErrorKind::Io);
        Arc::new(faulty)
    });
    force(&log, |inner, at| {
        Arc::new(Panicking { inner, calls: AtomicUsize::new(0), at: usize::try_from(at).unwrap() })
    });
    let panics = *panics.lock().unwrap();
    drop(panic::take_hook());
    assert!(failures > 20 && panics > 20, "{failures} failures, {panics} panics");
    process::say(&format!("{failures} failures and {panics} panics were forced"));
}

/// Lives a short life once for each call of the store that can go wrong. Returns how many did.
fn force(log: &std::fs::File, wrong: impl Fn(Arc<dyn Store>, u64) -> Arc<dyn Store>) -> usize {
    use std::io::Write as _;
    let mut failures = 0;
    for call in 1..=calls() {
        let clock = VirtualClock::auto();
        let mut storage = Storage::in_memory(Arc::new(clock.clone()));
        storage.store = wrong(Arc::clone(&storage.store), call);
        let options = crate::world::options(&clock);
        let lived = panic::catch_unwind(panic::AssertUnwindSafe(|| run(live(&storage, options))));
        match lived {
            // Some acts are told as far as that is possible: a failure there is no failure of the call.
            Ok(Ok(())) => continue,
            Ok(Err(error)) => {
                let mut chain: Option<&(dyn std::error::Error + 'static)> = Some(&error);
                while let Some(one) = chain {
                    writeln!(&*log, "an error: {one} {one:?} {one:#?}").unwrap();
                    chain = one.source();
                }
            }
            Err(_) => {}
        }
        failures += 1;
    }
    failures
}

/// Returns how often a short life calls the store.
fn calls() -> u64 {
    let clock = VirtualClock::auto();
    let mut storage = Storage::in_memory(Arc::new(clock.clone()));
    let counted = Arc::new(Panicking { inner: storage.store, calls: AtomicUsize::new(0), at: usize::MAX });
    storage.store = Arc::<Panicking>::clone(&counted);
    run(live(&storage, crate::world::options(&clock))).unwrap();
    u64::try_from(counted.calls.load(Ordering::SeqCst)).unwrap()
}

/// A short life with secrets and names in every corner.
async fn live(storage: &Storage, options: backpack::Options) -> Result<(), Error> {
    let unlock = || Unlock::passphrase(PASSPHRASE);
    let account = Account::create_on(storage.clone(), unlock(), options.clone()).await?;
    let backpack = account.add_backpack(Person::new(NAME)).await?;
    let at = Timestamp::from_millis(0);
    let connection = ConnectionRow::new("smart", "https://portal.example", NAME, at);
    let grant = Grant::new(PatientRef::new(MRN), SecretBytes::new(format!("{TOKEN} {REFRESH}").into_bytes()));
    let pending = Pending::new(SecretBytes::new(VERIFIER.as_bytes().to_vec()));
    let attempt = AttemptRow::new("smart", "https://portal.example", Some(connection.id), at, pending);
    let rows = RowBatch::new().put(&connection).put(&GrantRow::new(connection.id, grant)).put(&attempt);
    backpack.keep().write(rows).await?;
    let own = backpack.add(Allergy::new(NOTE)).await?;
    backpack.note(own, NOTE).await?;
    let file = backpack.add_file(FILE_NAME, None, NOTE.repeat(100)).await?;
    backpack.attach(own, file.id).await?;
    backpack.open_file(file.id, None).await?.collect().await?;
    backpack.keep().rows::<GrantRow>().await?;
    backpack.verify().await?;
    account.verify(&backpack::keep::VerifyOptions::new(backpack::keep::Depth::Data)).await?;
    backpack.compact().await?;
    account.close().await?;
    Ok(())
}
