use crate::output;

#[test]
fn files_say_what_they_are_and_not_where_they_were_made() {
    let folder = tempfile::tempdir().unwrap();
    let said = output("attachments", folder.path(), &[]);
    for words in [
        "summary.pdf: application/pdf\n  2 pages\n  it says: Dear Ana, the wrist is healing well. / Please come back in June.\n  a small picture: image/jpeg, below 40 kB",
        "wrist.jpg: image/jpeg\n  32 by 48 pixels, taken 2024-05-17T10:30:00, with a place in it: true\n  no text: files of this type are not read",
        "instructions.rtf: application/rtf, which is not what was declared\n  it says: Rest the wrist. No lifting for two weeks.",
        "CT chest of 2024-05-17: 3 files are one study",
        "the letter again: it is one file",
        "the visit has 4 files; the photo belongs to 1 record",
        "the photo says where it was taken: kept true, shared false",
        "of 50000000000 are taken",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert!(std::fs::read_dir(folder.path()).unwrap().next().is_none(), "something was kept");
}
