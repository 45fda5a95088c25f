//! The sign-in conversation, with the app restarted while the person is at the portal.
//!
//! Run: `cargo run --example sign_in`
#![expect(clippy::print_stdout, reason = "an example talks to a person")]

use std::path::Path;
use std::sync::Arc;

use backpack::connect::{Answer, Prompt, Transport};
use backpack::core::{AttemptId, SpaceId};
use backpack::http::{HttpOptions, HttpTransport};
use backpack::smart::{SmartConnector, SmartOptions};
use backpack::views::{Say as _, Words};
use backpack::{Account, ErrorKind, Options, Person, SignIn, Unlock};
use backpack_examples::headless;
use backpack_testkit::portal::{DemoPortal, PortalOptions};

const CALLBACK: &str = "http://127.0.0.1/callback";

/// All that an app keeps between the two halves: it can stand in a file, since it is no secret.
struct Bookmark {
    backpack: SpaceId,
    attempt: AttemptId,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let portal = DemoPortal::start(PortalOptions::default().approved()).await?;
    let folder = std::env::temp_dir().join(format!("backpack-sign-in-{}", SpaceId::random()));

    let (bookmark, page) = first_half(&folder, &portal).await?;
    println!(
        "The app asks the person to open a page of the portal, keeps attempt {}, and ends.",
        bookmark.attempt
    );

    let http = HttpTransport::new(HttpOptions::new().allow_insecure_loopback())?;
    let address = headless::follow(&http, &page, CALLBACK).await?;
    println!("The person signs in; the browser comes back to {CALLBACK}.");

    second_half(&folder, &portal, &bookmark, address.expose()).await?;
    std::fs::remove_dir_all(&folder)?;
    portal.stop().await;
    Ok(())
}

async fn first_half(folder: &Path, portal: &DemoPortal) -> anyhow::Result<(Bookmark, String)> {
    let account = Account::create(folder, unlock(), options()?).await?;
    let backpack = account.add_backpack(Person::new("Ana Ruiz").born("1980-04-02")).await?;
    let SignIn::Ask { attempt, prompt: Prompt::Open(page), whose } =
        backpack.connect(connector(portal)?).await?
    else {
        anyhow::bail!("the portal shows a log-in page");
    };
    for language in ["en", "de"] {
        println!("{}", whose.say(&Words::new(language)));
    }
    account.close().await?;
    Ok((Bookmark { backpack: backpack.id(), attempt }, page.to_string()))
}

async fn second_half(
    folder: &Path,
    portal: &DemoPortal,
    bookmark: &Bookmark,
    address: &str,
) -> anyhow::Result<()> {
    let account = Account::open(folder, unlock(), options()?).await?;
    account.register(connector(portal)?);
    let backpack = account.backpack(bookmark.backpack).await?;
    let done = backpack.answer(bookmark.attempt, Answer::Redirect(address.into())).await?;
    let SignIn::Done(connections) = done else { anyhow::bail!("the portal asks for no more") };
    println!("The app, started again, hands in the answer: {} connection made.", connections.len());

    match backpack.answer(bookmark.attempt, Answer::Redirect(address.into())).await {
        Err(error) if *error.kind() == ErrorKind::NotFound("sign-in") => {
            println!("The same answer a second time is refused: an attempt is good for one.");
        }
        other => anyhow::bail!("a used attempt was taken again: {other:?}"),
    }
    account.close().await?;
    Ok(())
}

fn connector(portal: &DemoPortal) -> anyhow::Result<Arc<SmartConnector>> {
    let options = SmartOptions::new(portal.fhir_base(), portal.client_id()).with_redirect_uri(CALLBACK);
    Ok(Arc::new(SmartConnector::new(options)?))
}

fn options() -> anyhow::Result<Options> {
    let transport: Arc<dyn Transport> =
        Arc::new(HttpTransport::new(HttpOptions::new().allow_insecure_loopback())?);
    Ok(Options::new()?.with_transport(transport))
}

fn unlock() -> Unlock {
    Unlock::passphrase("only an example")
}
