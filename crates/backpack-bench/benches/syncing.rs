//! A whole sync with the demo portal, sealed and durable, beside a bare loop that downloads the same pages.
//!
//! Run: `cargo bench -p backpack-bench --bench syncing`
//!
//! The portal is this process; each client is a process of its own, so that its memory is its own. Attachments are left
//! alone on both sides. Two portals are asked: one that answers out of memory at once, as no portal does, and one that
//! takes 20 ms for each answer.

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::path::Path;
use std::time::Duration;

use anyhow::Context as _;
use backpack_bench::{Figures, Runs, Target, bare, child_arguments, run_child, scratch, synced};
use backpack_testkit::people::{PeopleOptions, Person};
use backpack_testkit::portal::{DemoPortal, Fault, PortalOptions, When};

const ROUNDS: usize = 7;
const RESOURCES: usize = 10_000;
const MANY: usize = 100_000;
/// How many chains of pages are downloaded at once: what the engine does unless told otherwise.
const AT_ONCE: &str = "5";

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    if let Some(arguments) = child_arguments() {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        return match arguments.as_slice() {
            ["sync", base, client, folder] => synced(base, client, Path::new(folder)).await,
            ["bare", base, client, heads, at_once] => {
                bare(base, client, Path::new(heads), at_once.parse()?).await
            }
            _ => anyhow::bail!("a process of its own is told what to do"),
        };
    }
    let mut figures = Figures::new();
    compare(Duration::ZERO, &mut figures).await?;
    compare(Duration::from_millis(20), &mut figures).await?;
    many(&mut figures).await?;
    println!("{figures}");
    Ok(())
}

/// Syncs and downloads in turns, from a portal that takes this long for each answer.
async fn compare(pause: Duration, figures: &mut Figures) -> anyhow::Result<()> {
    let portal = portal(RESOURCES).await?;
    if !pause.is_zero() {
        // The fault pauses before each of eight parts of an answer.
        portal.arm(Fault::Slow(pause / 8), When::path("/fhir/"));
    }
    let folder = scratch()?;
    let heads = folder.path().join("heads.txt");
    let [mut sync, mut work, mut loop_, mut ratio, mut again]: [Runs; 5] = Default::default();
    for round in 0..ROUNDS {
        let account = folder.path().join(format!("account-{round}"));
        portal.clear_requests();
        let numbers = child(&["sync", portal.fhir_base(), portal.client_id(), text(&account)?]).await?;
        let [seconds, work_seconds, received, bytes, second_bytes, _peak] = numbers[..] else {
            anyhow::bail!("said little")
        };
        if round == 0 && pause.is_zero() {
            println!("{received} resources of one synthetic person, {:.1} MB of bodies", bytes / 1e6);
        }
        if round == 0 {
            std::fs::write(&heads, first_requests(&portal))?;
        }
        let numbers =
            child(&["bare", portal.fhir_base(), portal.client_id(), text(&heads)?, AT_ONCE]).await?;
        let [bare, pages, resources] = numbers[..] else { anyhow::bail!("said little") };
        if round == 0 {
            println!("the bare loop downloads {resources} resources on {pages} pages");
            anyhow::ensure!(resources >= received, "the bare loop downloads less than the sync");
        }
        sync.add_millis(Duration::from_secs_f64(seconds));
        work.add(work_seconds * 1e3);
        loop_.add_millis(Duration::from_secs_f64(bare));
        ratio.add(seconds / bare);
        again.add(second_bytes / bytes);
    }
    let of = format!("answers after {} ms", pause.as_millis());
    figures.add(format!("{of}: bare loop, ms"), &loop_, Target::Shown);
    figures.add(format!("{of}: whole sync, sealed and durable, ms"), &sync, Target::Shown);
    figures.add(format!("{of}: whole sync, ms of processor time"), &work, Target::Shown);
    figures.add(format!("{of}: whole sync : bare loop"), &ratio, Target::AtMost(1.5));
    figures.add(
        format!("{of}: bytes of a second sync, nothing changed : the first"),
        &again,
        Target::AtMost(0.05),
    );
    portal.stop().await;
    Ok(())
}

/// Syncs a large record, for its memory.
async fn many(figures: &mut Figures) -> anyhow::Result<()> {
    let portal = portal(MANY).await?;
    let folder = scratch()?;
    let account = folder.path().join("account");
    let numbers = child(&["sync", portal.fhir_base(), portal.client_id(), text(&account)?]).await?;
    let [seconds, _, received, _, _, peak] = numbers[..] else { anyhow::bail!("said little") };
    figures.add_one(format!("{received} resources: peak memory, MB"), peak / 1e6, Target::AtMost(200.0));
    figures.add_one(format!("{received} resources: seconds"), seconds, Target::Shown);
    portal.stop().await;
    Ok(())
}

async fn portal(resources: usize) -> anyhow::Result<DemoPortal> {
    let person = Person::from_seed(7, PeopleOptions::with_resources(resources));
    Ok(DemoPortal::start(PortalOptions::people(vec![person]).approved()).await?)
}

/// Returns the requests that begin a chain of pages, or are answered at once, a line each.
fn first_requests(portal: &DemoPortal) -> String {
    let base = portal.fhir_base();
    let path = base.strip_prefix(portal.origin()).unwrap_or_default().to_owned();
    let mut lines = Vec::new();
    for request in portal.requests() {
        let is_data = request.path.starts_with(&path) && !request.path.contains("well-known");
        let is_later = request.query.contains("cursor") || request.query.contains("_lastUpdated");
        if is_data && request.authorized && request.status == 200 && !is_later {
            let line = format!("{}{}?{}", portal.origin(), request.path, request.query);
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
    }
    lines.join("\n")
}

/// The portal answers on this runtime, while the client runs.
async fn child(arguments: &[&str]) -> anyhow::Result<Vec<f64>> {
    let owned: Vec<String> = arguments.iter().map(ToString::to_string).collect();
    let run = move || run_child(&owned.iter().map(String::as_str).collect::<Vec<_>>());
    tokio::task::spawn_blocking(run).await?
}

fn text(path: &Path) -> anyhow::Result<&str> {
    path.to_str().context("an odd folder")
}
