//! Two clients of a demo portal that approves by itself: the whole one, and one that only downloads.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use anyhow::Context as _;
use backpack::connect::{Answer, Connector, Prompt, Request, Transport};
use backpack::core::{Cancellation, SecretText};
use backpack::http::{HttpOptions, HttpTransport};
use backpack::smart::{SmartConnector, SmartOptions};
use backpack::sync::{Attachments, SyncOptions};
use backpack::{Account, Options, Person, SignIn, Unlock};
use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use serde::Deserialize;

use crate::{Memory, processor_time};

const REDIRECT: &str = "http://127.0.0.1/back";
/// The verifier and the challenge of RFC 7636, appendix B: the portal is a toy on this machine.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// Syncs twice into a new account in `folder`, and prints: the seconds of the first sync, those of processor time it
/// took, what it received, its bytes, the bytes of the second, and the most memory of the process.
///
/// # Errors
///
/// The facade's.
#[expect(clippy::print_stdout, reason = "the numbers on the last line are the answer")]
pub async fn synced(base: &str, client: &str, folder: &Path) -> anyhow::Result<()> {
    let transport: Arc<dyn Transport> =
        Arc::new(HttpTransport::new(HttpOptions::new().allow_insecure_loopback())?);
    let options = Options::new()?.with_transport(Arc::clone(&transport));
    let account = Account::create(folder, Unlock::host_key([7; 32].to_vec()), options).await?;
    let backpack = account.add_backpack(Person::unnamed()).await?;
    let smart = SmartOptions::new(base, client).with_redirect_uri(REDIRECT);
    let connector: Arc<dyn Connector> = Arc::new(SmartConnector::new(smart)?);
    let SignIn::Ask { attempt, prompt: Prompt::Open(page), .. } = backpack.connect(connector).await? else {
        anyhow::bail!("the portal shows no log-in page");
    };
    let came_back = transport.send(Request::get(page)).await?;
    let address = came_back.headers.get("location").context("the portal does not approve")?.to_str()?;
    let answer = Answer::Redirect(SecretText::new(address.to_owned()));
    let SignIn::Done(connections) = backpack.answer(attempt, answer).await? else {
        anyhow::bail!("the portal asks for more");
    };
    let connection = *connections.first().context("nobody was found")?;
    let options = SyncOptions::default().with_attachments(Attachments::Leave);
    let (began, before) = (Instant::now(), processor_time());
    let first = backpack.sync_with(connection, options, Cancellation::new(), |_| {}).await?;
    let seconds = began.elapsed().as_secs_f64();
    let work = processor_time().zip(before).and_then(|(now, before)| now.checked_sub(before));
    let work = work.map_or(f64::NAN, |work| work.as_secs_f64());
    anyhow::ensure!(first.complete && first.new > 0, "{first:?}");
    let peak = Memory::read()?.peak;
    let second = backpack.sync_with(connection, options, Cancellation::new(), |_| {}).await?;
    anyhow::ensure!(second.complete && second.new == 0 && second.changed == 0, "{second:?}");
    account.close().await?;
    println!("{seconds} {work} {} {} {} {peak}", first.received, first.bytes, second.bytes);
    Ok(())
}

/// Downloads the pages that begin at the addresses in the file `heads`, a line each, so many chains at once, with reqwest
/// and nothing else. Prints: the seconds, the pages, and the resources on them.
///
/// # Errors
///
/// If the portal cannot be asked, or answers something else.
#[expect(clippy::print_stdout, reason = "the numbers on the last line are the answer")]
pub async fn bare(base: &str, client: &str, heads: &Path, at_once: usize) -> anyhow::Result<()> {
    // The client is made for https too, which needs a provider of ciphers although none is used here.
    rustls::crypto::ring::default_provider().install_default().ok();
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
    let token = token(&http, base, client).await?;
    let heads = std::fs::read_to_string(heads)?;
    let mut waiting: VecDeque<String> = heads.lines().map(ToOwned::to_owned).collect();
    let began = Instant::now();
    let (mut pages, mut resources) = (0, 0);
    let mut asked = FuturesUnordered::new();
    loop {
        while asked.len() < at_once
            && let Some(head) = waiting.pop_front()
        {
            asked.push(chain(&http, &token, head));
        }
        let Some(done) = asked.next().await else { break };
        let (more_pages, more_resources) = done?;
        pages += more_pages;
        resources += more_resources;
    }
    println!("{} {pages} {resources}", began.elapsed().as_secs_f64());
    Ok(())
}

/// Downloads one page after the other. Of each only its links and the number of its entries are looked at.
async fn chain(http: &reqwest::Client, token: &str, head: String) -> anyhow::Result<(u64, u64)> {
    let (mut pages, mut resources, mut next) = (0, 0, Some(head));
    while let Some(address) = next.take() {
        let answer = http.get(address).bearer_auth(token).send().await?.error_for_status()?;
        let body = answer.bytes().await?;
        let page: Page = serde_json::from_slice(&body)?;
        pages += 1;
        resources += if page.kind == "Bundle" { page.entry.len() as u64 } else { 1 };
        next = page.link.into_iter().find(|link| link.relation == "next").map(|link| link.url);
    }
    Ok((pages, resources))
}

async fn token(http: &reqwest::Client, base: &str, client: &str) -> anyhow::Result<String> {
    let found = http.get(format!("{base}/.well-known/smart-configuration")).send().await?;
    let portal: SignInAt = serde_json::from_slice(&found.bytes().await?)?;
    let mut page = reqwest::Url::parse(&portal.authorization_endpoint)?;
    page.query_pairs_mut()
        .append_pair("response_type", "code")
        .append_pair("client_id", client)
        .append_pair("redirect_uri", REDIRECT)
        .append_pair("scope", "launch/patient patient/*.rs")
        .append_pair("state", "a-state-of-the-bench")
        .append_pair("aud", base)
        .append_pair("code_challenge", CHALLENGE)
        .append_pair("code_challenge_method", "S256");
    let came_back = http.get(page).send().await?;
    let address = came_back.headers().get("location").context("the portal does not approve")?;
    let address = reqwest::Url::parse(address.to_str()?)?;
    let code = address.query_pairs().find(|(name, _)| name == "code").context("no code")?.1.into_owned();
    let mut form = reqwest::Url::parse("form:?")?;
    form.query_pairs_mut()
        .append_pair("grant_type", "authorization_code")
        .append_pair("client_id", client)
        .append_pair("redirect_uri", REDIRECT)
        .append_pair("code", &code)
        .append_pair("code_verifier", VERIFIER);
    let given = http
        .post(portal.token_endpoint)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form.query().unwrap_or_default().to_owned())
        .send()
        .await?
        .error_for_status()?;
    let given: Given = serde_json::from_slice(&given.bytes().await?)?;
    Ok(given.access_token)
}

#[derive(Deserialize)]
struct SignInAt {
    authorization_endpoint: String,
    token_endpoint: String,
}

#[derive(Deserialize)]
struct Given {
    access_token: String,
}

#[derive(Deserialize)]
struct Page {
    #[serde(rename = "resourceType")]
    kind: String,
    #[serde(default)]
    link: Vec<PageLink>,
    #[serde(default)]
    entry: Vec<serde::de::IgnoredAny>,
}

#[derive(Deserialize)]
struct PageLink {
    relation: String,
    url: String,
}
