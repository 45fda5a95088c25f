//! Signs in at any SMART on FHIR portal, imports, and prints the report.
//!
//! Run: `cargo run --example connect -- --fhir-base URL --client-id ID [--redirect URL] [--headless] [--store DIR] [--json]`
//!
//! It opens the system's browser and listens on 127.0.0.1; with --headless it follows an auto-approving server's
//! redirects itself. --insecure-loopback allows http to this machine; --confirm-person keeps records although the
//! portal's patient differs from the Backpack's person.
#![expect(clippy::print_stdout, reason = "an example talks to a person")]

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use anyhow::Context as _;
use backpack::connect::{Answer, Prompt, Transport, Url};
use backpack::core::{Cancellation, SecretText};
use backpack::http::{HttpOptions, HttpTransport, LoopbackListener, LoopbackOptions};
use backpack::smart::{SmartConnector, SmartOptions};
use backpack::{Account, Backpack, Options, Person, SignIn};
use backpack_examples::arguments::Arguments;
use backpack_examples::progress::Bars;
use backpack_examples::{account, headless, words};

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

    let way = Way::new(&arguments).await?;
    let smart = SmartOptions::new(arguments.required("fhir-base")?, arguments.required("client-id")?);
    let connector = Arc::new(SmartConnector::new(smart.with_redirect_uri(way.redirect_uri()))?);
    let SignIn::Ask { attempt, prompt: Prompt::Open(page) } = backpack.connect(connector).await? else {
        anyhow::bail!("the portal shows no log-in page");
    };
    let address = way.follow(&*transport, &page).await?;
    let SignIn::Done(connections) = backpack.answer(attempt, Answer::Redirect(address)).await? else {
        anyhow::bail!("the portal asks for more than a log-in");
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

/// How the person gets to the log-in page and back.
enum Way {
    /// Nobody looks: the server's redirects are followed.
    Headless(String),
    /// The system's browser, and a listener on this machine.
    Browser(LoopbackListener),
}

impl Way {
    async fn new(arguments: &Arguments) -> anyhow::Result<Self> {
        let redirect = arguments.value("redirect");
        if arguments.has("headless") {
            return Ok(Self::Headless(redirect.unwrap_or("http://127.0.0.1/callback").to_owned()));
        }
        let options = match redirect {
            Some(registered) => LoopbackOptions::registered(&registered.parse()?)?,
            None => LoopbackOptions::new(),
        };
        Ok(Self::Browser(LoopbackListener::open(options).await?))
    }

    fn redirect_uri(&self) -> String {
        match self {
            Self::Headless(redirect) => redirect.clone(),
            Self::Browser(listener) => listener.redirect_uri().to_string(),
        }
    }

    async fn follow(self, transport: &dyn Transport, page: &Url) -> anyhow::Result<SecretText> {
        match self {
            Self::Headless(redirect) => headless::follow(transport, page.as_str(), &redirect).await,
            Self::Browser(listener) => {
                println!("Sign in at the portal, in your browser: {page}");
                let opener = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
                // Without a browser the person opens the address by hand.
                drop(Command::new(opener).arg(page.as_str()).spawn());
                listener.wait().await.context("nobody came back from the portal")
            }
        }
    }
}
