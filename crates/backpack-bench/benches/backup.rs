//! A backup and the way back, beside the import of the same: `cargo bench -p backpack-bench --bench backup`.
//!
//! An invented person of 10,000 resources, from one file into a folder on disk; then backed up whole, backed up again with
//! nothing new, put back into another folder, and exported. One run, so that the figures can be compared with each other.
#![expect(clippy::print_stdout, reason = "a benchmark says what it found")]

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use backpack::archive::{Key, Lock, Source};
use backpack::core::Cancellation;
use backpack::import::FileConnector;
use backpack::keys::Argon2Params;
use backpack::{Account, Backpack, Options, Person, SignIn, Unlock};
use backpack_testkit::people::{PeopleOptions, Person as Invented};

const RESOURCES: usize = 10_000;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let scratch = tempfile::tempdir()?;
    let at = |name: &str| scratch.path().join(name);
    let options = Options::new()?.with_passphrase_cost(Argon2Params::FLOOR);
    let account = Account::create(at("here"), Unlock::passphrase("bench"), options.clone()).await?;
    let person = Invented::from_seed(1, PeopleOptions::with_resources(RESOURCES));
    person.write_ndjson(std::fs::File::create(at("person.ndjson"))?)?;
    let raw = std::fs::metadata(at("person.ndjson"))?.len();
    let backpack = account.add_backpack(Person::new(person.name())).await?;

    let began = Instant::now();
    import(&backpack, &at("person.ndjson")).await?;
    let whole = began.elapsed().as_secs_f64();
    println!(
        "import: {} records, {} kB raw, {whole:.2} s",
        backpack.keep().catalog(backpack::keep::Catalog::len),
        raw / 1000
    );
    let ratio = |what: &str, began: Instant, bytes: u64| {
        let seconds = began.elapsed().as_secs_f64();
        let (time, size) = (seconds / whole, bytes as f64 / raw as f64);
        println!("{what}: {seconds:.2} s ({time:.2} of the import), {} kB ({size:.3} of raw)", bytes / 1000);
    };

    let lock = || Arc::new(Lock::passphrase("bench".into()).with_work(10));
    let began = Instant::now();
    let first = account.back_up(backpack.id(), at("0.age"), lock(), None).await?;
    ratio("backup, whole", began, first.bytes);
    let began = Instant::now();
    let next = account.back_up(backpack.id(), at("1.age"), lock(), Some(first.mark)).await?;
    ratio("backup, nothing new", began, next.bytes);

    let there = Account::create(at("there"), Unlock::passphrase("bench"), options).await?;
    let key = Arc::new(Key::passphrase("bench".into()));
    let sources = ["0.age", "1.age"].map(|name| Source::sealed(at(name), Arc::clone(&key)));
    let began = Instant::now();
    there.restore(sources.to_vec()).await?;
    ratio("restore", began, 0);
    let began = Instant::now();
    let exported = backpack.export_to(at("plain")).await?;
    ratio("export", began, exported.bytes);
    Ok(())
}

async fn import(backpack: &Backpack, file: &Path) -> anyhow::Result<()> {
    let SignIn::Done(connections) = backpack.connect(Arc::new(FileConnector::new([file]))).await? else {
        anyhow::bail!("files ask nobody to sign in");
    };
    for connection in connections {
        backpack.confirm_person(connection).await?;
        backpack.sync_with(connection, Default::default(), Cancellation::new(), |_| {}).await?;
    }
    Ok(())
}
