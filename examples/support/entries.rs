//! What a person sees of their entries.

use backpack::core::RecordId;
use backpack::{Backpack, Filter, Record};

/// Prints what a list shows, in a language.
pub fn show(backpack: &Backpack, language: &str) {
    for record in backpack.find(&Filter::new().limit(100)).records {
        println!("  {}", told(&record, language));
    }
}

/// Returns what a list shows of one record, in a language.
pub fn line(backpack: &Backpack, id: RecordId, language: &str) -> anyhow::Result<String> {
    Ok(told(&backpack.record(id)?, language))
}

/// What a list shows: the day, the kind, the title, the value, the status.
fn told(record: &Record, language: &str) -> String {
    let when = record.header.when.as_ref().and_then(|when| when.start.as_ref());
    let when = when.map_or_else(|| "-".to_owned(), ToString::to_string);
    let value = record.header.value.as_ref().map_or_else(String::new, |value| format!(": {value}"));
    let status = record.header.status.as_deref().unwrap_or("-");
    format!("{when:10} {:16} {}{value} ({status})", record.kind().as_str(), record.title_in(language))
}
