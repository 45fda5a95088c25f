//! A history in words.

use std::collections::BTreeMap;

use backpack::answers::History;
use backpack::core::{RecordId, Timestamp};
use backpack::keep::{Act, Activity, Turn};
use backpack::record::Actor;

/// Prints what came, what became of it and what people did, in the order of time.
pub fn print_history(history: &History) {
    let mut lines: Vec<(Timestamp, String)> = Vec::new();
    for version in &history.versions {
        let from = match (&version.portal, &version.actor) {
            (Some(portal), _) => format!("from {portal}"),
            (None, Some(actor)) => format!("by {}", name(actor)),
            (None, None) => String::new(),
        };
        let called = version.source_version.as_ref();
        let called = called.map_or_else(String::new, |called| format!(", its version {called} there"));
        let shown = if version.is_current { "; this one is shown" } else { "" };
        lines.push((version.at, format!("version {} {from}{called}{shown}", version.number)));
    }
    for turned in &history.turns {
        lines.push((
            turned.at,
            match turned.turn {
                Turn::Recurred(version) => format!("the portal went back to version {version}"),
                Turn::Gone => "the portal says that it is deleted; it stays here".to_owned(),
                Turn::Vanished => "the portal no longer returns it; it stays here".to_owned(),
                Turn::Returned => "the portal has it again".to_owned(),
                // The versions were told already.
                _ => continue,
            },
        ));
    }
    for event in &history.events {
        let what = backpack::keep::OverlayAct::of(&event.change).name();
        lines.push((event.at, format!("{what} by {}", name(&event.actor))));
    }
    lines.sort_by_key(|(at, _)| *at);
    for (at, text) in lines {
        println!("  {}  {text}", hour(at));
    }
}

/// Returns an act as one line; records are called by these titles.
#[must_use]
pub fn line(told: &Activity, titles: &BTreeMap<RecordId, &str>) -> String {
    let about = told.act.record().and_then(|record| titles.get(&record)).copied().unwrap_or_default();
    let more = match &told.act {
        Act::Imported { query, new, changed, gone, .. } => {
            format!("{query}: {new} new, {changed} changed, {gone} gone")
        }
        Act::Exported { what, records, .. } => format!("{what}: {records} records"),
        Act::Synced { complete: true, .. } => "everything was answered".to_owned(),
        _ => about.to_owned(),
    };
    let text = format!(
        "{:>2}  {}  {:<12}  {:<17}  {more}",
        told.number,
        hour(told.at),
        name(&told.actor),
        told.act.name()
    );
    text.trim_end().to_owned()
}

fn name(actor: &Actor) -> &str {
    match actor {
        Actor::Person => "the person",
        Actor::Named(name) => name,
        Actor::Engine => "the engine",
        Actor::Connection(_) => "the portal",
        _ => "somebody",
    }
}

/// The hour of the day: this example's clock is moved by hand.
fn hour(at: Timestamp) -> String {
    let minutes = at.as_millis() / 60_000;
    format!("{:02}:{:02}", minutes / 60 % 24, minutes % 60)
}

/// Returns a text with every line set in.
#[must_use]
pub fn indented(text: &str) -> String {
    text.lines().map(|line| format!("  {line}\n")).collect()
}
