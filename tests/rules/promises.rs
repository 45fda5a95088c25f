//! The tables of promises: each promise has its row, and every test that a row names is there.

use std::fs;

use super::root;

/// The cells of a page's table of promises, row by row: id, promise, files, tests, what is not promised.
fn rows(page: &str) -> Vec<Vec<String>> {
    let text = fs::read_to_string(root().join(page)).unwrap();
    let (_, table) = text.split_once("| id | promise | file | test | not promised |").unwrap();
    let lines = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    let cells = |line: &str| {
        let line = line.strip_prefix('|').unwrap().strip_suffix('|').unwrap();
        line.split('|').map(|cell| cell.trim().to_owned()).collect()
    };
    lines.map(cells).collect()
}

fn quoted(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('`').skip(1).step_by(2)
}

#[test]
fn every_promise_has_its_row_and_every_test_it_names_is_there() {
    let numbered = |name: &str, last: usize| (1..=last).map(|number| format!("{name}-{number}")).collect();
    let pages: [(&str, Vec<String>); 3] = [
        ("docs/security.md", [numbered("ENC", 15), numbered("TOK", 7), numbered("SHA", 10)].concat()),
        ("docs/storage.md", numbered("DUR", 13)),
        ("docs/product.md", [numbered("C", 21), numbered("S", 3), numbered("D", 9)].concat()),
    ];
    for (page, expected) in pages {
        let rows = rows(page);
        let ids: Vec<_> = rows.iter().map(|row| row[0].clone()).filter(|id| expected.contains(id)).collect();
        assert_eq!(ids, expected, "{page}");
        for row in rows {
            let [id, promise, files, tests, _] = &row[..] else { panic!("{page}: {row:?}") };
            let text: String = quoted(files)
                .map(|file| fs::read_to_string(root().join(file)).unwrap_or_else(|_| panic!("{file}")))
                .collect();
            assert!(
                !promise.is_empty() && quoted(tests).count() > 0,
                "{page}: nothing proves {id} {promise}"
            );
            for test in quoted(tests) {
                assert!(text.contains(&format!("fn {test}")), "{page}: {id} {promise}: no {test} in {files}");
            }
        }
    }
}
