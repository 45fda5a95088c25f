//! Examines a portal as a doctor would: what it says, what can be had from it, what is missing, and what goes wrong.
//!
//! Run: `cargo run --example check_portal -- --fhir-base URL [--sign-in --client-id ID] [--redirect URL] [--headless]`
//! or: `cargo run --example check_portal -- --demo [--faults]`
//!
//! Without --sign-in only the two public documents are read. With it, you sign in; then every query is asked twice,
//! the grant is renewed, some attachments are opened, the checks of the connector contract run, and the grant is ended.
//! Nothing is kept, and nothing of the record is shown but counts. --demo examines a portal on this machine with an
//! invented patient, --faults lets it misbehave, --insecure-loopback allows http to this machine.
//!
//! Exit code: 0 if all is well, 1 if something is missing or wrong, 2 if the examination itself failed.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "an example talks to a person")]

use std::process::ExitCode;
use std::sync::Arc;

use backpack::Options;
use backpack::connect::{Answer, Connector, Context, Grant, Step, Transport, Turn};
use backpack::http::{HttpOptions, HttpTransport};
use backpack::smart::probe::{ProbeReport, Verdict, probe};
use backpack::smart::{Dialects, SmartConnector, SmartOptions};
use backpack_examples::arguments::Arguments;
use backpack_examples::doctor::{checks, data, demo, patient::Patient, tell};
use backpack_examples::way::Way;

const USAGE: &str = "check_portal --fhir-base URL [--sign-in --client-id ID] [--redirect URL] [--headless] [--insecure-loopback] | --demo [--faults]";

#[tokio::main]
async fn main() -> ExitCode {
    match examine().await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("The examination failed: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// Examines a portal; says whether all is well.
async fn examine() -> anyhow::Result<bool> {
    let flags = ["sign-in", "headless", "insecure-loopback", "demo", "faults"];
    let arguments = Arguments::read(&flags, &["fhir-base", "client-id", "redirect"], USAGE)?;
    let demo = if arguments.has("demo") { Some(demo::portal(arguments.has("faults")).await?) } else { None };
    let base = match &demo {
        Some(portal) => portal.fhir_base(),
        None => arguments.required("fhir-base")?,
    };
    let http = HttpOptions::new();
    let local = demo.is_some() || arguments.has("insecure-loopback");
    let http = if local { http.allow_insecure_loopback() } else { http };
    let transport: Arc<dyn Transport> = Arc::new(HttpTransport::new(http)?);
    let context = Context::new(Arc::clone(&transport), Options::new()?.clock);

    let report = probe(&context, base, &Dialects::built_in(), None).await?;
    tell::probed(&report);
    if report.verdict != Verdict::Supported || !(demo.is_some() || arguments.has("sign-in")) {
        return Ok(report.verdict == Verdict::Supported);
    }
    let (client, way) = match &demo {
        Some(portal) => (portal.client_id(), Way::Headless("http://127.0.0.1/callback".to_owned())),
        None => (
            arguments.required("client-id")?,
            Way::new(arguments.has("headless"), arguments.value("redirect")).await?,
        ),
    };
    let options = SmartOptions::new(base, client).with_redirect_uri(way.redirect_uri());
    let connector = Arc::new(SmartConnector::new(options)?);
    println!("\nSigning in.");
    let grants = sign_in(&context, &*connector, way).await?;
    signed_in(&context, connector, grants, &report).await
}

/// Signs in, for real: once, or again where the portal asks for fewer scopes.
async fn sign_in(context: &Context, connector: &dyn Connector, mut way: Way) -> anyhow::Result<Vec<Grant>> {
    let mut step = connector.authorize(context, Turn::Begin).await?;
    loop {
        match step {
            Step::Done(grants) => return Ok(grants),
            Step::Ask(prompt, pending) => {
                let address = way.follow(&*context.transport, &prompt).await?;
                let turn = Turn::Resume(&pending, Answer::Redirect(address));
                step = connector.authorize(context, turn).await?;
            }
            _ => anyhow::bail!("the portal asks for more than a log-in"),
        }
    }
}

/// Examines what only a signed-in person can see.
async fn signed_in(
    context: &Context,
    connector: Arc<SmartConnector>,
    grants: Vec<Grant>,
    report: &ProbeReport,
) -> anyhow::Result<bool> {
    tell::granted(&grants);
    let Some(patient) = Patient::new(context.clone(), connector, grants) else {
        anyhow::bail!("nobody signed in");
    };
    let patient = Arc::new(patient);
    let found = data::examine(&patient).await?;
    tell::found(&found, report);
    let failed = checks::run(&patient, &found).await;
    Ok(tell::summary(&found, failed))
}
