use crate::output;

#[test]
fn the_app_may_restart_in_the_middle() {
    let folder = tempfile::tempdir().unwrap();
    let said = output("sign_in", folder.path(), &[]);
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines.len(), 4, "{said}");
    assert!(lines[2].ends_with("1 connection made."), "{said}");
    assert!(lines[3].ends_with("an attempt is good for one."), "{said}");
}
