//! What may not stand in the repository: places of one machine, the terminal in a library, vendors in the engine.

use std::collections::BTreeSet;

use super::written_files;

fn library_sources() -> Vec<(String, String)> {
    let library = |name: &str| name.starts_with("crates/") && name.contains("/src/") && name.ends_with(".rs");
    let own = |name: &str| {
        !name.starts_with("crates/backpack-testkit/") && !name.starts_with("crates/backpack-bench/")
    };
    let files = written_files().into_iter().filter(|(name, _)| library(name) && own(name));
    files.map(|(name, path)| (name, std::fs::read_to_string(path).unwrap())).collect()
}

fn without_tests(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap_or(text)
}

#[test]
fn libraries_read_no_environment_home_or_terminal() {
    let forbidden =
        ["std::env::", "env::var", "home_dir", "stdin()", "stdout()", "stderr()", "println!", "eprintln!"];
    for (name, text) in library_sources() {
        for word in forbidden {
            let code = without_tests(&text).lines().filter(|line| !line.trim_start().starts_with("//"));
            assert!(!code.into_iter().any(|line| line.contains(word)), "{name} uses {word}");
        }
    }
}

#[test]
fn libraries_ask_no_clock_but_the_one_handed_in() {
    for (name, text) in library_sources() {
        // The facade holds the default clock; what waits for a server counts idle time and pauses on tokio's.
        let apart = [
            "crates/backpack/src/options/clock",
            "crates/backpack-http/",
            "crates/backpack-objects/",
            "crates/backpack-postgres/src/backoff",
        ];
        if apart.iter().any(|place| name.starts_with(place)) {
            continue;
        }
        for word in ["SystemTime::now", "Instant::now", "tokio::time::sleep"] {
            assert!(!without_tests(&text).contains(word), "{name} uses {word}");
        }
    }
}

#[test]
fn libraries_name_no_vendor() {
    // Words of the rows' titles that mean other things too.
    let ordinary = [
        "plain",
        "smart",
        "on",
        "fhir",
        "health",
        "medical",
        "one",
        "blue",
        "button",
        "payer",
        "payers",
        "diagnostics",
        "solutions",
    ];
    // Postal codes of states, and the address of a code system.
    let apart = [
        ("crates/backpack-directory/src/states.rs", "va"),
        ("crates/backpack-record/src/profile/places.rs", "va"),
        ("crates/backpack-record/src/pack/words.rs", "cms"),
    ];
    let table = std::fs::read(super::root().join("crates/backpack-dialect/src/dialects.json")).unwrap();
    let table: serde_json::Value = serde_json::from_slice(&table).unwrap();
    let mut vendors = BTreeSet::new();
    for row in table["rows"].as_array().unwrap() {
        for text in [&row["name"], &row["title"]] {
            vendors.extend(words(text.as_str().unwrap()).filter(|word| word.parse::<u32>().is_err()));
        }
    }
    vendors.retain(|word| !ordinary.contains(&word.as_str()));
    assert!(vendors.len() > 25, "{vendors:?}");
    for (name, text) in library_sources() {
        for (number, line) in text.lines().enumerate() {
            let named = words(line).find(|word| {
                vendors.contains(word) && !apart.iter().any(|(file, other)| *file == name && other == word)
            });
            assert_eq!(named, None, "{name}:{}: a vendor is a row of the dialects, never code", number + 1);
        }
    }
}

fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

#[test]
fn nothing_names_a_place_of_one_machine() {
    // Put together from halves, so that this file does not name them either.
    let places = [
        ["/wo", "rk/main"].concat(),
        ["/wo", "rk/shared"].concat(),
        ["/ro", "ot/."].concat(),
        ["/ho", "me/"].concat(),
        ["crates", ".io"].concat(),
        ["index.", "crates"].concat(),
        ["registry.", "npmjs"].concat(),
        ["py", "pi.org"].concat(),
    ];
    for (name, path) in written_files() {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        if name.ends_with("Cargo.lock") {
            continue;
        }
        for place in &places {
            assert!(!text.contains(place.as_str()), "{name} names {place}");
        }
    }
}

#[test]
fn modules_are_named_for_what_they_hold() {
    for (name, _) in library_sources() {
        for word in ["util", "helper", "manager", "handler", "misc", "common"] {
            let file = name.rsplit('/').next().unwrap();
            assert!(!file.contains(word), "{name} is named for nothing it holds");
        }
    }
}
