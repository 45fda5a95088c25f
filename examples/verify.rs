//! Reads everything that an account keeps, and says what is not whole; with --repair it mends what can be mended.
//!
//! Run: `cargo run --example verify -- --store DIR [--read-data] [--repair] [--accept-rollback] [--remove-unnamed]`
//!
//! An account whose store is refused as damaged does not open: `Storage::salvage` saves what can be read into a new one.
//!
//! Without --read-data the structure alone is looked at: that everything named is there and fits together.
//! The findings are printed before anything is changed, and name opaque ids alone.
//! Ends with 0 if all is whole, 1 if what is wrong can be made good, 2 if something is lost, 3 if it could not look.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "an example talks to a person")]

use std::path::Path;
use std::process::ExitCode;

use backpack::answers::AccountVerification;
use backpack::keep::{Consent, Depth, Finding, Outcome, VerifyOptions};
use backpack::{Account, Options, Unlock};
use backpack_examples::account;
use backpack_examples::arguments::Arguments;

const USAGE: &str = "verify --store DIR [--read-data] [--repair] [--accept-rollback] [--remove-unnamed]";

#[tokio::main]
async fn main() -> ExitCode {
    match verify().await {
        Ok(outcome) => ExitCode::from(outcome.code()),
        Err(error) => {
            eprintln!("Error: {error:?}");
            ExitCode::from(3)
        }
    }
}

async fn verify() -> anyhow::Result<Outcome> {
    let switches = ["read-data", "repair", "accept-rollback", "remove-unnamed"];
    let arguments = Arguments::read(&switches, &["store"], USAGE)?;
    let unlock = Unlock::Passphrase(account::passphrase()?);
    let account = Account::open(Path::new(arguments.required("store")?), unlock, Options::new()?).await?;
    let depth = if arguments.has("read-data") { Depth::Data } else { Depth::Structure };
    let found = account.verify(&VerifyOptions::new(depth)).await?;
    print(&found);
    let mut outcome = found.outcome();
    if arguments.has("repair") && outcome != Outcome::Ok {
        let consent = Consent::nothing()
            .anchor(arguments.has("accept-rollback"))
            .remove_unnamed(arguments.has("remove-unnamed"));
        outcome = repair(&account, &found, consent).await?;
    }
    account.close().await?;
    println!("{}", words(outcome));
    Ok(outcome)
}

/// Repairs the account's journal and each Backpack as what was printed says.
async fn repair(account: &Account, plan: &AccountVerification, consent: Consent) -> anyhow::Result<Outcome> {
    for plan in plan.verifications().filter(|plan| plan.outcome() != Outcome::Ok) {
        let repaired = account.repair(plan.space, plan, consent).await?;
        println!("Space {}: repaired, {} losses", plan.space, repaired.lost.len());
        repaired.lost.iter().for_each(|finding| line("lost", finding));
        repaired.after.findings.iter().for_each(|finding| line("left", finding));
    }
    account.write_key_file().await?;
    let depth = plan.verifications().map(|plan| plan.depth).next().unwrap_or(Depth::Structure);
    Ok(account.verify(&VerifyOptions::new(depth)).await?.outcome())
}

fn print(found: &AccountVerification) {
    println!("Key file: {:?}", found.key_file);
    for one in found.verifications() {
        let counts = &one.counts;
        println!(
            "{} {}: {} commit groups, {} rows, {} blocks, {} bodies read, {} files, {} findings",
            if found.journal.as_ref() == Some(one) { "Journal of the account" } else { "Backpack" },
            one.space,
            counts.groups,
            counts.rows,
            counts.blocks,
            counts.bodies,
            counts.files,
            one.findings.len()
        );
        one.findings.iter().for_each(|finding| line("found", finding));
    }
}

fn line(what: &str, finding: &Finding) {
    let Finding { class, severity, concerns, mend, .. } = finding;
    println!("  {what}: {class:?} ({severity:?}), {concerns:?}; a repair would: {mend:?}");
}

fn words(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Ok => "all is whole",
        Outcome::Repairable => "something is wrong that can be made good",
        Outcome::Loss => "something is lost",
    }
}
