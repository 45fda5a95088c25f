use std::collections::BTreeSet;

use crate::{output, run};

const ONE_LINE: &str = "{\"resourceType\":\"Goal\",\"id\":\"1\",\"description\":{\"text\":\"Größe: 1.10\"}}";
const TWO_LINES: &str = "{\"resourceType\":\"Goal\",\n\"id\":\"2\"}";
const BROKEN: &str = "{\"resourceType\":";

/// Reads what `export --raw` writes: a length, a line feed, the body, a line feed.
fn framed(mut bytes: &[u8]) -> BTreeSet<String> {
    let mut bodies = BTreeSet::new();
    while !bytes.is_empty() {
        let line = bytes.iter().position(|byte| *byte == b'\n').unwrap();
        let length: usize = std::str::from_utf8(&bytes[..line]).unwrap().parse().unwrap();
        let body = &bytes[line + 1..][..length];
        assert_eq!(bytes[line + 1 + length], b'\n');
        bodies.insert(String::from_utf8(body.to_vec()).unwrap());
        bytes = &bytes[line + length + 2..];
    }
    bodies
}

#[test]
fn every_body_comes_out_byte_for_byte() {
    let folder = tempfile::tempdir().unwrap();
    for (name, body) in [("1.json", ONE_LINE), ("2.json", TWO_LINES), ("3.json", BROKEN)] {
        std::fs::write(folder.path().join(name), body).unwrap();
    }
    let files = ["--store", "here", "--any-person", "1.json", "2.json", "3.json"];
    output("import_files", folder.path(), &files);

    output("export", folder.path(), &["--store", "here", "--out", "raw", "--raw"]);
    let exported = framed(&std::fs::read(folder.path().join("raw")).unwrap());
    assert_eq!(exported, BTreeSet::from([ONE_LINE.to_owned(), TWO_LINES.to_owned()]));

    output("export", folder.path(), &["--store", "here", "--out", "all", "--raw", "--quarantine"]);
    assert!(framed(&std::fs::read(folder.path().join("all")).unwrap()).contains(BROKEN));
}

#[test]
fn a_body_with_line_breaks_is_refused_as_a_line() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("2.json"), TWO_LINES).unwrap();
    output("import_files", folder.path(), &["--store", "here", "--any-person", "2.json"]);
    let refused = run("export", folder.path(), &["--store", "here", "--out", "lines"]);
    assert!(!refused.status.success());
    assert!(String::from_utf8_lossy(&refused.stderr).contains("use --raw"));
    assert!(!folder.path().join("lines").exists() && !folder.path().join("lines.part").exists());
}
