//! The table of what a good client does: every item has its row, and every test it names is there.

use std::fs;
use std::path::PathBuf;

use super::root;

/// The rows of the table: item, what, state, tests, server.
fn rows() -> Vec<Vec<String>> {
    let page = fs::read_to_string(root().join("docs/portals.md")).unwrap();
    let table = page.split_once("| item | what | state | test | server |").unwrap().1;
    let lines = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    let cells = |line: &str| line.trim_matches('|').split(" | ").map(|cell| cell.trim().to_owned()).collect();
    lines.map(cells).collect()
}

/// Returns where a test stands that the page names in its short way.
fn place(name: &str) -> PathBuf {
    let smart = "crates/backpack-smart";
    let path = match name.split_once('/') {
        None => format!("{smart}/tests/it/{name}"),
        Some(("crates" | "tests", _)) => name.to_owned(),
        Some(("src", _)) => format!("{smart}/{name}"),
        Some(("http", rest)) if rest.starts_with("src/") => format!("crates/backpack-http/{rest}"),
        Some((name, rest)) => format!("crates/backpack-{name}/tests/it/{rest}"),
    };
    root().join(path)
}

#[test]
fn every_item_of_the_checklist_has_its_row() {
    let items = (1..=132).map(|number| number.to_string()).chain(["M".to_owned()]);
    let found = rows().into_iter().map(|row| row[0].clone());
    assert_eq!(found.collect::<Vec<_>>(), items.collect::<Vec<_>>());
}

#[test]
fn every_test_that_a_row_names_is_there() {
    let servers =
        ["scripted", "demo", "oidc-provider", "oauth2-mock-server", "fhir-router", "helios-hfs", "–"];
    let mut named = 0;
    for row in rows() {
        let [item, what, state, tests, server] = &row[..] else { panic!("{row:?}") };
        assert!(!what.is_empty() && !state.is_empty(), "{item}");
        let known = |name: &str| servers.contains(&name) || item == "M";
        assert!(server.split(", ").all(known), "{item}: {server}");
        assert!(state != "done" || tests != "–", "{item} is done, and nothing proves it");
        let mut text = String::new();
        for name in tests.split('`').skip(1).step_by(2) {
            named += 1;
            if name.contains(['/', '.']) {
                let place = place(name);
                assert!(place.exists(), "{item}: {name} is not there");
                text = if place.is_file() { fs::read_to_string(place).unwrap() } else { String::new() };
            } else {
                let start = format!("fn {}", name.trim_end_matches('…'));
                assert!(text.contains(&start), "{item}: {name} is in no such file");
            }
        }
    }
    assert!(named > 150, "{named}");
}
