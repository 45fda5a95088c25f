//! A sync that says how far it is, is cancelled in the middle, and goes on to the end; then what is new, in words.
//!
//! Run: `cargo run --example progress_and_cancel`
//!
//! The portal is a demo on this machine with an invented patient, made slow so that there is time to watch.
#![expect(clippy::print_stdout, reason = "an example talks to a person")]

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context as _;
use backpack::connect::Transport;
use backpack::core::{Cancellation, ConnectionId};
use backpack::http::{HttpOptions, HttpTransport};
use backpack::smart::{SmartConnector, SmartOptions};
use backpack::sync::{Progress, Slot, SyncOptions, SyncReport};
use backpack::{Account, Backpack, Error, Options, Person, Storage, Unlock};
use backpack_examples::headless;
use backpack_testkit::people::{PeopleOptions, Person as Invented};
use backpack_testkit::portal::{DemoPortal, Fault, PortalOptions, When};

const CALLBACK: &str = "http://127.0.0.1/callback";
/// After this many records somebody changes their mind.
const ENOUGH: u64 = 60;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let patient = Invented::from_seed(1, PeopleOptions::small());
    let mut demo = PortalOptions::people(vec![patient.clone()]).approved();
    demo.page_limit = 10;
    let portal = DemoPortal::start(demo).await?;
    portal.arm(Fault::Slow(Duration::from_millis(4)), When::path("/fhir/"));

    let http = HttpTransport::new(HttpOptions::new().allow_insecure_loopback())?;
    let transport: Arc<dyn Transport> = Arc::new(http);
    let options = Options::new()?.with_transport(Arc::clone(&transport));
    let storage = Storage::in_memory(Arc::clone(&options.clock));
    let account = Account::create_on(storage, Unlock::passphrase("only an example"), options).await?;
    let backpack = account.add_backpack(Person::new(patient.name()).born(patient.birth_date())).await?;
    let smart = SmartOptions::new(portal.fhir_base(), portal.client_id()).with_redirect_uri(CALLBACK);
    let connector = Arc::new(SmartConnector::new(smart.with_name("Riverside Clinic"))?);
    let step = backpack.connect(connector).await?;
    let connection = headless::sign_in(&backpack, step, &*transport, CALLBACK).await?;

    println!("The first sync, cancelled once {ENOUGH} records were received:");
    let Err(cancelled) = sync(&backpack, connection, ENOUGH).await else {
        anyhow::bail!("nobody cancelled it");
    };
    let explained = cancelled.explain();
    println!("  {} {}", explained.what, explained.todo);
    let kept = total(&backpack);
    println!("  {kept} records are kept: what was received, and the pages that were on their way.\n");

    println!("The second sync goes on from there:");
    let report = sync(&backpack, connection, u64::MAX).await?;
    println!("  {} records came now, {} were here already.\n", report.new, report.unchanged);
    println!("What is new since nobody was told anything, the cancelled sync among it:");
    tell(&backpack, connection, &report).await?;
    anyhow::ensure!(kept as u64 + report.new == total(&backpack) as u64, "a record is missing or doubled");
    println!("  {kept} + {} = {}: nothing is lost or doubled.\n", report.new, total(&backpack));

    let medications = portal.edit(|records| records.references(patient.patient_id(), "MedicationRequest"));
    let medication = medications.first().context("nothing was prescribed")?;
    portal.edit(|records| {
        records.update(medication, |body| body.replacen('{', r#"{"priority":"urgent","#, 1))
    })?;
    println!("The clinic changes a prescription, and the third sync finds it:");
    let report = backpack.sync(connection).await?;
    tell(&backpack, connection, &report).await?;
    println!("  Still {} records.", total(&backpack));
    account.close().await?;
    portal.stop().await;
    Ok(())
}

/// Syncs with a line for each query that ends, and cancels once `enough` records were received.
async fn sync(backpack: &Backpack, connection: ConnectionId, enough: u64) -> Result<SyncReport, Error> {
    let cancel = Cancellation::new();
    let told = Mutex::new(HashSet::new());
    let show = |progress: &Progress| {
        let mut told = told.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut received, all) = (0, progress.queries.len());
        for query in &progress.queries {
            let (count, ended) = match query.slot {
                Slot::Active(count) => (count, false),
                Slot::Done(count) | Slot::Partial(count) => (count, true),
                _ => (0, false),
            };
            received += count;
            if ended && count > 0 && told.insert(query.id.clone()) {
                println!("  {:<44} {count:>3} received", query.label);
            }
        }
        if received >= enough && !cancel.is_cancelled() {
            let open = progress.queries.iter().filter(|query| matches!(query.slot, Slot::Pending)).count();
            println!("  … cancelled at {received} records, {open} of {all} questions not asked yet.");
            cancel.cancel();
        }
    };
    backpack.sync_with(connection, SyncOptions::default(), cancel.clone(), show).await
}

async fn tell(backpack: &Backpack, connection: ConnectionId, report: &SyncReport) -> anyhow::Result<()> {
    for line in backpack.news(connection, report).await?.lines {
        println!("  {}", line.text);
    }
    Ok(())
}

fn total(backpack: &Backpack) -> usize {
    backpack.counts().values().sum()
}
