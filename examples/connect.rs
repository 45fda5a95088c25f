//! Signs in at any SMART on FHIR portal, imports, and prints the report.
//!
//! Run: `cargo run --example connect -- --fhir-base URL --client-id ID [--redirect URL] [--headless] [--store DIR] [--json]`
//!
//! It opens the system's browser and listens on 127.0.0.1; with --headless it follows an auto-approving server's
//! redirects itself. --insecure-loopback allows http to this machine; --confirm-person keeps records although the
//! portal's patient differs from the Backpack's person.
#![expect(clippy::print_stdout, reason = "an example talks to a person")]

use std::path::Path;
use std::sync::Arc;

use backpack::connect::{Answer, Transport};
use backpack::core::Cancellation;
use backpack::http::{HttpOptions, HttpTransport};
use backpack::smart::{SmartConnector, SmartOptions};
use backpack::views::{Say as _, Words};
use backpack::{Account, Backpack, Options, Person, SignIn};
use backpack_examples::arguments::Arguments;
use backpack_examples::progress::Bars;
use backpack_examples::way::Way;
use backpack_examples::{account, words};

const USAGE: &str = "connect --fhir-base URL --client-id ID [--redirect URL] [--headless] [--store DIR] [--json] [--insecure-loopback] [--confirm-person]";

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let flags = ["headless", "json", "insecure-loopback", "confirm-person"];
    let arguments = Arguments::read(&flags, &["fhir-base", "client-id", "redirect", "store"], USAGE)?;
    let http = HttpOptions::new();
    let http = if arguments.has("insecure-loopback") { http.allow_insecure_loopback() } else { http };
    let transport: Arc<dyn Transport> = Arc::new(HttpTransport::new(http)?);
    let options = Options::new()?.with_transport(Arc::clone(&transport));
    let folder = Path::new(arguments.value("store").unwrap_or("backpack"));
    let account = account::open_or_create(folder, &account::passphrase()?, options).await?;
    let backpack = first_backpack(&account).await?;

    let mut way = Way::new(arguments.has("headless"), arguments.value("redirect")).await?;
    let smart = SmartOptions::new(arguments.required("fhir-base")?, arguments.required("client-id")?);
    let connector = Arc::new(SmartConnector::new(smart.with_redirect_uri(way.redirect_uri()))?);
    let mut step = backpack.connect(connector).await?;
    // A portal that does not know all of the scopes is asked once more, for fewer.
    let connections = loop {
        match step {
            SignIn::Done(connections) => break connections,
            SignIn::Ask { attempt, prompt, whose } => {
                if !arguments.has("json") {
                    println!("{}", whose.say(&Words::new("en")));
                }
                let address = way.follow(&*transport, &prompt).await?;
                step = backpack.answer(attempt, Answer::Redirect(address)).await?;
            }
            _ => anyhow::bail!("the portal asks for more than a log-in"),
        }
    };
    for connection in connections {
        if arguments.has("confirm-person") {
            backpack.confirm_person(connection).await?;
        }
        let bars = Bars::new();
        let show = |progress: &backpack::sync::Progress| bars.show(progress);
        let report = backpack.sync_with(connection, Default::default(), Cancellation::new(), show).await;
        bars.end();
        let report = report?;
        account::name_after_patient(&backpack, connection).await?;
        if arguments.has("json") {
            println!("{}", serde_json::to_string(&report)?);
        } else {
            words::report(&report);
            words::counts(&backpack.counts());
        }
    }
    account.close().await?;
    Ok(())
}

/// Returns the account's first Backpack. A new one has no name yet: it is named after the first patient.
async fn first_backpack(account: &Account) -> anyhow::Result<Backpack> {
    Ok(match account.backpacks().await?.first() {
        Some(known) => account.backpack(known.id).await?,
        None => account.add_backpack(Person::unnamed()).await?,
    })
}
