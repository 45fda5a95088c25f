use crate::output;

#[test]
fn the_app_may_restart_in_the_middle() {
    let folder = tempfile::tempdir().unwrap();
    let said = output("sign_in", folder.path(), &[]);
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines.len(), 6, "{said}");
    assert!(lines[0].ends_with("to Ana Ruiz’s Backpack (born April 2, 1980)."), "{said}");
    assert!(lines[1].contains("mit dem Backpack von Ana Ruiz"), "{said}");
    assert!(lines[4].ends_with("1 connection made."), "{said}");
    assert!(lines[5].ends_with("an attempt is good for one."), "{said}");
}
