//! NDJSON: pages, limits, line ends.

use backpack_connect::Outcome;
use backpack_testkit::run;
use proptest::prelude::*;

use crate::support::{Folder, bodies, context, pull};

#[test]
fn lines_are_kept_without_their_ends() {
    let text = "\u{feff}{\"resourceType\":\"Goal\",\"id\":\"1\"}\r\n\n  \nspoilt\n{\"resourceType\":\"Goal\",\"id\":\"2\"} ";
    let folder = Folder::new(&[("a.ndjson", text)]);
    let found = run(pull(&folder.connector(), &context()));
    let expected = [r#"{"resourceType":"Goal","id":"1"}"#, "spoilt", r#"{"resourceType":"Goal","id":"2"}"#];
    assert_eq!((bodies(&found[0].1), &found[0].2), (expected.map(Into::into).to_vec(), &Outcome::Done));
}

#[test]
fn a_bundle_in_a_line_stands_for_its_entries() {
    let bundle = r#"{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Goal"}}]}"#;
    let folder = Folder::new(&[("a.jsonl", &format!("{bundle}\n{bundle}\n"))]);
    let found = run(pull(&folder.connector(), &context()));
    assert_eq!(bodies(&found[0].1), [r#"{"resourceType":"Goal"}"#; 2]);
}

#[test]
fn a_line_over_the_limit_is_left_out_and_said() {
    let long = format!("{{\"resourceType\":\"{}\"}}", "x".repeat(100));
    let short = r#"{"resourceType":"Goal"}"#;
    for text in [format!("{short}\n{long}\n{short}\n"), format!("{short}\n{short}\n{long}")] {
        let folder = Folder::new(&[("a.ndjson", &text)]);
        let mut context = context();
        context.limits.body_bytes = short.len() as u64;
        let found = run(pull(&folder.connector(), &context));
        let words = format!("1 line(s) larger than the limit of {} bytes were left out", short.len());
        assert_eq!((bodies(&found[0].1), &found[0].2), (vec![short.into(); 2], &Outcome::Partial(words)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Every line that is not blank comes once, in order, whatever the ends of the lines and the pages.
    #[test]
    fn every_line_comes_once(lines in prop::collection::vec("[ a-z{}\"]{0,12}", 0..40), crlf in any::<bool>(),
        times in 1_usize..90) {
        let end = if crlf { "\r\n" } else { "\n" };
        let text = lines.join(end).repeat(times);
        let folder = Folder::new(&[("a.ndjson", &format!("{{\"a\":1}}{end}{{\"a\":2}}{end}{text}"))]);
        let found = run(pull(&folder.connector(), &context()));
        let expected = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let expected: Vec<String> = ["{\"a\":1}", "{\"a\":2}"].into_iter().chain(expected).map(ToOwned::to_owned).collect();
        prop_assert_eq!(bodies(&found[0].1), expected);
    }
}
