use crate::output;

#[test]
fn a_mistake_is_put_to_the_practice_and_seen_as_mended() {
    let folder = tempfile::tempdir().unwrap();
    let said = output("amend_record", folder.path(), &["--letters", "letters"]);
    let expected = "\
2026-03-02  sent: Request for amendment of health records 2026-03-02
an answer is due by 2026-05-02
2026-04-09  sent: Persons to be told of an amendment 2026-04-09
2026-04-09  sent: Statement of disagreement 2026-04-09
  Systolic blood pressure: not changed yet
  Knee injection: not changed yet
  Systolic blood pressure: changed as asked, verified
  Knee injection: not changed yet
";
    assert_eq!(said, expected);
    let letters = backpack_examples::folders::files_below(&folder.path().join("letters")).unwrap();
    assert_eq!(letters.len(), 6, "each as text and PDF");
    let text = String::from_utf8_lossy(&letters["Request for amendment of health records 2026-03-02.txt"]);
    for words in
        ["It says: 210", "It should say: 120", "Author: Dr. Ada Okoye", "I was not there on that day."]
    {
        assert!(text.contains(words), "{words}: {text}");
    }
}
