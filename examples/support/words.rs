//! Reports and records in a person's words.

use std::collections::BTreeMap;

use backpack::record::Kind;
use backpack::sync::SyncReport;
use backpack::{Record, Timeline};

/// Prints what a sync brought, and what is missing.
pub fn report(report: &SyncReport) {
    println!(
        "{} new, {} changed, {} unchanged of {} received; {} gone at the source, {} about somebody else, {} unreadable",
        report.new,
        report.changed,
        report.unchanged,
        report.received,
        report.gone,
        report.refused_person,
        report.quarantined
    );
    let files = report.attachments;
    if files.found > 0 {
        println!(
            "{} of {} attachments fetched, {} failed, {} to be tried again",
            files.fetched, files.found, files.failed, files.waiting
        );
    }
    let mut missing: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for query in &report.queries {
        if !["done", "empty"].contains(&query.outcome) {
            missing.entry(query.outcome).or_default().push(&query.label);
        }
    }
    for (outcome, labels) in missing {
        println!("{}: {}", outcome.replace('_', " "), labels.join(", "));
    }
    if report.needs_sign_in {
        println!("The portal asks you to sign in again.");
    }
}

/// Prints how many records of each kind there are.
pub fn counts(counts: &BTreeMap<Kind, usize>) {
    for (kind, count) in counts {
        println!("  {count:>5}  {kind}");
    }
}

/// The most records shown for a day.
const LINES: usize = 4;

/// Prints the newest days of a timeline.
pub fn timeline(timeline: &Timeline, days: usize) {
    for day in timeline.days.iter().take(days) {
        println!("{}", day.date);
        day.records.iter().take(LINES).for_each(line);
        if day.records.len() > LINES {
            println!("  {:<15} and {} more", "…", day.records.len() - LINES);
        }
    }
    if !timeline.undated.is_empty() {
        println!("without a date: {}", timeline.undated.len());
    }
}

/// Prints one record as a line.
pub fn line(record: &Record) {
    let value = record.header.value.as_ref().map(|value| format!("  {value}")).unwrap_or_default();
    let flag = if record.retracted { "  (taken back by the source)" } else { "" };
    println!("  {:<15} {}{value}{flag}", record.kind().as_str(), record.title());
}
