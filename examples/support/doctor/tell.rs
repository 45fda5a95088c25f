//! The examination in plain sentences.

use std::collections::BTreeMap;

use backpack::connect::{Grant, Outcome};
use backpack::smart::probe::{
    Declared, EndpointFact, PkceFact, ProbeReport, RecognisedBy, Said, SignInFacts, Verdict,
};

use super::data::{Asked, Findings};

/// Tells what the two public documents say.
pub fn probed(report: &ProbeReport) {
    println!("{}", report.base);
    match &report.verdict {
        Verdict::Unsupported(why) => {
            println!("  This portal cannot be connected. {why}");
            if why.passes() {
                println!("  That may pass: try again later.");
            }
        }
        _ => println!("  This portal can be connected."),
    }
    let by = match report.recognised.by {
        RecognisedBy::Directory => "as its directory says",
        RecognisedBy::Address => "known by its address",
        RecognisedBy::Software => "known by its software",
        _ => "not known to depart from the standard",
    };
    if report.verdict == Verdict::Supported || report.software.is_some() {
        println!("  Dialect: {} ({by})", report.recognised.row);
    }
    if let Some(software) = &report.software {
        println!("  Software: {} {}", software.name, software.version.as_deref().unwrap_or_default());
    }
    if let Some(version) = &report.fhir_version {
        println!("  FHIR version: {version}");
    }
    if let Some(facts) = &report.sign_in {
        sign_in(facts);
    }
    if let Some(brands) = &report.brands {
        println!("  Its own list of brands: {}", brands.bundle);
    }
    for endpoint in &report.associated {
        println!("  The same sign-in also opens: {}", endpoint.url);
    }
    declared(report);
    if report.verdict == Verdict::Supported && !report.quirks.is_empty() {
        println!("\nDepartures from the standard, none of which keeps you from connecting:");
        report.quirks.iter().for_each(|quirk| println!("  - {quirk}"));
    }
}

fn sign_in(facts: &SignInFacts) {
    let origin = |fact: &Option<EndpointFact>| match fact {
        Some(fact) if !fact.origin.is_empty() => fact.origin.clone(),
        _ => "not named".to_owned(),
    };
    println!("\nHow people sign in:");
    println!("  page at {}, token at {}", origin(&facts.authorization), origin(&facts.token));
    let pkce = match facts.pkce {
        PkceFact::S256 => "with S256, as it should be",
        PkceFact::WithoutS256 => "without S256",
        _ => "not mentioned",
    };
    println!("  PKCE: {pkce}");
    let known = [("1 (.read)", facts.scopes_v1), ("2 (.rs)", facts.scopes_v2)];
    println!("  scopes of version: {}", listed(&known));
    let clients = [
        ("without a secret", facts.public_clients),
        ("with a secret", facts.secret_clients),
        ("with a key", facts.key_clients),
    ];
    println!("  apps: {}", listed(&clients));
    println!("  renewal without you: {}", said(facts.refresh));
    let named = [
        ("ending a grant", facts.revocation.is_some()),
        ("asking about a token", facts.introspection.is_some()),
        ("registering an app", facts.registration.is_some()),
    ];
    let named: Vec<&str> = named.iter().filter(|(_, is)| *is).map(|(name, _)| *name).collect();
    println!("  addresses for: {}", or_nothing(&named.join(", ")));
    println!("  names its issuer in every answer: {}", if facts.names_issuer { "yes" } else { "no" });
}

fn said(said: Said) -> &'static str {
    match said {
        Said::Yes => "yes",
        Said::No => "no",
        _ => "not said",
    }
}

fn listed(known: &[(&str, Said)]) -> String {
    let names: Vec<&str> =
        known.iter().filter(|(_, said)| *said == Said::Yes).map(|(name, _)| *name).collect();
    or_nothing(&names.join(", ")).to_owned()
}

fn or_nothing(text: &str) -> &str {
    if text.is_empty() { "none named" } else { text }
}

fn declared(report: &ProbeReport) {
    if report.types.is_empty() {
        return;
    }
    let mut missing: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for query in &report.queries {
        let group = match &query.declared {
            Declared::Yes => continue,
            Declared::NoType => "not offered",
            Declared::NoParameter(_) => "offered, but not to be searched as we would",
            _ => "not said",
        };
        missing.entry(group).or_default().push(&query.label);
    }
    println!("\nBy its own word ({} resource types declared):", report.types.len());
    let rest: usize = missing.values().map(Vec::len).sum();
    println!("  {} of our {} queries can be asked", report.queries.len() - rest, report.queries.len());
    missing.iter().for_each(|(group, labels)| println!("  {group}: {}", labels.join(", ")));
}

/// Tells what the sign-in gave.
pub fn granted(grants: &[Grant]) {
    let Some(grant) = grants.first() else { return };
    println!("  Signed in for {} patient(s); the first one is examined.", grants.len());
    println!("  Granted: {}", grant.scopes.join(" "));
}

/// Tells what every query brought.
pub fn found(found: &Findings, report: &ProbeReport) {
    println!("\n{:<34} {:>8} {:>8}  outcome", "What was asked for", "records", "news");
    for asked in &found.queries {
        let again = asked.again.map_or("-".to_owned(), |count| count.to_string());
        println!("{:<34} {:>8} {again:>8}  {}", asked.label, asked.received, outcome(asked));
    }
    println!("(news: how many came when only what is new was asked for)");
    let undeclared = found.queries.iter().filter(|asked| asked.received > 0).filter(|asked| {
        report.queries.iter().any(|query| query.id == asked.id && query.declared == Declared::NoType)
    });
    let undeclared: Vec<&str> = undeclared.map(|asked| asked.label.as_str()).collect();
    if !undeclared.is_empty() {
        println!("Answered although not declared: {}.", undeclared.join(", "));
    }
    println!("\nIncrements: {}", increments(&found.queries));
    println!(
        "Renewal: {}",
        match &found.refreshed {
            None => "the portal gave no means to renew the grant; you will have to sign in again.".to_owned(),
            Some(Ok(())) => "the grant was renewed without you.".to_owned(),
            Some(Err(why)) => format!("it FAILED: {why}."),
        }
    );
    println!("Attachments: {}", attachments(found));
    if found.unreadable > 0 {
        println!("{} records could not be read.", found.unreadable);
    }
}

fn outcome(asked: &Asked) -> String {
    if let Some(why) = &asked.failure {
        return format!("FAILED: {why}");
    }
    match &asked.outcome {
        Some(Outcome::Done) => "whole".to_owned(),
        Some(Outcome::Empty) => "the portal has none".to_owned(),
        Some(Outcome::Refused(words)) => format!("REFUSED: {words}"),
        Some(Outcome::NotGranted) => "not granted".to_owned(),
        Some(Outcome::NotSupported) => "not offered".to_owned(),
        Some(Outcome::Partial(why)) => format!("PARTIAL: {why}"),
        _ => "unknown".to_owned(),
    }
}

/// A query with fewer records than this tells nothing: the newest of them come again by design.
const TELLING: usize = 5;

fn increments(queries: &[Asked]) -> String {
    let (mut all, mut quiet, mut first, mut again) = (0, 0, 0, 0);
    for asked in queries.iter().filter(|asked| asked.received >= TELLING) {
        let Some(news) = asked.again else { continue };
        all += 1;
        quiet += usize::from(news < asked.received);
        first += asked.received;
        again += news;
    }
    match (all, quiet) {
        (0, _) if queries.iter().all(|asked| asked.again.is_none()) => {
            "no query can be asked for news alone; every sync is a full one.".to_owned()
        }
        (0, _) => "there are too few records to tell.".to_owned(),
        (all, quiet) if quiet == all => {
            format!(
                "they work: {all} queries of {first} records, asked for news, brought {again}, the newest again."
            )
        }
        (all, 0) => format!("they do NOT work: {all} queries asked for news brought everything again."),
        (all, quiet) => format!("they work for {quiet} of {all} queries; the others bring everything again."),
    }
}

fn attachments(found: &Findings) -> String {
    let tried = found.opened + found.unopened.len();
    let mut told = format!("{} named, {} of {tried} tried were opened.", found.attachments, found.opened);
    if found.elsewhere > 0 {
        told += &format!(" {} on other servers were left alone.", found.elsewhere);
    }
    for why in &found.unopened {
        told += &format!(" One could not be: {why}.");
    }
    told
}

/// Tells what it all comes to, and says whether all is well.
#[must_use]
pub fn summary(found: &Findings, failed_checks: usize) -> bool {
    let records: usize = found.types.values().sum();
    let wrong = found.queries.iter().filter(|asked| {
        let bad = matches!(asked.outcome, Some(Outcome::Refused(_) | Outcome::Partial(_)));
        asked.failure.is_some() || bad
    });
    let wrong: Vec<&str> = wrong.map(|asked| asked.label.as_str()).collect();
    let types: Vec<String> = found.types.iter().map(|(name, count)| format!("{count} {name}")).collect();
    println!("\nIn short: {records} records can be had ({}).", or_nothing(&types.join(", ")));
    if !wrong.is_empty() {
        println!("Missing or in part: {}.", wrong.join(", "));
    }
    if failed_checks > 0 {
        println!("{failed_checks} check(s) failed.");
    }
    let well = wrong.is_empty()
        && failed_checks == 0
        && found.unreadable == 0
        && found.unopened.is_empty()
        && !matches!(found.refreshed, Some(Err(_)));
    println!(
        "{}",
        if well {
            "All is well with this portal."
        } else {
            "Something is wrong with this portal: see above."
        }
    );
    well
}
