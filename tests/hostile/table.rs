//! The table of limits: every row names tests, and every test it names is there.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The rows of a table of the page: cells in order.
fn rows() -> Vec<Vec<String>> {
    let page = fs::read_to_string(root().join("docs/limits.md")).unwrap();
    let table = page.split_once("| threat | rule | default | hard cap | where | test |").unwrap().1;
    let lines = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    let cells = |line: &str| line.trim_matches('|').split(" | ").map(|cell| cell.trim().to_owned()).collect();
    lines.map(cells).collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

#[test]
fn every_row_of_the_limits_names_tests_that_are_there() {
    let mut threats = BTreeSet::new();
    let mut named = 0;
    for row in rows() {
        let [threat, rule, default, cap, place, tests] = &row[..] else { panic!("{row:?}") };
        assert!(![rule, default, cap].iter().any(|cell| cell.is_empty()), "{rule}");
        threats.insert(threat.clone());
        for place in place.split('`').skip(1).step_by(2) {
            assert!(root().join(place).exists(), "{rule}: {place} is not there");
        }
        let mut text = String::new();
        let mut own = 0;
        for name in tests.split('`').skip(1).step_by(2) {
            if name.contains('/') {
                text = fs::read_to_string(root().join(name)).unwrap_or_else(|_| panic!("{rule}: no {name}"));
                continue;
            }
            assert!(text.contains(&format!("fn {name}")), "{rule}: {name} is in no such file");
            own += 1;
        }
        assert!(own > 0, "{rule}: nothing proves it");
        named += own;
    }
    assert!(threats.len() >= 16 && named >= 50, "{} threats, {named} tests", threats.len());
}
