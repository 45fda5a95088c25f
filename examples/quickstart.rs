//! The main job: open a Backpack, connect it to a portal, import, add by hand, attach, read back.
//!
//! Run: `cargo run --release --example quickstart` (twice: the second run says what is new)
//!
//! The portal is a demo on this machine with an invented patient; it signs you in by itself.
#![expect(clippy::print_stdout, reason = "an example talks to a person")]

use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use backpack::connect::{Connector, Transport};
use backpack::core::{Cancellation, ConnectionId};
use backpack::http::{HttpOptions, HttpTransport};
use backpack::keep::Order;
use backpack::record::Kind;
use backpack::record::entry::Allergy;
use backpack::smart::{SmartConnector, SmartOptions};
use backpack::sync::SyncReport;
use backpack::{Account, Backpack, ErrorKind, Filter, Options, Person};
use backpack_examples::progress::Bars;
use backpack_examples::{account, headless, words};
use backpack_testkit::people::{PeopleOptions, Person as Invented};
use backpack_testkit::portal::{DemoPortal, PortalOptions};

const FOLDER: &str = "backpack-demo";
/// Fixed, so that the second run meets the same portal.
const PORT: u16 = 47_811;
const CALLBACK: &str = "http://127.0.0.1/callback";

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let patient = Invented::from_seed(1, PeopleOptions::small());
    let mut demo = PortalOptions::people(vec![patient.clone()]).approved();
    demo.port = PORT;
    let portal = DemoPortal::start(demo).await.context("is another quickstart running? its port is taken")?;
    println!("A demo portal for {} listens at {}", patient.name(), portal.fhir_base());

    let transport: Arc<dyn Transport> =
        Arc::new(HttpTransport::new(HttpOptions::new().allow_insecure_loopback())?);
    let options = Options::new()?.with_transport(Arc::clone(&transport));
    let passphrase = std::env::var(account::PASSPHRASE).unwrap_or_else(|_| "only a demo".to_owned()).into();
    let account = account::open_or_create(Path::new(FOLDER), &passphrase, options).await?;
    let backpack = the_backpack(&account, &patient).await?;

    let smart = SmartOptions::new(portal.fhir_base(), portal.client_id()).with_redirect_uri(CALLBACK);
    let connector: Arc<dyn Connector> = Arc::new(SmartConnector::new(smart.with_name("Demo Portal"))?);
    account.register(Arc::clone(&connector));
    let connection = match backpack.connections().await?.first() {
        Some(known) => known.id,
        None => {
            headless::sign_in(&backpack, backpack.connect(connector).await?, &*transport, CALLBACK).await?
        }
    };
    let mut report = import(&backpack, connection).await;
    if needs_sign_in(&report) {
        println!(
            "The demo portal forgot the sign-in when it stopped: signing in again, on the same connection."
        );
        let step = backpack.reconnect(connection).await?;
        headless::sign_in(&backpack, step, &*transport, CALLBACK).await?;
        report = import(&backpack, connection).await;
    }
    words::report(&report?);
    by_hand(&backpack).await?;

    println!("\n{}'s Backpack, in ./{FOLDER}:", backpack.person().await?.name);
    words::counts(&backpack.counts());
    println!("\nThe latest:");
    words::timeline(&backpack.timeline(&Filter::new()), 5);
    account.close().await?;
    portal.stop().await;
    Ok(())
}

/// Returns the one Backpack of the demo account, making it on the first run.
async fn the_backpack(account: &Account, patient: &Invented) -> anyhow::Result<Backpack> {
    Ok(match account.backpacks().await?.first() {
        Some(known) => account.backpack(known.id).await?,
        None => account.add_backpack(Person::new(patient.name()).born(patient.birth_date())).await?,
    })
}

fn needs_sign_in(report: &Result<SyncReport, backpack::Error>) -> bool {
    match report {
        Ok(report) => report.needs_sign_in,
        Err(error) => *error.kind() == ErrorKind::NeedsSignIn,
    }
}

async fn import(backpack: &Backpack, connection: ConnectionId) -> Result<SyncReport, backpack::Error> {
    let bars = Bars::new();
    let progress = |progress: &backpack::sync::Progress| bars.show(progress);
    let ended = backpack.sync_with(connection, Default::default(), Cancellation::new(), progress).await;
    bars.end();
    ended
}

/// Adds an allergy and attaches a PDF to the latest visit; on the first run alone.
async fn by_hand(backpack: &Backpack) -> anyhow::Result<()> {
    if backpack.find(&Filter::new().text("demo: peanuts")).total > 0 {
        return Ok(());
    }
    let allergy = backpack.add(Allergy::new("demo: peanuts")).await?;
    backpack.note(allergy, "carries an auto-injector").await?;
    let visits = backpack.find(&Filter::new().kind(Kind::Visit).order(Order::NewestFirst).limit(1));
    if let Some(visit) = visits.records.first() {
        let pdf = backpack_testkit::people::pdf::page(&["What we talked about at the visit"]);
        let file = backpack.add_file("visit summary.pdf", Some("application/pdf"), pdf).await?;
        backpack.attach(visit.id, file.id).await?;
        println!(
            "Added an allergy by hand, and attached {} ({} bytes) to: {}",
            file.name,
            file.size,
            visit.title()
        );
    }
    Ok(())
}
