use crate::{built, output};

#[test]
fn two_people_visit_and_neither_sees_the_other() {
    if !built("hosted").exists() {
        eprintln!("left out: built without the feature `hosted`");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let said = output("hosted", folder.path(), &["--try"]);
    let visit = said.split_once("Ana and Ben signed in.\n").unwrap().1;
    let expected = "  Ana Ruiz has 1: penicillin.
  Ben Okafor has 1: latex.
Ana uploaded a file of 900000 bytes, and got it back byte for byte.
Ben asks for Ana's records: 404.
Ben asks for Ana's file: 404.
Ben looks for Ana's file in his own Backpack: 404.
A stranger asks for Ana's records: 401.
  Ana Ruiz has 1: penicillin.
";
    let (visit, end) = visit.split_once("Closed. ").unwrap();
    assert_eq!(visit, expected);
    assert!(end.ends_with("found the Backpack in memory.\n"), "{end}");
}
