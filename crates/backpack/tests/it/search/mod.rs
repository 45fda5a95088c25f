//! Finding by words.

mod chance;
mod damage;
mod faults;
mod finding;
mod following;
mod sharing;

use backpack::Backpack;
use backpack::core::RecordId;
use backpack::search::{Found, Search};

/// Returns what is found, records by their ids and files by their names, the best first.
async fn found(backpack: &Backpack, typed: &str) -> Vec<String> {
    let results = backpack.search(&Search::new(typed).limit(1000)).await.unwrap();
    if !results.has_all_words {
        return Vec::new();
    }
    let hits = results.hits.into_iter().map(|hit| match hit.found {
        Found::Record(record) => record.title().to_owned(),
        Found::File { file, .. } => file.name,
        other => format!("neither record nor file: {other:?}"),
    });
    hits.collect()
}

/// Says whether a record is found by these words.
async fn finds(backpack: &Backpack, typed: &str, id: RecordId) -> bool {
    let results = backpack.search(&Search::new(typed).limit(1000)).await.unwrap();
    let is_it = |found: &Found| matches!(found, Found::Record(record) if record.id == id);
    results.has_all_words && results.hits.iter().any(|hit| is_it(&hit.found))
}

/// Returns a text that compresses badly, of this many words beginning with a letter.
fn noise(words: u32, letter: char) -> String {
    let mut seed = 0x9e37_79b9_u32 ^ u32::from(letter);
    let mut word = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        format!("{letter}{:x}", seed >> 4)
    };
    (0..words).map(|_| word()).collect::<Vec<_>>().join(" ")
}
