//! What a person sees of their entries.

use backpack::core::RecordId;
use backpack::views::{Say as _, Words};
use backpack::{Backpack, Filter, Record};

/// Prints what a list shows, in a language.
pub fn show(backpack: &Backpack, words: &Words) {
    for record in backpack.find(&Filter::new().limit(100)).records {
        println!("  {}", told(&record, words));
    }
}

/// Returns what a list shows of one record, in a language.
pub fn line(backpack: &Backpack, id: RecordId, words: &Words) -> anyhow::Result<String> {
    Ok(told(&backpack.record(id)?, words))
}

/// What a list shows: the day, the kind, the title, the value, the status.
fn told(record: &Record, words: &Words) -> String {
    let when = record.header.when.as_ref().and_then(|when| when.start.as_ref());
    let when = when.map_or_else(|| "-".to_owned(), |when| words.date(when));
    let value = record.header.value.as_ref().map_or_else(String::new, |value| format!(": {value}"));
    let status =
        record.header.status.as_deref().map_or_else(|| "-".to_owned(), |status| words.status(status));
    let title = record.title_in(words.language().tag());
    format!("{when:23} {:24} {title}{value} ({status})", record.kind().say(words))
}
