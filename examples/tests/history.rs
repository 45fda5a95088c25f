use crate::output;

#[test]
fn versions_differences_and_the_journal_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let said = output("history", folder.path(), &[]);
    for words in [
        "  02:00  version 1 from The scripted portal, its version 2 there; this one is shown",
        "  03:00  undone by the person",
        "  06:00  the portal says that it is deleted; it stays here",
        "  valueQuantity.value: 9.1 -> 13.4",
        "  note[0] added: {\"text\":\"measured again\"}",
        "  code.text: \"dizziness\" -> \"dizziness, mornings\"",
        "   6  02:00  the portal    imported           labs: 0 new, 1 changed, 0 gone",
        "  11  04:00  Ben, her son  edited             the entry",
        "The chain of 15 acts is whole.",
        "   3  00:00  the person    backpack_added",
    ] {
        assert!(said.lines().any(|line| line == words), "{words}: {said}");
    }
    assert!(std::fs::read_dir(folder.path()).unwrap().next().is_none(), "something was kept");
}
