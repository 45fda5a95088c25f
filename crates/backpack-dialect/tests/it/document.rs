//! docs/dialects.md holds the table as the file has it.

use std::fmt::Write as _;

use backpack_dialect::{Dialect, Dialects};
use serde_json::Value;

const DOCUMENT: &str = include_str!("../../../../docs/dialects.md");

/// Collects the paths at which a row differs from the plain one.
fn departures(row: &Value, plain: &Value, path: &str, found: &mut Vec<String>) {
    let (Value::Object(row), Value::Object(plain)) = (row, plain) else {
        if row != plain {
            found.push(path.to_owned());
        }
        return;
    };
    let names = row.keys().chain(plain.keys().filter(|name| !row.contains_key(*name)));
    for name in names {
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        let (row, plain) = (row.get(name).unwrap_or(&Value::Null), plain.get(name).unwrap_or(&Value::Null));
        departures(row, plain, &path, found);
    }
}

fn recognition(row: &Dialect) -> String {
    let mut known = row.recognition.hosts.clone();
    known.extend(row.recognition.paths.iter().map(|path| format!("…{path}")));
    known.extend(row.recognition.software.iter().map(|software| format!("{software} (software)")));
    if known.is_empty() { "by name alone".to_owned() } else { known.join(", ") }
}

/// Writes the table and the evidence, as the document must hold them.
fn rendered() -> (String, String) {
    let plain = serde_json::to_value(Dialect::plain()).unwrap();
    let mut table =
        "| name | for | recognised by | departs in | known by |\n|---|---|---|---|---|\n".to_owned();
    let mut evidence = String::new();
    for row in Dialects::built_in().rows() {
        let mut found = Vec::new();
        departures(&serde_json::to_value(row).unwrap(), &plain, "", &mut found);
        let apart = ["name", "title", "evidence"];
        found.retain(|path| !apart.contains(&path.as_str()) && !path.starts_with("recognition."));
        let found = found.iter().map(|path| format!("`{path}`")).collect::<Vec<_>>().join(", ");
        let mut grades = row.evidence.iter().filter_map(|text| text.get(..1)).collect::<Vec<_>>();
        grades.sort_unstable();
        grades.dedup();
        let grades = grades.join(", ");
        writeln!(table, "| `{}` | {} | {} | {found} | {grades} |", row.name, row.title, recognition(row))
            .unwrap();
        for text in &row.evidence {
            writeln!(evidence, "- `{}`, {text}.", row.name).unwrap();
        }
    }
    (table, evidence)
}

#[test]
fn the_document_shows_every_row_and_its_evidence() {
    let (table, evidence) = rendered();
    assert!(DOCUMENT.contains(&table), "docs/dialects.md must hold:\n\n{table}");
    assert!(DOCUMENT.contains(&evidence), "docs/dialects.md must hold:\n\n{evidence}");
}

#[test]
fn the_document_names_every_field() {
    fn fields(value: &Value, found: &mut Vec<String>) {
        let Value::Object(members) = value else { return };
        for (name, value) in members {
            found.push(name.clone());
            fields(value, found);
        }
    }
    let mut found = Vec::new();
    fields(&serde_json::to_value(Dialect::plain()).unwrap(), &mut found);
    for name in found {
        let named = DOCUMENT.contains(&format!("`{name}`")) || DOCUMENT.contains(&format!(".{name}`"));
        assert!(named, "docs/dialects.md does not name {name}");
    }
}
