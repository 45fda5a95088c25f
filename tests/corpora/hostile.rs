//! Hostile input at the door of the reader: refused with a reason, or read; never a panic, never a hang.

use std::time::Instant;

use backpack_record::{Bundle, Header, Refusal};

use super::group;

/// Reads every file of a group as a resource, as a bundle and line by line, and counts the reasons.
fn survives(name: &'static str) {
    let Some(set) = group(name) else { return };
    let (mut read, mut refused) = (0, std::collections::BTreeMap::<String, usize>::new());
    for path in set.files() {
        let bytes = std::fs::read(&path).unwrap();
        let began = Instant::now();
        match Header::read(&bytes) {
            Ok(header) => {
                assert!(!header.title.is_empty(), "{} has no title", path.display());
                read += 1;
            }
            // The place differs with every file; the reason is what counts here.
            Err(Refusal::NotJson { .. }) => *refused.entry("not JSON".to_owned()).or_default() += 1,
            Err(refusal) => *refused.entry(refusal.to_string()).or_default() += 1,
        }
        drop(Bundle::split(&bytes));
        for line in bytes.split(|byte| *byte == b'\n') {
            drop(Header::read(line));
        }
        assert!(began.elapsed().as_secs() < 20, "{} took {:?}", path.display(), began.elapsed());
    }
    println!("corpora: {name}: {read} read, refused {refused:?}");
    assert!(read + refused.len() > 0);
}

#[test]
fn made() {
    survives("made");
}

#[test]
fn test_cases_of_the_validator() {
    survives("fhir-test-cases/validator");
}

#[test]
fn test_cases_of_other_suites() {
    survives("fhir-test-cases/misc");
}

#[test]
fn fixtures_that_are_invalid_on_purpose() {
    survives("fhir-multi/ms-testfiles");
}

/// RFC 8259 says of each file whether a parser must take it (`y_`), must refuse it (`n_`), or may do either (`i_`).
#[test]
fn json_test_suite() {
    let Some(set) = group("json/JSONTestSuite") else { return };
    let mut judged = 0;
    for path in set.files() {
        let bytes = std::fs::read(&path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let outcome = Header::read(&bytes);
        let is_json = !matches!(outcome, Err(Refusal::NotJson { .. }));
        let stricter = matches!(outcome, Err(Refusal::DuplicateKey | Refusal::TooDeep));
        match name.get(..2) {
            Some("y_") => assert!(is_json || stricter, "{name} must be taken for JSON: {outcome:?}"),
            Some("n_") => assert!(!is_json || stricter, "{name} must be refused: {outcome:?}"),
            _ => {}
        }
        judged += usize::from(name.starts_with("y_") || name.starts_with("n_"));
    }
    assert!(judged > 0, "the suite is empty");
    println!("corpora: json/JSONTestSuite: {judged} judged");
}
