//! What the builders write is R4 by the judgement of two validators of other people.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use backpack::record::entry::NewEntry;
use backpack_testkit::run;
use serde_json::Value;

use super::clients::{NODE, PYTHON, named, said};
use crate::samples;

/// How many entries are made by chance, over all kinds.
const BY_CHANCE: u32 = 1_500;

/// Every kind with all fields, with the fewest, and with fields by chance; about a person, and about nobody known.
fn bodies() -> Vec<String> {
    let by_chance = (0..BY_CHANCE).map(|seed| {
        let numbers =
            (1..38).map(|at| seed.wrapping_mul(2_654_435_761).wrapping_mul(at).rotate_right(9)).collect();
        samples::any(seed as usize % samples::KINDS, numbers)
    });
    let all = samples::full().into_iter().chain(samples::fewest()).chain(by_chance);
    let built = all.enumerate().map(|(at, entry): (usize, NewEntry)| {
        let subject = (at % 5 != 0).then_some("Patient/p1");
        String::from_utf8(entry.build("e1", subject).unwrap().into_parts().1).unwrap()
    });
    built.collect()
}

/// Has a validator judge the lines, and one more that is wrong, so that a validator which finds nothing fails.
async fn judged(mut validator: Command, folder: &Path) {
    let mut lines = bodies();
    let types: BTreeSet<String> = lines
        .iter()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["resourceType"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(types.len(), 16, "{types:?}");
    let right = lines.len();
    lines.push(r#"{"resourceType":"Condition","id":"wrong","clinicalStatus":"active"}"#.to_owned());
    let file = folder.join("entries.ndjson");
    std::fs::write(&file, lines.join("\n")).unwrap();
    let said = said({
        validator.arg(&file);
        validator
    })
    .await;
    assert_eq!(said["validated"], right + 1);
    let issues = said["issues"].as_array().unwrap();
    let (wrong, of_ours): (Vec<&Value>, Vec<&Value>) = issues.iter().partition(|issue| issue[0] == right);
    assert!(!wrong.is_empty(), "what is wrong was taken for right");
    let shown = |issue: &&Value| {
        format!("{issue} in {}", lines[usize::try_from(issue[0].as_u64().unwrap()).unwrap()])
    };
    assert!(of_ours.is_empty(), "{:?}", of_ours.iter().take(3).map(shown).collect::<Vec<_>>());
    println!("independent: {right} entries of {} types validated", types.len());
}

#[test]
fn medplum_finds_no_error_in_any_entry() {
    run(async {
        let Some(folder) = named(NODE) else { return };
        let mut node = Command::new("node");
        node.arg(Path::new(&folder).join("validate.mjs"));
        let work = tempfile::tempdir().unwrap();
        judged(node, work.path()).await;
    });
}

#[test]
fn fhirkit_finds_no_error_in_any_entry() {
    run(async {
        let Some(python) = named(PYTHON) else { return };
        let mut python = Command::new(python);
        python.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/independent/clients/validate.py"));
        let work = tempfile::tempdir().unwrap();
        judged(python, work.path()).await;
    });
}
