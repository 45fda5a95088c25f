use crate::output;

#[test]
fn the_second_run_says_what_is_new() {
    let folder = tempfile::tempdir().unwrap();
    let first = output("quickstart", folder.path(), &[]);
    assert!(first.contains("Added an allergy by hand, and attached visit summary.pdf"), "{first}");
    assert!(!first.lines().any(|line| line.starts_with("0 new")), "{first}");
    for kind in ["lab-result", "visit", "medication", "allergy", "without a date"] {
        assert!(first.contains(kind), "{first}");
    }
    let second = output("quickstart", folder.path(), &[]);
    assert!(second.lines().any(|line| line.starts_with("0 new, 0 changed")), "{second}");
    assert!(!second.contains("Added an allergy"), "{second}");
}
